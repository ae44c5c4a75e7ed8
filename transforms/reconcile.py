"""The rules by which the claims of a cell come to low, best and high; docs/method.md gives their sources.

Shared by the figure tables and by evidence, so that a cell's numbers and what is said of its claims cannot differ.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.conform import schema
from transforms.exclusions import ADVERSE, ADVERSE_CLAIM, OVERTAKEN, REVISED, SUPERSEDED, USED, by_itself, exclude, excluded, linked, ranked
from transforms.provenance import with_id
from transforms.schema.casualties import CELL_FLAGS
from transforms.schema.table import Table
from transforms.series import CORRECTED, in_series, zeros
from transforms.text.model import Reference

LOW = "least low of the claims used"
BEST = "ranked first by speaker, stance, quantifier, stories, day known"
HIGH = "greatest number of the claims used"
NO_UPPER_BOUND = "greatest number of the claims used, stated as a floor: no upper bound"
SUPPORTS = "used, and moves neither low, best nor high"
ORPHAN = "an addition to a number with which it cannot be summed"
ADDED = "added to the number that it continues"


def judged(claims: pl.DataFrame, reference: Reference, table: Table, known_by: date | None = None) -> pl.DataFrame:
    """The claims of the table's measures, each with its cell and why it is excluded, if it is.

    Added are `cell_id`, `exclusion` (null: used), `is_added`, `carries_low`, `carries_best`, `carries_high`, and what `cells` counts with.
    `as_of` is the last day of its unit. With `known_by`, the claims that were known on that day. `reference` holds rankings.
    """
    rows = claims if known_by is None else claims.filter(pl.col("known_on") <= known_by)
    rows = rows.filter(pl.col("measure").is_in(table.column("measure").values)).with_columns(_last_day())
    rows = with_id(rows, "cell_id", grain(table)).with_columns(number=pl.coalesce("best", "high", "low"), exclusion=by_itself())
    rows = in_series(rows).with_columns(exclusion=pl.coalesce("exclusion", "fault"))
    rows = excluded(rows, reference)
    return _carried(_summed(rows), reference)


def grain(table: Table) -> tuple[str, ...]:
    """The columns that tell the table's cells apart."""
    return table.names[table.names.index("cell_id") + 1 : table.names.index("low")]


_EVENT, _COUNT = ("incident_id", "measure"), ("conflict_id", "measure", "population", "age", "sex", "side", "place_id", "origin_id")
NEIGHBOURS = tuple(dict.fromkeys((*_EVENT, *_COUNT)))


def neighbourhood() -> pl.Expr:
    """A key of claims, of the columns of `NEIGHBOURS`: no rule of `judged` looks from a claim beyond those with the same key.

    It is the event and measure, or what a series counts, whoever says it and for whichever day.
    """
    keys = [pl.concat_str([pl.col(name).fill_null("\0") for name in names], separator="\x1f") for names in (_EVENT, _COUNT)]
    return pl.when(pl.col("incident_id").is_not_null()).then(keys[0]).otherwise(pl.lit("series ") + keys[1])


