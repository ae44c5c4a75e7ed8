from __future__ import annotations

import gzip
import hashlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.archive import Archive, Place
from flows.archived import ArchiveDamaged, ArchivedRecord, Kept, read, records, scan

NOW = datetime(2026, 3, 5, 6, 7, 8, tzinfo=UTC)


def fill(home: Path, run_id: str = "run1", count: int = 20, now: datetime = NOW) -> list[Place]:
    with Archive(home, run_id, now=now) as archive:
        places = [
            archive.add(f"document {n} {os.urandom(40).hex()}".encode(), url=f"file:///in/{n}.txt", source_id="inbox") for n in range(count)
        ]
        archive.sync()
    return places


def test_what_is_added_can_be_read_again(tmp_path: Path) -> None:
    data = b"Twelve dead \x00\xff\r\n\r\nin Harrow"
    with Archive(tmp_path, "run1", now=NOW) as archive:
        place = archive.add(data, url="file:///in/a b.txt\r\nWARC-Type: metadata", source_id="inbox", media_type="text/plain")
        empty = archive.add(b"", url="file:///in/empty.txt", source_id="inbox")
        page = archive.add(
            b"<p>", url="https://n.example/1", source_id="n", http=("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        )
    assert place.document_id == hashlib.sha256(data).hexdigest()
    assert [read(tmp_path, p) for p in (place, empty, page)] == [Kept(data), Kept(b""), Kept(b"<p>", "utf-8")]
    assert list(records(tmp_path)) == [
        ArchivedRecord("file:///in/a%20b.txt%20%20WARC-Type:%20metadata", "inbox", NOW, "text/plain", place),
        ArchivedRecord("file:///in/empty.txt", "inbox", NOW, None, empty),
        ArchivedRecord("https://n.example/1", "n", NOW, None, page, charset="utf-8"),
    ]


def test_the_file_is_a_warc_that_others_read(tmp_path: Path) -> None:
    fill(tmp_path, count=3)
    with (tmp_path / "archive" / "run1.warc.gz").open("rb") as stream:
        found = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read()[:8]) for r in ArchiveIterator(stream)]
    assert [kind for kind, _, _ in found] == ["warcinfo", "resource", "resource", "resource"]
    assert found[3][1:] == ("file:///in/2.txt", b"document")


def test_a_run_without_bytes_leaves_no_file(tmp_path: Path) -> None:
    with Archive(tmp_path, "run1", now=NOW) as archive:
        archive.sync()
    assert list(tmp_path.iterdir()) == []
    assert list(records(tmp_path)) == []


@pytest.mark.parametrize("run_id", ["../../etc/passwd", "/abs", "a\x00b", "CON:", "x" * 300, "", ".hidden", "-rf"])
def test_a_runs_name_never_leaves_the_folder(tmp_path: Path, run_id: str) -> None:
    place = fill(tmp_path / "home", run_id, count=1)[0]
    assert [path.relative_to(tmp_path).parts for path in tmp_path.rglob("*") if path.is_file()] == [("home", "archive", place.file)]
    assert "/" not in place.file


@pytest.mark.parametrize("file", ["../toll.duckdb", "/etc/hostname", "files/../../x", "files/abc", "a/b.warc.gz", ""])
def test_no_other_file_is_read(tmp_path: Path, file: str) -> None:
    with pytest.raises(ArchiveDamaged, match="no name that the archive gives"):
        read(tmp_path, Place(file, 0, "0" * 64))


def test_records_come_in_order_of_receipt(tmp_path: Path) -> None:
    later = fill(tmp_path, "a-run", 2, now=datetime(2026, 3, 6, tzinfo=UTC))
    earlier = fill(tmp_path, "z-run", 2, now=datetime(2026, 3, 5, tzinfo=UTC))
    assert [record.place for record in records(tmp_path)] == earlier + later


def test_a_run_taken_up_again_writes_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = fill(tmp_path, "run1", 1), fill(tmp_path, "run1", 1)
    assert [place.file for place in first + second] == ["run1.warc.gz", "run1.1.warc.gz"]
    assert [record.place for record in records(tmp_path)] == first + second


