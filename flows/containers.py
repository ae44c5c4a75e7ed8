"""Takes in WARC files: each kept whole in the archive, each record of it a thing offered, each byte accounted for.

A page's bytes are those a browser would get: freed of chunks and compression. Where a file holds all its records in one gzip member, in whose
middle no reader can start, they are written into the run's own WARC beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO

from flows import archive, archived
from flows.archive import Place
from flows.batches import SIZE
from flows.gate import reject, rejected, write
from flows.members import Damage
from flows.run import Stage
from flows.sources.folder import Unreadable
from flows.sources.offers import Offered
from flows.warc import MAX_RECORD, Record, scan
from transforms.conform import frame
from transforms.ids import content_id
from transforms.schema import table
from transforms.text.entity import Entity, EntityRefused
from transforms.text.published import EARLIEST
from transforms.text.sniff import RECORDS, TEXT, sniff
from transforms.text.url import redacted

MEDIA_TYPE = "application/warc"
_THINGS = ("response", "resource", "conversion", "revisit")  # kinds of records that hold or name a thing of the web
_SCHEMES = ("http", "https", "ftp", "file")
_SPELLED = 2_000  # characters of an address that are kept
# What a server may call a page, a text or records; a style sheet or a script is text to any look at its bytes.
_READ = ("text/html", "application/xhtml+xml", "text/plain", "application/x-ndjson", "application/jsonl", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that a record holds: its bytes, or the reason (one of schema.rejects.REASONS) why it is not read; a revisit has neither."""

    record: Record
    url: str
    received_at: datetime
    entity: Entity | None = None
    reason: str | None = None
    detail: str | None = None

    @property
    def document_id(self) -> str | None:
        return hashlib.sha256(self.entity.body).hexdigest() if self.entity else None


def receive(work: Stage, source_id: str, offer: Offered, bytes_of_run: archive.Archive) -> int:
    """Archive a WARC file whole, then register what its records hold; how many things it listed, itself among them.

    One whose bytes were taken in before is not opened. One whose bytes are not all accounted for is partial: its row of `documents` has their
    number, its receipt says so, and each stretch is a reject.
    """
    assert offer.path is not None
    document_id = archive.digest(offer.path)
    if _known(work, document_id):
        with work.warehouse.transaction():
            write(work, "receipts", frame(table("receipts"), [_receipt(work, source_id, offer.url, document_id, "known")]))
        work.counts.update(offered=1, known=1)
        return 1
    place = bytes_of_run.add_file(offer.path, url=offer.url, source_id=source_id, media_type=MEDIA_TYPE)
    bytes_of_run.sync()
    if place.document_id != document_id:
        raise Unreadable("unstable", f"{offer.url} changed while it was taken in; it is taken in when it rests")

    def keep(found: Found, held: Entity) -> Place:
        http = _http(held) if found.record.kind == "response" else None
        return bytes_of_run.add(held.body, url=found.url, source_id=source_id, received_at=found.received_at, http=http)

    listed = register(work, source_id, offer.url, place, keep=keep, sync=bytes_of_run.sync)
    work.counts.update(offered=listed)
    return listed


def register(
    work: Stage,
    source_id: str,
    url: str,
    place: Place,
    *,
    keep: Callable[[Found, Entity], Place] | None = None,
    sync: Callable[[], None] = lambda: None,
) -> int:
    """Receipts, documents and rejects of an archived WARC file, batch by batch, its own row in the last; how many things it listed.

    `keep` archives the bytes of a record that cannot be read in place; without it such records are passed by: they are archived already.
    """
    batch = _Batch(work, sync)
    listed = unaccounted = 0
    path = work.settings.home / archive.FOLDER / place.file
    with path.open("rb") as stream:
        for found in things(stream, now=work.settings.now()):
            if isinstance(found, Damage):
                unaccounted += found.size
                told = f"{found.size:,} bytes: {found.why}"
                batch.rejects.append(rejected(work, "documents", f"{url}@{found.offset}", "damaged_record", value=told))
                continue
            if found.record.within is not None and keep is None:
                continue
            listed += 1
            document_id, outcome = found.document_id, "rejected" if found.reason else "unchanged"
            if found.entity is not None and document_id is not None:
                outcome = "known" if document_id in batch.documents or _known(work, document_id) else "new"
                if outcome == "new":
                    kept = Place(place.file, found.record.offset, document_id)
                    if keep is not None and found.record.within is not None:
                        kept = keep(found, found.entity)
                    batch.documents[document_id] = archived.new_document(
                        kept, len(found.entity.body), found.url, charset=found.entity.charset
                    )
            where = (place.document_id, found.record.offset, found.record.within)
            batch.receipts.append(_receipt(work, source_id, found.url, document_id, outcome, found.reason, found.received_at, where))
            if found.reason:
                told = f"{found.detail} ({url} at byte {found.record.offset:,})"
                batch.rejects.append(rejected(work, "documents", found.url, found.reason, value=told))
            if len(batch.receipts) >= SIZE:
                batch.write()
    whole = {"media_type": MEDIA_TYPE, "state": "passed_over", "reason": "container", "unaccounted": unaccounted}
    batch.documents[place.document_id] = archived.new_document(place, path.stat().st_size, url) | whole
    batch.receipts.append(_receipt(work, source_id, url, place.document_id, "new", "partial" if unaccounted else None))
    batch.write()
    if unaccounted:
        work.counts.update(unaccounted_bytes=unaccounted)
    return listed + 1


