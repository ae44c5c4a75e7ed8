"""Receives what sources offer: bytes to the archive, then receipts and documents, and with the last receipts of a source its poll.

Every thing that a source lists has one receipt a run. Bytes are safe on disk before anything is registered; the validators of a listing are
kept only with the receipts of all that it listed, so that a run which was cut off lists it again.
"""

from __future__ import annotations

import errno
import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flows import archive, containers, history
from flows.archived import new_document
from flows.batches import SIZE, Progress, as_task, log
from flows.gate import reject, rejected, write
from flows.listen import MAX_VISITS, Sources
from flows.run import Stage
from flows.sources.folder import MAX_BYTES, Unreadable, first_bytes, read_bytes
from flows.sources.http import Answer, Fault
from flows.sources.offers import Listing, Offered
from flows.sources.robots import Rules
from flows.sources.visits import Wanted, visit_many
from flows.warc import is_warc
from transforms.conform import frame
from transforms.ids import content_id
from transforms.schema import table
from transforms.text.encoding import named_charset
from transforms.text.url import host, redacted

BULK = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")  # many articles a file: archived whole
PAGE_BYTES = 50_000_000  # of a file that is read whole: ten times what a page or text may be
FLUSH_S = 30.0  # seconds after which what has come is registered, however little it is

_Came = tuple[str, Offered, Answer | Fault | dict[str, object] | None]


