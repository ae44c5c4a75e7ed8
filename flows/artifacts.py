"""What a run leaves in the Prefect UI: what the tables hold, charts of the totals, the counts of its stages, each gate's expectations, the newest
figures."""

from __future__ import annotations

import base64

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows import charts, health
from flows.counts import counts
from flows.report.content import totals
from flows.report.page import bounds, day, number, people, text
from flows.settings import settings
from flows.warehouse import Warehouse

_STAGES = """
SELECT run_id, stage, state, round(seconds, 1) AS seconds, offered, written, refused, counts, error
FROM (FROM runs WHERE run_id = ? UNION ALL (FROM runs WHERE stage = 'ingest' AND state = 'unchanged' AND run_id <> ? ORDER BY started_at DESC LIMIT 20))
ORDER BY started_at DESC, stage
"""
_CHECKS = """
SELECT stage, "table", rows - refused AS passed, refused, rule FROM checks WHERE run_id = ? ORDER BY refused DESC, stage, "table", rule
"""
_REJECTS = """SELECT stage, "table", reason, rule, count(*) AS n, min(id) AS first FROM rejects WHERE run_id = ? GROUP BY ALL ORDER BY n DESC, reason"""
_CELLS = """
SELECT as_of, measure, population, age, side, place_id AS place, scope, low, best, high, n_speakers, n_stories, cell_id
FROM (SELECT * FROM casualties UNION ALL BY NAME SELECT * FROM refugees)
WHERE as_of IS NOT NULL ORDER BY as_of DESC, coalesce(best, high, low) DESC NULLS LAST, cell_id LIMIT 50
"""
MAX_CHARTS = 6


def show(warehouse: Warehouse, run_id: str) -> None:
    """Make the run's artifacts. They hold text from articles: it is escaped, so that no markup of a page is alive in the UI."""
    create_table_artifact(key="holds", table=[dict(counts(warehouse))], description=f"How many rows the tables hold. Run {run_id}.")
    if drawn := _charts(warehouse):
        create_markdown_artifact(key="charts", markdown=drawn, description=f"How totals grew. Run {run_id}.")
    for key, description, query, parameters in (
        ("run-counts", "What each stage did, and the last runs that found nothing new.", _STAGES, [run_id, run_id]),
        ("expectations", "What was expected of each table: rows asked, passed, refused.", _CHECKS, [run_id]),
        ("rejects", "What was refused in this run, and why.", _REJECTS, [run_id]),
        ("newest-figures", "The newest cells of casualties and refugees; `toll trace CELL_ID` leads to the words.", _CELLS, []),
    ):
        rows = [{name: shown(value) for name, value in row.items()} for row in warehouse.frame(query, parameters).to_dicts()]
        if rows:
            create_table_artifact(key=key, table=rows, description=f"{description} Run {run_id}.")
    polls, sources = warehouse.frame("FROM polls").to_dicts(), warehouse.frame("FROM sources").to_dicts()
    if told := health.all_warnings(sources, polls, settings().now()):
        rows = [{name: shown(value) for name, value in row.items()} for row in told]
        create_table_artifact(key="sources", table=rows, description=f"Sources to look at. Run {run_id}.")


def _charts(warehouse: Warehouse) -> str:
    """The charts of the report as pictures in Markdown, each with its last number in words. Text in a picture is never run."""
    parts = []
    for chart in totals(warehouse)[:MAX_CHARTS]:
        last = chart["cells"][-1]
        named = [{**claim, "speaker": text(claim["speaker"])} for claim in chart["claims"]]
        svg = charts.series(chart["cells"], named, width=720, colours=charts.PAPER)
        where = ", ".join(str(shown(text(place))) for place in (chart["place"], chart["conflict"]) if place)
        parts.append(
            f"### {people(chart)}, {where}\n\n{number(last)} on {day(last['as_of'])} (low to high: {bounds(last)}; cell `{last['cell_id']}`)\n\n"
            f"![{people(chart)}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})\n"
        )
    return "\n".join(parts)


def shown(value: object) -> object:
    """A value as a cell of an artifact: text escaped and cut at 500 characters, all else as it is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    words = " ".join(str(value)[:500].split())
    for mark, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("[", "&#91;"), ("]", "&#93;"), ("`", "&#96;"), ("\\", "&#92;")):
        words = words.replace(mark, escaped)
    return words
