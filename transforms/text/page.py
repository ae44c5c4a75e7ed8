"""One web page: its bytes, one parse, one article. `read_page` is what ingest and `toll extract` both read a page with."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from transforms.text.blocks import Block, article_lines, lines_of
from transforms.text.encoding import decode
from transforms.text.kinds import PROSE, STUB, no_article, wall
from transforms.text.language import guess_language
from transforms.text.live import Entry, calls_itself_live, has_live_parts, is_time, live_entries
from transforms.text.metadata import Metadata, date_line, metadata
from transforms.text.model import Mark, ReadArticle, ReadDocument, Reference
from transforms.text.published import Evidence, Published, dateline_day, published
from transforms.text.soft_block import MOST, soft_block
from transforms.text.structure import prune

MAX_BYTES = 5_000_000  # trafilatura takes 6 s on 10 MB of plain paragraphs and over 250 s on 50 MB
MAX_ELEMENTS = 40_000  # 90,000 take it 32 s
MAX_DEPTH = 2_000  # libxml2 cuts the tree at 2,048
MAX_SIBLINGS = 4_000  # it is quadratic in the inline children of one element: 4,000 take 0.5 s, 16,000 take 33 s

# Marks within a line: they carry no meaning here, and thousands of them in one paragraph cost minutes.
_INLINE = ("b", "i", "em", "strong", "u", "s", "font", "small", "big", "mark", "abbr", "acronym", "cite", "wbr", "bdi", "bdo", "ins", "tt")
_BAD_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|11|1[4-9]|2\d|3[01]|12[7-9]|1[345]\d)(?!\d)|x0*(?:[0-8b]|[01][ef]|1[0-9a-d]|7f|[89][0-9a-f]|d[89a-f][0-9a-f]{2})(?![0-9a-f]));?",
    re.IGNORECASE,
)
WALL = "asks to subscribe in order to read on"  # rows of furniture.csv that tell a stub
_LEADING = 5  # lines in which the headline may stand again, with its date and byline
_BYLINE = re.compile(r"(?:by|par|por|von|автор:?)\s+(?:[^\s.]+\.?\s*){1,7}", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+(?=\d)")
_NOTHING = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class PageRefused(Exception):
    """A page that is not read; `reason` is one of schema.rejects.REASONS."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def read_page(
    data: bytes,
    *,
    today: date,
    reference: Reference,
    url: str | None = None,
    charset: str | None = None,
    media_type: str = "text/html",
    listed_on: date | None = None,
    released: Collection[str] = (),
) -> ReadDocument:
    """The article of a page, without its furniture, or the entries of a live blog; else the reason why there is none. Never raises for any bytes.

    `charset` is the server's word on the encoding, `listed_on` a feed's or sitemap's on the day of publication; `today` bounds that day;
    `released` are reasons for which the page is not refused; `reference` needs furniture, soft_blocks and languages.
    """
    if len(data) > MAX_BYTES:
        return ReadDocument(media_type, reason="too_large", detail=f"{len(data):,} bytes; pages of up to {MAX_BYTES:,} are read")
    decoded = decode(data, charset=charset, declared=True)
    read = ReadDocument(media_type, decoded.encoding, decoded.replacements, encoding_source=decoded.source)
    if decoded.unreadable:
        return replace(read, reason="undecodable", detail=f"{decoded.replacements:,} characters cannot be read in {decoded.encoding}")
    try:
        return replace(read, articles=_articles(decoded.text, url, today, reference, listed_on, released))
    except PageRefused as refused:
        return replace(read, reason=refused.reason, detail=refused.detail)


def _articles(
    html: str, url: str | None, today: date, reference: Reference, listed_on: date | None, released: Collection[str]
) -> tuple[ReadArticle, ...]:
    root = _parse(html)
    stated = metadata(root, url, today)
    called = calls_itself_live(stated.kinds.is_live, stated.title, stated.url)
    entries = live_entries(root, called=called) if called or has_live_parts(html) else []
    if not entries and (refused := no_article(root, stated.kinds)) and refused[0] not in released:
        raise PageRefused(*refused)
    rows = reference["furniture"]
    furniture = _lines(tuple(row["pattern"] for row in rows))
    prune(root, stated.headline, [entry.element for entry in entries])
    _prepare(root)
    articles = [_entry(n, entry, stated, today, reference, furniture) for n, entry in enumerate(entries, 1)]
    for entry in entries:
        entry.element.drop_tree()
    text, marks = _text(root, stated.title, stated.headline, furniture)
    if entries and not any(len(line) >= PROSE for line in text.splitlines()):
        return tuple(article for article in articles if article.text)
    if not entries and len(text) <= MOST and "soft_block" not in released:
        phrases = _lines(tuple(row["pattern"] for row in reference["soft_blocks"]))
        if detail := soft_block(_parse(html), stated.title, text, phrases):
            raise PageRefused("soft_block", detail)
    if not text:
        raise PageRefused("no_text", "no running text beside the page's furniture")
    if not entries and len(text) <= STUB and "paywall" not in released:
        phrases = _lines(tuple(row["pattern"] for row in rows if row["note"] == WALL))
        if detail := wall(_parse(html), stated.kinds, phrases):
            raise PageRefused("paywall", f"only {len(text):,} characters of it are to be seen, and {detail}")
    evidence = [*stated.published, Evidence("feed", listed_on), Evidence("dateline", dateline_day(text))]
    if entries:  # the times shown are those of the entries, and what stands above them was written at the last change
        evidence = [each for each in evidence if each.basis != "text" and each.day in (stated.changed_on, None)]
    told = published(evidence, today)
    whole = _made(0, stated.url, stated.title, text, marks, told, stated, reference)
    return (whole, *(article for article in articles if article.text))


