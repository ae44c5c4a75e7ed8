"""The claims that a run works out again: those that its new, changed and gone figures touch, and no others."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.warehouse import Warehouse
from transforms.claims import DISTINCT, identified, merged, stated
from transforms.dating import dated_by_series
from transforms.events import beyond_towns, sited
from transforms.provenance import SAME, at_events, seen
from transforms.schema.settled import SETTLED
from transforms.text.model import Reference
from transforms.touched import SITE, among, dated_as_before, differing, ids, in_stretches, series_dating, site
from transforms.towns import PLACED, in_towns

RECEIVED = """
SELECT a.article_id, CAST(min(r.received_at) AS DATE) AS received_on FROM articles a JOIN receipts r USING (document_id) GROUP BY 1 ORDER BY 1
"""
NOW = f"""
SELECT f.figure_id, f.article_id, f.scope, coalesce(s.story_id, f.article_id) AS story_id,
       md5(CAST(row(f, s.story_id, s.version_of, a.published_on, o.published_on, r.received_on, t.told) AS VARCHAR)) AS inputs
FROM figures f LEFT JOIN articles a USING (article_id) LEFT JOIN stories s USING (article_id)
LEFT JOIN (SELECT article_id, list(row({", ".join(SAME)}, as_of, period_start, as_of_basis) ORDER BY figure_id) AS told FROM figures
           WHERE article_id IN (SELECT story_id FROM stories WHERE NOT is_original) GROUP BY 1) t ON t.article_id = s.story_id AND NOT s.is_original
LEFT JOIN articles o ON o.article_id = coalesce(s.story_id, f.article_id) LEFT JOIN ({RECEIVED}) r USING (article_id) ORDER BY 1
"""
_BEFORE = """
SELECT s.*, c.claim_id, i.place_id AS incident_place_id, i.happened_on, i.precision, CAST(NULL AS VARCHAR) AS event_story_id
FROM settled s JOIN claim_figures c USING (figure_id) LEFT JOIN incidents i USING (incident_id) ORDER BY 1
"""
_FIGURES = "SELECT * FROM figures WHERE figure_id IN (SELECT unnest(?)) ORDER BY 1"
_ORIGINALS = "SELECT * FROM figures WHERE article_id IN (SELECT unnest(?)) ORDER BY figure_id"
_BESIDE = "SELECT figure_id, relation, parent_figure_id, measure FROM figures WHERE article_id IN (SELECT unnest(?)) ORDER BY 1"
_CLAIMS = "SELECT * FROM claims WHERE claim_id IN (SELECT unnest(?)) ORDER BY 1"
_TOTALS = "SELECT * FROM claims WHERE scope = 'cumulative' ORDER BY 1"
_SAID = (*DISTINCT, "figure_id", "claim_id", "article_id", "story_id", "speaker", "place", "as_of_basis", "flags", "confidence", "known_on")


@dataclass(frozen=True, slots=True)
class Again:
    """What was worked out again. Rows that are not named stay as they are."""

    claims: pl.DataFrame
    were: pl.DataFrame  # the claims in the place of which these come
    claim_figures: pl.DataFrame
    settled: pl.DataFrame
    incidents: pl.DataFrame
    gone: pl.Series  # figures that are no more


class _Day:
    """The warehouse as a run finds it, and what stood when the tables were last made."""

    def __init__(self, house: Warehouse, known: Reference) -> None:
        self.house, self.known = house, known
        self.now, self.before = house.frame(NOW), house.frame(_BEFORE)
        self.articles = house.frame("SELECT article_id, published_on FROM articles ORDER BY 1")
        self.stories = house.frame("SELECT article_id, story_id, version_of FROM stories ORDER BY 1")
        self.received = house.frame(RECEIVED)
        self.changed = differing(self.now, self.before)

    def seen(self, figures: pl.Series) -> pl.DataFrame:
        rows = self.house.frame(_FIGURES, [figures.to_list()])
        copied = self.stories.join(rows, on="article_id", how="semi").filter(pl.col("story_id") != pl.col("article_id"))
        return seen(rows, self.stories, self.articles, self.house.frame(_ORIGINALS, [ids(copied["story_id"]).to_list()]))

    def stated(self, figures: pl.Series, placed: pl.DataFrame) -> pl.DataFrame:
        return stated(at_events(self.seen(figures), placed), self.received, self.known)


def again(house: Warehouse, known: Reference) -> Again:
    """The claims that figures new, changed or gone since the tables were made touch, equal to those that all figures would give."""
    day = _Day(house, known)
    sites, placed = _events(day)
    old = day.before.select("figure_id", was="incident_id")
    other = placed.join(old, on="figure_id", how="left").filter(pl.col("incident_id").ne_missing(pl.col("was")))
    said = _said(day, ids(day.changed, other["figure_id"]), placed)
    claims, were = _claims(day, said)
    settled = (
        day.now.filter(among("figure_id", ids(day.changed, placed["figure_id"], sites["figure_id"])))
        .join(pl.concat([sites, day.before.join(sites, on="figure_id", how="anti").select(SITE)]), on="figure_id", how="left")
        .join(pl.concat([placed, day.before.join(placed, on="figure_id", how="anti").select(tuple(PLACED))]), on="figure_id", how="left")
    )
    events = placed.select(
        "incident_id", place_id="incident_place_id", happened_on="happened_on", precision="precision", figure_id="figure_id"
    )
    conflicts = settled.select("figure_id", "conflict_id")
    return Again(
        claims=claims,
        were=were,
        claim_figures=said.select("claim_id", "figure_id").sort("figure_id"),
        settled=settled.select(SETTLED.names).sort("figure_id"),
        incidents=events.join(conflicts, on="figure_id").drop("figure_id").unique("incident_id").sort("incident_id"),
        gone=day.before.join(day.now, on="figure_id", how="anti")["figure_id"],
    )


def _events(day: _Day) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sites and events of the figures whose event may be another: columns of `SITE` and of `PLACED`."""
    hit = among("figure_id", day.changed)
    stories = ids(day.now.filter(hit)["story_id"], day.before.filter(hit)["story_id"])
    told = sited(day.seen(day.now.filter((pl.col("scope") == "incident") & among("story_id", stories))["figure_id"]), day.known)
    sites = site(told)
    was = day.before.filter(pl.col("incident_id").is_not_null()).select(SITE)
    here = pl.concat([was.join(sites, on="figure_id", how="anti"), sites]).join(day.now, on="figure_id", how="semi")
    moved = sites.join(was, on="figure_id").filter(pl.col("town").ne_missing(pl.col("town_right")))
    touched = ids(day.changed, moved["figure_id"])
    in_town = pl.col("town").is_not_null()
    stretch = here.filter(in_town & among("figure_id", in_stretches(pl.concat([was, here]).unique(), touched)))
    rows = day.seen(stretch["figure_id"]).join(stretch.select("figure_id", "town"), on="figure_id")
    pinned = in_towns(rows, day.known)
    # outside towns: what is touched itself, and what may be of an event of which anything is another
    old = day.before.select("figure_id", "conflict_id", was="incident_id", was_on="happened_on")
    both = pinned.join(rows.select("figure_id", "conflict_id"), on="figure_id").join(old, on="figure_id", how="left")
    other = both.filter(among("figure_id", touched) | pl.col("incident_id").ne_missing(pl.col("was")))
    lost = old.filter(among("figure_id", touched))
    days = pl.concat(
        [
            other.select("conflict_id", until="happened_on"),
            other.select("conflict_id", until="was_on"),
            lost.select("conflict_id", until="was_on"),
        ]
    ).unique()
    beyond = here.filter(~in_town)
    near = beyond.join(days, on=["conflict_id", "until"], how="semi", nulls_equal=True).filter(pl.col("until").is_not_null())
    wide = day.seen(ids(near["figure_id"], beyond.filter(among("figure_id", touched))["figure_id"]))
    there = wide.filter(pl.col("as_of_precision") == "day").select("conflict_id", happened_on="as_of").unique()
    stay = (
        day.before.filter(in_town & ~among("figure_id", touched))
        .join(stretch, on="figure_id", how="anti")
        .join(there, on=["conflict_id", "happened_on"], how="semi", nulls_equal=True)
    )
    events = pl.concat([stay.select(tuple(PLACED)), pinned.join(rows, on="figure_id", how="semi")])
    towns = pl.concat([stay.select("figure_id", "town"), stretch.select("figure_id", "town")])
    standing = pl.concat([day.seen(stay["figure_id"]), rows.drop("town")]).join(towns, on="figure_id").join(events, on="figure_id")
    return sites, pl.concat([pinned, beyond_towns(wide, standing, day.known)])


