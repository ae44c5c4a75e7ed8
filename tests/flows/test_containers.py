"""WARC files as they come in: each record a receipt, each page a document that can be read again, each byte accounted for."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows import archived, containers
from flows.archive import Archive, Place
from flows.members import Damage
from flows.rebuild import register_archive
from flows.run import Stage, stage
from flows.sources.folder import list_paths
from tests.flows.conftest import CAMP, QUIET, STRIKE, page

PAGES = [
    page("Missile strike kills 12", "2024-03-06", STRIKE),
    page("Camps fill up", "2024-03-08", CAMP),
    page("Market", "2024-03-07", QUIET),
]
REAL = Path(__file__).resolve().parents[3] / "shared" / "feeds" / "warcio" / "test" / "data"


class Writer:
    """A WARC as a crawler writes it."""

    def __init__(self, *, gzipped: bool = True) -> None:
        self.out = BytesIO()
        self._writer = WARCWriter(self.out, gzip=gzipped)
        self._writer.write_record(self._writer.create_warcinfo_record("crawl.warc.gz", {"software": "a crawler"}))

    def response(self, url: str, body: bytes, status: str = "200 OK", **fields: str) -> Writer:
        headers = [(name.replace("_", "-"), value) for name, value in ({"Content_Type": "text/html; charset=utf-8"} | fields).items()]
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": "2024-03-09T10:00:00Z"}
        )
        self._writer.write_record(record)
        return self

    def other(self, kind: str, url: str, body: bytes, content_type: str, **fields: str) -> Writer:
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        self._writer.write_record(
            self._writer.create_warc_record(
                url, kind, payload=BytesIO(body), length=len(body), warc_content_type=content_type, warc_headers_dict=headers
            )
        )
        return self

    @property
    def data(self) -> bytes:
        return self.out.getvalue()


def crawl(pages: list[str] = PAGES, *, gzipped: bool = True) -> bytes:
    writer = Writer(gzipped=gzipped)
    for n, html in enumerate(pages):
        writer.response(f"https://n.example/{n}", html.encode())
    return writer.data


CRAWL, PLAIN = crawl(), crawl(gzipped=False)
OTHER = crawl([html.upper() for html in PAGES], gzipped=False)
MORE = crawl([html.lower() for html in PAGES])


def take_in(home: Path, data: bytes, name: str = "crawl.warc.gz", run: str = "run1") -> int:
    path = home.parent / name
    path.write_bytes(data)
    (offer,) = list_paths([path])
    with stage("ingest", run) as work, Archive(home, run, now=work.settings.now()) as bytes_of_run:
        return containers.receive(work, "command_line", offer, bytes_of_run)


def table(work: Stage, query: str) -> list[tuple[object, ...]]:
    return work.warehouse.frame(query).rows()


RECEIPTS = "SELECT url, outcome, reason FROM receipts WHERE run_id = '{}' ORDER BY url"
PAYLOADS = "SELECT archive_file, archive_offset, document_id FROM documents WHERE unaccounted IS NULL ORDER BY document_id"


def payloads(home: Path, work: Stage) -> set[bytes]:
    return {archived.read(home, Place(*row)).data for row in table(work, PAYLOADS)}  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that took in a crawl, its bytes again, the same pages as a plain file, in one gzip member, and cut and damaged."""
    folder = tmp_path_factory.mktemp("taken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLL_HOME", str(folder / "home"))
        damaged = bytearray(MORE[:-9])
        damaged[MORE.index(b"\x1f\x8b", MORE.index(b"\x1f\x8b", 2) + 2) + 40] ^= 0xFF  # in the second page; the cut is in the third
        for name, data in {
            "a-crawl.warc.gz": CRAWL,
            "b-again.warc.gz": CRAWL,
            "c-plain.warc": PLAIN,
            "d-member.warc.gz": gzip.compress(OTHER),
            "e-damaged.warc.gz": bytes(damaged),
        }.items():
            take_in(folder / "home", data, name, run=name[0])
        yield folder / "home"


