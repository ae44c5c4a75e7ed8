"""Lines that belong to a page and not to the article on it: rows of furniture.csv, and what only pages write."""

from __future__ import annotations

import re

from transforms.text.model import Reference

_MAX = 220  # characters: a longer line is prose
_TERMINAL = (".", "!", "?", "”", '"', "…")


class Furniture:
    """Compiled once; `skips` judges one line."""

    def __init__(self, reference: Reference) -> None:
        patterns = [row["pattern"] for row in reference["furniture"]]
        self._line = re.compile("(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")", re.IGNORECASE) if patterns else None

    def skips(self, line: str) -> bool:
        """Whether the line is furniture."""
        if len(line) > _MAX or self._line is None:
            return False
        return self._line.fullmatch(line.strip()) is not None
