"""What on a page is not the article: menus, side bars, teasers, comment forms, notices, hidden words.

Told by structure, before any text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement

from transforms.text.published import WRITTEN

_SILENT = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video")
_ASIDE = frozenset(("nav", "aside", "footer", "form", "button", "dialog", "select", "menu"))
_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "banner", "menu", "menubar", "toolbar")
)
# Whole words of class and id. Each names a part of a page in the themes of WordPress, Drupal, Joomla and the large publishers' systems.
_WORDS = re.compile(
    r"(?:^|[-_ ])(?:advert|advertisement|ads|adsbygoogle|banner|breadcrumbs?|comments?|commentlist|respond|cookies?|consent|gdpr|disqus"
    r"|footer|infinite|menu|mostread|navbar|navigation|newsletters?|outbrain|pager|pagination|paywall|popular|popup|promos?|recirc|recommended"
    r"|recommendations|related|sharedaddy|sharing|sidebar|signup|skiplink|social|subscribe|subscription|taboola|teasers?|toolbar|trending"
    r"|widgets?)(?:$|[-_ ])"
)
_PHRASES = re.compile(
    r"(?:^|[-_ ])(?:most[-_]?(?:read|viewed|popular)|latest[-_]?(?:news|posts|stories)|recent[-_]?(?:news|posts|stories|articles)"
    r"|more[-_]?(?:news|stories|on|from|articles)|read[-_]?(?:more|next|also|time)|reading[-_]?time|you[-_]?may|also[-_]?like"
    r"|share[-_]?(?:this|bar|buttons?|links?|icons?)"
    r"|author[-_]?(?:bio|box)|sign[-_]?up|up[-_]?next|next[-_]?article|see[-_]?also|tag[-_]?(?:list|cloud)|post[-_]?(?:tags|nav|navigation|sharing)"
    r"|sr[-_]only|screen[-_]reader[-_]text|visually[-_]?hidden)(?:$|[-_ ])"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|%)?\s*(?:;|$)", re.IGNORECASE)
_BLOCKS = frozenset(("div", "section", "ul", "ol", "dl", "td", "article", "main"))

LINKED = 0.6  # share of a block's characters that are links from which it is a list of other pages
LISTED = 3  # links or teasers that make a list
BODY = 0.4  # share of the page's running words that no block of furniture holds
TEASER = 600  # characters; a longer item tells a story of its own


def prune(root: HtmlElement, headline: HtmlElement | None, keep: Iterable[HtmlElement] = ()) -> None:
    """Takes out of the tree, in place, what is not the article.

    A block stays that holds the headline, one of `keep`, or much of the page's running words.
    """
    body = root.find("body")
    if body is None:
        return
    for element in list(body.iter(*_SILENT)):
        _drop(element)
    kept = {element for held in (*keep, *([] if headline is None else [headline])) for element in (held, *held.iterancestors())}
    text, linked, running = _weigh(body)
    total = running[body]
    stack = [body]
    while stack:
        element = stack.pop()
        for child in list(element):
            if child not in kept and (
                _hidden(child)
                or (
                    running[child] < BODY * max(total, 1)
                    and (is_furniture(child) or _list_of_links(child, text, linked) or _teasers(child, text))
                )
            ):
                _drop(child)
            else:
                stack.append(child)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _weigh(body: HtmlElement) -> tuple[dict[HtmlElement, int], dict[HtmlElement, int], dict[HtmlElement, int]]:
    """Characters of each element and below: all, those in links, and those of paragraphs outside links."""
    text: dict[HtmlElement, int] = {}
    linked: dict[HtmlElement, int] = {}
    running: dict[HtmlElement, int] = {}
    for element in reversed(list(body.iter(etree.Element))):
        own = len((element.text or "").strip())
        all_, links, words = own, 0, 0
        for child in element:
            tail = len((child.tail or "").strip())
            all_ += text[child] + tail
            links += linked[child]
            words += running[child]
        text[element] = all_
        linked[element] = all_ if element.tag == "a" and element.get("href") else links
        running[element] = max(all_ - links, 0) if element.tag in ("p", "blockquote", "pre") else words
    return text, linked, running


def _hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(_HIDDEN.search(element.get("style") or ""))
    ) and element.tag != "body"


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element is named as a part of a page that is not the article, by its tag, role, class or id."""
    if element.tag in _ASIDE or element.get("role") in _ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return bool(_WORDS.search(names) or _PHRASES.search(names))


def _list_of_links(element: HtmlElement, text: dict[HtmlElement, int], linked: dict[HtmlElement, int]) -> bool:
    if element.tag not in _BLOCKS or linked[element] < LINKED * max(text[element], 1):
        return False
    return sum(1 for link in element.iter("a") if link.get("href") and (link.text_content() or "").strip()) >= LISTED


def _teasers(element: HtmlElement, text: dict[HtmlElement, int]) -> bool:
    """Whether it is a list of other articles: like blocks, each short, with a link and a date."""
    items = [child for child in element if isinstance(child.tag, str) and child.tag in ("div", "li", "article", "section")]
    if len(items) < LISTED or len({(item.tag, item.get("class")) for item in items}) > 2:
        return False
    dated = sum(1 for item in items if 0 < text.get(item, 0) < TEASER and _linked_and_dated(item))
    return dated >= LISTED and dated >= 0.7 * len(items)


def _linked_and_dated(item: HtmlElement) -> bool:
    return item.find(".//a[@href]") is not None and (item.find(".//time") is not None or bool(WRITTEN.search(item.text_content())))