@dataclass(slots=True)
class _Batch:
    """Rows that are written in one transaction."""

    work: Stage
    sync: Callable[[], None]
    documents: dict[str, dict[str, object]] = field(default_factory=dict)
    receipts: list[dict[str, object]] = field(default_factory=list)
    rejects: list[dict[str, object]] = field(default_factory=list)

    def write(self) -> None:
        self.sync()  # what is registered is safe on disk
        with self.work.warehouse.transaction():
            write(self.work, "documents", frame(table("documents"), list(self.documents.values())))
            write(self.work, "receipts", frame(table("receipts"), self.receipts))
            reject(self.work, self.rejects)
        self.work.counts.update(str(receipt["outcome"]) for receipt in self.receipts)
        self.documents, self.receipts, self.rejects = {}, [], []


def _known(work: Stage, document_id: str) -> bool:
    return bool(work.warehouse.value("SELECT 1 FROM documents WHERE document_id = ?", [document_id]))


def things(stream: IO[bytes], *, now: datetime, cap: int = MAX_RECORD) -> Iterator[Found | Damage]:
    """What the records of a WARC file hold, in order, and each stretch that is none; warcinfo, requests and the like hold nothing to read."""
    for record in scan(stream, cap):
        if isinstance(record, Damage):
            yield record
        elif record.kind in _THINGS:
            yield _found(record, now)


def _found(record: Record, now: datetime) -> Found:
    written = re.sub(r"[\x00-\x20\x7f-\x9f]", "%20", record.fields.get("warc-target-uri", "").strip("<>"))[:_SPELLED]
    url = redacted(written) or "urn:unnamed"
    received_at = _captured(record.fields.get("warc-date"), now)
    if record.kind == "revisit":
        return Found(record, url, received_at)
    try:
        return Found(record, url, received_at, _entity(record, url))
    except EntityRefused as refused:
        return Found(record, url, received_at, reason=refused.reason, detail=str(refused))


def _entity(record: Record, url: str) -> Entity:
    """Raises EntityRefused for what is no whole page, text or file of records; what a server calls it counts only where its bytes say no more
    than that they are text."""
    if cut := record.fields.get("warc-truncated"):
        raise EntityRefused("truncated", f"its crawler cut it ({cut[:40]})")
    scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", url.lower())
    if (record.kind == "response" or scheme) and (scheme is None or scheme[0] not in _SCHEMES):
        raise EntityRefused("not_selected", "no page of the web")  # a crawler's own notes, look-ups of names
    held = archived.payload(record)
    if held.status != 200:
        raise EntityRefused("http_status", f"the server answered {held.status}")
    kind, reason = sniff(held.body)
    if reason is not None:
        raise EntityRefused(reason, f"{kind or held.media_type or 'bytes'} of {len(held.body):,} bytes")
    if kind in (TEXT, RECORDS) and held.media_type is not None and held.media_type not in _READ:
        raise EntityRefused("unsupported_type", f"the server calls it {held.media_type[:80]}")
    return held


def _captured(written: str | None, now: datetime) -> datetime:
    """When its crawler received it, UTC; now where that is not told, or cannot be."""
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return now
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return moment if moment.date() >= EARLIEST and moment <= now + timedelta(days=1) else now


def _http(held: Entity) -> tuple[str, list[tuple[str, str]]]:
    stated = "; charset=".join(part for part in (held.media_type, held.charset) if part)
    return f"{held.status} OK", [("Content-Type", stated)] if stated else []


def _receipt(
    work: Stage,
    source_id: str,
    url: str,
    document_id: str | None,
    outcome: str,
    reason: str | None = None,
    received_at: datetime | None = None,
    where: tuple[object, ...] = (),
) -> dict[str, object]:
    return dict.fromkeys(table("receipts").names) | {
        "receipt_id": content_id(work.run_id, source_id, url, *where),
        "run_id": work.run_id,
        "source_id": source_id,
        "url": url,
        "received_at": received_at or work.settings.now(),
        "asked": True,
        "document_id": document_id,
        "outcome": outcome,
        "reason": reason,
    }
