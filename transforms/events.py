"""Which figures of scope incident tell of one event: in a town by `transforms.towns`, beyond one by what a report of the region repeats."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl

from transforms.atlas import Atlas
from transforms.text.model import Reference
from transforms.towns import PLACED, Event, Number, Row, common, in_towns, numbers_of, placed_at

DATED = ("day", "week")
"""How precise a day is that pins an event down."""


def events(figures: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The event of each figure of scope incident: the columns of `PLACED`, the `town` in which it was looked for, and `is_risen`.

    `figures` have story_id and version_of beside the columns of table figures, and ids or names in place_id. `reference` holds places and
    event_words. A figure without a settlement or a day is of an event of its story's own, unless it repeats one that is pinned down.
    """
    told = sited(figures, reference)
    here, beyond = told.filter(pl.col("town").is_not_null()), told.filter(pl.col("town").is_null())
    pinned = in_towns(here, reference)
    found = pl.concat([pinned, beyond_towns(beyond, here.join(pinned, on="figure_id"), reference)])
    return found.join(told.select("figure_id", "town", "is_risen"), on="figure_id").sort("figure_id")


def sited(figures: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The figures with the `town` in which their event is looked for, null where they name no settlement or no day; and whether their toll `is_risen`.

    All figures of a story are to be here: a district or street that no table lists lies in the one town of which its story tells on that day.
    """
    atlas = Atlas(reference)
    rows = figures.select("figure_id", "story_id", "place_id", "as_of", "as_of_precision").to_dicts()
    towns: dict[tuple[Any, Any], set[str]] = defaultdict(set)
    for row in rows:
        if atlas.listed(row["place_id"]) and (root := atlas.root(row["place_id"])):
            towns[row["story_id"], row["as_of"]].add(root)

    def town(row: Row) -> str | None:
        if row["as_of"] is None or row["as_of_precision"] not in DATED:
            return None
        there = towns[row["story_id"], row["as_of"]] if atlas.is_part(row["place_id"]) else ()
        return next(iter(there)) if len(there) == 1 else atlas.root(row["place_id"])

    risen = [atlas.risen(sentence) for sentence in figures["sentence"]]
    return figures.with_columns(
        pl.Series("town", [town(row) for row in rows], dtype=pl.String), pl.Series("is_risen", risen, dtype=pl.Boolean)
    )


def beyond_towns(figures: pl.DataFrame, standing: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The events of figures of a region or country, or without a day: the columns of `PLACED`.

    Each is of the one event there on its day of which its story tells or whose number it repeats, else of an event of its story's own.
    `standing` are the figures of towns, with the columns of `PLACED`: all of each event of these days.
    """
    atlas = Atlas(reference)
    days = figures.filter(pl.col("as_of_precision") == "day").select("conflict_id", happened_on="as_of").unique()
    seen: dict[str, Event] = {}
    told: dict[str, tuple[Any, ...]] = {}
    on_day = defaultdict(list)
    for row in standing.join(days, on=["conflict_id", "happened_on"], how="semi", nulls_equal=True).sort("figure_id").to_dicts():
        name = row["incident_id"]
        if name not in seen:
            seen[name] = Event(row["conflict_id"], row["happened_on"], row["precision"], row["town"])
            told[name] = tuple(row[column] for column in PLACED)[1:]
            on_day[row["conflict_id"], row["happened_on"]].append(name)
        seen[name].take([row])
    joined, own = [], dict[tuple[Any, ...], Event]()
    for row in figures.sort("figure_id").to_dicts():
        day = row["as_of"] if row["as_of_precision"] == "day" else None
        near = on_day[row["conflict_id"], day] if day else []
        inside = [name for name in near if any(atlas.holds(row["place_id"], place) for place in seen[name].places)]
        by_story = [name for name in inside if _may_be(row, seen[name].by_story.get(row["story_id"]))]
        same = [name for name in inside if row["place_id"] and common(seen[name].numbers, numbers_of(row))]
        if len(by_story) == 1 or len(same) == 1:
            joined.append((row["figure_id"], *told[(by_story if len(by_story) == 1 else same)[0]]))
            continue
        key = (row["conflict_id"], row["place_id"], row["as_of"], row["as_of_precision"], row["story_id"])
        event = own.setdefault(key, Event(key[0], key[2], key[3], None, story=key[4], exact=False))
        event.take([row])
    return pl.concat([placed_at(own.values(), atlas), pl.DataFrame(joined, schema=PLACED, orient="row")])


def _may_be(row: Row, numbers: set[Number] | None) -> bool:
    """Whether a figure may be a rounded word for one of the numbers."""
    low, high = row["low"] or 0, row["high"] if row["high"] is not None else float("inf")
    return any(measure == row["measure"] and age == row["age"] and low <= number <= high for measure, age, number in numbers or ())
