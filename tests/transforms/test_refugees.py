"""Cells of people displaced or in need; the rules that they share with casualties are tested there."""

from __future__ import annotations

from datetime import date

from transforms.conform import frame
from transforms.refugees import refugees
from transforms.schema.claims import CLAIMS
from transforms.schema.refugees import REFUGEES

REFERENCE = {"rankings": [{"slot": "speaker_kind", "value": "un", "rank": 1}, {"slot": "speaker_kind", "value": "official", "rank": 2}]}


def said(claim_id, number, **slots):
    """A claim of how many refugees are in a host country, by the UN, with any slot given."""
    plain = {
        "claim_id": claim_id,
        "conflict_id": "sarn_velm",
        "measure": "refugees",
        "population": "any",
        "age": "any",
        "sex": "any",
        "side": "SRN",
        "place_id": "velm",
        "origin_id": "sarn",
        "scope": "stock",
        "as_of": date(2031, 5, 2),
        "as_of_precision": "day",
        "as_of_basis": "explicit",
        "speaker_id": "unhcr",
        "speaker_kind": "un",
        "stance": "asserted",
        "quantifier": "exact",
        "is_part": False,
        "part_of": [],
        "adds_to": [],
        "revised_by": [],
        "flags": [],
        "low": number,
        "best": number,
        "high": number,
        "confidence": 0.8,
        "known_on": date(2031, 5, 2),
        "n_articles": 1,
        "n_stories": 1,
        "story_ids": [f"story of {claim_id}"],
    }
    return plain | slots


def made(*rows):
    return refugees(frame(CLAIMS, list(rows)), REFERENCE)


def test_the_columns_are_the_table_s_and_the_rows_are_sorted_by_key():
    cells = made(said("a", 1), said("b", 2, place_id="tolmia"), said("c", 3, place_id="orsk"))
    assert tuple(cells.columns) == REFUGEES.names
    assert cells["cell_id"].is_sorted()


def test_people_are_kept_apart_by_host_and_by_origin():
    cells = made(said("a", 1000), said("b", 2000, place_id="tolmia"), said("c", 300, origin_id="orsk"), said("d", 40, origin_id=None))
    assert cells.sort("best").select("place_id", "origin_id", "best").rows() == [
        ("velm", None, 40),
        ("velm", "orsk", 300),
        ("velm", "sarn", 1000),
        ("tolmia", "sarn", 2000),
    ]


def test_how_many_are_there_and_how_many_came_are_kept_apart():
    cells = made(said("a", 1000), said("b", 1400, scope="cumulative"), said("c", 90, scope="period", period_start=date(2031, 5, 1)))
    assert sorted(cells.select("scope", "best").rows()) == [("cumulative", 1400), ("period", 90), ("stock", 1000)]


def test_two_speakers_of_one_stock_are_reconciled():
    cells = made(said("a", 1000), said("b", 1100, speaker_id="velm_interior", speaker_kind="official"))
    assert cells.select("low", "best", "high", "method", "n_speakers").rows() == [(1000, 1000, 1100, "reconciled", 2)]


def test_totals_without_a_day_bound_and_have_no_best_where_they_differ():
    undated = {"as_of": None, "as_of_precision": None, "as_of_basis": "none", "scope": "cumulative"}
    cells = made(said("a", 4_000_000, **undated), said("b", 14_000_000, **undated, speaker_id=None, speaker_kind="none"))
    assert cells.select("low", "best", "high", "flags").rows() == [(4_000_000, None, 14_000_000, [])]
    cells = made(said("a", 4_000_000, **undated), said("b", 4_000_000, **undated, speaker_id=None, speaker_kind="none"))
    assert cells["best"].to_list() == [4_000_000]


def test_people_counted_by_household_are_derived():
    cells = made(said("a", 490, measure="idps", household_size=4.9))
    assert cells.select("best", "method").rows() == [(490, "derived")]


def test_the_killed_are_left_to_casualties():
    assert made(said("a", 12, measure="killed")).height == 0
