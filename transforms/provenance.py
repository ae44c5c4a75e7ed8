"""What a statement rests on beside its words: its story, the day on which it became known, and the event that it tells of.

Both incidents and claims see the figures through these rules, so that an incident is the same for both.
"""

from __future__ import annotations

import polars as pl

from transforms.events import events
from transforms.ids import content_id
from transforms.text.model import Reference
from transforms.towns import PLACED

SAME = ("field", "measure", "population", "age", "sex", "scope", "low", "best", "high")
"""By which a copy's number is found again in its original."""


def placed(figures: pl.DataFrame, stories: pl.DataFrame, articles: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The figures as `seen`, and those of scope incident with the place and day of their event (`transforms.events`).

    Figures that are placed already are as they are.
    """
    if "incident_id" in figures.columns:
        return figures
    known = seen(figures, stories, articles, figures)
    return at_events(known, events(known.filter(pl.col("scope") == "incident"), reference))


def seen(figures: pl.DataFrame, stories: pl.DataFrame, articles: pl.DataFrame, originals: pl.DataFrame) -> pl.DataFrame:
    """The figures with `story_id`, `version_of` and `published_on`, names where ids are missing, and copies dated by their original.

    `articles` holds the originals too, and `originals` their figures.
    """
    printed = articles.select(story_id="article_id", original_on="published_on")
    return (
        figures.join(articles.select("article_id", "published_on"), on="article_id", how="left", maintain_order="left")
        .join(stories.select("article_id", "story_id", "version_of"), on="article_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("story_id", "article_id").alias("story_id"))
        .join(printed, on="story_id", how="left", maintain_order="left")
        .join(_days_told(originals), on=["story_id", *SAME], how="left", maintain_order="left", nulls_equal=True)
        .with_columns(*_dated_by_original())
        .with_columns(
            place_id=pl.coalesce("place_id", "place"),
            origin_id=pl.coalesce("origin_id", "origin"),
            speaker_id=pl.coalesce("speaker_id", "speaker"),
        )
        .drop("original_on", "told_since", "told_on")
    )


def at_events(figures: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The seen figures with the place and day of their event, whatever part of the town they name and whichever day they were printed on.

    `incident_place_id`, `happened_on`, `precision` and `event_story_id` describe that event.
    """
    of_event = pl.col("incident_id").is_not_null()
    return figures.join(found.select(tuple(PLACED)), on="figure_id", how="left", maintain_order="left").with_columns(
        place_id=pl.when(of_event).then("incident_place_id").otherwise("place_id"),
        as_of=pl.when(of_event).then("happened_on").otherwise("as_of"),
        as_of_precision=pl.when(of_event).then("precision").otherwise("as_of_precision"),
    )


def _days_told(originals: pl.DataFrame) -> pl.DataFrame:
    """What each original says of a number that it dates once by relative words or its printing: `told_on`, and `told_since` for its first day."""
    told = originals.filter(_by_printing())
    days = (
        told.rename({"article_id": "story_id"})
        .group_by("story_id", *SAME)
        .agg(told_on=pl.col("as_of").first(), told_since=pl.col("period_start").first(), n=pl.struct("as_of", "period_start").n_unique())
    )
    return days.filter(pl.col("n") == 1).drop("n")


def _dated_by_original() -> tuple[pl.Expr, pl.Expr]:
    """A copy printed a day later tells of the same day.

    A number dated by publication alone takes the original's day, one dated by words like "in the past 24 hours" or "two days earlier" the day that the
    original gives the same number, where that is earlier by no more than the copy is later.
    """
    late = pl.col("published_on") - pl.col("original_on")
    told = _by_printing() & pl.col("told_on").is_between(pl.col("as_of") - late, pl.col("as_of"), closed="left")
    copied = (pl.col("as_of_basis") == "publication") & (pl.col("original_on") < pl.col("as_of"))
    return (
        pl.when(told).then("told_on").when(copied).then("original_on").otherwise("as_of").alias("as_of"),
        pl.when(told).then("told_since").otherwise("period_start").alias("period_start"),
    )


def _by_printing() -> pl.Expr:
    return pl.col("as_of_basis").is_in(["relative", "publication"])


def with_id(rows: pl.DataFrame, name: str, parts: tuple[str, ...], *, when: pl.Expr | None = None) -> pl.DataFrame:
    """The rows with a column `name`: the content id of the parts; null where `when` does not hold."""
    marked = rows.with_row_index("__row")
    chosen = marked if when is None else marked.filter(when)
    distinct = chosen.group_by(parts).agg(pl.col("__row"))
    ids = pl.Series(name, [content_id(name, *key) for key in distinct.select(parts).iter_rows()], dtype=pl.String)
    rows_of = distinct.select(ids, pl.col("__row")).explode("__row")
    return marked.join(rows_of, on="__row", how="left", maintain_order="left").drop("__row")
