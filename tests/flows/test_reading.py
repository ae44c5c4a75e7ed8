from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows import reading
from flows.reading import Item, read_many
from flows.reference import load
from transforms.text.documents import read_document
from transforms.text.model import ReadDocument

TODAY = date(2026, 11, 22)
TABLES = load()


def item(n: int, words: str = "people were killed in the town, its mayor said on Monday.") -> Item:
    return Item(f"doc{n}", f"{n} {words}".encode(), f"file:///in/{n}.txt")


def test_results_come_in_order_and_are_those_of_reading_here() -> None:
    items = [item(n) for n in range(100)] + [Item("empty", b"", "file:///e.txt"), Item("jpeg", b"\xff\xd8\xff", "file:///j.jpg")]
    expected = [(name, read_document(data, url=url, today=TODAY, reference=TABLES)) for name, data, url, *_ in items]
    assert list(read_many(iter(items), workers=2, today=TODAY, tables=TABLES)) == expected


def test_nothing_is_read_of_nothing() -> None:
    assert list(read_many([], workers=2, today=TODAY, tables=TABLES)) == []


def test_large_json_lines_are_read_in_parts_as_if_whole() -> None:
    lines = [b'{"text": "%d people were killed \xe2\x80\x94 said the mayor", "n": "%s"}' % (n, b"x" * 2_000) for n in range(3_000)]
    lines[1_500], lines[2_000], lines[2_500] = b"{cut", b"", b'{"text": "one bad \xe9 byte"}'
    data = b"\xef\xbb\xbf" + b"\r\n".join(lines)
    assert len(data) > 3 * reading.CHUNK_BYTES
    ((_, found),) = read_many([Item("bulk", data, "file:///bulk.jsonl")], workers=2, today=TODAY, tables=TABLES)
    assert found == read_document(data, url="file:///bulk.jsonl", today=TODAY, reference=TABLES)
    assert (len(found.articles), [refused.entry for refused in found.refused], found.replacements) == (2_998, [1_500], 1)
    assert found.articles[-1].entry == 2_998


def test_bytes_are_asked_for_as_they_are_needed() -> None:
    asked = 0

    def items() -> Iterator[Item]:
        nonlocal asked
        for n in range(2_000):
            asked += 1
            yield item(n)

    results = read_many(items(), workers=1, today=TODAY, tables=TABLES)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert asked < 200


# What a faulty page does to its reader, at a word of the document: the child runs this function in place of the reader's own.
def _poisoned(chunk: list[reading._Piece]) -> list[ReadDocument]:
    for piece in chunk:
        if piece.data.startswith(b"HANG"):
            time.sleep(600)
        if piece.data.startswith(b"KILL"):
            os.kill(os.getpid(), signal.SIGKILL)
        if piece.data.startswith(b"SEGV"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if piece.data.startswith(b"EXIT"):
            os._exit(3)
        if piece.data.startswith(b"MEMORY"):
            bytearray(3 << 30)
        if piece.data.startswith(b"BUG"):
            raise KeyError("fault of the reader")
    return reading._read(chunk)


@pytest.mark.parametrize(
    ("words", "reason", "detail"),
    [
        (b"HANG", "extract_timeout", "within 1 s, twice"),
        (b"KILL", "extractor_crashed", "code -9, twice"),
        (b"SEGV", "extractor_crashed", "code -11, twice"),
        (b"EXIT", "extractor_crashed", "code 3, twice"),
        (b"BUG", "internal_error", "KeyError: 'fault of the reader' (at "),
        pytest.param(
            b"MEMORY",
            "extractor_crashed",
            "of memory, twice",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only"),
        ),
    ],
)
def test_a_lost_reader_costs_only_its_document(monkeypatch: pytest.MonkeyPatch, words: bytes, reason: str, detail: str) -> None:
    monkeypatch.setattr(reading, "_IN_CHILD", _poisoned)
    items = [item(1), Item("bad", words, "file:///bad.html"), item(2), item(3)]
    started = time.monotonic()
    found = list(read_many(items, workers=1, today=TODAY, deadline_s=1 if words == b"HANG" else 30, tables=TABLES))
    assert [(name, result.reason) for name, result in found] == [("doc1", None), ("bad", reason), ("doc2", None), ("doc3", None)]
    assert detail in str(found[1][1].detail)
    assert time.monotonic() - started < 75


def test_a_quadratic_page_is_refused_or_read_and_never_waited_for() -> None:
    wide = b"<html><body><p>" + b"<span>x</span> " * 16_000 + b"</p></body></html>"
    many = b"<html><body>" + b"<div>short words</div>" * 90_000 + b"</body></html>"
    started = time.monotonic()
    found = list(read_many([Item("wide", wide, "u"), Item("many", many, "u"), item(1)], workers=1, today=TODAY, tables=TABLES))
    assert [(name, result.reason) for name, result in found] == [
        ("wide", "too_many_elements"),
        ("many", "too_many_elements"),
        ("doc1", None),
    ]
    assert time.monotonic() - started < 45


@pytest.mark.skipif(sys.platform != "linux", reason="process table read from /proc")
def test_readers_end_with_the_process_that_started_them_also_when_they_hang(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text("""
import os, threading, time
from datetime import date
from pathlib import Path
from flows import reading

HANGS = Path(__file__).with_name("hangs")

def hang(chunk):
    HANGS.touch()
    time.sleep(600)

def tell():
    while not HANGS.exists():
        time.sleep(0.05)
    print(Path(f"/proc/self/task/{os.getpid()}/children").read_text(), flush=True)

if __name__ == "__main__":
    reading._IN_CHILD = hang
    threading.Thread(target=tell).start()
    list(reading.read_many([reading.Item("1", b"Twelve dead.", "u")], workers=2, today=date(2026, 1, 1)))
""")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(children) >= 2
        parent.send_signal(signal.SIGKILL)
    ends = time.monotonic() + 30
    while time.monotonic() < ends and (alive := [pid for pid in children if Path(f"/proc/{pid}").exists() and not _is_zombie(pid)]):
        time.sleep(0.05)
    assert alive == []


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_child_imports_the_reader_and_no_more() -> None:
    script = """
import sys
import flows.reading
print(sorted({name.split('.')[0] for name in sys.modules} & {"prefect", "duckdb", "polars", "pandas", "numpy", "httpx"}))
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert told.stdout.strip() == "[]"
