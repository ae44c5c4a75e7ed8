"""Sitemaps and sitemap indexes (sitemaps.org), with the dates of news sitemaps. Every address is accounted for, every limit told."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from flows.sources.http import Answer, Fault
from flows.sources.offers import Listing, Offered
from transforms.text.published import stated_day
from transforms.text.url import of_one_publisher, web_address

MAX_URLS = 50_000  # sitemaps.org: the most that one sitemap may hold; here, all sitemaps of a source together
MAX_DEPTH = 3
MAX_SITEMAPS = 50  # sitemaps of an index that are fetched in one poll
MAX_BYTES = 50 << 20  # sitemaps.org, decompressed
GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class _Page:
    is_sitemap: bool
    loc: str = ""
    lastmod: str = ""
    published: str = ""


@dataclass(slots=True)
class Sitemap:
    """One file: its addresses in order, and why it is not whole."""

    pages: list[_Page] = field(default_factory=list)
    broken: str | None = None


def unpacked(data: bytes, most: int = MAX_BYTES) -> bytes:
    """The bytes of a sitemap, also of one that is kept compressed. Raises Fault decompress_limit and truncated."""
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.open(BytesIO(data)) as stream:
            plain = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Fault("truncated", f"the compressed sitemap cannot be read: {error}") from None
    if len(plain) > most:
        raise Fault("decompress_limit", f"over {most:,} bytes when decompressed")
    return plain


def parse(data: bytes, most: int = MAX_URLS) -> tuple[Sitemap, int]:
    """The file as far as it can be read, and how many addresses stand in it beyond `most`."""
    found, beyond = Sitemap(), 0
    page: _Page | None = None
    try:
        events = etree.iterparse(
            BytesIO(data),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
        )
        for event, element in events:
            name = (
                element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""
            )  # a prefix that is not bound stays
            if event == "start":
                if name in ("url", "sitemap"):
                    page = _Page(name == "sitemap")
                continue
            if page is not None and name in ("loc", "lastmod", "publication_date") and element.text:
                slot = {"loc": "loc", "lastmod": "lastmod", "publication_date": "published"}[name]
                if not getattr(page, slot):  # image:loc stands behind loc
                    setattr(page, slot, element.text.strip())
            elif name in ("url", "sitemap"):
                if page is not None:
                    if len(found.pages) < most:
                        found.pages.append(page)
                    else:
                        beyond += 1
                page = None
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        found.broken = str(error)[:200]
    return found, beyond


def read_sitemap(
    data: bytes,
    url: str,
    get: Callable[[str], Answer] | None = None,
    *,
    parsed: Callable[[bytes, int], tuple[Sitemap, int]] | None = None,
    most: int = MAX_URLS,
    sitemaps: int = MAX_SITEMAPS,
) -> Listing:
    """What a sitemap lists, and those of an index, fetched by `get`, at most three deep, each once. Addresses of other publishers are refused.

    `parsed` does what `parse` does, elsewhere.
    """
    walk = _Walk(get, parsed or parse, most, sitemaps)
    walk.read(data, url, 1)
    detail = "; ".join(walk.notes[:5]) + (f"; and {len(walk.notes) - 5} more" if len(walk.notes) > 5 else "") or None
    if detail and not walk.offers:
        return Listing(state="failed", detail=detail, left_out=walk.left_out, answers=tuple(walk.answers))
    return Listing(
        tuple(walk.offers.values()), "partial" if detail else "listed", detail, walk.left_out, answers=tuple(walk.answers), index=walk.index
    )


class _Walk:
    def __init__(
        self,
        get: Callable[[str], Answer] | None,
        parsed: Callable[[bytes, int], tuple[Sitemap, int]],
        most: int,
        sitemaps: int,
    ) -> None:
        self._get, self._parsed, self._most, self._sitemaps = get, parsed, most, sitemaps
        self.offers: dict[str, Offered] = {}
        self.answers: list[Answer] = []
        self.notes: list[str] = []
        self.left_out = 0
        self.index = False
        self._seen: set[str] = set()

    def read(self, data: bytes, url: str, depth: int) -> None:
        self._seen.add(url)
        try:
            found, beyond = self._parsed(unpacked(data), max(self._most - len(self.offers), 0))
        except Fault as fault:
            self.notes.append(f"{url}: {fault.detail}")
            return
        if found.broken:
            self.notes.append(f"{url} is not well formed: {found.broken}")
        if beyond:
            self.left_out += beyond
            self.notes.append(f"{beyond:,} addresses of {url} beyond {self._most:,} are left out")
        for number, page in enumerate(found.pages, start=1):
            if page.is_sitemap:
                self.index = True
            else:
                self._offer(page, f"{url}#url-{number}", url)
        self._further(found, url, depth)

    def _offer(self, page: _Page, place: str, url: str) -> None:
        address = web_address(page.loc, url) if page.loc else None
        if address is None:
            offered = Offered(place, reason="refused_address" if page.loc else "no_link", detail=page.loc[:300] or None)
        elif not of_one_publisher(address, url):
            offered = Offered(place, reason="foreign", detail=address)
        elif address in self.offers:
            offered = Offered(place, reason="repeated", detail=address)
        else:
            offered = Offered(address, listed_on=stated_day(page.published), changed_at=_moment(page.lastmod or page.published))
        self.offers[offered.url] = offered

    def _further(self, found: Sitemap, url: str, depth: int) -> None:
        newest_first = sorted((page for page in found.pages if page.is_sitemap), key=lambda page: page.lastmod, reverse=True)
        for page in newest_first:
            address = web_address(page.loc, url)
            if address is None or not of_one_publisher(address, url):
                self.notes.append(f"the sitemap {page.loc[:200]!r} is of another publisher or no web address")
            elif address in self._seen:
                continue
            elif depth == MAX_DEPTH:
                self.notes.append(f"{address} lies over {MAX_DEPTH} deep")
            elif len(self.answers) >= self._sitemaps or self._get is None:
                self.notes.append(f"{address} was not fetched: {self._sitemaps} sitemaps a poll")
            else:
                self._seen.add(address)
                try:
                    answer = self._get(address)
                except Fault as fault:
                    self.notes.append(f"{address}: {fault.detail}")
                    continue
                self.answers.append(answer)
                self.read(answer.body, answer.final_url, depth + 1)


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        return None
