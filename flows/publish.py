"""The laws, then the database that people read: warehouse to toll.duckdb."""

from __future__ import annotations

import json

from prefect import flow

from flows import laws
from flows.batches import as_task, log
from flows.content import content_hash
from flows.run import Stage, stage
from flows.warehouse import PUBLISHED


@flow(
    name="publish",
    flow_run_name="check the laws and publish ({run_id})",
    description="Checks the laws of conservation and publishes toll.duckdb.",
    persist_result=False,
)
def publish(run_id: str | None = None) -> dict[str, int]:
    """Whether a database was published (`published` 1 or 0)."""
    with stage("publish", run_id) as work:
        as_task("check the laws", f"check {len(laws.LAWS)} laws of conservation", laws.check, work)
        as_task("publish", "publish the database", _publish, work)
        return {"published": work.counts["published"]}


def _publish(work: Stage) -> None:
    content = content_hash(work.warehouse)
    last = work.warehouse.value(
        "SELECT counts FROM runs WHERE stage = 'publish' AND state = 'done' ORDER BY started_at DESC, rowid DESC LIMIT 1"
    )
    if last and json.loads(last).get("content_hash") == content and (work.settings.home / PUBLISHED).exists():
        work.state = "unchanged"
        log("nothing changed: the published database stays as it is")
        return
    work.counts.update(published=1)
    work.facts["content_hash"] = content
    work.record("done")  # so that the published copy says so too
    path = work.warehouse.publish(work.run_id)
    log(f"published {path}")
