"""Finds listed names in text: case-sensitive, whole words, the longest name at each place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

_LONGEST = 60  # characters of a name


class Names:
    """Many names, each of a key; compiled once."""

    def __init__(self, named: Iterable[tuple[str, Any]]) -> None:
        self._keys = {name: key for name, key in named if name}
        self._names = list(self._keys)
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest) if self._names else None

    def find(self, text: str) -> list[tuple[int, int, Any]]:
        """(start, end, key) of every name that stands in the text as whole words, in order."""
        if self._automaton is None or not text:
            return []
        found = []
        matches = self._automaton.find_matches_as_indexes(text)
        for number, (index, start, end) in enumerate(matches):
            if _whole(text, start, end):
                found.append((start, end, self._keys[self._names[index]]))
                continue
            # a name cut out of words hides those in it: "the Gambia" in "the Gambian capital"
            ahead = matches[number + 1][1] if number + 1 < len(matches) else min(len(text), end + _LONGEST)
            for other, first, last in self._automaton.find_matches_as_indexes(text[start + 1 : ahead]):
                if _whole(text, start + 1 + first, start + 1 + last):
                    found.append((start + 1 + first, start + 1 + last, self._keys[self._names[other]]))
        return found

    def get(self, name: str) -> Any:
        """The key of exactly this name, or None."""
        return self._keys.get(name)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the characters from start to end are whole words."""
    return not (start and _word(text[start - 1])) and not (end < len(text) and _word(text[end]) and _word(text[end - 1]))


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"
