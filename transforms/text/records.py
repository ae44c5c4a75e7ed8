"""JSON Lines: one article a line. A record's text stays as given; only what no database can hold is replaced, one character for one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from transforms.text.model import ReadArticle, RefusedRecord
from transforms.text.published import evidence, published

_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")  # DuckDB refuses a lone surrogate; a NUL would end the text for a C program
_SHOWN = 200  # characters of a bad line that are shown


class _Malformed(ValueError):
    pass


def read_records(data: bytes, *, url: str | None, today: date, first_entry: int = 0) -> Iterator[ReadArticle | RefusedRecord]:
    """The articles of UTF-8 JSON Lines in order, and a RefusedRecord for each line that is none.

    `entry` counts the lines that hold something, from `first_entry`. Keys: text (needed), title, outlet, published_on, url, lang or
    language, authors; others are left aside.
    """
    for entry, line in enumerate(lines(data), first_entry):
        try:
            yield _article(_object(line), entry, url, today)
        except _Malformed as error:
            yield RefusedRecord(entry, "malformed_record", f"{error}: {line[:_SHOWN].decode('utf-8', 'replace')}")


def lines(data: bytes) -> Iterator[bytes]:
    """The lines that hold something. Only a line feed ends a line: U+2028 and the like are characters of a text."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if line := data[start:end].strip():
            yield line
        start = end + 1


def looks_like_records(data: bytes) -> bool:
    """Whether any of the first ten lines is a JSON object."""
    if not data[:64].lstrip().startswith(b"{"):
        return False
    for number, line in enumerate(lines(data)):
        if number == 10:
            break
        try:
            _object(line)
        except _Malformed:
            continue
        return True
    return False


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise _Malformed(f"no JSON ({error})") from None
    if not isinstance(found, dict):
        raise _Malformed("no JSON object")
    return found


def _article(record: dict[str, Any], entry: int, url: str | None, today: date) -> ReadArticle:
    text = record.get("text")
    if not isinstance(text, str):
        raise _Malformed("text is missing" if text is None else "text is no string")
    if not text.strip():
        raise _Malformed("text is empty")
    told = published((evidence("record", record.get("published_on")),), today)
    language = re.match(r"([a-z]{2})(?:[-_]|$)", (_held(record.get("lang")) or _held(record.get("language")) or "").lower())
    return ReadArticle(
        entry=entry,
        url=_held(record.get("url")) or url,
        outlet=_held(record.get("outlet")),
        title=_held(record.get("title")),
        authors=_authors(record.get("authors")),
        published_on=told.day,
        published_basis=told.basis,
        language=language[1] if language else None,
        text=holdable(text),
        doubts=told.doubts,
    )


def holdable(text: str) -> str:
    """The text with U+FFFD for each NUL and lone surrogate: same length, so that offsets hold, and no two digits join."""
    return _UNHOLDABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _held(value: object) -> str | None:
    return holdable(value) if isinstance(value, str) and value.strip() else None


def _authors(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(name for name in map(_held, names) if name)
