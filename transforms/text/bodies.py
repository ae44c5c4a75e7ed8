"""Which listed institution a common noun names: "the ministry", "its armed forces", "Ministry of Health in Gaza"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from transforms.text.model import Reference
from transforms.text.names import Names
from transforms.text.sites import FORCES

_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")
_RULED = re.compile(r"-(?:run|led|controlled|backed|affiliated|linked|ruled|appointed|installed)$")
_EMPTY = frozenset(
    ("the", "a", "an", "of", "in", "for", "and", "s", "at", "by", "its", "their", "his", "her", "our", "own", "this", "that")
) | {
    *("country", "territory", "strip", "enclave", "nation", "there", "local"),
}
_SPELLED = {
    "defense": "defence",
    "services": "service",
    "forces": "force",
    "ministries": "ministry",
    "authorities": "authority",
}
_STATES = ("party", "official")  # institutions that each state has: other bodies are named by their own names

Function = frozenset[str]  # the words that say what an institution is, whosever it is: {"health", "ministry"}


class Bodies:
    """The functions of the listed institutions; compiled once from tables speakers and places."""

    def __init__(self, reference: Reference) -> None:
        places = [row for row in reference.get("places", ()) if row["kind"] == "country" or row["within"] == row["country"]]
        self._countries = Names(
            (name, row["country"])
            for row in reference.get("places", ())
            if row["country"] and row["kind"] != "camp"
            for name in (row["name"], *row["aliases"], *row["demonyms"])
        )
        self._named = {word for row in places for name in (row["name"], *row["aliases"], *row["demonyms"]) for word in _words(name)}
        self._rows: dict[Function, list[Mapping[str, Any]]] = {}
        self._functions: dict[str, list[Function]] = {}
        for row in reference.get("speakers", ()):
            if row["kind"] not in _STATES or row["place"] not in (None, "gaza", row["country"]):
                continue  # "the regional administration" is none before its region is told
            for name in (row["name"], *row["aliases"]):
                function = self.function(name)
                if function and len(function) < len(set(_words(name))) and row not in self._rows.setdefault(function, []):
                    self._rows[function].append(row)
                if function:
                    self._functions.setdefault(row["speaker_id"], []).append(function)

    def function(self, phrase: str) -> Function:
        """The words of the phrase but those that say whose it is."""
        return frozenset(
            _SPELLED.get(word, word)
            for word in _words(phrase)
            if word not in _EMPTY and word not in self._named and not _RULED.search(word)
        )

    def does(self, speaker_id: str, function: Function) -> bool:
        """Whether one name of the listed speaker says at least what the function says."""
        return any(function <= one for one in self._functions.get(speaker_id, ()))

    def of(self, function: Function, countries: Iterable[str]) -> Mapping[str, Any] | None:
        """The institution of this function of the first of the countries that has one; None where two would fit."""
        rows = self._rows.get(function, ())
        for country in countries:
            mine = [row for row in rows if row["country"] == country]
            if mine:
                local = [row for row in mine if row["place"] == "gaza"] if len(mine) > 1 else mine
                return (local or mine)[0]
        return None

    def countries(self, text: str, *, forces: bool = True) -> Sequence[str]:
        """The countries that the text names, the last first; those of forces, which may fight abroad, behind the others or left out."""
        found = [(end, country) for _, end, country in reversed(self._countries.find(text))]
        abroad = [country for end, country in found if FORCES.match(text, end)]
        return [*(country for end, country in found if not FORCES.match(text, end)), *(abroad if forces else ())]


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name.replace("'s", " ").replace("’s", " "))]
