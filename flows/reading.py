"""Reads documents in child processes that can be killed: a page that crashes, hangs or eats the memory of its reader costs only itself."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as Overdue
from datetime import date

import trafilatura.meta
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows import reference
from transforms.text.documents import read_document
from transforms.text.model import ReadDocument, Reference

DEADLINE_S = 60.0  # a net only: what is refused is refused by size, elements and depth, which are the same on every machine
MEMORY = 2 << 30  # bytes of address space of a child; the largest page read takes a tenth
CHUNK_DOCUMENTS, CHUNK_BYTES = 16, 2_000_000  # a call to a child costs 1 ms, a small page 3 ms

Item = tuple[str, bytes, str]
Result = tuple[str, ReadDocument]


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
    words = {name: list(tables[name]) for name in ("furniture", "languages")}
    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_workers=workers, initializer=_start, initargs=(words, today), context=context) as pool:
        waiting: deque[tuple[list[Item], ProcessFuture[list[Result]]]] = deque()
        try:
            for chunk in _chunks(items):
                waiting.append((chunk, pool.schedule(_IN_CHILD, args=(chunk,), timeout=deadline_s)))
                if len(waiting) > 2 * workers:
                    yield from _finish(pool, *waiting.popleft(), deadline_s)
            while waiting:
                yield from _finish(pool, *waiting.popleft(), deadline_s)
        except BaseException:
            pool.stop()
            raise


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        if chunk and (len(chunk) == CHUNK_DOCUMENTS or size + len(item[1]) > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += len(item[1])
    if chunk:
        yield chunk


def _finish(pool: ProcessPool, chunk: list[Item], future: ProcessFuture[list[Result]], deadline_s: float) -> list[Result]:
    """The results of a chunk; if its child was lost, each of its documents alone."""
    try:
        results: list[Result] = future.result()
        return results
    except Exception:  # whatever it was, it is found again, and named, at the document that it belongs to
        return [_alone(pool, item, deadline_s) for item in chunk]


def _alone(pool: ProcessPool, item: Item, deadline_s: float) -> Result:
    try:
        future: ProcessFuture[list[Result]] = pool.schedule(_IN_CHILD, args=([item],), timeout=deadline_s)
        results: list[Result] = future.result()
        return results[0]
    except Overdue:
        return item[0], ReadDocument(reason="extract_timeout", detail=f"{item[2]} was not read within {deadline_s:g} s, twice")
    except ProcessExpired as error:
        return item[0], ReadDocument(reason="extractor_crashed", detail=f"the reader of {item[2]} ended with code {error.exitcode}, twice")
    except MemoryError:
        return item[0], ReadDocument(reason="extractor_crashed", detail=f"{item[2]} took over {MEMORY:,} bytes of memory, twice")
    except Exception as error:
        return item[0], ReadDocument(reason="internal_error", detail=f"{type(error).__name__}: {error} ({item[2]})")


_words: Reference = {}
_today = date.min


def _start(words: Reference, today: date) -> None:
    """In the child: its limits, and what each call needs."""
    global _words, _today
    _words, _today = words, today
    if sys.platform == "linux":  # elsewhere the limit on address space is not kept
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(chunk: list[Item]) -> list[Result]:
    results = [(document_id, read_document(data, url=url, today=_today, reference=_words)) for document_id, data, url in chunk]
    trafilatura.meta.reset_caches()  # the libraries' caches grow with every page
    return results


_IN_CHILD = _read
