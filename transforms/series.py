"""The running totals of one speaker: what in them cannot be, what was changed, and what is only a round word.

A running total of one speaker never falls, but by a revision (its later numbers go on from the lower one), a correction (one number is above all
that follows) or a restart of the count (palestine-datasets keeps these apart; docs/method.md).
"""

from __future__ import annotations

import polars as pl

SERIES = ("conflict_id", "measure", "population", "age", "sex", "side", "place_id", "origin_id", "speaker_id", "speaker_kind")
"""What is counted, and by whom."""

SLIP = "a thousandfold jump in its speaker's series: a slip of the unit"
TRANSPOSED = "two digits transposed: swapped back it fits its speaker's series"
STALE = "its speaker's number of an earlier day, told as of a later one"
DIP = "below what its speaker said before and after"
CORRECTED = "taken back: its speaker's later numbers are below it"
FAULTS = (SLIP, TRANSPOSED, STALE, DIP, CORRECTED)

THOUSANDFOLD = (300.0, 3000.0)
"""Between these a number is a thousand times another: counts move between two reports, but not by three times."""
RESTART = 0.5
"""A count that goes on from less than half of what it was is a new count (the largest known revision, Gaza's in May 2024, was by half)."""
ROUND = 2
"""Zeros at the end beyond those of its series: by chance one number of a hundred has them."""


def in_series(rows: pl.DataFrame) -> pl.DataFrame:
    """The claims with `fault` (one of `FAULTS`, or null), `is_revision`, `is_restart`, `is_mismatch` and `is_round`.

    `rows` are claims with `number` and `exclusion`; a claim that is excluded already is no part of a series. An outlet's own voice is none.
    """
    totals = pl.col("scope").is_in(["cumulative", "stock"]) & (pl.col("as_of_precision") == "day") & pl.col("speaker_id").is_not_null()
    firm = ~pl.col("stance").is_in(["disputed", "unverified"])
    kept = rows.filter(totals & firm & pl.col("number").is_not_null() & pl.col("exclusion").is_null())
    faulty = _faults(_told(kept))
    told = _told(kept.join(faulty, on="claim_id", how="anti"))
    found = _is_round(kept).join(faulty, on="claim_id", how="left").join(_falls(told), on="claim_id", how="left")
    daily = _mismatch(rows.filter((pl.col("scope") == "period") & pl.col("exclusion").is_null()), told)
    marked = rows.join(found, on="claim_id", how="left", maintain_order="left")
    return marked.with_columns(
        pl.col("is_revision", "is_restart", "is_round").fill_null(False),
        is_mismatch=pl.col("claim_id").is_in(daily["claim_id"].implode()),
    )


def zeros(number: pl.Expr) -> pl.Expr:
    """How many zeros a whole number ends in, up to nine."""
    return pl.sum_horizontal((number % 10**power == 0).cast(pl.Int64) for power in range(1, 10))


def digits(number: pl.Expr) -> pl.Expr:
    """How many digits a whole number has, up to eleven."""
    return 1 + pl.sum_horizontal((number >= 10**power).cast(pl.Int64) for power in range(1, 11))


def _is_round(kept: pl.DataFrame) -> pl.DataFrame:
    """Which numbers are round words beside their series: at most two digits are told, and the other numbers end in fewer zeros."""
    sized = kept.with_columns(_zeros=zeros(pl.col("number")), _digits=digits(pl.col("number")))
    sized = sized.with_columns(_told=pl.col("_digits") - pl.col("_zeros"))
    plain = sized.filter(pl.col("_told") > 2).group_by(*SERIES, "scope").agg(pl.col("_zeros").median().alias("_usual"))
    beside = sized.join(plain, on=[*SERIES, "scope"], how="left", nulls_equal=True)
    is_round = (pl.col("_digits") > 3) & (pl.col("_told") <= 2) & (pl.col("_zeros") >= pl.col("_usual") + ROUND)
    return beside.select("claim_id", is_round=is_round.fill_null(False))


def _told(kept: pl.DataFrame) -> pl.DataFrame:
    """One number a day, speaker and count, the exact before the rounded, the more told before the less; with those before and behind it."""
    key = [*SERIES, "scope"]
    exact = pl.col("quantifier").is_in(["exact", "none", "about"])
    rank = [~exact, zeros(pl.col("number")), -pl.col("n_stories"), pl.col("number"), pl.col("claim_id")]
    days = kept.sort(rank).unique([*key, "as_of"], keep="first", maintain_order=True).sort("as_of", "claim_id")
    steps = {f"{name}{step}": sign * step for name, sign in (("before", 1), ("behind", -1)) for step in (1, 2)}
    points = days.select(*key, "as_of", said="number", since="period_start").with_columns(
        *(pl.col("said").shift(shift).over(key, order_by="as_of").alias(name) for name, shift in steps.items()),
        since1=pl.col("since").shift(1).over(key, order_by="as_of"),
    )
    first = points.group_by(*key, number="said").agg(first_said=pl.col("as_of").min())
    exactly = kept.with_columns(is_exact=exact)
    return exactly.join(points, on=[*key, "as_of"], nulls_equal=True).join(first, on=[*key, "number"], how="left", nulls_equal=True)


