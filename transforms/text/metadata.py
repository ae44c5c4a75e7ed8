"""What a page says of itself: title, authors, outlet, address, language, day of publication."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from transforms.text.kinds import Kinds
from transforms.text.published import WRITTEN, Evidence, evidence, is_ambiguous, plausible, stated_day, url_day, written_day

_JSON_LD_LIMIT = 500_000  # characters; ten megabytes of it took 14 s
_ARTICLE = re.compile(r"(?:News|Blog|Report|Scholarly|Tech|Satirical|Opinion|Analysis|Background|Review|LiveBlog)?(?:Article|Posting)$")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
    "dcterms.date", "dcterms.issued", "pubdate", "publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "article.published", "cxenseparse:recs:publishtime", "og:published_time", "rnews:datepublished",
)  # fmt: skip
_NEAR = 700  # characters of the page after the headline in which its day may stand
_ABOVE = 250  # characters beside the headline in a block that is its header
_LABELS = 5  # words beside the date in such a line
_MANY = 2  # other blocks with a date each that make a date one of many
_LABEL = 90  # characters of a line that is a date line rather than a sentence
_CHANGED = re.compile(r"\b(?:updated?|modified|edited|last\s+changed|mis à jour|actualizado|обновлено|оновлено)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page states of itself; `headline` is the element that shows the title."""

    title: str | None
    authors: tuple[str, ...]
    outlet: str | None
    url: str | None
    language: str | None
    published: tuple[Evidence, ...]
    changed_on: date | None
    kinds: Kinds
    headline: HtmlElement | None


