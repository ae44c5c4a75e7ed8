"""Which claims of a cell are not used, and why: one function a rule, in the order in which they are asked; docs/method.md gives their sources."""

from __future__ import annotations

import polars as pl

from transforms.series import digits, zeros
from transforms.text.model import Reference

DROPPED = "dropped by a correction"
DENIED = "denied"
PROJECTION = "a projection, not a count"
RATE = "a rate a day, not a total"
NO_ADVERSE = "an adverse party's word that there were none bounds nothing"
RETRACTED = "taken back by its own speaker"
NAMED = "a name where a number counts the same event"
CAPTION = "a picture's caption where running text counts the same event"
ONE_OF = "one person told of beside the number of the same story"
SOME_OF = "some of those whom the same story counts in a greater number"
ROUND_WORD = "a round word for a number that is told exactly"
VAGUE_WORD = "a vague word for a number that is told"
PART = "part of a total that is used"
REVISED = "revised in the same article"
SUPERSEDED = "revised by the same speaker's later number"
OVERTAKEN = "overtaken by a later and higher number of as good a source"
UNVERIFIED = "disputed or unverified where another claim is used"
ADVERSE = "an adverse party's number carries nothing but high"

UNRANKED = 1_000  # behind every rank of rankings.csv
SOME, FEW = 2, 10
"""How many times as many a story counts, beside which a number counts some of them: of the same voice or a hospital, of a speaker no list knows."""
DOUBTED = pl.col("stance").is_in(["disputed", "unverified"])
ADVERSE_CLAIM = pl.col("speaker_kind") == "adverse_party"
USED = pl.col("exclusion").is_null()


