"""The whole pipeline in order. It ends after ingest when nothing is new and nothing is left over from a run that was cut off."""

from __future__ import annotations

from prefect import flow

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
from flows.unchanged import unfinished
from flows.warehouse import writer


@flow(
    name="pipeline",
    flow_run_name="read the news into tables",
    description="All stages in order: ingest, dedupe, enrich, tabulate, publish.",
    persist_result=False,
)
def pipeline(paths: list[str] | None = None) -> dict[str, object]:
    """The run's id, what ingest counted, and whether a database was published."""
    now = settings()
    with writer(now.home) as warehouse:
        run_id = new_run_id(now)
        counts = as_flow(ingest, paths, run_id)
        _tell("ingest", counts)
        published = 0
        if counts.get("pending") or counts.get("new") or unfinished(warehouse):
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