def metadata(root: HtmlElement, url: str | None, today: date) -> Metadata:
    """The page's own statements, from its whole tree (before furniture is taken out)."""
    metas = _metas(root)
    canonical = _canonical(root, metas, url)
    things = list(_structured(root))
    title = metas.get("og:title") or metas.get("twitter:title")
    headline = _headline(root, title)
    shown = _line(headline.text_content()) if headline is not None else None
    article = _own_article(things, title or shown, canonical)
    page_title = _line(root.findtext(".//title") or "")
    title = shown or title or _line(str(article.get("headline") or "")) or page_title
    return Metadata(
        title=title or None,
        authors=_authors(article, metas, root),
        outlet=_outlet(article, things, metas) or _in_title(page_title, shown),
        url=canonical,
        language=_language(root, metas, article),
        changed_on=plausible(stated_day(article.get("dateModified") or metas.get("article:modified_time")), today),
        kinds=Kinds(
            frozenset((*(kind for thing in things for kind in _types(thing)), f"og:{metas.get('og:type', '').lower()}")), _closed(article)
        ),
        published=tuple(_published(root, article, metas, canonical, url, headline, today)),
        headline=headline,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _metas(root: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = _line(meta.get("content") or "")
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _canonical(root: HtmlElement, metas: dict[str, str], url: str | None) -> str | None:
    link = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical" and e.get("href")), None)
    for candidate in (link, metas.get("og:url")):
        try:
            whole = urljoin(url if url and url.startswith("http") else "", candidate.strip()) if candidate else ""
            parts = urlsplit(whole)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and parts.path.strip("/"):
            return whole
    return url


def _structured(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, with those of @graph, in order; not those of lists of other pages."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or len(script.text or "") > _JSON_LD_LIMIT:
            continue
        try:
            whole = json.loads((script.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in whole if isinstance(whole, list) else [whole]:
            if isinstance(thing, dict):
                yield thing
                graph = thing.get("@graph")
                yield from (node for node in (graph if isinstance(graph, list) else []) if isinstance(node, dict))


def _types(thing: dict[str, Any]) -> tuple[str, ...]:
    kind = thing.get("@type")
    return tuple(str(k) for k in kind) if isinstance(kind, list) else (str(kind),)


def _own_article(things: list[dict[str, Any]], title: str | None, url: str | None) -> dict[str, Any]:
    """The structured article that is the page's own: the only one, or the one with its headline or address; {} where none is sure."""
    articles = [thing for thing in things if any(_ARTICLE.search(kind) for kind in _types(thing))]
    if len(articles) > 1:
        articles = [a for a in articles if title and _same(str(a.get("headline") or ""), title)] or [
            a for a in articles if url and url in (a.get("url"), a.get("@id"), a.get("mainEntityOfPage"), _id(a.get("mainEntityOfPage")))
        ]
    return articles[0] if articles else {}


def _closed(article: dict[str, Any]) -> bool:
    """Whether the article says that it is not free to read."""
    return str(article.get("isAccessibleForFree", "")).strip().lower() in ("false", "http://schema.org/false", "https://schema.org/false")


def _id(value: Any) -> Any:
    return value.get("@id") if isinstance(value, dict) else None


def _same(one: str, other: str) -> bool:
    first, second = (re.sub(r"\W+", " ", text).strip().casefold() for text in (one, other))
    return bool(first) and bool(second) and (first.startswith(second) or second.startswith(first))


def _headline(root: HtmlElement, title: str | None) -> HtmlElement | None:
    """The element that shows the title: the h1 that says it, else the only h1, else a heading that says it, else the first h1."""
    firsts = [e for e in root.iter("h1") if _line(e.text_content())]
    stated = [t for t in (title, _line(root.findtext(".//title") or "")) if t]
    for element in [*firsts, *root.iter("h2", "h3")]:
        if any(_same(_line(element.text_content()), t) for t in stated):
            return element
    return firsts[0] if firsts else None


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _names(value.get("name"))
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)


def _authors(article: dict[str, Any], metas: dict[str, str], root: HtmlElement) -> tuple[str, ...]:
    stated = list(_names(article.get("author")))
    stated = stated or [metas[name] for name in ("author", "article:author", "dc.creator", "parsely-author") if name in metas]
    stated = stated or [e.text_content() for e in root.iter("a", "span") if e.get("rel") == "author" or e.get("itemprop") == "author"][:5]
    names = [re.sub(r"^by\s+", "", _line(name), flags=re.IGNORECASE) for name in stated]
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= 120 and not name.startswith(("http", "@"))))


def _outlet(article: dict[str, Any], things: list[dict[str, Any]], metas: dict[str, str]) -> str | None:
    if name := metas.get("og:site_name"):
        return name
    publishers = [article.get("publisher"), *(t for t in things if {"NewsMediaOrganization", "WebSite"} & set(_types(t)))]
    stated = [_line(name) for publisher in publishers for name in _names(publisher)]
    stated += [metas[name] for name in ("application-name", "dc.publisher", "citation_journal_title") if name in metas]
    return next((name for name in stated if name and len(name) <= 120), None)


def _in_title(page_title: str, shown: str | None) -> str | None:
    """The outlet of a page title that is the headline, a bar or dash, and a name."""
    if not shown or not page_title.startswith(shown):
        return None
    found = re.fullmatch(r"\s+[|–—·-]\s+([^|–—·]{2,60})", page_title[len(shown) :])
    return found[1].strip() if found else None


def _language(root: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> str | None:
    for stated in (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        metas.get("og:locale"),
        metas.get("content-language"),
        article.get("inLanguage"),
    ):
        if isinstance(stated, str) and (found := re.match(r"([a-z]{2})(?:[-_]|$)", stated.strip().lower())):
            return found[1]
    return None


def _published(
    root: HtmlElement,
    article: dict[str, Any],
    metas: dict[str, str],
    canonical: str | None,
    url: str | None,
    headline: HtmlElement | None,
    today: date,
) -> Iterator[Evidence]:
    yield evidence("structured", article.get("datePublished"))
    for name in _PUBLISHED:
        if name in metas:
            yield evidence("meta", metas[name])
    if marked := _marked_day(root):
        yield evidence("meta", marked)
    yield Evidence("url", url_day(canonical) or url_day(url))
    yield _shown_day(headline, today)


def _marked_day(root: HtmlElement) -> str | None:
    """The day that the page marks as its publication's; None where marks differ, as those of teasers do."""
    marks = {
        e.get("datetime") or e.get("content")
        for e in root.iter("time", "span", "abbr")
        if e.get("itemprop") == "datePublished" or e.get("pubdate") is not None
    }
    days = {stated_day(mark) for mark in marks if mark}
    return next(iter(marks)) if len(days) == len(marks) == 1 else None


def _shown_day(headline: HtmlElement | None, today: date) -> Evidence:
    """The day shown beside the headline: a short line of its own in the headline's block or right after it, before the first sentence."""
    if headline is None:
        return Evidence("text", None)
    block = headline
    for ancestor in headline.iterancestors():
        if ancestor.tag in ("body", "html") or len(_line(ancestor.text_content())) - len(_line(headline.text_content())) > _ABOVE:
            break
        block = ancestor
    above = itertools.takewhile(lambda element: element is not headline, block.iter()) if block is not headline else ()
    ambiguous = False
    for element in (*above, *_following(headline)):
        if not isinstance(element.tag, str) or element is headline or headline in element.iterancestors() or _is_link(element):
            continue
        if element.tag == "time" and (day := plausible(stated_day(element.get("datetime")), today)):
            parent = element.getparent()
            if not _CHANGED.search(_line("" if parent is None else parent.text_content())[:_LABEL]) and not _one_of_many(element, headline):
                return Evidence("text", day)
        for piece in (element.text, *(child.tail for child in element)):
            line = _line(piece or "")
            found = WRITTEN.search(line)
            if found is None or not date_line(line) or _CHANGED.search(line[: found.start()]):
                continue
            if (day := plausible(written_day(found), today)) and not _one_of_many(element, headline):
                return Evidence("text", day)
            ambiguous = ambiguous or is_ambiguous(found)
    return Evidence("text", None, ambiguous)


def date_line(line: str) -> bool:
    """Whether a line is a date with its labels ("5 June 2022, 06:00 | Kyiv") and no sentence."""
    if len(line) > _LABEL or not WRITTEN.search(line):
        return False
    return len(re.sub(r"[\d:|,.\s/-]+", " ", WRITTEN.sub(" ", line)).split()) <= _LABELS


def _following(headline: HtmlElement) -> Iterator[HtmlElement]:
    """Elements after the headline until _NEAR characters, the next heading or the second paragraph: the first may be the summary."""
    passed = paragraphs = 0
    for element in headline.xpath("following::*"):
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        paragraphs += element.tag == "p" and len(element.text_content()) > _LABEL
        if element.tag in ("h1", "h2", "h3", "h4", "h5") or passed > _NEAR or paragraphs > 1:
            return
        passed += len((element.text or "").strip()) + len((element.tail or "").strip())
        yield element


def _one_of_many(element: HtmlElement, headline: HtmlElement) -> bool:
    """Whether a date stands in one of several like blocks that have one each: a chronology, a list of teasers, comments."""
    for block in (element, *element.iterancestors("li", "tr", "dt", "dd", "article", "section", "div", "p")):
        beside = block.getparent()
        if beside is None or headline in beside.iter():
            like = [e for e in block.itersiblings() if e.tag == block.tag and e.get("class") == block.get("class")]
            return sum(1 for e in like if e.find(".//time") is not None or WRITTEN.search(e.text_content()[:_LABEL])) >= _MANY
        if (
            sum(1 for e in beside if e.tag == block.tag and (e.find(".//time") is not None or WRITTEN.search(e.text_content()[:_LABEL])))
            > _MANY
        ):
            return True
    return False


def _is_link(element: HtmlElement) -> bool:
    return element.tag == "a" or any(ancestor.tag == "a" for ancestor in element.iterancestors())
