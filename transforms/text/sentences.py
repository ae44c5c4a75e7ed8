"""A text as sentences: paragraphs are its lines, furniture is left out, offsets are into the text as given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.text.furniture import Furniture
from transforms.text.model import Sentence

_END = re.compile(r"[.!?…]+[\"”’')\]»]*\s+(?=[\"“‘'(\[«¿¡]*[^\Wa-z_])")
_MAX = 1_500  # characters of a sentence: longer runs are lists, not prose, and are cut, so that reading stays linear
_WRAP = 60  # a line at least this long whose successor goes on in lower case was wrapped, not ended


def split(text: str, field: str, furniture: Furniture, abbreviations: frozenset[str]) -> Iterator[Sentence]:
    """The sentences of a field in order."""
    paragraphs = list(_paragraphs(text))
    skipped = furniture.skipped([text[start:end] for start, end in paragraphs])
    for paragraph, (start, end) in enumerate(paragraphs):
        if paragraph in skipped:
            continue
        for first, last in _sentences(text, start, end, abbreviations):
            yield Sentence(field, first, last, text[first:last], paragraph)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start, n = 0, len(text)
    held: tuple[int, int] | None = None
    while start <= n:
        end = text.find("\n", start)
        end = n if end < 0 else end
        first, last = _trim(text, start, end)
        if (
            held is not None
            and first < last
            and text[first].islower()
            and held[1] - held[0] >= _WRAP
            and text[held[1] - 1] not in '.!?:;,”"'
        ):
            held = (held[0], last)
        else:
            if held is not None:
                yield held
            held = (first, last) if first < last else None
        start = end + 1
    if held is not None:
        yield held


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentences(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        if text[match.start()] == "." and _abbreviated(text, first, match.start(), abbreviations):
            continue
        last = match.end()
        while text[last - 1].isspace():
            last -= 1
        yield from _pieces(text, first, last)
        first = match.end()
    if first < end:
        yield from _pieces(text, first, end)


def _abbreviated(text: str, first: int, dot: int, abbreviations: frozenset[str]) -> bool:
    at = dot
    while at > first and dot - at < 12 and (text[at - 1].isalpha() or text[at - 1] == "."):
        at -= 1
    word = text[at:dot].casefold()
    return word in abbreviations or (len(word) == 1 and text[dot - 1].isupper())


def _pieces(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while last - first > _MAX:
        cut = text.rfind(" ", first + _MAX // 2, first + _MAX)
        cut = first + _MAX if cut < 0 else cut
        yield first, cut
        first = cut
    if first < last:
        yield first, last
