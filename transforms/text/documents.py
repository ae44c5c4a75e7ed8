"""A document's bytes, whatever they are: the articles in them, or the reason why there are none."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from transforms.text.encoding import decode
from transforms.text.entity import GZIP, EntityRefused, gunzipped
from transforms.text.language import guess_language
from transforms.text.model import ReadArticle, ReadDocument, Reference, RefusedRecord
from transforms.text.page import read_page
from transforms.text.published import Evidence, dateline_day, published
from transforms.text.records import holdable, lines, read_records
from transforms.text.sniff import HTML, RECORDS, TEXT, sniff

MAX_TEXT_BYTES = 5_000_000  # as for pages: a longer text is a book or a log

__all__ = ["ReadArticle", "ReadDocument", "RefusedRecord", "read_document"]


def read_document(
    data: bytes,
    *,
    url: str,
    today: date,
    reference: Reference,
    name: str | None = None,
    charset: str | None = None,
    listed_on: date | None = None,
    released: Collection[str] = (),
) -> ReadDocument:
    """The articles of a page, a plain text or JSON Lines; for other bytes a ReadDocument with the reason. Never raises for any bytes.

    What the bytes are is told by the bytes, and those of gzip by what they hold; `name`, if given, stands in the detail of a refusal.
    `charset` is what a server named, `listed_on` the day of publication that a feed or sitemap gave, `released` reasons
    for which a page is not refused.
    """
    try:
        data = gunzipped(data) if data.startswith(GZIP) else data
    except EntityRefused as refused:
        return ReadDocument("application/gzip", reason=refused.reason, detail=f"{name or url}: {refused}")
    kind, reason = sniff(data)
    if reason is not None:
        return ReadDocument(kind, reason=reason, detail=_detail(kind, reason, name or url))
    if kind == RECORDS or (kind == TEXT and (name or url).lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))):
        return _records(data, url, today)
    if kind == TEXT:
        return _plain(data, url, today, reference, charset, listed_on)
    return read_page(
        data, url=url, today=today, reference=reference, charset=charset, media_type=kind or HTML, listed_on=listed_on, released=released
    )


def _detail(kind: str | None, reason: str, name: str) -> str:
    if reason == "unsupported_type":
        return f"{name} is {kind}; pages, plain text and JSON Lines are read"
    return {"empty": f"{name} has no bytes", "no_text": f"{name} is blank"}.get(reason, f"{name} is no text in any known encoding")


def _records(data: bytes, url: str, today: date) -> ReadDocument:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = decode(data).text.encode("utf-8", "replace")
    return join_records([read_records_part(data.removeprefix(codecs.BOM_UTF8), url=url, today=today, first_entry=0)])


def is_records(data: bytes) -> bool:
    """Whether the bytes are JSON Lines that may be read in parts: UTF-8."""
    return sniff(data)[0] == RECORDS and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def split_records(data: bytes, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """JSON Lines in parts of whole lines, each the shortest of at least `size` bytes: (entry of the first record, part, last?)."""
    entry, start = 0, len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    while start < len(data):
        end = data.find(b"\n", start + size - 1) + 1 or len(data)
        part = data[start:end]
        yield entry, part, end == len(data)
        entry += sum(1 for _ in lines(part))
        start = end


def read_records_part(data: bytes, *, url: str, today: date, first_entry: int) -> ReadDocument:
    """The records of one part of JSON Lines; to be joined with the others."""
    read = list(read_records(data, url=url, today=today, first_entry=first_entry))
    return ReadDocument(
        RECORDS,
        "utf-8",
        data.decode("utf-8", "replace").count("\ufffd") - data.count(b"\xef\xbf\xbd"),
        tuple(item for item in read if isinstance(item, ReadArticle)),
        refused=tuple(item for item in read if isinstance(item, RefusedRecord)),
        encoding_source="utf-8",
    )


def join_records(parts: Sequence[ReadDocument]) -> ReadDocument:
    """One document of its parts in order. Refused if no record could be read, or if a part's reader was lost: half a document is none."""
    lost = next((part for part in parts if part.reason), None)
    if lost:
        return lost
    articles = tuple(article for part in parts for article in part.articles)
    refused = tuple(record for part in parts for record in part.refused)
    reason = None if articles else "malformed_record"
    detail = None if articles else refused[0].value if refused else "no records"
    return ReadDocument(RECORDS, "utf-8", sum(part.replacements or 0 for part in parts), articles, reason, detail, refused, "utf-8")


def _plain(data: bytes, url: str, today: date, reference: Reference, charset: str | None, listed_on: date | None) -> ReadDocument:
    """The whole text is the article's: no line of it is taken for a title, which would be read twice."""
    if len(data) > MAX_TEXT_BYTES:
        return ReadDocument(TEXT, reason="too_large", detail=f"{len(data):,} bytes; texts of up to {MAX_TEXT_BYTES:,} are read")
    decoded = decode(data, charset=charset)
    read = ReadDocument(TEXT, decoded.encoding, decoded.replacements, encoding_source=decoded.source)
    if decoded.unreadable:
        return replace(read, reason="undecodable", detail=f"{decoded.replacements:,} bad bytes")
    text = holdable(decoded.text)
    if not re.search(r"[^\W\d_]{2}", text):
        return replace(read, reason="no_text", detail="no word in it")
    told = published((Evidence("feed", listed_on), Evidence("dateline", dateline_day(text))), today)
    article = ReadArticle(
        entry=0,
        url=url,
        outlet=None,
        title=None,
        authors=(),
        published_on=told.day,
        published_basis=told.basis,
        language=guess_language(text, reference),
        text=text,
        runner_up_on=told.runner_up,
        runner_up_basis=told.runner_up_basis,
        doubts=told.doubts,
    )
    return replace(read, articles=(article,))
