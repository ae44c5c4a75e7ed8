"""What a table is: plain declarations from which DDL, casts, checks and docs are derived, each in the room of its consumer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "double", "boolean", "date", "timestamp", "text[]", "integer[]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table.

    `values` is its closed vocabulary, `low` and `high` its inclusive bounds, `references` the "table.column" that it points to.
    A column of processing (`hashed=False`) says when or where a row was made and is left out of the content hash.
    """

    name: str
    type: Type
    meaning: str
    null: bool = False
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    references: str | None = None
    hashed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain in words, its key, its columns in order. A table of processing (`hashed=False`) is not content."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    hashed: bool = True

    def column(self, name: str) -> Column:
        """The column of that name; KeyError names the table and the columns that it has."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name!r}; it has {', '.join(self.names)}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
