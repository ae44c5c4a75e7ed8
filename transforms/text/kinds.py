"""What kind of page it is: an article, or one that only leads to articles, shows pictures, or keeps its article to subscribers.

A teaser's number, a caption's or that of half a sentence would pass for an article's: such pages are refused with their reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

CARD = 600  # characters; a longer block under a linked heading tells its story itself
CARDS = 6  # linked headings that make an index
PROSE = 80  # characters from which a paragraph is running prose
OUTSIDE = 0.4  # share of the prose that stands outside cards, from which the page is an article with links below
CAPTIONS = 4  # pictures with captions that make a gallery
STUB = 900  # characters of prose up to which an article that is kept to subscribers is only its beginning

_HEADINGS = ("h2", "h3", "h4")
_GALLERY = re.compile(r"(?:^|[-_ ])(?:gallery|slideshow|slides|photo[-_]?(?:essay|story)|pictures|carousel)(?:$|[-_ ])")
_WALL = re.compile(
    r"(?:^|[-_ ])(?:pay-?wall|subscriber-?only|premium-?(?:content|wall|teaser)|regwall|metered|piano-?(?:offer|container)|tp-modal)(?:$|[-_ ])"
)
_ARTICLE = re.compile(r"(?:Article|Posting)$")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a page says of its own kind: the types of its structured data and its og:type, and whether it says that it is not free."""

    types: frozenset[str]
    closed: bool = False

    @property
    def is_article(self) -> bool:
        return any(_ARTICLE.search(kind) for kind in self.types) or "og:article" in self.types

    @property
    def is_live(self) -> bool:
        return "LiveBlogPosting" in self.types


def no_article(root: HtmlElement, kinds: Kinds) -> tuple[str, str] | None:
    """The reason (of schema.rejects.REASONS) and the detail why a page, as it came, has no article of its own; None where it has one."""
    body = root.find("body")
    if body is None:
        return None
    captions = [caption for caption in body.iter("figcaption") if caption.text_content().strip()]
    if len(captions) >= CAPTIONS and (detail := _gallery(body, kinds, captions)):
        return "gallery", detail
    if detail := _index(body, kinds):
        return "index_page", detail
    return None


def wall(root: HtmlElement, kinds: Kinds, phrases: re.Pattern[str]) -> str | None:
    """What on a page, as it came, says that its article is kept to subscribers; None where nothing does.

    `phrases` matches lines that ask to subscribe in order to read on.
    """
    if kinds.closed:
        return "its structured data says that it is not free to read"
    for element in root.iter("div", "section", "aside", "p", "h2", "h3", "h4", "span", "button", "a", "strong"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if _WALL.search(names) and element.text_content().strip():
            return f"a part of it is named {names.strip()[:60]!r}"
        line = " ".join((element.text or "").split())
        if 8 <= len(line) <= 200 and phrases.fullmatch(line):
            return f"it says {line[:80]!r}"
    return None


def _prose(body: HtmlElement) -> list[HtmlElement]:
    paragraphs = (p for p in body.iter("p", "blockquote") if len(p.text_content().strip()) >= PROSE)
    return [p for p in paragraphs if next(p.iterancestors("figure", "figcaption"), None) is None]


def _gallery(body: HtmlElement, kinds: Kinds, captions: list[HtmlElement]) -> str | None:
    size = sum(len(p.text_content()) for p in _prose(body))
    told = sum(len(caption.text_content()) for caption in captions)
    named = "ImageGallery" in kinds.types or any(
        _GALLERY.search(f"{e.get('class') or ''} {e.get('id') or ''}".lower())
        for caption in captions
        for e in list(caption.iterancestors())[:6]
    )
    if told > (size if named else 3 * size):
        return f"{len(captions)} pictures with {told:,} characters of captions, beside {size:,} of running text"
    return None


def _index(body: HtmlElement, kinds: Kinds) -> str | None:
    cards: set[HtmlElement] = set()
    for heading in body.iter(*_HEADINGS):
        if heading.find(".//a[@href]") is None and next(heading.iterancestors("a"), None) is None:
            continue
        card = heading
        for ancestor in heading.iterancestors("div", "li", "article", "section", "a"):
            if len(ancestor.text_content()) > CARD:
                break
            card = ancestor
        cards.add(card)
    if len(cards) < CARDS:
        return None
    outside = sum(
        len(p.text_content()) for p in _prose(body) if p not in cards and not any(ancestor in cards for ancestor in p.iterancestors())
    )
    total = outside + sum(len(card.text_content()) for card in cards)
    if outside < (OUTSIDE / 4 if kinds.is_article else OUTSIDE) * total:
        return f"{len(cards)} linked headings, and {outside:,} of {total:,} characters outside them"
    return None
