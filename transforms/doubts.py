"""Figures that a person had better read again, worst first."""

from __future__ import annotations

import polars as pl

JUMP = 5.0
"""Times the numbers beside it in its series: the least that a slipped digit or unit makes of a number is ten, and half of that may be growth."""

APART = 2.0
"""Times the best number of a disputed cell: who is as far from it as two speakers in dispute are from each other (docs/method.md)."""

UNSURE = 0.75  # confidence is the share of such figures that are right in all number slots: below, more than one in four is wrong

SERIES = ("conflict_id", "measure", "population", "age", "sex", "side", "place_id", "origin_id", "scope", "speaker_id")
WORTH = {"jump": 8, "dispute": 4, "confused place": 4, "low confidence": 2, "unknown speaker": 1}


def doubts(figures: pl.DataFrame, claims: pl.DataFrame, disputed: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """figure_id, `doubts` (of jump, dispute, confused place, low confidence, unknown speaker), `beside` (the numbers before and after a jump) and `best` (of the
    cell with which it is in dispute), by `worth`: the weights of its doubts, double where its claim carries a number of the tables; then the
    greatest number first.

    `figures` has figure_id, claim_id, confidence, speaker, speaker_id and flags; `claims` and `evidence` are the tables; `disputed` is cell_id
    and best of the cells in dispute.
    """
    numbered = claims.with_columns(number=pl.coalesce("best", "low", "high").cast(pl.Float64))
    told = (
        figures.select("figure_id", "claim_id", "confidence", "speaker", "speaker_id", "flags")
        .join(_jumps(numbered), on="claim_id", how="left")
        .join(_disputes(numbered, disputed, evidence), on="claim_id", how="left")
        .join(
            evidence.filter(pl.col("role").is_in(["low", "best", "high"])).select("claim_id", carries=True).unique(),
            on="claim_id",
            how="left",
        )
    )
    found = {
        "jump": pl.col("beside").is_not_null(),
        "dispute": pl.col("best").is_not_null(),
        "confused place": pl.col("flags").list.contains("confused_place"),
        "low confidence": pl.col("confidence") < UNSURE,
        "unknown speaker": pl.col("speaker").is_not_null() & pl.col("speaker_id").is_null(),
    }
    weight = pl.sum_horizontal(pl.when(doubt).then(WORTH[name]).otherwise(0) for name, doubt in found.items())
    return (
        told.with_columns(
            doubts=pl.concat_list(pl.when(doubt).then(pl.lit(name)) for name, doubt in found.items()).list.drop_nulls(),
            worth=weight * pl.when(pl.col("carries").fill_null(False)).then(2).otherwise(1),
        )
        .filter(pl.col("doubts").list.len() > 0)
        .join(numbered.select("claim_id", "number"), on="claim_id", how="left")
        .select("figure_id", "doubts", "beside", "best", "worth", "number")
        .sort(["worth", "number", "figure_id"], descending=[True, True, False], nulls_last=True)
        .drop("number")
    )


def _jumps(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims of a running total or a stock far above or far below the two that its speaker said before and the two after: claim_id, beside."""
    running = claims.filter(
        pl.col("scope").is_in(["cumulative", "stock"])
        & pl.col("as_of").is_not_null()
        & pl.col("number").is_not_null()
        & (pl.col("stance") != "denied")
        & (pl.col("quantifier").ne_missing("vague"))  # "millions" is no number to which another could be a jump
    )
    days = running.group_by(*SERIES, "as_of").agg(pl.col("number").median())
    shifts = {"two_before": 2, "before": 1, "after": -1, "two_after": -2}
    ordered = days.with_columns(pl.col("number").shift(by).over(SERIES, order_by="as_of").alias(name) for name, by in shifts.items())
    beside = running.join(ordered.drop("number"), on=[*SERIES, "as_of"], nulls_equal=True).with_columns(
        near=pl.concat_list(list(shifts)).list.drop_nulls(), beside=pl.concat_list("before", "after").list.drop_nulls()
    )
    number = pl.col("number") + 1  # a zero is no jump from nothing
    least, greatest = pl.col("near").list.min() + 1, pl.col("near").list.max() + 1
    far = (greatest * JUMP <= number) | (number * JUMP <= least)
    return beside.filter((pl.col("near").list.len() > 0) & far).select("claim_id", pl.col("beside").cast(pl.List(pl.Int64)))


def _disputes(claims: pl.DataFrame, disputed: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Claims of disputed cells whose number is far from the cell's best: claim_id, best."""
    meant = (
        evidence.select("cell_id", "claim_id")
        .unique()
        .join(disputed.drop_nulls("best"), on="cell_id")
        .join(claims.select("claim_id", "number"), on="claim_id")
    )
    far = (pl.col("number") >= APART * pl.col("best")) | (pl.col("best") >= APART * pl.col("number"))
    return meant.filter(far & (pl.col("number") != pl.col("best"))).group_by("claim_id").agg(pl.col("best").max())
