"""The content hash: one number that is the same when the content of all tables is, whatever the order of arrival and the time of day."""

from __future__ import annotations

import hashlib
from typing import Protocol

import polars as pl

from flows.ddl import quoted
from transforms.schema import TABLES
from transforms.schema.references import REFERENCES


class Queried(Protocol):
    def frame(self, query: str) -> pl.DataFrame: ...


def content_hash(database: Queried) -> str:
    """SHA-256 over documents to refugees, without processing times and places in the archive, in hexadecimal."""
    digest = hashlib.sha256()
    for name, of_table in table_hashes(database).items():
        digest.update(f"{name} {of_table}\n".encode())
    return digest.hexdigest()


def table_hashes(database: Queried) -> dict[str, str]:
    """The SHA-256 of each table's content, by name."""
    hashes = {}
    for table in TABLES:
        if not table.hashed or table in REFERENCES:
            continue
        columns = ", ".join(quoted(column.name) for column in table.columns if column.hashed)
        rows = f"SELECT sha256(CAST(row({columns}) AS VARCHAR)) AS line FROM {quoted(table.name)}"
        hashes[table.name] = database.frame(f"SELECT sha256(coalesce(string_agg(line, '' ORDER BY line), '')) AS h FROM ({rows})")["h"][0]
    return hashes
