"""Which figures tell of one attack."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from flows.reference import load
from transforms.conform import frame
from transforms.incidents import incidents
from transforms.schema.figures import FIGURES
from transforms.schema.incidents import INCIDENTS

REFERENCE = {
    "event_words": load()["event_words"],
    "places": [
        {"place_id": "ruvik", "kind": "city", "country": "SRN"},
        {"place_id": "sarn", "kind": "country", "country": "SRN"},
        {"place_id": "north", "kind": "admin1", "country": "SRN"},
    ],
}
STORIES = pl.DataFrame(
    {"article_id": ["a1", "a2", "b1"], "story_id": ["a1", "a2", "a1"], "version_of": pl.Series([None] * 3, dtype=pl.String)}
)
ARTICLES = pl.DataFrame({"article_id": ["a1", "a2", "b1"], "published_on": [date(2031, 5, 2), date(2031, 5, 3), date(2031, 5, 6)]})


def attack(figure_id, article_id, **slots):
    """A figure of people killed in one attack on Ruvik, with any slot given."""
    plain = {
        "figure_id": figure_id,
        "article_id": article_id,
        "conflict_id": "sarn_velm",
        "measure": "killed",
        "scope": "incident",
        "place_id": "ruvik",
        "as_of": date(2031, 5, 2),
        "as_of_precision": "day",
        "as_of_basis": "explicit",
    }
    return plain | slots


def made(*rows):
    return incidents(frame(FIGURES, list(rows)), STORIES, ARTICLES, REFERENCE)


def test_one_conflict_place_and_day_are_one_incident():
    found = made(attack("f1", "a1"), attack("f2", "a2", measure="injured"))
    assert found.select("conflict_id", "place_id", "happened_on", "precision").rows() == [("sarn_velm", "ruvik", date(2031, 5, 2), "day")]
    assert tuple(found.columns) == INCIDENTS.names


@pytest.mark.parametrize("other", [{"conflict_id": None}, {"place_id": None, "place": "Tolm"}, {"as_of": date(2031, 5, 3)}])
def test_another_conflict_place_or_day_is_another_incident(other):
    assert made(attack("f1", "a1"), attack("f2", "a2", **other)).height == 2


@pytest.mark.parametrize(
    "unknown",
    [
        {"place_id": None},
        {"place_id": "sarn"},
        {"place_id": "north"},
        {"as_of": None, "as_of_precision": None},
        {"as_of": date(2031, 5, 1), "as_of_precision": "month"},
    ],
)
def test_without_a_settlement_or_a_day_two_stories_tell_of_two_incidents(unknown):
    assert made(attack("f1", "a1", **unknown), attack("f2", "a2", **unknown)).height == 2
    assert made(attack("f1", "a1", **unknown), attack("f2", "a1", **unknown)).height == 1
    assert made(attack("f1", "a1", **unknown), attack("f2", "b1", **unknown)).height == 1


def test_a_place_that_is_not_listed_goes_by_its_name():
    found = made(attack("f1", "a1", place_id=None, place="Tolm"), attack("f2", "a2", place_id=None, place="Tolm"))
    assert found["place_id"].to_list() == ["Tolm"]


def test_a_copy_dated_by_its_publication_tells_of_the_original_s_day():
    original = attack("f1", "a1", as_of_basis="publication")
    copy = attack("f2", "b1", as_of_basis="publication", as_of=date(2031, 5, 6))
    assert made(original, copy)["happened_on"].to_list() == [date(2031, 5, 2)]
    assert made(original, copy | {"as_of_basis": "explicit"}).height == 2


def test_what_is_no_single_attack_makes_no_incident():
    assert made(attack("f1", "a1", scope="cumulative"), attack("f2", "a1", scope="stock")).height == 0