class Receiver:
    """Receives for one run."""

    def __init__(self, work: Stage, bytes_of_run: archive.Archive, sources: Sources, rules: Rules) -> None:
        self._work, self._archive, self._sources, self._rules = work, bytes_of_run, sources, rules
        self._now = work.settings.now()

    def receive(self, listed: dict[str, Listing]) -> None:
        """Receive all that was listed, by source."""
        self._left = Counter({source_id: len(listing.offers) for source_id, listing in listed.items()})
        self._listed = listed
        total = sum(self._left.values())
        self._archive_listings()
        self._containers()
        for source_id in [source_id for source_id, left in self._left.items() if not left]:
            self._register([], [source_id])
        for number, batch in enumerate(_in_batches(self._come()), start=1):
            names = sorted({source_id for source_id, _, _ in batch})
            title = f"receive {len(batch)} things of {', '.join(names[:3])}{' ...' if len(names) > 3 else ''}, batch {number}"
            as_task("receive", title, self._batch, batch)
            Progress.tell("receive", self._work.counts["offered"], total)

    def _archive_listings(self) -> None:
        for source_id, listing in self._listed.items():
            for answer in listing.answers:
                place = {"url": redacted(answer.final_url), "source_id": source_id, "received_at": self._now}
                self._archive.add(answer.body, **place, http=answer.record(), hops=[redacted(hop) for hop in answer.hops], listing=True)  # type: ignore[arg-type]
        self._archive.sync()

    def _containers(self) -> None:
        """Take in the WARC files, each as a task of its own: they are many things, and are registered in many batches."""
        self._held: Counter[str] = Counter()  # things that a source offered within its files
        self._taken: dict[tuple[str, str], dict[str, object] | None] = {}
        for source_id, listing in self._listed.items():
            for offer in listing.offers:
                if offer.path and not offer.reason and is_warc(first_bytes(offer)):
                    as_task("receive", f"take in {offer.path.name}"[:200], self._container, source_id, offer)

    def _container(self, source_id: str, offer: Offered) -> None:
        try:
            self._held[source_id] += containers.receive(self._work, source_id, offer, self._archive) - 1
        except (OSError, Unreadable) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise  # the disk is full: that is no fault of the file
            reason = error.reason if isinstance(error, Unreadable) else "unreadable"
            self._taken[source_id, offer.url] = {"outcome": "rejected", "reason": reason}
        else:
            self._taken[source_id, offer.url] = None
            self._left[source_id] -= 1

    def _come(self) -> Iterator[_Came]:
        """Each thing listed with what came of it: files and what needs no visit first."""
        now = self._now
        known = history.past(self._work.warehouse, {redacted(offer.url) for listing in self._listed.values() for offer in listing.offers})
        silent = history.silent_hosts(self._work.warehouse, now)
        wanted: dict[str, list[tuple[str, Offered]]] = {}
        since: dict[str, datetime | None] = {}
        for source_id, listing in self._listed.items():
            visits = 0
            for offer in sorted(listing.offers, key=_changed, reverse=True):  # the newest first, where there are more than a run takes
                if (source_id, offer.url) in self._taken:
                    if refused := self._taken[source_id, offer.url]:
                        yield source_id, offer, refused
                elif offer.path or offer.reason or offer.answer or offer.fault:
                    yield source_id, offer, offer.answer or offer.fault
                elif offer.url in wanted:
                    wanted[offer.url].append((source_id, offer))
                elif outcome := history.settled(offer, known.get(redacted(offer.url)), now):
                    yield source_id, offer, outcome
                elif until := silent.get(host(offer.url)):
                    yield source_id, offer, {"outcome": "deferred", "reason": "retry_later", "due_at": until}
                elif visits == MAX_VISITS:
                    yield source_id, offer, {"outcome": "deferred", "reason": "budget", "due_at": now}
                else:
                    visits += 1
                    wanted[offer.url] = [(source_id, offer)]
                    before = known.get(redacted(offer.url))
                    since[offer.url] = before.received_at if before else None
        self._known = known
        manners = self._work.settings.manners
        for page, result in visit_many(self._work.settings.home, manners, [Wanted(url, since[url]) for url in wanted], rules=self._rules):
            for source_id, offer in wanted[page.url]:
                yield source_id, offer, result

    def _batch(self, batch: list[_Came]) -> None:
        """Archive a batch, make it safe on disk, then register it in one transaction."""
        self._documents: dict[str, dict[str, object]] = {}
        receipts, rejects = [], []
        for source_id, offer, came in batch:
            receipt = self._receipt(source_id, offer)
            detail = offer.detail
            if isinstance(came, Answer):
                receipt.update(self._answered(source_id, offer, came), asked=True)
            elif isinstance(came, Fault):
                receipt.update(self._failed(offer, came), asked=True)
                detail = came.detail
            elif came is not None:
                receipt.update(came)
            elif offer.reason is None:
                receipt.update(self._read(source_id, offer), asked=True)
            if receipt["outcome"] == "rejected":
                place = redacted(offer.url)
                shown = f"{place}: {redacted(detail)}" if detail else place
                rejects.append(rejected(self._work, "documents", place, str(receipt["reason"]), value=shown[:1_000]))
            receipts.append(receipt)
            self._work.counts.update(offered=1, **{str(receipt["outcome"]): 1})
            self._left[source_id] -= 1
        self._archive.sync()
        done = sorted({source_id for source_id, _, _ in batch if not self._left[source_id]})
        self._register(receipts, done, rejects)

    def _register(self, receipts: list[dict[str, object]], done: list[str], rejects: list[dict[str, object]] | None = None) -> None:
        with self._work.warehouse.transaction():
            if receipts:
                write(self._work, "documents", frame(table("documents"), list(self._documents.values())))
                write(self._work, "receipts", frame(table("receipts"), receipts))
                reject(self._work, rejects or [])
            if done:
                write(self._work, "polls", frame(table("polls"), [self._poll(source_id) for source_id in done]))

    def _receipt(self, source_id: str, offer: Offered) -> dict[str, object]:
        return {
            "receipt_id": content_id(self._work.run_id, source_id, offer.url),
            "run_id": self._work.run_id,
            "source_id": source_id,
            "url": redacted(offer.url),
            "received_at": self._work.settings.now(),
            "asked": False,
            "document_id": None,
            "outcome": "rejected",
            "reason": offer.reason,
            "due_at": None,
        }

    def _answered(self, source_id: str, offer: Offered, answer: Answer) -> dict[str, object]:
        before = self._known.get(redacted(offer.url))
        if answer.status == 304:
            return {"outcome": "unchanged", "document_id": before.document_id if before else None}
        document_id = hashlib.sha256(answer.body).hexdigest()
        if self._is_known(document_id):
            return {"outcome": "known", "document_id": document_id}
        hops = [redacted(hop) for hop in answer.hops]
        url = redacted(answer.final_url)
        place = self._archive.add(
            answer.body,
            url=url,
            source_id=source_id,
            received_at=self._work.settings.now(),
            http=answer.record(),
            hops=hops,
            listed_on=offer.listed_on,
        )
        charset = named_charset(answer.header("content-type"))
        self._documents[document_id] = new_document(place, len(answer.body), url, charset=charset, listed_on=offer.listed_on)
        return {"outcome": "new", "document_id": document_id}

    def _failed(self, offer: Offered, fault: Fault) -> dict[str, object]:
        if not fault.passing:
            return {"reason": fault.reason}
        before = self._known.get(redacted(offer.url))
        due_at = history.deferred((before.attempts if before else 0) + 1, fault.wait_s, self._work.settings.now())
        return {"outcome": "deferred", "reason": fault.reason, "due_at": due_at} if due_at else {"reason": "gave_up"}

    def _read(self, source_id: str, offer: Offered) -> dict[str, object]:
        try:
            if offer.path is not None and offer.path.name.lower().endswith(BULK):
                return self._keep_whole(source_id, offer, offer.path)
            data = read_bytes(offer, PAGE_BYTES)
        except Unreadable as error:
            return {"reason": error.reason}
        document_id = hashlib.sha256(data).hexdigest()
        if self._is_known(document_id):
            return {"document_id": document_id, "outcome": "known"}
        place = self._archive.add(data, url=offer.url, source_id=source_id)
        self._documents[document_id] = new_document(place, len(data), offer.url)
        return {"document_id": document_id, "outcome": "new"}

    def _keep_whole(self, source_id: str, offer: Offered, path: Path) -> dict[str, object]:
        """Archive a file of many articles without holding it in memory."""
        try:
            size = path.stat(follow_symlinks=False).st_size
            if size > MAX_BYTES:
                return {"reason": "too_large"}
            document_id = archive.digest(path)
            if self._is_known(document_id):
                return {"document_id": document_id, "outcome": "known"}
            place = self._archive.add_file(path, url=offer.url, source_id=source_id)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            return {"reason": "unreadable"}
        if place.document_id != document_id:
            return {"reason": "unstable"}
        self._documents[document_id] = new_document(place, size, offer.url)
        return {"document_id": document_id, "outcome": "new"}

    def _is_known(self, document_id: str) -> bool:
        return document_id in self._documents or bool(
            self._work.warehouse.value("SELECT 1 FROM documents WHERE document_id = ?", [document_id])
        )

    def _poll(self, source_id: str) -> dict[str, object]:
        """The source's row of polls after this run."""
        listing, now = self._listed[source_id], self._now
        before = (self._work.warehouse.frame("FROM polls WHERE source_id = ?", [source_id]).to_dicts() or [{}])[0]
        came = listing.state in ("listed", "partial")
        new = self._work.warehouse.value(
            "SELECT count(*) FROM receipts WHERE run_id = ? AND source_id = ? AND outcome = 'new'", [self._work.run_id, source_id]
        )
        if not listing.asked and before:
            return before | {"run_id": self._work.run_id, "offered": len(listing.offers), "new_at": now if new else before["new_at"]}
        failures = 0 if listing.state != "failed" else int(before.get("failures") or 0) + 1
        if listing.detail:
            log(f"{source_id}: {redacted(listing.detail)}")
        return {
            "source_id": source_id,
            "run_id": self._work.run_id,
            "polled_at": now,
            "next_poll_at": self._next(source_id, listing, failures),
            "etag": listing.etag,
            "last_modified": listing.last_modified,
            "state": listing.state,
            "offered": len(listing.offers) + self._held[source_id],
            "listed": listing.things if came else before.get("listed"),
            "listed_before": before.get("listed") if came else before.get("listed_before"),
            "left_out": listing.left_out,
            "failures": failures,
            "answered_at": before.get("answered_at") if listing.state == "failed" else now,
            "new_at": now if new or not before else before["new_at"],
            "error": redacted(listing.detail) if listing.detail else None,
        }

    def _next(self, source_id: str, listing: Listing, failures: int) -> datetime | None:
        interval = self._sources[source_id]["interval_minutes"]
        if interval is None and not listing.wait_s:
            return None
        wait = timedelta(minutes=int(str(interval or 0)))
        if failures:  # a listing that failed is tried again sooner, then ever more seldom
            wait = min(wait, history.WAITS[min(failures, len(history.WAITS)) - 1]) if interval else timedelta()
        return self._now + max(wait, timedelta(seconds=listing.wait_s or 0))


def _changed(offer: Offered) -> datetime:
    return offer.changed_at or datetime.min


def _in_batches(come: Iterator[_Came]) -> Iterator[list[_Came]]:
    """Batches of bounded size and age: what came from a slow host does not wait for hundreds more before it is safe."""
    batch: list[_Came] = []
    started = time.monotonic()
    for each in come:
        batch.append(each)
        if len(batch) == SIZE or time.monotonic() - started > FLUSH_S:
            yield batch
            batch, started = [], time.monotonic()
    if batch:
        yield batch
