"""Who says what in a sentence: said-verbs and their subjects, "according to", relays; names resolved by the tables and the text before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transforms.text.model import Reference
from transforms.text.names import Names


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a row of speakers.csv, or a name as written with the kind that its title words give."""

    name: str
    kind: str
    speaker_id: str | None = None
    side: str | None = None
    place: str | None = None
    start: int = 0
    end: int = 0
    person: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One attribution in a sentence: its speaker, its stance, and which side of it in the sentence is said (`back`, `on`)."""

    start: int
    end: int
    speaker: Speaker
    stance: str
    back: bool
    on: bool
    via: str | None = None


@dataclass(slots=True)
class Memory:
    """Who has spoken so far in an article, for pronouns and surnames."""

    text: str
    person: Speaker | None = None
    body: Speaker | None = None
    last: Speaker | None = None
    surnames: dict[str, str] = field(default_factory=dict)


_PASSIVE = frozenset(("are", "be", "been", "being", "is", "was", "were"))
_HE = frozenset(("he", "she"))
_IT = frozenset(("it", "they", "we"))
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_](?:[\w.’'&-]*\w)?|[^\w\s]")
_SHORT = 170  # characters before or behind a verb in which its speaker is looked for
_TRAILING = re.compile(
    r"\s*(?:(?:on|late|early|in a|in an|to|via|at|this|last|earlier|in his|in her|in their|in its|the|from|by|during|yesterday|today)\b"
    r"(?:(?!\bthat\b|,)[^.;]){0,50})?"
    r"[.”\"’')\s]*$"
)
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+ (?:[a-z]{2,3} )?[^\W\d_a-z]\w")
_NAME_ASIDE = re.compile(r",\s+([^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)+)(?=[,.;])")
_COLON = re.compile(r"\s*([^:\d]{2,60}):\s")
_OBJECT = re.compile(r"[^.;,]{0,40}\b(?:lives|responsibility|attacks?|bombings?|victory|credit|control)\b", re.I)


class SpeakerReader:
    """Reads attributions; compiled once from tables speakers, said_verbs, title_words and places."""

    def __init__(self, reference: Reference) -> None:
        rows = reference.get("speakers", ())
        self._listed = Names((name, row) for row in rows for name in (row["name"], *row["aliases"]))
        self._institutions = Names((name, row) for row in rows if row["institution"] for name in (row["name"], *row["aliases"]))
        self._verbs = {row["word"]: row for row in reference.get("said_verbs", ())}
        self._verb_names = Names((word, row) for word, row in self._verbs.items())
        self._titles = {row["word"]: row for row in reference.get("title_words", ())}
        words: dict[str, set[str]] = {}
        for row in reference.get("speaker_words", ()):
            words.setdefault(row["role"], set()).add(row["word"])
        self._fillers, self._joiners = words.get("filler", set()), words.get("joiner", set())
        self._skipped, self._no_names = words.get("skipped", set()), words.get("no_name", set())
        places = reference.get("places", ())
        self._demonyms = Names(
            (name, row["country"]) for row in places if row["kind"] == "country" for name in (*row["demonyms"], row["name"])
        )
        self._states = {name: row for row in places if row["kind"] in ("country", "city") for name in (row["name"], *row["aliases"])}

    def institution(self, outlet: str | None) -> Speaker | None:
        """The institution that publishes under this outlet's name and so speaks in its own texts; None for a news outlet."""
        for start, end, row in self._institutions.find(outlet or ""):
            return _row(row, start, end)
        return None

    def read(self, text: str, memory: Memory) -> list[Said]:
        """The attributions of one sentence in order; `memory` gains whoever speaks in it."""
        lowered = text.lower()
        hits = self._verb_names.find(lowered) if len(lowered) == len(text) else []
        found: list[Said] = []
        if (match := _COLON.match(text)) is not None:
            speaker = self._behind(text[: match.end(1)], match.start(1), memory, strict=True)
            if speaker is not None and speaker.end >= match.end(1) - 1 and speaker.speaker_id is not None:
                found.append(Said(speaker.start, match.end(1), speaker, "asserted", back=False, on=True))
        if not hits:
            return found
        for start, end, row in hits:
            if (found and start < found[-1].end) or (start and text[start].isupper() and row["role"] != "from"):
                continue  # "United States" is no verb
            if found and lowered[start:end].endswith("ing") and text[:start].rstrip().endswith(","):
                continue  # "X said, adding that": still X
            said = self._attribution(text, start, end, row, memory)
            if said is None:
                continue
            found.append(said)
            speaker = said.speaker
            memory.last = speaker
            if speaker.person:
                memory.person = speaker
            else:
                memory.body = speaker
        return found

    def _attribution(self, text: str, start: int, end: int, verb: Mapping[str, Any], memory: Memory) -> Said | None:
        role = verb["role"]
        if role == "from":
            speaker = self._behind(text, end, memory)
            return self._said(text, start, speaker.end, speaker, verb["stance"], None, trailing=True) if speaker else None
        if verb["stance"] == "claimed" and _OBJECT.match(text, end):
            return None
        subject = self._before(text, start, memory, strict=role == "count")
        if role == "cite":
            origin = self._behind(text, end, memory)
            if origin is None:
                return None
            via = subject.name if subject else memory.last.name if memory.last else None
            return self._said(text, min(start, subject.start) if subject else start, origin.end, origin, "asserted", via, trailing=True)
        if subject is None:
            opened = text[:start].rstrip()
            if role == "say" and opened.endswith((",", "”", '"', "’", "'", "–", "-")):
                speaker = self._behind(text, end, memory)
                return self._said(text, start, speaker.end, speaker, verb["stance"], None, trailing=True) if speaker else None
            return None
        via = None
        if verb["word"] in ("told", "tells"):
            heard = self._behind(text, end, memory)
            if heard is not None and heard.kind == "media" and heard.speaker_id:
                via, end = heard.name, heard.end
        return self._said(text, subject.start, end, subject, verb["stance"], via, trailing=False)

    def _said(self, text: str, start: int, end: int, speaker: Speaker, stance: str, via: str | None, *, trailing: bool) -> Said:
        opened = text[:start].rstrip().removesuffix(" the").removesuffix(" a").rstrip()
        comma = opened.endswith((",", "”", '"', "–", "—", "-", "(", ":"))
        content_behind = not _TRAILING.match(text, end)
        follows = text[end : end + 2]
        back = len(opened) > 12 and (trailing or comma or not content_behind)
        if comma and content_behind and not trailing and not follows.startswith((",", ":")):
            back = re.match(r"\s+(?:on|late|early|in a|via|at a|earlier|to)\s", text[end:]) is not None
        return Said(start, end, speaker, stance, back, content_behind, via)

    def _before(self, text: str, verb_start: int, memory: Memory, *, strict: bool) -> Speaker | None:
        """The subject in front of a verb."""
        offset = max(0, verb_start - _SHORT)
        tokens = [(m.group(), offset + m.start(), offset + m.end()) for m in _TOKEN.finditer(text[offset:verb_start])]
        index = len(tokens) - 1
        aside: tuple[int, int] | None = None
        if index >= 0 and tokens[index][0] in (",", ")"):  # "Bill Brown, the sheriff, said"
            close, opening = index, {",": ",", ")": "("}[tokens[index][0]]
            index -= 1
            while index >= 0 and tokens[index][0] != opening and close - index < 14:
                index -= 1
            if index < 0 or tokens[index][0] != opening:
                return None
            aside = (tokens[index][2], tokens[close][1])
            index -= 1
        while index >= 0 and (tokens[index][0].casefold() in self._skipped):
            if tokens[index][0].casefold() in _PASSIVE:
                return None
            index -= 1
        last = index
        listed = [(offset + a, offset + b) for a, b, _ in self._listed.find(text[offset:verb_start])]
        while index >= 0 and (self._nominal(tokens[index][0]) or any(a <= tokens[index][1] < b for a, b in listed)):
            index -= 1
        found = self._phrase(text, tokens[index + 1 : last + 1], memory, strict=strict, subject=True)
        if found is not None and aside is not None:
            inside = [t for t in tokens if aside[0] <= t[1] < aside[1] and self._nominal(t[0])]
            other = self._phrase(text, inside, memory, strict=True, subject=True)
            if other is not None and other.person and not found.person:
                return other
            if other is None and found.speaker_id is None and not _FULL_NAME.search(found.name):
                plain = self._phrase(text, inside, memory, strict=False, subject=True)
                if plain is not None and _FULL_NAME.search(plain.name):
                    return dataclasses.replace(plain, kind=found.kind, side=found.side)
                return found
            if other is not None and found.kind == "none":
                found = dataclasses.replace(found, kind=other.kind, side=other.side)
            elif other is not None and other.person and found.speaker_id is None and found.name.split()[0].casefold() in self._titles:
                return other
        return found

    def _behind(self, text: str, start: int, memory: Memory, *, strict: bool = False) -> Speaker | None:
        """The noun phrase that follows."""
        tokens = []
        listed = [(start + a, start + b) for a, b, _ in self._listed.find(text[start : start + _SHORT])]
        for match in _TOKEN.finditer(text, start, start + _SHORT):
            word = match.group()
            inside = any(a <= match.start() < b for a, b in listed)
            if (
                not inside
                and not self._nominal(word)
                and word.casefold()
                not in (
                    "latest",
                    "data",
                    "figures",
                    "new",
                    "his",
                    "her",
                    "their",
                    "statement",
                    "by",
                )
            ):
                break
            tokens.append((word, match.start(), match.end()))
        found = self._phrase(text, tokens, memory, strict=strict, subject=False)
        if found is not None and not _FULL_NAME.search(found.name) and (aside := _NAME_ASIDE.match(text, tokens[-1][2])) is not None:
            words = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, aside.start(1), aside.end(1))]
            named = self._phrase(text, words, memory, strict=False, subject=True)
            if named is not None:  # "the mayor, Ihor Terekhov"
                return named if named.speaker_id else dataclasses.replace(named, kind=found.kind, side=found.side)
        return found

    def _nominal(self, word: str) -> bool:
        lowered = word.casefold()
        return (
            word[0].isupper()
            or lowered.endswith(("'s", "’s"))
            or lowered in self._titles
            or lowered in self._joiners
            or lowered in self._fillers
            or lowered in _HE
            or lowered in _IT
        )

    def _phrase(self, text: str, tokens: list[tuple[str, int, int]], memory: Memory, *, strict: bool, subject: bool) -> Speaker | None:
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
            antecedent = (memory.person or memory.last) if words[-1] in _HE else (memory.body or memory.last) if words[-1] != "we" else None
            return _moved(antecedent, tokens[-1][1], end) if antecedent else None
        matches = self._listed.find(phrase)
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
        if matches and ("spokes" in roles or not named or tail == 0):
            pick = matches[-1] if "spokes" not in roles else matches[0]
            return _row(pick[2], start + pick[0], start + pick[1])
        side = next((country for _, _, country in self._demonyms.find(phrase)), None) or (matches[-1][2]["side"] if matches else None)
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

    def _titled(
        self,
        text: str,
        tokens: list[tuple[str, int, int]],
        words: list[str],
        titles: list[tuple[int, Mapping[str, Any]]],
        side: str | None,
        memory: Memory,
        subject: bool,
    ) -> Speaker | None:
        """Speakers named by what they are: "Ukrainian officials"; "the ministry" is whoever of that name spoke before."""
        index, row = titles[-1]
        definite = words[0] == "the" and index == 1 and len(words) == 2
        if definite:
            known = memory.person if row["role"] in ("person", "spokes") else memory.body
            if known is not None and (
                row["role"] != "group" or words[1] in known.name.casefold() or known.kind in ("party", "un", "ngo", "official")
            ):
                return _moved(known, tokens[0][1], tokens[-1][2])
        first = 1 if words[0] in ("the", "a", "an") and len(words) > 1 else 0
        name = text[tokens[first][1] : tokens[-1][2]]
        return Speaker(name, row["kind"], None, side, None, tokens[first][1], tokens[-1][2], row["role"] == "person")

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


def _row(row: Mapping[str, Any], start: int, end: int) -> Speaker:
    person = row["note"] is not None and ("overnor" in row["note"] or "ayor" in row["note"] or "Head" in row["note"])
    return Speaker(row["name"], row["kind"], row["speaker_id"], row["side"], row["place"], start, end, person)


def _moved(speaker: Speaker, start: int, end: int) -> Speaker:
    return dataclasses.replace(speaker, start=start, end=end)
