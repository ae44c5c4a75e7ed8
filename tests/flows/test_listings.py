"""Feeds, sitemaps and lists from their bytes: every entry accounted for, whatever the bytes are, and nothing touched but them."""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest

from flows.sources.aside import Aside
from flows.sources.feed import read_feed
from flows.sources.http import Answer, Fault
from flows.sources.listing import kind_of
from flows.sources.offers import Listing
from flows.sources.sitemap import read_sitemap
from flows.sources.urls import read_urls

FEED, MAP = "https://news.example/feed", "https://news.example/sitemap.xml"
GIVEN = Path(__file__).resolve().parents[3] / "shared" / "feeds"
FILES = sorted(path for folder in ("rss-parser", "trafilatura") for path in GIVEN.glob(f"{folder}/**/*") if path.is_file())

_watched: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is not None and (event in ("open", "os.listdir", "subprocess.Popen", "os.system") or event.startswith("socket.")):
        _watched.append(f"{event} {arguments[:1]}")


sys.addaudithook(_hook)


@contextmanager
def nothing_touched() -> Iterator[None]:
    """No file is opened, no socket made, no process started inside."""
    global _watched
    _watched = []
    try:
        yield
        touched, _watched = _watched, None
    finally:
        _watched = None
    assert touched == []


def rss(items: str, end: str = "</channel></rss>") -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>News</title>{items}{end}'.encode()


def told(listing: Listing) -> list[tuple[str, str | None]]:
    return [(offer.url, offer.reason) for offer in listing.offers]


def all_readers(data: bytes) -> tuple[Listing, ...]:
    kind_of(data)
    return read_feed(data, FEED), read_sitemap(data, MAP), read_urls(data, FEED)


def test_the_watch_sees_what_is_touched() -> None:
    with pytest.raises(AssertionError, match="open"), nothing_touched():
        Path(__file__).read_bytes()


# Feeds


def test_each_entry_is_offered_or_refused_with_its_reason() -> None:
    listing = read_feed(
        rss("""
        <item><title>A</title><link>https://news.example/a</link><pubDate>Tue, 05 Mar 2024 23:30:00 +0200</pubDate></item>
        <item><link>/b?x=1#top</link><pubDate>yesterday</pubDate></item>
        <item><guid>https://news.example/c</guid></item>
        <item><title>no link</title><guid isPermaLink="false">17</guid></item>
        <item><link>javascript:alert(1)</link></item>
        <item><link>file:///etc/passwd</link></item>
        <item><link>https://news.example/a</link><title>again</title></item>
        <item><link> https://user:HUNTER2@news.example/d </link><pubDate>1 Jan 1970 00:00</pubDate></item>
        """),
        FEED,
    )
    assert (listing.state, listing.detail) == ("listed", None)
    assert told(listing) == [
        ("https://news.example/a", None),
        ("https://news.example/b?x=1", None),
        ("https://news.example/c", None),
        (f"{FEED}#entry-4", "no_link"),
        (f"{FEED}#entry-5", "refused_address"),
        (f"{FEED}#entry-6", "refused_address"),
        (f"{FEED}#entry-7", "repeated"),
        ("https://news.example/d", None),
    ]
    assert [offer.listed_on for offer in listing.offers[:3]] == [date(2024, 3, 5), None, None]


def test_an_id_that_stands_twice_with_two_links_is_two_things() -> None:
    two = rss(
        "<item><guid>7</guid><link>https://news.example/5-dead</link></item><item><guid>7</guid><link>https://news.example/12-dead</link></item>"
    )
    assert told(read_feed(two, FEED)) == [("https://news.example/5-dead", None), ("https://news.example/12-dead", None)]


def test_atom_and_rdf_and_json_feeds() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:x,1</id><link rel="self" href="https://news.example/self"/>
    <link rel="alternate" href="https://news.example/1"/><published>2024-03-05T10:00:00Z</published><updated>2024-03-06T08:00:00+02:00</updated>
    </entry></feed>"""
    (offer,) = read_feed(atom, FEED).offers
    assert (offer.url, offer.listed_on, offer.changed_at) == ("https://news.example/1", date(2024, 3, 5), datetime(2024, 3, 6, 6))
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <item rdf:about="https://news.example/2"><link>https://news.example/2</link></item></rdf:RDF>"""
    assert told(read_feed(rdf, FEED)) == [("https://news.example/2", None)]
    items = [{"url": "https://news.example/3", "date_published": "2024-03-05T10:00:00Z"}, {"id": "4"}, "no item", {"url": "ftp://x/y"}]
    json_feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    assert [reason for _, reason in told(read_feed(json_feed, FEED))] == [None, "no_link", "no_link", "refused_address"]
    assert [kind_of(data) for data in (atom, rdf, json_feed, rss(""))] == ["feed"] * 4


