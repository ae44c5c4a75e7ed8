"""Sections, lists and titles: what a figure leans on beyond its sentence."""

from __future__ import annotations

from datetime import date
from functools import cache

from flows.reference import load
from transforms.text.model import Article, Figure
from transforms.text.reader import Reader


@cache
def reader() -> Reader:
    return Reader(load())


def figures(text: str, title: str | None = None, published_on: date | None = date(2023, 8, 18)) -> list[Figure]:
    return reader().read(Article("a", text, title, None, published_on)).figures


def test_a_round_up_keeps_its_items_apart() -> None:
    text = (
        "What the week brought.\nStorks over Nairobi\nA ringed stork was seen in Kenya on Monday and photographed twice.\n"
        "Fire on the border\nThree guards were wounded when their post was shelled, the army said.\n"
    )
    (figure,) = figures(text)
    assert (figure.place, figure.as_of, figure.as_of_basis) == (None, date(2023, 8, 18), "publication")


def test_an_item_says_what_introduces_its_list() -> None:
    text = (
        "According to the General Staff of the Armed Forces of Ukraine, the losses of the enemy to 18 August are:\n"
        "- personnel ‒ about 255650 (+510) persons were liquidated\n- tanks ‒ 4331\n"
    )
    total, added = figures(text, "Losses of the enemy to 18 August")
    for figure in (total, added):
        assert figure.speaker == "Ukraine's General Staff"
        assert (figure.side, figure.stance, figure.speaker_kind) == ("RUS", "claimed", "adverse_party")
    assert (total.scope, added.scope) == ("cumulative", "period")
    assert added.period_start == added.as_of == date(2023, 8, 18)


def test_one_item_does_not_lend_its_place_to_the_next() -> None:
    text = "The day in brief:\n- In Kherson two people were wounded.\n- A farmer was killed by a mine.\n"
    _, mine = figures(text)
    assert mine.place is None


def test_the_title_is_dated_and_placed_by_the_text() -> None:
    text = (
        "A missile struck a hotel in Pokrovsk on Monday evening.\nRescuers worked through the night.\n"
        "The number of dead rose to seven on Wednesday, the prosecutors said.\n"
    )
    title, told = figures(text, "Toll rises to seven")
    for figure in (title, told):
        assert (figure.place, figure.as_of, figure.side) == ("Pokrovsk", date(2023, 8, 14), "UKR")


def test_the_last_cell_of_a_row_names_its_source() -> None:
    (figure,) = figures("Refugees from Ukraine recorded, as of 15 August | 5,967,100 refugees | UNHCR\n")
    assert (figure.speaker, figure.as_of) == ("UNHCR", date(2023, 8, 15))


def test_a_count_of_a_week_ago_keeps_speaker_and_scope() -> None:
    text = "The UN human rights office has recorded 9,444 civilians killed in Ukraine. A week ago it stood at 9,369 killed.\n"
    now, before = figures(text)
    assert (before.speaker, before.scope, before.place) == (now.speaker, "cumulative", "Ukraine")
    assert before.as_of is not None
    assert now.as_of is not None
    assert before.as_of < now.as_of


def test_without_a_publication_day_distances_stay_open() -> None:
    (figure,) = figures("Two days earlier, three rescuers were killed in Kharkiv.\n", published_on=None)
    assert figure.as_of is None