def _entry(n: int, entry: Entry, stated: Metadata, today: date, reference: Reference, furniture: re.Pattern[str]) -> ReadArticle:
    """One entry of a live blog. One that shows no more than a clock time is of the page's day, where the page was of one day."""
    blocks = lines_of(entry.element, (entry.heading,), lambda line: bool(furniture.fullmatch(line.removeprefix("- "))) or is_time(line))
    text, marks = _joined(blocks)
    evidence = [entry.stated]
    of_page = published(stated.published, today)
    if entry.stated.day is None and not entry.stated.ambiguous and of_page.day == stated.changed_on:
        evidence = [Evidence(of_page.basis, of_page.day)]
    title = " ".join(entry.heading.text_content().split()) if entry.heading is not None else None
    url = f"{stated.url}#{entry.anchor}" if stated.url and entry.anchor else stated.url
    return _made(n, url, title, text, marks, published(evidence, today), stated, reference)


def _made(
    entry: int,
    url: str | None,
    title: str | None,
    text: str,
    marks: tuple[Mark, ...],
    told: Published,
    stated: Metadata,
    reference: Reference,
) -> ReadArticle:
    return ReadArticle(
        entry=entry,
        url=url,
        outlet=stated.outlet,
        title=title,
        authors=stated.authors,
        published_on=told.day,
        published_basis=told.basis,
        language=stated.language or guess_language(f"{title}\n{text}", reference),
        text=text,
        runner_up_on=told.runner_up,
        runner_up_basis=told.runner_up_basis,
        doubts=told.doubts,
        marks=marks,
    )


@lru_cache(maxsize=4)
def _lines(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def _parse(html: str) -> HtmlElement:
    """The page's tree, with no character that could vanish between digits. Raises PageRefused for one that is cut or beyond the caps."""
    source = _BAD_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", visible(html))
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise PageRefused("no_text", str(error)) from None
    cut = [entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT" or "size limit" in entry.message]
    if cut:
        raise PageRefused("parse_truncated", f"line {cut[0].line}: {cut[0].message.strip()}")
    _measure(root)
    return root


def _measure(root: HtmlElement) -> None:
    elements = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if elements > MAX_ELEMENTS:
            raise PageRefused("too_many_elements", f"more than {MAX_ELEMENTS:,} elements")
        if depth > MAX_DEPTH:
            raise PageRefused("too_deep", f"elements nested more than {MAX_DEPTH:,} deep")
        if isinstance(element.tag, str):
            element.text, element.tail = _printable(element.text), _printable(element.tail)


def visible(text: str) -> str:
    """The text with U+FFFD for each control character, lone surrogate and other character that stands for nothing, one for one."""
    return _NOTHING.sub("\N{REPLACEMENT CHARACTER}", text)


def _printable(text: str | None) -> str | None:
    """Invisible marks (zero width, bidirectional, soft hyphen) between two digits become U+FFFD: the extractor would join the digits."""
    if not text or text.isprintable():
        return text
    return _BETWEEN_DIGITS.sub("\N{REPLACEMENT CHARACTER}", visible(text).replace("\f", " "))


def _prepare(root: HtmlElement) -> None:
    """Takes out of the tree the marks within lines. Raises PageRefused for a paragraph of too many elements."""
    for mark in list(root.iter("sup")):
        # A footnote's number is no digit of the number that it stands on: 120<sup>3</sup> is not 1203.
        if (written := mark.text_content().strip()).isdecimal() and len(mark) == 0:
            mark.text = written.translate(_SUPERSCRIPT)
    etree.strip_tags(root, "sup", *_INLINE)
    if any(len(element) > MAX_SIBLINGS for element in root.iter("p", "span", "a", "li", "td", "h1", "h2", "h3")):
        raise PageRefused("too_many_elements", f"more than {MAX_SIBLINGS:,} elements within one paragraph")


def _text(root: HtmlElement, title: str | None, headline: HtmlElement | None, furniture: re.Pattern[str]) -> tuple[str, tuple[Mark, ...]]:
    body = root.find("body")
    if body is None:
        return "", ()
    blocks = article_lines(body, headline, lambda line: bool(furniture.fullmatch(line.removeprefix("- "))))
    if all(block.kind == "caption" for block in blocks):
        return "", ()
    return _joined(
        [
            block
            for n, block in enumerate(blocks)
            if n >= _LEADING or not (block.text == title or date_line(block.text) or _BYLINE.fullmatch(block.text))
        ]
    )


def _joined(blocks: Sequence[Block]) -> tuple[str, tuple[Mark, ...]]:
    """The lines as one text, and the marks of those that are no running prose."""
    marks = []
    at = 0
    for block in blocks:
        if block.kind:
            marks.append(Mark(block.kind, at, at + len(block.text)))
        at += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(marks)
