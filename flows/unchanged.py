"""A run that is offered only what is known: it is told in receipts, and is over before Prefect or Great Expectations would have started."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flows import corrections, history, reference
from flows.gate import reject, rejected
from flows.run import extractor_version, new_run_id, stage
from flows.settings import Settings
from flows.sources.folder import Unreadable, list_folder, list_paths, read_bytes
from flows.sources.offers import Offered
from flows.warehouse import PUBLISHED, Warehouse, writer
from transforms.conform import frame
from transforms.ids import content_id
from transforms.schema import table

COMMAND_LINE = "command_line"
_BY_NAME = ("not_selected", "not_regular")  # refused without a look at any bytes
_UNFINISHED = """
SELECT (SELECT count(*) FROM articles a LEFT JOIN readings r USING (article_id) LEFT JOIN stories s USING (article_id)
        WHERE r.article_id IS NULL OR s.article_id IS NULL)
     + (SELECT count(*) FROM runs i WHERE i.stage = 'ingest' AND i.state <> 'unchanged' AND NOT EXISTS (
          FROM runs p WHERE p.stage = 'publish' AND p.state IN ('done', 'unchanged') AND (p.run_id = i.run_id OR p.started_at > i.started_at)))
"""
_UNREAD = "SELECT count(*) FROM documents WHERE state = 'new' OR extractor_version IS DISTINCT FROM ?"


def unfinished(warehouse: Warehouse) -> bool:
    """Whether articles wait for a later stage, a run that read something ended before it published, or corrections.csv was changed since."""
    left = bool(warehouse.value(_UNFINISHED)) or not (warehouse.home / PUBLISHED).exists()
    return left or corrections.changed(warehouse)


def only_known(now: Settings, paths: list[str]) -> dict[str, object] | None:
    """What a run says that was offered only files whose bytes are known and read, and whose tables stand; None, and nothing done, for any other."""
    if any("://" in path for path in paths) or not (now.home / PUBLISHED).exists():
        return None
    with writer(now.home) as warehouse:
        if warehouse.value(_UNREAD, [extractor_version(now.home)]) or unfinished(warehouse) or history.due(warehouse, now.now()):
            return None
        listed = _listed(now, paths)
        polls = {row["source_id"]: row for row in warehouse.frame("FROM polls").to_dicts()}
        if listed is None or set(listed) - set(polls) or not any(listed.values()):
            return None
        if not _refused_before(warehouse, [offer for offers in listed.values() for offer in offers if offer.reason]):
            return None
        read = {source_id: [(offer, _digest(offer)) for offer in offers] for source_id, offers in listed.items()}
        digests = {digest for each in read.values() for offer, digest in each if not offer.reason}
        known = warehouse.value("SELECT count(*) FROM documents WHERE document_id IN (SELECT unnest(?))", [sorted(filter(None, digests))])
        if None in digests or known != len(digests):
            return None
        return _told(now, warehouse, read, polls)


def _listed(now: Settings, paths: list[str]) -> dict[str, list[Offered]] | None:
    if paths:
        named = list_paths([Path(path) for path in paths])
        return {COMMAND_LINE: list({offer.url: offer for offer in named}.values())}
    enabled = [row for row in reference.load(now.home)["sources"] if row["enabled"]]
    if any(row["kind"] != "folder" for row in enabled):
        return None
    return {str(row["source_id"]): list(list_folder(now.home / str(row["address"]))) for row in enabled}


def _refused_before(warehouse: Warehouse, refused: list[Offered]) -> bool:
    """Whether each is refused by its name or kind, for the reason for which an earlier run refused it: a folder often holds a file or two of others."""
    if not refused:
        return True
    query = "SELECT DISTINCT url, reason FROM receipts WHERE outcome = 'rejected' AND url IN (SELECT unnest(?))"
    before = set(warehouse.frame(query, [[offer.url for offer in refused]]).rows())
    return all(offer.reason in _BY_NAME and (offer.url, offer.reason) in before for offer in refused)


def _digest(offer: Offered) -> str | None:
    try:
        return None if offer.reason else hashlib.sha256(read_bytes(offer)).hexdigest()
    except Unreadable:
        return None


def _told(
    now: Settings, warehouse: Warehouse, read: dict[str, list[tuple[Offered, str | None]]], polls: dict[str, dict[str, object]]
) -> dict[str, object]:
    run_id, at = new_run_id(now), now.now()
    receipts: list[dict[str, object]] = [
        dict.fromkeys(table("receipts").names)
        | {"receipt_id": content_id(run_id, source_id, offer.url), "run_id": run_id, "source_id": source_id, "url": offer.url}
        | {"received_at": at, "asked": not offer.reason, "document_id": digest}
        | {"outcome": "rejected" if offer.reason else "known", "reason": offer.reason}
        for source_id, each in read.items()
        for offer, digest in each
    ]
    polled = [
        polls[source_id]
        | {"run_id": run_id, "polled_at": at, "state": "listed", "offered": len(each), "listed": len(each), "left_out": 0, "failures": 0}
        | {"listed_before": polls[source_id]["listed"], "answered_at": at, "error": None}
        for source_id, each in read.items()
    ]
    with stage("ingest", run_id) as work:
        with warehouse.transaction():  # bookkeeping of our own making, as `runs` is: the judge has seen what it refers to
            warehouse.put(table("receipts"), frame(table("receipts"), receipts))
            warehouse.put(table("polls"), frame(table("polls"), polled))
            refused = [row for row in receipts if row["outcome"] == "rejected"]
            reject(work, [rejected(work, "documents", str(row["url"]), str(row["reason"]), value=str(row["url"])) for row in refused])
        work.counts.update(offered=len(receipts), known=len(receipts) - len(refused), rejected=len(refused))
        work.state = "unchanged"
        return {"run_id": run_id, "published": 0, **work.counts}