def _said(day: _Day, figures: pl.Series, placed: pl.DataFrame) -> pl.DataFrame:
    """These figures, and those whose date rests on them, as statements with their claim."""
    here = day.now.filter(among("figure_id", figures))["figure_id"]
    told = day.stated(here, placed)
    claims_of = day.before.select("figure_id", "claim_id")
    was = day.house.frame(_CLAIMS, [ids(claims_of.filter(among("figure_id", figures))["claim_id"]).to_list()])
    dating = series_dating(day.house.frame(_TOTALS), told, was)
    more = claims_of.filter(among("claim_id", dating["claim_id"]) & ~among("figure_id", figures))
    return identified(dated_by_series(pl.concat([told, day.stated(more["figure_id"], placed)]))).select(_SAID)


def _claims(day: _Day, said: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The claims that may be others than before, and what they were.

    They are those that the figures make and made, and those of the articles of these figures: their parts and additions point to them.
    """
    was = day.before.select("figure_id", "claim_id")
    moved = said.join(was, on=["figure_id", "claim_id"], how="anti")["figure_id"]
    hit = among("figure_id", ids(day.changed, moved))
    now = pl.concat([was.join(said, on="figure_id", how="anti"), said.select("figure_id", "claim_id")]).join(
        day.now.select("figure_id", "article_id", "story_id"), on="figure_id"
    )
    articles = ids(day.now.filter(hit)["article_id"], day.before.filter(hit)["article_id"])
    touched = ids(was.filter(hit)["claim_id"], now.filter(hit | among("article_id", articles))["claim_id"])
    were = day.house.frame(_CLAIMS, [touched.to_list()])
    of_claims = now.filter(among("claim_id", touched))
    rest = of_claims.join(said, on="figure_id", how="anti")
    stay = day.stated(rest["figure_id"], day.before.select(tuple(PLACED))).join(rest.select("figure_id", "claim_id"), on="figure_id")
    together = pl.concat([said.filter(among("claim_id", touched)), dated_as_before(stay, were).select(_SAID)])
    beside = day.house.frame(_BESIDE, [ids(of_claims["article_id"]).to_list()]).join(now, on="figure_id")
    return merged(together, beside), were
