"""Makes the warehouse anew from the archive, the second witness: receipts and documents from its records, then every later stage."""

from __future__ import annotations

from prefect import flow

from flows import archived, containers
from flows.archived import new_document
from flows.batches import as_flow, as_task, batched, log
from flows.dedupe import dedupe
from flows.enrich import enrich
from flows.gate import write
from flows.ingest import read_registered
from flows.publish import publish
from flows.run import Stage, new_run_id, stage
from flows.settings import settings
from flows.tabulate import tabulate
from flows.warehouse import set_aside, writer
from transforms.conform import frame
from transforms.ids import content_id
from transforms.schema import table


@flow(
    name="rebuild",
    flow_run_name="make the warehouse anew",
    description="Makes every table anew from the archive; the old warehouse is kept aside.",
    persist_result=False,
)
def rebuild() -> dict[str, object]:
    """The run's id, the documents registered, the records of the archive that are damaged, and whether a database was published."""
    now = settings()
    run_id = new_run_id(now)
    aside = set_aside(now.home, run_id)
    with writer(now.home):
        with stage("ingest", run_id) as work:
            if aside:
                log(f"the warehouse as it was is {aside}")
            as_task("register", "register what the archive holds", register_archive, work)
            read_registered(work)
            counts = dict(work.counts)
        for each in (dedupe, enrich, tabulate):
            as_flow(each, run_id)
        return {"run_id": run_id, **counts, "published": as_flow(publish, run_id)["published"]}


def register_archive(work: Stage) -> None:
    """Receipts and documents as the archive's records tell them, oldest first; a damaged record is counted and told of."""
    known: set[str] = set()
    held: list[archived.ArchivedRecord] = []
    for batch in batched(archived.scan(work.settings.home)):
        receipts, documents = [], []
        for record in batch:
            if isinstance(record, archived.ArchiveDamaged):
                work.counts.update(damaged=1)
                log(str(record))
                continue
            if record.media_type == containers.MEDIA_TYPE:
                if record.document_id not in known:
                    archived.verify(work.settings.home, record.place)
                    held.append(record)
                    known.add(record.document_id)
                continue
            if record.document_id not in known:
                size = len(archived.read(work.settings.home, record.place).data)
                documents.append(new_document(record.place, size, record.url, charset=record.charset, listed_on=record.listed_on))
                work.counts.update(new=1)
            receipts.append(
                {
                    "receipt_id": content_id(record.received_at, record.source_id, record.redirected_from or record.url),
                    "run_id": work.run_id,
                    "source_id": record.source_id,
                    "url": record.redirected_from or record.url,
                    "received_at": record.received_at,
                    "asked": True,
                    "document_id": record.document_id,
                    "outcome": "known" if record.document_id in known else "new",
                    "reason": None,
                    "due_at": None,
                }
            )
            known.add(record.document_id)
        with work.warehouse.transaction():
            write(work, "documents", frame(table("documents"), documents))
            write(work, "receipts", frame(table("receipts"), receipts))
    for record in held:
        containers.register(work, record.source_id, record.url, record.place)
    work.counts["offered"] = work.warehouse.value("SELECT count(*) FROM documents")
