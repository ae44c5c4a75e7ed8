"""Frames on a terminal and in a pipe."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

WHOLE = ("cell", "number")  # text that is of no use when it is cut
MAX_CELL, PIPED_WIDTH, GAP, MIN_TEXT = 60, 160, 2, 7


def console(*, error: bool = False) -> Console:
    """A console on standard output or error; it never reads markup in what it prints."""
    piped = not (sys.stderr if error else sys.stdout).isatty()
    return Console(stderr=error, markup=False, highlight=False, emoji=False, width=PIPED_WIDTH if piped else None)


def path(of: Path) -> str:
    """A path for people: relative where it lies below the current folder."""
    beside = os.path.relpath(of)
    return str(of) if beside.startswith("..") else beside


def plain(value: object, width: int = 10_000) -> str:
    """A value for people: thousands separated, nothing for null, one line, no control characters, cut at `width`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):  # a sum of whole numbers is a Decimal
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(plain(item) for item in value)
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= width else text[: width - 1] + "…"


def rows(out: Console, shown: Sequence[dict[str, object]], *, title: str | None = None) -> None:
    """Print rows as a table that fits: columns in which every row is null are left out, numbers stand right and are never cut, nor are days.

    Text gives way, the longest first; rows that would not fit even so are printed one value a line.
    """
    names = [name for name in (shown[0] if shown else {}) if any(row[name] is not None and row[name] != [] for row in shown)]
    cells = [[plain(row[name], MAX_CELL) for name in names] for row in shown]
    widths = [max(len(name), *(len(row[n]) for row in cells)) for n, name in enumerate(names)]
    text = [any(isinstance(row[name], str | list) for row in shown) and name not in WHOLE for name in names]
    while sum(widths) + GAP * len(widths) > out.width and any(
        is_text and width > MIN_TEXT for is_text, width in zip(text, widths, strict=True)
    ):
        widest = max((width, n) for n, width in enumerate(widths) if text[n])[1]
        widths[widest] -= 1
    if title:
        out.print(Text(title, style="bold"))
    if sum(widths) + GAP * len(widths) > out.width + GAP:
        for number, row in enumerate(cells, start=1):
            out.print(Text(f"row {number}", style="bold"))
            for name, value in zip(names, row, strict=True):
                if value:
                    out.print(Text(f"  {name:<{max(map(len, names))}}  {value}"), soft_wrap=True)
        return
    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    for name, width, is_text in zip(names, widths, text, strict=True):
        numeric = not is_text and all(isinstance(row[name], int | float | Decimal | None) for row in shown)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="ellipsis", no_wrap=True, width=width)
    for row in cells:
        table.add_row(*map(Text, row))
    out.print(table)


def write(frame: pl.DataFrame, format: str) -> None:
    """A frame on standard output as csv, jsonl, parquet or a table."""
    if format == "table":
        out = console()
        rows(out, frame.to_dicts())
        out.print(f"{frame.height:,} row{'' if frame.height == 1 else 's'}")
        return
    if format == "csv":
        sys.stdout.write(frame.with_columns(map(_flat, frame)).write_csv())
    elif format == "jsonl":
        sys.stdout.write(frame.write_ndjson())
    else:
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    sys.stdout.flush()


def _flat(column: pl.Series) -> pl.Series:
    """A column as cells of CSV: items of a list with | between them, what is nested deeper as JSON."""
    if not column.dtype.is_nested():
        return column
    values = column.to_list()
    if isinstance(column.dtype, pl.List) and not column.dtype.inner.is_nested():
        cells = [value if value is None else "|".join("" if item is None else str(item) for item in value) for value in values]
    else:
        cells = [value if value is None else json.dumps(value, ensure_ascii=False, default=str) for value in values]
    return pl.Series(column.name, cells, dtype=pl.String)


def chosen(format: str | None, piped: str) -> str:
    """The format asked for, else a table on a terminal and `piped` in a pipe."""
    return format or ("table" if sys.stdout.isatty() else piped)
