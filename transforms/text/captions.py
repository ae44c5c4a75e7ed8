"""Lines of a plain text that are captions of pictures or rows of a table: what they count is told beside the article, and flagged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.text.model import Figure, Sentence

_CREDIT = re.compile(
    r"^(?:file )?(?:photo|photograph|image|picture|caption)s?:|\b(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Anadolu)(?: Photo| Images| File|/)"
    r"|\((?:photo|image|picture|credit|file photo)\b|\bphotograph(?:ed)? by\b|\b(?:photo|image|picture) (?:by|credit|courtesy)\b|\bvia Getty\b",
    re.IGNORECASE,
)
_WORDS = ("hoto", "mage", "icture", "redit", "aption", "Getty", "Reuters/", "REUTERS/", "AP/", "AFP/")  # one stands in every credit
_CELL = " | "


def flag(text: str, sentences: Sequence[Sentence], figures: Sequence[Figure]) -> None:
    """Adds `caption` to the figures of a paragraph with a picture's credit, `table` to those of a row, in place."""
    credited: set[int] = set()
    if figures and any(word in text for word in _WORDS):
        credited = {one.paragraph for one in sentences if one.field == "text" and _CREDIT.search(one.text)}
    for figure in figures:
        if figure.sentence.field != "text":
            continue
        if figure.sentence.paragraph in credited and "caption" not in figure.flags:
            figure.flags.append("caption")
        if _CELL in figure.sentence.text and "table" not in figure.flags:
            figure.flags.append("table")
