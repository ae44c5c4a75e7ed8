"""A person who opens the published database in any shell finds out there what each table, view and column means."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import views
from flows.warehouse import reader
from transforms.schema import TABLES


def test_every_table_and_column_carries_its_meaning(known_home: Path) -> None:
    with reader(known_home) as database:
        tables = {row["table_name"]: row["comment"] for row in database.rows("SELECT table_name, comment FROM duckdb_tables()")}
        columns = database.rows("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert set(tables) >= {table.name for table in TABLES}
    assert [name for name, comment in tables.items() if not comment] == []
    named = {view[0] for view in views.VIEWS}
    assert [f"{row['table_name']}.{row['column_name']}" for row in columns if not row["comment"] and row["table_name"] not in named] == []


@pytest.mark.parametrize("name", [view[0] for view in views.VIEWS])
def test_every_view_says_what_it_shows_and_gives_rows_or_none(known_home: Path, name: str) -> None:
    with reader(known_home) as database:
        (row,) = database.rows("SELECT comment FROM duckdb_views() WHERE view_name = ?", [name])
        assert row["comment"].endswith(".")
        assert database.frame(f"FROM {name} LIMIT 1").columns
