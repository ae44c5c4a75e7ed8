"""What bytes are, told by the bytes themselves: a name says only what someone hoped they were."""

from __future__ import annotations

import codecs
import re

from transforms.text.records import looks_like_records

HTML, TEXT, RECORDS = "text/html", "text/plain", "application/x-ndjson"

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90", "application/x-executable"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"ARROW1", "application/vnd.apache.arrow.file"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"WARC/", "application/warc"),
    (b"filedesc://", "application/x-internet-archive"),
)
_PLACED = ((4, b"ftyp", "video/mp4"), (8, b"DUCK", "application/vnd.duckdb"), (8, b"WEBP", "image/webp"), (8, b"WAVE", "audio/wav"))
_WINDOW = 8_000
_CONTROL = bytes({*range(9), 11, *range(14, 27), *range(28, 32), 127})
_START = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml.*?\?>|<!--.*)*<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"(?:\s|<!--.*?-->)*<(?:\?xml|!doctype|rss|feed|urlset|sitemapindex|svg)\b", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(
    r"</?(?:html|head|body|div|p|span|a|h[1-6]|table|tr|td|ul|li|br|article|section|script|meta|link)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAGGED = 8  # tags in the first 8,000 bytes that make a page of what starts otherwise


def sniff(data: bytes) -> tuple[str | None, str | None]:
    """(media type, None) of bytes that can be read: a page, plain text or records; else (media type or None, one of rejects.REASONS)."""
    if not data:
        return None, "empty"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind, "unsupported_type"
    for offset, magic, kind in _PLACED:
        if data[offset : offset + len(magic)] == magic:
            return kind, "unsupported_type"
    head = _head(data)
    if head is None:
        return None, "not_text"
    if not head.strip() and not data[_WINDOW:].strip():
        return TEXT, "no_text"
    if looks_like_records(data):
        return RECORDS, None
    if _START.match(head):
        return HTML, None
    if _XML.match(head):
        return ("application/xhtml+xml", None) if re.search(r"<html\b", head, re.IGNORECASE) else ("application/xml", "unsupported_type")
    if len(_TAGS.findall(head)) >= _TAGGED:
        return HTML, None
    return TEXT, None


def _head(data: bytes) -> str | None:
    """The first characters, ASCII true and the rest roughly; None for bytes that are no text in any encoding."""
    window = data[:_WINDOW]
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if window.startswith(mark):
            return window[len(mark) :].decode(encoding, "replace")
    zeros = window.count(0)
    if len(window) >= 8 and zeros > 0.35 * len(window):
        even = window[0::2].count(0)
        if even < 0.02 * len(window) or zeros - even < 0.02 * len(window):
            return window.decode("utf-16-le" if even < zeros - even else "utf-16-be", "replace")
    control = len(window) - len(window.translate(None, _CONTROL))
    if control > max(4, 0.02 * len(window)) or control * 2 > len(window):
        return None
    return window.decode("latin-1")
