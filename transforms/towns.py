"""Which reports of a town tell of one event: by day, site, story and number, whatever the order in which articles arrive.

A report gives the day of what happened, or leaves it to the day on which it was printed. The first kind pins events down; the second joins
the event that its own story dates, that an earlier version of it tells of, or whose number it repeats (docs/method.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from transforms.atlas import ANOTHER, Atlas
from transforms.ids import content_id
from transforms.text.model import Reference

LATE = 3
"""Days after which a report that names no day is not taken to tell of an earlier event: most tolls stop rising within three days."""
VERSIONS_LATE = 14
"""The same for an update of an earlier article: the two say themselves that they tell of one thing."""
RISING = 7
"""Days over which a toll that a report says has risen is that of the one event of its town."""
TELLING = 5
"""From this number on one number in common tells of one event; below it two must be: every other attack kills two."""

Row = Mapping[str, Any]
Number = tuple[str, str, int]  # measure, age and number
Place = str | None
PLACED = {
    **dict.fromkeys(("figure_id", "incident_id", "incident_place_id"), pl.String),
    **{"happened_on": pl.Date, "precision": pl.String, "event_story_id": pl.String},
}
"""What is told of the event of a figure."""


@dataclass(slots=True, eq=False)
class Event:
    """One event as far as it is put together: its reports and what they say."""

    conflict_id: str | None
    day: date | None
    precision: str | None
    root: Place
    story: str | None = None  # of a report that cannot be joined with another story's
    nth: str | None = None  # what tells it from another event of the same place and day
    exact: bool = True
    places: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    numbers: set[Number] = field(default_factory=set)
    by_story: dict[str, set[Number]] = field(default_factory=lambda: defaultdict(set))
    figures: list[str] = field(default_factory=list)

    def take(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.figures.append(row["figure_id"])
            self.stories.add(row["story_id"])
            self.places |= {row["place_id"]} if row["place_id"] else set()
            self.numbers |= numbers_of(row)
            self.by_story[row["story_id"]] |= numbers_of(row)


Town = dict[date, list[Event]]
"""The events of a town by day."""


def in_towns(figures: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The event of each figure of a town: the columns of `PLACED`.

    `figures` are those of `transforms.events.sited` with a town. Towns do not see each other, nor stretches of one town's days between which
    more than `VERSIONS_LATE` days lie: so each such stretch may be worked out by itself.
    """
    atlas = Atlas(reference)
    rows = figures.sort("figure_id").to_dicts()
    for row in rows:
        row["nth"] = atlas.another(row["sentence"]) if row["relation"] is None else None
        row["risen"] = row["nth"] is None and atlas.risen(row["sentence"])
    risen = {_report(row) for row in rows if row["risen"]}
    pinned, loose = defaultdict(list), []
    for row in rows:
        by_report = row["as_of_basis"] == "relative" and row["nth"] is None and _report(row) in risen
        if by_report or row["as_of_basis"] == "publication" or row["as_of_precision"] == "week":
            loose.append(row)
        else:
            pinned[row["conflict_id"], row["town"], row["as_of"]].append(row)
    made: dict[tuple[str | None, str], Town] = defaultdict(lambda: defaultdict(list))
    for (conflict, town, day), told in sorted(pinned.items(), key=lambda item: tuple(map(str, item[0]))):
        _add(made[conflict, town], _one_day(conflict, town, day, told))
    for report in _by_day(loose):
        _join(report, made[report[0]["conflict_id"], report[0]["town"]])
    return placed_at([event for town in made.values() for several in town.values() for event in several], atlas)


def numbers_of(row: Row) -> set[Number]:
    number = row["best"] if row["best"] is not None else row["low"] if row["low"] is not None else row["high"]
    return {(row["measure"], row["age"], number)} if number else set()


def common(one: set[Number], other: set[Number]) -> bool:
    """Whether two reports have a number in common that tells of one event."""
    shared = one & other
    return len(shared) > 1 or any(number >= TELLING for _, _, number in shared)


def _report(row: Row) -> tuple[Any, ...]:
    return row["conflict_id"], row["town"], row["story_id"], row["as_of"]


def _one_day(conflict: str | None, root: str, day: date, told: list[dict[str, Any]]) -> list[Event]:
    """The events of one town and day: one, unless sites of it are counted apart, or a sentence says that there was another."""
    found = []
    for nth in sorted({row["nth"] for row in told}, key=str):
        rows = [row for row in told if row["nth"] == nth]
        sites = _sites(conflict, root, day, [row for row in rows if row["place_id"] != root], nth)
        town = defaultdict(list)
        for row in rows:
            if row["place_id"] == root:
                town[row["story_id"]].append(row)
        whole = sites[0] if len(sites) == 1 else Event(conflict, day, "day", root, nth=nth)
        for story, of_story in sorted(town.items()):
            numbers = set().union(*map(numbers_of, of_story))
            named = [site for site in sites if story in site.stories] or [site for site in sites if common(site.numbers, numbers)]
            (named[0] if len(named) == 1 else whole).take(of_story)
        found += [*sites, *([whole] if whole not in sites and whole.figures else [])]
    return found


