"""The records of a WARC file, accounted for to the byte: every good record before and after damage, and each stretch that holds none.

Written as published (ISO 28500; CC-NEWS, wget, Heritrix): plain, or gzip with a member a record, or all records in one member. Memory stays
flat: a record over the cap is passed by. Library readers of WARC end in silence at the first damaged byte.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from flows.members import CANDIDATES, END, MAGIC, TORN, Damage, Inflated, Plain, Source, next_member

MAX_RECORD = 32 << 20  # bytes of a record that is read: pages of up to 5 MB are, and a crawler's file of records may hold several
_CHUNK = 1 << 16
_HEADER = 1 << 16  # bytes in which a record's header must end
_BACKTRACKS = 200  # the same where each costs inflating the member anew
_TRAILER = 8  # bytes at the end of a gzip member that prove it whole
_VERSION = re.compile(rb"WARC/\d\.\d{1,2}[ \t]*\r?\n[!-9;-~]+[ \t]*:")
_BLANK = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record: where its bytes lie in the file, its header fields (names in lower case), its block, or None where that is over the cap.

    `within` is None where a reader can start at `offset`; else the record is one of several in the gzip member that starts there, at byte
    `within` of what it holds.
    """

    offset: int
    size: int
    fields: dict[str, str]
    length: int
    block: bytes | None
    within: int | None = None

    @property
    def kind(self) -> str:
        """Its WARC-Type: response, resource, request, warcinfo, metadata, revisit, conversion, continuation or one of its writer's own."""
        return self.fields["warc-type"].lower()


def is_warc(head: bytes) -> bool:
    """Whether a file with these first bytes (a thousand do) is a WARC, plain or in gzip."""
    if head.startswith(MAGIC):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 64)
        except zlib.error:
            return False
    return re.match(rb"\s*WARC/\d", head) is not None


def scan(stream: IO[bytes], cap: int = MAX_RECORD) -> Iterator[Record | Damage]:
    """Every record in order, and each stretch that is none; the sizes of those with `within` None or 0 and of damage add up to the file's."""
    stream.seek(0, 2)
    end = stream.tell()
    stream.seek(0)
    if stream.read(2) == MAGIC[:2] or _magic_before_record(stream, end):
        yield from _in_gzip(stream, end, cap)
    else:
        yield from _in_order(Plain(stream, end), cap)


def record_at(stream: IO[bytes], offset: int, cap: int = MAX_RECORD) -> Record | Damage:
    """The record that starts at the offset, plain or as a gzip member of its own."""
    stream.seek(0, 2)
    end = stream.tell()
    stream.seek(offset)
    if stream.read(len(MAGIC)) != MAGIC:
        return _record(Plain(stream, end), offset, cap)
    member = Inflated(stream, offset)
    found = _record(member, 0, cap)
    member.at(END, 1)
    if isinstance(found, Damage) or member.error:
        return Damage(offset, member.consumed, member.error or (found.why if isinstance(found, Damage) else ""))
    return Record(offset, member.consumed, found.fields, found.length, found.block)


def _in_order(source: Plain | Inflated, cap: int) -> Iterator[Record | Damage]:
    """The records that follow one another in a source, and what stands between them; offsets are into the source."""
    position = 0
    while source.at(position, 1):
        found = _record(source, position, cap)
        if isinstance(found, Damage):
            following = _next_record(source, position + 1)
            yield Damage(position, following - position, found.why)
            position = following
        else:
            yield found
            position += found.size


def _in_gzip(stream: IO[bytes], end: int, cap: int) -> Iterator[Record | Damage]:
    offset = 0
    while offset < end:
        stream.seek(offset)
        if stream.read(len(MAGIC)) != MAGIC:
            following = next_member(stream, offset + 1, end)
            yield Damage(offset, following - offset, "no gzip member begins here")
            offset = following
            continue
        member = Inflated(stream, offset)
        found: list[Record | Damage] = []
        several = told = False
        for each in _in_order(member, cap):
            if member.ended and not several:
                found.append(each)
                continue
            several = True  # more than one: each is told as it comes, so that memory stays flat
            told = told or isinstance(each, Damage)
            yield _within(each, offset)
        member.at(END, 1)  # to its end, however it ends
        if member.error:
            following = next_member(stream, offset + 1, end)
            if several:
                lost = max(following - offset - member.consumed, 0)
                if lost or not told:
                    yield Damage(following - max(lost, _TRAILER), max(lost, _TRAILER), member.error)
            else:
                yield Damage(offset, following - offset, member.error)
            offset = following
            continue
        if found and isinstance(torn := found[-1], Damage) and torn.why.startswith(TORN):
            joined = Inflated(stream, offset, joined=True)
            if isinstance(_record(joined, torn.offset, cap), Record):
                yield from (_within(each, offset) for each in _in_order(joined, cap))
                joined.at(END, 1)
                following = offset + joined.consumed
                if joined.error:
                    following = next_member(stream, joined.member + 1, end)
                    yield Damage(joined.member, following - joined.member, joined.error)
                offset = following
                continue
        if len(found) > 1:
            yield from (_within(each, offset) for each in found)
        elif found and isinstance(only := found[0], Record):
            yield Record(offset, member.consumed, only.fields, only.length, only.block)
        elif found:
            yield Damage(offset, member.consumed, found[0].why)  # type: ignore[union-attr]
        offset += member.consumed


