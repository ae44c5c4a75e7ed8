"""Takes in what sources offer: receipts, documents, articles.

The order of writes loses nothing: bytes are archived and safe on disk before they are registered, and registered before they are read;
an article and the state of its document are one transaction. A run that was killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from prefect import flow

from flows import archive, reference
from flows.batches import Progress, as_task, batched, log
from flows.gate import reject, rejected, write
from flows.reading import read_many
from flows.run import Stage, stage
from flows.sources.folder import Offered, Unreadable, list_folder, list_paths, read_bytes
from transforms.conform import frame
from transforms.ids import content_id
from transforms.schema import table
from transforms.text.model import ReadDocument

COMMAND_LINE = "command_line"
BULK = (".jsonl", ".ndjson")  # many articles a file: archived whole


@flow(
    name="ingest",
    flow_run_name="take in articles ({run_id})",
    description="Reads the sources: bytes to archive, receipts, documents and articles.",
)
def ingest(paths: list[str] | None = None, run_id: str | None = None) -> dict[str, int]:
    """Counts of what was offered and of what became of it; `pending` is the number of documents read, now or again."""
    with stage("ingest", run_id) as work:
        _forget_other_versions(work)
        listed = _list(work, paths)
        with archive.Archive(work.settings.home, work.run_id, now=work.settings.now()) as bytes_of_run:
            total = sum(len(offers) for offers in listed.values())
            for source_id, offers in listed.items():
                for number, batch in enumerate(batched(offers), start=1):
                    title = f"receive {len(batch)} files of {source_id}, batch {number}"
                    as_task("receive", title, _receive, work, source_id, batch, bytes_of_run)
                    Progress.tell("receive", work.counts["offered"], total)
        _note_polls(work, listed)
        read_registered(work)
        log(", ".join(f"{count} {what}" for what, count in sorted(work.counts.items())) or "nothing was offered")
        work.state = "done" if work.counts["pending"] else "unchanged"
        return dict(work.counts)


def read_registered(work: Stage) -> None:
    """Read every document that is registered and not yet read: articles, rejects and the documents' states."""
    new = work.warehouse.frame("SELECT document_id FROM documents WHERE state = 'new' ORDER BY document_id")["document_id"].to_list()
    for number, ids in enumerate(batched(new), start=1):
        as_task("read", f"read {len(ids)} documents, batch {number}", _read, work, ids)
        Progress.tell("read", work.counts["pending"], len(new))


def _forget_other_versions(work: Stage) -> None:
    """One extractor version at a time: what another version read is read again from the archive."""
    with work.warehouse.transaction():
        work.warehouse.execute(
            "UPDATE documents SET state = 'new', reason = NULL, extractor_version = NULL WHERE state <> 'new' AND extractor_version <> ?",
            [work.extractor_version],
        )


def _list(work: Stage, paths: list[str] | None) -> dict[str, list[Offered]]:
    """What each source offers. With paths, they are the one source; else the enabled rows of sources.csv."""
    rows = reference.load(work.settings.home)["sources"]
    rows.append(dict.fromkeys(table("sources").names) | _COMMAND_LINE)
    with work.warehouse.transaction():
        write(work, "sources", frame(table("sources"), rows), whole=True)
    if paths:
        return {COMMAND_LINE: _once(list_paths([Path(path) for path in paths]))}
    listed = {}
    for row in rows:
        if row["enabled"] and row["kind"] == "folder":
            folder = work.settings.home / str(row["address"])
            folder.mkdir(parents=True, exist_ok=True)
            listed[str(row["source_id"])] = _once(list_folder(folder))
    return listed


def _once(offers: Iterable[Offered]) -> list[Offered]:
    """Each address once: a file named beside its folder is offered by both."""
    return list({offer.url: offer for offer in offers}.values())


_COMMAND_LINE = {"source_id": COMMAND_LINE, "name": "Files named on the command line", "kind": "file", "address": "-", "enabled": False}


def _receive(work: Stage, source_id: str, offers: list[Offered], bytes_of_run: archive.Archive) -> None:
    """Archive a batch, make it safe on disk, then register it in one transaction."""
    receipts: list[dict[str, object]] = []
    documents: dict[str, dict[str, object]] = {}
    rejects = []
    for offer in offers:
        receipt: dict[str, object] = {
            "receipt_id": content_id(work.run_id, source_id, offer.url),
            "run_id": work.run_id,
            "source_id": source_id,
            "url": offer.url,
            "received_at": work.settings.now(),
            "document_id": None,
            "outcome": "rejected",
            "reason": offer.reason,
            "due_at": None,
        }
        receipts.append(receipt)
        if offer.reason is None:
            try:
                data = read_bytes(offer)
            except Unreadable as error:
                receipt["reason"] = error.reason
            else:
                receipt.update(_register(work, documents, data, offer, source_id, bytes_of_run))
        if receipt["outcome"] == "rejected":
            rejects.append(rejected(work, "documents", offer.url, str(receipt["reason"]), value=offer.url))
        work.counts.update(offered=1, **{str(receipt["outcome"]): 1})
    bytes_of_run.sync()
    with work.warehouse.transaction():
        write(work, "documents", frame(table("documents"), list(documents.values())))
        write(work, "receipts", frame(table("receipts"), receipts))
        reject(work, rejects)


