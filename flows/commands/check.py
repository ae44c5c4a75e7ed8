"""`toll figures --to-check`: what to read again, and the line of corrections.csv that sets it right."""

from __future__ import annotations

import csv
import io
from typing import Any

from rich.text import Text

from flows.commands import show
from flows.commands.figures import number
from flows.settings import settings
from flows.warehouse import Reader, reader
from transforms.doubts import doubts
from transforms.schema.corrections import WRITTEN
from transforms.spreadsheet import excerpt

Row = dict[str, Any]
_FIGURES = """
SELECT f.figure_id, c.claim_id, f.confidence, f.speaker, f.speaker_id, f.flags FROM figures f JOIN claim_figures c USING (figure_id)
WHERE figure_id NOT IN (SELECT figure_id FROM corrected) AND (? IS NULL OR measure = ?) ORDER BY 1
"""
# the words of a figure address it where its article holds them once; else its id does
_SHOWN = """
SELECT f.*, coalesce(p.name, f.place) AS where_, substr(CASE f.field WHEN 'title' THEN a.title ELSE a.text END, f.start + 1, f."end" - f.start) AS words,
       len(string_split(concat_ws(chr(10), a.title, a.text), words)) - 1 AS times,
       (SELECT count(*) FROM figures o WHERE o.article_id = f.article_id AND o.measure = f.measure AND o.value_text = f.value_text
          AND o.field = f.field AND o.value_start >= f.start AND o.value_end <= f."end") AS alike,
       (SELECT count(*) FROM articles o WHERE o.url = f.url) AS with_url,
       (SELECT string_agg(o.name, ' or ' ORDER BY o.name) FROM places o WHERE list_contains(p.confused_with, o.place_id)) AS confused_with
FROM figure_trace f JOIN articles a USING (article_id) LEFT JOIN places p ON p.place_id = f.place_id
WHERE f.figure_id IN (SELECT unnest(?))
"""


def to_check(measure: str | None, limit: int) -> int:
    """Print the figures of which something is doubtful, worst first, each with its line for corrections.csv."""
    home = settings().home
    out = show.console()
    with reader(home) as database:
        found = doubtful(database, measure)
        wanted = [figure_id for row in found[:limit] for figure_id in (row["figure_id"], *row["copies"])]
        shown = {row["figure_id"]: row for row in database.rows(_SHOWN, [wanted])}
        for place, doubt in enumerate(found[:limit], start=1):
            _print(place, shown[doubt["figure_id"]], doubt, [shown[figure_id] for figure_id in doubt["copies"]])
    if not found:
        out.print("no figure is doubtful" + (f" for {measure}" if measure else ""))
        return 0
    if len(found) > limit:
        out.print(f"{len(found) - limit:,} more; --limit {len(found)} shows them all")
    own = home / "corrections.csv"
    first = "" if own.exists() else f", under the first line {','.join(column.name for column in WRITTEN)}"
    out.print(
        f"To correct one, put its last line into {show.path(own)}{first}, and set value, reason and source. The next toll run follows it.",
        soft_wrap=True,
    )
    return 0


def doubtful(database: Reader, measure: str | None = None) -> list[Row]:
    """Every doubtful figure that no correction has set yet, worst first; `copies` are those of the same claim in other articles."""
    figures = database.frame(_FIGURES, [measure, measure])
    evidence = database.frame("SELECT cell_id, claim_id, role FROM evidence")
    rows = doubts(
        figures, database.frame("SELECT * FROM claims"), database.frame("SELECT cell_id, best FROM disputes"), evidence
    ).to_dicts()
    claim = dict(figures.select("figure_id", "claim_id").iter_rows())
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        first.setdefault((claim[row["figure_id"]], *row["doubts"]), row | {"copies": []})["copies"].append(row["figure_id"])
    return [row | {"copies": row["copies"][1:]} for row in first.values()]


def line(figure: Row) -> str:
    """The row of corrections.csv that addresses a figure. As it stands it changes nothing: a person sets value, reason and source."""
    by_words = figure["words"] and figure["times"] == 1 and figure["alike"] == 1
    on_the_web = figure["with_url"] == 1 and str(figure["url"]).startswith(("https://", "http://"))
    article = figure["url"] if on_the_web else figure["article_id"]
    address = [article, figure["words"], figure["value_text"], figure["measure"]] if by_words else ["", figure["figure_id"], "", ""]
    setting = ["best", ""] if figure["best"] is None else ["number", figure["best"]]
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([*address, *setting, "WHY", "WHERE IT SAYS SO"])
    return written.getvalue()


def _print(place: int, figure: Row, doubt: Row, copies: list[Row]) -> None:
    out = show.console()
    people = " ".join([*(figure[slot] for slot in ("population", "age") if figure[slot] != "any"), figure["measure"]])
    where = f" in {show.plain(figure['where_'])}" if figure["where_"] else ""
    head = f"{place}. {number(figure['low'], figure['best'], figure['high'])} {people}{where}, {figure['as_of'] or 'no day'}"
    out.print(Text(head, style="bold"), Text("; ".join(_why(doubt, figure)), style="yellow"), soft_wrap=True, sep="  ")
    out.print(Text(f"   “{show.plain(excerpt(figure['sentence'], figure['value_text'], 300))}”"), soft_wrap=True)
    told = [
        show.plain(figure["outlet"]) or "outlet unknown",
        str(figure["published_on"] or "undated"),
        show.plain(figure["url"]),
        figure["figure_id"],
    ]
    out.print(Text("   " + " · ".join(part for part in told if part), style="dim"), soft_wrap=True)
    out.print(Text("   " + show.plain(line(figure))), soft_wrap=True)
    if copies:
        out.print(Text(f"   the same in {len(copies):,} more article{'s' if len(copies) > 1 else ''}, each with its line:", style="dim"))
    for copy in copies:
        out.print(Text("   " + show.plain(line(copy))), soft_wrap=True)


def _why(doubt: Row, figure: Row) -> list[str]:
    words = {
        "jump": lambda: f"jump: {' and '.join(f'{beside:,}' for beside in doubt['beside'])} beside it in its series",
        "dispute": lambda: f"dispute: the best number is {doubt['best']:,}",
        "confused place": lambda: f"confused place: other places of its article speak for {show.plain(figure['confused_with'])}",
        "low confidence": lambda: f"low confidence: {figure['confidence']:.0%} of such figures are right",
        "unknown speaker": lambda: f"unknown speaker: speakers.csv has no {show.plain(figure['speaker'], 60)!r}",
    }
    return [words[each]() for each in doubt["doubts"]]
