"""Which articles tell the same story: articles to stories."""

from __future__ import annotations

from prefect import flow

from flows.batches import as_task, log
from flows.gate import write
from flows.run import Stage, stage
from transforms.stories import stories


@flow(name="dedupe", flow_run_name="find copies of articles ({run_id})", description="Finds exact and near copies: articles to stories.")
def dedupe(run_id: str | None = None) -> dict[str, int]:
    """Counts of articles, stories and copies after the stage."""
    with stage("dedupe", run_id) as work:
        as_task(
            "find stories", f"find the stories of {work.warehouse.value('SELECT count(*) FROM articles')} articles", lambda: _stories(work)
        )
        log(f"{work.counts['articles']} articles tell {work.counts['stories']} stories; {work.counts['copies']} are copies")
        return dict(work.counts)


def _stories(work: Stage) -> None:
    articles = work.warehouse.frame("SELECT article_id, title, text, published_on FROM articles ORDER BY article_id")
    found = stories(articles)
    with work.warehouse.transaction():
        written = write(work, "stories", found, whole=True).rows
    work.counts.update(articles=articles.height, stories=written["story_id"].n_unique(), copies=int((~written["is_original"]).sum()))
