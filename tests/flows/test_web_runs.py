"""Whole runs over the open web, as a person starts them: everything at once, again, killed, and from the archive alone."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.warehouse import reader
from tests.flows.conftest import CAMP, QUIET, STRIKE, page, toll
from tests.flows.web import Web, serving

NOW = {"TOLL_NOW": "2024-03-10T12:00:00", "TOLL_ALLOW_LOOPBACK": "127.0.0.1", "TOLL_HOST_DELAY": "0"}
TOWNS = ("Sumy", "Kherson", "Nikopol", "Chasiv Yar", "Orikhiv", "Kupiansk", "Huliaipole", "Derhachi", "Vovchansk", "Bakhmut")


def report(n: int) -> str:
    town = TOWNS[n % len(TOWNS)]
    text = (
        f"A drone hit a street in {town} on the morning of day {n}, killing {n % 7 + 2} people and wounding {n % 11 + 3}, the mayor said on Tuesday.",
        f"Crews number {n} worked until noon to clear the road past house {n * 3}, and the school of {town} stayed closed for the day.",
        "Neighbours brought water and bread to the people whose windows were broken, and carpenters came from the next town to help them.",
    )
    return page(f"Drone over {town}, report {n}", "2024-03-05", text)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """Forty reports by feed and sitemap, with robots, a redirect, a page that is gone and one that is late."""
    with serving() as web:
        items = "".join(f"<item><link>/report/{n}</link></item>" for n in range(20))
        more = "<item><link>/moved</link></item><item><link>/gone</link></item><item><link>/private</link></item><item><link>/late</link></item>"
        web.pages["/feed"] = f"<?xml version='1.0'?><rss version='2.0'><channel>{items}{more}</channel></rss>"
        urls = "".join(f"<url><loc>{web.url(f'/report/{n}')}</loc></url>" for n in range(15, 40))
        web.pages["/news.xml"] = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"
        web.pages["/index.xml"] = f"<sitemapindex><sitemap><loc>{web.url('/news.xml')}</loc></sitemap></sitemapindex>"
        web.pages |= {f"/report/{n}": report(n) for n in range(40)}
        web.pages |= {
            "/robots.txt": "User-agent: *\nDisallow: /private",
            "/moved": (301, {"Location": "/market"}, b""),
            "/market": page("Council votes for the market hall", "2024-03-07", QUIET),
            "/late": (500, {}, b""),
        }
        yield web


@pytest.fixture(scope="module")
def named(web: Web, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What is named on the command line: a feed, a sitemap's index, a WARC file and a folder."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "saved").mkdir()
    (folder / "saved" / "camp.html").write_text(page("Camps in Chad fill up", "2024-03-08", CAMP, "Vale Courier"))
    with (folder / "crawl.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        body = BytesIO(page("Missile strike on Kharkiv kills 12", "2024-03-06", STRIKE).encode())
        writer.write_record(writer.create_warc_record("https://harrow.example/strike", "response", payload=body, http_headers=http))
    return [web.url("/feed"), web.url("/index.xml"), folder / "crawl.warc.gz", folder / "saved"]


@pytest.fixture(scope="module")
def clean(prefect_server: str, named: list[object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clean")
    ran = toll("run", *named, home=home, **NOW)
    assert ran.returncode == 0, ran.stderr
    return home


def content(home: Path) -> str:
    return toll("status", "--hash", home=home).stdout.strip()


@pytest.mark.long
def test_a_feed_a_sitemap_a_warc_and_a_folder_in_one_run(clean: Path, named: list[object], web: Web, tmp_path: Path) -> None:
    with reader(clean) as database:
        states = database.rows("SELECT outcome, reason, count(*) AS n FROM receipts GROUP BY ALL ORDER BY ALL")
        assert states == [
            {"outcome": "deferred", "reason": "http_status", "n": 1},
            {"outcome": "new", "reason": None, "n": 44},
            {"outcome": "rejected", "reason": "http_status", "n": 1},
            {"outcome": "rejected", "reason": "robots", "n": 1},
        ]
        assert database.rows("SELECT count(*) AS n FROM articles") == [{"n": 43}]
    asked = len(web.asked)
    again = toll("run", *named, home=clean, **NOW)
    assert again.returncode == 0, again.stderr
    assert "stays as it was" in again.stdout
    assert web.asked[asked:] == ["/robots.txt", "/feed", "/index.xml", "/news.xml"]
    shutil.copytree(clean / "archive", tmp_path / "archive")
    rebuilt = toll("rebuild", home=tmp_path, TOLL_NOW="2025-01-01T00:00:00")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert content(tmp_path) == content(clean)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_runs_over_the_web_that_are_killed_end_in_the_same_content(clean: Path, named: list[object], web: Web, tmp_path: Path) -> None:
    home, chance, ended = tmp_path / "killed", random.Random(11), 0
    command = [sys.executable, "-m", "flows", "--home", str(home), "run", *map(str, named)]
    for _ in range(8):
        child = subprocess.Popen(
            command, env={**os.environ, **NOW}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(3.0, 12.0))
        ended += child.poll() is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    assert ended < 8, "every run ended before it could be killed"
    last = toll("run", *named, home=home, **NOW)
    assert last.returncode == 0, last.stderr
    assert content(home) == content(clean)
