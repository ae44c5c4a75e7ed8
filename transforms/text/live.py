"""Live blogs: pages of many dated entries, each of which is an article of its own day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lxml.html import HtmlElement

from transforms.text.published import WRITTEN, Evidence, evidence, is_ambiguous, written_day
from transforms.text.structure import is_furniture

ENTRIES = 3  # like blocks with a time each that make a live blog of a page which calls itself one
TOLD = 60  # characters: a shorter block tells nothing

# "Live" as a label, not as a verb: "Live: raid on Harrow", "Raid on Harrow - live", "live updates".
_NAMED = re.compile(
    r"(?:^|[:|–—-]\s*)live\b\s*(?:[:|–—-]|$)|\blive[-_ ]?(?:blog|updates?|coverage|reporting)\b|\bas it happened\b"
    r"|\ben (?:direct|vivo)\b\s*(?:[:|–—-]|$)|\b(?:онлайн|наживо)\b\s*(?:[:|–—-]|$)|مباشر",
    re.IGNORECASE,
)
_CLASS = re.compile(r"(?:^|[-_ ])live(?:$|[-_ ])|live-?(?:blog|updates?|feed|post|entry)", re.IGNORECASE)
_PARTS = re.compile(
    r"""(?:class|id|itemtype)=["'][^"'>]{0,200}?(?:\blive\b|live[-_]?(?:blog|updates?|feed|post|entry))""",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\W*\d{1,2}[:.h]\d\d(?:\s*(?:[ap]\.?m\.?|GMT|UTC|[BCEMP]E?S?T))*\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its element, the heading in it (None: it has none), what dates it, and its anchor in the page's address."""

    element: HtmlElement
    heading: HtmlElement | None
    stated: Evidence
    anchor: str | None


def calls_itself_live(is_live: bool, title: str | None, url: str | None) -> bool:
    """Whether a page is a live blog by its structured data (`is_live`), its title or its address."""
    return is_live or bool(_NAMED.search(title or "")) or bool(re.search(r"[/-]live(?:[/-]|$|-blog|blog|-updates)", url or ""))


def has_live_parts(html: str) -> bool:
    """Whether some part of a page may be named as one of a live blog."""
    return _PARTS.search(html) is not None


def live_entries(root: HtmlElement, *, called: bool) -> list[Entry]:
    """The entries of a live blog in page order; [] for a page that is none.

    A page is one that calls itself live (`called`) or has parts of such names, and holds like blocks beside one another, each with a time of
    its own.
    """
    body = root.find("body")
    if body is None:
        return []
    best: list[HtmlElement] = []
    for container in body.iter("div", "section", "main", "article", "ol", "ul"):
        items = _like(container)
        if len(items) < ENTRIES or not (called or _says_live(container)) or is_furniture(container) or is_furniture(items[0]):
            continue
        timed = [item for item in items if _time(item) is not None and len(item.text_content().split()) > 8]
        if len(timed) >= ENTRIES and len(timed) >= 0.7 * len(items) and _told(timed) > _told(best):
            best = timed
    if not best or any(_linked(item) for item in best[:ENTRIES]) or any(map(is_furniture, best[0].iterancestors())):
        return []
    within = set(best)
    outside = [
        p for p in body.iter("p") if len(p.text_content()) > TOLD and not any(e in within or is_furniture(e) for e in p.iterancestors())
    ]
    if _told(best) < _told(outside):
        return []
    return [_entry(item, day) for item, day in zip(best, _day_headings(best), strict=True)]


def _like(container: HtmlElement) -> list[HtmlElement]:
    """The children of the most frequent tag and class."""
    kinds = Counter((child.tag, _first(child)) for child in container if child.tag in ("div", "article", "section", "li"))
    if not kinds:
        return []
    (kind, count), *_ = kinds.most_common(1)
    return [child for child in container if (child.tag, _first(child)) == kind] if count >= ENTRIES else []


def _first(element: HtmlElement) -> str:
    return ((element.get("class") or "").split() or [""])[0]


def _says_live(container: HtmlElement) -> bool:
    return any(
        _CLASS.search(f"{e.get('class') or ''} {e.get('id') or ''} {e.get('itemtype') or ''}") for e in (container, *list(container)[:3])
    )


def _time(item: HtmlElement) -> HtmlElement | None:
    """The element that shows the entry's time: its first `time`, else a short line that is a clock time or a date."""
    for element in item.iter("time", "span", "div", "p", "strong", "h2", "h3", "h4", "a"):
        if element.tag == "time":
            return element
        line = " ".join(element.text_content().split())
        if line and is_time(line):
            return element
    return None


def is_time(line: str) -> bool:
    """Whether a line is no more than a time of day or a date."""
    return len(line) <= 40 and bool(_CLOCK.fullmatch(line) or (WRITTEN.search(line) and len(WRITTEN.sub("", line)) < 20))


def _told(items: list[HtmlElement]) -> int:
    return sum(len(item.text_content()) for item in items)


def _linked(item: HtmlElement) -> bool:
    """Whether an item is a teaser: most of its words lead elsewhere, or its heading does and little stands below it."""
    text = len(" ".join(item.text_content().split()))
    links = sum(len(" ".join(a.text_content().split())) for a in item.iter("a") if not (a.get("href") or "#").startswith("#"))
    heading = next((h for h in item.iter("h2", "h3", "h4") if h.find(".//a[@href]") is not None), None)
    return links > 0.5 * text or (heading is not None and text - len(heading.text_content()) < 2 * TOLD)


def _day_headings(items: list[HtmlElement]) -> list[Evidence]:
    """The day of the last date that stands between the items before each, as on pages that group entries by day."""
    days: list[Evidence] = []
    current = Evidence("text", None)
    wanted = set(items)
    for child in items[0].getparent():
        if child in wanted:
            days.append(current)
        elif isinstance(child.tag, str) and len(child.text_content()) <= 60 and (found := WRITTEN.search(child.text_content())):
            current = Evidence("text", written_day(found), is_ambiguous(found))
    return days


def _entry(item: HtmlElement, day: Evidence) -> Entry:
    shown = _time(item)
    stated = Evidence("text", None)
    if shown is not None:
        stated = evidence("meta", shown.get("datetime"))
        if stated.day is None and (found := WRITTEN.search(shown.text_content())):
            stated = Evidence("text", written_day(found), is_ambiguous(found))
    heading = next(
        (
            h
            for h in item.iter("h2", "h3", "h4", "h5")
            if h is not shown and len(h.text_content().split()) > 1 and not is_time(h.text_content().strip())
        ),
        None,
    )
    return Entry(item, heading, stated if stated.day else day, item.get("id") or None)
