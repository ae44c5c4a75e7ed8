"""Places that reports take for one another are flagged, never repaired."""

from __future__ import annotations

import pytest

from flows.reference import load
from transforms.text.model import Article
from transforms.text.reader import Reader

READER = Reader(load())


def flagged(text: str) -> list[tuple[str | None, bool]]:
    """(place, whether it is flagged) of each figure."""
    return [(one.place, "confused_place" in one.flags) for one in READER.read(Article("a", text, None, None, None)).figures]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Four people were killed in Chernihiv. The governor of Chernivtsi region spoke of a gas leak.", "Chernihiv"),
        ("Gunmen killed 14 people in Niger. The army sent troops from Maiduguri and Kaduna.", "Niger"),
        ("Shells killed nine people in Nigeria. Two of the wounded were flown to Niamey.", "Nigeria"),
    ],
)
def test_the_other_places_speak_for_the_one_that_it_is_confused_with(text: str, place: str) -> None:
    assert flagged(text)[0] == (place, True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Four people were killed in Chernihiv. The governor of Chernihiv region spoke of a missile.", "Chernihiv"),
        ("Four people were killed in Chernihiv. Shells fell in Nizhyn and in Chernivtsi.", "Chernihiv"),
        ("Four people were killed in Chernihiv. Shells fell in Kharkiv.", "Chernihiv"),
        ("Gunmen killed 14 people in Niger. They had come from Nigeria and fled to Maiduguri.", "Niger"),
        ("Gunmen killed 14 people in Niger. The wounded were taken to Niamey and Maiduguri.", "Niger"),
        ("Four people were killed in Kharkiv. The governor of Chernivtsi region spoke of a gas leak.", "Kharkiv"),
    ],
)
def test_a_place_is_not_doubted_without_such_places_or_where_the_article_names_both(text: str, place: str) -> None:
    assert flagged(text)[0] == (place, False)