def _within(found: Record | Damage, offset: int) -> Record | Damage:
    if isinstance(found, Damage):
        return Damage(offset, found.size, f"at byte {found.offset} of the member: {found.why}")
    return Record(offset, found.size, found.fields, found.length, found.block, within=found.offset)


def _record(source: Source, position: int, cap: int | None) -> Record | Damage:
    """The record at the position of a source; with cap None its block is not read."""
    head = source.at(position, 512)
    if not _VERSION.match(head):
        return Damage(position, len(head), "no record begins here")
    blank = _BLANK.search(head)
    if blank is None:
        head = source.at(position, _HEADER)
        blank = _BLANK.search(head)
    if blank is None:
        return Damage(position, len(head), f"its header does not end within {_HEADER:,} bytes")
    if _VERSION.search(head, 5, blank.start()):
        return Damage(position, blank.end(), "another record begins within its header")
    fields = _fields(head[: blank.start()])
    written = fields.get("content-length", "")
    if not re.fullmatch(r"\d{1,18}", written) or "warc-type" not in fields:
        return Damage(position, blank.end(), f"Content-Length {written!r} and WARC-Type {fields.get('warc-type')!r} make no record")
    length = int(written)
    start = position + blank.end()
    block = (source.at(start, length) if length else b"") if cap is not None and length <= cap else None
    if block is not None and len(block) < length:
        return Damage(position, blank.end() + len(block), f"{TORN} (Content-Length {length:,})")
    last = source.at(start + length - 1, 17)
    if not last:
        return Damage(position, blank.end(), f"{TORN} (Content-Length {length:,})")
    tail = last[1:]
    between = len(tail) - len(tail.lstrip(b"\r\n"))
    # Two line ends stand after a record; writers that leave some out are believed where the next record or the end follows.
    if not tail.startswith((b"\r\n\r\n", b"\n\n")) and tail[between:] and not tail[between:].startswith(b"WARC/"):
        return Damage(position, blank.end() + length, f"no record ends where its Content-Length ({length:,}) says")
    proven = isinstance(source, Inflated) and source.ended and source.error is None  # by the checksum of its gzip member
    if block is not None and not proven and not _digest_holds(fields.get("warc-block-digest"), block):
        return Damage(position, blank.end() + length + between, "its bytes are not those of its WARC-Block-Digest")
    return Record(position, blank.end() + length + between, fields, length, block)


def _fields(header: bytes) -> dict[str, str]:
    """The named fields of a record's header, names in lower case; the first of a name counts."""
    fields: dict[str, str] = {}
    lines = re.sub(rb"\r?\n[ \t]+", b" ", header).splitlines()[1:]
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().decode("ascii", "replace").lower(), value.strip().decode("utf-8", "replace"))
    return fields


def _digest_holds(stated: str | None, block: bytes) -> bool:
    """Whether the block has its stated digest; also where none is stated that can be told (sha1 and sha256, in hexadecimal or base 32)."""
    name, _, value = (stated or "").partition(":")
    if name.lower() not in ("sha1", "sha256"):
        return True
    digest = hashlib.new(name.lower(), block).digest()
    try:
        noted = bytes.fromhex(value) if len(value) == 2 * len(digest) else base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return True
    return len(noted) != len(digest) or noted == digest


def _next_record(source: Plain | Inflated, start: int) -> int:
    """The position of the next whole record from `start` on, else the end of the source."""
    position, tried = start, 0
    while chunk := source.at(position, _CHUNK):
        at = chunk.find(b"WARC/")
        while at >= 0:
            tried += 1
            given_up = tried > CANDIDATES or (isinstance(source, Inflated) and source.backtracks > _BACKTRACKS)
            if not given_up and _VERSION.match(chunk, at) and isinstance(_record(source, position + at, None), Record):
                return position + at
            at = chunk.find(b"WARC/", at + 1)
        if len(chunk) < _CHUNK:
            return position + len(chunk)
        position += _CHUNK - 512  # a header's first lines may lie across two chunks
    return position


def _magic_before_record(stream: IO[bytes], end: int) -> bool:
    """Whether a damaged start hides a file of gzip members."""
    stream.seek(0)
    head = stream.read(_CHUNK)
    if re.match(rb"\s*WARC/", head):
        return False
    return MAGIC in head and b"\nWARC/" not in head
