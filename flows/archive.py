"""The archive: every byte as received, under TOLL_HOME/archive, from which all tables can be made again.

One WARC a run (ISO 28500:2017, version 1.1; one gzip member a record, so that a reader can start at any record and damage stays local):
pages from the web as `response`, files as `resource`. Files too large for a record are kept whole in archive/files under their SHA-256,
with a `metadata` record in the run's WARC. Nothing is safe before `Archive.sync` returns.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.members import Damage, member, members
from transforms.ids import content_id
from transforms.text.encoding import named_charset

FOLDER = "archive"
WHOLE = "files"
_SOURCE, _FILE = "Toll-Source-ID", "Toll-File"
_OFFERED, _HOPS, _LISTED, _LISTING = "Toll-Offered-URI", "Toll-Redirected-From", "Toll-Listed-On", "Toll-Listing"
_CHUNK = 1 << 20


class ArchiveDamaged(Exception):
    """Archived bytes are not there or not those received. Names the file and the offset."""

    def __init__(self, file: str, offset: int, why: str) -> None:
        super().__init__(
            f"{FOLDER}/{file} at byte {offset}: {why}. Restore this file from a backup; `toll rebuild` then names any other that is damaged"
        )
        self.file, self.offset, self.why = file, offset, why


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes lie: the file under TOLL_HOME/archive, the byte offset of their record (0 for a whole file), and their SHA-256."""

    file: str
    offset: int
    document_id: str


@dataclass(frozen=True, slots=True)
class ArchivedRecord:
    """One receipt of bytes as the archive tells it; `read` gives the bytes."""

    url: str
    source_id: str
    received_at: datetime
    media_type: str | None
    place: Place
    charset: str | None = None
    listed_on: date | None = None
    redirected_from: str | None = None

    @property
    def document_id(self) -> str:
        return self.place.document_id


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
        headers = {"WARC-Payload-Digest": f"sha256:{document_id}", _SOURCE: source_id}
        told = {_OFFERED: hops[0] if hops else "", _HOPS: " ".join(hops), _LISTED: str(listed_on or ""), _LISTING: "1" if listing else ""}
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
        _fsync_folder(folder)
        size = (self._folder / name).stat().st_size
        told = json.dumps({"file": name, "sha256": document_id, "size": size, "media_type": media_type}).encode()
        self._append("metadata", url, told, {_SOURCE: source_id, _FILE: name}, "application/json", received_at, None)
        return Place(name, 0, document_id)

    def sync(self) -> None:
        """Returns when all that was added would outlive a loss of power."""
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            _fsync_folder(self._folder)

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
            stream.flush()
        except BaseException:
            stream.seek(offset)
            stream.truncate()
            raise
        return offset

    def _open(self) -> tuple[IO[bytes], WARCWriter]:
        if self._stream is None or self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            _fsync_folder(self._folder.parent)
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


def read(home: Path, file: str, offset: int) -> bytes:
    """The bytes at a place, checked against the SHA-256 noted when they came. Raises ArchiveDamaged."""
    if not re.fullmatch(rf"(?:{WHOLE}/[0-9a-f]{{64}}|[A-Za-z0-9][\w.-]*\.warc\.gz)", file):
        raise ArchiveDamaged(file, offset, "no name that the archive gives")
    path = home / FOLDER / file
    try:
        if file.startswith(WHOLE):
            data, noted = path.read_bytes(), Path(file).name
        else:
            with path.open("rb") as stream:
                found = member(stream, offset)
            if isinstance(found, Damage):
                raise ArchiveDamaged(file, offset, found.why)
            headers, data = _parse(found.data)
            noted = headers.get("WARC-Payload-Digest", "").removeprefix("sha256:")
    except OSError as error:
        raise ArchiveDamaged(file, offset, error.strerror or str(error)) from error
    except ValueError as error:
        raise ArchiveDamaged(file, offset, str(error)) from error
    if hashlib.sha256(data).hexdigest() != noted:
        raise ArchiveDamaged(file, offset, "the bytes are not those received (SHA-256 differs)")
    return data