def test_each_page_is_a_document_in_the_file_that_is_kept_whole(taken: Path) -> None:
    with stage("ingest", "look") as work:
        url = (taken.parent / "a-crawl.warc.gz").as_uri()
        assert table(work, f"{RECEIPTS.format('a')}") == [(url, "new", None), *((f"https://n.example/{n}", "new", None) for n in range(3))]
        assert table(work, "SELECT DISTINCT received_at FROM receipts WHERE url LIKE 'https%'") == [(datetime(2024, 3, 9, 10),)]
        assert payloads(taken, work) == {html.encode() for html in (*PAGES, *map(str.upper, PAGES), PAGES[0].lower())}
        whole = "SELECT d.* FROM documents d JOIN receipts r USING (document_id) WHERE r.run_id = 'a' AND unaccounted IS NOT NULL"
        (row,) = work.warehouse.frame(whole).to_dicts()
    assert (row["state"], row["reason"], row["unaccounted"], row["media_type"]) == ("passed_over", "container", 0, "application/warc")
    assert (taken / "archive" / str(row["archive_file"])).read_bytes() == CRAWL


def test_a_file_that_is_known_is_not_opened_and_a_page_that_is_known_is_not_taken_twice(taken: Path) -> None:
    with stage("ingest", "look") as work:
        assert table(work, "SELECT outcome, count(*) FROM receipts WHERE run_id = 'b' GROUP BY 1") == [("known", 1)]
        assert table(work, "SELECT outcome, count(*) FROM receipts WHERE run_id = 'c' GROUP BY 1 ORDER BY 1") == [("known", 3), ("new", 1)]
    assert not (taken / "archive" / "b.warc.gz").exists()


def test_a_damaged_file_is_partial_and_gives_all_else(taken: Path) -> None:
    with stage("ingest", "look") as work:
        ((unaccounted, reason, size),) = table(
            work, "SELECT unaccounted, r.reason, size FROM documents d JOIN receipts r USING (document_id) WHERE unaccounted > 0"
        )
        assert reason == "partial"
        assert table(work, "SELECT stage, count(*) FROM rejects WHERE reason = 'damaged_record' GROUP BY 1") == [
            ("ingest", 1)
        ]  # on to the torn end
        assert 0 < int(str(unaccounted)) < int(str(size))
        assert table(work, "SELECT count(*) FROM receipts WHERE run_id = 'e'") == [(2,)]


def test_records_that_cannot_be_read_in_place_are_archived_for_themselves(taken: Path) -> None:
    with stage("ingest", "look") as work:
        query = "SELECT DISTINCT archive_file FROM documents JOIN receipts r USING (document_id) WHERE run_id = 'd' AND unaccounted IS NULL"
        assert table(work, query) == [("d.warc.gz",)]


