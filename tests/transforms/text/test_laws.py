"""Laws of the reading of numbers: what holds whatever the number, the words around it and their letters."""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from itertools import pairwise

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


def intervals(text: str) -> list[tuple[str, int | None, int | None, int | None]]:
    """What is said of how many, without offsets."""
    return [(figure.measure, figure.low, figure.best, figure.high) for figure in figures(text)]


_UNITS = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spelled(number: int) -> str:
    """A number from 1 to 999,999,999 in English words."""
    for scale, name in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= scale:
            whole, rest = divmod(number, scale)
            joint = " and " if rest < 100 else " "
            return f"{spelled(whole)} {name}" + (joint + spelled(rest) if rest else "")
    if number < 20:
        return _UNITS[number]
    return _TENS[number // 10] + (f"-{_UNITS[number % 10]}" if number % 10 else "")


FRAMES = (
    "{} people were killed.",
    "The blast killed {} people.",
    "Police said {} soldiers were wounded in the raid.",
    "The fighting has displaced {} civilians since then.",
    "A raid on the village left {} farmers dead.",
    "Conflict forced {} families to flee.",
    "The camp hosts {} refugees.",
    "Rebels abducted {} villagers and burned the mill.",
    "An attack in which {} workers died was claimed by nobody.",
    "There were {} deaths.",
)
FRAME = st.sampled_from(FRAMES)
NUMBER = st.integers(2, 999) | st.integers(2, 999_999) | st.integers(2, 999_999_999)
QUALIFIER = st.sampled_from(["", "at least ", "more than ", "up to ", "nearly ", "about ", "some ", "no fewer than ", "an estimated "])
fast = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(FRAME, NUMBER, QUALIFIER, st.sampled_from(["{}", "{:,}"]))
@fast
def test_the_span_holds_the_number_as_written(frame: str, number: int, qualifier: str, form: str) -> None:
    written = form.format(number)
    text = frame.format(qualifier + written)
    (figure,) = figures(text)
    assert text[figure.value_start : figure.value_end] == written
    assert figure.best == number
    assert figure.low in (number, None)
    assert figure.high in (number, None)


@given(FRAME, NUMBER, QUALIFIER)
@fast
def test_digits_and_words_of_a_number_are_one_interval(frame: str, number: int, qualifier: str) -> None:
    in_digits, in_words = (intervals(frame.format(qualifier + written)) for written in (f"{number:,}", spelled(number)))
    assert len(in_digits) == 1
    assert in_words == in_digits


@given(FRAME, NUMBER, QUALIFIER, st.booleans())
@fast
def test_capitals_give_the_same_intervals(frame: str, number: int, qualifier: str, in_words: bool) -> None:
    text = frame.format(qualifier + (spelled(number) if in_words else f"{number:,}"))
    assert intervals(text.upper()) == intervals(text)


NEUTRAL = (
    "The weather was clear.",
    "Smoke hung over the valley.",
    "Talks went on behind closed doors.",
    "Markets opened late and closed early.",
    "The road to the coast is steep.",
    "Prices rose again.",
    "The ceasefire broke down once more.",
    "Rain fell through the night.",
)


@given(
    st.lists(FRAME, min_size=1, max_size=3), NUMBER, st.lists(st.sampled_from(NEUTRAL), max_size=4), st.sampled_from([" ", "\n", "\n\n"])
)
@fast
def test_sentences_without_number_person_place_or_date_change_nothing(frames: list[str], number: int, neutral: list[str], gap: str) -> None:
    told = " ".join(frame.format(number + at) for at, frame in enumerate(frames))
    around = gap.join(neutral)
    alone = [shown(figure) for figure in figures(told)]
    assert [shown(figure) for figure in figures(f"{told}{gap}{around}")] == alone
    assert [shown(figure, len(around) + len(gap)) for figure in figures(f"{around}{gap}{told}")] == alone


def shown(figure: Figure, moved: int = 0) -> tuple[object, ...]:
    """All slots of a figure; offsets as they were before the text moved."""
    return (
        figure.start - moved, figure.end - moved, figure.value_start - moved, figure.value_end - moved,
        figure.measure, figure.low, figure.best, figure.high, figure.quantifier, figure.unit, figure.population, figure.age, figure.sex,
        figure.relation, figure.side, figure.speaker, figure.stance, figure.scope, figure.as_of, figure.as_of_precision, figure.as_of_basis,
        figure.place, figure.origin, figure.confidence, tuple(figure.flags),
    )  # fmt: skip


@given(
    FRAME,
    st.integers(2, 99),
    st.sampled_from(
        ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\u200b", "\u200e", "\xad", "\ufeff", "\u2060", "�"]
    ),
    st.integers(2, 99),
    st.booleans(),
)
@fast
def test_a_stripped_character_never_joins_two_numbers(frame: str, left: int, between: str, right: int, in_words: bool) -> None:
    written = (spelled(left), spelled(right)) if in_words else (str(left), str(right))
    whole = {int(f"{left}{right}"), left + right}
    for text in (frame.format(between.join(written)), frame.format(f"{written[0]} {between}{written[1]}")):
        for _, low, best, high in intervals(text):
            assert not whole & ({low, best, high} - {left, right})


@given(
    st.lists(
        st.sampled_from([*FRAMES, *NEUTRAL, "{} of them died", "up to {} more", ";", "(", "\n", "\x00", "none", "including {} women"]),
        max_size=8,
    ),
    NUMBER,
)
@fast
def test_a_figure_that_is_explained_is_the_same_figure(parts: list[str], number: int) -> None:
    text = " ".join(part.format(number) for part in parts)
    article = Article("a", text, text[:80], "Reuters", date(2022, 6, 1))
    plain, explained = reader().read(article).figures, reader().read(article, explain=True).figures
    assert [shown(figure) for figure in plain] == [shown(figure) for figure in explained]
    assert all(figure.why is None for figure in plain)
    for figure in explained:
        assert figure.why is not None
        assert {"measure", "number", "population", "scope", "stance", "speaker", "as_of"} <= set(figure.why)
        assert (figure.place is None) == ("place" not in figure.why)
        assert (figure.origin is None) == ("origin" not in figure.why)
        assert (figure.relation is None) == ("relation" not in figure.why)


MEGABYTE = 1_000_000
REPEATED = {
    "digits": "9",
    "one word": "killed",
    "words": "killed ",
    "brackets": "(",
    "closed brackets": "()",
    "counts": "12 killed and ",
    "numbers": "1 ",
    "groups": "1,234,",
    "sentences": "12 people were killed. ",
    "lines": "12 people were killed\n",
    "quotes": "“",
    "commas": "12 people, ",
    "negations": "no ",
    "names": "John Smith said ",
    "dates": "on 5 May 2022 ",
    "zeros": "٠",
}


@pytest.mark.parametrize("unit", REPEATED.values(), ids=REPEATED)
def test_time_is_linear_in_the_length(unit: str) -> None:
    sizes = (MEGABYTE // 32, MEGABYTE // 8)
    seconds = []
    for size in sizes:
        text = unit * (size // len(unit))
        started = time.process_time()
        figures(text)
        seconds.append(max(time.process_time() - started, 0.02))
    for (small, fewer), (large, more) in pairwise(zip(sizes, seconds, strict=True)):
        assert more / fewer < 3 * large / small, f"{fewer:.2f} s for {small:,} characters, {more:.2f} s for {large:,}"
