"""Reads the reference tables: CSVs of seeds/, with the user's rows of TOLL_HOME laid over them, typed and checked by their declarations.

Standard library only: `toll extract` starts with this.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from transforms.schema.references import GAZETTEER, OVERLAID, REFERENCES
from transforms.schema.table import Column, Table

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


class ReferenceError(ValueError):
    """A row of a reference table is not as its table declares: names the file, the line, the column, the value and the remedy."""


class _Unread(Sequence[dict[str, Any]]):
    """A large table that is read when first asked for a row; its cells are trusted to be as `python -m flows.gazetteer` wrote them."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path, self._table = path, table

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        names = tuple(self._table.names)
        with self._path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            if tuple(next(rows)) != names:
                raise ReferenceError(
                    f"{self._path}: the first line is not {','.join(names)}; write the file anew: python -m flows.gazetteer"
                )
            return [
                {
                    "geoname_id": int(number),
                    "name": name,
                    "country": country,
                    "spellings": tuple(spellings.split("|")),
                    "latitude": float(latitude),
                    "longitude": float(longitude),
                    "population": int(population),
                }
                for number, name, country, spellings, latitude, longitude, population in rows
            ]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]


def load(home: Path | None = None) -> dict[str, Sequence[dict[str, Any]]]:
    """Every reference table by name, as typed rows in file order; a user's row replaces the seed row with the same key, new ones follow.

    A user's file may leave out columns that may be empty: one written before a column was declared stays good. Raises ReferenceError for a
    column that is missing or unknown, a value of the wrong type or outside its vocabulary or bounds, and a key that stands twice.
    """
    tables: dict[str, Sequence[dict[str, Any]]] = {}
    for table in REFERENCES:
        if table is GAZETTEER:
            tables[table.name] = _Unread(SEEDS / f"{table.name}.csv", table)
            continue
        rows = {_key(table, row): row for row in _read(SEEDS / f"{table.name}.csv", table, table.names)}
        own = home / f"{table.name}.csv" if home and table.name in OVERLAID else None
        if own is not None and own.exists():
            rows.update({_key(table, row): row for row in _read(own, table)})
        tables[table.name] = list(rows.values())
    return tables


def own(home: Path, table: Table) -> list[dict[str, Any]]:
    """The rows of a CSV that only TOLL_HOME has, checked as those of `load` are; none where there is no such file."""
    path = home / f"{table.name}.csv"
    return list(_read(path, table)) if path.exists() else []


def _read(path: Path, table: Table, needed: Iterable[str] | None = None) -> Iterable[dict[str, Any]]:
    """The rows of a file; columns beside `needed` (by default those that may not be empty) count as empty where the first line lacks them."""
    if needed is None:
        needed = [column.name for column in table.columns if not column.null and column.type != "text[]"]
    seen: dict[tuple[Any, ...], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        written = list(reader.fieldnames or ())
        faults = {
            "missing": [name for name in needed if name not in written],
            "unknown": [name for name in dict.fromkeys(written) if name not in table.names],
            "written twice": [name for name in dict.fromkeys(written) if written.count(name) > 1],
        }
        if any(faults.values()):
            told = "; ".join(f"columns {fault}: {', '.join(map(repr, names))}" for fault, names in faults.items() if names)
            raise ReferenceError(f"{path}: {told}. Write the first line as: {','.join(table.names)}")
        for row in reader:
            if None in row or None in row.values():
                raise ReferenceError(
                    f"{path} line {reader.line_num}: {len([v for v in row.values() if v is not None])} cells for {len(written)} columns; "
                    "put a cell that holds a comma in double quotes, and leave none out"
                )
            typed = {column.name: _cell(path, reader.line_num, column, row.get(column.name)) for column in table.columns}
            key = _key(table, typed)
            if key in seen:
                raise ReferenceError(
                    f"{path} line {reader.line_num}: {'/'.join(map(str, key))} stands already on line {seen[key]}; keep one of them"
                )
            seen[key] = reader.line_num
            yield typed


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in table.key)


def _cell(path: Path, line: int, column: Column, written: str | None) -> Any:
    def refuse(expected: str) -> ReferenceError:
        return ReferenceError(f"{path} line {line}, column {column.name}: {written!r} is not {expected}; correct the cell")

    text = (written or "").strip()
    if column.type == "text[]":
        return tuple(item.strip() for item in text.split("|") if item.strip())
    if not text:
        if column.null:
            return None
        raise refuse("allowed to be empty")
    value: Any
    try:
        match column.type:
            case "integer":
                value = int(text)
            case "double":
                value = float(text)
            case "date":
                value = date.fromisoformat(text)
            case "boolean":
                value = {"true": True, "false": False}[text.lower()]
            case _:
                value = text
    except (ValueError, KeyError):
        raise refuse(f"of type {column.type}") from None
    if column.values and value not in column.values:
        raise refuse(f"one of {', '.join(column.values)}")
    if isinstance(value, (int, float)) and (
        (column.low is not None and value < column.low) or (column.high is not None and value > column.high)
    ):
        raise refuse(f"between {column.low} and {column.high}")
    return value
