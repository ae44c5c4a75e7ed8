"""Dates as written, resolved against Monday 20 June 2022."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.reference import load
from transforms.text.dates import DateReader

READER = DateReader(load())
DAY = date(2022, 6, 20)


def d(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("text", "words", "role", "first", "last", "precision"),
    [
        ("fell on 2022-05-06 at noon", "2022-05-06", "at", "2022-05-06", "2022-05-06", "day"),
        ("fell on 24 February 2021", "24 February 2021", "at", "2021-02-24", "2021-02-24", "day"),
        ("fell on the 3rd of March", "3rd of March", "at", "2022-03-03", "2022-03-03", "day"),
        ("fell on December 9", "December 9", "at", "2021-12-09", "2021-12-09", "day"),
        ("fell on Sept. 4, 2019", "Sept. 4, 2019", "at", "2019-09-04", "2019-09-04", "day"),
        ("fell on 05.06.2022", "05.06.2022", "at", "2022-06-05", "2022-06-05", "day"),
        ("losses from 24.02 to 14.04 were", "24.02 to 14.04", "span", "2022-02-24", "2022-04-14", "day"),
        ("Втрати з 24.02 по 11.06 склали", "24.02 по 11.06", "span", "2022-02-24", "2022-06-11", "day"),
        ("between January and May", "January and May", "span", "2022-01-01", "2022-05-31", "month"),
        ("from 28 December to 4 January", "28 December to 4 January", "span", "2021-12-28", "2022-01-04", "day"),
        ("between 25 June and 29 July 2021", "25 June and 29 July 2021", "span", "2021-06-25", "2021-07-29", "day"),
        ("fell on Monday", "Monday", "at", "2022-06-20", "2022-06-20", "day"),
        ("fell last Monday", "Monday", "at", "2022-06-13", "2022-06-13", "day"),
        ("fell on Saturday night", "Saturday", "at", "2022-06-18", "2022-06-18", "day"),
        ("votes next Friday", "Friday", "at", "2022-06-24", "2022-06-24", "day"),
        ("fell yesterday", "yesterday", "at", "2022-06-19", "2022-06-19", "day"),
        ("fell two days ago", "two days ago", "at", "2022-06-18", "2022-06-18", "day"),
        ("fell three weeks ago", "three weeks ago", "at", "2022-05-30", "2022-06-05", "week"),
        ("fell sixty-one years ago", "sixty-one years ago", "at", "1961-01-01", "1961-12-31", "year"),
        ("fell last week", "last week", "at", "2022-06-13", "2022-06-19", "week"),
        ("fell in the past 24 hours", "in the past 24 hours", "window", "2022-06-19", "2022-06-20", "day"),
        ("came over the past year", "over the past year", "window", "2021-06-20", "2022-06-20", "day"),
        ("came this year", "this year", "window", "2022-01-01", "2022-06-20", "day"),
        ("since the beginning of the year", "the beginning of the year", "since", "2022-01-01", "2022-01-01", "day"),
        ("since 2014", "2014", "since", "2014-01-01", "2014-12-31", "year"),
        ("since late March", "March", "since", "2022-03-01", "2022-03-31", "month"),
        ("le 28 juin 2012", "28 juin 2012", "at", "2012-06-28", "2012-06-28", "day"),
        ("14 листопада 2021", "14 листопада 2021", "at", "2021-11-14", "2021-11-14", "day"),
    ],
)
def test_one_date(text: str, words: str, role: str, first: str, last: str, precision: str) -> None:
    (found,) = READER.read(text, DAY)
    assert text[found.start : found.end] == words
    assert (found.role, found.first, found.last, found.precision) == (role, d(first), d(last), precision)


@pytest.mark.parametrize(
    "text",
    [
        "May 12 people rest",
        "about 24.02 percent",
        "more than in the whole of 2021",
        "in 2000 people",
        "it may march on",
        "on 45 June",
        "12,500",
        "1939-1945",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert READER.read(text, DAY) == []


@pytest.mark.parametrize("text", ["on Monday", "yesterday", "two days ago", "last week", "on March 3", "in the past 24 hours"])
def test_without_a_publication_date_it_stays_open(text: str) -> None:
    (found,) = READER.read(text, None)
    assert found.first is None


def test_a_bulletins_span_without_any_year_takes_that_of_the_war_which_began_on_its_first_day() -> None:
    (found,) = READER.read("losses from 24.02 to 08.07", None)
    assert (found.first, found.last) == (d("2022-02-24"), d("2022-07-08"))


def test_stretches_without_a_number_have_no_first_day() -> None:
    (found,) = READER.read("in recent weeks", DAY)
    assert (found.role, found.first, found.last) == ("window", None, DAY)


def test_day_and_month_that_may_be_swapped_are_ambiguous() -> None:
    assert [found.ambiguous for found in READER.read("on 03/04/2022 and on 23/04/2022", DAY)] == [True, False]


def test_the_first_years_of_the_calendar_do_not_raise() -> None:
    (found,) = READER.read("999 years ago", date(500, 1, 1))
    assert found.first == date.min


def test_looking_only_near_words_of_dates_finds_what_looking_everywhere_finds() -> None:
    lines = [line for path in sorted((Path(__file__).parents[2] / "cases").glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    found = 0
    for line in [*lines, *(line.upper() for line in lines), "İzmir, over the past twenty-four hours of 3 May 2022 and 12.05.2022"]:
        everywhere = [match.span() for match in READER._pattern.finditer(line)]
        assert [match.span() for match in READER._matches(line)] == everywhere, line
        found += len(everywhere)
    assert found > 200
