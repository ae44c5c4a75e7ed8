"""Whose name a noun phrase is: a listed speaker, a person behind a title, a body by what it is, or whoever spoke before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from transforms.text.antecedents import COMPOUND, WORDS, Antecedents, Token
from transforms.text.bodies import Bodies
from transforms.text.memory import Memory, Speaker, moved, row_speaker
from transforms.text.model import Reference
from transforms.text.names import Names

_DAYS = frozenset(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))  # no part of a name
_HE = frozenset(("he", "she"))
_IT = frozenset(("it", "they", "we"))
_SPOKES = re.compile(r"spokes\w+|officials?|chief|head|members?", re.I)
_ARTICLED = re.compile(r"[a-z]{1,3}-[A-Z]")  # "al-Awda"
_THERE = re.compile(r"\s+there\b")
_LOOSE = frozenset(("group", "agency", "office", "organisation", "organization", "movement", "army", "military", "ministry", "rebels"))
_ITS = re.compile(r"\b(?:its|their|his|our)\s(?:own\s)?(?:\w+\s){0,2}$", re.I)


_SOCIETY = ("Red Cross", "Red Crescent")  # names that each country's society has too


def _full(name: str, row: Mapping[str, Any]) -> str:
    """The name of one who speaks as a row by a name of his own: the row's, where the row is the person, else the fullest of that surname."""
    if row["name"] in row["people"]:
        own: str = row["name"]
        return own
    fullest: str = max((each for each in row["people"] if each.endswith(name)), key=len)
    return fullest


