"""Frames on a terminal and in a pipe."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from datetime import date

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

MAX_CELL, PIPED_WIDTH = 60, 160


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
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(plain(item) for item in value)
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= width else text[: width - 1] + "…"


def table(rows: Sequence[dict[str, object]], *, title: str | None = None) -> Table:
    """Rows as a table; columns in which every row is null are left out, numbers stand right."""
    shown = Table(
        title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    names = [name for name in (rows[0] if rows else {}) if any(row[name] is not None and row[name] != [] for row in rows)]
    for name in names:
        numeric = all(isinstance(row[name], int | float | None) and not isinstance(row[name], bool) for row in rows)
        dates = any(isinstance(row[name], date) for row in rows)
        kept = 10 if dates else 8 if numeric or name == "cell" else None  # a day or a number that is cut says something else
        shown.add_column(name, justify="right" if numeric else "left", overflow="ellipsis", no_wrap=True, min_width=kept)
    for row in rows:
        shown.add_row(*(Text(plain(row[name], MAX_CELL)) for name in names))
    return shown


def write(frame: pl.DataFrame, format: str) -> None:
    """A frame on standard output as csv, jsonl, parquet or a table."""
    if format == "table":
        out = console()
        out.print(table(frame.to_dicts()))
        out.print(f"{frame.height:,} row{'' if frame.height == 1 else 's'}")
        return
    if format == "csv":
        lists = [pl.col(name).list.join("|") for name, type_ in frame.schema.items() if type_ == pl.List(pl.String)]
        sys.stdout.write(frame.with_columns(lists).write_csv())
    elif format == "jsonl":
        sys.stdout.write(frame.write_ndjson())
    else:
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    sys.stdout.flush()


def chosen(format: str | None, piped: str) -> str:
    """The format asked for, else a table on a terminal and `piped` in a pipe."""
    return format or ("table" if sys.stdout.isatty() else piped)