def _faults(told: pl.DataFrame) -> pl.DataFrame:
    """The numbers that cannot be beside their neighbours, each with what is wrong: claim_id and fault."""
    number, before, behind = pl.col("number"), pl.col("before1"), pl.col("behind1")
    falls = (number < before).fill_null(False) & (pl.col("scope") == "cumulative") & pl.col("is_exact")
    back = (behind >= before).fill_null(False)
    spike = (number > behind).fill_null(False) & (number > pl.col("behind2")).fill_null(False) & (before <= behind).fill_null(True)
    spike = spike & (pl.col("scope") == "cumulative") & pl.col("is_exact")
    unfit = (
        (pl.col("scope") == "cumulative") & ((number < before) | (number > behind)).fill_null(False) & (before <= behind).fill_null(False)
    )
    swapped = _swaps(told.filter(unfit))
    fault = (
        pl.when(_slips())
        .then(pl.lit(SLIP))
        .when(pl.col("claim_id").is_in(swapped.implode()))
        .then(pl.lit(TRANSPOSED))
        .when(falls & (back | behind.is_null()) & (pl.col("first_said") < pl.col("as_of")).fill_null(False))
        .then(pl.lit(STALE))
        .when(falls & back)
        .then(pl.lit(DIP))
        .when(spike & ~_began(behind, number))
        .then(pl.lit(CORRECTED))
    )
    return told.select("claim_id", fault=fault).drop_nulls("fault")


def _falls(told: pl.DataFrame) -> pl.DataFrame:
    """Where a total falls and stays: its count began anew (a later start, or less than half of what it was), or was revised."""
    number, before = pl.col("number"), pl.col("before1")
    falls = (number < before).fill_null(False) & (pl.col("scope") == "cumulative") & pl.col("is_exact")
    anew = (pl.col("since") > pl.col("since1")).fill_null(False) | _began(number, before)
    return told.select("claim_id", is_restart=falls & anew, is_revision=falls & ~anew)


def _began(later: pl.Expr, earlier: pl.Expr) -> pl.Expr:
    return (later < RESTART * earlier).fill_null(False)


def _slips() -> pl.Expr:
    """A number a thousand times too great or too small beside the two nearest others, which are of one size."""
    least, most = THOUSANDFOLD
    number = pl.col("number")
    pairs = (("before1", "behind1"), ("before1", "before2"), ("behind1", "behind2"))

    def thousandfold(name: str) -> pl.Expr:
        ratio = number / pl.col(name)
        return ratio.is_between(least, most) | ratio.is_between(1 / most, 1 / least)

    hits = []
    for one, other in pairs:
        alike = (pl.col(one) / pl.col(other)).is_between(0.1, 10)
        hits.append((thousandfold(one) & thousandfold(other) & alike).fill_null(False))
    return pl.any_horizontal(hits)


def _swaps(told: pl.DataFrame) -> pl.Series:
    """Claims whose number fits between its neighbours when two digits that stand side by side are swapped."""
    hit = []
    for claim, number, before, behind in told.select("claim_id", "number", "before1", "behind1").iter_rows():
        written = str(number)
        swaps = (int(written[:at] + written[at + 1] + written[at] + written[at + 2 :]) for at in range(len(written) - 1))
        if any(before <= swap <= behind and swap != number for swap in swaps):
            hit.append(claim)
    return pl.Series("claim_id", hit, dtype=pl.String)


def _mismatch(daily: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """A day's numbers that are not the difference of the totals that the same speaker states for that day and the one before."""
    length = (pl.col("as_of") - pl.coalesce("period_start", "as_of")).dt.total_days()
    days = daily.filter(
        (length <= 1) & (pl.col("as_of_precision") == "day") & pl.col("best").is_not_null() & pl.col("speaker_id").is_not_null()
    )
    totals = told.filter(pl.col("scope") == "cumulative").select(*SERIES, "as_of", "said").unique()
    before = totals.with_columns(as_of=pl.col("as_of").dt.offset_by("1d")).rename({"said": "said_before"})
    both = days.join(totals, on=[*SERIES, "as_of"], nulls_equal=True).join(before, on=[*SERIES, "as_of"], nulls_equal=True)
    return both.filter(pl.col("best") != pl.col("said") - pl.col("said_before")).select("claim_id")
