"""The gzip members of a file, one by one, also past damage. Library readers of WARC end in silence at the first damaged byte."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"
MAX_RECORD = 1 << 30  # bytes after decompression; the largest file taken in is half of it


@dataclass(frozen=True, slots=True)
class Member:
    """One whole member: where it starts, its compressed size, and what it holds."""

    offset: int
    size: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of the file that is no whole member."""

    offset: int
    size: int
    why: str


def members(stream: IO[bytes]) -> Iterator[Member | Damage]:
    """Every member in order, and each stretch between them that is none: their sizes add up to the file's."""
    stream.seek(0, 2)
    end = stream.tell()
    offset = 0
    while offset < end:
        found = member(stream, offset)
        if isinstance(found, Damage):
            following = _next_whole(stream, offset + 1, end)
            yield Damage(offset, following - offset, found.why)
            offset = following
        else:
            yield found
            offset += found.size


def member(stream: IO[bytes], offset: int) -> Member | Damage:
    """The member that starts at the offset."""
    stream.seek(offset)
    inflate = zlib.decompressobj(wbits=31)
    pieces: list[bytes] = []
    held = read = 0
    while not inflate.eof:
        chunk = stream.read(_CHUNK)
        if not chunk:
            return Damage(offset, read, "it ends in the middle of a record" if read else "it ends before this byte")
        read += len(chunk)
        try:
            piece = inflate.decompress(chunk, MAX_RECORD - held)
        except zlib.error as error:
            return Damage(offset, read, str(error))
        held += len(piece)
        pieces.append(piece)
        if inflate.unconsumed_tail or held >= MAX_RECORD:
            return Damage(offset, read, f"a record of over {MAX_RECORD:,} bytes")
    return Member(offset, read - len(inflate.unused_data), b"".join(pieces))


def _next_whole(stream: IO[bytes], start: int, end: int) -> int:
    """The offset of the next whole member from `start` on, else the end of the file."""
    position, carry = start, b""
    while position < end:
        stream.seek(position)
        chunk = carry + stream.read(_CHUNK)
        base = position - len(carry)
        at = chunk.find(_MAGIC)
        while at >= 0:
            if isinstance(member(stream, base + at), Member):
                return base + at
            at = chunk.find(_MAGIC, at + 1)
        position += _CHUNK
        carry = chunk[-2:]
    return end
