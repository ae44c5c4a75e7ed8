"""Where the counted people are: the fitting place nearest to the figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from transforms.text.context import Page
from transforms.text.cues import Cue
from transforms.text.memory import Said, Speaker
from transforms.text.model import Figure
from transforms.text.places import Placed, PlaceReader
from transforms.text.scope import COUNTRY_WIDE, of_world
from transforms.text.sites import SPOT
from transforms.text.widen import HARMED, SEATS, widened

_REACH = 14  # sentences before a figure in which its place is looked for
_AHEAD = 4  # sentences behind a figure in which its place is told where none before tells it
_OURS = Cue(r"\b(?:our|this) (?:country|nation|shores|soil)\b", "country|nation|shores|soil")
_ACTS = re.compile(r"\s+(?:has|have|will|would|is|was|and|says?|said|denie[sd]|accuse[sd]|wants?|must|claim\w*|responded|insist\w*)\b")
_OF_A_COUNTRY = 500_000  # displaced or in need: more than any camp or town shelters (UNHCR: Kutupalong, the largest, under a million)
_CORRECTION = re.compile(r"\s*(?:Correction|Clarification|Editor['’]s note|An earlier version)\b")
_ON_SIDE = re.compile(r"\b[Oo]n the (\w+) side\b(?! of)")
_IN_THE_REGION = Cue(
    r"\b(?:in|on|at|of|across|throughout) (?:the|that) (?:whole |entire )?(?:province|region|state|oblast|governorate|territory)\b(?! of)",
    "province|region|state|oblast|governorate|territory",
)
_IN_THE_CITY = re.compile(r"\b(?:in|on|at|of) (?:the|that) (?:city|town)\b")
_SOME = re.compile(r"\b(?:most|many|some|half|part|the majority) of (?:them|whom)\b", re.I)  # the place behind is of some of the counted
_HERE = re.compile(r"\bhere\b(?!['’]s)")
_HOSTED = ("refugees", "asylum_seekers")
_SMALL = ("admin1", "city", "village", "camp", "site")


class Whereabouts:
    """Chooses among the places of an article."""

    def __init__(self, places: PlaceReader) -> None:
        self._places = places

    def place(
        self,
        page: Page,
        figure: Figure,
        index: int,
        said: Said | None,
        speaker: Speaker | None,
        named: Mapping[str, Any] | None,
        *,
        territory: bool,
        running: bool,
    ) -> tuple[int, Placed] | None:
        """The number of the sentence that names it, and the place; None where the text names none. One not named here has no offsets."""
        if of_world(figure):
            return self._listed(index, "world")
        found = self._nearest(page, figure, index, said, speaker, named, territory=territory)
        inside = self._places.rows.get(found[1].within or "") if found is not None else None
        if (
            found is not None
            and found[1].place_id is None
            and SPOT.search(found[1].name)
            and inside is not None
            and inside["kind"] in ("city", "village")
        ):
            there = Placed(
                found[1].start, found[1].end, inside["place_id"], inside["name"], inside["country"], inside["kind"], found[1].role
            )
            found = (found[0], there)
        elif found is not None and found[1].place_id is None and SPOT.search(found[1].name):
            found = self._town(page, found) or found
        return widened(self._places, page, figure, index, speaker, found, running=running)

    def _nearest(
        self,
        page: Page,
        figure: Figure,
        index: int,
        said: Said | None,
        speaker: Speaker | None,
        named: Mapping[str, Any] | None,
        *,
        territory: bool,
    ) -> tuple[int, Placed] | None:
        low, high = page.bounds(figure)
        here = self._here(page, figure, index)
        beside = here is not None and not low <= here.start < high and speaker is not None
        if territory and beside and here is not None and speaker is not None and speaker.place in self._places.contains(here.place_id)[1:]:
            return self._listed(index, speaker.place)  # the territory's count beside an event in one of its towns
        if here is not None:
            return index, here
        if (line := page.dateline()) is not None and _HERE.search(page.clause(figure)):
            return page.first, line
        if _OURS.search(page.clause(figure)) and page.institution is not None and page.institution.side:
            return self._listed(index, page.institution.side)
        parent = figure.parent
        if parent is not None and figure.relation in ("subset_of", "revises", "adds_to", "total_of"):
            if figure.measure in _HOSTED and parent.measure not in _HOSTED:
                return None
            if parent.place is not None:
                return self._as_of(index, parent)
        if figure.measure in COUNTRY_WIDE:
            told = figure.head or page.sentences[index].text[: page.span(figure)[0]]
            for start, end, row in reversed(self._places.demonyms(told)):
                people = figure.head is not None or told[start:end].endswith(("s", "ese"))  # "Russian atrocities" are no people
                if row["kind"] == "country" and figure.measure not in _HOSTED and people:
                    return self._listed(index, row["place_id"])
        if territory and speaker is not None and speaker.place is not None:
            return self._listed(index, speaker.place)
        if named is not None and named["places"]:
            return self._listed(index, named["places"][0])
        least = figure.low if figure.low is not None else figure.best
        if _IN_THE_REGION.search(page.clause(figure)) and (before := self._before(page, figure, index)) is not None:
            return before
        if (
            figure.measure in (*COUNTRY_WIDE, "returnees")
            and figure.measure not in _HOSTED
            and least is not None
            and least >= _OF_A_COUNTRY
        ):
            fought = page.war()
            if fought is not None:
                return self._listed(index, fought["places"][0])
        if figure.measure in _HOSTED and least is not None and least >= _OF_A_COUNTRY:
            return None  # so many are in no town that the text happens to name
        if (
            speaker is not None
            and speaker.place is not None
            and (nearby := self._before(page, figure, index)) is not None
            and (speaker.place in self._places.contains(nearby[1].place_id) or not self._places.listed(nearby[1].place_id))
        ):
            return nearby
        if (
            speaker is not None
            and speaker.place is not None
            and self._places.rows.get(speaker.place, {}).get("kind") in _SMALL
            and said is not None
        ):
            return self._listed(index, speaker.place)
        if said is not None and speaker is not None and (own := self._of_speaker(page, said, speaker)) is not None:
            before = self._before(page, figure, index)
            if before is None or before[1].place_id in self._places.contains(own.place_id):
                return page.said_at, own
        if before := self._before(page, figure, index):
            return before
        if page.sentences[index].field == "text":
            for number in range(page.first):
                for one in page.places(number):
                    if one.role in ("at", "to", "against") or one.kind in _SMALL:
                        return number, one
        else:
            for number in range(page.first, min(len(page.sentences), page.first + 2)):
                for one in page.places(number):
                    if one.role == "at":
                        return number, one
        if (heading := page.headed()) is not None:
            return page.first, heading
        if (line := page.dateline()) is not None and line.name not in SEATS:
            return page.first, line
        if figure.measure in HARMED and (ahead := self._ahead(page, index)) is not None:
            return ahead
        if speaker is not None and speaker.place is not None and speaker.place != speaker.side and speaker.kind != "un":
            return self._listed(index, speaker.place)
        return None

    def _ahead(self, page: Page, index: int) -> tuple[int, Placed] | None:
        """The place that the next sentences tell, where no word before does: of a note that opens with its numbers."""
        for number in range(index + 1, min(len(page.sentences), index + 1 + _AHEAD)):
            if page.sentences[number].field != page.sentences[index].field or page.section[number] != page.section[index]:
                return None
            for one in page.places(number):
                if one.role == "at" and one.kind != "world":
                    return number, one
        return None

    def _town(self, page: Page, found: tuple[int, Placed]) -> tuple[int, Placed] | None:
        """The town that a hospital or square lies in: told in its sentence, else last before it, else in the title."""
        at = found[0]
        numbers = (at, *page.reach(at, _REACH), *(range(page.first) if page.sentences[at].field == "text" else ()))
        for number in numbers:
            towns = [one for one in page.places(number) if one.kind in ("city", "village") and one.role in ("at", "named") and one.end]
            if towns:
                return number, min(towns, key=lambda one: abs(one.start - found[1].start)) if number == at else towns[-1]
        return None

    def _of_speaker(self, page: Page, said: Said, speaker: Speaker) -> Placed | None:
        """The town or province that the speaker is said to be of: "police in Kharkiv"."""
        if speaker.speaker_id is not None:
            return None
        text = page.sentences[page.said_at].text
        for start, end, row in self._places.named(text[said.start : said.end]):
            if row["kind"] in _SMALL:
                return Placed(said.start + start, said.start + end, row["place_id"], row["name"], row["country"], row["kind"], "at")
        return None

    def _here(self, page: Page, figure: Figure, index: int) -> Placed | None:
        """The place in the figure's own sentence: behind it before the next figure, else the last one before it."""
        start, end = page.span(figure)
        if " side" in page.sentences[index].text and (sided := _ON_SIDE.search(page.sentences[index].text)) is not None:
            for _, _, row in self._places.demonyms(sided[1]):
                if row["kind"] == "country" and (fought := self._listed(index, row["place_id"])) is not None:
                    return fought[1]
        _, high = page.bounds(figure)
        found = page.places(index)
        moved = figure.measure in COUNTRY_WIDE or figure.measure in ("evacuated", "returnees", "abducted", "captured")
        fits = ("at", "to") if moved else ("at",)
        for one in found:
            if start <= one.start < high and one.role in fits and not _SOME.search(page.sentences[index].text, end, one.start):
                inner = [
                    each
                    for each in found
                    if each.end <= start and each.role == "at" and one.place_id in self._places.contains(each.place_id)[1:]
                ]
                return inner[-1] if inner else one  # "in Baghdad, killing 17 people, among them the envoy in Iraq"
        ahead = [one for one in found if one.end <= start and one.role in ("at", *(("to",) if figure.measure in _HOSTED else ()))]
        if figure.measure in _HOSTED and figure.relation == "subset_of":
            return None
        if ahead:
            return ahead[-1]
        behind = next((one for one in found if one.start >= end and one.role in fits), None)
        if behind is not None and not _SOME.search(page.sentences[index].text, end, behind.start):
            return behind
        if figure.measure in COUNTRY_WIDE:
            for one in found:
                if one.role == "against":
                    return one
        if figure.measure in ("missing", "captured", "abducted", "detained"):
            for one in found:
                if one.role == "from":
                    return one
        text = page.sentences[index].text
        for one in found:
            if (
                one.role == "named"
                and one.kind in _SMALL
                and not _ACTS.match(text, one.end)
                and text[one.end : one.end + 1] not in ("'", "’")
            ):
                return one
        return None

    def _before(self, page: Page, figure: Figure, index: int) -> tuple[int, Placed] | None:
        """The place named before: in the paragraph, at the figure before, in the title or opening, else the nearest."""
        sentence, reach = page.sentences[index], page.reach(index, _REACH)
        if _CORRECTION.match(sentence.text):  # of what the article is about, wherever its last paragraph went
            told = next((one for one in page.filled.get(0, ()) if one.scope == "incident" and one.place_id is not None), None)
            if told is not None:
                return self._as_of(index, told)
        city = _IN_THE_CITY.search(page.clause(figure)) is not None
        region = _IN_THE_REGION.search(page.clause(figure)) is not None
        far = []
        for number in reach:
            for one in page.places(number):
                if region and one.kind in ("admin1", "region"):
                    return number, one
                if one.role == "at" and one.kind != "world" and (not city or one.kind == "city"):
                    if page.sentences[number].paragraph == sentence.paragraph:
                        return number, one
                    far.append((number, one))
                    break
        last = page.last.get(page.section[index])
        near = page.index(last) if last is not None else None
        if last is not None and near is not None and page.item[near] not in (0, page.item[index]):
            last = None
        if last is not None and last.place_id is not None and last.scope == "incident" and not city:
            return self._as_of(index, last)
        return far[0] if far else None

    def _listed(self, index: int, place_id: str) -> tuple[int, Placed] | None:
        there = self._places.placed(place_id)
        return (index, there) if there is not None else None

    def _as_of(self, index: int, parent: Figure) -> tuple[int, Placed] | None:
        row = self._places.rows.get(parent.place_id or "")
        return index, Placed(
            0, 0, parent.place_id, parent.place or "", row["country"] if row else None, row["kind"] if row else "site", "at"
        )
