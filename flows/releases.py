"""Rejects that a person released: the rows of releases.csv in TOLL_HOME, each with its day and reason why. They hold in every later run.

A page that was taken for no article (its kind is a judgement) is read nevertheless; a row that broke a rule of its table is written.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flows import reference
from flows.disk import fsync
from flows.warehouse import Warehouse
from transforms.schema.table import Column, Table

JUDGED = ("soft_block", "paywall", "gallery", "index_page")  # reasons by which a page is held to be no article
FILE = Table(
    name="releases",
    grain="One row per reject that a person released.",
    key=("table", "id", "reason", "rule"),
    columns=(
        Column("table", "text", "The table that it was meant for."),
        Column("id", "text", "Its key there: of a page, its document_id."),
        Column("reason", "text", "Why it was refused.", values=(*JUDGED, "rule")),
        Column("rule", "text", "The rule that it broke.", null=True),
        Column("released_on", "date", "When."),
        Column("note", "text", "Why it was released.", null=True),
    ),
)


class NotReleasable(ValueError):
    """A reject that cannot be released: says what to do instead."""


def pages(home: Path) -> dict[str, list[str]]:
    """By document_id, the reasons that do not keep the document from being read."""
    found: dict[str, list[str]] = {}
    for row in reference.own(home, FILE):
        if row["table"] == "documents":
            found.setdefault(row["id"], []).append(row["reason"])
    return found


def rules(home: Path) -> frozenset[tuple[str, str, str]]:
    """Table, key and rule of each row that is written though it breaks the rule."""
    return frozenset((row["table"], row["id"], row["rule"] or "") for row in reference.own(home, FILE) if row["reason"] == "rule")


def take_up(warehouse: Warehouse) -> None:
    """Have what was released since read again, in one transaction: pages as new documents, rows by their articles."""
    released = reference.own(warehouse.home, FILE)
    documents = [row["id"] for row in released if row["table"] == "documents"]
    rows = [row["id"] for row in released if row["reason"] == "rule"]
    with warehouse.transaction():
        warehouse.execute(
            "UPDATE documents SET state = 'new', reason = NULL, extractor_version = NULL WHERE state = 'rejected' AND reason IN "
            f"({', '.join(repr(reason) for reason in JUDGED)}) AND document_id IN (SELECT unnest(?))",
            [documents],
        )
        warehouse.execute(
            "DELETE FROM readings WHERE article_id IN (SELECT json_extract_string(\"row\", '$.article_id') FROM rejects "
            "WHERE \"table\" = 'figures' AND reason = 'rule' AND id IN (SELECT unnest(?)) AND id NOT IN (SELECT figure_id FROM figures))",
            [rows],
        )


def release(home: Path, reject: Mapping[str, Any], *, on: date, note: str | None) -> None:
    """Add the row of `rejects` to releases.csv. Raises NotReleasable."""
    page = reject["table"] == "documents" and reject["reason"] in JUDGED
    if not page and not (reject["table"] == "figures" and reject["reason"] == "rule"):
        raise NotReleasable(
            f"{reject['reason']} of table {reject['table']} is no judgement that can be set aside; docs/sources.md says what to do about it"
        )
    key = tuple(reject[name] for name in FILE.key)
    if key in {tuple(row[name] for name in FILE.key) for row in reference.own(home, FILE)}:
        raise NotReleasable("it is released already; the next `toll run` takes it up")
    path = home / "releases.csv"
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, FILE.names)
        if is_new:
            writer.writeheader()
        writer.writerow({name: reject.get(name) for name in FILE.key} | {"released_on": on.isoformat(), "note": note})
        lines.flush()
        os.fsync(lines.fileno())
    fsync(home)