def _register(
    work: Stage, documents: dict[str, dict[str, object]], data: bytes, offer: Offered, source_id: str, bytes_of_run: archive.Archive
) -> dict[str, object]:
    document_id = hashlib.sha256(data).hexdigest()
    known = document_id in documents or work.warehouse.value("SELECT 1 FROM documents WHERE document_id = ?", [document_id])
    if known:
        return {"document_id": document_id, "outcome": "known"}
    if offer.path is not None and offer.path.suffix.lower() in BULK:
        place = bytes_of_run.add_file(offer.path, url=offer.url, source_id=source_id)
    else:
        place = bytes_of_run.add(data, url=offer.url, source_id=source_id)
    if place.document_id != document_id:
        return {"reason": "unstable"}
    documents[document_id] = new_document(place, len(data))
    return {"document_id": document_id, "outcome": "new"}


def new_document(place: archive.Place, size: int) -> dict[str, object]:
    """A row of `documents` for bytes that are archived and not yet read."""
    return dict.fromkeys(table("documents").names) | {
        "document_id": place.document_id,
        "size": size,
        "archive_file": place.file,
        "archive_offset": place.offset,
        "state": "new",
    }


def _note_polls(work: Stage, listed: dict[str, list[Offered]]) -> None:
    rows: list[dict[str, object]] = [
        {
            "source_id": source_id,
            "run_id": work.run_id,
            "polled_at": work.settings.now(),
            "next_poll_at": None,
            "etag": None,
            "last_modified": None,
            "offered": len(offers),
            "error": None,
        }
        for source_id, offers in listed.items()
    ]
    with work.warehouse.transaction():
        write(work, "polls", frame(table("polls"), rows))


_REGISTERED = """
SELECT d.*, min_by(r.url, (r.received_at, r.url)) AS url FROM documents d JOIN receipts r USING (document_id)
WHERE d.document_id IN (SELECT unnest(?)) GROUP BY ALL ORDER BY d.document_id
"""


def _read(work: Stage, ids: list[str]) -> None:
    """Read a batch in children that can be killed, then write its articles, its rejects and its documents' states in one transaction."""
    rows = {row["document_id"]: row for row in work.warehouse.frame(_REGISTERED, [ids]).to_dicts()}
    documents, articles, rejects = [], [], []
    for document_id, result in read_many(_bytes(work, list(rows.values())), workers=work.settings.workers, today=work.settings.today()):
        row = rows[document_id]
        read = [_article(document_id, n, result, work.extractor_version) for n in range(len(result.articles))]
        articles += read
        documents.append(_with_state(row, result, work.extractor_version))
        rejects += [
            rejected(work, "articles", f"{row['url']}#{refused.entry}", refused.reason, value=refused.value) for refused in result.refused
        ]
        if result.reason:
            rejects.append(rejected(work, "documents", document_id, result.reason, value=f"{row['url']}: {result.detail or ''}"))
    with work.warehouse.transaction():
        work.warehouse.execute("DELETE FROM articles WHERE document_id IN (SELECT unnest(?))", [ids])
        written = set(write(work, "articles", frame(table("articles"), articles)).rows["document_id"].to_list())
        for document in documents:
            if document["state"] == "read" and document["document_id"] not in written:
                document.update(state="rejected", reason="rule")
        write(work, "documents", frame(table("documents"), documents))
        reject(work, rejects)
    work.counts.update(pending=len(ids), read=len(written), articles=len(articles), unread=len(ids) - len(written))


def _bytes(work: Stage, rows: list[dict[str, object]]) -> Iterator[tuple[str, bytes, str]]:
    for row in rows:
        yield (
            str(row["document_id"]),
            archive.read(work.settings.home, str(row["archive_file"]), int(str(row["archive_offset"]))),
            str(row["url"]),
        )


def _article(document_id: str, n: int, result: ReadDocument, version: str) -> dict[str, object]:
    article = result.articles[n]
    return {
        "article_id": content_id(document_id, article.entry),
        "document_id": document_id,
        "entry": article.entry,
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "authors": list(article.authors),
        "published_on": article.published_on,
        "published_basis": article.published_basis,
        "language": article.language,
        "text": article.text,
        "extractor_version": version,
    }


def _with_state(row: dict[str, object], result: ReadDocument, version: str) -> dict[str, object]:
    known = {name: row[name] for name in table("documents").names}
    return known | {
        "media_type": result.media_type,
        "encoding": result.encoding,
        "replacements": result.replacements,
        "state": "rejected" if result.reason else "read",
        "reason": result.reason,
        "extractor_version": version,
    }
