"""RSS, Atom and JSON feeds from their bytes. Every entry is accounted for: offered to be read, or refused with its reason."""

from __future__ import annotations

import calendar
import contextlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.parsers import expat

import feedparser

from flows.sources.offers import Listing, Offered
from transforms.text.encoding import decode
from transforms.text.published import stated_day
from transforms.text.url import web_address

MAX_BYTES = 10 << 20
MAX_ENTRIES = 2_000  # feeds of newsrooms hold 10 to 500; the parser takes 0.13 ms an entry
MAX_DEPTH = 200
_DECLARATION = re.compile(r"\A\s*(?:<\?xml[^>]*\?>\s*)?")
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>/]")
_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*\Z", re.IGNORECASE | re.DOTALL)
_ROOTS = ((b"<rss", b"</channel></rss>"), (b"<feed", b"</feed>"), (b":RDF", b"</rdf:RDF>"))


def read_feed(data: bytes, url: str, *, charset: str | None = None, most: int = MAX_ENTRIES) -> Listing:
    """What a feed lists: an entry whose link cannot be asked for, that stands a second time, or that the end of a cut feed has torn is
    refused under the feed's address and its number (#entry-3). `url` is where the feed came from, `charset` the encoding that the
    server named. Never raises for any bytes."""
    if data.lstrip()[:1] == b"{":
        return _read_json(data, url, most)
    text = decode(data[: 2 * MAX_BYTES], charset=charset, declared=True).text
    # The parser would guess the encoding anew, and a character that XML does not allow would end it.
    data = _NEVER.sub("\ufffd", _DECLARATION.sub("", text)).encode("utf-8", "replace")
    starts = [found.start() for found in _ENTRY.finditer(data)]
    within = bisect_right(starts, MAX_BYTES) - 1 if len(data) > MAX_BYTES else len(starts)  # the last one may be cut by the limit
    taken = max(min(within, most), 0)
    left_out = len(starts) - taken
    if left_out or len(data) > MAX_BYTES:
        end = next((end for root, end in _ROOTS if root in data[:4_000]), b"")
        data = data[: min(starts[taken] if left_out else MAX_BYTES, MAX_BYTES)] + end
    if _depth(data) > MAX_DEPTH:
        return Listing(state="failed", detail=f"its elements are nested over {MAX_DEPTH} deep")
    try:
        parsed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # the parser's own faults, which are as many as there are ways to break a feed
        return Listing(state="failed", detail=f"the feed cannot be read: {type(error).__name__}: {error}"[:300])
    entries = [entry for entry in parsed.entries if isinstance(entry, dict)]
    broken = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if isinstance(broken, feedparser.exceptions.CharacterEncodingOverride | feedparser.exceptions.NonXMLContentType):
        broken = None
    if not entries and not parsed.get("version"):
        return Listing(state="failed", detail=f"no feed: {broken or 'it has no entries and is of no known kind'}"[:300])
    cut = broken is not None and not left_out and not _END.search(data[-4_000:])
    offers = _offers([_told(entry) for entry in entries], url, cut)
    detail = None
    if left_out:
        detail = f"it has {len(starts):,} entries, of which the first {taken:,} are taken"
    elif cut:
        detail = f"the feed is cut off within entry {len(entries)}"
    elif broken is not None:
        detail = f"the feed is not well formed: {broken}"[:300]
    return Listing(offers, "partial" if detail else "listed", detail, left_out)


def _depth(data: bytes) -> int:
    """How deep elements are nested, as far as the bytes are well formed: the parser is quadratic in it."""
    depth = deepest = 0
    parser = expat.ParserCreate()

    def start(*_: object) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(depth, deepest)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with contextlib.suppress(expat.ExpatError, ValueError):
        parser.Parse(data, True)
    return deepest


_Told = tuple[str | None, str | None, str | None, datetime | None]  # link, id, published as written, last changed


def _told(entry: dict[str, Any]) -> _Told:
    """Whatever an entry holds, a broken feed may have made it anything."""
    link = entry.get("feedburner_origlink") or entry.get("link") or _alternate(entry.get("links"))
    written = entry.get("published") or entry.get("created") or dict.get(entry, "updated")
    return _text(link), _text(entry.get("id")), _text(written), _moment(dict.get(entry, "updated_parsed"))


def _alternate(links: Any) -> str | None:
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and link.get("rel") in (None, "alternate") and link.get("href"):
            return str(link["href"])
    return None


def _offers(entries: Iterable[_Told], url: str, cut: bool) -> tuple[Offered, ...]:
    told = list(entries)
    offers: list[Offered] = []
    seen: set[str] = set()
    for number, (link, guid, written, changed_at) in enumerate(told, start=1):
        place = f"{url}#entry-{number}"
        address = web_address(link, url) if link else web_address(guid) if guid else None
        if cut and number == len(told):
            offers.append(Offered(place, reason="cut_entry", detail=link or guid))
        elif address is None:
            offers.append(Offered(place, reason="refused_address" if link else "no_link", detail=(link or guid or "")[:300] or None))
        elif address in seen:
            offers.append(Offered(place, reason="repeated", detail=address))
        else:
            seen.add(address)
            offers.append(Offered(address, listed_on=stated_day(written), changed_at=changed_at))
    return tuple(offers)


def _read_json(data: bytes, url: str, most: int) -> Listing:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        return Listing(state="failed", detail=f"the JSON feed cannot be read: {error}"[:300])
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed" not in str(feed.get("version")):
        return Listing(state="failed", detail="JSON, but no JSON feed")
    told = [
        (
            _text(item.get("url")),
            _text(item.get("id")),
            _text(item.get("date_published")),
            _iso(item.get("date_modified")),
        )
        if isinstance(item, dict)
        else (None, None, None, None)
        for item in items[:most]
    ]
    left_out = max(len(items) - most, 0)
    detail = f"it has {len(items):,} items, of which the first {most:,} are taken" if left_out else None
    return Listing(_offers(told, url, False), "partial" if left_out else "listed", detail, left_out)


def _text(value: Any) -> str | None:
    return value.strip()[:4_000] or None if isinstance(value, str) else None


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).replace(tzinfo=None)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _iso(written: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(written))
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
