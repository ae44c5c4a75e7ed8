"""From what is said to what is known: figures to incidents, claims, casualties, refugees and their evidence."""

from __future__ import annotations

from prefect import flow

from flows import corrections, reference
from flows.batches import as_task, log
from flows.gate import write
from flows.run import Stage, stage
from transforms.casualties import casualties
from transforms.claims import claims
from transforms.conform import frame
from transforms.evidence import evidence
from transforms.incidents import incidents
from transforms.refugees import refugees
from transforms.schema import table

_RECEIVED = """
SELECT a.article_id, CAST(min(r.received_at) AS DATE) AS received_on FROM articles a JOIN receipts r USING (document_id) GROUP BY 1 ORDER BY 1
"""
_REFERENCES = ("speakers", "places", "conflicts")


@flow(
    name="tabulate",
    flow_run_name="work out the tables ({run_id})",
    description="Merges figures into claims and works out casualties and refugees.",
)
def tabulate(run_id: str | None = None) -> dict[str, int]:
    """Rows of claims, casualties, refugees and evidence after the stage."""
    with stage("tabulate", run_id) as work:
        as_task("correct", "lay corrections.csv over the figures", corrections.lay_over, work)
        n = work.warehouse.value("SELECT count(*) FROM figures")
        as_task("reconcile", f"reconcile {n} figures", _reconcile, work)
        log(", ".join(f"{count} {name}" for name, count in sorted(work.counts.items())))
        return dict(work.counts)


def _reconcile(work: Stage) -> None:
    known = reference.load(work.settings.home)
    figures = work.warehouse.frame("SELECT * FROM figures ORDER BY figure_id")
    articles = work.warehouse.frame("SELECT * EXCLUDE (text) FROM articles ORDER BY article_id")
    stories = work.warehouse.frame("SELECT * FROM stories ORDER BY article_id")
    said, of_figures = claims(figures, stories, articles, work.warehouse.frame(_RECEIVED), known)
    made = {
        "incidents": incidents(figures, stories, articles, known),
        "claims": said,
        "claim_figures": of_figures,
        "casualties": casualties(said, known),
        "refugees": refugees(said, known),
        "evidence": evidence(said, known),
    }
    with work.warehouse.transaction():
        for name in _REFERENCES:
            write(work, name, frame(table(name), known[name]), whole=True)
        for name, rows in made.items():
            work.counts[name] = write(work, name, rows, whole=True).rows.height
