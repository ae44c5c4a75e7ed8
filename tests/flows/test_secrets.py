"""What a run leaves behind for others to find: no secret but in the addresses that a person wrote and in the bytes that came, no pickle, and a
folder of one's own."""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from prefect.logging.handlers import APILogHandler
from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, PREFECT_RESULTS_PERSIST_BY_DEFAULT, temporary_settings
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from expectations.judge import Verdict
from flows.warehouse import reader, writer
from tests import conftest as suite
from tests.flows.conftest import CAMP, QUIET, STRIKE, called, page
from tests.flows.web import Web, serving
from transforms.schema import TABLES

# What a person writes into an address, and what a publisher writes into the links of its own feed: those bytes are kept as they came.
OURS, THEIRS = "HUNTER2", "SWORDFISH"
SETTINGS = {"TOLL_NOW": "2024-03-10T12:00:00", "TOLL_ALLOW_LOOPBACK": "127.0.0.1", "TOLL_HOST_DELAY": "0"}


@dataclass(frozen=True)
class Left:
    """A home in which secrets were used, all that was printed, and where Prefect would keep results."""

    home: Path
    web: Web
    said: str
    results: Path
    stored: set[Path]


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with serving() as web:
        told = {"X-Auth-Token": OURS, "Set-Cookie": f"sid={OURS}", "Link": f'<{web.url("/next")}?token={OURS}>; rel="next"'}
        items = f"<item><link>/strike?token={THEIRS}</link></item><item><link>/gone?session_id={THEIRS}</link></item>"
        rss = f"<rss version='2.0'><channel>{items}<item><link>ftp://u:{THEIRS}@a.example/</link></item></channel></rss>"
        web.pages |= {
            f"/feed?api_key={OURS}": (200, {"Content-Type": "application/rss+xml", **told}, rss.encode()),
            f"/strike?token={THEIRS}": (200, told, page("Missile strike on Kharkiv kills 12", "2024-03-06", STRIKE).encode()),
            f"/camp?access_token={OURS}": (200, told, page("Camps in Chad fill up", "2024-03-08", CAMP).encode()),
            f"/old?password={OURS}": (302, {"Location": f"/market?sig={OURS}"}, b""),
            f"/market?sig={OURS}": (200, told, page("Council votes for the market hall", "2024-03-07", QUIET).encode()),
        }
        yield web


def crawled(folder: Path) -> Path:
    """A WARC file of a crawler that noted the secrets of its addresses."""
    path = folder / "crawl.warc"
    with path.open("wb") as stream:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        body = BytesIO(
            page("Nine killed in Odesa", "2024-03-05", (f"Nine people were killed in Odesa, police said. {CAMP[1]}", *QUIET)).encode()
        )
        url = f"https://u:{OURS}@wire.example/a?token={OURS}"
        made = WARCWriter(stream, gzip=False)
        made.write_record(made.create_warc_record(url, "response", payload=body, http_headers=http))
    return path


def stored() -> set[Path]:
    """What lies in the folder of results of the suite's server, which other tests of the session use too."""
    return {path for path in (suite.ROOT / "prefect" / "storage").rglob("*") if path.is_file()}


def prefects() -> str:
    """All that Prefect's database holds: parameters, logs, states, artifacts."""
    APILogHandler().flush()
    with sqlite3.connect(suite.ROOT / "prefect" / "prefect.db") as database:
        return "\n".join(database.iterdump())


def tables(home: Path) -> str:
    """Every row of both databases, as text: in the files themselves strings are compressed."""
    with writer(home) as warehouse, reader(home) as published:
        frames = [database.frame(f'FROM "{each.name}"') for each in TABLES for database in (warehouse, published)]
    return "\n".join(json.dumps(row, default=str) for frame in frames for row in frame.to_dicts())


