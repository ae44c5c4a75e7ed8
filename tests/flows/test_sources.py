"""The sources: each row that is shipped, each kind, the command that turns them on, and what is told of those that fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import health, reference
from flows.commands import sources as command
from flows.run import stage
from flows.sources.aside import Aside
from flows.sources.listing import list_address
from flows.sources.manners import Manners
from flows.sources.offers import Listing
from flows.sources.visits import Visitor
from tests.flows.web import Web, here, serving
from transforms.schema.sources import KINDS
from transforms.text.url import host, web_address

ROWS = reference.load()["sources"]
WEB = [row for row in ROWS if row["kind"] in ("feed", "sitemap")]
COUNTRIES = {row["country"] for row in reference.load()["places"]}


def test_many_newsrooms_are_shipped_and_none_is_asked_before_a_person_says_so() -> None:
    assert len(WEB) >= 60
    assert [row["source_id"] for row in ROWS if row["enabled"]] == ["inbox"]
    assert {row["kind"] for row in ROWS} == set(KINDS) - {"file"}, "a kind without a row; files are named on the command line"
    addresses = [row["address"] for row in ROWS]
    assert len(addresses) == len(set(addresses))
    assert {row["language"] for row in WEB} >= {"en", "uk", "ru", "fr", "es", "ar"}


@pytest.mark.parametrize("row", WEB, ids=[row["source_id"] for row in WEB])
def test_each_row_is_an_address_of_a_publisher(row: dict[str, Any]) -> None:
    assert web_address(row["address"]) == row["address"]
    assert row["address"].startswith("https://")
    assert "." in host(row["address"])
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["source_id"])
    assert row["language"] in {language["language"] for language in reference.load()["languages"]}
    assert row["country"] is None or row["country"] in COUNTRIES
    assert 60 <= row["interval_minutes"] <= 1440


@pytest.fixture(scope="module")
def server() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.mark.parametrize("kind", ["feed", "sitemap", "urls"])
def test_each_kind_lists_what_it_names_at_the_address_of_its_rows(server: Web, tmp_path: Path, kind: str) -> None:
    """The paths and hosts of the rows, on a server of this machine that answers in their kind."""
    rows = [row for row in WEB if row["kind"] == kind][:12] or [{"address": "https://desk.example/list.txt"}]
    manners = Manners(agent="Toll/test", allow_loopback=frozenset(host(row["address"]) for row in rows), delay_s=0.0, deadline_s=5)
    with Aside() as aside:
        visitor = Visitor(tmp_path, manners, rules={}, resolve=here)
        for row in rows:
            path = re.sub(r"^https://[^/]+", "", row["address"])
            page = f"http://{host(row['address'])}:{server.port}/article"
            server.pages[path] = {
                "feed": f"<rss version='2.0'><channel><item><link>{page}</link></item></channel></rss>",
                "sitemap": f"<urlset><url><loc>{page}</loc></url></urlset>",
                "urls": f"# ours\n{page}\n",
            }[kind]
            listing = list_address(visitor, aside, server.url(path, host(row["address"])))
            assert (listing.state, [offer.url for offer in listing.offers]) == ("listed", [page])
        visitor.close()


def test_sources_are_listed_and_turned_on_and_off(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.switch(["un-news", "dabanga"], True) == 0
    assert command.switch(["dabanga"], False) == 0
    rows = {row["source_id"]: row for row in reference.load(home)["sources"]}
    assert [name for name, row in rows.items() if row["enabled"]] == ["inbox", "un-news"]
    assert rows["dabanga"] == {row["source_id"]: row for row in ROWS}["dabanga"]
    assert (home / "sources.csv").read_text(encoding="utf-8").count("\n") == 3
    with (home / "sources.csv").open("a", encoding="utf-8") as own:
        own.write('desk,"The desk, own",feed,https://u:HUNTER2@desk.example/feed?token=HUNTER2,,,,60,true\n')
    assert command.switch(["wikinews"], True) == 0
    assert 'The desk, own",feed,https://u:HUNTER2@desk.example/feed?token=HUNTER2' in (home / "sources.csv").read_text(encoding="utf-8")
    capsys.readouterr()
    assert command.sources() == 0
    told = capsys.readouterr().out
    assert "HUNTER2" not in told
    assert all(name in told for name in ("un-news", "wikinews", "desk", "reading-list"))
    assert command.switch(["un-new"], True) == 2
    assert "did you mean un-news" in capsys.readouterr().err


NOW = datetime(2024, 3, 10, 12)
SOURCE = {"source_id": "wire", "enabled": True, "interval_minutes": 60}
POLL: dict[str, Any] = {
    "source_id": "wire",
    "state": "listed",
    "failures": 0,
    "error": None,
    "left_out": 0,
    "answered_at": NOW,
    "new_at": NOW,
    "listed": 50,
    "listed_before": 50,
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, None),
        ({"new_at": NOW - timedelta(hours=3)}, None),
        ({"new_at": NOW - timedelta(hours=3, minutes=1)}, "silent: nothing new since 2024-03-10 08:59, over 3 times its interval"),
        ({"listed": 11}, None),
        ({"listed": 10}, "shrank: it listed 50 things before and 10 now"),
        ({"listed": 0}, "shrank: it listed 50 things before and 0 now"),
        ({"listed": 0, "listed_before": 0}, None),
        ({"listed_before": None}, None),
        ({"state": "failed", "failures": 3, "error": "timeout"}, "failed 3 times in a row since 2024-03-10 12:00: timeout"),
        ({"state": "failed", "failures": 1, "error": "tls", "answered_at": None}, "failed 1 time: tls"),
        ({"state": "partial", "left_out": 1_200, "error": "over a limit"}, "partial, 1,200 left out: over a limit"),
    ],
)
def test_a_source_that_is_silent_shrinks_or_fails_is_told_of(changed: dict[str, Any], told: str | None) -> None:
    poll = POLL | changed
    assert health.warnings(SOURCE, poll, NOW) == ([told] if told else [])
    assert health.all_warnings([SOURCE], [poll], NOW) == ([{"source": "wire", "warning": told}] if told else [])
    assert health.warnings(SOURCE | {"enabled": False}, poll, NOW) == []
    assert health.warnings(SOURCE, None, NOW) == []


def test_a_listing_that_fails_keeps_what_the_one_before_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts that the warnings look at outlive polls that give none."""
    from flows.archive import Archive
    from flows.receive import Receiver
    from flows.sources.offers import Offered

    monkeypatch.setattr("flows.receive.as_task", lambda name, title, work, *arguments: work(*arguments))
    monkeypatch.setattr("flows.receive.log", lambda message: None)
    rows = {"wire": SOURCE | {"kind": "feed"}}
    ten = tuple(Offered(f"https://n.example/feed#entry-{n}", reason="no_link") for n in range(10))
    seen = []
    for hour, listing in enumerate((Listing(ten), Listing(state="failed", detail="timeout"), Listing(state="unchanged"), Listing(ten[:1]))):
        monkeypatch.setenv("TOLL_NOW", (NOW + timedelta(hours=hour)).isoformat())
        with stage("ingest", f"run{hour}") as work, Archive(home, f"run{hour}", now=work.settings.now()) as bytes_of_run:
            Receiver(work, bytes_of_run, rows, {}).receive({"wire": listing})
            (poll,) = work.warehouse.frame("FROM polls").to_dicts()
        seen.append((poll["state"], poll["offered"], poll["listed"], poll["listed_before"], poll["failures"]))
    assert seen == [("listed", 10, 10, None, 0), ("failed", 0, 10, None, 1), ("unchanged", 0, 10, None, 0), ("listed", 1, 1, 10, 0)]
    assert health.warnings(SOURCE, poll, NOW) == ["shrank: it listed 10 things before and 1 now"]
