"""What an HTTP message carries: the body as a browser would get it, and what its header says of it. Compressed bytes never go on as text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import brotli

from transforms.text.encoding import named_charset

MAX_UNPACKED = 64 << 20  # bytes of a body or file after decompression; a page of over 5 MB is not read, records may be more
GZIP = b"\x1f\x8b\x08"

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_BLANK = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class EntityRefused(ValueError):
    """A body that cannot be had whole; `reason` is one of schema.rejects.REASONS."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entity:
    """A body with the message's status, and its media type (lower case) and charset as declared."""

    status: int
    media_type: str | None
    charset: str | None
    body: bytes


def entity(message: bytes, cap: int = MAX_UNPACKED) -> Entity:
    """The entity of an HTTP response as a crawler recorded it, freed of chunks and content codings.

    Crawlers also record bodies that they have decoded, under the header as it came: a body that shows no sign of a coding is taken as it is.
    Raises EntityRefused: malformed_record, truncated, decompress_limit or unsupported_type (a coding that is not known).
    """
    status = _STATUS.match(message)
    blank = _BLANK.search(message)
    if status is None or blank is None:
        raise EntityRefused("malformed_record", f"no HTTP response: {message[:60]!r}")
    fields = _fields(message[: blank.start()])
    body = message[blank.end() :]
    chunked = "chunked" in fields.get("transfer-encoding", "").lower()
    codings = [coding.strip().lower() for coding in fields.get("content-encoding", "").split(",") if coding.strip()]
    stated = fields.get("content-length", "")
    if stated.isdigit() and len(body) < int(stated[:18]) and not chunked and not codings:
        raise EntityRefused("truncated", f"{len(body):,} bytes of {int(stated[:18]):,} that its header states")
    if chunked:
        body = _dechunked(body)
    for coding in reversed(codings):
        body = _decoded(body, coding, cap)
    media_type, charset = declared(fields.get("content-type"))
    return Entity(int(status[1]), media_type, charset, body)


def declared(content_type: str | None) -> tuple[str | None, str | None]:
    """The media type (lower case) and the charset that a Content-Type names."""
    if not content_type:
        return None, None
    return content_type.split(";", 1)[0].strip().lower() or None, named_charset(content_type)


def gunzipped(data: bytes, cap: int = MAX_UNPACKED) -> bytes:
    """What gzip bytes hold. Raises EntityRefused: decompress_limit over `cap` bytes, truncated where they end early or are damaged."""
    held = bytearray()
    rest = data
    while rest.startswith(GZIP):
        inflate = zlib.decompressobj(wbits=31)
        held += _inflated(inflate, rest, cap - len(held))
        rest = inflate.unused_data
    return bytes(held)


def _fields(header: bytes) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", header).splitlines()[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().decode("latin-1").lower(), value.strip().decode("latin-1"))
    return fields


def _dechunked(body: bytes) -> bytes:
    if not _CHUNK.match(body):
        return body
    pieces: list[bytes] = []
    position = 0
    while size := _CHUNK.match(body, position):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        piece = body[size.end() : size.end() + length]
        pieces.append(piece)
        position = size.end() + length
        if len(piece) < length:
            break
        position += 2 if body[position : position + 2] == b"\r\n" else 1 if body[position : position + 1] == b"\n" else 0
    if position >= len(body):
        raise EntityRefused("truncated", "its last chunk is missing")
    if len(pieces) == 1 and position == 0:
        return body
    raise EntityRefused("truncated", f"its chunks break off at byte {position:,}")


def _decoded(body: bytes, coding: str, cap: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return gunzipped(body, cap) if body.startswith(GZIP) else body
    if coding == "deflate":
        for wbits in (15, -15):
            try:
                return _inflated(zlib.decompressobj(wbits=wbits), body, cap)
            except EntityRefused as refused:
                if refused.reason == "decompress_limit":
                    raise
        return body if _looks_decoded(body) else _refuse_damaged(coding)
    if coding == "br":
        return _unbrotlied(body, cap)
    if coding in ("identity", "none", "utf-8"):
        return body
    if _looks_decoded(body):
        return body
    raise EntityRefused("unsupported_type", f"content coding {coding[:40]}")


def _refuse_damaged(coding: str) -> bytes:
    raise EntityRefused("truncated", f"its {coding} coding is damaged or ends early")


def _looks_decoded(body: bytes) -> bool:
    """Whether bytes that are said to be compressed are markup as it is."""
    return body[:512].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<")


def _inflated(inflate: zlib._Decompress, data: bytes, cap: int) -> bytes:
    try:
        held = inflate.decompress(data, max(cap, 1))
    except zlib.error as error:
        raise EntityRefused("truncated", f"its compression is damaged ({error})") from None
    if not inflate.eof and (inflate.unconsumed_tail or len(held) >= cap):
        raise EntityRefused("decompress_limit", f"over {cap:,} bytes after decompression")
    if not inflate.eof:
        raise EntityRefused("truncated", "its compressed bytes end early")
    return held


def _unbrotlied(body: bytes, cap: int) -> bytes:
    if _looks_decoded(body):
        return body
    decoder = brotli.Decompressor()
    try:
        held = decoder.process(body, output_buffer_limit=cap)
        while not decoder.is_finished() and len(held) < cap and (more := decoder.process(b"", output_buffer_limit=cap - len(held))):
            held += more
    except brotli.error as error:
        raise EntityRefused("truncated", f"its brotli coding is damaged ({error})") from None
    if not decoder.is_finished():
        if len(held) >= cap:
            raise EntityRefused("decompress_limit", f"over {cap:,} bytes after decompression")
        raise EntityRefused("truncated", "its brotli coding ends early")
    return bytes(held)
