"""The dates of running totals that their article leaves undated: found in the series of the same speaker, never in a published one."""

from __future__ import annotations

import polars as pl

SERIES = ("conflict_id", "measure", "population", "age", "sex", "side", "place_id", "origin_id", "speaker_id")
"""What a running total counts, and who keeps it."""


def dated_by_series(said: pl.DataFrame) -> pl.DataFrame:
    """The statements with `as_of`, `as_of_precision`, `period_start`, `as_of_basis` "series" and `as_of_first` where a series gives them.

    An undated cumulative number that equals the number of exactly one stretch of dates in the statements by the same speaker takes that
    stretch: `as_of_first` to `as_of`, both ends days on which someone dated it. A stretch ends where the series has another number. Where
    two stretches have the number, or none, it stays undated. `said` are figures in people with the columns of `SERIES`.
    """
    number = pl.coalesce("best", "low", "high")
    counts = (pl.col("scope") == "cumulative") & (pl.col("stance") != "denied") & pl.col("speaker_id").is_not_null()
    counts = counts & ~pl.col("flags").list.contains("dropped") & ~pl.col("flags").list.contains("rate_per_day")
    undated = counts & pl.col("as_of").is_null()
    dated = said.filter(counts & (pl.col("as_of_precision") == "day")).with_columns(_number=number)
    stretches = _stretches(dated)
    key = [*SERIES, "_number"]
    found = said.filter(undated).with_columns(_number=number).join(stretches, on=key, how="inner", nulls_equal=True)
    said = said.join(found.select("figure_id", "_first", "_last", "_start"), on="figure_id", how="left", maintain_order="left")
    hit = pl.col("_last").is_not_null()
    return said.with_columns(
        as_of=pl.coalesce("as_of", "_last"),
        as_of_first="_first",
        as_of_precision=pl.when(hit).then(pl.lit("day")).otherwise("as_of_precision"),
        as_of_basis=pl.when(hit).then(pl.lit("series")).otherwise("as_of_basis"),
        period_start=pl.coalesce("period_start", pl.when(hit).then("_start")),
    ).drop("_first", "_last", "_start")


def _stretches(dated: pl.DataFrame) -> pl.DataFrame:
    """For each number that one stretch of a series has: its first and last day, and the day from which it counts."""
    days = dated.group_by(*SERIES, "_number", "as_of").agg(pl.col("period_start").min())
    place = pl.col("as_of").rank("dense").over(SERIES)
    runs = days.with_columns(_place=place).sort("as_of").with_columns(_gap=pl.col("_place").diff().over(*SERIES, "_number"))
    return (
        runs.group_by(*SERIES, "_number")
        .agg(
            (pl.col("_gap") > 1).sum().alias("_breaks"),
            pl.col("as_of").min().alias("_first"),
            pl.col("as_of").max().alias("_last"),
            pl.col("period_start").sort_by("as_of").last().alias("_start"),
        )
        .filter(pl.col("_breaks") == 0)
    )
