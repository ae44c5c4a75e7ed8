"""Places in a sentence and how they stand in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.reference import load
from transforms.text import places
from transforms.text.places import PlaceReader

READER = PlaceReader(load())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("killed in Kharkiv and Sumy", [("Kharkiv", "UKR", "at"), ("Sumy", "UKR", "at")]),
        ("killed in Kharkiv, Ukraine", [("Kharkiv", "UKR", "at")]),
        ("killed in the town of Vasyne in Kherson region", [("Vasyne", "UKR", "at")]),
        ("fled Sudan to Chad", [("Sudan", "SDN", "from"), ("Chad", "TCD", "to")]),
        ("Kiev has denied it", [("Kyiv", "UKR", "named")]),
        ("in Yemen's capital Sanaa", [("Sanaa", "YEM", "at")]),
        ("Turkey hosts them", [("Turkey", "TUR", "to")]),
        ("sanctions on Russia", [("Russia", "RUS", "named")]),
        ("an attack on Odessa", [("Odesa", "UKR", "at")]),
        ("the war against Ukraine", [("Ukraine", "UKR", "against")]),
        ("near Karpa Island", [("Karpa Island", None, "at")]),
        ("the worst since World War II", []),
        ("people around the world", [("World", None, "at")]),
        ("in South Sudan", [("South Sudan", "SSD", "at")]),
        ("in Gazakh", [("Gazakh", None, "at")]),
        ("in Tarvella, Sudan", [("Tarvella", "SDN", "at")]),
        ("in August", []),
        ("У Києві загинули", [("Kyiv", "UKR", "at")]),
    ],
)
def test_places(text: str, found: list[tuple[str, str | None, str]]) -> None:
    assert [(place.name, place.country, place.role) for place in READER.read(text)] == found


def test_a_place_lies_in_all_that_hold_it() -> None:
    assert READER.contains("jabalia-camp") == ["jabalia-camp", "gaza", "PSE", "world"]
    assert READER.contains(None) == []


def test_every_row_lies_within_a_listed_place_and_no_name_is_of_two_in_one_country() -> None:
    names: dict[tuple[str, str | None], str] = {}
    for place_id, row in READER.rows.items():
        assert row["within"] is None or row["within"] in READER.rows, place_id
        for name in (row["name"], *row["aliases"]):
            assert names.setdefault((name, row["country"]), place_id) == place_id, name


@pytest.mark.parametrize("name", ["_AT", "_FROM", "_TO", "_AGAINST", "_OWNED", "_OF", "_PART"])
def test_what_leads_up_to_a_name_is_found_from_where_it_is_looked_for(name: str) -> None:
    pattern: re.Pattern[str] = getattr(places, name)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=20), st.from_regex(pattern))
    def holds(first: str, before: str) -> None:
        text = f"{first} {before}"
        assert (pattern.search(text) is None) == (pattern.search(text, places._led(text)) is None)

    holds()
