"""Reads documents in child processes that can be killed: a page that crashes, hangs or eats the memory of its reader costs only itself."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as Overdue
from datetime import date
from pathlib import Path
from typing import NamedTuple

import trafilatura.meta
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows import reference
from transforms.text.documents import is_records, join_records, read_document, read_records_part, split_records
from transforms.text.model import ReadDocument, Reference

DEADLINE_S = 60.0  # a net only: what is refused is refused by size, elements and depth, which are the same on every machine
MEMORY = 2 << 30  # bytes of address space of a child; the largest page read takes a tenth
CHUNK_DOCUMENTS, CHUNK_BYTES = 16, 2_000_000  # a call to a child costs 1 ms, a small page 3 ms


class Item(NamedTuple):
    """A document to read; `charset` and `listed_on` are what the server and the listing said of it, `released` reasons for which it is
    not refused."""

    document_id: str
    data: bytes
    url: str
    charset: str | None = None
    listed_on: date | None = None
    released: tuple[str, ...] = ()


Result = tuple[str, ReadDocument]


class _Piece(NamedTuple):
    """What a child is given: a document, or a part of large JSON Lines, whose first record has entry `first_entry`."""

    document_id: str
    data: bytes
    url: str
    charset: str | None = None
    listed_on: date | None = None
    released: tuple[str, ...] = ()
    first_entry: int | None = None
    last: bool = True


def read_many(
    items: Iterable[Item],
    *,
    workers: int,
    today: date,
    deadline_s: float = DEADLINE_S,
    tables: Reference | None = None,
) -> Iterator[Result]:
    """What each (document_id, bytes, url) came to, in the order given. Memory holds a few chunks at a time.

    A document whose reader crashes or passes the deadline is tried once more alone; then it has reason extractor_crashed or
    extract_timeout, and a fault of the reader itself is internal_error.
    """
    tables = reference.load() if tables is None else tables
    words = {name: list(tables[name]) for name in ("furniture", "soft_blocks", "languages")}
    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_workers=workers, initializer=_start, initargs=(words, today), context=context) as pool:
        try:
            yield from _joined(_read_pieces(pool, items, 2 * workers, deadline_s))
        except BaseException:
            pool.stop()
            raise


def _read_pieces(pool: ProcessPool, items: Iterable[Item], ahead: int, deadline_s: float) -> Iterator[tuple[_Piece, ReadDocument]]:
    waiting: deque[tuple[list[_Piece], ProcessFuture[list[ReadDocument]]]] = deque()
    for chunk in _chunks(piece for item in items for piece in _pieces(item)):
        waiting.append((chunk, pool.schedule(_IN_CHILD, args=(chunk,), timeout=deadline_s)))
        if len(waiting) > ahead:
            yield from _finish(pool, *waiting.popleft(), deadline_s)
    while waiting:
        yield from _finish(pool, *waiting.popleft(), deadline_s)


def _pieces(item: Item) -> Iterator[_Piece]:
    if len(item.data) > 2 * CHUNK_BYTES and is_records(item.data):
        for first_entry, part, last in split_records(item.data, CHUNK_BYTES):
            yield _Piece(item.document_id, part, item.url, first_entry=first_entry, last=last)
    else:
        yield _Piece(*item)


def _chunks(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    chunk: list[_Piece] = []
    size = 0
    for piece in pieces:
        if chunk and (len(chunk) == CHUNK_DOCUMENTS or size + len(piece.data) > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(piece)
        size += len(piece.data)
    if chunk:
        yield chunk


def _joined(read: Iterable[tuple[_Piece, ReadDocument]]) -> Iterator[Result]:
    parts: list[ReadDocument] = []
    for piece, result in read:
        parts.append(result)
        if piece.last:
            yield piece.document_id, parts[0] if len(parts) == 1 else join_records(parts)
            parts = []


def _finish(
    pool: ProcessPool, chunk: list[_Piece], future: ProcessFuture[list[ReadDocument]], deadline_s: float
) -> list[tuple[_Piece, ReadDocument]]:
    """The results of a chunk; if its child was lost, each of its documents alone."""
    try:
        return list(zip(chunk, future.result(), strict=True))
    except Exception:  # whatever it was, it is found again, and named, at the document that it belongs to
        return [(piece, _alone(pool, piece, deadline_s)) for piece in chunk]


def _alone(pool: ProcessPool, piece: _Piece, deadline_s: float) -> ReadDocument:
    try:
        future: ProcessFuture[list[ReadDocument]] = pool.schedule(_IN_CHILD, args=([piece],), timeout=deadline_s)
        results: list[ReadDocument] = future.result()
        return results[0]
    except Overdue:
        return ReadDocument(reason="extract_timeout", detail=f"{piece.url} was not read within {deadline_s:g} s, twice")
    except ProcessExpired as error:
        return ReadDocument(reason="extractor_crashed", detail=f"the reader of {piece.url} ended with code {error.exitcode}, twice")
    except MemoryError:
        return ReadDocument(reason="extractor_crashed", detail=f"{piece.url} took over {MEMORY:,} bytes of memory, twice")
    except Exception as error:
        return ReadDocument(reason="internal_error", detail=told(error))


def told(error: BaseException) -> str:
    """An error in one line: its class, its words and the last places that it passed through, those in a child process where it came from one."""
    passed = str(error.__cause__) if error.__cause__ else "".join(traceback.format_tb(error.__traceback__))
    places = [f"{'/'.join(Path(file).parts[-2:])}:{line} {name}" for file, line, name in _PLACE.findall(passed)][-4:]
    words = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    return f"{words} (at {' > '.join(places)})" if places else words


_PLACE = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')


_words: Reference = {}
_today = date.min


def _start(words: Reference, today: date) -> None:
    """In the child: its limits, and what each call needs."""
    global _words, _today
    _words, _today = words, today
    if sys.platform == "linux":  # elsewhere the limit on address space is not kept
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """A reader that waits for work sees its parent's end at once; this ends one that hangs in a page."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _read(chunk: list[_Piece]) -> list[ReadDocument]:
    results = [
        read_document(
            piece.data,
            url=piece.url,
            today=_today,
            reference=_words,
            charset=piece.charset,
            listed_on=piece.listed_on,
            released=piece.released,
        )
        if piece.first_entry is None
        else read_records_part(piece.data, url=piece.url, today=_today, first_entry=piece.first_entry)
        for piece in chunk
    ]
    trafilatura.meta.reset_caches()  # the libraries' caches grow with every page
    return results


_IN_CHILD = _read
