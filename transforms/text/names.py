"""Finds listed names in text: case-sensitive, whole words, the longest name at each place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind


class Names:
    """Many names, each of a key; compiled once."""

    def __init__(self, named: Iterable[tuple[str, Any]]) -> None:
        self._keys = {name: key for name, key in named if name}
        self._names = list(self._keys)
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest) if self._names else None

    def find(self, text: str) -> list[tuple[int, int, Any]]:
        """(start, end, key) of every name that stands in the text as whole words, in order."""
        if self._automaton is None:
            return []
        return [
            (start, end, self._keys[self._names[index]])
            for index, start, end in self._automaton.find_matches_as_indexes(text)
            if not (start and _word(text[start - 1])) and not (end < len(text) and _word(text[end]) and _word(text[end - 1]))
        ]

    def get(self, name: str) -> Any:
        """The key of exactly this name, or None."""
        return self._keys.get(name)


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"
