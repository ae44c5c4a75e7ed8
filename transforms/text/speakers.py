"""Who says what in a sentence: said-verbs and their subjects, "according to", relays; names resolved by the tables and the text before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from transforms.text.antecedents import Token
from transforms.text.memory import Memory, Said, Speaker, is_full, row_speaker
from transforms.text.model import Reference
from transforms.text.names import Names
from transforms.text.naming import Naming
from transforms.text.unsaid import ITS_COUNT, unsaid

_INSTITUTION = re.compile(
    r"\b(?:ministry|ministerio|ministère|armed forces|general staff|office of the|presidency|president of|prime minister|government of|embassy"
    r"|army command|central command|police department|national police|state service|parliament of)\b",
    re.I,
)
_NEWS = re.compile(
    r"\b(?:news|times|post|press|daily|herald|tribune|gazette|radio|tv|television|magazine|journal|agency|media|observer)\b", re.I
)
_PASSIVE = frozenset(("are", "be", "been", "being", "is", "was", "were"))
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_](?:[\w.’'&-]*\w)?(?:(?<=s)['’](?=\s[^\W\d_]))?|[^\w\s]")
_BODIES = 20  # institutions that an article remembers
_SHORT = 170  # characters before or behind a verb in which its speaker is looked for
_TRAILING = re.compile(
    r"\s*(?:(?:on|late|early|in an?|in the|in [A-Z]\w+|to|via|at|this|last|earlier|in his|in her|in their|in its|the|from|by|during|yesterday"
    r"|today(?!\sthe\s(?:death|killing|loss|capture)))\b"
    r"(?:(?!\bthat\b|,)[^.;]){0,50})?"
    r"[.”\"’')\s]*$"
)
_NAME_ASIDE = re.compile(r",\s+([^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)+)(?=[,.;])")
_NUMBER = re.compile(r"\s+(?:that\s|at least\s|about\s|some\s|no\s|nearly\s|more than\s|over\s)?(?:\d|no\s)")
_ADVERB = re.compile(
    r"\s(?:at first|so far|by now|by then|for now|in turn|of late|as yet|once more|for its part|for her part|for his part)\s*$"
)
_ON_DAY = re.compile(r"\s(?:on|late|early)\s(?:\w+day|[A-Z]\w+\.?\s\d{1,2}|\d{1,2}\s[A-Z]\w+)\s*$")  # "the army on February 15 put"
_COORDINATED = re.compile(r"\band(?: then| later| also)?\s*$")
_VENUE = re.compile(
    r"(?:(?<=told)|(?<=informed)|(?<=briefed)|(?<=told them))\s(?!that\b)(?:(?!\bthat\b)[^,;:“\"\d.]){2,80}(?=\sthat\b|[,.:“\"]|$)"
    r"|\s(?:(?:late|early|on|\w+day)\s)*(?:in|at|from|during|to)\s(?:an?\s|the\s)?(?:[\w-]+\s){0,3}?"
    r"(?:conference|briefing|interview|statement|address|speech|meeting|rally|ceremony|summit|forum|session|funeral|hearing|event|reporters|journalists)"
    r"\b(?:(?!\bthat\b)[^,;:“\"\d.]){0,60}(?=\sthat\b|[,.:“\"]|$)"
    r"|\s(?:in|at|from)\s[^\W\d_a-z][\w’'-]+(?:\s[^\W\d_a-z][\w’'-]+)*(?:\s(?:on|late|early|last)\s\w+)*[.”\"’']*$"
)
_LED = re.compile(r",\s(?:the|a|an|its)(?:\s[a-z][a-z-]+){0,4}$")
_ADDRESSED = re.compile(r"\b(?:told|tells|informed|briefed)\s*$")
_QUOTED = re.compile(r"[,.!?…][\"”’']\s*$")
_TOLD = re.compile(
    r"\s+(?!that\b)(?:(?!\bthat\b)[^,;:“\"\d.]|\.(?=\w)|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z]{2})\.){2,90}[.”\"’')\s]*$"
)
_REDUCED = re.compile(
    r"\s(?:(?:cited|quoted|carried|relayed|broadcast|distributed)\s(?:by|on|in)"
    r"|(?:interviewed|contacted|reached)\s(?:by)|(?:released|issued|published|posted|broadcast|read out|seen|obtained)\s(?:by|on|via|to|in))"
    r"\s(?P<relay>[^,.;:]{2,50})\s*$"
)
_ASIDE = 8  # most words between a speaker and the verb that tell where he is
_CONTENT = re.compile(r"\s(?:the|an?)\s(?:deaths?|killings?|loss|losses|capture|number|toll|wounding)\b")
_ACCUSING = frozenset(("accused", "accuses", "blamed", "blames"))  # of what is told behind
_PLACING = frozenset(("in", "at", "from", "near", "with", "inside", "outside"))
_OBJECT = re.compile(r"[^.;,]{0,40}\b(?:lives|responsibility|attacks?|bombings?|victory|credit|control)\b", re.I)


class SpeakerReader:
    """Reads attributions; compiled once from tables speakers, said_verbs, title_words and places."""

    def __init__(self, reference: Reference) -> None:
        rows = reference.get("speakers", ())
        self._naming = Naming(reference)
        self._institutions = Names((name, row) for row in rows if row["institution"] for name in (row["name"], *row["aliases"]))
        self._verbs = Names((row["word"], row) for row in reference.get("said_verbs", ()))

    def institution(self, outlet: str | None) -> Speaker | None:
        """The institution that publishes under this outlet's name and so speaks in its own texts; None for a news outlet."""
        for start, end, row in self._institutions.find(outlet or ""):
            return row_speaker(row, start, end)
        return self._naming.institution(outlet) if outlet and _INSTITUTION.search(outlet) and not _NEWS.search(outlet) else None

    def listed(self, text: str, start: int) -> Speaker | None:
        """The first listed speaker named behind `start`."""
        for first, last, row in self._naming.listed.find(text[start:])[:1]:
            return row_speaker(row, start + first, start + last)
        return None

    def read(self, text: str, memory: Memory) -> list[Said]:
        """The attributions of one sentence in order; `memory` gains whoever speaks in it."""
        lowered = text.lower()
        hits = self._verbs.find(lowered) if len(lowered) == len(text) else []
        found = unsaid(text, lambda text, start, strict: self._behind(text, start, memory, strict=strict))
        if memory.body is not None and (match := ITS_COUNT.search(text)) is not None:
            found.append(Said(match.start(), match.end(), memory.body, "asserted", back=False, on=True))
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
            if row["role"] == "say" and (venue := _VENUE.match(text, said.end)) is not None:
                said = dataclasses.replace(said, venue=venue.end())
            found.append(said)
            speaker = said.speaker
            memory.last = speaker
            if speaker.person:
                memory.person = speaker
            else:
                memory.body = speaker
                memory.bodies = [*(one for one in memory.bodies if one.name != speaker.name), speaker][-_BODIES:]
        return found

    def _attribution(self, text: str, start: int, end: int, verb: Mapping[str, Any], memory: Memory) -> Said | None:
        role = verb["role"]
        if role == "from":
            speaker = self._behind(text, end, memory)
            return self._said(text, start, speaker.end, speaker, verb["stance"], None, trailing=True) if speaker else None
        if verb["stance"] == "claimed" and _OBJECT.match(text, end):
            return None
        if role == "own":
            return Said(start, end, memory.body, verb["stance"], back=False, on=True) if memory.body is not None else None
        if verb["word"] in ("found", "find", "finds") and not _NUMBER.match(text, end):
            return None
        reduced = _REDUCED.search(text, max(0, start - 90), start)
        stop = reduced.start() if reduced is not None else start
        subject = self._before(text, stop, memory, strict=role == "count" or verb["noun_too"])
        if role == "cite":
            origin = self._behind(text, end, memory)
            if origin is None:
                return None
            via = subject.name if subject else memory.last.name if memory.last else None
            return self._said(text, min(start, subject.start) if subject else start, origin.end, origin, "asserted", via, trailing=True)
        if subject is None and verb["noun_too"]:  # "Russia claims 600 killed"
            state = self._before(text, stop, memory, strict=False)
            subject = state if state is not None and state.kind == "party" and state.place is not None else None
        if subject is None and role != "cite" and _COORDINATED.search(text, max(0, start - 12), start):
            subject = self._behind(text, 0, memory, strict=True, states=True)  # "Israel questions the count and says that"
            if subject is not None:
                return Said(start, end, subject, verb["stance"], back=False, on=True)
        if subject is None:
            opened = text[:start].rstrip()
            if role == "say" and not _ADDRESSED.search(text, start, end) and opened.endswith((",", "”", '"', "’", "'", "–", "-")):
                speaker = self._behind(text, end, memory)
                return self._said(text, start, speaker.end, speaker, verb["stance"], None, trailing=True) if speaker else None
            return None
        via = None
        if reduced is not None and reduced.group().split()[0] in ("cited", "quoted", "carried", "relayed", "distributed"):
            relay = self._behind(text, reduced.start("relay"), memory)
            via = relay.name if relay is not None else reduced["relay"]
        if verb["word"] in ("told", "tells"):
            heard = self._behind(text, end, memory)
            if heard is not None and heard.kind == "media" and heard.speaker_id:
                via, end = heard.name, heard.end
        if (role == "count" and text[end:].strip(' .,;:"”')) or verb["word"] in _ACCUSING:
            return Said(
                subject.start if subject.opens is None else subject.opens, end, subject, verb["stance"], back=False, on=True, via=via
            )
        return self._said(
            text, subject.start if subject.opens is None else subject.opens, end, subject, verb["stance"], via, trailing=False
        )

    def _said(self, text: str, start: int, end: int, speaker: Speaker, stance: str, via: str | None, *, trailing: bool) -> Said:
        opened = text[:start].rstrip().removesuffix(" the").removesuffix(" a").rstrip()
        if (led := _LED.search(opened)) is not None:  # "..., the online news service X reported"
            opened = opened[: led.start() + 1]
        comma = opened.endswith((",", "”", '"', "–", "—", "-", "(", ":"))
        content_behind = not _TRAILING.match(text, end) and not (_ADDRESSED.search(text, max(0, end - 12), end) and _TOLD.match(text, end))
        content_behind = content_behind or _CONTENT.match(text, end) is not None
        follows = text[end : end + 2]
        back = len(opened) > 12 and (trailing or comma or not content_behind)
        if comma and content_behind and not trailing and not follows.startswith((",", ":", ";")):
            back = (
                re.match(
                    r"\s+(?:(?:on|late|early|in an?|in its|via|at an?|earlier|to)\s|in (?=[A-Z])|(?:\w+day|today|yesterday|tonight|here|the same day|separately)\b)",
                    text[end:],
                )
                is not None
            )
        if _QUOTED.search(text[:start]):
            back = True  # “... ,” she told a briefing
        return Said(start, end, speaker, stance, back, content_behind, via)

    def _before(self, text: str, verb_start: int, memory: Memory, *, strict: bool) -> Speaker | None:
        """The subject in front of a verb."""
        offset = max(0, verb_start - _SHORT)
        for aside_ in (_ADVERB, _ON_DAY):
            if (adverb := aside_.search(text, max(0, verb_start - 28), verb_start)) is not None:
                verb_start = adverb.start()
        tokens = [(m.group(), offset + m.start(), offset + m.end()) for m in _TOKEN.finditer(text[offset:verb_start])]
        index = len(tokens) - 1
        aside: tuple[int, int] | None = None
        while index >= 0 and self._naming.skipped(tokens[index][0]):
            if tokens[index][0].casefold() in _PASSIVE:
                return None
            index -= 1
        if index >= 0 and tokens[index][0] in (",", ")"):  # "Bill Brown, the sheriff, said"
            close, opening = index, {",": ",", ")": "("}[tokens[index][0]]
            index -= 1
            while index >= 0 and tokens[index][0] != opening and close - index < 26:
                index -= 1
            if index < 0 or tokens[index][0] != opening:
                return None
            aside = (tokens[index][2], tokens[close][1])
            index -= 1
            while index >= 0 and self._naming.skipped(tokens[index][0]):
                index -= 1
        last = index
        listed = [(offset + a, offset + b) for a, b, _ in self._naming.listed.find(text[offset:verb_start])]
        while index >= 0 and (self._naming.nominal(tokens[index][0]) or any(a <= tokens[index][1] < b for a, b in listed)):
            index -= 1
        found = self._subject(text, tokens[index + 1 : last + 1], aside, memory, strict=strict)
        if (found is None or (found.speaker_id is None and not self._naming.titled(found.name))) and aside is None:
            back = self._placed(tokens, index + 1, last)
            if back is not None and (placed := self._subject(text, tokens[back[0] : back[1] + 1], None, memory, strict=True)) is not None:
                return dataclasses.replace(placed, opens=tokens[back[0]][1])
        return dataclasses.replace(found, opens=tokens[index + 1][1]) if found is not None and index + 1 < len(tokens) else found

    def _placed(self, tokens: list[Token], first: int, last: int) -> tuple[int, int] | None:
        """The noun phrase before words that tell where its people are, or in what they say it: "medics at clinics in Mokha told",
        "the ministry in a first toll reported"."""
        for k in range(last, max(0, last - _ASIDE), -1):
            if tokens[k][0] in (",", ";", ":", "(", ")", "“", "”", '"') or not tokens[k][0][0].isalnum():
                return None
            if tokens[k][0] in _PLACING and k and self._naming.titled(tokens[k - 1][0]):
                begin = k - 1
                while begin and self._naming.nominal(tokens[begin - 1][0]) and tokens[begin - 1][0] not in ("and", "or"):
                    begin -= 1
                return begin, k - 1
        return None

    def _subject(self, text: str, tokens: list[Token], aside: tuple[int, int] | None, memory: Memory, *, strict: bool) -> Speaker | None:
        """The speaker of a noun phrase and of the name that stands beside it."""
        found = self._naming.phrase(text, tokens, memory, strict=strict, subject=True)
        if found is None and aside is not None:  # "Jane Doe, a spokeswoman for the agency, spoke of"
            words = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, aside[0], aside[1])]
            office = self._naming.phrase(text, [t for t in words if self._naming.nominal(t[0])], memory, strict=True, subject=True)
            name = self._naming.phrase(text, tokens, memory, strict=False, subject=True)
            if office is not None and name is None and strict and office.speaker_id is not None:
                return office  # "figures by the world body's human rights arm, OHCHR, showed"
            if office is None or name is None:
                return None
            return dataclasses.replace(name, kind=office.kind, side=office.side, place=office.place) if name.speaker_id is None else name
        if found is not None and aside is not None:
            words = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, aside[0], aside[1])]
            inside = [t for t in words if self._naming.nominal(t[0])]
            other = self._naming.phrase(text, inside, memory, strict=True, subject=True)
            if other is not None and other.person and (not found.person or (other.speaker_id and not found.speaker_id)):
                return other
            if other is not None and other.speaker_id and not found.speaker_id and is_full(text[other.start : other.end]) and found.person:
                return other  # "the deputy minister, Jane Doe"
            if other is not None and other.speaker_id and not found.speaker_id and text[aside[0] - 1 : aside[0]] == "(":
                return other  # "the refugee agency (UNHCR)"
            if other is None and found.speaker_id is None and (not is_full(found.name) or self._naming.titled(found.name)):
                plain = self._naming.phrase(text, inside, memory, strict=False, subject=True)
                if plain is not None and is_full(plain.name):
                    return dataclasses.replace(plain, kind=found.kind, side=found.side)
                return found
            if other is not None and found.kind == "none":
                found = dataclasses.replace(found, kind=other.kind, side=other.side)
            elif other is not None and other.person and found.speaker_id is None and self._naming.titled(found.name):
                return other
        return found

    def _behind(self, text: str, start: int, memory: Memory, *, strict: bool = False, states: bool = False) -> Speaker | None:
        """The noun phrase that follows."""
        tokens = []
        listed = [(start + a, start + b) for a, b, _ in self._naming.listed.find(text[start : start + _SHORT])]
        for match in _TOKEN.finditer(text, start, start + _SHORT):
            word = match.group()
            inside = any(a <= match.start() < b for a, b in listed)
            if (
                not inside
                and not self._naming.nominal(word)
                and word.casefold()
                not in (
                    "latest",
                    "data",
                    "figures",
                    "new",
                    "its",
                    "our",
                    "his",
                    "her",
                    "their",
                    "statement",
                    "by",
                )
            ):
                break
            tokens.append((word, match.start(), match.end()))
        found = self._naming.phrase(text, tokens, memory, strict=strict, subject=False)
        if found is None and states and tokens:
            found = self._naming.state(text, tokens)
        if found is not None and not is_full(found.name) and (aside := _NAME_ASIDE.match(text, tokens[-1][2])) is not None:
            words = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, aside.start(1), aside.end(1))]
            named = self._naming.phrase(text, words, memory, strict=False, subject=True)
            if named is not None:  # "the mayor, Ihor Terekhov"
                return named if named.speaker_id else dataclasses.replace(named, kind=found.kind, side=found.side)
        return found