def records(home: Path) -> Iterator[ArchivedRecord]:
    """All that was archived, in order of receipt: runs by their start, records as written. `scan` tells also what is damaged."""
    for found in scan(home):
        if isinstance(found, ArchivedRecord):
            yield found


def scan(home: Path) -> Iterator[ArchivedRecord | ArchiveDamaged]:
    """All that was archived, and an ArchiveDamaged for each stretch that holds no whole record: a torn end after a crash, flipped bytes."""
    folder = home / FOLDER
    for path in sorted(folder.glob("*.warc.gz"), key=lambda path: (_started(path), len(path.name), path.name)):
        with path.open("rb") as stream:
            for found in members(stream):
                if isinstance(found, Damage):
                    yield ArchiveDamaged(path.name, found.offset, f"{found.size} bytes hold no whole record ({found.why})")
                    continue
                try:
                    headers, data = _parse(found.data)
                except ValueError as error:
                    yield ArchiveDamaged(path.name, found.offset, str(error))
                    continue
                kind = headers.get("WARC-Type")
                if kind == "metadata" and (whole := headers.get(_FILE)):
                    told = json.loads(data)
                    yield _record(headers, Place(whole, 0, told["sha256"]), told["media_type"])
                elif kind in ("resource", "response") and not headers.get(_LISTING):
                    document_id = headers.get("WARC-Payload-Digest", "").removeprefix("sha256:")
                    if document_id != hashlib.sha256(data).hexdigest():
                        yield ArchiveDamaged(path.name, found.offset, "the bytes are not those received (SHA-256 differs)")
                        continue
                    media_type = headers.get("Content-Type") if kind == "resource" else None
                    named = named_charset(headers.get("HTTP Content-Type")) if kind == "response" else None
                    yield _record(headers, Place(path.name, found.offset, document_id), media_type, named)


def _record(headers: dict[str, str], place: Place, media_type: str | None, named: str | None = None) -> ArchivedRecord:
    received_at = datetime.fromisoformat(headers["WARC-Date"])
    known = None if media_type == "application/octet-stream" else media_type
    url, listed = headers["WARC-Target-URI"], headers.get(_LISTED)
    listed_on = date.fromisoformat(listed) if listed else None
    return ArchivedRecord(url, headers.get(_SOURCE, ""), received_at, known, place, named, listed_on, headers.get(_OFFERED))


def _parse(record: bytes) -> tuple[dict[str, str], bytes]:
    """Header fields and payload (for a response, the bytes after the HTTP header). Raises ValueError for bytes that are no WARC record."""
    try:
        for parsed in ArchiveIterator(BytesIO(record)):
            payload = parsed.raw_stream.read()
            told = {"HTTP Content-Type": parsed.http_headers.get_header("Content-Type")} if parsed.http_headers else {}
            return {**dict(parsed.rec_headers.headers), **{name: value for name, value in told.items() if value}}, payload
    except Exception as error:  # warcio raises its own, unrelated classes for each kind of damage
        raise ValueError(f"no WARC record ({error})") from error
    raise ValueError("no WARC record")


def _started(path: Path) -> str:
    with path.open("rb") as stream:
        first = member(stream, 0)
    if isinstance(first, Damage):
        return ""
    found = re.search(rb"^WARC-Date:\s*(\S+)", first.data, re.MULTILINE)
    return found[1].decode("ascii", "replace") if found else ""


def _take(path: Path, target: Path) -> None:
    # A hard link shares its bytes with the file that the user goes on to append to, and the archive would change under its own digest.
    # So only a file that nobody may write is linked; any other is copied (copy-on-write where the file system can).
    if not path.stat().st_mode & 0o222:
        try:
            os.link(path, target)
            return
        except OSError:
            pass
    shutil.copyfile(path, target)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _one_line(value: str) -> str:
    """A header field's value: a line break in it would start another field."""
    return re.sub(r"[\x00-\x20\x7f]+", lambda found: "%20" * len(found[0]), value.encode("utf-8", "replace").decode("utf-8"))
