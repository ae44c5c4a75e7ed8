"""What changed figures touch: by which others their events and claims are found, and nothing beyond."""

from __future__ import annotations

import polars as pl

from transforms.dating import SERIES
from transforms.reconcile import neighbourhood
from transforms.towns import LATE, RISING, VERSIONS_LATE

SITE = ("figure_id", "conflict_id", "town", "since", "until")
"""Where and on which days the event of a figure is looked for."""


def ids(*columns: pl.Series) -> pl.Series:
    """The ids of all columns, each once."""
    return pl.concat([column.cast(pl.String).alias("id") for column in columns]).drop_nulls().unique()


def among(column: str, values: pl.Series) -> pl.Expr:
    return pl.col(column).is_in(values.implode())


def differing(now: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """The figures that are new, gone, or others than before by their `inputs`."""
    key = ["figure_id", "inputs"]
    return ids(now.join(before, on=key, how="anti")["figure_id"], before.join(now, on=key, how="anti")["figure_id"])


def site(figures: pl.DataFrame) -> pl.DataFrame:
    """The columns of `SITE` of sited figures, by how far `transforms.towns` looks.

    A day that is told joins the day before, a day of printing events of `LATE` days, a toll that has risen those of `RISING`, an update's those of
    `VERSIONS_LATE`, a week its own days.
    Outside towns only a day by itself leads to an event.
    """
    day, in_town = pl.col("as_of"), pl.col("town").is_not_null()
    is_week, is_day = pl.col("as_of_precision") == "week", pl.col("as_of_precision") == "day"
    report = ("conflict_id", "town", "story_id", "as_of")
    update, risen = pl.col("version_of").is_not_null().any().over(report), pl.col("is_risen").any().over(report)
    told = (pl.col("as_of_basis") != "publication") & ~risen
    back = pl.when(told).then(1).when(update).then(VERSIONS_LATE).when(risen).then(RISING).otherwise(LATE)
    return figures.with_columns(
        since=pl.when(in_town & ~is_week).then(day - pl.duration(days=back)).when(in_town | is_day).then(day),
        until=pl.when(in_town & is_week).then(day.dt.offset_by("6d")).when(in_town | is_day).then(day),
    ).select(SITE)


def in_stretches(sites: pl.DataFrame, touched: pl.Series) -> pl.Series:
    """The figures of every stretch of a town's days in which one is touched; no event of a town reaches from one such stretch into another.

    `sites` are the figures as they are and as they were, so that a stretch that falls apart or grows together is found whole.
    """
    key = ["conflict_id", "town"]
    days = sites.filter(pl.col("town").is_not_null()).sort("since", "until", "figure_id")
    apart = pl.col("since") > pl.col("until").cum_max().over(key).shift(1).over(key)
    several = days.with_columns(stretch=apart.fill_null(False).cast(pl.Int64).cum_sum().over(key))
    hit = several.filter(among("figure_id", touched)).select(*key, "stretch").unique()
    return ids(several.join(hit, on=[*key, "stretch"], how="semi", nulls_equal=True)["figure_id"])


def series_dating(claims: pl.DataFrame, said: pl.DataFrame, was: pl.DataFrame) -> pl.DataFrame:
    """Those of the claims of running totals by which undated ones may have another date than before.

    `said` are the figures that changed, as they are said now, `was` the claims that they were: a series of which none is or was without a day of its
    own dates nothing.
    """
    total = (pl.col("scope") == "cumulative") & pl.col("speaker_id").is_not_null()
    keys = pl.concat([said.filter(total).select(SERIES), was.filter(total).select(SERIES)]).unique()
    touched = claims.filter(total).join(keys, on=SERIES, how="semi", nulls_equal=True)
    undated = [
        touched.filter(pl.col("as_of").is_null() | pl.col("as_of_first").is_not_null()).select(SERIES),
        said.filter(total & pl.col("as_of").is_null()).select(SERIES),
    ]
    return touched.join(pl.concat(undated).unique(), on=SERIES, how="semi", nulls_equal=True)


def dated_as_before(said: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The statements of claims that stay, with the date that the series of their speaker gave them (`transforms.dating`)."""
    of_series = claims.filter(pl.col("as_of_first").is_not_null()).select(
        "claim_id", "as_of_first", _last="as_of", _precision="as_of_precision", _start="period_start"
    )
    hit = pl.col("_last").is_not_null()
    return (
        said.join(of_series, on="claim_id", how="left", maintain_order="left")
        .with_columns(
            as_of=pl.coalesce("as_of", "_last"),
            as_of_precision=pl.when(hit).then("_precision").otherwise("as_of_precision"),
            as_of_basis=pl.when(hit).then(pl.lit("series")).otherwise("as_of_basis"),
            period_start=pl.coalesce("period_start", "_start"),
        )
        .drop("_last", "_precision", "_start")
    )


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


def neighbourhoods(said: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """The keys of every neighbourhood in which a claim is new, changed or gone."""
    return pl.concat([changed(said, before), changed(before, said)]).select(neighbourhood()).to_series().unique()
