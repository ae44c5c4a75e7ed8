"""The figure tables as they were known on a day: worked out in memory from the articles that had come by then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from flows import reference
from flows.warehouse import Reader
from transforms.casualties import casualties
from transforms.claims import claims
from transforms.refugees import refugees
from transforms.text.gazetteer import in_places
from transforms.text.model import Reference


def rules(home: Path, figures: pl.DataFrame) -> Reference:
    """The reference tables by which figures come to tables, with the places of the gazetteer that they name."""
    tables = reference.load(home)
    return {**tables, "places": [*tables["places"], *in_places(tables, {*figures["place_id"], *figures["origin_id"]})]}


def as_known_on(database: Reader, day: date, home: Path) -> dict[str, pl.DataFrame]:
    """Tables claims, casualties and refugees as a run on that day would have made them of the articles published by then.

    An article without a day of publication is known on the day on which it was received. Corrections are those of today.
    """
    articles = database.frame("SELECT * EXCLUDE (text) FROM articles ORDER BY article_id")
    received = database.frame(
        "SELECT a.article_id, CAST(min(r.received_at) AS DATE) AS received_on FROM articles a JOIN receipts r USING (document_id) GROUP BY 1 ORDER BY 1"
    )
    known = (
        articles.join(received, on="article_id", how="left")
        .filter(pl.coalesce("published_on", "received_on") <= day)["article_id"]
        .implode()
    )

    def of_known(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(pl.col("article_id").is_in(known))

    figures = of_known(database.frame("SELECT * FROM figures ORDER BY figure_id"))
    stories = of_known(database.frame("SELECT * FROM stories ORDER BY article_id"))
    by = rules(home, figures)
    said, _ = claims(figures, stories, of_known(articles), received, by)
    return {"claims": said, "casualties": casualties(said, by), "refugees": refugees(said, by)}