def headers_and_pages(home: Path) -> Iterator[bytes]:
    """Of each record of the archive all but the bytes of a listing, which are kept as received."""
    for path in (home / "archive").glob("*.warc.gz"):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                yield record.rec_headers.to_bytes() + (record.http_headers.to_bytes() if record.http_headers else b"")
                if not record.rec_headers.get_header("Toll-Listing"):
                    yield record.content_stream().read()


@pytest.fixture(scope="module")
def left(web: Web, prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Two runs through a real Prefect server, told to keep results: what was named, and the sources of a person's own."""
    folder, before = tmp_path_factory.mktemp("secrets"), stored()
    home, said, theirs = folder / "home", [], f"reader:{OURS}@127.0.0.1"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://u:{OURS}@127.0.0.1:{taken.getsockname()[1]}/a?pwd={OURS}"
        named = [web.url(path, theirs) for path in (f"/camp?access_token={OURS}", f"/old?password={OURS}", f"/missing?token={OURS}")]
        environment = {**SETTINGS, "https_proxy": f"http://u:{OURS}@127.0.0.1:9"}
        kept = {PREFECT_RESULTS_PERSIST_BY_DEFAULT: True, PREFECT_LOCAL_STORAGE_PATH: folder / "results"}
        with temporary_settings(kept), pytest.MonkeyPatch.context() as patch:
            patch.setattr("flows.gate.judge", lambda rows, table, *, expected_rows: Verdict([], {}))  # as `unjudged` does
            ran = called("run", *named, closed, crawled(folder), home=home, **environment)
            (home / "sources.csv").write_text(
                "source_id,name,kind,address,language,country,licence,interval_minutes,enabled\n"
                f"wire,The Wire,feed,{web.url(f'/feed?api_key={OURS}', theirs)},en,,,60,true\n"
                f"dead,The Dead,feed,{closed.replace('/a?', '/b?')},en,,,60,true\n"
            )
            polled = called("run", home=home, **environment)
        for each in (ran, polled, called("sources", home=home, **environment), called("status", home=home, **environment)):
            assert each.returncode == 0, each.stderr
            said += [each.stdout, each.stderr]
    return Left(home, web, "\n".join(said), folder / "results", before)


def test_no_secret_is_written_anywhere(left: Left) -> None:
    web, home = left.web, left.home
    assert any(headers.get("Authorization") for _, path, headers, _ in web.requests if path.startswith("/feed"))
    assert {f"/strike?token={THEIRS}", f"/market?sig={OURS}"} <= set(web.asked)
    stored, held = prefects(), tables(home)
    assert f"***@127.0.0.1:{web.port}/camp?access_token=***" in stored  # the search looks where they would be
    assert f"127.0.0.1:{web.port}/strike?token=***" in held
    assert held.count('"outcome": "new"') >= 4
    archived = b"\n".join(headers_and_pages(home))
    assert b"/market?sig=***" in archived
    own = {home / "sources.csv", *(home / "archive" / "files").iterdir()}  # what a person wrote and gave
    for path in [*home.rglob("*"), *(suite.ROOT / "prefect").rglob("*"), suite.ROOT / "server.log"]:
        data = path.read_bytes() if path.is_file() and path not in own else b""
        assert OURS.encode() not in data, path
        assert THEIRS.encode() not in data, path
    for secret in (OURS, THEIRS):
        for where in (stored, held, archived.decode("utf-8", "replace"), left.said):
            assert secret not in where
    unpacked = b"".join(gzip.decompress(path.read_bytes()) for path in (home / "archive").glob("*.warc.gz"))
    assert OURS.encode() not in unpacked
    assert THEIRS.encode() in unpacked  # in the feed itself, as it came


def test_a_run_leaves_no_pickle_whatever_prefect_is_told(left: Left) -> None:
    assert not left.results.exists() or not any(path.is_file() for path in left.results.rglob("*"))
    assert stored() <= left.stored


def test_a_home_that_a_run_makes_is_readable_for_its_owner_alone(left: Left) -> None:
    assert left.home.stat().st_mode & 0o777 == 0o700
    assert (left.home / "prefect").stat().st_mode & 0o777 == 0o700
