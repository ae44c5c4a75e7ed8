"""`toll extract`: files in, figures out, one a line; no database, no server, nothing written."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flows.reference import load
from transforms.figures import figure_rows
from transforms.text.model import Article, Reference
from transforms.text.reader import Reader

if TYPE_CHECKING:
    from flows.listing import Listing

DONE, WRONG_USAGE, NOTHING_READ = 0, 2, 3
_KINDS = (".txt", ".html", ".htm", ".jsonl")
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode  # json.dumps would make an encoder for each line


@dataclass(frozen=True, slots=True)
class _Document:
    id: str
    article: Article


class _Refused(ValueError):
    """A file or line that cannot be read: names it and the remedy."""


def extract(
    paths: list[str], *, format: str | None = None, with_text: bool = False, explain: bool = False, home: Path | None = None
) -> int:
    """Prints the figures of each document in order and returns the exit code: 0, 2 for wrong usage, 3 if nothing could be read.

    `format` is table, jsonl or None (table on a terminal). With `explain` each figure says by which rule each slot was filled. Errors go
    to standard error, one a line; the other documents are still read.
    """
    for path in paths:
        if path != "-" and not Path(path).exists():
            print(f"toll: {path}: no such file; give .txt, .html or .jsonl files, or - for standard input", file=sys.stderr)
            return WRONG_USAGE
        if path != "-" and (Path(path).is_dir() or Path(path).suffix.lower() not in _KINDS):
            print(f"toll: {path}: not a .txt, .html or .jsonl file; rename it, or pipe its text to `toll extract -`", file=sys.stderr)
            return WRONG_USAGE
    if not paths:
        print("toll: nothing to read; give .txt, .html or .jsonl files, or - for standard input", file=sys.stderr)
        return WRONG_USAGE
    reference = load(home)
    reader = Reader(reference)
    gc.freeze()  # tables and patterns stay to the end: no search for garbage goes through them again
    as_table = format == "table" or (format is None and sys.stdout.isatty())
    show: Listing | _Lines
    if as_table:
        from flows.listing import Listing

        show = Listing(sys.stdout)
    else:
        show = _Lines(sys.stdout)
    read = 0
    for path in paths:
        try:
            for document in _documents(path, reference):
                if isinstance(document, _Refused):
                    print(f"toll: {document}", file=sys.stderr)
                    continue
                read += 1
                reading = reader.read(document.article, explain=explain)
                rows = figure_rows(document.article.article_id, reading, "")
                if explain:
                    for row, figure in zip(rows, reading.figures, strict=True):
                        row["why"] = figure.why
                show.document(document.id, document.article, rows, with_text)
        except _Refused as error:
            print(f"toll: {error}", file=sys.stderr)
    show.close()
    return DONE if read else NOTHING_READ


def _documents(path: str, reference: Reference) -> Iterator[_Document | _Refused]:
    suffix = Path(path).suffix.lower()
    name = "standard input" if path == "-" else path
    try:
        if path == "-":
            data = sys.stdin.buffer.read()
        elif suffix == ".jsonl":
            with Path(path).open("rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield _record(f"{path} line {number}", line, number)
            return
        else:
            data = Path(path).read_bytes()
    except OSError as error:
        raise _Refused(f"{name}: {error.strerror}; check the file and its permissions") from None
    if suffix in (".html", ".htm"):
        yield from _page(path, data, reference)
    elif path == "-" and data.lstrip()[:1] == b"{" and _is_record(data.lstrip().split(b"\n", 1)[0]):
        for number, line in enumerate(data.split(b"\n"), start=1):
            if line.strip():
                yield _record(f"{name} line {number}", line, number)
    else:
        yield _plain(name, data)


def _plain(name: str, data: bytes) -> _Document:
    from transforms.text.encoding import decode

    text = decode(data).text
    if not text.strip():
        raise _Refused(f"{name}: no text in it; give a file that holds an article")
    return _Document(name, Article(name, text))


def _page(path: str, data: bytes, reference: Reference) -> Iterator[_Document]:
    from transforms.text.page import read_page

    page = read_page(data, today=datetime.now(UTC).date(), reference=reference)
    if not page.articles:
        raise _Refused(f"{path}: {page.reason} ({page.detail}); give a page that holds an article, or its text as .txt")
    for number, each in enumerate(page.articles):
        name = path if len(page.articles) == 1 else f"{path}#{number}"
        yield _Document(name, Article(name, each.text, each.title, each.outlet, each.published_on, each.language, each.marks))


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _record(where: str, line: bytes, number: int) -> _Document | _Refused:
    wanted = 'write one object a line: {"id", "text", "title", "outlet", "published_on"}, the last three may lack'
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _Refused(f"{where}: no JSON ({error}); {wanted}")
    if not isinstance(record, dict):
        return _Refused(f"{where}: not a JSON object; {wanted}")
    text = record.get("text")
    if not isinstance(text, str):
        return _Refused(f"{where}: text is missing or no string; {wanted}")
    published_on = _day(record.get("published_on"), where)
    title, outlet, language = (value if isinstance(value := record.get(key), str) else None for key in ("title", "outlet", "language"))
    name = str(record.get("id", number))
    return _Document(name, Article(name, text, title, outlet, published_on, language))


def _day(written: object, where: str) -> date | None:
    if written is None or written == "":
        return None
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        print(f"toll: {where}: published_on {written!r} is no day, read without it; write it as 2022-05-31", file=sys.stderr)
        return None


class _Lines:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def document(self, name: str, article: Article, rows: list[dict[str, Any]], with_text: bool) -> None:
        if with_text:
            self._write({"id": name, "title": article.title, "text": article.text, "published_on": article.published_on})
        for row in rows:
            del row["article_id"], row["extractor_version"]
            self._write({"id": name, **row})

    def _write(self, row: dict[str, Any]) -> None:
        try:
            self._out.write(_ENCODE(row) + "\n")
        except UnicodeEncodeError:  # a lone surrogate, or a terminal of another encoding
            self._out.write(json.dumps(row, default=str) + "\n")

    def close(self) -> None:
        self._out.flush()
