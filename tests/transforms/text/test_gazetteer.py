"""Towns that no row of places names, by the countries that the article speaks of."""

from __future__ import annotations

from datetime import date

import pytest

from flows.reference import load
from transforms.text.gazetteer import Gazetteer, fold, in_places
from transforms.text.model import Article
from transforms.text.reader import Reader

ROWS = [
    {
        "geoname_id": number,
        "name": name,
        "country": country,
        "spellings": (fold(name),),
        "latitude": 1.0,
        "longitude": 2.0,
        "population": people,
    }
    for number, name, country, people in (
        (1, "Tarvēlla", "SDN", 9_000),
        (2, "Tarvella", "ITA", 2_000),
        (3, "Osk", "UKR", 700),
        (4, "Osk", "UKR", 900),
        (5, "Grand Ville", "FRA", 80_000),
        (6, "Al-Dahr", "YEM", 600),
    )
]
GAZETTEER = Gazetteer({"gazetteer": ROWS})


@pytest.mark.parametrize(
    ("name", "country", "lean", "found"),
    [
        ("Tarvella", "SDN", {}, 1),
        ("Tarvella", None, {"ITA": 3, "SDN": 1}, 2),
        ("Tarvella", None, {"POL": 3}, None),
        ("Tarvella village", None, {"SDN": 1}, 1),
        ("Osk", None, {"UKR": 5}, None),
        ("Grand Ville", None, {"POL": 1}, 5),
        ("Grand Ville", "POL", {}, None),
        ("Dahr", "YEM", {}, 6),
    ],
)
def test_the_place_of_a_name_is_the_one_of_the_country_that_is_spoken_of(
    name: str, country: str | None, lean: dict[str, int], found: int | None
) -> None:
    row = GAZETTEER.find(name, country, lean)
    assert (row and row["place_id"]) == (found and f"geonames-{found}")


def test_a_row_is_one_of_places() -> None:
    (row,) = in_places({"gazetteer": ROWS}, ["geonames-6", "UKR", None])
    assert (row["place_id"], row["kind"], row["within"]) == ("geonames-6", "village", "YEM")
    assert set(row) == set(load()["places"][0])


def test_a_town_of_the_gazetteer_gives_its_country_and_so_the_conflict_and_the_side() -> None:
    text = "Ukrainian officials said a missile hit a bus stop in Pryluky on Monday, killing three people. Ukraine is on alert."
    (figure,) = Reader(load()).read(Article("a", text, None, None, date(2024, 3, 5))).figures
    assert (figure.place, figure.side, figure.conflict_id) == ("Pryluky", "UKR", "ukraine-2022")
    assert figure.place_id is not None
    assert figure.place_id.startswith("geonames-")


def test_the_table_is_as_declared() -> None:
    rows = load()["gazetteer"]
    assert len({row["geoname_id"] for row in rows}) == len(rows) > 20_000
    assert all(len(row["country"]) == 3 and row["population"] >= 0 and row["spellings"][0] == fold(row["name"]) for row in rows)
