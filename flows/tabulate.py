"""From what is said to what is known: figures to incidents, claims, casualties, refugees and their evidence."""

from __future__ import annotations

import polars as pl
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
from transforms.reconcile import neighbourhood
from transforms.refugees import refugees
from transforms.schema import table
from transforms.text.gazetteer import in_places

_RECEIVED = """
SELECT a.article_id, CAST(min(r.received_at) AS DATE) AS received_on FROM articles a JOIN receipts r USING (document_id) GROUP BY 1 ORDER BY 1
"""
_LAST = "SELECT state, extractor_version FROM runs WHERE stage = 'tabulate' AND run_id <> ? ORDER BY started_at DESC, rowid DESC LIMIT 1"
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
    """Works out again what the new claims touch, or everything where the rules are others than at the last run; the result is the same."""
    known = reference.load(work.settings.home)
    figures = work.warehouse.frame("SELECT * FROM figures ORDER BY figure_id")
    known["places"] = [*known["places"], *in_places(known, {*figures["place_id"], *figures["origin_id"]})]
    articles = work.warehouse.frame("SELECT * EXCLUDE (text) FROM articles ORDER BY article_id")
    stories = work.warehouse.frame("SELECT * FROM stories ORDER BY article_id")
    said, of_figures = claims(figures, stories, articles, work.warehouse.frame(_RECEIVED), known)
    events = incidents(figures, stories, articles, known)
    before = work.warehouse.frame("SELECT * FROM claims" if _same_rules(work) else "SELECT * FROM claims WHERE false")
    touched = said if before.is_empty() else claims_touched(said, before)
    with work.warehouse.transaction():
        for name in _REFERENCES:
            write(work, name, frame(table(name), list(known[name])), whole=True)
        if before.is_empty():
            for name in ("casualties", "refugees", "evidence", "claim_figures", "claims", "incidents"):
                work.warehouse.execute(f"DELETE FROM {name}")
        else:
            _forget(work, said, before)
        for name, rows in (("incidents", events), ("claims", said), ("claim_figures", of_figures)):
            work.warehouse.keep_only(table(name), rows)
            write(work, name, changed(rows, work.warehouse.frame(f"SELECT * FROM {name}")))
        for name, cells in (("casualties", casualties), ("refugees", refugees), ("evidence", evidence)):
            write(work, name, cells(touched, known))
    work.counts.update(claims_touched=touched.height)
    for name in ("incidents", "claims", "claim_figures", "casualties", "refugees", "evidence"):
        work.counts[name] = int(work.warehouse.value(f"SELECT count(*) FROM {name}"))


def _same_rules(work: Stage) -> bool:
    """Whether the tables that are there were made by this version of the code and the seeds, and to their end."""
    last = work.warehouse.frame(_LAST, [work.run_id]).to_dicts()
    return bool(last) and last[0] == {"state": "done", "extractor_version": work.extractor_version}


def changed(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The rows that are not among those before to the letter."""
    written = pl.concat_str(
        [
            (pl.col(name).list.join("\x1e") if type_ == pl.List(pl.String) else pl.col(name).cast(pl.String)).fill_null("\0")
            for name, type_ in rows.schema.items()
        ],
        separator="\x1f",
    )
    return rows.with_columns(_row=written).join(before.select(_row=written), on="_row", how="anti", maintain_order="left").drop("_row")


def claims_touched(said: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The claims of every neighbourhood in which one is new, changed or gone."""
    differ = pl.concat([changed(said, before), changed(before, said)])
    return said.filter(neighbourhood().is_in(differ.select(neighbourhood()).to_series().implode()))


def _forget(work: Stage, said: pl.DataFrame, before: pl.DataFrame) -> None:
    """Delete the cells, with their evidence, in which a claim of a touched neighbourhood was."""
    old = claims_touched(before, said)["claim_id"].to_list()
    cells = work.warehouse.frame("SELECT DISTINCT cell_id FROM evidence WHERE claim_id IN (SELECT unnest(?))", [old])["cell_id"].to_list()
    for name in ("casualties", "refugees", "evidence"):
        work.warehouse.execute(f"DELETE FROM {name} WHERE cell_id IN (SELECT unnest(?))", [cells])
