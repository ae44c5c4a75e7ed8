"""The language of a text by its commonest words, for the texts that do not name it."""

from __future__ import annotations

import re
from collections import Counter

from transforms.text.model import Reference

_WINDOW = 5_000  # characters: some eight hundred words settle it
_SHARE = 0.08  # of the words: running text in any of the languages has over 20 % of these, a list of names none
_LEAD = 1.3  # times as many as the next language's: Ukrainian and Russian share a few


def guess_language(text: str, reference: Reference) -> str | None:
    """ISO 639-1 code of the language whose stop words (table languages) are commonest in the text's beginning; None where none leads."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:_WINDOW].lower()))
    total = sum(words.values())
    scores = sorted(((sum(words[word] for word in row["stop_words"]), row["language"]) for row in reference["languages"]), reverse=True)
    if not scores or scores[0][0] < max(2, _SHARE * total):
        return None
    return str(scores[0][1]) if len(scores) < 2 or scores[0][0] >= _LEAD * scores[1][0] else None
