"""What a run leaves in the Prefect UI: the counts of its stages, each gate's expectations, and the newest figures."""

from __future__ import annotations

from prefect.artifacts import create_table_artifact

from flows import health
from flows.settings import settings
from flows.warehouse import Warehouse

_STAGES = """
SELECT stage, state, round(seconds, 1) AS seconds, offered, written, refused, counts, error FROM runs WHERE run_id = ? ORDER BY started_at, stage
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


def show(warehouse: Warehouse, run_id: str) -> None:
    """Make the run's table artifacts. Cells hold text from articles: they are escaped, so that no markup of a page is alive in the UI."""
    for key, description, query, parameters in (
        ("run-counts", "What each stage did.", _STAGES, [run_id]),
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


def shown(value: object) -> object:
    """A value as a cell of an artifact: text escaped and cut at 500 characters, all else as it is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)[:500]
    for mark, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("[", "&#91;"), ("`", "&#96;")):
        text = text.replace(mark, escaped)
    return text
