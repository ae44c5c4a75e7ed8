"""From the open web to receipts, documents and articles, by runs against a web server on loopback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import archived, laws
from flows.ingest import ingest
from flows.run import stage
from flows.sources.http import http_date
from flows.warehouse import writer
from tests.flows.conftest import CAMP, QUIET, STRIKE, page
from tests.flows.known import put_unjudged
from tests.flows.web import Handler, Web, raw, serving

START = datetime(2024, 3, 10, 12)
Run = Callable[..., dict[str, int]]


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def read(prefect_server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs ingest so many minutes after the start, over what is named or the enabled sources; its counts."""
    yield from _runs(ingest, home, monkeypatch)


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The same up to the registered documents, without Prefect, Great Expectations and children: what is tried is what the receipts say."""
    monkeypatch.setattr("flows.sources.aside.Aside.call", lambda self, work, *arguments: work(*arguments))
    monkeypatch.setattr("flows.ingest.read_registered", lambda work: None)
    for module in ("listen", "receive"):
        monkeypatch.setattr(f"flows.{module}.as_task", lambda name, title, work, *arguments: work(*arguments))
        monkeypatch.setattr(f"flows.{module}.write", put_unjudged)
    for module in ("listen", "receive", "ingest"):
        monkeypatch.setattr(f"flows.{module}.log", lambda message: None)
    yield from _runs(ingest.fn, home, monkeypatch)


def _runs(once: Callable[..., dict[str, int]], home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("TOLL_ALLOW_LOOPBACK", "127.0.0.1")
    monkeypatch.setenv("TOLL_HOST_DELAY", "0")

    def run(*paths: object, minutes: float = 0) -> dict[str, int]:
        monkeypatch.setenv("TOLL_NOW", (START + timedelta(minutes=minutes)).isoformat())
        return once([str(path) for path in paths] or None, None)

    with writer(home):  # opened once: it takes half a second
        yield run


def rows(home: Path, query: str) -> list[dict[str, Any]]:
    with writer(home) as warehouse:
        return warehouse.frame(query).to_dicts()


def last(home: Path) -> dict[str, tuple[str, str | None]]:
    """The outcome and reason of the last receipt of each address, by its path."""
    query = (
        "SELECT url, outcome, reason FROM receipts QUALIFY row_number() OVER (PARTITION BY url ORDER BY received_at DESC, run_id DESC) = 1"
    )
    return {re.sub(r"^http://[^/]+", "", row["url"]): (row["outcome"], row["reason"]) for row in rows(home, query)}


def poll(home: Path, source_id: str = "wire") -> dict[str, Any]:
    (row,) = rows(home, f"FROM polls WHERE source_id = '{source_id}'")
    return row


def source(home: Path, address: str, kind: str = "feed", interval: int | str = 60, name: str = "wire") -> None:
    """Turn one source of the user's own on, and the inbox off."""
    home.mkdir(exist_ok=True)
    (home / "sources.csv").write_text(
        "source_id,name,kind,address,language,country,licence,interval_minutes,enabled\n"
        f"{name},The Wire,{kind},{address},en,,,{interval},true\ninbox,Inbox,folder,inbox,,,,,false\n"
    )


def feed(*items: str) -> tuple[int, dict[str, str], bytes]:
    entries = "".join(item if item.startswith("<") else f"<item><link>{item}</link></item>" for item in items)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{entries}</channel></rss>'
    return 200, {"Content-Type": "application/rss+xml"}, body.encode()


def bare(title: str, paragraphs: tuple[str, ...]) -> str:
    """A page that states no day of its own."""
    return re.sub(r"<meta property=\"article:published_time\"[^>]*>", "", page(title, "", paragraphs))


