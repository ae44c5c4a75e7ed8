"""Lines that belong to a page and not to its article: rows of furniture.csv, lists under such a line, lists of dated headlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from transforms.text.model import Reference

_MAX = 220  # characters: a longer line is prose
_HEADING = 40  # characters: a line of furniture this short can head a list
_TEASER = 160  # characters of a headline in a list
_LIST_NOTE = "list of other articles"  # rows of furniture.csv that head a list
_TERMINAL = (".", "!", "?", "”", '"', ":", ";", ",")
_DATE = re.compile(
    r"\W*(?:[^\W\d_]{2,12},?\s+)?"
    r"(?:\d{1,2}\w{0,2}\s+[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s+\d{1,2}\w{0,2}|\d{1,2}[./-]\d{1,2}[./-])"
    r",?\s*\d{4}(?:,?\s+\d{1,2}:\d{2}.{0,6})?\W*"
)


class Furniture:
    """Compiled once; `skipped` judges the lines of a text together."""

    def __init__(self, reference: Reference) -> None:
        rows = reference["furniture"]
        self._line = _any(row["pattern"] for row in rows)
        self._heading = _any(row["pattern"] for row in rows if row["note"] == _LIST_NOTE)

    def skipped(self, lines: Sequence[str]) -> set[int]:
        """The indices of the lines that are furniture."""
        skipped: set[int] = set()
        in_list = False
        dates: list[int] = []
        for index, line in enumerate(lines):
            if len(line) > _MAX:
                in_list = False
                continue
            if self._line.fullmatch(line) is not None:
                skipped.add(index)
                in_list = in_list or (len(line) <= _HEADING and self._heading.fullmatch(line) is not None)
                continue
            if len(line) <= 40 and line[-1:].isdigit() and _DATE.fullmatch(line):
                dates.append(index)
            if in_list:
                if _teaser(line):
                    skipped.add(index)
                elif "…" not in line[-30:]:
                    in_list = False
                else:
                    skipped.add(index)
        if len(dates) > 1:
            skipped.update(_dated(lines, dates))
        return skipped


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def _teaser(line: str) -> bool:
    return len(line) <= _TEASER and not line.rstrip().endswith(_TERMINAL)


def _dated(lines: Sequence[str], dates: Sequence[int]) -> set[int]:
    """Headlines of a list in which each has its date above or below: two or more such pairs on the same side."""
    for step in (-1, 1):
        pairs = [(index, index + step) for index in dates if 0 <= index + step < len(lines) and _teaser(lines[index + step])]
        pairs = [pair for pair in pairs if pair[1] not in dates]
        if len(pairs) > 1 and all(b[0] - a[0] <= 4 for a, b in pairwise(pairs)):
            return {index for pair in pairs for index in pair}
    return set()
