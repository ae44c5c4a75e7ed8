"""What the archive holds, read back and checked against the SHA-256 noted when it came."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.archive import FILE, FOLDER, LISTED, LISTING, OFFERED, SOURCE, WHOLE, Place, digest
from flows.members import Damage
from flows.warc import Record, record_at
from flows.warc import scan as records_of
from transforms.schema import table
from transforms.text.entity import Entity, EntityRefused, declared, entity

_CAP = 1 << 30  # bytes of a record of our own; the largest file taken in is half of it


class ArchiveDamaged(Exception):
    """Archived bytes are not there or not those received. Names the file and the offset."""

    def __init__(self, file: str, offset: int, why: str) -> None:
        super().__init__(
            f"{FOLDER}/{file} at byte {offset}: {why}. Restore this file from a backup; `toll rebuild` then names any other that is damaged"
        )
        self.file, self.offset, self.why = file, offset, why


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes of the archive, and the charset that the server named with them."""

    data: bytes
    charset: str | None = None


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


def read(home: Path, place: Place) -> Kept:
    """The bytes at a place, checked against the SHA-256 noted when they came. Raises ArchiveDamaged."""
    file, offset = place.file, place.offset
    whole = file.startswith(f"{WHOLE}/")
    if not re.fullmatch(rf"(?:{WHOLE}/[0-9a-f]{{64}}|[A-Za-z0-9][\w.-]*\.warc\.gz)", file):
        raise ArchiveDamaged(file, offset, "no name that the archive gives")
    try:
        if whole and file == f"{WHOLE}/{place.document_id}":
            kept = Kept((home / FOLDER / file).read_bytes())
        else:
            with (home / FOLDER / file).open("rb") as stream:
                found = record_at(stream, offset, _CAP)
            if isinstance(found, Damage):
                raise ArchiveDamaged(file, offset, found.why)
            if whole:
                held = payload(found)
                kept = Kept(held.body, held.charset)
            else:
                kept = _own(found)
    except OSError as error:
        raise ArchiveDamaged(file, offset, error.strerror or str(error)) from error
    except EntityRefused as error:
        raise ArchiveDamaged(file, offset, str(error)) from error
    if hashlib.sha256(kept.data).hexdigest() != place.document_id:
        raise ArchiveDamaged(file, offset, "the bytes are not those received (SHA-256 differs)")
    return kept


def verify(home: Path, place: Place) -> None:
    """Raises ArchiveDamaged where the bytes at a place are not those received; memory stays flat for a file kept whole."""
    if place.file != f"{WHOLE}/{place.document_id}":
        read(home, place)
        return
    try:
        found = digest(home / FOLDER / place.file)
    except OSError as error:
        raise ArchiveDamaged(place.file, 0, error.strerror or str(error)) from error
    if found != place.document_id:
        raise ArchiveDamaged(place.file, 0, "the bytes are not those received (SHA-256 differs)")


def payload(record: Record) -> Entity:
    """What a crawler's record holds, as a browser would get it. Raises EntityRefused."""
    if record.block is None:
        raise EntityRefused("too_large", f"a record of {record.length:,} bytes")
    if record.kind == "response" and "http" in record.fields.get("content-type", "application/http"):
        return entity(record.block)
    return Entity(200, *declared(record.fields.get("content-type")), record.block)


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
            for found in records_of(stream, _CAP):
                if isinstance(found, Damage):
                    yield ArchiveDamaged(path.name, found.offset, f"{found.size} bytes hold no whole record ({found.why})")
                    continue
                name = found.fields.get(FILE.lower())
                if found.kind == "metadata" and name and found.block:
                    told = json.loads(found.block)
                    yield _record(found, Place(name, 0, told["sha256"]), told["media_type"])
                elif found.kind in ("resource", "response") and LISTING.lower() not in found.fields:
                    document_id = found.fields.get("warc-payload-digest", "").removeprefix("sha256:")
                    kept = _own(found)
                    if document_id != hashlib.sha256(kept.data).hexdigest():
                        yield ArchiveDamaged(path.name, found.offset, "the bytes are not those received (SHA-256 differs)")
                        continue
                    media_type = found.fields.get("content-type") if found.kind == "resource" else None
                    yield _record(found, Place(path.name, found.offset, document_id), media_type, kept.charset)


def _own(record: Record) -> Kept:
    """What a record that we wrote holds: for a response, the bytes after the HTTP header, which were decoded before they were archived."""
    block = record.block or b""
    if record.kind != "response":
        return Kept(block)
    header, _, body = block.partition(b"\r\n\r\n")
    stated = re.search(rb"\r\ncontent-type:([^\r\n]*)", header, re.IGNORECASE)
    return Kept(body, declared(stated[1].decode("latin-1"))[1] if stated else None)


def _record(record: Record, place: Place, media_type: str | None, charset: str | None = None) -> ArchivedRecord:
    received_at = datetime.fromisoformat(record.fields["warc-date"])
    known = None if media_type == "application/octet-stream" else media_type
    url, source_id, listed, offered = (record.fields.get(name.lower()) for name in ("WARC-Target-URI", SOURCE, LISTED, OFFERED))
    listed_on = date.fromisoformat(listed) if listed else None
    return ArchivedRecord(url or "", source_id or "", received_at, known, place, charset, listed_on, offered)


def _started(path: Path) -> str:
    with path.open("rb") as stream:
        first = record_at(stream, 0)
    return "" if isinstance(first, Damage) else first.fields.get("warc-date", "")


def new_document(place: Place, size: int, url: str, *, charset: str | None = None, listed_on: object = None) -> dict[str, object]:
    """A row of `documents` for bytes that are archived and not yet read."""
    return dict.fromkeys(table("documents").names) | {
        "document_id": place.document_id,
        "url": url,
        "charset": charset,
        "listed_on": listed_on,
        "size": size,
        "archive_file": place.file,
        "archive_offset": place.offset,
        "state": "new",
    }
