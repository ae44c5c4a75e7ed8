"""Dates as they are written in a sentence, resolved against the day of publication. Without that day a relative date stays open."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, timedelta

from ahocorasick_rs import AhoCorasick

from transforms.text.date_forms import first_words, written_dates
from transforms.text.days import (
    Dated,
    back,
    days_of_month,
    floor,
    last_such_day,
    make,
    numeric,
    on_day,
    part_of_year,
    past,
    relative,
    stretch,
    year_before,
)
from transforms.text.model import Reference

_JOIN = re.compile(
    r"(?:,\s(?:which|when|the\s\w+\s(?:of|when|on))\s[^,;.]{3,120},)?\s*(?:to|until|till|through|and|по|до|[-–—‒])\s*(?:the\s+)?"
    r"(?:(?:early\s+)?(?:night|evening|morning|afternoon|end|close|midnight)\s+of\s+)?",
    re.I,
)
_SINCE = re.compile(
    r"(?:\bsince|\bstarting(?:\s+(?:on|from|in))?|\bbeginning(?:\s+(?:on|in))?|\bз моменту|\bс начала)\s+(?:the\s+)?"
    r"(?:late\s+|early\s+|mid-?\s*|end of\s+|eve of\s+)?$",
    re.I,
)
_SINCE_EVENT = re.compile(r"\bsince\s+(?:(?!\b(?:and|but|while|when|as of)\b)[^.;,()]){3,80}?$", re.I)  # "since the war began on"
_COMPARED = re.compile(r"\b(?:than|from|whole|all|throughout)\s+(?:in\s+)?(?:the\s+)?(?:(?:whole|all)\s+)?(?:of\s+)?$", re.I)
_YEAR = re.compile(r"\d{4}")
_DATE_DIGITS = re.compile(
    r"\d(?:\d{3}|[./-]\d|(?:st|nd|rd|th)\b)"
)  # what a date without a word of the table has: a year, parts with a mark, "27th"
_WORD = re.compile(r"(?<![\w.])\w+")
_BEFORE = 48  # characters from the first word of a date to the word or figures by which it is found: "over the previous twenty-four hours"
_NEXT = re.compile(r"\bnext\s+$", re.I)
_LAST = re.compile(r"\blast\s+$", re.I)
_OF_ANOTHER = re.compile(r"\s(?:the|a|an|its|his|her|their|[^\W\d_a-z]\w+)\s")
_SPAN_FROM = re.compile(r"(?:\bfrom|\bbetween|\bз|\bс|\bвід|\bот)\s+$", re.I)


class DateReader:
    """Reads dates; compiled once from table date_words."""

    def __init__(self, reference: Reference) -> None:
        words: dict[str, dict[str, int]] = {}
        for row in reference.get("date_words", ()):
            words.setdefault(row["kind"], {})[row["word"].casefold()] = row["value"]
        self._months, self._weekdays = words.get("month", {}), words.get("weekday", {})
        self._ago, self._numbers, self._units = words.get("day_ago", {}), words.get("number", {}), words.get("unit", {})
        self._ordinals, self._holidays = words.get("ordinal", {}), words.get("holiday", {})
        self._starts = {
            (row["started_on"].month, row["started_on"].day): row["started_on"]
            for row in reference.get("conflicts", ())
            if row["started_on"] and not row["ended_on"]
        }
        self._pattern = written_dates(words, reference)
        self._firsts = first_words(words)
        self._gate = AhoCorasick(
            [
                "eve of",
                "first half",
                "second half",
                "quarter of",
                *(f"{which} {part}" for which in ("that", "same") for part in ("night", "morning", "evening", "afternoon")),
                *self._holidays,
                *self._months,
                *self._weekdays,
                *self._ago,
                *self._units,
            ]
        )

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        """The matches of the pattern, which is tried only at the words before a year, a day in figures or a word of the table."""
        lower = text.lower()
        hits = [match.span() for match in _DATE_DIGITS.finditer(text)]
        if len(lower) != len(text):  # a letter that is two in lower case: the places of the words are not those of the text
            hits = [(0, len(text))]
        elif words := self._gate.find_matches_as_indexes(lower):
            hits = sorted([*hits, *((start, end) for _, start, end in words)])
        tried = 0
        for start, end in hits:
            for word in _WORD.finditer(text, max(tried, start - _BEFORE), end):
                if word.start() < tried or not (word[0].lower() in self._firsts or word[0][0].isdigit() or word[0].endswith("ty")):
                    continue
                if (match := self._pattern.match(text, word.start())) is not None:
                    yield match
                    tried = match.end()
            tried = max(tried, end)

    def read(self, text: str, published_on: date | None) -> list[Dated]:
        """The dates of one sentence in order."""
        found: list[Dated] = []
        for match in self._matches(text):
            one = self._resolve(match, text, published_on)
            if one is None:
                continue
            if one.shift is not None:
                one = _anchored(one, match["anchor"], found, text, published_on)
            before = text[max(0, one.start - 40) : one.start]
            if found and found[-1].role == "at" and one.role == "at" and _JOIN.fullmatch(text, found[-1].end, one.start):
                first = found[-1]
                opened = _SPAN_FROM.search(text[max(0, first.start - 20) : first.start])
                joined = text[first.end : one.start].strip() != "and" and first.basis == one.basis == "explicit"
                if opened or (joined and first.precision == one.precision):
                    begin, finish = first.first, one.last
                    if begin is None and finish is None:
                        begin, finish = self._since_war(text[first.start : first.end], text[one.start : one.end])
                    if finish is not None and _YEAR.search(text, one.start, one.end) and not _YEAR.search(text, first.start, first.end):
                        begin = make(finish.year, begin.month, begin.day) if begin is not None else None
                    if begin is not None and finish is not None and begin > finish:
                        begin = year_before(begin)
                    found[-1] = Dated(first.start, one.end, "span", begin, finish, one.precision, one.basis, one.ambiguous)
                    continue
            if (_SINCE.search(before) or self._since_event(text, one, found)) and not text.startswith(
                (", when ", ", as of which "), one.end
            ):
                one = dataclasses.replace(one, role="since")
            elif one.precision in ("month", "year") and _COMPARED.search(before):
                continue
            found.append(one)
        return found

    def _since_event(self, text: str, one: Dated, found: list[Dated]) -> bool:
        """Whether a date tells when that began since which is counted: "since the army seized power on 1 February"."""
        at = max(0, one.start - 90, found[-1].end if found else 0)
        return one.role == "at" and one.precision != "week" and _SINCE_EVENT.search(text[at : one.start]) is not None

    def _since_war(self, begin: str, end: str) -> tuple[date | None, date | None]:
        """A span of days without a year, where its first day is that of a running conflict: the year after that day."""
        try:
            (d1, m1), (d2, m2) = ([int(part) for part in written.split(".")] for written in (begin, end))
        except ValueError:
            return None, None
        started = self._starts.get((m1, d1))
        last = make(started.year, m2, d2) if started else None
        return (started, last) if started and last and last >= started else (None, None)

    def _resolve(self, match: re.Match[str], text: str, today: date | None) -> Dated | None:
        group, start, end = match.groupdict(), match.start(), match.end()
        if written := group["iso"] or group["dotted"] or group["slashed"]:
            return numeric(start, end, written)
        if group["short"]:
            day, month = (int(part) for part in group["short"].split("."))
            return on_day(start, end, past(today, month, day)) if 1 <= month <= 12 and 1 <= day <= 31 else None
        if group["holiday"]:
            month, day = divmod(self._holidays[group["holiday"].casefold()], 100)
            return on_day(start, end, past(today, month, day))
        if group["m6"]:
            month = self._months[group["m6"].casefold()]
            first = make(today.year - (group["my"] == "last"), month, 1) if today else None
            return stretch(start, end, first, "month", "relative")
        if group["anchor"]:
            written = group["anchor_n"].casefold()
            number = 1 if written in ("the", "one") else self._number(written)
            days = 7 if group["anchor_u"].casefold().startswith("week") else 1
            return Dated(start, end, "at", None, None, "day", "relative", shift=-number * days) if number else None
        if group["eve"]:
            return Dated(start, end, "at", None, None, "day", "relative", shift=-1)
        if group["same"]:
            return Dated(start, end, "at", None, None, "day", "relative", shift=0)
        if group["half_n"]:
            return part_of_year(start, end, group["half_n"].casefold(), group["half_u"].casefold(), group["half_y"].casefold(), today)
        if group["nth"]:
            written = group["nth"].casefold()
            nth = self._ordinals.get(written) or int(re.sub(r"\D", "", written) or 0)
            return Dated(start, end, "at", None, None, group["nth_u"].casefold(), "relative", nth=nth) if nth else None
        for one, other, m, y in (("r1", "r2", "rm", "ry"), ("q1", "q2", "qm", "qy")):
            if group[m]:
                return days_of_month(
                    start,
                    end,
                    int(group[one]),
                    int(group[other]),
                    self._months[group[m].casefold()],
                    int(group[y]) if group[y] else None,
                    today,
                )
        if group["d3"]:
            month, day = self._months[group["m5"].casefold()], self._ordinals[group["d3"].casefold()]
            return on_day(start, end, make(int(group["y5"]), month, day) if group["y5"] else past(today, month, day))
        for d, m, y in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
            if group[m]:
                day, month = int(group[d]), self._months[group[m].casefold()]
                if not 1 <= day <= 31:
                    return None
                if which := group["my1"] if y == "y1" else group["my2"]:
                    return on_day(start, end, make(today.year - (which == "last"), month, day) if today else None, "relative")
                return on_day(start, end, make(int(group[y]), month, day) if group[y] else past(today, month, day))
        if group["m3"]:
            return stretch(start, end, date(int(group["y3"]), self._months[group["m3"].casefold()], 1), "month", "explicit")
        if group["m4"]:
            month = self._months[group["m4"].casefold()]
            return stretch(start, end, past(today, month, 1), "month", "explicit")
        if group["year"]:
            return stretch(start, end, date(int(group["year"]), 1, 1), "year", "explicit")
        if group["dth"]:
            return on_day(start, end, last_such_day(today, int(group["dth"])), "relative")
        if group["weekday"]:
            return self._weekday(match, text, today)
        if group["ago"]:
            days = self._ago[group["ago"].casefold()]
            return on_day(start, end, today - timedelta(days) if today else None, "relative")
        if group["ago_n"]:
            return self._since_then(start, end, self._number(group["ago_n"]), self._unit(group["ago_u"]), today)
        if group["win_u"]:
            return self._window(match, today)
        if group["run_u"]:
            number = self._number(group["run_n"])
            return Dated(start, end, "window", back(today, number, "hour") if today and number else None, today, "day", "relative")
        if group["opened"]:
            unit = group["opened"].rsplit(None, 1)[-1].casefold()
            return on_day(start, end, floor(today, unit) if today else None, "relative")
        return relative(start, end, group["rel"].casefold(), today)

    def _weekday(self, match: re.Match[str], text: str, today: date | None) -> Dated:
        start, end = match.span()
        if today is None:
            return Dated(start, end, "at", None, None, "day", "relative")
        before, wanted = text[max(0, start - 6) : start], self._weekdays[match["weekday"].casefold()]
        back = (today.isoweekday() - wanted) % 7
        if _NEXT.search(before):
            back -= 7
        elif _LAST.search(before) and back == 0:
            back = 7
        if match["of_week"]:
            back = today.isoweekday() - wanted + (7 if match["of_week"].casefold() == "last" else 0)
        return on_day(start, end, today - timedelta(back), "relative")

    def _number(self, written: str) -> int:
        if written.isdigit():
            return int(written)
        word = written.casefold()
        if word in self._numbers:
            return self._numbers[word]
        return sum(self._numbers.get(part, 0) for part in word.split("-"))

    def _unit(self, written: str) -> str:
        return written.casefold().rstrip("s")

    def _since_then(self, start: int, end: int, number: int, unit: str, today: date | None) -> Dated:
        precision = {"hour": "day"}.get(unit, unit)
        if today is None or number == 0:
            return Dated(start, end, "at", None, None, precision, "relative")
        then = back(today, number, unit)
        return (
            on_day(start, end, then, "relative")
            if precision == "day"
            else stretch(start, end, floor(then, precision), precision, "relative")
        )

    def _window(self, match: re.Match[str], today: date | None) -> Dated:
        written, unit = match["win_n"], self._unit(match["win_u"])
        if (
            unit == "day" and not written and match[0].casefold().startswith(("the previous", "previous"))
        ):  # "on the previous day it was 3,381"
            return Dated(match.start(), match.end(), "at", None, None, "day", "relative", shift=-1)
        number = self._number(written) if written else 1
        vague = number == 0 or "recent" in match.group().casefold()
        single = not written and re.search(r"\blast\s\w+$", match.group(), re.I)
        if single and unit in ("week", "month", "year") and not re.search(r"\bthe last\b|^(?:over|during|within|for)", match.group(), re.I):
            return relative(match.start(), match.end(), f"last {unit}", today)
        first = None if today is None or vague else back(today, number, unit)
        return Dated(match.start(), match.end(), "window", first, today, "day", "relative")


def _anchored(one: Dated, word: str | None, found: list[Dated], text: str, today: date | None) -> Dated:
    """A day told by its distance to another: to the day before it in the sentence, or, where a clause opens with it, to the publication."""
    shift = one.shift or 0
    anchor = next((before.first for before in reversed(found) if before.role == "at" and before.precision == "day" and before.first), None)
    follows = _OF_ANOTHER.match(text, one.end) is not None
    if word is not None and word.casefold() == "before" and follows:
        return one  # "two days before the vote": of an event that is not this one
    if anchor is None and word is not None and word.casefold() == "after" and follows and not text[: one.start].strip():
        anchor = today
    if anchor is None:
        return one
    day = anchor + timedelta(shift)
    return dataclasses.replace(one, first=day, last=day, shift=None)
