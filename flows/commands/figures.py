from __future__ import annotations

import sys
from datetime import date

from flows.commands import show
from flows.known import as_known_on
from flows.settings import settings
from flows.warehouse import Reader, reader
from transforms.schema.vocabulary import CASUALTY_MEASURES, MEASURES

NEWEST = """
SELECT t.as_of, concat_ws(' ', nullif(t.population, 'any'), nullif(t.age, 'any'), t.measure) AS what, t.low, t.best, t.high,
       t.side, coalesce(p.name, t.place_id) AS place, {origin}t.scope, t.n_stories AS stories,
       list_filter(t.flags, lambda f: f <> 'single_speaker') AS note, left(t.cell_id, 8) AS cell
FROM {table} t LEFT JOIN places p ON p.place_id = t.place_id {join}
WHERE (? IS NULL OR t.measure = ?) AND t.scope <> 'projection' AND t.n_claims > 0
ORDER BY t.as_of DESC NULLS LAST, coalesce(t.best, t.high, t.low) DESC NULLS LAST, t.cell_id LIMIT ?
"""
FEWER = ("side", "stories", "note")
WIDE = 100  # characters that a line with all columns takes


def figures(measure: str | None, limit: int, *, to_check: bool = False, then: date | None = None) -> int:
    """Print the newest rows of both figure tables, or the doubtful figures; `then`: as they were known on that day.

    Exit code 2 for a measure that there is not.
    """
    if measure is not None and measure not in MEASURES:
        print(f"toll: no measure {measure!r}; there are {', '.join(MEASURES)}", file=sys.stderr)
        return 2
    if to_check:
        from flows.commands.check import to_check as doubtful

        return doubtful(measure, limit)
    out = show.console()
    home = settings().home
    with reader(home) as database:
        tables = {"casualties": "casualties", "refugees": "refugees"}
        if then is not None:
            for name, rows in as_known_on(database, then, home).items():
                database.lay(f"{name}_then", rows)
                tables[name] = f"{name}_then"
        for name in ("casualties", "refugees"):
            if measure is None or (measure in CASUALTY_MEASURES) == (name == "casualties"):
                rows_shown = newest(database, name, measure, limit, more=out.width >= WIDE, table=tables[name])
                show.rows(out, rows_shown, title=f"{name}, as known on {then}" if then else name)
                out.print()
    if then is None:
        out.print("toll trace CELL leads from a row to the words that state it")
    return 0


def newest(
    database: Reader, name: str, measure: str | None, limit: int, *, more: bool = False, table: str | None = None
) -> list[dict[str, object]]:
    """The newest cells of a figure table that hold a number, the largest of a day first; `more` adds whose people, the stories and the flags."""
    refugees = name == "refugees"
    query = NEWEST.format(
        table=table or name,
        origin="coalesce(o.name, t.origin_id) AS origin, " if refugees else "",
        join="LEFT JOIN places o ON o.place_id = t.origin_id" if refugees else "",
    )
    shown = []
    for row in database.rows(query, [measure, measure, limit]):
        bounds = number(row.pop("low"), row.pop("best"), row.pop("high"))
        columns = {"as_of": row.pop("as_of"), "what": row.pop("what"), "number": bounds, **row}
        shown.append({column: value for column, value in columns.items() if more or column not in FEWER})
    return shown


def number(low: int | None, best: int | None, high: int | None) -> str:
    """A cell's interval in a few characters: 45, 23 (9-45), 12 or more, at most 400, 24-99; "no number" where all its claims are excluded."""
    if low is None and best is None and high is None:
        return "no number"
    if low is not None and low == best == high:
        return f"{best:,}"
    span = f"{low:,}-{high:,}" if low is not None and high is not None else f"{low:,} or more" if low is not None else f"at most {high:,}"
    return span if best is None or (best in (low, high) and None in (low, high)) else f"{best:,} ({span})"
