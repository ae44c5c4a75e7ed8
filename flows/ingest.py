"""Takes in what sources offer: receipts, documents, articles.

The order of writes loses nothing: bytes are archived and safe on disk before they are registered, and registered before they are read;
an article and the state of its document are one transaction. A run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from prefect import flow

from flows import archive, archived, releases
from flows.attempts import POISON, Attempts, stop_if_many
from flows.batches import Progress, as_task, batched, log
from flows.failpoints import reach
from flows.gate import reject, rejected, write
from flows.listen import list_sources
from flows.reading import Item, read_many
from flows.receive import Receiver
from flows.run import Stage, stage
from flows.sources.robots import Rules
from transforms.conform import frame
from transforms.ids import content_id
from transforms.schema import table
from transforms.text.model import ReadDocument


@flow(
    name="ingest",
    flow_run_name="take in articles ({run_id})",
    description="Reads the sources: bytes to archive, receipts, documents and articles.",
    persist_result=False,
)
def ingest(paths: list[str] | None = None, run_id: str | None = None) -> dict[str, int]:
    """Counts of what was offered and of what became of it; `pending` is the number of documents read, now or again."""
    with stage("ingest", run_id) as work:
        _forget_other_versions(work)
        releases.take_up(work.warehouse)
        rules: Rules = {}
        listed, sources = list_sources(work, paths, rules)
        with archive.Archive(work.settings.home, work.run_id, now=work.settings.now()) as bytes_of_run:
            Receiver(work, bytes_of_run, sources, rules).receive(listed)
        read_registered(work)
        log(", ".join(f"{count} {what}" for what, count in sorted(work.counts.items())) or "nothing was offered")
        work.state = "done" if work.counts["pending"] or work.counts["new"] else "unchanged"
        return dict(work.counts)


def read_registered(work: Stage) -> None:
    """Read every document that is registered and not yet read: articles, rejects and the documents' states."""
    new = work.warehouse.frame("SELECT document_id FROM documents WHERE state = 'new' ORDER BY document_id")["document_id"].to_list()
    with Attempts(work.settings.home) as attempts:
        for number, ids in enumerate(batched(new), start=1):
            as_task("read", f"read {len(ids)} documents, batch {number}", _read, work, attempts, ids)
            Progress.tell("read", work.counts["pending"], len(new))


def _forget_other_versions(work: Stage) -> None:
    """One extractor version at a time: what another version read is read again from the archive."""
    with work.warehouse.transaction():
        work.warehouse.execute(
            "UPDATE documents SET state = 'new', reason = NULL, extractor_version = NULL WHERE state <> 'new' AND extractor_version <> ?",
            [work.extractor_version],
        )


_REGISTERED = """
FROM documents WHERE document_id IN (SELECT unnest(?)) ORDER BY document_id
"""


def _read(work: Stage, attempts: Attempts, ids: list[str]) -> None:
    """Read a batch in children that can be killed, then write its articles, its rejects and its documents' states in one transaction."""
    rows = {row["document_id"]: row for row in work.warehouse.frame(_REGISTERED, [ids]).to_dicts()}
    documents, articles, rejects = [], [], []
    poison = [(document_id, ReadDocument(reason="poison", detail=POISON)) for document_id in ids if attempts.is_poison(document_id)]
    for document_id, _ in poison:
        log(f"{rows[document_id]['url']} is left out: {POISON}")
    offered = [row for row in rows.values() if row["document_id"] not in dict(poison)]
    read = read_many(_bytes(work, attempts, offered), workers=work.settings.workers, today=work.settings.today())
    for document_id, result in chain(poison, read):
        row = rows[document_id]
        with attempts.trying(document_id):
            articles += [_article(document_id, n, result, work.extractor_version) for n in range(len(result.articles))]
        documents.append(_with_state(row, result, work.extractor_version))
        rejects += [
            rejected(work, "articles", f"{row['url']}#{refused.entry}", refused.reason, value=refused.value) for refused in result.refused
        ]
        if result.reason:
            rejects.append(rejected(work, "documents", document_id, result.reason, value=f"{row['url']}: {result.detail or ''}"))
    stop_if_many(work, attempts, "documents", [row for row in rejects if row["reason"] == "internal_error"], len(ids))
    reach("read")
    with work.warehouse.transaction():
        work.warehouse.execute("DELETE FROM articles WHERE document_id IN (SELECT unnest(?))", [ids])
        written = set(write(work, "articles", frame(table("articles"), articles)).rows["document_id"].to_list())
        for document in documents:
            if document["state"] == "read" and document["document_id"] not in written:
                document.update(state="rejected", reason="rule")
        write(work, "documents", frame(table("documents"), documents))
        reject(work, rejects)
    work.counts.update(pending=len(ids), read=len(written), articles=len(articles), unread=len(ids) - len(written))


def _bytes(work: Stage, attempts: Attempts, rows: list[dict[str, Any]]) -> Iterator[Item]:
    released = releases.pages(work.settings.home)
    for row in rows:
        place = archive.Place(row["archive_file"], row["archive_offset"], row["document_id"])
        with attempts.trying(place.document_id):
            data = archived.read(work.settings.home, place).data
        yield Item(place.document_id, data, row["url"], row["charset"], row["listed_on"], tuple(released.get(place.document_id, ())))


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
        "runner_up_on": article.runner_up_on,
        "runner_up_basis": article.runner_up_basis,
        "published_doubts": list(article.doubts),
        "language": article.language,
        "text": article.text,
        "marks": [str(mark) for mark in article.marks],
        "extractor_version": version,
    }


def _with_state(row: dict[str, object], result: ReadDocument, version: str) -> dict[str, object]:
    known = {name: row[name] for name in table("documents").names}
    return known | {
        "media_type": result.media_type,
        "encoding": result.encoding,
        "encoding_source": result.encoding_source,
        "replacements": result.replacements,
        "state": "rejected" if result.reason else "read",
        "reason": result.reason,
        "extractor_version": version,
    }
