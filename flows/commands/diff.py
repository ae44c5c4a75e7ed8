from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
from rich.text import Text

from flows.commands import show
from flows.commands.figures import number
from flows.warehouse import Reader, other_reader
from transforms.changes import ADDED, CHANGED, GONE, changes
from transforms.schema import table

# the same words, whatever was read from them; or the same statement, wherever the text has it now
SAME = {"figures": (("article_id", "field", "value_start", "value_end"), ("article_id", "field", "measure", "value_text", "sentence"))}
COMPARED = ("figures", "claims", "casualties", "refugees")
NEEDED = (*COMPARED, "figure_trace")
LISTED = ("figures", "casualties", "refugees")
_SEEN = """
SELECT f.figure_id AS id, f.sentence, f.outlet, f.published_on FROM figure_trace f WHERE f.figure_id IN (SELECT unnest(?))
"""
Row = dict[str, Any]


def diff(old: Path, new: Path, format: str | None, limit: int) -> int:
    """Print what is other in `new` than in `old`. Exit code 2 for a file that is no database of Toll's, or one of another schema."""
    with other_reader(old, NEEDED) as before, other_reader(new, NEEDED) as after:
        _tell_columns(before, after)
        found = {name: changes(_rows(before, name), _rows(after, name), table(name), same=SAME.get(name, ())) for name in COMPARED}
        chosen = show.chosen(format, "jsonl")
        if chosen == "table":
            _print(found, before, after, limit)
        else:
            show.write(_lines(found), chosen)
    return 0


def _tell_columns(before: Reader, after: Reader) -> None:
    """A line on standard error for the columns that only one of two databases of different versions has."""
    for name in COMPARED:
        one, other = (set(database.frame(f"FROM {name} LIMIT 0").columns) for database in (before, after))
        if one != other:
            print(f"toll: {name}: only one of the two has {', '.join(sorted(one ^ other))}; that is not compared", file=sys.stderr)


def _rows(database: Reader, name: str) -> pl.DataFrame:
    return database.frame(f"SELECT * FROM {name} ORDER BY ALL")


def _lines(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every change as a line: table, change, id, columns, and the old and the new row as JSON, for a changed one only what differs."""
    lines = []
    for name, rows in found.items():
        for row in rows.iter_rows(named=True):
            told = {
                side: json.dumps(_kept(row[side], row["columns"]), ensure_ascii=False, default=str) for side in ("was", "now") if row[side]
            }
            lines.append(
                {"table": name, "change": row["change"], "id": row["id"], "columns": row["columns"], "was": None, "now": None} | told
            )
    types = dict.fromkeys(("table", "change", "id", "was", "now"), pl.String) | {"columns": pl.List(pl.String)}
    return pl.DataFrame(lines, schema={name: types[name] for name in ("table", "change", "id", "columns", "was", "now")})


def _kept(row: Row, columns: list[str]) -> Row:
    return {name: row[name] for name in columns} if columns else row


def _print(found: dict[str, pl.DataFrame], before: Reader, after: Reader, limit: int) -> None:
    out = show.console()
    counted = []
    for name, rows in found.items():
        count = Counter(rows["change"].to_list())
        counted.append({"table": name, **{change: count[change] for change in (ADDED, GONE, CHANGED)}})
    show.rows(out, counted, title=f"{show.path(before.path)} → {show.path(after.path)}")
    if all(rows.is_empty() for rows in found.values()):
        out.print("\nnothing differs")
        return
    columns = Counter(column for rows in (found["figures"]["columns"].to_list()) for column in rows)
    if columns:
        out.print(f"\ncolumns of changed figures: {', '.join(f'{name} {count:,}' for name, count in columns.most_common())}")
    for name in LISTED:
        for change in (CHANGED, GONE, ADDED):
            rows = found[name].filter(pl.col("change") == change)
            if rows.height:
                out.print()
                _list(rows.head(limit).to_dicts(), name, change, before, after)
                if rows.height > limit:
                    out.print(f"and {rows.height - limit:,} more; --limit {rows.height} lists them all, --format csv all columns")


def _list(rows: list[Row], name: str, change: str, before: Reader, after: Reader) -> None:
    out = show.console()
    if name == "figures":
        words: dict[str, Row] = {}
        for database, side in ((before, "was"), (after, "now")):
            ids = [row[side]["figure_id"] for row in rows if row[side]]
            words |= {row["id"]: row for row in database.rows(_SEEN, [ids])}
    out.print(Text(f"{name} {change}", style="bold"))
    told = []
    for row in rows:
        here = row["now"] or row["was"]
        told.append(
            {
                "as_of": here.get("as_of"),
                "what": " ".join([*(here[slot] for slot in ("population", "age") if here[slot] != "any"), here["measure"]]),
                "number": " → ".join(dict.fromkeys(_number(row[side]) for side in ("was", "now") if row[side])),
                "place": here.get("place") or here["place_id"],
                "changed": ", ".join(
                    f"{column} {show.plain(row['was'][column], 24) or '-'} → {show.plain(row['now'][column], 24) or '-'}"
                    for column in row["columns"]
                    if column not in ("low", "best", "high", "figure_id")
                ),
                "id": row["id"][:8],
                **(
                    {"outlet": words[here["figure_id"]]["outlet"], "sentence": words[here["figure_id"]]["sentence"]}
                    if name == "figures"
                    else {}
                ),
            }
        )
    show.rows(out, told)


def _number(row: Row) -> str:
    return number(row["low"], row["best"], row["high"])