class Naming:
    """Resolves the noun phrases that name speakers; compiled once from tables speakers, title_words, speaker_words and places."""

    def __init__(self, reference: Reference) -> None:
        rows = reference.get("speakers", ())
        self._names = {row["speaker_id"]: row["name"] for row in rows}
        named = [(name, row) for row in rows for name in (row["name"], *row["aliases"])]
        people = [(name, {**row, "person": True, "name": _full(name, row)}) for row in rows for name in row["people"]]
        self.listed = Names([*named, *people])
        self._titles = {row["word"]: row for row in reference.get("title_words", ())}
        words: dict[str, set[str]] = {}
        for row in reference.get("speaker_words", ()):
            words.setdefault(row["role"], set()).add(row["word"])
        self._bodies = Bodies(reference)
        self._fillers, self._joiners = words.get("filler", set()), words.get("joiner", set())
        self._skipped, self._no_names = words.get("skipped", set()), words.get("no_name", set())
        places = reference.get("places", ())
        self._demonyms = Names(
            (name, row["country"]) for row in places if row["kind"] == "country" for name in (*row["demonyms"], row["name"])
        )
        self._states = {name: row for row in places if row["kind"] in ("country", "city") for name in (row["name"], *row["aliases"])}

        codes = {row["country"] for row in places if row["kind"] == "country"}
        self._antecedents = Antecedents(
            self.listed, self._states, codes, lambda text, tokens, memory: self.phrase(text, tokens, memory, strict=True, subject=False)
        )

    def institution(self, outlet: str) -> Speaker | None:
        """The unlisted institution that publishes under this name: "Ministry of Defence of Arvania"."""
        words = [(m.group(), m.start(), m.end()) for m in WORDS.finditer(outlet)]
        found = self.phrase(outlet, words, Memory(outlet), strict=True, subject=False)
        if found is None or found.speaker_id is not None:
            return found
        army = re.search(r"\b(?:defen[cs]e|armed forces|general staff|army|military)\b", outlet, re.I) is not None
        return dataclasses.replace(found, name=outlet, kind="party" if army else found.kind, start=0, end=len(outlet), place=found.side)

    def titled(self, name: str) -> bool:
        """Whether a name is but a title: "mayor of Kharkiv"."""
        return name.split()[0].casefold() in self._titles

    def skipped(self, word: str) -> bool:
        """Whether the word may stand between a speaker and its verb."""
        return word.casefold() in self._skipped

    def nominal(self, word: str) -> bool:
        """Whether the word may be part of a speaker's name or of the phrase around it."""
        lowered = word.casefold()
        return (
            (word[0].isupper() and word not in _DAYS)
            or _ARTICLED.match(word) is not None
            or lowered.endswith(("'s", "’s"))
            or lowered in self._titles
            or lowered in self._joiners
            or lowered in self._fillers
            or lowered in _HE
            or lowered in _IT
        )

    def phrase(self, text: str, tokens: list[Token], memory: Memory, *, strict: bool, subject: bool) -> Speaker | None:
        """The speaker of the phrase, or None; `strict` takes only listed ones and those with a title, `subject` also pronouns."""
        while tokens and tokens[-1][0].casefold() in self._joiners:
            tokens = tokens[:-1]
        while tokens and tokens[0][0].casefold() in self._joiners and tokens[0][0].casefold() not in ("the",):
            tokens = tokens[1:]
        if not tokens:
            return None
        start, end = tokens[0][1], tokens[-1][2]
        phrase = text[start:end]
        words = [token[0].casefold() for token in tokens]
        if subject and (words[-1] in _HE or words[-1] in _IT) and len(words) <= 2:
            if words[-1] in _HE:
                antecedent = self._antecedents.person(memory.previous, memory) or memory.person or memory.last
            else:
                antecedent = (self._antecedents.opening(text[:start], memory) or memory.body or memory.last) if words[-1] != "we" else None
            return moved(antecedent, tokens[-1][1], end) if antecedent else None
        matches = [match for match in self.listed.find(phrase) if not COMPOUND.match(phrase, match[1])]
        matches = [match for match in matches if not (phrase[match[0] : match[1]] in _SOCIETY and self._people(phrase[: match[0]]))]
        titles = [(i, self._titles[word]) for i, word in enumerate(words) if word in self._titles]
        roles = {row["role"] for _, row in titles}
        covered = max((e for _, e, _ in matches), default=-1)
        # a name behind the last title or listed body: "UN envoy John Smith"
        tail = len(tokens)
        while tail and tokens[tail - 1][0][0].isupper() and words[tail - 1] not in self._titles and tokens[tail - 1][1] - start >= covered:
            tail -= 1
        named = [t for t in tokens[tail:] if t[0].casefold() not in self._fillers]
        if matches and tail and words[tail - 1] in self._joiners:
            named = []
        if matches and named and text[named[0][1] : named[-1][2]] in self._states:
            named = []  # "UNHCR Chad"
        if matches and ("spokes" in roles or not named or tail == 0):
            pick = matches[-1] if "spokes" not in roles else next((match for match in matches if match[2].get("person")), matches[0])
            if "spokes" in roles and pick[2].get("person"):  # who speaks for a body is that body
                return row_speaker({**pick[2], "name": self._names[pick[2]["speaker_id"]]}, start + pick[0], start + pick[1])
            return row_speaker(pick[2], start + pick[0], start + pick[1])
        side = next((country for _, _, country in self._demonyms.find(phrase)), None) or (matches[-1][2]["side"] if matches else None)
        ruled = next((row["country"] for _, last, row in self.listed.find(phrase) if COMPOUND.match(phrase, last)), None)
        ahead = words[:tail][-1:] if words[:tail][-1:] != ["the"] else words[: tail - 1][-1:]
        inside = ahead in (["of"], ["in"], ["for"], ["at"])  # "Ministry of Health in Gaza"
        if (
            titles
            and (not named or inside)
            and (roles <= {"group", "spokes"})
            and (known := self._body(text, tokens, memory, ruled)) is not None
        ):
            return known
        kind = titles[-1][1]["kind"] if titles else "none"
        if (
            named
            and ("person" in roles or "spokes" in roles or matches)
            and not ("spokes" in roles and "group" in roles and len(named) < 2)
        ):
            name = text[named[0][1] : named[-1][2]]
            if titles and titles[-1][0] < tail and words[tail - 1] not in ("of", "for", "in", "the", "at"):
                return Speaker(self._full(name, memory), kind, None, side, None, named[0][1], end, True)
        if titles:
            return self._titled(text, tokens, words, titles, side, memory, subject)
        if strict:
            return None
        capitals = [t for t in tokens if t[0][0].isupper() and t[0].casefold() not in self._joiners]
        if len(capitals) > 1 and capitals[0][0].casefold() in self._fillers:  # "Dr"
            capitals, tokens = capitals[1:], tokens[1:]
        if not capitals:
            return None
        name = text[capitals[0][1] : capitals[-1][2]].rstrip(".,")
        state = self._states.get(name)
        if state is not None:
            return Speaker(name, "party", None, state["country"], state["place_id"], start, end)
        if len(capitals) == len(tokens) and not any(t[0].casefold() in self._skipped for t in capitals):
            full = self._full(name, memory)
            if " " in full or (subject and (start > 2 or memory.text.count(name) > 1) and name.casefold() not in self._no_names):
                return Speaker(full, "none", None, None, None, start, end, True)
        return None

    def _people(self, before: str) -> bool:
        """Whether the words end with the name of a people: "the Kenyan" Red Cross is not the International Committee."""
        return any(end == len(before.rstrip()) for _, end, _ in self._demonyms.find(before))

    def state(self, text: str, tokens: list[Token]) -> Speaker | None:
        """The state or its capital that the phrase is."""
        name = text[tokens[0][1] : tokens[-1][2]]
        row = self._states.get(name)
        return Speaker(name, "party", None, row["country"], row["place_id"], tokens[0][1], tokens[-1][2]) if row is not None else None

    def _titled(
        self,
        text: str,
        tokens: list[Token],
        words: list[str],
        titles: list[tuple[int, Mapping[str, Any]]],
        side: str | None,
        memory: Memory,
        subject: bool,
    ) -> Speaker | None:
        """Speakers named by what they are: "Ukrainian officials"; "the ministry" is whoever of that name spoke before."""
        index, row = titles[-1]
        at = tokens[0][1]
        if side is None:
            own = self._bodies.countries(text[at : tokens[-1][2]])
            article = row["role"] != "person" and words[0] in ("the", "a", "an", "its") and len(words) > 1
            if own:
                side = own[0]
            elif article or _ITS.search(text[max(0, at - 24) : at]):
                side = self._theirs(text, tokens, memory)
        elsewhere = _THERE.match(text, tokens[-1][2]) is not None
        if (
            words[0] == "the"
            and index == len(words) - 1
            and not elsewhere
            and all(word in self._fillers or word in self._joiners or "-" in word for word in words[1:-1])
            and (meant := self._antecedents.described(text[: tokens[0][1]], words[-1], memory)) is not None
        ):
            return moved(meant, tokens[0][1], tokens[-1][2])
        definite = words[0] == "the" and index == 1 and len(words) == 2 and not elsewhere
        if definite:
            known = memory.person if row["role"] in ("person", "spokes") else memory.body
            if words[1] in ("agency", "organisation", "organization"):
                known = next((one for one in reversed(memory.bodies) if one.kind in ("un", "ngo")), known)
            if known is not None and (
                row["role"] != "group"
                or words[1] in known.name.casefold()
                or (words[1] in _LOOSE and known.kind in ("party", "un", "ngo", "official"))
            ):
                return moved(known, tokens[0][1], tokens[-1][2])
        first = 1 if words[0] in ("the", "a", "an") and len(words) > 1 else 0
        name = text[tokens[first][1] : tokens[-1][2]]
        return Speaker(name, row["kind"], None, side, None, tokens[first][1], tokens[-1][2], row["role"] == "person")

    def _body(self, text: str, tokens: list[Token], memory: Memory, ruled: str | None) -> Speaker | None:
        """The listed institution that a common noun names: by whose it is said to be, who of that name spoke or is named in the article."""
        start, end = tokens[0][1], tokens[-1][2]
        phrase = text[start:end]
        function = self._bodies.function(" ".join(token[0] for token in tokens if not _SPOKES.fullmatch(token[0])))
        if not function:
            return None
        own = self._bodies.countries(phrase) or ([ruled] if ruled is not None else [])
        if own and (row := self._bodies.of(function, own)) is not None:
            return row_speaker(row, start, end)
        if own:
            return None
        for speaker in reversed(memory.bodies):
            if speaker.speaker_id is not None and self._bodies.does(speaker.speaker_id, function):
                return moved(speaker, start, end)
        before = f"{memory.near} {text[:start]}"
        near = self._bodies.countries(before, forces=False)
        if near and (row := self._bodies.of(function, near[:1])) is not None:
            return row_speaker(row, start, end)
        if memory.rows is None:
            memory.rows = list({row["speaker_id"]: row for _, _, row in self.listed.find(memory.text)}.values())
        named = [row for row in memory.rows if self._bodies.does(row["speaker_id"], function)]
        theatre = memory.theatre()
        if named and (not theatre or any(row["country"] == theatre[0] for row in named)):
            return row_speaker(next((row for row in named if theatre and row["country"] == theatre[0]), named[0]), start, end)
        if (row := self._bodies.of(function, theatre)) is not None:
            return row_speaker(row, start, end)
        if named:
            return row_speaker(named[0], start, end)
        if _ITS.search(text[max(0, start - 40) : start]) and near:  # "its strategic department": whoever was just named
            found = [row for _, _, row in self.listed.find(before) if row["country"] == near[0] and row["kind"] == "party"]
            return row_speaker(found[-1], start, end) if found else None
        return None

    def _theirs(self, text: str, tokens: list[Token], memory: Memory) -> str | None:
        """The country named last before the phrase."""
        near = self._bodies.countries(f"{memory.near} {text[: tokens[0][1]]}")
        return near[0] if near else None

    def _full(self, name: str, memory: Memory) -> str:
        """The full name of which this is the surname, if the text gives it before; else the name."""
        if " " in name or len(memory.surnames) > 30:
            return name
        if name not in memory.surnames:
            match = re.search(rf"((?:[^\W\d_a-z][\w’'-]+\s){{1,3}}){re.escape(name)}\b", memory.text)
            given: list[str] = []
            for word in match[1].split() if match else ():
                given = [] if word.casefold() in self._titles or word.casefold() in self._joiners else [*given, word]
            memory.surnames[name] = " ".join([*given[-2:], name]) if given else name
        return memory.surnames[name]