def test_the_archive_alone_gives_the_same_documents(taken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "SELECT document_id, size, state, reason, unaccounted FROM documents ORDER BY ALL"
    with stage("ingest", "look") as work:
        first = table(work, content)
    shutil.copytree(taken / "archive", tmp_path / "restored" / "archive")
    monkeypatch.setenv("TOLL_HOME", str(tmp_path / "restored"))
    with stage("ingest", "anew") as work:
        register_archive(work)
        assert table(work, content) == first
        assert len(payloads(tmp_path / "restored", work)) == 7


def test_bytes_of_a_kept_file_that_changed_are_noticed(taken: Path, tmp_path: Path) -> None:
    shutil.copytree(taken / "archive", tmp_path / "archive")
    kept = next(path for path in (tmp_path / "archive" / "files").iterdir() if path.read_bytes() == PLAIN)
    kept.chmod(0o644)
    kept.write_bytes(PLAIN.replace(b"killing 12", b"killing 92"))
    starts = [
        each.record.offset for each in containers.things(BytesIO(PLAIN), now=datetime(2026, 1, 1)) if isinstance(each, containers.Found)
    ]
    with pytest.raises(archived.ArchiveDamaged, match="its bytes are not those of its WARC-Block-Digest"):
        archived.read(tmp_path, Place(f"files/{kept.name}", starts[0], hashlib.sha256(PAGES[0].encode()).hexdigest()))
    assert archived.read(tmp_path, Place(f"files/{kept.name}", starts[1], hashlib.sha256(PAGES[1].encode()).hexdigest())).charset == "utf-8"
    with pytest.raises(archived.ArchiveDamaged, match="SHA-256 differs"):
        archived.verify(tmp_path, Place(f"files/{kept.name}", 0, kept.name))


def told(data: bytes) -> dict[str, str | int | None]:
    """By the last part of its address: the reason why a record is not read, else the size of its page; None for a revisit."""
    found = {}
    for each in containers.things(BytesIO(data), now=datetime(2026, 1, 1)):
        assert isinstance(each, containers.Found), each
        found[each.url.rsplit("/", 1)[-1]] = each.reason or (len(each.entity.body) if each.entity else None)
    return found


def test_pages_come_free_of_chunks_and_compression() -> None:
    html = PAGES[0].encode()
    size = len(html)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(html[n : n + 99]), html[n : n + 99]) for n in range(0, size, 99)) + b"0\r\n\r\n"
    writer = Writer()
    writer.response("https://n.example/plain", html, Content_Length=str(size))
    writer.response("https://n.example/gzip", gzip.compress(html), Content_Encoding="gzip")
    writer.response("https://n.example/two-members", gzip.compress(html[:50]) + gzip.compress(html[50:]), Content_Encoding="x-gzip")
    writer.response("https://n.example/deflate", zlib.compress(html), Content_Encoding="deflate")
    writer.response("https://n.example/raw-deflate", zlib.compress(html, wbits=-15), Content_Encoding="deflate")
    writer.response("https://n.example/brotli", brotli.compress(html), Content_Encoding="br")
    writer.response("https://n.example/chunked", chunks, Transfer_Encoding="chunked")
    writer.response("https://n.example/both", gzip.compress(html), Content_Encoding="gzip", Transfer_Encoding="chunked")
    for coding in ("gzip", "br", "deflate", "zstd"):  # decoded by the crawler, which left the header as it came
        writer.response(f"https://n.example/was-{coding}", html, Content_Encoding=coding, Transfer_Encoding="chunked", Content_Length="7")
    writer.other("resource", "https://n.example/resource", html, "text/html")
    writer.other("conversion", "https://n.example/text", b"Twelve people were killed, the mayor said.", "text/plain")
    found = told(writer.data)
    assert found.pop("text") == 42
    assert set(found.values()) == {size}


def test_what_is_no_page_has_its_reason() -> None:
    ok = PAGES[0].encode()
    writer = Writer()
    writer.response("https://n.example/gone", b"<html>gone</html>", "404 Not Found")
    writer.response("https://n.example/moved", b"", "301 Moved")
    writer.response("https://n.example/empty", b"")
    writer.response("https://n.example/a.css", b"p { color: red }" * 9, Content_Type="text/css")
    writer.response("https://n.example/a.js", b"var dead = 12;" * 9, Content_Type="application/javascript")
    writer.response("https://n.example/a.jpg", b"\xff\xd8\xff" + bytes(200), Content_Type="image/jpeg")
    writer.response("https://n.example/a.pdf", b"%PDF-1.7 12 dead", Content_Type="text/html")
    writer.response("https://n.example/table.parquet", b"PAR1" + bytes(90), Content_Type="text/html")
    writer.response("https://n.example/short", ok, Content_Length=str(len(ok) + 9))
    writer.response("https://n.example/zipped", gzip.compress(ok)[:-30], Content_Encoding="gzip")
    writer.response("https://n.example/broken", b"\x1f\x8b\x08" + bytes(60), Content_Encoding="gzip")
    writer.response("https://n.example/bomb", gzip.compress(bytes(80 << 20)), Content_Encoding="gzip")
    writer.response("https://n.example/brotli-bomb", brotli.compress(bytes(80 << 20), quality=1), Content_Encoding="br")
    writer.response("https://n.example/brotli-cut", brotli.compress(ok)[:-30], Content_Encoding="br")
    writer.response("https://n.example/deflate-bomb", zlib.compress(bytes(80 << 20)), Content_Encoding="deflate")
    writer.response("https://n.example/odd", b"\x00\x01coded", Content_Encoding="compress")
    writer.response("https://n.example/chunks", b"400\r\nonly this", Transfer_Encoding="chunked")
    writer.response("https://n.example/last-chunk", b"4\r\nonly\r\n", Transfer_Encoding="chunked")
    writer.response("https://n.example/huge", bytes(33 << 20))
    writer.other("response", "dns:n.example", b"20240309 n.example. 60 IN A 192.0.2.1", "text/dns")
    writer.other("resource", "https://n.example/cut", ok, "text/html", WARC_Truncated="length")
    writer.other("revisit", "https://n.example/same", b"", "application/http; msgtype=response")
    writer.other("request", "https://n.example/asked", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request")
    bare = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://n.example/bare\r\nContent-Length: 16\r\n\r\nno header at all\r\n\r\n"
    )
    assert told(writer.data + gzip.compress(bare)) == {
        "gone": "http_status",
        "moved": "http_status",
        "empty": "empty",
        "a.css": "unsupported_type",
        "a.js": "unsupported_type",
        "a.jpg": "unsupported_type",
        "a.pdf": "unsupported_type",
        "table.parquet": "unsupported_type",
        "short": "truncated",
        "zipped": "truncated",
        "broken": "truncated",
        "bomb": "decompress_limit",
        "brotli-bomb": "decompress_limit",
        "brotli-cut": "truncated",
        "deflate-bomb": "decompress_limit",
        "odd": "unsupported_type",
        "chunks": "truncated",
        "last-chunk": "truncated",
        "huge": "too_large",
        "dns:n.example": "not_selected",
        "bare": "malformed_record",
        "cut": "truncated",
        "same": None,
    }


