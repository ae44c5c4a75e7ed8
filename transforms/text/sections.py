"""The sections and lists of an article: what stands under one heading or clock time, and which sentence introduces an item."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.text.model import Sentence

_ITEM = re.compile(r"\s*(?:[-•*▪●·–]|\d{1,2}[.)])\s+(?=\S)")
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?|GMT|UTC|h)?\s", re.I)
HEADING = 90  # characters: a longer line without a full stop is no heading


def sections(sentences: Sequence[Sentence], first: int) -> tuple[list[int], list[int], dict[int, int]]:
    """The section and the list item (0: none) of each sentence, and by item the sentence that introduces its list."""
    found: list[int] = []
    items: list[int] = []
    intros: dict[int, int] = {}
    section = item = 0
    above: int | None = None
    last = len(sentences) - 1
    for index, sentence in enumerate(sentences):
        opens = index == 0 or sentences[index - 1].paragraph != sentence.paragraph or index == first
        alone = opens and index < last and sentences[index + 1].paragraph != sentence.paragraph
        text = sentence.text
        listed = sentence.field == "text" and opens and _ITEM.match(text) is not None
        if listed:
            item = index + 1
            if above is not None:
                intros[item] = above
        elif opens and sentence.field == "text":
            item = 0
            clock = _CLOCK.match(text) is not None
            if clock or (alone and index > first and len(text) <= HEADING and text[-1] not in '.!?:;,”"’…)' and "|" not in text):
                section += 1
                above = None
            else:
                above = index
        elif not item:
            above = index
        found.append(section)
        items.append(item)
    return found, items, intros