@pytest.mark.parametrize("cut", [1, 9, 30, 200])
def test_a_torn_end_costs_only_itself(tmp_path: Path, cut: int) -> None:
    places = fill(tmp_path)
    path = tmp_path / "archive" / "run1.warc.gz"
    path.write_bytes(path.read_bytes()[:-cut])
    assert [record.place for record in records(tmp_path)] == places[:-1]
    (damage,) = [found for found in scan(tmp_path) if isinstance(found, ArchiveDamaged)]
    assert (damage.file, damage.offset) == ("run1.warc.gz", places[-1].offset)
    with pytest.raises(ArchiveDamaged, match=f"run1.warc.gz at byte {places[-1].offset}: it ends in the middle"):
        read(tmp_path, places[-1])


def test_every_cut_leaves_what_stands_before_it(tmp_path: Path) -> None:
    places = fill(tmp_path, count=3)
    path = tmp_path / "archive" / "run1.warc.gz"
    whole = path.read_bytes()
    ends = [place.offset for place in places[1:]] + [len(whole)]
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        assert [record.place for record in records(tmp_path)] == [p for p, end in zip(places, ends, strict=True) if end <= size]


def test_a_flipped_byte_costs_one_record_and_is_told(tmp_path: Path) -> None:
    places = fill(tmp_path)
    path = tmp_path / "archive" / "run1.warc.gz"
    whole = bytearray(path.read_bytes())
    whole[places[10].offset + 60] ^= 0xFF
    path.write_bytes(whole)
    assert [record.place for record in records(tmp_path)] == places[:10] + places[11:]
    assert [found.offset for found in scan(tmp_path) if isinstance(found, ArchiveDamaged)] == [places[10].offset]
    with pytest.raises(ArchiveDamaged):
        read(tmp_path, places[10])
    assert read(tmp_path, places[11]).data.startswith(b"document 11 ")


def test_bytes_that_are_not_those_received_are_refused(tmp_path: Path) -> None:
    place = fill(tmp_path, count=1)[0]
    path = tmp_path / "archive" / place.file
    whole = path.read_bytes()
    record = gzip.decompress(whole[place.offset :]).replace(b"document 0", b"document 9")
    path.write_bytes(whole[: place.offset] + gzip.compress(record))
    with pytest.raises(ArchiveDamaged, match="SHA-256 differs"):
        read(tmp_path, place)
    assert list(records(tmp_path)) == []


def test_an_absent_file_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match=r"archive/run1\.warc\.gz at byte 0: No such file or directory\. Restore"):
        read(tmp_path, Place("run1.warc.gz", 0, "0" * 64))


@pytest.mark.parametrize("mode", [0o644, 0o444])
def test_a_large_file_is_kept_whole_and_does_not_change_with_its_original(tmp_path: Path, mode: int) -> None:
    original = tmp_path / "bulk.jsonl"
    original.write_bytes(b'{"text": "Twelve dead."}\n' * 1000)
    original.chmod(mode)
    with Archive(tmp_path / "home", "run1", now=NOW) as archive:
        place = archive.add_file(original, url=original.as_uri(), source_id="inbox", media_type="application/x-ndjson")
        again = archive.add_file(original, url=original.as_uri(), source_id="inbox", media_type="application/x-ndjson")
    assert (tmp_path / "home" / "archive" / place.file).samefile(original) is (mode == 0o444)
    if mode == 0o644:
        with original.open("ab") as stream:
            stream.write(b"more")
    assert place == again == Place(f"files/{place.document_id}", 0, place.document_id)
    assert read(tmp_path / "home", place).data == b'{"text": "Twelve dead."}\n' * 1000
    assert [record.place for record in records(tmp_path / "home")] == [place, place]
    assert {path.name for path in (tmp_path / "home" / "archive" / "files").iterdir()} == {place.document_id}


def test_what_was_synced_outlives_a_kill(tmp_path: Path) -> None:
    script = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from flows.archive import Archive
archive = Archive(Path(sys.argv[1]), "run1", now=datetime.now(UTC))
for n in range(10**9):
    archive.add(os.urandom(5000), url=f"file:///{n}", source_id="inbox")
    if n % 10 == 9:
        archive.sync()
        print(n + 1, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(5):
            synced = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
    found = list(records(tmp_path))
    assert len(found) >= synced
    for record in found:
        assert len(read(tmp_path, record.place).data) == 5000
