"""Whom "it", "he" and "the group" go back to: who opens the sentence before, or who was named last of the kind."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from transforms.text.memory import Memory, Speaker, is_full, row_speaker
from transforms.text.names import Names

Token = tuple[str, int, int]  # a word or mark, where it starts and ends

_OPENING = re.compile(r"\s*(?:[A-Z][A-Z/, ]+[^–—]{0,40}?\s[-–—]\s+)?(?:The|the|And|But)?\s*")
_COMMA = re.compile(r"[,;:]")
COMPOUND = re.compile(
    r"-(?:run|led|controlled|backed|affiliated|linked|ruled|appointed|installed|aligned|allied|based|held|supported|dominated|era)\b"
)
WORDS = re.compile(r"[^\W_](?:[\w.’'&-]*\w)?")
_PERSON = re.compile(  # "A Taliban spokesman, Jan Gul, rejected", "President Joe Public condemned"
    r"\s*[“\"]?(?P<office>[^\W\d_a-z][\w.’'-]*(?:\s[\w.’'-]+){0,6}?)(?:,\s(?P<name>[^\W\d_a-z][\w’'-]+(?:\s(?:[a-z]{2,3}[- ])?[^\W\d_a-z][\w’'-]+){1,3}),)?"
    r"\s(?:rejected|condemned|denied|blamed|accused|called|visited|arrived|met|urged|told|dismissed|described|thanked|declined|praised|put|confirmed|spoke"
    r"|said|announced|vowed|appealed|warned|ordered|expressed|could not|did not|was|has|had|is)\b"
)
_DESCRIBED = {  # which kinds of speakers a common noun can mean; fighters: a party that is no state
    **dict.fromkeys(("group", "movement", "organisation", "organization"), ("ngo", "fighters")),
    **dict.fromkeys(("monitor", "watchdog", "observatory", "charity", "network", "ngo", "monitors", "project"), ("ngo",)),
    **dict.fromkeys(("rebels", "insurgents", "militants", "militia", "separatists", "paramilitaries", "guerrillas"), ("fighters",)),
    **dict.fromkeys(("mission", "body"), ("un",)),
    "agency": ("un", "ngo"),
}


class Antecedents:
    """Resolves pronouns and descriptions; `phrase` names the speaker of a noun phrase."""

    def __init__(
        self,
        listed: Names,
        states: Mapping[str, Mapping[str, Any]],
        codes: Container[str],
        phrase: Callable[[str, list[Token], Memory], Speaker | None],
    ) -> None:
        self._listed, self._states, self._codes, self._phrase = listed, states, codes, phrase

    def described(self, before: str, noun: str, memory: Memory) -> Speaker | None:
        """Who is meant by "the group", "the rights monitor", "the rebels": who spoke or was named last of such a kind."""
        kinds = _DESCRIBED.get(noun)
        if kinds is None:
            return None
        near = [
            row_speaker(row, start, end)
            for text in (before, memory.near)
            for start, end, row in reversed(self._listed.find(text))
            if not COMPOUND.match(text, end)
        ]
        for speaker in (*near, *reversed(memory.bodies)):
            stateless = speaker.kind == "party" and speaker.side not in self._codes
            if not speaker.person and (("fighters" in kinds and stateless) or speaker.kind in kinds) and speaker.name.casefold() != noun:
                return speaker
        return None

    def opening(self, before: str, memory: Memory) -> Speaker | None:
        """The body or state with which the sentence, else the one before, opens: what "it" goes back to."""
        for text in (before, memory.previous):
            opening = _OPENING.match(text)
            at = opening.end() if opening else 0
            for start, end, row in self._listed.find(text[at : at + 80])[:1]:
                if (
                    start <= 30
                    and row["kind"] != "media"
                    and not row_speaker(row, 0, 0).person
                    and not _COMMA.search(text[at : at + start])
                ):
                    return row_speaker(row, at + start, at + end)
            for name in (" ".join(text[at:].split()[:n]) for n in (2, 1)):
                state = self._states.get(name)
                if state is not None and state["kind"] == "country":
                    return Speaker(name, "party", None, state["country"], state["place_id"], at, at + len(name))
        return None

    def person(self, before: str, memory: Memory) -> Speaker | None:
        """The person with whom the sentence before opens, if it says no more of him than what he did: what "he" goes back to."""
        opening = _PERSON.match(before)
        if opening is None:
            return None
        found = [
            self._phrase(before, [(m.group(), m.start(), m.end()) for m in WORDS.finditer(before, *opening.span(group))], memory)
            for group in ("name", "office")
            if opening[group]
        ]
        person = next((one for one in found if one is not None and one.person and is_full(one.name)), None)
        if person is not None:
            return person
        office = next((one for one in found if one is not None), None)
        if office is None or not opening["name"]:
            return None
        return dataclasses.replace(office, name=opening["name"]) if office.speaker_id is None else office  # who speaks for a listed body
