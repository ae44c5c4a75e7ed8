"""What lies at an address, told by the bytes that come: a feed, a sitemap, a list of addresses, or one page."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from flows.sources import feed, sitemap, urls
from flows.sources.aside import Aside
from flows.sources.http import Fault
from flows.sources.offers import Listing, Offered
from flows.sources.visits import Visitor
from transforms.text.encoding import named_charset

Kind = Literal["feed", "sitemap", "urls", "page"]
_ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,application/feed+json;q=0.9,text/html;q=0.8,*/*;q=0.5"
_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
_HEAD = 64 << 10


def kind_of(data: bytes) -> Kind:
    """What the bytes are; all that is no listing is a page."""
    head = data[:_HEAD]
    if head.startswith(sitemap.GZIP):
        try:
            head = sitemap.unpacked(data)[:_HEAD]
        except Fault:
            return "page"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", "replace").lstrip().encode()
    if start.startswith(b"<"):
        root = _ROOT.search(_without_comments(start))
        name = root[1].lower() if root else b""
        return "feed" if name in (b"rss", b"feed", b"rdf") else "sitemap" if name in (b"urlset", b"sitemapindex") else "page"
    if start.startswith(b"{") and b"jsonfeed.org/version" in head.replace(b"\\/", b"/"):
        return "feed"
    return "urls" if urls.is_url_list(data) else "page"


def _without_comments(text: bytes) -> bytes:
    parts = []
    while (start := text.find(b"<!--")) >= 0 and (end := text.find(b"-->", start)) >= 0:
        parts.append(text[:start])
        text = text[end + 3 :]
    return b"".join((*parts, text[:start] if start >= 0 else text))


def read_listing(data: bytes, url: str, visitor: Visitor, aside: Aside, charset: str | None = None) -> Listing | None:
    """What the bytes of a feed, sitemap or list offer; None for those of a page. Further sitemaps of an index are fetched by `visitor`, all are parsed by
    `aside`."""
    match kind_of(data):
        case "feed":
            try:
                return aside.call(partial(feed.read_feed, charset=charset), data, url)
            except Fault as fault:
                return Listing(state="failed", detail=fault.detail)
        case "sitemap":
            return sitemap.read_sitemap(data, url, visitor.get, parsed=lambda data, most: aside.call(sitemap.parse, data, most))
        case "urls":
            return urls.read_urls(data, url)
        case "page":
            return None


def list_address(visitor: Visitor, aside: Aside, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Listing:
    """What a web address offers: the things that it lists, or itself where it is a page. A fault of the network is a failed listing."""
    try:
        answer = visitor.get(url, etag=etag, last_modified=last_modified, accept=_ACCEPT)
    except Fault as fault:
        return Listing(state="failed", detail=f"{fault.reason}: {fault.detail}", wait_s=fault.wait_s, fault=fault)
    if answer.status == 304:
        return Listing(state="unchanged", etag=etag, last_modified=last_modified)
    listing = read_listing(answer.body, answer.final_url, visitor, aside, named_charset(answer.header("content-type")))
    if listing is None:
        return Listing((Offered(answer.url, answer=answer),))
    validators = (None, None) if listing.index or listing.state != "listed" else (answer.header("etag"), answer.header("last-modified"))
    return replace(listing, answers=(answer, *listing.answers), etag=validators[0], last_modified=validators[1])


def kind_of_file(path: Path) -> Kind:
    """What a file is, by its first bytes."""
    with path.open("rb") as stream:
        return kind_of(stream.read(_HEAD))
