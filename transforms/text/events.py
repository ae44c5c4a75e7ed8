"""The day of what a figure counts: told in its sentence, before it, or of the event that its section is about."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from transforms.text.days import Dated, nth_since
from transforms.text.model import Figure
from transforms.text.sections import HEADING

if TYPE_CHECKING:
    from transforms.text.context import Page

_LEAD = 4  # sentences of the text in which the day of its event is looked for
_HOLDS = re.compile(
    r"(?:\bas of|\bby|\buntil|\btill|\bthrough|\bup to|\bas at|\bdated|\bon|\bстаном на|\bto|\bпо)\s+(?:late\s+|early\s+|the\s+)?$", re.I
)
_HELD = re.compile(r"\b(?:as of|by|until|till|through|up to|as at|dated)\s+(?:late\s+|early\s+|the\s+)?$", re.I)  # of another sentence
_BEGAN = re.compile(
    r"\b(?:launch\w*|invad\w*|invasion|began|begin\w*|start\w*|broke out|erupt\w*|attack\w*|since|annex\w*|seized)\b[^.;]{0,80}$", re.I
)
_BEGAN_ON = re.compile(r"\b(?:launch\w*|invaded|invasion|began|begun|start\w*|broke out|erupted)\b(?:\s\w+){0,2}?\s(?:on|in|of)\s$", re.I)
_AS_OF = re.compile(r"\b(?:as of|as at|станом на)\s(?:late\s|early\s)?$", re.I)
_SAID_ON = re.compile(
    r"\b(?:said|says|saying|told|announced|announcing|reported|published|added|stated|wrote|tweeted|posted|declared|confirmed|warned|speaking"
    r"|statement|statements|interview|briefing|reporters|journalists|conference|acknowledged|admitted|claimed|denied|rejected|vowed|condemned|urged"
    r"|blamed|accused|demanded|appealed|pledged|insisted|revealed|disclosed|briefed|acknowledging|claiming|denying|condemning"
    r"|testified|estimated|according to [^.;,]{2,60}"
    r"|analyzing|sentenced|convicted|arrested|charged|born|released)\b(?:\s(?!that\b)[\w.]+){0,4}?\s(?:on\s|late\s|early\s|in\s|at\s)*$",
    re.I,
)
_NO_EVENT = re.compile(
    r"\b(?:founded|built|established|opened|created|set up|finished|dating|constructed|signed|adopted|ringed|drawn)\b[^.;,]{0,24}$"
    r"|\b(?:before|ahead of|prior to)\s(?:the\s)?$|^\s*(?:Correction|Clarification|Update)\b[^.:]{0,30}$"
    r"|\b(?:answer|response|reply|retaliation|revenge) (?:to|for)\b[^.;,]{0,60}$",
    re.I,
)
_NUMBERED = re.compile(r"\s*(?:[A-Za-z]{1,5}[ -]?\d*\w?[.:]\s*)?")  # the number of a note in its series
_CLOSED = re.compile(r"\s*(?:$|[\n.:♦•|–—-])")
_NEXTS = 3  # words from the next number to a date that is its own: "34,049, up from 33,686 a week earlier"
_OPENS = re.compile(r"\s*(?:On|By|As of)\s(?:\w+day,?\s)?")  # "On Monday, September 11, the count arrived at 9,614"
_ISSUED = re.compile(
    r"\b(?:updates?|report|bulletin|statement|figures|tally|data|briefing|released?|published|issued|refreshed|revised|updated)\b[^.;,]{0,25}$",
    re.I,
)
_NEAR = 110  # characters before a date in which all of the words above stand
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
    rf"\b(?:(?:was|were|been) called to|responded to"
    rf"|hit|struck|attacked|shelled|bombed|slammed|exploded|detonated|collapsed|opened fire|crashed|fell on|came under|took place|occurred|happened"
    rf"|erupted|stampede|rained|bombarded|ambushed|stormed|raided|invaded|blew up|blew himself up|fired|{_ATTACK})\b",
    re.I,
)
_FOUND = re.compile(r"\b(?:found|recovered|pulled|retrieved|buried|discovered|removed)\b", re.I)
_AFTER = re.compile(r"\w+\s(?:days?|weeks?)\safter\b", re.I)
_ON_SAID = re.compile(
    r"\s+(?:said|told|announced|reported|added|confirmed|wrote|acknowledged|admitted|claimed|denied|condemned|accused|blamed|put|raised)\b",
    re.I,
)
_NEXT = 14  # characters: "estimated in early January"
_SECTION = 30  # sentences of a section in which the day of its event is looked for


class Events:
    """The days of one article while its figures are filled."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._happened: dict[int, tuple[int, Dated] | None] = {}
        self._heading: tuple[tuple[int, Dated] | None] | None = None

    def _spoken(self, index: int, one: Dated) -> bool:
        text = self._page.sentences[index].text
        if one.role in ("since", "window") or text.startswith(("'s", "’s"), one.end):
            return False  # "put the toll of Sunday's attack"
        return bool(_SAID_ON.search(text[max(0, one.start - 60) : one.start])) or bool(_ON_SAID.match(text, one.end))

    def _dateline(self, index: int, one: Dated) -> bool:
        """Whether the date opens the text as its dateline."""
        sentence = self._page.sentences[index]
        alone = len(sentence.text.strip()) - sum(date.end - date.start for date in self._page.dates(index)) < 14
        return (
            sentence.field == "text"
            and sentence.start < 60
            and (alone or bool(re.match(r".{0,30}\s[-–—.]", sentence.text[one.end : one.end + 34])))
        )

    def _told(self, index: int, one: Dated) -> bool:
        """Whether a date is that of a count ("rose to 12 on Sunday"), not of what is counted."""
        return bool(_TOLD.search(self._page.sentences[index].text[max(0, one.start - 90) : one.start]))

    def happened(self, index: int) -> tuple[int, Dated] | None:
        """The day of what the section is about: "Saturday's attack", else the first day on which something is said to have struck."""
        section = self._page.section[index]
        if section not in self._happened:
            self._happened[section] = None
            struck: tuple[int, Dated] | None = None
            start = self._page.opens.get(section, self._page.first)
            for number in range(start, min(len(self._page.sentences), start + _SECTION)):
                if self._page.section[number] != section:
                    break
                text = self._page.sentences[number].text
                days = [
                    one
                    for one in self._events(number, told_here=True)
                    if one.precision == "day" and one.role == "at" and one.nth is None and not self._told(number, one)
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

    def headed(self) -> tuple[int, Dated] | None:
        """The day that stands alone at the head of a note, behind its number at most: "YEM148. January 15 2014", "03/21/2015: Gunmen"."""
        if self._heading is None:
            self._heading = (None,)
            first = self._page.head_at()
            if first < len(self._page.sentences):
                text = self._page.sentences[first].text
                for one in self._page.dates(first)[:1]:
                    alone = _NUMBERED.fullmatch(text, 0, one.start) is not None and _CLOSED.match(text, one.end) is not None
                    if (
                        one.first != self._page.published_on
                    ):  # of a day that is not the page's own: "Strike B92 // Shawal // December 6 2014"
                        alone = alone or one.end <= len(self._page.heading())
                    if alone and one.precision == "day" and one.basis == "explicit" and one.first is not None:
                        self._heading = ((first, one),)
        return self._heading[0]

    def before_last(self, index: int) -> Figure | None:
        """The figure filled last of a sentence before, in the section."""
        return next((one for one in reversed(self._page.filled.get(self._page.section[index], ())) if self._page.index(one) != index), None)

    def shifted(self, index: int, one: Dated) -> Dated:
        """A day told by its distance to the day of the article's event, or to the start of its war, resolved."""
        if one.nth is not None and (war := self._page.war()) is not None and war["started_on"]:
            return nth_since(war["started_on"], one)
        if one.shift is None:
            return one
        last, main = self.before_last(index), self.happened(index)
        told = last.as_of if last is not None and (last.as_of_basis != "publication" or one.shift) else None
        anchor = main[1].first if main is not None else told
        if anchor is None and "previous" in self._page.sentences[index].text[one.start : one.end].casefold():
            anchor = self._page.published_on
        if anchor is None:
            return one
        day = anchor + timedelta(one.shift)
        return dataclasses.replace(one, first=day, last=day, shift=None)

    def event_date(self, figure: Figure, index: int) -> tuple[int, Dated | None]:
        """The date that tells when it happened: of its clause, its sentence, its parent, its paragraph, its title or the text's opening."""
        sentence = self._page.sentences[index]
        start, end = self._page.span(figure)
        low, high = self._page.bounds(figure)
        dates = [
            self.shifted(index, one)
            for one in self._page.dates(index)
            if not self._spoken(index, one)
            and not self._dateline(index, one)
            and not _NO_EVENT.search(sentence.text, max(0, one.start - _NEAR), one.start)
            and not (
                one.shift is not None
                and (
                    (one.start >= high and sentence.text[high : one.start].count(" ") < _NEXTS)
                    or sentence.text[one.end : high].strip() == "with"
                )
            )
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

            after = [one for one in own if _AFTER.match(text, one.start) and _HAPPENED.search(text, one.end)]
            if after and _FOUND.search(text[: after[0].start]):
                return index, after[0]  # "on Friday the bodies were found, a day after shells hit": it happened on Thursday

            def rank(one: Dated) -> tuple[bool, bool, bool, int]:
                before = text[max(0, one.start - 40) : one.start]
                began = one.role == "since" or _BEGAN_ON.search(before) is not None
                return not _AS_OF.search(before), began, one.precision == "year", max(one.start - end, start - one.end)

            return index, min(own, key=rank)
        for number in self._page.reach(index, 3):
            before = self._page.sentences[number]
            if before.paragraph != sentence.paragraph and not before.text.rstrip().endswith((":", ",")):
                break
            found = [one for one in self._events(number) if not self._told(number, one)]
            if found:
                return number, found[0] if found[0].role == "span" else found[-1]
        if (heading := self.headed()) is not None and sentence.field == "text" and not counted:
            return heading
        main = self.happened(index)
        if main is not None and (main[0] != index or counted):
            return main
        if counted:
            return index, counted[-1]
        opening = self._page.opens.get(self._page.section[index], self._page.first)
        title = (
            range(0) if opening > self._page.first and figure.scope is None and self._page.section[index] else range(0, self._page.first)
        )
        for number in (*title, *range(opening, min(len(self._page.sentences), opening + _LEAD))):
            if self._page.item[number] and self._page.item[number] != self._page.item[index]:
                continue
            if number < index or sentence.field == "title":
                for one in self._events(number):
                    if one.precision in ("day", "week", "month") and not self._told(number, one) and one.role in ("at", "span"):
                        return number, one
        return index, None

    def _events(self, index: int, *, told_here: bool = False) -> list[Dated]:
        text = self._page.sentences[index].text
        return [
            one
            for one in (each if told_here else self.shifted(index, each) for each in self._page.dates(index))
            if one.role in ("at", "span")
            and one.nth is None
            and not _NO_EVENT.search(text, max(0, one.start - _NEAR), one.start)
            and one.first is not None
            and not self._spoken(index, one)
            and not self._dateline(index, one)
        ]

    def speech_date(self, index: int) -> tuple[int, Dated | None]:
        """The day on which the sentence's speaker spoke, resolved."""
        for one in self._page.dates(index):
            if (
                one.role == "at"
                and (one.precision == "day" or any(0 <= one.start - said.end < _NEXT for said in self._page.said(index)))
                and one.first is not None
                and self._spoken(index, one)
                and self._page.said(index)
            ):
                return index, one
        return index, None

    def issued(self, index: int) -> Dated | None:
        """The day on which a sentence's count came out: "in its update on Sunday, the ministry said", "figures released Thursday"."""
        text = self._page.sentences[index].text
        for one in self._page.dates(index):
            if (
                one.role == "at"
                and one.precision == "day"
                and one.first is not None
                and _ISSUED.search(text[max(0, one.start - 60) : one.start])
            ):
                return one
        return None

    def holds_at(self, one: Dated, at: int, index: int, conflict: Mapping[str, Any] | None) -> bool:
        """Whether a running number is dated by this date, rather than its war's first day or another event."""
        if one.role in ("since", "window", "span"):
            return True
        before = self._page.sentences[at].text[max(0, one.start - 90) : one.start]
        apart = self._page.sentences[at].paragraph != self._page.sentences[index].paragraph and at != self._page.intro.get(
            self._page.item[index]
        )
        if at != index and at >= self._page.first and apart:
            return _AS_OF.search(before) is not None and len(self._page.sentences[at].text) <= HEADING
        if at == index and self._page.sentences[at].text.startswith(", when ", one.end):
            return True
        if _AS_OF.search(before) or (at == index and _OPENS.fullmatch(self._page.sentences[at].text, 0, one.start)):
            return True
        if at != index and at >= self._page.first and not _HELD.search(before):
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
