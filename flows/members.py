"""Bytes of a file by position, as they are or inflated from gzip, in flat memory and also past damage."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import IO, Protocol

MAGIC = b"\x1f\x8b\x08"
TORN = "it ends in the middle of a record"
CANDIDATES = 100_000  # places at which something may begin after damage: beyond, the rest of the stretch is given up
END = 1 << 62  # a position behind the end of every file
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file in which no whole record stands."""

    offset: int
    size: int
    why: str


class Source(Protocol):
    def at(self, position: int, size: int) -> bytes:
        """Up to `size` bytes from `position` on, fewer only at the end."""


class Plain:
    """A file as it is."""

    def __init__(self, stream: IO[bytes], end: int) -> None:
        self._stream, self.end = stream, end

    def at(self, position: int, size: int) -> bytes:
        self._stream.seek(position)
        return self._stream.read(size)


class Inflated:
    """What a gzip member holds, read forward; going back inflates it anew. `error` says how it ended where it is not whole.

    `joined`: what it and all members after it hold, as one: some writers cut a record into several members.
    """

    def __init__(self, stream: IO[bytes], offset: int, *, joined: bool = False) -> None:
        self._stream, self._offset, self._joined = stream, offset, joined
        self.backtracks = 0
        self._restart()

    def _restart(self) -> None:
        self.error: str | None = None
        self._inflate = zlib.decompressobj(wbits=31)
        self._buffer, self._base = bytearray(), 0
        self._read = 0
        self._rest = b""
        self.ended = False
        self.member = self._offset  # where the member begins that is inflated just now

    @property
    def consumed(self) -> int:
        """Bytes of the file that were inflated; of a whole member, once it has ended, its size."""
        return self._read - len(self._inflate.unused_data)

    def at(self, position: int, size: int) -> bytes:
        if position < self._base:
            self.backtracks += 1
            self._restart()
        while self._base < position:
            passed = min(position - self._base, len(self._buffer))
            del self._buffer[:passed]
            self._base += passed
            if self._base < position and not self._more():
                return b""
        while len(self._buffer) < size and self._more():
            pass
        return bytes(self._buffer[:size])

    def _more(self) -> bool:
        if self.ended:
            return False
        try:
            if not self._rest:
                self._stream.seek(self._offset + self._read)
                self._rest = self._stream.read(_CHUNK)
                self._read += len(self._rest)
            if not self._rest:
                self.ended, self.error = True, TORN
                return False
            self._buffer += self._inflate.decompress(self._rest, _CHUNK * 16)
            self._rest = self._inflate.unconsumed_tail
        except zlib.error as error:
            self.ended, self.error = True, str(error)
            return False
        if self._inflate.eof:
            self.ended = not (self._joined and self._next())
        return True

    def _next(self) -> bool:
        """Go on to the member that follows, if one does."""
        following = self._offset + self.consumed
        self._stream.seek(following)
        if self._stream.read(len(MAGIC)) != MAGIC:
            return False
        self._inflate = zlib.decompressobj(wbits=31)
        self._read, self._rest, self.member = following - self._offset, b"", following
        return True


def next_member(stream: IO[bytes], start: int, end: int) -> int:
    """The offset of the next whole gzip member from `start` on, else the end of the file."""
    position, tried = start, 0
    while position < end:
        stream.seek(position)
        chunk = stream.read(_CHUNK + len(MAGIC) - 1)
        at = chunk.find(MAGIC)
        while 0 <= at < _CHUNK:
            tried += 1
            if tried > CANDIDATES:
                return end
            member = Inflated(stream, position + at)
            if not member.at(END, 1) and member.error is None:
                return position + at
            at = chunk.find(MAGIC, at + 1)
        position += _CHUNK
    return end
