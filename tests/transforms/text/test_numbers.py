"""Numbers as intervals, with the span of the number as written."""

from __future__ import annotations

from functools import cache

import pytest

from flows.reference import load
from transforms.text.numbers import read_number
from transforms.text.terms import Lexicon
from transforms.text.tokens import number_value, tokenise


@cache
def lexicon() -> Lexicon:
    return Lexicon(load())


@pytest.mark.parametrize(
    ("text", "low", "best", "high", "quantifier", "written"),
    [
        ("at least 12 people", 12, 12, None, "at_least", "12"),
        ("12 or more people", 12, 12, None, "at_least", "12"),
        ("more than 14 million people", 14_000_000, 14_000_000, None, "more_than", "14 million"),
        ("as many as 66 people", None, 66, 66, "up_to", "66"),
        ("nearly 200 people", None, 200, 200, "less_than", "200"),
        ("about 300 people", 300, 300, 300, "about", "300"),
        ("between 60 and 100 people", 60, None, 100, "range", "60 and 100"),
        ("60–100 people", 60, None, 100, "range", "60–100"),
        ("two or three people", 2, None, 3, "range", "two or three"),
        ("2 to 3 million people", 2_000_000, None, 3_000_000, "range", "2 to 3 million"),
        ("dozens of people", 24, None, 99, "vague", "dozens"),
        ("more than a dozen people", 12, 12, None, "more_than", "a dozen"),
        ("at least several people", 3, None, None, "at_least", "several"),
        ("half a million people", 500_000, 500_000, 500_000, "exact", "half a million"),
        ("two and a half thousand people", 2_500, 2_500, 2_500, "exact", "two and a half thousand"),
        ("one hundred and forty-one people", 141, 141, 141, "exact", "one hundred and forty-one"),
        ("a total of 41 people", 41, 41, 41, "exact", "41"),
        ("a hundred and eight people", 108, 108, 108, "exact", "a hundred and eight"),
        ("a hundred thousand people", 100_000, 100_000, 100_000, "exact", "a hundred thousand"),
        ("three dozen people", 36, 36, 36, "exact", "three dozen"),
    ],
)
def test_a_qualified_number_is_an_interval(
    text: str, low: int | None, best: int | None, high: int | None, quantifier: str, written: str
) -> None:
    number = read_number(tokenise(text, lexicon()), 0)
    assert number is not None
    assert (number.low, number.best, number.high, number.quantifier) == (low, best, high, quantifier)
    assert text[number.start : number.end] == written


@pytest.mark.parametrize(
    ("written", "tail", "value"),
    [
        ("6,755", None, 6755),
        ("6.755", None, 6755),
        ("12 300", None, 12300),
        ("12\u202f300", None, 12300),
        ("10.5", None, 10.5),
        ("1.2m", "m", 1_200_000),
        ("40k", "k", 40_000),
        ("１２", None, 12),
        ("٤٢", None, 42),
        ("1.340", None, 1340),
        ("40%", "%", None),
        ("12th", "th", None),
        ("10:30", ":30", None),
        ("1,2,3", None, None),
        ("9" * 400, None, None),
    ],
)
def test_digits_are_read_by_their_form(written: str, tail: str | None, value: float | None) -> None:
    assert number_value(written, tail) == value


@pytest.mark.parametrize("text", ["people were killed", "two-year sentence", "from", "between 60 people", "$45 million", "~", "at least"])
def test_other_words_are_no_number(text: str) -> None:
    assert read_number(tokenise(text, lexicon()), 0) is None