def test_everything_that_comes_in_has_one_state(read: Run, web: Web, home: Path, tmp_path: Path) -> None:
    """A feed, a sitemap, a list and a folder at once, with pages of every kind of trouble."""
    web.pages |= {
        "/robots.txt": "User-agent: *\nDisallow: /private/",
        "/feed": feed("/strike", "/moved", "/gone", "/busy", "/private/a", "/huge", "/short", "ftp://x/y", "/file-redirect", "/strike"),
        "/sitemap.xml": f"<urlset><url><loc>{web.url('/camp')}</loc></url><url><loc>https://elsewhere.example/x</loc></url></urlset>",
        "/strike": page("Missile strike on Kharkiv kills 12", "2024-03-06", STRIKE),
        "/moved": (301, {"Location": "/market"}, b""),
        "/market": page("Council votes for the market hall", "2024-03-07", QUIET),
        "/camp": page("Camps in Chad fill up", "2024-03-08", CAMP),
        "/busy": (503, {"Retry-After": "7200"}, b""),
        "/huge": (200, {}, bytes(21 << 20)),
        "/short": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\ncut"),
        "/file-redirect": (302, {"Location": "file:///etc/passwd"}, b""),
    }
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "note.txt").write_text("Police said that two people were killed on 5 March 2024 in Odesa.")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "list.txt").write_text(f"# ours\n{web.url('/market')}\n{web.url('/robots.txt')}\n")
    counts = read(web.url("/feed"), web.url("/sitemap.xml"), tmp_path / "list.txt", folder)
    assert last(home) == {
        "/strike": ("new", None),
        "/moved": ("new", None),
        "/gone": ("rejected", "http_status"),
        "/busy": ("deferred", "retry_later"),
        "/private/a": ("deferred", "retry_later"),
        "/huge": ("deferred", "retry_later"),
        "/short": ("deferred", "retry_later"),
        "/feed#entry-8": ("rejected", "refused_address"),
        "/file-redirect": ("deferred", "retry_later"),
        "/feed#entry-10": ("rejected", "repeated"),
        "/camp": ("deferred", "retry_later"),
        "/sitemap.xml#url-2": ("rejected", "foreign"),
        "/market": ("deferred", "retry_later"),
        "/robots.txt": ("deferred", "retry_later"),
        **{(folder / "note.txt").as_uri(): ("new", None), (folder / "scan.pdf").as_uri(): ("rejected", "not_selected")},
    }
    # A server that asks for two hours is left alone, for all its pages; then each is asked for again.
    assert not {"/huge", "/short", "/camp"} & set(web.asked)
    assert counts["offered"] == 16
    web.pages["/busy"] = page("Late", "2024-03-09", QUIET[::-1])
    assert read(minutes=119) == {}
    again = read(minutes=121)
    assert again["offered"] == 8
    found = last(home)
    assert found["/private/a"] == ("rejected", "robots")
    assert found["/huge"] == ("rejected", "too_large")
    assert found["/short"] == ("deferred", "truncated")
    assert found["/file-redirect"] == ("rejected", "refused_address")
    assert (found["/camp"], found["/busy"], found["/market"]) == (("new", None), ("new", None), ("known", None))
    assert rows(home, "SELECT count(*) AS n FROM articles WHERE text LIKE '%Kharkiv%'") == [{"n": 1}]
    with stage("publish", "laws") as work:
        for law in list(laws.LAWS)[:6]:
            assert work.warehouse.frame(laws.LAWS[law]).is_empty(), law


