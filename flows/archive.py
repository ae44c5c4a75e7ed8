"""The archive: every byte as received, under TOLL_HOME/archive, from which all tables can be made again.

One WARC a run (ISO 28500:2017, version 1.1; one gzip member a record, so that a reader can start at any record and damage stays local):
pages from the web as `response`, files as `resource`. Files of many articles (JSON Lines, WARC) are kept whole in archive/files under their
SHA-256, with a `metadata` record in the run's WARC. Nothing is safe before `Archive.sync` returns.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.disk import fsync
from flows.failpoints import reach
from transforms.ids import content_id

FOLDER = "archive"
WHOLE = "files"
SOURCE, FILE = "Toll-Source-ID", "Toll-File"
OFFERED, HOPS, LISTED, LISTING = "Toll-Offered-URI", "Toll-Redirected-From", "Toll-Listed-On", "Toll-Listing"


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes lie: the file under TOLL_HOME/archive, the byte offset of their record (0 for a whole file), and their SHA-256.

    The file is the WARC of a run, a file kept whole, or a WARC kept whole of which they are one record's.
    """

    file: str
    offset: int
    document_id: str


class Archive:
    """The WARC of one run, made when the first bytes come. Not for several threads."""

    def __init__(self, home: Path, run_id: str, *, now: datetime) -> None:
        self._folder = home / FOLDER
        # The name on disk is never more than letters and digits of the run, whatever it is called.
        self._run = run_id if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", run_id) else content_id(run_id)
        self._now = now
        self._stream: IO[bytes] | None = None
        self._writer: WARCWriter | None = None
        self._name = ""

    def add(
        self,
        data: bytes,
        *,
        url: str,
        source_id: str,
        media_type: str | None = None,
        received_at: datetime | None = None,
        http: tuple[str, Sequence[tuple[str, str]]] | None = None,
        hops: Sequence[str] = (),
        listed_on: date | None = None,
        listing: bool = False,
    ) -> Place:
        """Append the bytes and say where they lie; they are safe after the next `sync`.

        `http` is the status ("200 OK") and the header fields of a page from the web, `hops` the addresses that redirected to it, in order,
        `listed_on` the day that a feed or sitemap gave. A `listing` is kept as a witness, and is no document. An error (disk full) leaves the file as it was.
        """
        document_id = hashlib.sha256(data).hexdigest()
        headers = {"WARC-Payload-Digest": f"sha256:{document_id}", SOURCE: source_id}
        told = {OFFERED: hops[0] if hops else "", HOPS: " ".join(hops), LISTED: str(listed_on or ""), LISTING: "1" if listing else ""}
        headers |= {name: value for name, value in told.items() if value}
        offset = self._append("response" if http else "resource", url, data, headers, media_type, received_at, http)
        return Place(self._name, offset, document_id)

    def add_file(
        self, path: Path, *, url: str, source_id: str, media_type: str | None = None, received_at: datetime | None = None
    ) -> Place:
        """Keep a large file whole, in archive/files; memory stays flat. Safe after the next `sync`."""
        folder = self._folder / WHOLE
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{self._run}.partial"
        partial.unlink(missing_ok=True)
        _take(path, partial)
        try:
            with partial.open("rb") as kept:
                document_id = hashlib.file_digest(kept, "sha256").hexdigest()
                os.fsync(kept.fileno())
            name = f"{WHOLE}/{document_id}"
            os.replace(partial, self._folder / name)
        finally:
            partial.unlink(missing_ok=True)
        fsync(folder)
        size = (self._folder / name).stat().st_size
        told = json.dumps({"file": name, "sha256": document_id, "size": size, "media_type": media_type}).encode()
        self._append("metadata", url, told, {SOURCE: source_id, FILE: name}, "application/json", received_at, None)
        return Place(name, 0, document_id)

    def sync(self) -> None:
        """Returns when all that was added would outlive a loss of power."""
        if self._stream is not None:
            self._stream.flush()
            reach("archive sync")
            os.fsync(self._stream.fileno())
            fsync(self._folder)
            reach("archived")

    def close(self) -> None:
        if self._stream is not None:
            self.sync()
            self._stream.close()
            self._stream = self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _append(
        self,
        kind: str,
        url: str,
        data: bytes,
        headers: dict[str, str],
        media_type: str | None,
        received_at: datetime | None,
        http: tuple[str, Sequence[tuple[str, str]]] | None,
    ) -> int:
        stream, writer = self._open()
        offset = stream.tell()
        http_headers = StatusAndHeaders(http[0], list(http[1]), protocol="HTTP/1.1") if http else None
        record = writer.create_warc_record(
            _one_line(url),
            kind,
            payload=BytesIO(data),
            length=len(data),
            warc_content_type="application/http; msgtype=response" if http else media_type or "application/octet-stream",
            warc_headers_dict={"WARC-Date": _written(received_at or self._now)} | {k: _one_line(v) for k, v in headers.items()},
            http_headers=http_headers,
        )
        try:
            writer.write_record(record)
            reach("archive record")
            stream.flush()
        except BaseException:
            stream.seek(offset)
            stream.truncate()
            raise
        return offset

    def _open(self) -> tuple[IO[bytes], WARCWriter]:
        if self._stream is None or self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            fsync(self._folder.parent)
            number = 0
            while self._stream is None:  # a run taken up again after a crash writes a file of its own: a torn end is never written on
                self._name = f"{self._run}{f'.{number}' if number else ''}.warc.gz"
                try:
                    self._stream = (self._folder / self._name).open("xb")
                except FileExistsError:
                    number += 1
            self._writer = WARCWriter(self._stream, gzip=True, warc_version="WARC/1.1")
            info = {"software": "Toll", "format": "WARC File Format 1.1", "isPartOf": self._run}
            warcinfo = self._writer.create_warcinfo_record(self._name, info)
            warcinfo.rec_headers.replace_header("WARC-Date", _written(self._now))
            self._writer.write_record(warcinfo)
        return self._stream, self._writer


def digest(path: Path) -> str:
    """The SHA-256 of a regular file, in hexadecimal; neither a link nor a pipe that took its place is opened."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _take(path: Path, target: Path) -> None:
    # A hard link shares its bytes with the file that the user goes on to append to, and the archive would change under its own digest.
    # So only a file that nobody may write is linked; any other is copied (copy-on-write where the file system can).
    if not path.stat(follow_symlinks=False).st_mode & 0o222:
        try:
            os.link(path, target, follow_symlinks=False)
            return
        except OSError:
            pass
    shutil.copyfile(path, target, follow_symlinks=False)
    if target.is_symlink():
        target.unlink()
        raise OSError(f"{path} became a link while it was taken in")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _one_line(value: str) -> str:
    """A header field's value: a line break in it would start another field."""
    return re.sub(r"[\x00-\x20\x7f]+", lambda found: "%20" * len(found[0]), value.encode("utf-8", "replace").decode("utf-8"))
