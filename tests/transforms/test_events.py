"""Which reports tell of one event, and which of two."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from flows.reference import load
from transforms.events import events

REFERENCE = {
    "event_words": load()["event_words"],
    "places": [
        {"place_id": "sarn", "kind": "country", "within": None},
        {"place_id": "north", "kind": "admin1", "within": "sarn"},
        {"place_id": "ruvik", "kind": "city", "within": "north"},
        {"place_id": "mill", "kind": "site", "within": "ruvik"},
        {"place_id": "school", "kind": "site", "within": "ruvik"},
        {"place_id": "tolm", "kind": "village", "within": "north"},
    ],
}
DAY = date(2031, 5, 2)
TYPES = {
    "figure_id": pl.String,
    "story_id": pl.String,
    "version_of": pl.String,
    "conflict_id": pl.String,
    "place_id": pl.String,
    "as_of": pl.Date,
    "as_of_precision": pl.String,
    "as_of_basis": pl.String,
    "measure": pl.String,
    "age": pl.String,
    "low": pl.Int64,
    "best": pl.Int64,
    "high": pl.Int64,
    "relation": pl.String,
    "sentence": pl.String,
}
PRINTED = {"as_of_basis": "publication"}


def told(figure_id, story, number=9, days=0, **slots):
    """A report of people killed in Ruvik, some days after 2 May, with any slot given."""
    plain = {
        "figure_id": figure_id,
        "story_id": story,
        "conflict_id": "sarn_velm",
        "place_id": "ruvik",
        "as_of": DAY + timedelta(days),
        "as_of_precision": "day",
        "as_of_basis": "relative",
        "measure": "killed",
        "age": "any",
        "low": number,
        "best": number,
        "high": number,
        "sentence": "A shell fell on the town.",
    }
    return plain | slots


def made(*rows):
    return events(pl.DataFrame([{name: row.get(name) for name in TYPES} for row in rows], schema=TYPES, orient="row"), REFERENCE)


def together(*rows):
    """The figures in the groups that the events make of them."""
    groups = made(*rows).group_by("incident_id").agg(pl.col("figure_id").sort())["figure_id"].to_list()
    return sorted("".join(group) for group in groups)


ONE, TWO = ["ab"], ["a", "b"]


@pytest.mark.parametrize(
    ("a", "b", "groups"),
    [
        (told("a", "s"), told("b", "t", 23), ONE),  # one town, one day
        (told("a", "s"), told("b", "t", days=3), TWO),
        (told("a", "s"), told("b", "t", place_id="tolm"), TWO),
        (told("a", "s"), told("b", "t", 23, place_id="mill"), ONE),  # the house and the town
        (told("a", "s"), told("b", "t", 23, days=1, **PRINTED), TWO),  # printed a day later, nothing in common
        (told("a", "s"), told("b", "t", 9, days=1, **PRINTED), ONE),  # printed a day later, the number repeated
        (told("a", "s"), told("b", "t", 9, days=4, **PRINTED), TWO),  # too late
        (told("a", "s"), told("b", "t", 45, days=9, version_of="s", **PRINTED), ONE),  # an update of the article
        (told("a", "s"), told("b", "s", 23, days=1, **PRINTED), ONE),  # its own story dates it
        (told("a", "s", 2), told("b", "t", 2, days=1, **PRINTED), TWO),  # two die in many attacks
        (told("a", "s", days=1, **PRINTED), told("b", "t", days=2, **PRINTED), ONE),  # none dated, the number repeated
        (told("a", "s"), told("b", "t", days=1), ONE),  # days differ by one, the number is the same
        (told("a", "s"), told("b", "t", 23, days=1), TWO),
        (told("a", "s"), told("b", "s", days=1), TWO),  # one story tells of both days
        (told("a", "s"), told("b", "s", 4, sentence="Another attack on the town killed four."), TWO),
        (told("a", "s"), told("b", "s", 4, sentence="A second strike killed four of them.", relation="subset_of"), ONE),
        (told("a", "s"), told("b", "t", place_id="north"), ONE),  # the region, with the town's number
        (told("a", "s"), told("b", "t", 23, place_id="north"), TWO),
        (told("a", "s"), told("b", "s", low=5, best=5, high=None, place_id="sarn"), ONE),  # its story's one event, in other words
        (told("a", "s"), told("b", "s", place_id="Old Mill district"), ONE),  # a part of the town of which the story tells
        (told("a", "s"), told("b", "s", place_id="Orvel"), TWO),
        (told("a", "s"), told("b", "t", days=-4, as_of_precision="week"), ONE),  # "last week"
        (told("a", "s", place_id=None), told("b", "t", place_id=None), TWO),
        (told("a", "s", place_id="sarn"), told("b", "t", place_id="sarn"), TWO),
        (told("a", "s", conflict_id=None), told("b", "t"), TWO),
    ],
)
def test_two_reports_are_of_one_event_or_of_two(a, b, groups):
    assert together(a, b) == groups
    assert together(b, a) == groups


def test_two_sites_of_one_town_and_day_are_two_events_unless_they_have_a_number_in_common():
    mill, school = told("a", "s", 3, place_id="mill"), told("b", "s", 7, place_id="school")
    assert together(mill, school, told("c", "t", 7, place_id="school")) == ["a", "bc"]
    assert together(mill, told("b", "t", 7, place_id="school")) == TWO
    assert together(told("a", "s", 7, place_id="mill"), told("b", "t", 7, place_id="school")) == ONE
    assert together(told("a", "s", 7, place_id="mill"), told("b", "s", 7, place_id="school")) == TWO


def test_a_number_of_the_town_is_of_the_site_that_its_story_names_or_whose_number_it_repeats():
    mill, school = told("a", "s", 3, place_id="mill"), told("b", "t", 7, place_id="school")
    assert together(mill, school, told("c", "s", 4)) == ["ac", "b"]
    assert together(mill, school, told("c", "u", 7)) == ["a", "bc"]
    assert together(mill, school, told("c", "u", 10)) == ["a", "b", "c"]
    assert together(mill, told("c", "u", 10)) == ["ac"]


def test_an_event_is_of_the_nearest_place_that_holds_its_reports_and_of_the_first_day():
    found = made(told("a", "s", place_id="mill"), told("b", "t"), told("c", "u", days=2, **PRINTED))
    assert found.select("incident_place_id", "happened_on").unique().rows() == [("ruvik", DAY)]
    assert made(told("a", "s", place_id="mill"))["incident_place_id"].to_list() == ["mill"]


def test_a_toll_that_rises_over_days_is_one_event_whichever_day_each_report_is_dated_by():
    rows = [
        told("a", "s", 9, low=9, high=None),
        told("b", "t", 23, days=1, **PRINTED),
        told("c", "t", 9),
        told("d", "u", 45, days=3, version_of="t", **PRINTED),
        told("e", "v", 45, days=3, **PRINTED),
    ]
    assert together(*rows) == ["abcde"]


ROSE = {"as_of_basis": "relative", "sentence": "The toll of the strike on a house in Ruvik has risen, the mayor said."}


def test_a_toll_that_has_risen_is_of_the_one_event_of_the_last_week_that_counts_fewer():
    nine, rose = told("a", "s", 9), told("b", "t", 23, days=1, **ROSE)
    assert together(nine, rose) == ONE
    assert together(nine, rose, told("c", "u", 45, days=2, **ROSE), told("d", "v", 80, days=2, measure="injured")) == ["abc", "d"]
    assert together(nine, rose, told("c", "t", 60, days=1, measure="injured", as_of_basis="relative")) == ["abc"]  # the same report
    assert together(nine, told("b", "t", 23, days=8, **ROSE)) == TWO
    assert together(nine, told("b", "t", 4, days=1, **ROSE)) == TWO  # it has fallen
    assert together(nine, told("b", "t", 2, days=1), told("c", "u", 23, days=2, **ROSE)) == [
        "a",
        "b",
        "c",
    ]  # of which of two nobody can say
    assert together(nine, told("b", "t", 23, days=1, **(ROSE | {"as_of_basis": "explicit"}))) == TWO  # a date is a date


reports = st.lists(
    st.builds(
        lambda story, number, days, place, basis, version, sentence: {
            "story": story, "number": number, "days": days, "place_id": place, "as_of_basis": basis, "version_of": version,
            "sentence": sentence,
        },
        st.sampled_from("stuv"),
        st.sampled_from([2, 9, 23]),
        st.integers(0, 4),
        st.sampled_from(["ruvik", "mill", "school", "tolm", "north", None]),
        st.sampled_from(["relative", "publication"]),
        st.sampled_from([None, None, "s"]),
        st.sampled_from(["A shell fell.", "A shell fell.", ROSE["sentence"]]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(reports, st.randoms())
def test_the_order_of_arrival_changes_nothing_and_every_figure_has_one_event(drawn, chance):
    rows = [told(f"f{n:02}", row.pop("story"), row.pop("number"), row.pop("days"), **row) for n, row in enumerate(map(dict, drawn))]
    shuffled = rows[:]
    chance.shuffle(shuffled)
    found = made(*rows)
    assert_frame_equal(made(*shuffled), found)
    assert found["figure_id"].to_list() == [row["figure_id"] for row in rows]