def test_a_feed_is_asked_again_when_due_and_says_that_nothing_changed(run: Run, web: Web, home: Path) -> None:
    def polled(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.answer(304, {"ETag": '"v1"'}, b"")
        else:
            status, headers, body = feed("/strike")
            handler.answer(status, {**headers, "ETag": '"v1"', "Last-Modified": "Sun, 10 Mar 2024 08:00:00 GMT"}, body)

    web.pages |= {"/feed": polled, "/strike": page("Strike", "2024-03-06", STRIKE)}
    source(home, web.url("/feed"))
    assert run()["new"] == 1
    assert (poll(home)["etag"], poll(home)["last_modified"], poll(home)["state"]) == ('"v1"', "Sun, 10 Mar 2024 08:00:00 GMT", "listed")
    assert run(minutes=59) == {}
    assert web.times("/feed") == 1
    assert run(minutes=61) == {}
    assert (web.times("/feed"), web.times("/strike")) == (2, 1)
    after = poll(home)
    assert (after["state"], after["etag"], after["listed"], after["failures"]) == ("unchanged", '"v1"', 1, 0)
    # Validators that changed with the same body: the things that it lists are known, and are not fetched again.
    web.pages["/feed"] = (200, {**feed("/strike")[1], "ETag": '"v2"'}, feed("/strike")[2])
    assert run(minutes=122) == {"offered": 1, "known": 1}
    assert (poll(home)["etag"], web.times("/strike")) == ('"v2"', 1)


def test_validators_are_kept_only_with_the_receipts_of_all_that_was_listed(
    run: Run, web: Web, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, headers, body = feed(*(f"/{n}" for n in range(5)))
    web.pages |= {
        "/feed": (status, {**headers, "ETag": '"v1"'}, body),
        **{f"/{n}": page(f"Day {n}", "2024-03-06", QUIET) for n in range(5)},
    }
    source(home, web.url("/feed"))
    monkeypatch.setattr("flows.receive.SIZE", 2)
    from flows.receive import Receiver

    plain, batches = Receiver._batch, []

    def cut_off(self: Receiver, batch: list[Any]) -> None:
        if len(batches) == 1:
            raise KeyboardInterrupt
        batches.append(batch)
        plain(self, batch)

    with monkeypatch.context() as patch:
        patch.setattr(Receiver, "_batch", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert rows(home, "FROM polls") == []
    assert rows(home, "SELECT count(*) AS n FROM receipts") == [{"n": 2}]
    assert run(minutes=1)["offered"] == 5
    assert poll(home)["etag"] == '"v1"'
    assert rows(home, "SELECT count(DISTINCT url) AS n FROM receipts WHERE outcome = 'new'") == [{"n": 5}]


def test_what_fails_is_tried_five_times_at_growing_distances_and_then_given_up(run: Run, web: Web, home: Path) -> None:
    web.pages |= {"/feed": feed("/broken"), "/broken": (500, {}, b"")}
    source(home, web.url("/feed"), interval=10_000)
    minutes, waits = 0.0, []
    for _ in range(4):
        run(minutes=minutes)
        (row,) = rows(home, "SELECT due_at, received_at FROM receipts ORDER BY received_at DESC LIMIT 1")
        waits.append((row["due_at"] - row["received_at"]).total_seconds() / 60)
        minutes += waits[-1]
    assert run(minutes=minutes - 1) == {}
    assert waits == [15, 60, 360, 1440]
    assert web.times("/broken") == 4
    run(minutes=minutes)
    assert last(home)["/broken"] == ("rejected", "gave_up")
    assert web.times("/broken") == 5


def test_an_address_that_gives_a_page_where_a_feed_was_is_a_failed_poll(run: Run, web: Web, home: Path) -> None:
    web.pages["/feed"] = page("Our new site", "2024-03-06", QUIET)
    source(home, web.url("/feed"))
    assert run() == {}
    assert (poll(home)["state"], poll(home)["failures"]) == ("failed", 1)
    assert "gives a page, and no feed" in poll(home)["error"]


def test_what_is_beyond_a_runs_share_waits_for_the_next_the_newest_first(
    run: Run, web: Web, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("receive", "listen"):
        monkeypatch.setattr(f"flows.{module}.MAX_VISITS", 2)
    urls = "".join(f"<url><loc>{web.url(f'/{n}')}</loc><lastmod>2024-03-0{n}</lastmod></url>" for n in range(1, 6))
    web.pages |= {"/map.xml": f"<urlset>{urls}</urlset>", **{f"/{n}": page(f"Day {n}", "2024-03-06", QUIET) for n in range(1, 6)}}
    source(home, web.url("/map.xml"), kind="sitemap")
    assert run() == {"offered": 5, "new": 2, "deferred": 3}
    assert {path for path, (outcome, _) in last(home).items() if outcome == "new"} == {"/5", "/4"}
    assert run(minutes=1) == {"offered": 2, "new": 2}
    assert run(minutes=2) == {"offered": 1, "new": 1}
    assert run(minutes=3) == {}
    assert run(minutes=61) == {"offered": 5, "known": 5}


@pytest.mark.parametrize(("after", "minutes"), [("3600", 60), ("99999999999", 7 * 1440), ("x", 15)])
def test_a_server_says_when_to_come_back(run: Run, web: Web, home: Path, after: str, minutes: int) -> None:
    web.pages |= {"/feed": feed("/a", "/b"), "/a": (429, {"Retry-After": after}, b"")}
    web.pages["/b"] = web.pages["/a"]
    run(web.url("/feed"))
    due = rows(home, "SELECT due_at, outcome FROM receipts ORDER BY url")
    assert due == [{"due_at": START + timedelta(minutes=minutes), "outcome": "deferred"}] * 2
    assert web.times("/a") + web.times("/b") == 1
    web.pages["/feed"] = feed("/c")
    run(web.url("/feed"), minutes=minutes - 1)
    assert last(home)["/c"] == ("deferred", "retry_later")
    assert web.times("/c") == 0


def test_a_feed_that_cannot_be_had_is_a_failed_poll_and_is_tried_sooner(run: Run, web: Web, home: Path) -> None:
    web.pages["/feed"] = (503, {"Retry-After": "1200"}, b"")
    source(home, web.url("/feed"), interval=600)
    run()
    failed = poll(home)
    assert (failed["state"], failed["failures"], failed["next_poll_at"]) == ("failed", 1, START + timedelta(minutes=20))
    assert "503" in failed["error"]
    run(minutes=21)
    assert poll(home)["next_poll_at"] == START + timedelta(minutes=21 + 60)
    web.pages |= {"/feed": feed("/strike"), "/strike": page("Strike", "2024-03-06", STRIKE)}
    assert run(minutes=82)["new"] == 1
    assert (poll(home)["failures"], poll(home)["next_poll_at"]) == (0, START + timedelta(minutes=682))


def test_the_day_that_a_feed_gives_is_evidence_where_the_page_shows_none(read: Run, web: Web, home: Path) -> None:
    dated = "<item><link>/{}</link><pubDate>Tue, 05 Mar 2024 23:30:00 +0200</pubDate></item>"
    web.pages |= {
        "/feed": feed(
            dated.format("bare"), dated.format("dated"), "<item><link>/future</link><pubDate>1 Jan 2031 00:00:00 GMT</pubDate></item>"
        ),
        "/bare": bare("Camps fill up", CAMP),
        "/dated": page("Missile strike", "2024-03-04", STRIKE),
        "/future": bare("Council votes", QUIET),
    }
    read(web.url("/feed"))
    days = {row["title"]: (str(row["published_on"]), row["published_basis"]) for row in rows(home, "FROM articles")}
    assert days == {"Camps fill up": ("2024-03-05", "feed"), "Missile strike": ("2024-03-04", "meta"), "Council votes": ("None", "none")}


def test_a_page_that_a_feed_says_has_changed_is_asked_for_again(run: Run, web: Web, home: Path) -> None:
    def atom(updated: datetime) -> tuple[int, dict[str, str], bytes]:
        entry = f"<entry><id>1</id><link href='{web.url('/a')}'/><updated>{updated.isoformat()}Z</updated></entry>"
        return 200, {"Content-Type": "application/atom+xml"}, f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode()

    def article(handler: Handler) -> None:
        since = handler.headers.get("If-Modified-Since")
        handler.answer(304, {}, b"") if since == http_date(START) else handler.answer(
            200, {}, page("Strike", "2024-03-06", STRIKE).encode()
        )

    web.pages |= {"/feed": atom(START - timedelta(hours=1)), "/a": article}
    run(web.url("/feed"))
    run(web.url("/feed"), minutes=60)
    assert (web.times("/a"), last(home)["/a"]) == (1, ("known", None))
    web.pages["/feed"] = atom(START + timedelta(minutes=70))
    run(web.url("/feed"), minutes=80)
    assert (web.times("/a"), last(home)["/a"]) == (2, ("unchanged", None))
    web.pages |= {"/feed": atom(START + timedelta(minutes=90)), "/a": page("Strike", "2024-03-06", CAMP)}
    run(web.url("/feed"), minutes=100)
    assert (web.times("/a"), last(home)["/a"]) == (3, ("new", None))


def test_the_charset_and_the_redirects_of_a_page_are_kept_and_a_rebuild_sees_them(read: Run, web: Web, home: Path) -> None:
    text = "<html><body><article><h1>Обстріл</h1><p>Унаслідок обстрілу загинули семеро людей, повідомив голова області.</p></article></body></html>"
    web.pages |= {
        "/feed": feed("<item><link>/old</link><pubDate>5 Mar 2024 10:00:00 GMT</pubDate></item>"),
        "/old": (301, {"Location": "/middle"}, b""),
        "/middle": (302, {"Location": "/new?session_token=HUNTER2", "Set-Cookie": "id=HUNTER2"}, b""),
        "/new?session_token=HUNTER2": (
            200,
            {"Content-Type": "text/html; charset=koi8-u", "Set-Cookie": "id=HUNTER2"},
            text.encode("koi8-u"),
        ),
    }
    read(web.url("/feed"))
    (document,) = rows(home, "SELECT url, charset, listed_on FROM documents")
    assert (document["url"], document["charset"]) == (web.url("/new?session_token=***"), "koi8-u")
    assert "загинули семеро" in rows(home, "SELECT text FROM articles")[0]["text"]
    (record,) = [found for found in archived.scan(home) if isinstance(found, archived.ArchivedRecord)]
    assert (record.url, record.charset, record.listed_on) == (document["url"], "koi8-u", document["listed_on"])
    assert record.redirected_from == web.url("/old")
    for path in home.rglob("*"):
        assert not path.is_file() or b"HUNTER2" not in path.read_bytes(), path


def test_secrets_of_an_address_are_sent_and_never_shown(run: Run, web: Web, home: Path) -> None:
    web.pages |= {"/feed?api_key=HUNTER2": feed("/strike"), "/strike": page("Strike", "2024-03-06", STRIKE)}
    source(home, f"http://reader:HUNTER2@127.0.0.1:{web.port}/feed?api_key=HUNTER2")
    assert run()["new"] == 1
    assert web.requests[1][2]["Authorization"].startswith("Basic ")
    assert rows(home, "SELECT address FROM sources WHERE source_id = 'wire'") == [
        {"address": f"http://***@127.0.0.1:{web.port}/feed?api_key=***"}
    ]
    for path in home.rglob("*"):
        assert not path.is_file() or path.name == "sources.csv" or b"HUNTER2" not in path.read_bytes(), path


def test_an_address_with_a_secret_that_was_put_off_is_asked_for_when_it_is_listed_again(run: Run, web: Web, home: Path) -> None:
    """Its receipt holds no secret: what is due without a listing is not asked for, least of all with the sign that stands for the secret."""
    web.pages |= {"/feed": feed("/late?token=SWORDFISH"), "/late?token=SWORDFISH": (500, {}, b"")}
    source(home, web.url("/feed"))
    assert run()["deferred"] == 1
    assert last(home) == {"/late?token=***": ("deferred", "http_status")}
    web.pages["/late?token=SWORDFISH"] = page("Strike", "2024-03-06", STRIKE)
    run(minutes=30)
    assert web.times("/late?token=SWORDFISH") == 1
    assert run(minutes=61)["new"] == 1
    assert last(home) == {"/late?token=***": ("new", None)}
    assert run(minutes=122)["known"] == 1
    assert web.times("/late?token=SWORDFISH") == 2
    assert not any("***" in path for path in web.asked)
