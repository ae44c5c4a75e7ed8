"""The whole pipeline in order. It ends after ingest when nothing is new and nothing is left over from a run that was cut off."""

from __future__ import annotations

from prefect import flow

from flows import corrections
from flows.artifacts import show
from flows.batches import as_flow, log, seen
from flows.counts import told
from flows.dedupe import dedupe
from flows.enrich import enrich
from flows.ingest import ingest
from flows.publish import publish
from flows.run import new_run_id
from flows.settings import settings
from flows.tabulate import tabulate
from flows.warehouse import PUBLISHED, Warehouse, writer

_UNFINISHED = """
SELECT (SELECT count(*) FROM articles a LEFT JOIN readings r USING (article_id) LEFT JOIN stories s USING (article_id)
        WHERE r.article_id IS NULL OR s.article_id IS NULL)
     + (SELECT count(*) FROM runs i WHERE i.stage = 'ingest' AND i.state <> 'unchanged' AND NOT EXISTS (
          FROM runs p WHERE p.stage = 'publish' AND p.state IN ('done', 'unchanged') AND (p.run_id = i.run_id OR p.started_at > i.started_at)))
"""


@flow(
    name="pipeline",
    flow_run_name="read the news into tables",
    description="All stages in order: ingest, dedupe, enrich, tabulate, publish.",
)
def pipeline(paths: list[str] | None = None) -> dict[str, object]:
    """The run's id, what ingest counted, and whether a database was published."""
    now = settings()
    with writer(now.home) as warehouse:
        run_id = new_run_id(now)
        counts = as_flow(ingest, paths, run_id)
        _tell("ingest", counts)
        published = 0
        if counts.get("pending") or counts.get("new") or _unfinished(warehouse):
            _tell("dedupe", as_flow(dedupe, run_id))
            _tell("enrich", as_flow(enrich, run_id))
            _tell("tabulate", as_flow(tabulate, run_id))
            published = as_flow(publish, run_id)["published"]
        else:
            log("nothing is new: the tables stay as they are")
        log(f"the tables hold {told(warehouse)}")
        if seen():
            show(warehouse, run_id)
        return {"run_id": run_id, "published": published, **counts}


def _tell(stage: str, counts: dict[str, int]) -> None:
    """A line of the pipeline's own log for each stage, so that nobody needs to open five runs to see what one did."""
    log(f"{stage}: " + (", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items() if count) or "nothing to do"))


def _unfinished(warehouse: Warehouse) -> bool:
    """Whether articles wait for a later stage, a run that read something ended before it published, or corrections.csv was changed since."""
    unfinished = bool(warehouse.value(_UNFINISHED)) or not (warehouse.home / PUBLISHED).exists()
    return unfinished or corrections.changed(warehouse)