def test_addresses_are_data_only(home: Path) -> None:
    writer = Writer()
    names = [
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://n.example/../../x\x00y",
        "CON",
        "https://n.example/" + "a" * 9_000,
    ]
    for name in names:
        writer.other("resource", name, f"{name[:90]} {PAGES[0]}".encode(), "text/html")
    take_in(home, gzip.compress(gzip.decompress(writer.data)))  # each archived for itself
    assert {path.relative_to(home.parent).parts[0] for path in home.parent.rglob("*")} == {"home", "crawl.warc.gz"}
    assert {path.name for path in (home / "archive").iterdir()} == {"run1.warc.gz", "files"}
    with stage("ingest", "look") as work:
        assert table(work, "SELECT count(DISTINCT url), max(length(url)) FROM receipts WHERE url NOT LIKE '%crawl.warc.gz'") == [
            (len(names), 2_000)
        ]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files lie beside the project, not in it")
def test_real_files_give_their_pages() -> None:
    found = {}
    for path in sorted(REAL.glob("*.warc*")):
        with path.open("rb") as stream:
            all_ = list(containers.things(stream, now=datetime(2026, 1, 1)))
        found[path.name] = [
            each.size if isinstance(each, Damage) else each.reason or (len(each.entity.body) if each.entity else None) for each in all_
        ]
    assert found == {
        "example-bad-non-chunked.warc.gz": [1270, None],
        "example-bad.warc.gz.bad": [1270, None, "http_status"],
        "example-digest.warc": [],
        "example-iana.org-chunked.warc": [7223],
        "example-resource.warc.gz": [1303],
        "example-space-in-target-uri.warc.gz": ["unsupported_type"],
        "example-trunc.warc": [1369],
        "example-wget-bad-target-uri.warc.gz": [1270, "not_selected", "not_selected"],
        "example-wrong-chunks.warc.gz": ["truncated"],
        "example.warc": [1270, None],
        "example.warc.gz": [1270, None],
        "post-test.warc.gz": ["unsupported_type"] * 3,
    }


@pytest.mark.parametrize("at", [pytest.param(0, marks=pytest.mark.long), 1, pytest.param(3, marks=pytest.mark.long)])
def test_a_run_that_was_cut_off_within_a_file_goes_on_to_the_same_documents(
    taken: Path, home: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    write, batches = containers._Batch.write, iter(range(99))

    def cut_off(batch: containers._Batch) -> None:
        if next(batches) == at:
            raise KeyboardInterrupt
        write(batch)

    with monkeypatch.context() as patch:
        patch.setattr(containers, "SIZE", 1)
        patch.setattr(containers._Batch, "write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            take_in(home, CRAWL)
    take_in(home, CRAWL, run="run2")
    query = "SELECT document_id, size, state, reason, unaccounted FROM documents WHERE document_id IN (SELECT document_id FROM receipts WHERE {}) ORDER BY ALL"
    with stage("ingest", "look") as work:
        found = table(work, query.format("true"))
    monkeypatch.setenv("TOLL_HOME", str(taken))
    with stage("ingest", "look") as work:
        assert found == table(work, query.format("run_id = 'a'"))
