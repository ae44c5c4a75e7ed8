"""From what is said to what is known: figures to incidents, claims, casualties, refugees and their evidence."""

from __future__ import annotations

import polars as pl
from prefect import flow

from flows import corrections
from flows.again import NOW, RECEIVED, Again, again
from flows.batches import as_task, log
from flows.gate import write
from flows.known import rules
from flows.run import Stage, stage
from transforms.casualties import casualties
from transforms.claims import claims
from transforms.conform import frame
from transforms.events import events
from transforms.evidence import evidence
from transforms.incidents import incidents
from transforms.provenance import at_events, seen
from transforms.reconcile import NEIGHBOURS, neighbourhood
from transforms.refugees import refugees
from transforms.schema import Table, table
from transforms.text.model import Reference
from transforms.touched import ids, neighbourhoods, site

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
    """Works out again what the new figures touch, or everything where the rules are others than at the last run; the result is the same."""
    house = work.warehouse
    known = rules(work.settings.home, house.frame("SELECT DISTINCT place_id, origin_id FROM figures ORDER BY ALL"))
    anew = not _same_rules(work) or house.value("SELECT count(*) FROM settled") == 0
    refused = work.refused
    made = _all(work, known) if anew else again(house, known)
    with house.transaction():
        for name in _REFERENCES:
            write(work, name, frame(table(name), [dict(row) for row in known[name]]), whole=True)
        _put_claims(work, made, anew=anew)
        touched, gone = _neighbours(work, made, anew=anew)
        for name, rows in (
            ("casualties", casualties(touched, known)),
            ("refugees", refugees(touched, known)),
            ("evidence", evidence(touched, known)),
        ):
            _put_touched(work, table(name), rows, gone, anew=anew)
        if work.refused > refused:  # what a gate refused is in no table from which the next run could go on
            house.execute("DELETE FROM settled")
    work.counts.update(claims_touched=touched.height)
    for name in ("incidents", "claims", "claim_figures", "casualties", "refugees", "evidence"):
        work.counts[name] = int(house.value(f"SELECT count(*) FROM {name}"))


def _all(work: Stage, known: Reference) -> Again:
    """Everything worked out from all figures."""
    house = work.warehouse
    articles = house.frame("SELECT article_id, published_on FROM articles ORDER BY 1")
    stories = house.frame("SELECT article_id, story_id, version_of FROM stories ORDER BY 1")
    figures = house.frame("SELECT * FROM figures ORDER BY figure_id")
    read = seen(figures, stories, articles, figures)
    found = events(read.filter(pl.col("scope") == "incident"), known)
    told = at_events(read, found)
    said, of_figures = claims(told, stories, articles, house.frame(RECEIVED), known)
    sites = site(read.join(found.select("figure_id", "town", "is_risen"), on="figure_id"))
    settled = (
        house.frame(NOW).join(sites, on="figure_id", how="left").join(found.select("figure_id", "incident_id"), on="figure_id", how="left")
    )
    return Again(
        claims=said,
        were=said.clear(),
        claim_figures=of_figures,
        settled=settled.select(table("settled").names),
        incidents=incidents(told, stories, articles, known),
        gone=pl.Series(dtype=pl.String),
    )


def _put_claims(work: Stage, made: Again, *, anew: bool) -> None:
    """Write incidents, claims and their figures, and what the next run is to know of them; delete those that are no more."""
    house = work.warehouse
    rows = {"incidents": made.incidents, "claims": made.claims, "claim_figures": made.claim_figures}
    if anew:
        for name, several in (rows | {"settled": made.settled}).items():
            house.keep_only(table(name), several)
    else:
        lost = made.were.join(made.claims, on="claim_id", how="anti")["claim_id"]
        house.execute("DELETE FROM claims WHERE claim_id IN (SELECT unnest(?))", [lost.to_list()])
        for name in ("claim_figures", "settled"):
            house.execute(f"DELETE FROM {name} WHERE figure_id IN (SELECT unnest(?))", [made.gone.to_list()])
    for name, several in rows.items():
        write(work, name, several if anew else house.differing(table(name), several))
    house.put(table("settled"), made.settled)  # bookkeeping of what the judge has seen
    house.execute("DELETE FROM incidents WHERE incident_id NOT IN (SELECT incident_id FROM settled WHERE incident_id IS NOT NULL)")


def _neighbours(work: Stage, made: Again, *, anew: bool) -> tuple[pl.DataFrame, list[str]]:
    """The claims of every neighbourhood in which one is new, changed or gone, and the cells in which such claims are and were."""
    house = work.warehouse
    if anew:
        return made.claims, house.frame("SELECT DISTINCT cell_id FROM evidence ORDER BY 1")["cell_id"].to_list()
    keys = neighbourhoods(made.claims, made.were)
    here = house.frame(f"SELECT claim_id, {', '.join(NEIGHBOURS)} FROM claims ORDER BY 1").filter(neighbourhood().is_in(keys.implode()))
    before = ids(here["claim_id"], made.were.filter(neighbourhood().is_in(keys.implode()))["claim_id"]).to_list()
    cells = house.frame("SELECT DISTINCT cell_id FROM evidence WHERE claim_id IN (SELECT unnest(?)) ORDER BY 1", [before])
    claims_ = house.frame("SELECT * FROM claims WHERE claim_id IN (SELECT unnest(?)) ORDER BY 1", [here["claim_id"].to_list()])
    return claims_, cells["cell_id"].to_list()


def _same_rules(work: Stage) -> bool:
    """Whether the tables that are there were made by this version of the code and the seeds, and to their end."""
    last = work.warehouse.frame(_LAST, [work.run_id]).to_dicts()
    return bool(last) and last[0] == {"state": "done", "extractor_version": work.extractor_version}


def _put_touched(work: Stage, of: Table, rows: pl.DataFrame, gone: list[str], *, anew: bool) -> None:
    """Write rows in the place of those of the cells that were touched; those that are the same stay, judged again only `anew`."""
    key = f"concat_ws('/', {', '.join(of.key)})"
    standing = work.warehouse.frame(f"SELECT {key} AS key FROM {of.name} WHERE cell_id IN (SELECT unnest(?))", [gone])
    old = standing.join(rows.select(key=pl.concat_str(of.key, separator="/")), on="key", how="anti")
    work.warehouse.execute(f"DELETE FROM {of.name} WHERE {key} IN (SELECT unnest(?))", [old["key"].to_list()])
    write(work, of.name, rows if anew else work.warehouse.differing(of, rows))