def excluded(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The rows with the reason of the first rule that applies at those that have none yet. `reference` holds rankings."""
    for reason, found in (
        (RETRACTED, _retracted),
        (NAMED, _named),
        (CAPTION, _captions),
        (ONE_OF, _one_of),
        (ROUND_WORD, _round_words),
        (VAGUE_WORD, _vague_words),
        (PART, _parts),
        (REVISED, _revised),
        (SOME_OF, lambda found: _some_of(found, reference)),
        (SUPERSEDED, _superseded),
    ):
        rows = exclude(rows, found(rows), reason)
    rows = exclude(rows, _overtaken(rows, reference), OVERTAKEN)
    return exclude(rows, _unverified(rows), UNVERIFIED)


def ranked(slot: str, reference: Reference) -> pl.Expr:
    """The rank of a column's value by rankings.csv; what is not listed stands last."""
    ranks = {row["value"]: int(row["rank"]) for row in reference["rankings"] if row["slot"] == slot}
    return pl.col(slot).replace_strict(ranks, default=UNRANKED, return_dtype=pl.Int64)


def by_itself() -> pl.Expr:
    """Why a claim is not used whatever the others say; null where nothing speaks against it."""
    return (
        pl.when(pl.col("flags").list.contains("dropped"))
        .then(pl.lit(DROPPED))
        .when(pl.col("stance") == "denied")
        .then(pl.lit(DENIED))
        .when(pl.col("scope") == "projection")
        .then(pl.lit(PROJECTION))
        .when(pl.col("flags").list.contains("rate_per_day"))
        .then(pl.lit(RATE))
        .when(ADVERSE_CLAIM & (pl.coalesce("best", "high") == 0))
        .then(pl.lit(NO_ADVERSE))
        .otherwise(pl.lit(None, pl.String))
    )


def exclude(rows: pl.DataFrame, found: pl.DataFrame, reason: str) -> pl.DataFrame:
    """The rows with the reason at those found that have none yet."""
    hit = pl.col("claim_id").is_in(found["claim_id"].implode())
    return rows.with_columns(exclusion=pl.when(USED & hit).then(pl.lit(reason)).otherwise("exclusion"))


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Named people, where a number that is used counts the same event (the same cell, outside events) for the same measure."""
    return _beside(rows, "named")


def _captions(rows: pl.DataFrame) -> pl.DataFrame:
    """What captions of pictures say, often of another day, likewise."""
    return _beside(rows, "caption")


def _beside(rows: pl.DataFrame, flag: str) -> pl.DataFrame:
    flagged = pl.col("flags").list.contains(flag)
    event = rows.with_columns(event=pl.coalesce("incident_id", "cell_id"))
    numbers = event.filter(USED & ~flagged).select("event", "measure").unique()
    return event.filter(flagged).join(numbers, on=["event", "measure"], how="semi")


def linked(rows: pl.DataFrame, relation: str) -> pl.DataFrame:
    """Claims with those of their own cell that stand in the relation to them: claim_id, other, other_number, other_exclusion ..."""
    others = rows.select(
        "cell_id",
        other="claim_id",
        other_number="number",
        other_exclusion="exclusion",
        other_known_on="known_on",
        other_kind="speaker_kind",
        other_adds=pl.col("adds_to").list.len(),
    )
    return rows.explode(relation).rename({relation: "other"}).join(others, on=["cell_id", "other"])


def _parts(rows: pl.DataFrame) -> pl.DataFrame:
    """Parts of a greater total in the same cell: to count both would let a part pass for a low total.

    "28 of the wounded" are a part of any greater number of wounded in the cell.
    """
    told = linked(rows, "part_of").filter((pl.col("other_number") > pl.col("number")) & pl.col("other_exclusion").is_null())
    whole = pl.all_horizontal(pl.col(name) == "any" for name in ("population", "age", "sex"))
    untold = rows.filter(USED & whole & pl.col("is_part") & (pl.col("part_of").list.len() == 0))
    most = rows.filter(USED & ~pl.col("is_part") & ~ADVERSE_CLAIM).group_by("cell_id").agg(most=pl.col("number").max())
    return pl.concat(
        [told.select("claim_id"), untold.join(most, on="cell_id").filter(pl.col("number") < pl.col("most")).select("claim_id")]
    )


def _revised(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers that their own article replaces ("rose to 45 from 33"). Two that replace each other both stand."""
    pairs = linked(rows, "revised_by").filter(pl.col("other_exclusion").is_null())
    return pairs.join(pairs.select(claim_id="other", other="claim_id"), on=["claim_id", "other"], how="anti")


def _superseded(rows: pl.DataFrame) -> pl.DataFrame:
    """Within an event, a speaker's number that a later one of the same speaker contradicts: tolls rise as bodies are found."""
    speaker = ("cell_id", "speaker_id", "speaker_kind")
    counts = rows.filter(USED & (pl.col("scope") == "incident") & (pl.col("adds_to").list.len() == 0))
    counts = counts.with_columns(speaker_id=pl.col("speaker_id").fill_null(""))
    firm = ~DOUBTED & pl.col("best").is_not_null() & ~pl.col("flags").list.contains("named")
    days = counts.group_by(*speaker, "known_on").agg(
        pl.col("low").filter(firm).max().alias("later_low"), pl.col("high").filter(firm).min().alias("later_high")
    )
    # read from the last day back, each day is left with the greatest low and the least high of the days behind it
    later = days.sort("known_on", descending=True).with_columns(
        pl.col("later_low").cum_max().forward_fill().shift(1).over(speaker),
        pl.col("later_high").cum_min().forward_fill().shift(1).over(speaker),
    )
    return counts.join(later, on=[*speaker, "known_on"]).filter(
        (pl.col("number") < pl.col("later_low")).fill_null(False) | (pl.col("number") > pl.col("later_high")).fill_null(False)
    )


def _unverified(rows: pl.DataFrame) -> pl.DataFrame:
    """Disputed or unverified numbers, where a firmer one that is not an adverse party's is used."""
    firmer = rows.filter(USED & ~DOUBTED & ~ADVERSE_CLAIM)
    return rows.filter(DOUBTED).join(firmer, on="cell_id", how="semi")


def _retracted(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers that their own speaker denies or takes back: a retraction is a claim, and both stay."""
    denied = rows.filter((pl.col("stance") == "denied") & pl.col("speaker_id").is_not_null())
    return rows.filter(USED).join(denied, on=["cell_id", "speaker_id", "number"], how="semi")


def _one_of(rows: pl.DataFrame) -> pl.DataFrame:
    """A single person of an event, where each story that tells of them also gives a greater number: "a man died" is one of its eight."""
    stories = (
        rows.filter(USED & (pl.col("scope") == "incident"))
        .select("cell_id", "claim_id", "number", "n_stories", story="story_ids")
        .explode("story")
    )
    more = stories.filter(pl.col("number") > 1).select("cell_id", "story").unique()
    beside = stories.filter(pl.col("number") == 1).join(more, on=["cell_id", "story"])
    return beside.group_by("claim_id").agg(pl.len().alias("n"), pl.col("n_stories").first()).filter(pl.col("n") == pl.col("n_stories"))


def _some_of(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """A number of an event beside a greater one of the same cell that each of its stories tells too.

    It counts some of the same people where its story calls it a part of another number, or where the greater is `SOME` times as great and of the
    same speaker, or it is the outlets' own word or a hospital's; of a speaker that no list knows, `FEW` times. Two who are known and contradict each
    other stand.
    """
    told = rows.filter(USED & (pl.col("scope") == "incident") & ~ADVERSE_CLAIM & (pl.col("adds_to").list.len() == 0)).explode("story_ids")
    firm = told.filter(~DOUBTED & pl.col("best").is_not_null())
    greater = firm.select("cell_id", "story_ids", most="number", of="speaker_id")
    listed = pl.col("speaker_id").is_in([row["speaker_id"] for row in reference.get("speakers", ())])
    times = pl.col("most") / pl.col("number")
    same = pl.col("speaker_id").is_null() | (pl.col("speaker_id") == pl.col("of")) | (pl.col("speaker_kind") == "hospital")
    plain = pl.col("quantifier") == "exact"
    some = (plain & same.fill_null(False) & (times >= SOME)) | (plain & ~listed & (times >= FEW)) | (pl.col("is_part") & (times > 1))
    hit = firm.filter(pl.col("number") > 0).join(greater, on=["cell_id", "story_ids"]).filter(some)
    stories = hit.group_by("claim_id").agg(pl.col("story_ids").n_unique().alias("n"), pl.col("n_stories").first())
    return stories.filter(pl.col("n") == pl.col("n_stories"))


def _vague_words(rows: pl.DataFrame) -> pl.DataFrame:
    """ "Dozens", where the cell has an exact number that the word fits."""
    exact = rows.filter(USED & ~ADVERSE_CLAIM & ~DOUBTED & (pl.col("quantifier") == "exact")).select("cell_id", exact="number")
    vague = rows.filter(USED & (pl.col("quantifier") == "vague")).join(exact, on="cell_id")
    return vague.filter((pl.col("low") <= pl.col("exact")).fill_null(True) & (pl.col("high") >= pl.col("exact")).fill_null(True))


def _round_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers of one or two digits and zeros, where the cell has the number that they round: "more than 100" beside 104.

    The exact number is of the same speaker, or the round one is in the outlets' own words.
    """
    sized = rows.filter(USED).with_columns(_zeros=zeros(pl.col("number")), _digits=digits(pl.col("number")))
    sized = sized.with_columns(_told=pl.col("_digits") - pl.col("_zeros"), _unit=10 ** pl.col("_zeros"))
    exact = sized.select("cell_id", exact="number", exact_told="_told", exact_speaker="speaker_id", exact_kind="speaker_kind")
    both = sized.filter((pl.col("_digits") > 2) & (pl.col("_told") <= 2)).join(exact, on="cell_id")
    over, quantifier = pl.col("exact") - pl.col("number"), pl.col("quantifier")
    within = (
        pl.when(quantifier.is_in(["at_least", "more_than"]))
        .then((over >= 0) & (over < pl.col("_unit")))
        .when(quantifier.is_in(["up_to", "less_than"]))
        .then((over <= 0) & (-over < pl.col("_unit")))
        .otherwise((over.abs() * 2 <= pl.col("_unit")) & ((pl.col("_digits") > 3) | (quantifier == "about")))
    )
    same = (pl.col("exact_speaker") == pl.col("speaker_id")).fill_null(False) | pl.col("speaker_id").is_null()
    return both.filter(within & same & (pl.col("exact_told") > pl.col("_told")) & (pl.col("exact_kind") != "adverse_party"))


def _overtaken(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Within an event, a number below one that became known on a later day, and from a speaker that ranks before or one of equal rank that as
    many stories tell: tolls rise as bodies are found."""
    counts = rows.filter(USED & (pl.col("scope") == "incident") & (pl.col("adds_to").list.len() == 0) & ~ADVERSE_CLAIM)
    counts = counts.with_columns(rank=ranked("speaker_kind", reference))
    firm = counts.filter(~DOUBTED & pl.col("best").is_not_null() & ~pl.col("flags").list.contains("named"))
    later = firm.group_by("cell_id", later_on="known_on", later_rank="rank", later_stories="n_stories").agg(later_low=pl.col("low").max())
    rank, stories = pl.col("rank"), pl.col("n_stories")
    as_good = (pl.col("later_rank") < rank) | ((pl.col("later_rank") == rank) & (pl.col("later_stories") >= stories))
    risen = (pl.col("later_on") > pl.col("known_on")) & (pl.col("later_low") > pl.col("number"))
    overtaken = counts.join(later, on="cell_id").filter(as_good & risen)
    return pl.concat([overtaken.select("claim_id"), _told_risen(counts, rows.filter(pl.col("exclusion") == REVISED), firm)])


def _told_risen(counts: pl.DataFrame, revised: pl.DataFrame, firm: pl.DataFrame) -> pl.DataFrame:
    """Numbers of which a later text by as good a speaker says that the toll rose from them, however many told them before."""
    rises = revised.select("cell_id", "number", other="revised_by").explode("other")
    later = firm.select("cell_id", other="claim_id", later_on="known_on", later_rank="rank", later_low="low")
    told = counts.join(rises.join(later, on=["cell_id", "other"]), on=["cell_id", "number"])
    risen = (pl.col("later_on") > pl.col("known_on")) & (pl.col("later_low") > pl.col("number"))
    return told.filter(risen & (pl.col("later_rank") <= pl.col("rank"))).select("claim_id")