def cells(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The cells of judged claims, with the columns of the table, by cell_id. A cell whose claims are all excluded has no numbers."""
    carries = pl.col("carries_low") | pl.col("carries_best") | pl.col("carries_high")
    best = pl.col("sum_best").filter("carries_best").first()
    counted = rows.group_by("cell_id").agg(
        *(pl.col(name).first() for name in grain(table)),
        pl.coalesce("bottom", "sum_best").filter("carries_low").first().alias("low"),
        best.alias("best"),
        pl.col("top").filter(pl.col("carries_high") & ~pl.col("is_open")).first().alias("high"),
        USED.sum().alias("n_claims"),
        pl.col("speaker_id").fill_null("").filter(USED).n_unique().alias("n_speakers"),
        pl.col("story_ids").filter(USED).list.explode(keep_nulls=False, empty_as_null=False).n_unique().alias("n_stories"),
        pl.coalesce(
            pl.col("sum_confidence").filter("carries_best").min(),
            pl.col("sum_confidence").filter(carries).min(),
            pl.col("confidence").min(),
        ).alias("confidence"),
        pl.coalesce(pl.col("sum_known_on").filter(carries).max(), pl.col("known_on").min()).alias("known_on"),
        (pl.col("is_sum") | pl.col("household_size").is_not_null()).filter(carries).any().alias("is_derived"),
        (ADVERSE_CLAIM.filter(USED).all() & USED.any()).alias("adverse_only"),
        ((pl.col("quantifier") == "vague").filter(USED).any() & best.is_null()).alias("vague"),
        pl.col("exclusion").is_in([REVISED, SUPERSEDED, OVERTAKEN]).any().alias("revised"),
        (pl.col("exclusion") == CORRECTED).any().alias("correction"),
        *(pl.col(f"is_{name}").filter(USED).any().alias(name) for name in ("revision", "restart", "mismatch", "round")),
        (pl.col("bottom").max() > pl.col("top").filter(~pl.col("is_open") & ~ADVERSE_CLAIM).min()).fill_null(False).alias("apart"),
        pl.col("stance").is_in(["denied", "disputed"]).any().alias("gainsaid"),
    )
    flagged = counted.with_columns(
        single_speaker=pl.col("n_speakers") == 1,
        disputed=pl.col("gainsaid")
        | (pl.col("apart") & (pl.col("n_speakers") > 1) & (pl.col("as_of").is_not_null() | (pl.col("scope") == "incident"))),
        method=pl.when("is_derived")
        .then(pl.lit("derived"))
        .when(pl.col("n_speakers") > 1)
        .then(pl.lit("reconciled"))
        .otherwise(pl.lit("stated")),
    ).with_columns(flags=pl.concat_list(pl.when(flag).then(pl.lit(flag)) for flag in CELL_FLAGS).list.drop_nulls())
    return flagged.select(table.names).cast(pl.Schema(schema(table))).sort("cell_id")


def roles(rows: pl.DataFrame) -> pl.DataFrame:
    """The evidence of judged claims: cell_id, claim_id, role and reason, at least one row a claim."""
    open_high = pl.when("is_open").then(pl.lit(NO_UPPER_BOUND)).otherwise(pl.lit(HIGH))
    carried = [
        rows.filter(f"carries_{role}").select("cell_id", "claim_id", pl.lit(role).alias("role"), reason.alias("reason"))
        for role, reason in (("low", pl.lit(LOW)), ("best", pl.lit(BEST)), ("high", open_high))
    ]
    idle = rows.filter(USED & ~(pl.col("carries_low") | pl.col("carries_best") | pl.col("carries_high"))).select(
        "cell_id", "claim_id", role=pl.lit("supports"), reason=pl.when("is_added").then(pl.lit(ADDED)).otherwise(pl.lit(SUPPORTS))
    )
    excluded = rows.filter(~USED).select("cell_id", "claim_id", role=pl.lit("excluded"), reason="exclusion")
    return pl.concat([*carried, idle, excluded])


def _last_day() -> pl.Expr:
    """A month or year alone holds at its last day: that is the day by which it is ordered and compared."""
    as_of, unit = pl.col("as_of"), pl.col("as_of_precision")
    return (
        pl.when(unit == "week")
        .then(as_of.dt.offset_by("6d"))
        .when(unit == "month")
        .then(as_of.dt.month_end())
        .when(unit == "year")
        .then(as_of.dt.truncate("1y").dt.offset_by("1y").dt.offset_by("-1d"))
        .otherwise(as_of)
        .alias("as_of")
    )


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `sum_*`: each number with what its text adds to it ("another 15 died"); what is added counts in that sum alone."""
    additions = linked(rows, "adds_to").filter(USED)
    same_side = (pl.col("other_kind") == "adverse_party") == ADVERSE_CLAIM
    summed = additions.filter(same_side & pl.col("other_exclusion").is_null() & (pl.col("other_adds") == 0))
    added = summed.sort("claim_id", "other_known_on", "other").unique("claim_id", keep="first")
    rows = exclude(rows, additions.join(added, on="claim_id", how="anti"), ORPHAN)
    more = added.group_by(claim_id="other").agg(
        pl.col("low").sum().alias("more_low"),
        _sum_or_null("best").alias("more_best"),
        _sum_or_null("high").alias("more_high"),
        pl.col("confidence").min().alias("more_confidence"),
        pl.col("known_on").max().alias("more_known_on"),
    )
    rows = rows.join(more, on="claim_id", how="left").with_columns(is_sum=pl.col("more_low").is_not_null())
    plain = ~pl.col("is_sum")
    return rows.with_columns(
        *(
            pl.when(plain).then(name).otherwise(pl.col(name) + pl.col(f"more_{name}")).alias(f"sum_{name}")
            for name in ("low", "best", "high")
        ),
        sum_confidence=pl.min_horizontal("confidence", "more_confidence"),
        sum_known_on=pl.max_horizontal("known_on", "more_known_on"),
        is_added=pl.col("claim_id").is_in(added["claim_id"].implode()),
    )


def _sum_or_null(column: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null().all()).then(pl.col(column).sum())


def _carried(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The rows with who carries low, best and high in each cell, at most one claim each.

    `bottom` is what a claim offers as low, `top` as high. An adverse party offers only its number as high. A number stated as a floor
    leaves high open where it is above every bound that is stated (`is_open`). A rounded number reaches half of its last digit's worth either way.
    """
    offers = USED & ~pl.col("is_added")
    number = pl.coalesce("sum_high", "sum_best", "sum_low")
    rounded = pl.col("is_round") & pl.col("quantifier").is_in(["exact", "about"])
    either_way = pl.when(rounded).then(10 ** zeros(pl.col("number")) // 2).otherwise(0)
    rows = rows.with_columns(
        bottom=pl.when(offers & ~ADVERSE_CLAIM).then(pl.col("sum_low") - either_way),
        top=pl.when(offers).then(number + either_way),
        is_open=offers & ~ADVERSE_CLAIM & pl.col("sum_high").is_null(),
    )
    # totals without a day may be of many days: they bound, and which is best nobody can say
    undated = pl.col("as_of").is_null() & (pl.col("scope") != "incident")
    differ = undated & (pl.col("number").filter(offers).n_unique().over("cell_id") > 1)
    best = _first(
        rows.filter(~differ & offers & ~ADVERSE_CLAIM & ~pl.col("is_round") & pl.col("sum_best").is_not_null()),
        "best_by",
        *_best_order(reference),
    )
    low = _first(rows.filter(pl.col("bottom").is_not_null()), "low_by", ("bottom", False), ("known_on", False))
    high = _first(rows.filter(pl.col("top").is_not_null()), "high_by", ("top", True), ("is_open", False), ("known_on", False))
    rows = rows.join(low, on="cell_id", how="left").join(best, on="cell_id", how="left").join(high, on="cell_id", how="left")
    # "nearly 200" states no low: where it carries best, no low of another claim may stand above it
    numbers = rows.group_by("cell_id").agg(
        pl.col("sum_best").filter(pl.col("claim_id") == pl.col("best_by")).first().alias("cell_best"),
        pl.col("bottom").min().alias("cell_bottom"),
    )
    rows = rows.join(numbers, on="cell_id", how="left").with_columns(
        low_by=pl.when(pl.col("cell_bottom") > pl.col("cell_best")).then("best_by").otherwise("low_by")
    )
    carried = {f"carries_{role}": (pl.col("claim_id") == pl.col(f"{role}_by")).fill_null(False) for role in ("low", "best", "high")}
    rows = rows.with_columns(**carried)
    return exclude(rows, rows.filter(ADVERSE_CLAIM & ~pl.col("carries_high")), ADVERSE)


def _first(rows: pl.DataFrame, name: str, *order: tuple[str, bool] | tuple[pl.Expr, bool]) -> pl.DataFrame:
    """The first claim of each cell in that order (expression, descending), ties by claim_id: cell_id and the claim as `name`."""
    by = [pl.col(each) if isinstance(each, str) else each for each, _ in order]
    ordered = rows.sort([*by, pl.col("claim_id")], descending=[*(descending for _, descending in order), False])
    return ordered.unique("cell_id", keep="first", maintain_order=True).select("cell_id", pl.col("claim_id").alias(name))


def _best_order(reference: Reference) -> list[tuple[pl.Expr, bool]]:
    """Speaker, stance and quantifier by rankings.csv; then more stories, the later known, the lower number (ACLED's caution)."""
    by_rank = [(ranked(slot, reference), False) for slot in ("speaker_kind", "stance", "quantifier")]
    return [*by_rank, (pl.col("n_stories"), True), (pl.col("known_on"), True), (pl.col("sum_best"), False)]