def _sites(conflict: str | None, root: str, day: date, told: list[dict[str, Any]], nth: str | None) -> list[Event]:
    """An event for each site of a town; sites with a number in common that no story counts apart are one."""
    by_site = defaultdict(list)
    for row in told:
        by_site[row["place_id"]].append(row)
    found: list[Event] = []
    for place, rows in sorted(by_site.items()):
        site = Event(conflict, day, "day", root, nth=f"{nth or ''} {place}")
        site.take(rows)
        same = [one for one in found if not one.stories & site.stories and common(one.numbers, site.numbers)]
        if same:
            _merge(same[0], site)
        else:
            found.append(site)
    if len(found) == 1:
        found[0].nth = nth
    return found


def _is_another(nth: str | None) -> bool:
    return nth is not None and nth.startswith(ANOTHER)


def _add(town: Town, of_day: list[Event]) -> None:
    """Add the events of a day behind those of the days before.

    Two days that follow each other, with a number in common, are one event, of the earlier day.
    """
    for event in of_day:
        assert event.day is not None
        before = [
            one
            for one in town.get(event.day - timedelta(1), ())
            if one.nth == event.nth and common(one.numbers, event.numbers) and not _told_apart(one, event)
        ]
        if before:
            _merge(before[0], event)
        else:
            town[event.day].append(event)


def _told_apart(one: Event, event: Event) -> bool:
    """Whether a story tells of both days as of two events.

    It does unless all that is told of the later day others tell of the earlier one, and it gives other numbers there: "89 died on Sunday; on Monday
    the ministry had spoken of 63".
    """
    both = one.stories & event.stories
    return bool(both) and not (event.numbers <= one.numbers and not any(one.by_story[story] & event.by_story[story] for story in both))


def _merge(into: Event, event: Event) -> None:
    into.places |= event.places
    into.stories |= event.stories
    into.numbers |= event.numbers
    for story, numbers in event.by_story.items():
        into.by_story[story] |= numbers
    into.figures += event.figures


def _by_day(loose: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The reports that are dated by their printing alone: the figures of one story, town and day together, the earliest first."""
    reports = defaultdict(list)
    for row in loose:
        reports[row["as_of"], str(row["conflict_id"]), row["town"], row["story_id"], row["as_of_precision"], row["nth"] or ""].append(row)
    return [reports[key] for key in sorted(reports)]


def _join(rows: list[dict[str, Any]], town: Town) -> None:
    """Join a report without a day of its own, or of a toll that has risen, to an event of its town, or make it one."""
    first, numbers = rows[0], set().union(*map(numbers_of, rows))
    day, story, is_week = first["as_of"], first["story_id"], first["as_of_precision"] == "week"
    start, end = (day, day + timedelta(6)) if is_week else (day - timedelta(VERSIONS_LATE), day)
    days = (start + timedelta(step) for step in range((end - start).days + 1))
    near = [event for one in days for event in town.get(one, ()) if _is_another(event.nth) == _is_another(first["nth"])]
    recent = [event for event in near if is_week or (event.day and day - event.day <= timedelta(LATE))]
    earlier = {row["version_of"] for row in rows if row["version_of"]}
    for found in (
        [event for event in recent if story in event.stories and event.exact],
        [event for event in near if earlier & event.stories],
        [event for event in recent if common(event.numbers, numbers)],
        _risen_from(rows, [event for event in near if event.day and day - event.day <= timedelta(RISING)]),
        [event for event in recent if event.day == day and not is_week],
    ):
        if found:
            max(found, key=lambda event: (event.day, event.nth or "")).take(rows)
            return
    town[day].append(Event(first["conflict_id"], day, first["as_of_precision"], first["town"], nth=first["nth"], exact=False))
    town[day][-1].take(rows)


def _risen_from(rows: list[dict[str, Any]], near: list[Event]) -> list[Event]:
    """The one event of the last days whose toll can have risen to a number of these: none where several can, or its toll is as great."""
    rises = {number[:2]: number[2] for row in rows if row["risen"] for number in numbers_of(row)}
    tolls = [(event, max((n for *of, n in event.numbers if tuple(of) in rises), default=None)) for event in near]
    told = [(event, toll) for event, toll in tolls if toll is not None]
    return [event for event, toll in told if len(told) == 1 and toll < max(rises.values())]


def placed_at(made: Iterable[Event], atlas: Atlas) -> pl.DataFrame:
    """One row per figure: its event, by an id of conflict, place, day and what tells it from others."""
    rows = []
    for event in made:
        place = atlas.above(event.places) if event.story is None else min(event.places, default=None)
        if event.story is None and (place is None or atlas.root(place) is None):
            place = event.root
        key = content_id("incident_id", event.conflict_id, place, event.day, event.precision, event.story, event.nth)
        told = (key, place, event.day, event.precision, event.story)
        rows += [(figure, *told) for figure in event.figures]
    return pl.DataFrame(rows, schema=PLACED, orient="row").sort("figure_id")
