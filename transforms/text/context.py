"""What the slot readers see of an article: its sentences by number, and what was read in each, read once and only where asked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR, timedelta
from typing import Any

from transforms.text.dates import Dated, DateReader
from transforms.text.model import Article, Figure, Sentence
from transforms.text.naming import Memory, Speaker
from transforms.text.places import Placed, PlaceReader
from transforms.text.speakers import Said, SpeakerReader

_ITEM = re.compile(r"\s*(?:[-•*▪●·–]|\d{1,2}[.)])\s+(?=\S)")
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?|GMT|UTC|h)?\s", re.I)
_HEADING = 90  # characters: a longer line without a full stop is no heading
_FIRST_PRINT = 1605  # the year of the first newspaper, Relation of Strasbourg
_REACH = 8  # sentences before a figure in which pronouns find who spoke
_LEAD = 4  # sentences of the text in which the day of its event is looked for
_HOLDS = re.compile(
    r"(?:\bas of|\bby|\buntil|\btill|\bthrough|\bup to|\bas at|\bdated|\bon|\bстаном на|\bto|\bпо)\s+(?:late\s+|early\s+|the\s+)?$", re.I
)
_BEGAN = re.compile(
    r"\b(?:launch\w*|invad\w*|invasion|began|begin\w*|start\w*|broke out|erupt\w*|attack\w*|since|annex\w*|seized)\b[^.;]{0,80}$", re.I
)
_BEGAN_ON = re.compile(r"\b(?:launch\w*|invaded|invasion|began|begun|start\w*|broke out|erupted)\b(?:\s\w+){0,2}?\s(?:on|in|of)\s$", re.I)
_AS_OF = re.compile(r"\b(?:as of|as at|станом на)\s(?:late\s|early\s)?$", re.I)
_SAID_ON = re.compile(
    r"\b(?:said|says|told|announced|reported|published|added|stated|wrote|tweeted|posted|declared|confirmed|warned|speaking|statement"
    r"|interview|briefing|reporters"
    r"|analyzing|sentenced|convicted|arrested|charged|born|released)\b(?:\s(?!that\b)[\w.]+){0,4}?\s(?:on\s|late\s|early\s|in\s|at\s)*$",
    re.I,
)
_NO_EVENT = re.compile(
    r"\b(?:founded|built|established|opened|created|set up|finished|dating|constructed|signed|adopted|ringed|drawn)\b[^.;,]{0,24}$"
    r"|\b(?:before|ahead of|prior to)\s(?:the\s)?$|^\s*(?:Correction|Clarification|Update)\b[^.:]{0,30}$"
    r"|\b(?:answer|response|reply|retaliation|revenge) (?:to|for)\b[^.;,]{0,60}$",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:rose|risen|rises|rising|climb\w*|increased|grew|jumped|stood|stands|revised|knew of|spoke of|raised)\b[^.;]{0,60}$", re.I
)
_ATTACK = (
    r"(?:attacks?|strikes?|air\s?strikes?|shelling|bombing|bombardment|blasts?|explosions?|raids?|assault|ambush|massacre|shooting|crash|quake"
    r"|earthquake|fire|collapse|clash(?:es)?)"
)
_PARTED = re.compile(r",|\bof (?:them|whom|those|these)\b")
_BESIDE = 80  # characters between a day and the word for what struck
_OF_ATTACK = re.compile(rf"(?:['’]s)?\s(?:\w+\s){{0,2}}?{_ATTACK}\b", re.I)
_HAPPENED = re.compile(
    rf"\b(?:hit|struck|attacked|shelled|bombed|slammed|exploded|detonated|collapsed|opened fire|crashed|fell on|came under|{_ATTACK})\b",
    re.I,
)
_ON_SAID = re.compile(r"\s+(?:said|told|announced|reported|added|confirmed|wrote)\b", re.I)
_COMPARED = re.compile(
    r"\b(?:worst|largest|biggest|deadliest|highest|first|most|fastest|greatest|bloodiest"
    r"|not seen)\b[^.;]{0,80}?\bsince\b[^.;,)]{0,40}",
    re.I,
)


class Page:
    """One article while its figures are filled."""

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        figures: Sequence[Figure],
        dates: DateReader,
        places: PlaceReader,
        speakers: SpeakerReader,
    ) -> None:
        self.article, self.sentences = article, sentences
        self.first = next((index for index, sentence in enumerate(sentences) if sentence.field == "text"), len(sentences))
        day = article.published_on  # at the calendar's ends days before and after cannot be told
        self.published_on = day if day is not None and _FIRST_PRINT <= day.year < MAXYEAR else None
        self._date_reader, self._place_reader, self._speaker_reader = dates, places, speakers
        self._number = {(sentence.field, sentence.start): index for index, sentence in enumerate(sentences)}
        self._by_sentence: dict[int, list[Figure]] = {}
        for figure in figures:
            number = self._number.get((figure.sentence.field, figure.sentence.start))
            if number is not None:
                self._by_sentence.setdefault(number, []).append(figure)
        self._bounds: dict[int, tuple[int, int]] = {}
        self._dates: dict[int, list[Dated]] = {}
        self._places: dict[int, list[Placed]] = {}
        self._said: dict[int, list[Said]] = {}
        self._heard = -1
        self._memory = Memory(article.text)
        self.institution = speakers.institution(article.outlet)
        self.carried: dict[int, int] = {}
        self.said_at = 0
        self._happened: dict[int, tuple[int, Dated] | None] = {}
        self.conflict: Mapping[str, Any] | None = None  # of the figure before
        self.theatre: Callable[[], Mapping[str, Any] | None] = lambda: None
        self._theatre: tuple[Mapping[str, Any] | None] | None = None
        self._memory.theatre = self._countries
        self.section, self.item, self.intro = self._sections()
        self.last: dict[int, Figure] = {}  # the figure filled last, by section
        self.spoke: dict[int, tuple[Said | None, int]] = {}  # by figure: its attribution and the sentence of that
        self.filled: dict[int, list[Figure]] = {}

    def source(self, index: int, end: int) -> Speaker | None:
        """The listed speaker of a table's cell behind the number."""
        return self._speaker_reader.listed(self.sentences[index].text, end)

    def war(self) -> Mapping[str, Any] | None:
        """The conflict of the figure before, else the one that the article is about."""
        if self.conflict is not None:
            return self.conflict
        if self._theatre is None:
            self._theatre = (self.theatre(),)
        return self._theatre[0]

    def _countries(self) -> tuple[str, ...]:
        found = self.war()
        return tuple(place for place in found["places"] if len(place) == 3) + tuple(found["parties"]) if found else ()

    def _sections(self) -> tuple[list[int], list[int], dict[int, int]]:
        """The section and the list item (0: none) of each sentence, and by item the sentence that introduces its list."""
        sections, items, intros = [], [], {}
        section = item = 0
        above: int | None = None
        last = len(self.sentences) - 1
        for index, sentence in enumerate(self.sentences):
            opens = index == 0 or self.sentences[index - 1].paragraph != sentence.paragraph or index == self.first
            alone = opens and index < last and self.sentences[index + 1].paragraph != sentence.paragraph
            text = sentence.text
            listed = sentence.field == "text" and opens and _ITEM.match(text) is not None
            if listed:
                item = index + 1
                if above is not None:
                    intros[item] = above
            elif opens and sentence.field == "text":
                item = 0
                clock = _CLOCK.match(text) is not None
                if clock or (alone and index > self.first and len(text) <= _HEADING and text[-1] not in '.!?:;,”"’…)' and "|" not in text):
                    section += 1
                    above = None
                else:
                    above = index
            elif not item:
                above = index
            sections.append(section)
            items.append(item)
        return sections, items, intros

    def reach(self, index: int, length: int) -> list[int]:
        """The sentences before that one may lean on, the nearest first: of its section, of its own item and what introduces the list."""
        field, section, item = self.sentences[index].field, self.section[index], self.item[index]
        found = []
        for number in range(index - 1, max(-1, index - 3 * length), -1):
            if self.sentences[number].field != field or self.section[number] != section or len(found) >= length:
                break
            if self.item[number] == item or not self.item[number]:
                found.append(number)
        return found

    def index(self, figure: Figure) -> int | None:
        """The number of the figure's sentence."""
        return self._number.get((figure.sentence.field, figure.sentence.start))

    def span(self, figure: Figure) -> tuple[int, int]:
        """Where the figure stands in its sentence."""
        return figure.start - figure.sentence.start, figure.end - figure.sentence.start

    def bounds(self, figure: Figure) -> tuple[int, int]:
        """From the end of the figure before to the start of the one behind in the sentence."""
        known = self._bounds.get(id(figure))
        if known is not None:
            return known
        start, end = self.span(figure)
        text = figure.sentence.text
        low, high = 0, len(text)
        for other in self._by_sentence.get(self._number.get((figure.sentence.field, figure.sentence.start), -1), ()):
            a, b = self.span(other)
            if other is not figure and b <= start:
                low = max(low, b)
            elif other is not figure and a >= end:
                high = min(high, a)
        self._bounds[id(figure)] = low, high
        return low, high

    def clause(self, figure: Figure) -> str:
        """The words around the figure up to its neighbours."""
        low, high = self.bounds(figure)
        return figure.sentence.text[low:high]

    def before(self, figure: Figure) -> str:
        """The few characters in front of the number."""
        at = figure.value_start - figure.sentence.start
        return figure.sentence.text[max(0, at - 4) : at]

    def lead(self, index: int) -> str:
        """The title and the sentences just before in the paragraph: what a list item or a continued sentence goes on from."""
        return "\n".join([self.article.title or "", *(self.sentences[number].text for number in reversed(self.reach(index, 3)))])

    def dates(self, index: int) -> list[Dated]:
        """The dates of a sentence; those of a comparison ("the worst since 1945") left out."""
        if index not in self._dates:
            text = self.sentences[index].text
            found = self._date_reader.read(text, self.published_on)
            if found:
                compared = [match.span() for match in _COMPARED.finditer(text)]
                found = [one for one in found if not any(low <= one.start < high for low, high in compared)]
                if (today := self.published_on) is not None:
                    found = [one for one in found if one.first is None or one.first <= today or one.role != "at"]
            self._dates[index] = found
        return self._dates[index]

    def places(self, index: int) -> list[Placed]:
        """The places of a sentence; those of a comparison left out."""
        if index not in self._places:
            text = self.sentences[index].text
            found = self._place_reader.read(text)
            if found:
                compared = [match.span() for match in _COMPARED.finditer(text)]
                found = [one for one in found if not any(low <= one.start < high for low, high in compared)]
                speech = [(said.start, said.end) for said in self.said(index)]
                found = [one for one in found if not any(low <= one.start < high for low, high in speech)]
            self._places[index] = found
        return self._places[index]

    def said(self, index: int) -> list[Said]:
        """The attributions of a sentence, pronouns resolved by the sentences before."""
        if index not in self._said:
            for number in range(max(self._heard + 1, index - _REACH), index + 1):
                if number not in self._said:
                    self._memory.near = " ".join(self.sentences[n].text for n in range(max(0, number - 2), number))
                    self._memory.previous = (
                        self.sentences[number - 1].text if number and self.section[number - 1] == self.section[number] else ""
                    )
                    self._said[number] = self._speaker_reader.read(self.sentences[number].text, self._memory)
            if index not in self._said:  # far before what was heard already
                self._said[index] = self._speaker_reader.read(self.sentences[index].text, Memory(self.article.text))
            self._heard = max(self._heard, index)
        return self._said[index]

    def quoted(self, index: int) -> bool:
        """Whether a quotation that a sentence before opened still runs."""
        if index == 0 or self.sentences[index - 1].paragraph != self.sentences[index].paragraph:
            return False
        before = self.sentences[index - 1].text
        return before.count("“") > before.count("”") or (before.count('"') % 2 == 1)

    def follows(self, index: int) -> bool:
        """Whether a sentence of the same field stands before."""
        return index > 0 and self.sentences[index - 1].field == self.sentences[index].field

    def _spoken(self, index: int, one: Dated) -> bool:
        text = self.sentences[index].text
        return bool(_SAID_ON.search(text[max(0, one.start - 60) : one.start])) or bool(_ON_SAID.match(text, one.end))

    def _dateline(self, index: int, one: Dated) -> bool:
        """Whether the date opens the text as its dateline."""
        sentence = self.sentences[index]
        alone = len(sentence.text.strip()) - sum(date.end - date.start for date in self.dates(index)) < 14
        return (
            sentence.field == "text"
            and sentence.start < 60
            and (alone or bool(re.match(r".{0,30}\s[-–—.]", sentence.text[one.end : one.end + 34])))
        )

    def _told(self, index: int, one: Dated) -> bool:
        """Whether a date is that of a count ("rose to 12 on Sunday"), not of what is counted."""
        return bool(_TOLD.search(self.sentences[index].text[max(0, one.start - 90) : one.start]))

    def happened(self, index: int) -> tuple[int, Dated] | None:
        """The day of what the section is about: "Saturday's attack", else the first day on which something is said to have struck."""
        section = self.section[index]
        if section not in self._happened:
            self._happened[section] = None
            struck: tuple[int, Dated] | None = None
            for number in range(self.first, len(self.sentences)):
                if self.section[number] != section:
                    continue
                text = self.sentences[number].text
                days = [
                    one
                    for one in self._events(number, told_here=True)
                    if one.precision == "day" and one.role == "at" and not self._told(number, one)
                ]
                if not days:
                    continue
                for one in days:
                    if _OF_ATTACK.match(text, one.end) and self._happened[section] is None:
                        self._happened[section] = (number, one)
                hits = [match.span() for match in _HAPPENED.finditer(text)] if struck is None else []
                near = [(max(one.start - end, start - one.end), one.start, one) for one in days for start, end in hits]
                if near and min(near)[0] < _BESIDE:
                    struck = (number, min(near)[2])
            self._happened[section] = self._happened[section] or struck
        return self._happened[section]

    def before_last(self, index: int) -> Figure | None:
        """The figure filled last of a sentence before, in the section."""
        return next((one for one in reversed(self.filled.get(self.section[index], ())) if self.index(one) != index), None)

    def shifted(self, index: int, one: Dated) -> Dated:
        """A day told by its distance to the day of the article's event, resolved."""
        if one.shift is None:
            return one
        last, main = self.before_last(index), self.happened(index)
        anchor = main[1].first if main is not None else last.as_of if last is not None else None
        if anchor is None:
            return one
        day = anchor + timedelta(one.shift)
        return dataclasses.replace(one, first=day, last=day, shift=None)

    def event_date(self, figure: Figure, index: int) -> tuple[int, Dated | None]:
        """The date that tells when it happened: of its clause, its sentence, its parent, its paragraph, its title or the text's opening."""
        sentence = self.sentences[index]
        start, end = self.span(figure)
        low, high = self.bounds(figure)
        dates = [
            self.shifted(index, one)
            for one in self.dates(index)
            if not self._spoken(index, one) and not self._dateline(index, one) and not _NO_EVENT.search(sentence.text[: one.start])
        ]
        counted = [one for one in dates if one.role == "at" and self._told(index, one) and one.precision == "day"]
        dates = [one for one in dates if one not in counted]
        own = [one for one in dates if low <= one.start < high]
        if not own:
            own = [one for one in dates if one.end <= start][-1:] or [
                one for one in dates if one.start >= end and (one.role != "window" or not _PARTED.search(sentence.text, end, one.start))
            ][:1]
        if own:
            text = sentence.text

            def rank(one: Dated) -> tuple[bool, bool, bool, int]:
                before = text[max(0, one.start - 40) : one.start]
                began = one.role == "since" or _BEGAN_ON.search(before) is not None
                return not _AS_OF.search(before), began, one.precision == "year", max(one.start - end, start - one.end)

            return index, min(own, key=rank)
        for number in self.reach(index, 3):
            before = self.sentences[number]
            if before.paragraph != sentence.paragraph and not before.text.rstrip().endswith((":", ",")):
                break
            found = [one for one in self._events(number) if not self._told(number, one)]
            if found:
                return number, found[0] if found[0].role == "span" else found[-1]
        main = self.happened(index)
        if main is not None and (main[0] != index or counted):
            return main
        if counted:
            return index, counted[-1]
        opening = self.section.index(self.section[index], self.first) if self.section[index] else self.first
        title = range(0) if opening > self.first and figure.scope is None and self.section[index] else range(0, self.first)
        for number in (*title, *range(opening, min(len(self.sentences), opening + _LEAD))):
            if self.item[number] and self.item[number] != self.item[index]:
                continue
            if number < index or sentence.field == "title":
                for one in self._events(number):
                    if one.precision in ("day", "week") and not self._told(number, one) and one.role in ("at", "span"):
                        return number, one
        return index, None

    def _events(self, index: int, *, told_here: bool = False) -> list[Dated]:
        text = self.sentences[index].text
        return [
            one
            for one in (each if told_here else self.shifted(index, each) for each in self.dates(index))
            if one.role in ("at", "span")
            and not _NO_EVENT.search(text[: one.start])
            and one.first is not None
            and not self._spoken(index, one)
            and not self._dateline(index, one)
        ]

    def speech_date(self, index: int) -> tuple[int, Dated | None]:
        """The day on which the sentence's speaker spoke, resolved."""
        for one in self.dates(index):
            if one.role == "at" and one.precision == "day" and one.first is not None and self._spoken(index, one) and self.said(index):
                return index, one
        return index, None

    def holds_at(self, one: Dated, at: int, index: int, conflict: Mapping[str, Any] | None) -> bool:
        """Whether a running number is dated by this date, rather than its war's first day or another event."""
        if one.role in ("since", "window", "span"):
            return True
        before = self.sentences[at].text[max(0, one.start - 90) : one.start]
        apart = self.sentences[at].paragraph != self.sentences[index].paragraph and at != self.intro.get(self.item[index])
        if at != index and at >= self.first and apart:
            return _AS_OF.search(before) is not None and len(self.sentences[at].text) <= _HEADING
        if self.sentences[at].text.startswith(", when ", one.end):
            return True
        if _AS_OF.search(before):
            return True
        if at != index and at >= self.first and not _HOLDS.search(before):
            return False
        if conflict is not None and conflict["ended_on"] is not None and one.first is not None and one.first <= conflict["ended_on"]:
            return True
        if conflict is not None and conflict["ended_on"] is not None:
            return False
        if _BEGAN.search(before) or (conflict is not None and one.first is not None and one.first == conflict["started_on"]):
            return False
        if one.basis == "relative" and one.precision in ("day", "week"):
            return at == index
        return bool(_HOLDS.search(before)) or (at == index and one.precision in ("month", "year") and at >= 0)
