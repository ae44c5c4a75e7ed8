"""What is wrong with documents in the archive, noted where their figures are read: in table `documents`, live and published."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.content import content_hash
from flows.run import new_run_id
from flows.settings import settings
from flows.warehouse import PUBLISHED, Warehouse, reader
from transforms.schema import table


def note(warehouse: Warehouse, damaged: Mapping[str, str]) -> bool:
    """Note the damage of these documents, and that all others have none. Whether that was another than stood there.

    It is no content, so that no run would publish for its sake: the published database is made anew here, unless the live one holds more than
    it; then a run is to come, and publishes both.
    """
    standing = warehouse.frame("FROM documents")
    found = pl.Series("damage", [damaged.get(document_id) for document_id in standing["document_id"]], dtype=pl.String)
    changed = standing.filter(~standing["damage"].eq_missing(found)).with_columns(
        damage=found.filter(~standing["damage"].eq_missing(found))
    )
    if changed.is_empty():
        return False
    with warehouse.transaction():
        warehouse.put(table("documents"), changed)
    if (warehouse.home / PUBLISHED).exists():
        with reader(warehouse.home) as published:
            same = content_hash(published) == content_hash(warehouse)
        if same:
            warehouse.publish(new_run_id(settings()))
    return True
