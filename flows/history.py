"""What is known of an address from its receipts: whether it is to be asked for now, and what stands in its place if not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.sources.offers import Offered
from flows.warehouse import Warehouse
from transforms.text.url import HIDDEN, host

WAITS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))  # after the first failure, the second ...
MAX_ATTEMPTS = len(WAITS) + 1
AGAIN_AFTER = timedelta(days=1)  # what was refused is asked for again after a day, where a source still lists it
UNCOUNTED = ("budget",)  # reasons to wait that are no failures of the address


@dataclass(frozen=True, slots=True)
class Past:
    """The last receipt of an address, and what came before it.

    `asked_at` is when it was last asked for, `received_at` when bytes last came of it, `attempts` the failures in a row since.
    """

    outcome: str
    reason: str | None
    due_at: datetime | None
    document_id: str | None
    asked_at: datetime | None
    received_at: datetime | None
    attempts: int


_PAST = """
WITH mine AS (SELECT * FROM receipts WHERE url IN (SELECT unnest(?)) AND starts_with(url, 'http')),
came AS (SELECT url, max(received_at) AS received_at FROM mine WHERE asked AND document_id IS NOT NULL GROUP BY url),
last AS (SELECT * FROM mine QUALIFY row_number() OVER (PARTITION BY url ORDER BY received_at DESC, run_id DESC, source_id DESC) = 1)
SELECT l.url, l.outcome, l.reason, l.due_at,
       (SELECT arg_max(m.document_id, m.received_at) FROM mine m WHERE m.url = l.url AND m.document_id IS NOT NULL) AS document_id,
       (SELECT max(m.received_at) FROM mine m WHERE m.url = l.url AND m.asked) AS asked_at,
       c.received_at,
       (SELECT count(DISTINCT m.run_id) FROM mine m WHERE m.url = l.url AND m.asked AND m.outcome = 'deferred'
          AND NOT list_contains(?, m.reason) AND m.received_at > coalesce(c.received_at, TIMESTAMP '1970-01-01')) AS attempts
FROM last l LEFT JOIN came c USING (url)
"""
_DUE = """
SELECT source_id, url FROM receipts WHERE starts_with(url, 'http')
QUALIFY row_number() OVER (PARTITION BY source_id, url ORDER BY received_at DESC, run_id DESC) = 1 AND outcome = 'deferred' AND due_at <= ?
ORDER BY source_id, url
"""


_SILENT = """
SELECT url, due_at FROM receipts WHERE outcome = 'deferred' AND reason = 'retry_later' AND due_at > ? AND starts_with(url, 'http')
"""


def silent_hosts(warehouse: Warehouse, now: datetime) -> dict[str, datetime]:
    """The hosts that asked for time, and until when."""
    found: dict[str, datetime] = {}
    for row in warehouse.frame(_SILENT, [now]).to_dicts():
        name = host(row["url"])
        found[name] = max(found.get(name, row["due_at"]), row["due_at"])
    return found


def past(warehouse: Warehouse, urls: Iterable[str]) -> dict[str, Past]:
    """What the receipts say of each of the addresses that they know."""
    rows = warehouse.frame(_PAST, [list(urls), list(UNCOUNTED)]).to_dicts()
    return {row.pop("url"): Past(**row) for row in rows}


def due(warehouse: Warehouse, now: datetime) -> dict[str, list[str]]:
    """The addresses whose time has come, by the source that offered them. One with a secret, which no receipt holds, waits to be listed again."""
    found: dict[str, list[str]] = {}
    for row in warehouse.frame(_DUE, [now]).to_dicts():
        if HIDDEN not in row["url"]:
            found.setdefault(row["source_id"], []).append(row["url"])
    return found


def settled(offer: Offered, before: Past | None, now: datetime) -> dict[str, object] | None:
    """The receipt's outcome where the address is not asked for now; None where it is."""
    if before is None:
        return None
    if before.outcome == "deferred" and before.due_at and before.due_at > now:
        return {"outcome": "deferred", "reason": before.reason, "due_at": before.due_at}
    if before.outcome == "deferred" or offer.again:
        return None
    changed = offer.changed_at is not None and before.asked_at is not None and offer.changed_at > before.asked_at
    if before.document_id is not None and not changed:
        return {"outcome": "known", "document_id": before.document_id}
    if before.outcome == "rejected" and not changed and before.asked_at and before.asked_at + AGAIN_AFTER > now:
        return {"outcome": "rejected", "reason": before.reason}
    return None


def deferred(attempts: int, wait_s: float | None, now: datetime) -> datetime | None:
    """When to try again after so many failures in a row, at the earliest when the server allows; None where it is time to give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return now + max(WAITS[attempts - 1], timedelta(seconds=wait_s or 0))
