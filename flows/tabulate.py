"""From what is said to what is known: figures to incidents, claims, casualties, refugees and their evidence."""

from __future__ import annotations

import polars as pl
from prefect import flow

from flows import corrections
from flows.batches import as_task, log
from flows.gate import write
from flows.known import rules
from flows.run import Stage, stage
from transforms.casualties import casualties
from transforms.claims import claims
from transforms.conform import frame
from transforms.evidence import evidence
from transforms.incidents import incidents
from transforms.provenance import placed
from transforms.reconcile import neighbourhood
from transforms.refugees import refugees
from transforms.schema import Table, table

_RECEIVED = """
SELECT a.article_id, CAST(min(r.received_at) AS DATE) AS received_on FROM articles a JOIN receipts r USING (document_id) GROUP BY 1 ORDER BY 1
"""
_LAST = "SELECT state, extractor_version FROM runs WHERE stage = 'tabulate' AND run_id <> ? ORDER BY started_at DESC, rowid DESC LIMIT 1"
_REFERENCES = ("speakers", "places", "conflicts")


@flow(
    name="tabulate",
    flow_run_name="work out the tables ({run_id})",
    description="Merges figures into claims and works out casualties and refugees.",
    persist_result=False,
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
    figures = work.warehouse.frame("SELECT * FROM figures ORDER BY figure_id")
    known = rules(work.settings.home, figures)
    articles = work.warehouse.frame("SELECT * EXCLUDE (text) FROM articles ORDER BY article_id")
    stories = work.warehouse.frame("SELECT * FROM stories ORDER BY article_id")
    figures = placed(figures, stories, articles, known)
    said, of_figures = claims(figures, stories, articles, work.warehouse.frame(_RECEIVED), known)
    events = incidents(figures, stories, articles, known)
    before = work.warehouse.frame("SELECT * FROM claims" if _same_rules(work) else "SELECT * FROM claims WHERE false")
    touched = said if before.is_empty() else claims_touched(said, before)
    gone = _cells_of(work, None if before.is_empty() else claims_touched(before, said)["claim_id"].to_list())
    with work.warehouse.transaction():
        for name in _REFERENCES:
            write(work, name, frame(table(name), [dict(row) for row in known[name]]), whole=True)
        for name, rows in (("incidents", events), ("claims", said), ("claim_figures", of_figures)):
            work.warehouse.keep_only(table(name), rows)
            write(work, name, rows if before.is_empty() else work.warehouse.differing(table(name), rows))
        for name, made in (("casualties", casualties), ("refugees", refugees), ("evidence", evidence)):
            _put_touched(work, table(name), made(touched, known), gone, anew=before.is_empty())
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


def _cells_of(work: Stage, claim_ids: list[str] | None) -> list[str]:
    """The cells in which the claims are, as the warehouse has them; all cells without a list of claims."""
    which = "" if claim_ids is None else "WHERE claim_id IN (SELECT unnest(?))"
    return work.warehouse.frame(f"SELECT DISTINCT cell_id FROM evidence {which}", [] if claim_ids is None else [claim_ids])[
        "cell_id"
    ].to_list()


def _put_touched(work: Stage, of: Table, rows: pl.DataFrame, gone: list[str], *, anew: bool) -> None:
    """Write rows in the place of those of the cells that were touched; those that are the same stay, judged again only `anew`."""
    key = f"concat_ws('/', {', '.join(of.key)})"
    standing = work.warehouse.frame(f"SELECT {key} AS key FROM {of.name} WHERE cell_id IN (SELECT unnest(?))", [gone])
    old = standing.join(rows.select(key=pl.concat_str(of.key, separator="/")), on="key", how="anti")
    work.warehouse.execute(f"DELETE FROM {of.name} WHERE {key} IN (SELECT unnest(?))", [old["key"].to_list()])
    write(work, of.name, rows if anew else work.warehouse.differing(of, rows))
