"""A document's bytes, whatever they are: the articles in them, or the reason why there are none."""

from __future__ import annotations

import codecs
import re
from datetime import date

from transforms.text.encoding import decode
from transforms.text.language import guess_language
from transforms.text.model import ReadArticle, ReadDocument, Reference, RefusedRecord
from transforms.text.page import read_page
from transforms.text.published import dateline_day, plausible
from transforms.text.records import holdable, read_records
from transforms.text.sniff import HTML, RECORDS, TEXT, sniff

MAX_TEXT_BYTES = 5_000_000  # as for pages: a longer text is a book or a log

__all__ = ["ReadArticle", "ReadDocument", "RefusedRecord", "read_document"]


def read_document(
    data: bytes, *, url: str, today: date, reference: Reference, name: str | None = None, charset: str | None = None
) -> ReadDocument:
    """The articles of a page, a plain text or JSON Lines; for other bytes a ReadDocument with the reason. Never raises for any bytes.

    What the bytes are is told by the bytes; `name`, if given, stands in the detail of a refusal. `charset` is what a server named.
    """
    kind, reason = sniff(data)
    if reason is not None:
        return ReadDocument(kind, reason=reason, detail=_detail(kind, reason, name or url))
    if kind == RECORDS or (kind == TEXT and (name or url).lower().endswith((".jsonl", ".ndjson"))):
        return _records(data, url, today)
    if kind == TEXT:
        return _plain(data, url, today, reference, charset)
    return read_page(data, url=url, today=today, reference=reference, charset=charset, media_type=kind or HTML)


def _detail(kind: str | None, reason: str, name: str) -> str:
    if reason == "unsupported_type":
        return f"{name} is {kind}; pages, plain text and JSON Lines are read"
    return {"empty": f"{name} has no bytes", "no_text": f"{name} is blank"}.get(reason, f"{name} is no text in any known encoding")


def _records(data: bytes, url: str, today: date) -> ReadDocument:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = decode(data).text.encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    read = list(read_records(data, url=url, today=today))
    articles = tuple(item for item in read if isinstance(item, ReadArticle))
    refused = tuple(item for item in read if isinstance(item, RefusedRecord))
    if not articles:
        return ReadDocument(
            RECORDS, "utf-8", 0, reason="malformed_record", detail=refused[0].value if refused else "no records", refused=refused
        )
    replaced = data.decode("utf-8", "replace").count("\ufffd") - data.count(b"\xef\xbf\xbd") if len(data) < MAX_TEXT_BYTES else None
    return ReadDocument(RECORDS, "utf-8", replaced, articles, refused=refused)


def _plain(data: bytes, url: str, today: date, reference: Reference, charset: str | None) -> ReadDocument:
    """The whole text is the article's: no line of it is taken for a title, which would be read twice."""
    if len(data) > MAX_TEXT_BYTES:
        return ReadDocument(TEXT, reason="too_large", detail=f"{len(data):,} bytes; texts of up to {MAX_TEXT_BYTES:,} are read")
    decoded = decode(data, charset=charset)
    if decoded.unreadable:
        return ReadDocument(
            TEXT, decoded.encoding, decoded.replacements, reason="undecodable", detail=f"{decoded.replacements:,} bad bytes"
        )
    text = holdable(decoded.text)
    if not re.search(r"[^\W\d_]{2}", text):
        return ReadDocument(TEXT, decoded.encoding, decoded.replacements, reason="no_text", detail="no word in it")
    day = plausible(dateline_day(text), today)
    article = ReadArticle(
        entry=0,
        url=url,
        outlet=None,
        title=None,
        authors=(),
        published_on=day,
        published_basis="dateline" if day else "none",
        language=guess_language(text, reference),
        text=text,
    )
    return ReadDocument(TEXT, decoded.encoding, decoded.replacements, (article,))
