"""Files as a source. Every entry of a folder is told of, with a reason where it is not taken: nothing is passed over in silence."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.sources.offers import Offered

_PLAIN = (".txt", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".warc")
SELECTED = (*_PLAIN, *(f"{ending}.gz" for ending in _PLAIN))
MAX_BYTES = 512 << 20  # a file is read whole; articles of more than half a gigabyte belong in several files
_TRIES = 2


class Unreadable(Exception):
    """A file could not be read whole; `reason` is one of schema.rejects.REASONS."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def list_folder(root: Path) -> Iterator[Offered]:
    """Every entry below a folder, by name: regular files with the endings SELECTED to be read, all else with its reason.

    Symbolic links are not followed, whatever they point to; hidden entries are not entered.
    """
    root = Path(os.path.abspath(root))
    try:
        with os.scandir(root) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError:
        yield Offered(root.as_uri(), None, "unreadable")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from list_folder(path)
        else:
            yield _offered(path, selected=not entry.name.startswith(".") and entry.name.lower().endswith(SELECTED))


def list_paths(paths: Iterable[Path]) -> Iterator[Offered]:
    """The files named, and every entry of the folders named. A file that is named is taken whatever its ending, also through a link."""
    for path in paths:
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError):
            yield Offered(Path(os.path.abspath(path)).as_uri(), None, "unreadable")
            continue
        if real.is_dir():
            yield from list_folder(real)
        else:
            yield _offered(real, selected=True)


def _offered(path: Path, *, selected: bool) -> Offered:
    url = path.as_uri()  # bytes of the name that are no UTF-8 are percent-encoded, so that any name can be stored
    try:
        mode = path.lstat().st_mode
    except OSError:
        return Offered(url, None, "unreadable")
    if not stat.S_ISREG(mode):
        return Offered(url, None, "not_regular")
    if not selected:
        return Offered(url, None, "not_selected")
    if not os.access(path, os.R_OK):
        return Offered(url, None, "unreadable")
    return Offered(url, path, None)


def first_bytes(offered: Offered, size: int = 1_000) -> bytes:
    """The first bytes of a file; none where it cannot be read, of which `read_bytes` tells."""
    if offered.path is None:
        return b""
    try:
        descriptor = os.open(offered.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read(size) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return b""


def read_bytes(offered: Offered, cap: int = MAX_BYTES) -> bytes:
    """The file's bytes. Raises Unreadable: too_large beyond `cap`, unstable if it changed while it was read, twice, not_regular if it has
    become something else since it was listed, unreadable."""
    if offered.path is None:
        raise Unreadable(offered.reason or "unreadable", f"{offered.url} was not offered to be read")
    for _ in range(_TRIES):
        try:
            # No waiting on a pipe and no following of a link that took the file's place after it was listed.
            descriptor = os.open(offered.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise Unreadable("unreadable", f"{offered.url}: {error.strerror}") from error
        with os.fdopen(descriptor, "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise Unreadable("not_regular", f"{offered.url} is no regular file any more")
            if before.st_size > cap:
                raise Unreadable("too_large", f"{offered.url}: {before.st_size:,} bytes; files of up to {cap:,} are read")
            try:
                data = stream.read(cap + 1)
            except OSError as error:
                raise Unreadable("unreadable", f"{offered.url}: {error.strerror}") from error
            after = os.fstat(stream.fileno())
        if len(data) == before.st_size == after.st_size and before.st_mtime_ns == after.st_mtime_ns:
            return data
    raise Unreadable("unstable", f"{offered.url} changed while it was read; it is taken in when it rests")
