"""Patterns over whole sentences that are tried only where one of the strings stands without which they cannot match.

Most sentences hold none, and to look for a plain string costs a fiftieth of what a pattern of words costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Cue:
    """A pattern without regard to case, and the case-folded strings of which every match holds one, parted by "|" (tests/transforms/text/test_cues.py)."""

    __slots__ = ("_finditer", "_search", "_sub", "pattern", "strings")

    def __init__(self, pattern: str, strings: str) -> None:
        compiled = re.compile(pattern, re.I)
        self.pattern = pattern
        self.strings = tuple(strings.split("|"))
        self._search: Callable[[str], re.Match[str] | None] = compiled.search
        self._finditer: Callable[[str], Iterator[re.Match[str]]] = compiled.finditer
        self._sub: Callable[[str, str], str] = compiled.sub

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, or None."""
        return self._search(text) if self._possible(text) else None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the matches start and end, in order."""
        return [match.span() for match in self._finditer(text)] if self._possible(text) else []

    def without(self, text: str) -> str:
        """The text with a space for each match."""
        return self._sub(" ", text) if self._possible(text) else text

    def _possible(self, text: str) -> bool:
        folded = text.casefold()
        for each in self.strings:  # noqa: SIM110 -- any() makes a generator, for twice the time
            if each in folded:
                return True
        return False
