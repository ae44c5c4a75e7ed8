"""The tables as DuckDB statements: types, NOT NULL, primary keys and comments. Great Expectations judges all else."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.schema import TABLES
from transforms.schema.table import Column, Table

TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "text[]": "VARCHAR[]",
    "integer[]": "BIGINT[]",
}


def statements(tables: tuple[Table, ...] = TABLES) -> Iterator[str]:
    """CREATE TABLE IF NOT EXISTS and COMMENT ON for every table, in the order of their declaration."""
    for table in tables:
        columns = [f"  {quoted(c.name)} {TYPES[c.type]}{'' if c.null else ' NOT NULL'}" for c in table.columns]
        key = ", ".join(quoted(name) for name in table.key)
        yield f"CREATE TABLE IF NOT EXISTS {quoted(table.name)} (\n" + ",\n".join([*columns, f"  PRIMARY KEY ({key})"]) + "\n)"
        yield f"COMMENT ON TABLE {quoted(table.name)} IS {literal(table.grain)}"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {quoted(table.name)}.{quoted(column.name)} IS {literal(meaning(column))}"


def meaning(column: Column) -> str:
    """What a column means, with its vocabulary and what it points to."""
    parts = [column.meaning]
    if column.values:
        parts.append(f"One of: {', '.join(column.values)}.")
    if column.references:
        parts.append(f"Points to {column.references}.")
    return " ".join(parts)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
