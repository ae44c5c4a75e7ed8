"""Whose people a figure counts, in which conflict, and by whose hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from transforms.text.context import Page
from transforms.text.cues import Cue
from transforms.text.memory import Speaker
from transforms.text.model import Figure, Reference
from transforms.text.names import Names
from transforms.text.places import Placed, PlaceReader
from transforms.text.scope import of_world

_ENEMY = re.compile(r"\b(?:enemy|enemies|occupiers?|invaders?|aggressors?)\b|противник|ворог|окупант|враг|противника", re.I)
_ENEMY_LOST = re.compile(  # what the enemy lost, not what it did
    r"(?:"
    + _ENEMY.pattern
    + r")(?:['’]s?)?\s(?:\w+\s){0,3}?(?:loss|lost|lose|casualt|dead|suffer|personnel|soldiers|fighters|troops|втрат|потер|втратив)"
    r"|\b(?:loss\w*|casualties|killed|eliminated|destroyed|liquidated|dead|втрати|потери|втрат|потерь)\s(?:\w+\s){0,4}?(?:"
    + _ENEMY.pattern
    + r")|\d\s(?:"
    + _ENEMY.pattern
    + ")",
    re.I,
)
_SINCE = re.compile(r"\b(?:since|after|like|not seen since|as in)\s+(?:the\s+)?$", re.I)
_FORCE = re.compile(
    r"\s(?:\w+\s){0,2}?(?:forces?|troops|army|military|soldiers|air\s?strikes?|strikes?|missiles?|shelling|drones?|attacks?"
    r"|bombardment|bombing|bombs?"
    r"|artillery|rockets?|fire|shells|raids?|offensive|invasion|warplanes|jets|tanks|militants|fighters|rebels|gunmen)\b"
)
_WEAPON = re.compile(
    r"\s(?:\w+\s){0,2}?(?:air\s?strikes?|strikes?|missiles?|shelling|drones?|attacks?|bombardment|bombing|bombs?|artillery|rockets?|fire|shells"
    r"|raids?|offensive|invasion|warplanes|jets|tanks|forces|cities|towns|city|town|village|region|base)\b"
)
_OWN = re.compile(
    r"\b(?:its|our|their) (?:own )?(?:\w+ )?"
    r"(?:soldiers|troops|servicemen|servicemembers|fighters|members|citizens|nationals|people|personnel|men)\b"
)
_STRUCK = re.compile(
    r"\b(?:(?:its|his|their|our) (?:\w+ )?(?:forces|troops|army|soldiers|aircraft|units|men|jets|air force)|it|they|we|he)\s"
    r"(?:had |has |have )?[\"“'‘]?(?:killed|eliminated|destroyed|liquidated|neutrali[sz]ed|hit|wounded|captured|struck)\b",
    re.I,
)
_FOES = re.compile(r"\b(?:gunmen|militants|terrorists|insurgents|rebels|saboteurs|mercenaries|infiltrators|operatives|raiders)\b", re.I)
_OF_STATE = re.compile(
    r"\b(?:regime|government|junta|security|police|state)\s(?:\w+\s)?(?:forces?|troops|soldiers|fighters|personnel|officers)\b", re.I
)
_REGULARS = re.compile(
    r"\b(?:soldiers?|troops|servicem[ae]n|servicemembers|marines?|sailors?|airm[ae]n|commandos|officers?|conscripts?|recruits?|personnel)\b",
    re.I,
)
_FOREIGN = re.compile(r"\b(?:foreign|coalition|nato|enemy|occupation|invading|allied)\b", re.I)
_LOSSES_OF = re.compile(r"['’]s\s(?:\w+\s){0,2}(?:losses|casualties|dead|deaths)\b[^.;,]{0,40}$")
_ON_SIDE = re.compile(r"^\s*On the (\w+) side\b")
_FORCES_LOST = re.compile(  # "Russian forces have likely suffered over"
    r"\s(?:\w+\s){0,2}?(?:forces|troops|army|military|units|soldiers|marines|navy|side)\s(?:(?:has|have|had|likely|probably|also|reportedly|already|now)\s)*"
    r"(?:suffered|sustained|incurred|lost)\s(?:[\w-]+\s){0,5}$"
)
_LOSING = Cue(r"suffered|sustained|incurred|lost", "suffered|sustained|incurred|lost")
_ATTACKERS = re.compile(
    r"\b(?:attackers?|assailants?|hijackers?|captors|hostage[- ]takers|bombers?|gunm[ae]n|infiltrators?|raiders)\b", re.I
)
_OF_OWN = re.compile(r"\bof (?:its|their|our) (?:own )?\w+,?\s*$", re.I)
_LOST = re.compile(r"(?:\b(?:has|had|have)\s)?(?:\b(?:lost|loses|suffered))?\s*$")
_THEATRE = 3_000  # characters of a text that tell which war it is about
_OF_NO_SIDE = ("journalist", "aid_worker", "combatant", "prisoner")  # foreigners among them, or either army's: the place does not tell


def _runs(conflict: Mapping[str, Any], day: date | None) -> bool:
    """Whether a conflict that has begun is fought on a day; where the day is not known, whether it goes on."""
    started, ended = conflict["started_on"], conflict["ended_on"]
    return ended is None if day is None else started <= day and (ended is None or day <= ended)


class SideReader:
    """Reads sides and conflicts; compiled once from tables conflicts and places."""

    def __init__(self, reference: Reference, places: PlaceReader) -> None:
        self._places = places
        self._conflicts: Sequence[Mapping[str, Any]] = reference.get("conflicts", ())
        self._fought_at: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._conflicts:
            for place in row["places"]:
                self._fought_at.setdefault(place, []).append(row)
        self._names = Names((name, row) for row in self._conflicts for name in (row["name"], *row["names"]))
        self._fighters = Names(
            (name, row["side"])
            for row in reference.get("speakers", ())
            if row["kind"] == "party"
            for name in (row["name"], *row["aliases"], *row["people"])
        )
        self.by_id = {row["conflict_id"]: row for row in self._conflicts}

    def named(self, text: str) -> Mapping[str, Any] | None:
        """The conflict that a sentence speaks of by name, not as a comparison ("since World War II")."""
        for start, _, row in self._names.find(text):
            if not _SINCE.search(text[max(0, start - 30) : start]):
                found: Mapping[str, Any] = row
                return found
        return None

    def of_place(self, place_id: str | None, day: date | None) -> Mapping[str, Any] | None:
        """The conflict fought at a place on a day; the one whose places name it most closely, then the latest to begin."""
        return max(self._at(place_id, day), key=lambda row: row["started_on"], default=None)

    def _at(self, place_id: str | None, day: date | None) -> list[Mapping[str, Any]]:
        """The conflicts fought on a day at a place, or where none is at the next wider one."""
        for place in self._places.contains(place_id):
            running = [row for row in self._fought_at.get(place, ()) if row["started_on"] is not None and _runs(row, day)]
            if running:
                return running
        return []

    def _running(self, side: str, day: date | None) -> list[Mapping[str, Any]]:
        """The conflicts that a side fights on a day."""
        return [row for row in self._conflicts if side in row["parties"] and row["started_on"] is not None and _runs(row, day)]

    def theatre(self, title: str, text: str, day: date | None) -> Mapping[str, Any] | None:
        """The conflict that an article is about: the one whose places, people, fighters and names stand most often in it, in the title
        thrice; of several fought at its places, the latest to begin."""
        votes: dict[str, int] = {}
        latest: dict[str, int] = {}
        cache: dict[str, list[Mapping[str, Any]]] = {}
        for words, weight in ((title, 3), (text[:_THEATRE], 1)):
            for _, _, row in self._names.find(words):
                votes[row["conflict_id"]] = votes.get(row["conflict_id"], 0) + 3 * weight
            for _, _, place in (*self._places.named(words), *self._places.demonyms(words)):
                place_id = place["place_id"]
                if place_id not in cache:
                    cache[place_id] = sorted(self._at(place_id, day), key=lambda row: row["started_on"])
                here = cache[place_id]
                if here:  # whoever is attacked at home may fight another war as well: Israel in Gaza and in Lebanon
                    here = here + [row for row in self._running(place["country"], day) if row not in here]
                for row in here:
                    votes[row["conflict_id"]] = votes.get(row["conflict_id"], 0) + weight
                if here:
                    last = cache[place_id][-1]["conflict_id"]
                    latest[last] = latest.get(last, 0) + weight
            for _, _, side in self._fighters.find(words):
                for row in self._running(side, day):
                    votes[row["conflict_id"]] = votes.get(row["conflict_id"], 0) + weight
        best = max(votes, key=lambda one: (votes[one], latest.get(one, 0), one), default=None)
        return self.by_id[best] if best is not None and votes[best] >= 3 else None

    def conflict(
        self,
        page: Page,
        figure: Figure,
        named: Mapping[str, Any] | None,
        place: Placed | None,
        within: str | None,
        origin: Placed | None,
        speaker: Speaker | None,
        day: date | None,
    ) -> Mapping[str, Any] | None:
        """The conflict of a figure: named in its sentence, or of its origin, its place, its whole, its people or its speaker; None for none."""
        if named is not None or of_world(figure):  # "because of the war in Ukraine, 100 million are now displaced" is of all wars
            return None if of_world(figure) else named
        home = self.of_head(figure, "") if figure.measure in ("refugees", "asylum_seekers") else None
        for one in (origin.place_id or origin.country if origin else None, home, within):
            if one is not None and (found := self.of_place(one, day)) is not None:
                return found
        parent = figure.parent
        if parent is not None and parent.conflict_id is not None:
            return self.by_id.get(parent.conflict_id)
        if place is None or place.kind == "country":
            head = self.of_head(figure, "")
            if place is None and (found := self.of_place(head, day)) is not None:
                return found
        if place is None and page.institution is not None and speaker is page.institution:
            return self.of_institution(speaker, page.published_on)
        if place is None and origin is None:
            return self.of_institution(speaker, day) or page.war()
        return None

    def of_head(self, figure: Figure, phrase: str) -> str | None:
        """The side that the counted people's own words name: "Ukrainian terrorists", "Afghans"."""
        ahead = figure.sentence.text[max(0, figure.start - figure.sentence.start - 16) : figure.start - figure.sentence.start]
        for text in (figure.head or "", phrase, ahead if phrase.startswith(("personnel", "losses", "casualties", "combat")) else ""):
            for start, end, place in self._places.demonyms(text):
                if place["country"] and not _WEAPON.match(text, end) and not text[:start].rstrip().endswith("by"):
                    country: str = place["country"]
                    return country
            if figure.population == "combatant" and (found := self._fighters.find(text)):
                fighters: str = found[0][2]
                return fighters
        return None

    def own(self, figure: Figure, phrase: str, before: str, speaker: Speaker | None) -> str | None:
        """The speaker's own people ("its soldiers"), or those of whom the words say that it lost them ("Ukraine lost 200")."""
        if speaker is not None and (_OWN.search(phrase) or _OF_OWN.search(before)):
            return speaker.side
        if (losses := _LOSSES_OF.search(before + phrase[:12])) is not None:
            for _, end, place in self._places.named(before):
                if end == losses.start():
                    whose: str | None = place["country"]
                    return whose
        if (sided := _ON_SIDE.search(figure.sentence.text)) is not None:
            for _, _, place in self._places.demonyms(sided[1]):
                of_side: str | None = place["country"]
                return of_side
        if (lost := self.lost(figure)) is not None:
            return lost
        if re.match(r"(?:lost|losing|suffered)\b", phrase):
            for _, end, place in reversed(self._places.named(before)):
                if _LOST.fullmatch(before, end) or before[end:].strip() in ("", "has", "had", "have"):
                    country: str | None = place["country"]
                    return country
        return None

    def lost(self, figure: Figure) -> str | None:
        """The country whose forces the sentence says lost so many."""
        before = figure.sentence.text[: max(0, figure.value_start - figure.sentence.start)]
        if not _LOSING.search(before):
            return None
        for _, end, place in reversed(self._places.demonyms(before)):
            if place["country"] and _FORCES_LOST.match(before, end):
                country: str = place["country"]
                return country
        return None

    def fighters(
        self, figure: Figure, before: str, speaker: Speaker | None, conflict: Mapping[str, Any] | None, there: str | None, *, claimed: bool
    ) -> str | None:
        """Whose the fighters are who are told without a name: the enemy's of a belligerent who struck or took them, else its own; the army's
        of the country that it happened in (`there`), where the words say so."""
        if _OF_STATE.search(figure.head or "") and (speaker is None or speaker.side != there):
            return there
        if speaker is None or (speaker.side is None and speaker.kind != "official") or self.foreign(figure):
            return None
        if speaker.kind == "official":  # "the governor said two soldiers were killed"
            return (speaker.side or there) if _REGULARS.search(figure.head or "") and not _STRUCK.search(before) else None
        if speaker.kind != "party":
            return None
        struck = _STRUCK.search(before) is not None or figure.measure == "captured" or _FOES.search(figure.head or "") is not None
        if not (struck or claimed):
            return speaker.side
        others = [party for party in conflict["parties"] if party != speaker.side] if conflict is not None else []
        return others[0] if len(others) == 1 and conflict is not None and speaker.side in conflict["parties"] else None

    def struck(self, figure: Figure) -> bool:
        """Whether the sentence tells up to the figure that the speaker's own force struck: "said that it had killed a commander"."""
        return _STRUCK.search(figure.sentence.text[: figure.end - figure.sentence.start]) is not None

    def foreign(self, figure: Figure) -> bool:
        """Whether the fighters are told to be strangers to the speaker and to the land: "foreign troops"."""
        return _FOREIGN.search(figure.head or "") is not None

    def enemy(self, speaker: Speaker | None, figure: Figure, near: Sequence[str], conflict: Mapping[str, Any] | None) -> str | None:
        """Whose losses "the enemy's" are in a belligerent's own word: the other side of its conflict."""
        if speaker is None or speaker.side is None or not any(_ENEMY.search(text) for text in near):
            return None
        if figure.population != "combatant" and not any(_ENEMY_LOST.search(text) for text in near):
            return None  # "the enemy struck the station: 50 were killed"
        rows = [conflict] if conflict is not None and speaker.side in conflict["parties"] else []
        rows += [row for row in reversed(self._conflicts) if row["ended_on"] is None and speaker.side in row["parties"]]
        for row in rows:
            others = [party for party in row["parties"] if party != speaker.side]
            if len(others) == 1:
                other: str = others[0]
                return other
        return None

    def of_place_people(self, figure: Figure, country: str | None, conflict: Mapping[str, Any] | None) -> str | None:
        """The side of people hurt at home: the place's country where a conflict is fought; null for those who may be strangers there."""
        if country is None or conflict is None or figure.population in _OF_NO_SIDE or _ATTACKERS.search(figure.head or ""):
            return None
        return country

    def perpetrator(self, text: str, others: Sequence[tuple[int, int]], side: str | None) -> str | None:
        """The side whose force or weapon the sentence names as the cause, outside the victims' and the speakers' own words (`others`)."""
        for at, end, place in self._places.demonyms(text):
            inside = any(low <= at < high for low, high in others) and not text[:at].rstrip().endswith("by")
            if not inside and place["country"] and place["country"] != side and _FORCE.match(text, end):
                country: str = place["country"]
                return country
        return None

    def at_war(self, one: str | None, other: str | None, conflict: Mapping[str, Any] | None) -> bool:
        """Whether two sides fight each other in the conflict."""
        return (
            one is not None
            and other is not None
            and one != other
            and conflict is not None
            and one in conflict["parties"]
            and other in conflict["parties"]
        )

    def of_institution(self, speaker: Speaker | None, day: date | None) -> Mapping[str, Any] | None:
        """The conflict that a belligerent's own bulletin is about: the running one of which its side is a party."""
        if speaker is None or speaker.side is None or speaker.kind != "party":
            return None
        return self.of_place(speaker.place, day)