def test_a_feed_that_is_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = rss("".join(f"<item><title>T{n}</title><link>https://news.example/{n}00</link></item>" for n in range(9)))
    for cut in range(len(whole) - 30, len(whole) // 2, -7):
        listing = read_feed(whole[:cut], FEED)
        assert listing.state == "partial"
        assert "cut off" in str(listing.detail)
        sound = [url for url, reason in told(listing) if reason is None]
        assert all(url.removeprefix("https://news.example/") in {f"{n}00" for n in range(9)} for url in sound)
        complete = whole[:cut].count(b"</item>")
        assert complete - 1 <= len(sound) <= complete
        assert all(reason == "cut_entry" for _, reason in told(listing)[len(sound) :])


def test_a_feed_that_is_not_well_formed_gives_its_entries_and_says_so() -> None:
    listing = read_feed(rss("<item><title>Dead & injured <b></title><link>https://news.example/1</link></item>"), FEED)
    assert (listing.state, told(listing)) == ("partial", [("https://news.example/1", None)])
    assert "not well formed" in str(listing.detail)


def test_entries_beyond_the_limit_are_counted() -> None:
    many = rss("".join(f"<item><link>https://news.example/{n}</link></item>" for n in range(100_000)))
    started = time.process_time()
    listing = read_feed(many, FEED)
    assert time.process_time() - started < 5
    assert (listing.state, len(listing.offers), listing.left_out) == ("partial", 2_000, 98_000)
    long = rss("".join(f"<item><link>https://news.example/{n}</link><description>{'x' * 4_000_000}</description></item>" for n in range(4)))
    listing = read_feed(long, FEED)
    assert (listing.state, len(listing.offers), listing.left_out) == ("partial", 2, 2)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">%s]><rss version="2.0"><channel><item><link>https://n.example/&a20;</link></item></channel></rss>'
    % (b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 21)))
)
SLOW = {
    "laughs": LAUGHS,
    "external entity": b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd">%p;]>
    <rss version="2.0"><channel><item><title>&x;</title><link>https://n.example/&x;</link></item></channel></rss>""",
    "a path": b"/etc/passwd",
    "an address": b"http://127.0.0.1:9/feed.xml",
    "style sheet": b'<?xml version="1.0"?><?xml-stylesheet href="file:///etc/passwd"?><rss version="2.0" xml:base="file:///etc/"><channel/></rss>',
    "open comments": b"<rss>" + b"<!--" * 200_000,
    "open tags": b"<rss>" + b"<item>" * 50_000,
    "angles": b"<rss>" + b"<" * 200_000,
    "deep": b"<urlset>" + b"<url>" * 200_000,
    "deep json": b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000,
    "no feed": b"<html><body>Not a feed</body></html>",
    "nothing": b"",
    "utf-16": rss("<item><link>https://n.example/1</link></item>").decode().replace("utf-8", "utf-16").encode("utf-16"),
    "jpeg": b"\xff\xd8\xff" + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", SLOW)
def test_traps_touch_nothing_and_end_soon(name: str) -> None:
    all_readers(SLOW[name])
    started = time.process_time()
    with nothing_touched():
        listings = all_readers(SLOW[name])
    assert time.process_time() - started < 5
    assert "root:" not in repr(listings)


# What real newsrooms publish


@pytest.mark.skipif(not FILES, reason="../shared/feeds is not here")
def test_no_given_file_breaks_a_reader() -> None:
    assert len(FILES) > 75
    for path in FILES:
        data = path.read_bytes()
        all_readers(data)  # what the libraries load at their first use is not the feed's doing
        with nothing_touched():
            all_readers(data)


@pytest.mark.skipif(not FILES, reason="../shared/feeds is not here")
def test_every_item_that_another_reader_finds_is_accounted_for() -> None:
    compared = 0
    for answer in sorted(GIVEN.glob("rss-parser/test/output/*.json")):
        try:
            found = json.loads(answer.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        items = found.get("feed", found)["items"]
        (source,) = GIVEN.glob(f"rss-parser/test/input/{answer.stem}.*")
        listing = read_feed(source.read_bytes(), FEED)
        assert (source.name, listing.state, len(listing.offers)) == (source.name, "listed", len(items))
        linked = [(offer.url, item["link"].strip()) for offer, item in zip(listing.offers, items, strict=True) if item.get("link")]
        differ = [
            pair
            for pair in linked
            if pair[0].rstrip("/") != pair[1].rstrip("/") and "feedproxy" not in pair[1] and pair[1].startswith("http")
        ]
        assert (source.name, differ) == (source.name, [])
        compared += len(linked)
    assert compared > 1_100


@pytest.mark.skipif(not FILES, reason="../shared/feeds is not here")
@pytest.mark.parametrize("seed", [1, 2])
def test_no_mutation_of_a_given_file_breaks_a_reader(seed: int) -> None:
    chance = random.Random(seed)
    sources = [data for path in FILES if 0 < len(data := path.read_bytes()) < 60_000]
    slowest = 0.0
    for _ in range(200):
        data = mutated(chance.choice(sources), chance)
        started = time.process_time()
        with nothing_touched():
            listings = all_readers(data)
        slowest = max(slowest, time.process_time() - started)
        for listing in listings:
            urls = [offer.url for offer in listing.offers]
            assert len(urls) == len(set(urls))
            assert all(offer.reason or offer.url.startswith(("http://", "https://")) for offer in listing.offers)
    assert slowest < 5


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(5):
            case 0 if changed:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randrange(1, 300)]
            case 2:
                start = chance.randrange(len(changed)) if changed else 0
                changed[at:at] = changed[start : start + chance.randrange(1, 300)]
            case 3:
                changed[at:at] = chance.choice(
                    (b"\0", b"<", b"&", b"]]>", b"<!--", b"<![CDATA[", b"<item>", b"</rss>", b"\xff", b"&#0;", b"<a:b:c>")
                )
            case 4 if chance.random() < 0.1:
                del changed[at:]
    return bytes(changed)


# Sitemaps


def urlset(*urls: str, more: str = "") -> bytes:
    rows = "".join(f"<url><loc>{url}</loc>{more}</url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def index(*urls: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()


class Site:
    """Sitemaps by address, and which of them were fetched."""

    def __init__(self, **pages: bytes) -> None:
        self.pages, self.asked = pages, list[str]()

    def get(self, url: str) -> Answer:
        self.asked.append(url)
        name = url.rpartition("/")[2].removesuffix(".xml")
        if name not in self.pages:
            raise Fault("http_status", "status 404", status=404)
        return Answer(url, url, 200, (), self.pages[name])


def test_a_news_sitemap_gives_addresses_and_days() -> None:
    dated = urlset(
        "https://news.example/1",
        "http://www.news.example/2",
        "https://other.example/3",
        "https://news.example/1",
        "javascript:alert(1)",
        "",
        more="<lastmod>2024-03-06T10:00:00Z</lastmod><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        "<n:publication_date>2024-03-05T22:00:00+02:00</n:publication_date></n:news>",
    )
    listing = read_sitemap(dated, MAP)
    assert told(listing) == [
        ("https://news.example/1", None),
        ("http://www.news.example/2", None),
        (f"{MAP}#url-3", "foreign"),
        (f"{MAP}#url-4", "repeated"),
        (f"{MAP}#url-5", "refused_address"),
        (f"{MAP}#url-6", "no_link"),
    ]
    assert (listing.offers[0].listed_on, listing.offers[0].changed_at) == (date(2024, 3, 5), datetime(2024, 3, 6, 10))


def test_indexes_that_go_in_circles_or_deep_end() -> None:
    site = Site(
        a=index(MAP, "https://news.example/a.xml", "https://news.example/b.xml"),
        b=index("https://news.example/c.xml"),
        c=index("https://news.example/d.xml"),
        d=urlset("https://news.example/deep"),
        e=urlset("https://news.example/page"),
    )
    listing = read_sitemap(index("https://news.example/a.xml", "https://news.example/e.xml", "https://evil.example/f.xml"), MAP, site.get)
    assert told(listing) == [("https://news.example/page", None)]
    assert site.asked == [f"https://news.example/{name}.xml" for name in "abe"]
    assert (listing.state, listing.index) == ("partial", True)
    for word in ("over 3 deep", "another publisher"):
        assert word in str(listing.detail)


def test_a_sitemap_that_is_missing_costs_only_itself() -> None:
    listing = read_sitemap(
        index("https://news.example/gone.xml", "https://news.example/e.xml"), MAP, Site(e=urlset("https://news.example/1")).get
    )
    assert (listing.state, told(listing)) == ("partial", [("https://news.example/1", None)])
    assert "status 404" in str(listing.detail)


def test_addresses_beyond_the_limit_are_counted() -> None:
    listing = read_sitemap(urlset(*(f"https://news.example/{n}" for n in range(60_000))), MAP)
    assert (listing.state, len(listing.offers), listing.left_out) == ("partial", 50_000, 10_000)
    few = read_sitemap(index(*(f"https://news.example/{n}.xml" for n in range(60))), MAP, Site().get, sitemaps=3)
    assert few.state == "failed"


def test_compressed_sitemaps_and_bombs() -> None:
    assert told(read_sitemap(gzip.compress(urlset("https://news.example/1")), MAP)) == [("https://news.example/1", None)]
    assert kind_of(gzip.compress(urlset())) == "sitemap"
    bomb = gzip.compress(b"<urlset>" + bytes(60 << 20))
    listing = read_sitemap(bomb, MAP)
    assert (listing.state, listing.offers) == ("failed", ())
    assert "when decompressed" in str(listing.detail)
    cut = read_sitemap(gzip.compress(urlset("https://news.example/1"))[:-12], MAP)
    assert (cut.state, cut.offers) == ("failed", ())


def test_a_cut_sitemap_gives_what_stands_before_the_cut() -> None:
    whole = urlset(*(f"https://news.example/{n}00" for n in range(9)))
    for cut in range(len(whole) // 3, len(whole) - 9, 5):
        listing = read_sitemap(whole[:cut], MAP)
        assert listing.state == ("partial" if listing.offers else "failed")
        assert len(listing.offers) == whole[:cut].count(b"</url>")
        assert "not well formed" in str(listing.detail)


# Lists


def test_a_list_of_addresses() -> None:
    data = "\ufeff# our list\nhttps://a.example/1\r\n\nhttps://a.example/1\nhttps://a.example/ü\nftp://a.example/2\n".encode()
    assert told(read_urls(data, "file:///list.txt")) == [
        ("https://a.example/1", None),
        ("file:///list.txt#line-4", "repeated"),
        ("https://a.example/%C3%BC", None),
        ("file:///list.txt#line-6", "refused_address"),
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"https://a.example/1\nhttps://a.example/2\n", "urls"),
        (b"# a remark\n\nhttps://a.example/1", "urls"),
        (b"https://a.example/1 was read by many", "page"),
        (b"# a remark", "page"),
        (b"Twelve people were killed.\nhttps://a.example/1", "page"),
        (b"<!doctype html><html><body>RSS <rss></html>", "page"),
        (b'<?xml version="1.0"?><!-- <rss> --><urlset></urlset>', "sitemap"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!DOCTYPE rss><rss></rss>", "feed"),
        (b"%PDF-1.7", "page"),
        (b'{"text": "Twelve dead."}\n', "page"),
        (b"", "page"),
    ],
)
def test_what_bytes_are_is_told_by_the_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def _stuck(data: bytes) -> None:
    if data == b"hang":
        time.sleep(60)
    raise SystemExit(3)


def test_a_parser_that_hangs_or_dies_costs_only_its_listing() -> None:
    with Aside(deadline_s=1) as aside:
        for data, reason in ((b"hang", "extract_timeout"), (b"die", "extractor_crashed")):
            with pytest.raises(Fault) as caught:
                aside.call(_stuck, data)
            assert caught.value.reason == reason
    with Aside() as aside:
        assert told(aside.call(read_feed, rss("<item><link>https://n.example/1</link></item>"), FEED)) == [("https://n.example/1", None)]
