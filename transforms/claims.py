"""Distinct statements: what was said by whom of whom, merged over the articles and stories that repeat it."""

from __future__ import annotations

import polars as pl

from transforms.conform import schema
from transforms.dating import dated_by_series
from transforms.provenance import placed, with_id
from transforms.schema.claims import CLAIM_FIGURES, CLAIMS
from transforms.schema.vocabulary import AS_OF_BASES, FLAGS
from transforms.text.model import Reference

DISTINCT = (
    *("conflict_id", "incident_id", "measure", "population", "age", "sex", "side", "place_id", "origin_id"),
    *(
        "scope",
        "period_start",
        "as_of",
        "as_of_first",
        "as_of_precision",
        "speaker_id",
        "speaker_kind",
        "stance",
        "quantifier",
        "is_rate",
        "is_dropped",
    ),
    *("low", "best", "high", "household_size"),
)
BASES = {basis: strength for strength, basis in enumerate(("series", *AS_OF_BASES))}  # strongest first
CHAIN = 8  # "another 5 ... and another 3": an addition to an addition is followed to its first number this far


class UndatedArticles(ValueError):
    """Articles with neither a day of publication nor a day of receipt: names them."""


def claims(
    figures: pl.DataFrame, stories: pl.DataFrame, articles: pl.DataFrame, received: pl.DataFrame, reference: Reference
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The claims and, for each figure, the one claim that it states: columns of tables claims and claim_figures, each by its key.

    `received` is article_id and received_on, for articles without a day of publication; `reference` holds places and household_sizes.
    Numbers are of people: households are multiplied by the size of their country's households. Raises UndatedArticles.
    """
    said = identified(dated_by_series(stated(placed(figures, stories, articles, reference), received, reference)))
    return merged(said, said), said.select(CLAIM_FIGURES.names).cast(pl.Schema(schema(CLAIM_FIGURES))).sort("figure_id")


def stated(figures: pl.DataFrame, received: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The placed figures in people, with the day on which they became known."""
    said = _known(figures, received).with_columns(
        _household_size(reference),
        is_rate=pl.col("flags").list.contains("rate_per_day"),
        is_dropped=pl.col("flags").list.contains("dropped"),
    )
    return said.with_columns(_people("low"), _people("best"), _people("high"))


def identified(said: pl.DataFrame) -> pl.DataFrame:
    """The dated statements with the `claim_id` of what each says."""
    return with_id(said, "claim_id", DISTINCT)


def merged(said: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    """The claims that these statements make, with the columns of table claims: all statements of a claim are to be here.

    `beside` are the statements of their articles, in which they stand to each other as parts, additions and revisions.
    """
    together = said.group_by("claim_id").agg(
        *(pl.col(name).first() for name in DISTINCT if name not in ("is_rate", "is_dropped")),
        pl.col("speaker", "place").min(),
        pl.col("as_of_basis").sort_by(pl.col("as_of_basis").replace_strict(BASES, return_dtype=pl.Int64)).first(),
        pl.concat_list(pl.when(pl.col("flags").list.contains(flag).all()).then(pl.lit(flag)) for flag in FLAGS)
        .list.drop_nulls()
        .first()
        .alias("flags"),
        pl.col("confidence").min(),
        pl.col("known_on").min(),
        pl.col("article_id").n_unique().alias("n_articles"),
        pl.col("story_id").n_unique().alias("n_stories"),
        pl.col("story_id").unique().sort().alias("story_ids"),
    )
    return _related(together, beside).select(CLAIMS.names).cast(pl.Schema(schema(CLAIMS))).sort("claim_id")


def _known(figures: pl.DataFrame, received: pl.DataFrame) -> pl.DataFrame:
    """The figures with `known_on`: the day of publication of their article, else the first day on which it was received."""
    first = received.group_by("article_id").agg(pl.col("received_on").min())
    known = figures.join(first, on="article_id", how="left").with_columns(known_on=pl.coalesce("published_on", "received_on"))
    lost = known.filter(pl.col("known_on").is_null())["article_id"].unique().sort()
    if lost.len():
        raise UndatedArticles(f"articles without published_on and received_on: {', '.join(lost[:5])} ({lost.len()}); give them a receipt")
    return known


def _household_size(reference: Reference) -> pl.Expr:
    """People a household where households are counted: of the country of the people, else of the place, else of any country."""
    sizes = {row["country"]: float(row["size"]) for row in reference["household_sizes"]}
    of_place = {row["place_id"]: sizes[row["country"]] for row in reference["places"] if row["country"] in sizes}
    size = pl.coalesce(_looked_up("side", sizes), _looked_up("place_id", of_place), pl.lit(sizes["*"]))
    return pl.when(pl.col("unit") == "household").then(size).alias("household_size")


def _looked_up(column: str, values: dict[str, float]) -> pl.Expr:
    return pl.col(column).replace_strict(values, default=None, return_dtype=pl.Float64)


def _people(column: str) -> pl.Expr:
    """A number of households as people, rounded half up; a number of people as it is."""
    converted = (pl.col(column) * pl.col("household_size") + 0.5).floor().cast(pl.Int64)
    return pl.when(pl.col("household_size").is_not_null()).then(converted).otherwise(pl.col(column)).alias(column)


def _related(together: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The claims with the claims that they are parts of, add to, and are revised by.

    A claim is a part or an addition where each of its stories tells it so (a number that one report gives as a part and another by
    itself is none; a copy cut short changes nothing); one story that revises it is enough. The dead and the injured of a total of
    casualties are numbers in their own right, each of its measure: no part. "28 of the wounded" is a part too, of a number that is not told.
    """
    stated = said.select("figure_id", "claim_id", "story_id", "relation", "parent_figure_id", "measure")
    whole = stated.select(parent_figure_id="figure_id", parent_claim_id="claim_id", parent_measure="measure")
    parents = stated.join(whole, on="parent_figure_id")
    relation = pl.col("relation")
    upward = pl.struct("story_id", claim_id="claim_id", other="parent_claim_id")
    downward = pl.struct("story_id", claim_id="parent_claim_id", other="claim_id")
    own = (pl.col("parent_measure") == "casualties") != (pl.col("measure") == "casualties")  # "12 casualties: 5 killed and 7 injured"
    parts = parents.filter(relation.is_in(["subset_of", "total_of"]) & ~own).select(
        pl.when(relation == "subset_of").then(upward).otherwise(downward).alias("edge")
    )
    revised = parents.filter(relation == "revises").select(edge=downward)
    table = together
    for name, edges, by_all in (
        ("part_of", parts.unnest("edge"), True),
        ("adds_to", _additions(stated), True),
        ("revised_by", revised.unnest("edge"), False),
    ):
        others = (
            edges.filter(pl.col("other") != pl.col("claim_id"))
            .group_by("claim_id")
            .agg(pl.col("other").unique().sort().alias(name), pl.col("story_id").n_unique().alias("n_telling"))
        )
        enough = (pl.col("n_telling") == pl.col("n_stories")) if by_all else pl.col("n_telling").is_not_null()
        none = pl.lit([], dtype=pl.List(pl.String))
        table = (
            table.join(others, on="claim_id", how="left")
            .with_columns(pl.when(enough).then(name).otherwise(none).alias(name))
            .drop("n_telling")
        )
    some = (
        stated.filter((relation == "subset_of") & pl.col("parent_figure_id").is_null())
        .group_by("claim_id")
        .agg(pl.col("story_id").n_unique().alias("n_telling"))
    )
    table = table.join(some, on="claim_id", how="left").with_columns(is_some=(pl.col("n_telling") == pl.col("n_stories")).fill_null(False))
    return table.with_columns(is_part=(pl.col("part_of").list.len() > 0) | pl.col("is_some"))


def _additions(stated: pl.DataFrame) -> pl.DataFrame:
    """Each addition with the claim of the first number to which it, or what it adds to, is added."""
    added = stated.filter(pl.col("relation") == "adds_to").select("figure_id", "claim_id", "story_id", root="parent_figure_id")
    up = added.select(root="figure_id", above="root")
    for _ in range(CHAIN):
        added = added.join(up, on="root", how="left").with_columns(root=pl.coalesce("above", "root")).drop("above")
    return added.join(stated.select(root="figure_id", other="claim_id"), on="root").select("story_id", "claim_id", "other")
