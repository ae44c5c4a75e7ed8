"""The running totals of one speaker: what cannot be, what was changed, and what is a round word."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from flows.reference import load
from tests.transforms.test_casualties import said
from transforms.casualties import casualties
from transforms.conform import frame
from transforms.evidence import evidence
from transforms.schema.claims import CLAIMS

REFERENCE = load()


def total(day, number, **slots):
    """The UN's total of people killed since 1 January as of a day of May, by that day as its claim_id."""
    plain = {
        "incident_id": None,
        "scope": "cumulative",
        "period_start": date(2031, 1, 1),
        "as_of": date(2031, 5, day),
        "speaker_id": "un",
        "speaker_kind": "un",
    }
    return said(str(day), number, **(plain | slots))


def bests(*rows):
    """The best of each day that has one."""
    cells = casualties(frame(CLAIMS, list(rows)), REFERENCE).sort("as_of")
    return {row["as_of"].day: row["best"] for row in cells.iter_rows(named=True) if row["best"] is not None}


def faults(*rows):
    """The claims excluded, each with the first word of the reason."""
    told = evidence(frame(CLAIMS, list(rows)), REFERENCE).filter(pl.col("role") == "excluded")
    return {row["claim_id"]: row["reason"].split(" ")[0] for row in told.iter_rows(named=True)}


def flags(*rows):
    """The days flagged, beyond having one speaker."""
    cells = casualties(frame(CLAIMS, list(rows)), REFERENCE)
    told = {row["as_of"].day: [flag for flag in row["flags"] if flag != "single_speaker"] for row in cells.iter_rows(named=True)}
    return {day: flagged for day, flagged in told.items() if flagged}


def test_a_count_that_rises_is_as_it_is_told():
    rows = [total(1, 812), total(2, 812), total(4, 829), total(9, 1003)]
    assert bests(*rows) == {1: 812, 2: 812, 4: 829, 9: 1003}
    assert faults(*rows) == flags(*rows) == {}


def test_a_thousandfold_jump_is_a_slip_of_the_unit():
    assert faults(total(1, 812), total(2, 817_000), total(3, 829)) == {"2": "a"}
    assert faults(total(1, 812_000), total(2, 817), total(3, 829_000)) == {"2": "a"}
    assert faults(total(1, 812), total(2, 829), total(3, 830_000)) == {"3": "a"}
    assert faults(total(1, 812), total(2, 830_000)) == {}  # which of two it is, nobody knows


def test_a_slip_is_found_in_a_stock_too_which_else_may_fall():
    stock = {"scope": "stock", "measure": "missing", "period_start": None}
    assert faults(*(total(day, number, **stock) for day, number in ((1, 812), (2, 640), (3, 655_000), (4, 600)))) == {"3": "a"}


def test_transposed_digits_are_found_where_swapping_them_back_fits():
    assert faults(total(1, 812), total(2, 281), total(3, 829)) == {"2": "two"}
    assert faults(total(1, 1_812), total(2, 8_121)) == {}  # nothing follows that tells
    assert faults(total(1, 1_812), total(2, 1_300), total(3, 1_829)) == {"2": "below"}
    assert faults(total(1, 12_100), total(2, 21_105), total(3, 12_200)) == {"2": "two"}
    assert faults(total(1, 12_100), total(2, 11_250), total(3, 12_200)) == {"2": "two"}


def test_an_old_number_told_again_as_of_a_later_day_is_stale():
    rows = [total(1, 812), total(2, 829), total(5, 812), total(6, 850)]
    assert faults(*rows) == {"5": "its"}
    assert bests(*rows) == {1: 812, 2: 829, 6: 850}
    assert faults(*rows[:3]) == {"5": "its"}


def test_a_number_taken_back_by_all_that_follow_is_a_correction():
    rows = [total(1, 812), total(2, 929), total(3, 830), total(4, 841)]
    assert faults(*rows) == {"2": "taken"}
    assert flags(*rows) == {2: ["correction"]}
    assert bests(*rows) == {1: 812, 3: 830, 4: 841}


def test_a_count_that_goes_on_from_a_lower_number_was_revised_and_keeps_both():
    rows = [total(1, 812), total(2, 829), total(3, 790), total(4, 795)]
    assert faults(*rows) == {}
    assert flags(*rows) == {3: ["revision"]}
    assert bests(*rows) == {1: 812, 2: 829, 3: 790, 4: 795}


def test_a_count_that_begins_anew_is_a_restart():
    assert flags(total(1, 812), total(2, 829), total(3, 40), total(4, 55)) == {3: ["restart"]}
    anew = {"period_start": date(2031, 5, 1)}
    assert flags(total(1, 812), total(2, 829), total(3, 500, **anew), total(4, 520, **anew)) == {3: ["restart"]}


def test_a_round_word_bounds_its_day_and_carries_nothing():
    rows = [total(1, 8_006), total(2, 8_114), total(5, 9_000)]
    assert bests(*rows) == {1: 8_006, 2: 8_114}
    assert flags(*rows) == {5: ["round"]}
    floor = total(5, 8_000, high=None, quantifier="more_than")
    (cell,) = casualties(frame(CLAIMS, [*rows[:2], floor]), REFERENCE).filter(pl.col("as_of") == date(2031, 5, 5)).iter_rows(named=True)
    assert (cell["low"], cell["best"], cell["high"]) == (8_000, None, None)


def test_a_series_that_is_told_in_round_numbers_carries_them():
    army = {"quantifier": "about"}
    assert bests(total(1, 32_300, **army), total(2, 32_750, **army), total(3, 33_000, **army)) == {1: 32_300, 2: 32_750, 3: 33_000}
    assert bests(total(1, 5_000_000), total(20, 6_000_000)) == {1: 5_000_000, 20: 6_000_000}


@pytest.mark.parametrize(("told", "flagged"), [(17, {}), (18, {2: ["mismatch"]})])
def test_a_day_s_number_is_the_difference_of_the_totals_or_is_flagged(told, flagged):
    for start in (1, 2):
        day = total(2, told, scope="period", period_start=date(2031, 5, start)) | {"claim_id": "day"}
        assert flags(total(1, 812), total(2, 829), day) == flagged
    assert flags(total(1, 812), total(4, 829), day) == {}  # nothing is stated for the day before


def test_series_of_other_speakers_and_counts_do_not_meet():
    for other in (
        {"speaker_id": "mod", "speaker_kind": "official"},
        {"measure": "injured"},
        {"place_id": "tolm"},
        {"population": "civilian"},
    ):
        rows = [total(1, 812), total(2, 829), *(total(day, 5, **other) | {"claim_id": f"o{day}"} for day in (3, 4))]
        assert faults(*rows) == flags(*rows) == {}


def test_every_total_is_its_own_claim_whatever_the_order():
    rows = [total(1 + n, 800 + n * n - (300 if n == 7 else 0)) for n in range(12)]
    straight, back = casualties(frame(CLAIMS, rows), REFERENCE), casualties(frame(CLAIMS, rows[::-1]), REFERENCE)
    assert straight.equals(back)
    assert straight.height == 12
    assert (straight["as_of"].max() - straight["as_of"].min()) == timedelta(11)
