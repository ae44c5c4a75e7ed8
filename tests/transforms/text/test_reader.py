"""Laws of the reader: what holds of every reading of every text."""

from __future__ import annotations

import time
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.reference import load
from transforms.text.model import Article, Figure
from transforms.text.reader import Reader


@cache
def reader() -> Reader:
    return Reader(load())


def figures(text: str, title: str | None = None) -> list[Figure]:
    return reader().read(Article("a", text, title, None, date(2022, 6, 1))).figures


WORDS = (
    "12", "1,340", "6.755", "7.8", "million", "4k", "two", "dozen", "dozens", "hundreds", "of", "thousands", "half", "a", "no",
    "nobody", "both", "all", "another", "others", "more", "than", "at", "least", "up", "to", "nearly", "between", "and", "or",
    "to", "from", "including", "of", "whom", "of", "them", "(", ")", ",", ".", ":", ";", "–", "-", "%", "$", "“", "”", "people",
    "soldiers", "woman", "civilians", "families", "tanks", "km", "years", "killed", "wounded", "were", "was", "been", "have",
    "dead", "died", "injured", "missing", "displaced", "fled", "refugees", "casualties", "death", "toll", "rose", "bringing",
    "the", "total", "denied", "that", "could", "if", "not", "his", "the", "John", "Smith", "in", "need", "homeless", "\x00",
    "\u200b", "\n", "٤٢", "１２", "2022", "February", "(+200)", "personnel", "‒", "of", "with", "by",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_figure_holds_its_number_inside_its_sentence(text: str) -> None:
    for figure in figures(text):
        assert figure.start <= figure.value_start < figure.value_end <= figure.end
        assert figure.sentence.start <= figure.start
        assert figure.end <= figure.sentence.end
        assert text[figure.sentence.start : figure.sentence.end] == figure.sentence.text
        bounds = [number for number in (figure.low, figure.best, figure.high) if number is not None]
        assert bounds == sorted(bounds)
        assert bounds
        assert 0 < figure.confidence <= 1


@given(TEXTS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_parents_are_figures_of_the_same_reading_and_never_their_own(text: str) -> None:
    found = figures(text)
    for figure in found:
        assert (figure.parent is None) or (figure.parent is not figure and any(figure.parent is other for other in found))
        assert figure.relation is None or figure.parent is not None


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    figures(text + " 12 people were killed", text)


@given(
    st.integers(0, 99),
    st.sampled_from(["\x00", "\x01", "\x08", "\x1f", "\x7f", "\x85", "\u200b", "\xad", "\ufeff", "\u2060", "�"]),
    st.integers(0, 99),
)
@settings(max_examples=150, deadline=None)
def test_digits_around_a_character_that_stands_for_nothing_are_neither_joined_nor_read_apart(left: int, between: str, right: int) -> None:
    assert figures(f"At Verna {left}{between}{right} people were killed") == []


def test_an_article_is_read_the_same_each_time() -> None:
    text = "A strike killed 12 people, including three children. Another 15 were wounded."
    once, again = figures(text), figures(text)
    assert [(f.measure, f.start, f.best, f.relation) for f in once] == [(f.measure, f.start, f.best, f.relation) for f in again]


def test_title_and_text_are_read_each_with_its_own_offsets() -> None:
    title, text = "Blast kills 4", "The blast wounded nine."
    in_title, in_text = figures(text, title)
    assert (in_title.field, title[in_title.value_start : in_title.value_end]) == ("title", "4")
    assert (in_text.field, text[in_text.value_start : in_text.value_end]) == ("text", "nine")


def test_another_adds_to_the_statement_of_the_sentence_before() -> None:
    first, second = figures("At least eleven journalists have been killed. Another 11 have been wounded.")
    assert second.relation == "adds_to"
    assert second.parent is first
    assert second.population == "journalist"


def test_furniture_is_skipped_and_offsets_stay_those_of_the_text_as_given() -> None:
    text = "4 Min Read\n\nShare This Article\n\nTwo people were killed.\n\nLeave a Comment\n"
    (figure,) = figures(text)
    assert text[figure.start : figure.end] == "Two people were killed"


def test_a_list_of_other_articles_is_skipped_to_its_end() -> None:
    text = "Two people were killed.\n\nRecent posts\n\nStorm kills 40 in the islands\n\nFire leaves 9 dead\n\nIn all, 31 were injured."
    assert [figure.best for figure in figures(text)] == [2, 31]


def test_dated_headlines_are_a_list_of_other_articles() -> None:
    text = "Two people were killed.\n\nStorm kills 40 in the islands\n\nMarch 5, 2025\n\nFire leaves 9 dead\n\nMarch 6, 2025\n"
    assert [figure.best for figure in figures(text)] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "killed " * 150_000,
        "killed" * 170_000,
        "(" * 1_000_000,
        "1 " * 500_000 + "killed",
        "1,234," * 170_000,
        "12 killed and " * 3_000,
    ],
    ids=["digits", "one term", "one word", "brackets", "numbers", "groups", "counts"],
)
def test_much_of_one_thing_takes_bounded_time(text: str) -> None:
    started = time.process_time()
    figures(text)
    assert time.process_time() - started < 20
