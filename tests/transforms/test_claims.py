"""Which figures state the same, and what a claim takes from them."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.reference import load
from transforms.claims import UndatedArticles, claims
from transforms.conform import frame
from transforms.schema.claims import CLAIM_FIGURES, CLAIMS
from transforms.schema.figures import FIGURES

REFERENCE = {
    "event_words": load()["event_words"],
    "places": [{"place_id": "ruvik", "kind": "city", "country": "SRN"}, {"place_id": "tolm", "kind": "city", "country": "VEL"}],
    "household_sizes": [{"country": "*", "size": 5.0}, {"country": "SRN", "size": 4.5}],
}
STORIES = pl.DataFrame(
    {"article_id": ["a1", "a2", "b1"], "story_id": ["a1", "a2", "a1"], "version_of": pl.Series([None] * 3, dtype=pl.String)}
)
ARTICLES = pl.DataFrame({"article_id": ["a1", "a2", "b1"], "published_on": [date(2031, 5, 2), date(2031, 5, 3), date(2031, 5, 6)]})
RECEIVED = pl.DataFrame({"article_id": ["a1", "a2"], "received_on": [date(2031, 6, 1), date(2031, 6, 2)]})


def figure(figure_id, article_id, number=12, **slots):
    """A figure of people killed in one attack on Ruvik, in the outlet's own voice, with any slot given."""
    plain = {
        "figure_id": figure_id,
        "article_id": article_id,
        "conflict_id": "sarn_velm",
        "measure": "killed",
        "low": number,
        "best": number,
        "high": number,
        "unit": "person",
        "quantifier": "exact",
        "population": "any",
        "age": "any",
        "sex": "any",
        "speaker_kind": "none",
        "stance": "asserted",
        "scope": "incident",
        "as_of": date(2031, 5, 2),
        "as_of_precision": "day",
        "as_of_basis": "explicit",
        "place_id": "ruvik",
        "place": "Ruvik",
        "confidence": 0.8,
        "flags": [],
    }
    return plain | slots


def made(*rows, articles=ARTICLES, received=RECEIVED):
    return claims(frame(FIGURES, list(rows)), STORIES, articles, received, REFERENCE)


def test_statements_alike_are_one_claim_over_articles_and_stories():
    table, stated = made(figure("f1", "a1", confidence=0.9), figure("f2", "a2", as_of_basis="relative"), figure("f3", "b1", confidence=0.7))
    row = table.row(0, named=True)
    assert table.height == 1
    assert tuple(table.columns) == CLAIMS.names
    assert (row["n_articles"], row["n_stories"], row["story_ids"]) == (3, 2, ["a1", "a2"])
    assert (row["low"], row["best"], row["high"], row["confidence"]) == (12, 12, 12, 0.7)
    assert (row["known_on"], row["as_of_basis"], row["place"]) == (date(2031, 5, 2), "explicit", "Ruvik")
    expected = [{"claim_id": row["claim_id"], "figure_id": name} for name in ("f1", "f2", "f3")]
    assert_frame_equal(stated, frame(CLAIM_FIGURES, expected))


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "injured"},
        {"population": "civilian"},
        {"age": "children"},
        {"sex": "f"},
        {"side": "SRN"},
        {"conflict_id": None},
        {"place_id": "tolm"},
        {"origin_id": "tolm"},
        {"scope": "cumulative"},
        {"period_start": date(2031, 5, 1)},
        {"as_of": date(2031, 5, 1)},
        {"as_of_precision": "month"},
        {"speaker": "Osk Tarrin"},
        {"speaker_kind": "witness"},
        {"stance": "unverified"},
        {"quantifier": "about"},
        {"low": 11},
        {"high": 13},
        {"best": 11},
        {"flags": ["rate_per_day"]},
        {"unit": "household"},
    ],
)
def test_whatever_differs_in_meaning_is_another_claim(other):
    table, stated = made(figure("f1", "a1"), figure("f2", "a1", **other))
    assert table.height == 2
    assert stated["claim_id"].n_unique() == 2


def test_an_article_without_a_day_is_known_on_the_day_of_its_receipt():
    undated = ARTICLES.with_columns(published_on=pl.lit(None, pl.Date))
    twice = pl.concat([RECEIVED, pl.DataFrame({"article_id": ["a1"], "received_on": [date(2031, 5, 30)]})])
    table, _ = made(figure("f1", "a1"), articles=undated, received=twice)
    assert table["known_on"].to_list() == [date(2031, 5, 30)]
    with pytest.raises(UndatedArticles, match="b1"):
        made(figure("f1", "b1"), articles=undated)


def test_households_become_people_by_the_size_of_their_country():
    table, _ = made(
        figure("f1", "a1", 101, unit="household", measure="idps", scope="stock", side="SRN"),
        figure("f2", "a1", 102, unit="household", measure="idps", scope="stock"),
        figure("f3", "a1", 103, unit="household", measure="idps", scope="stock", place_id="tolm", high=None, quantifier="at_least"),
        figure("f4", "a1", 104, measure="idps", scope="stock"),
    )
    assert table.sort("low").select("low", "best", "high", "household_size").rows() == [
        (104, 104, 104, None),
        (455, 455, 455, 4.5),  # 454.5 rounded half up
        (459, 459, 459, 4.5),  # the place's country
        (515, 515, None, 5.0),  # no size is listed for Tolm's country
    ]


def test_names_stand_in_for_speakers_and_places_that_are_not_listed():
    table, _ = made(figure("f1", "a1", place_id=None, place="Orvel", speaker="Osk Tarrin", origin="Tolmia"))
    assert table.select("place_id", "place", "speaker_id", "speaker", "origin_id").rows() == [
        ("Orvel", "Orvel", "Osk Tarrin", "Osk Tarrin", "Tolmia")
    ]


def by_number(table):
    return {row["best"]: row for row in table.iter_rows(named=True)}


def test_a_part_knows_its_total():
    table, _ = made(figure("f1", "a1"), figure("f2", "a1", 3, relation="subset_of", parent_figure_id="f1"))
    rows = by_number(table)
    assert (rows[3]["is_part"], rows[3]["part_of"]) == (True, [rows[12]["claim_id"]])
    assert (rows[12]["is_part"], rows[12]["part_of"]) == (False, [])


def test_a_total_makes_its_parent_a_part():
    table, _ = made(figure("f1", "a1"), figure("f2", "a1", 92, relation="total_of", parent_figure_id="f1"))
    rows = by_number(table)
    assert rows[12]["part_of"] == [rows[92]["claim_id"]]


@pytest.mark.parametrize(("first", "second", "relation"), [("casualties", "killed", "subset_of"), ("killed", "casualties", "total_of")])
def test_the_dead_of_a_total_of_casualties_are_no_part(first, second, relation):
    table, _ = made(figure("f1", "a1", measure=first), figure("f2", "a1", 9, measure=second, relation=relation, parent_figure_id="f1"))
    assert table.sort("best")["is_part"].to_list() == [False, False]


def test_a_number_that_another_story_gives_by_itself_is_no_part_but_a_cut_copy_leaves_it_one():
    whole, part = figure("f1", "a1"), figure("f2", "a1", 3, relation="subset_of", parent_figure_id="f1")
    with_story, _ = made(whole, part, figure("f3", "a2", 3))
    assert by_number(with_story)[3]["is_part"] is False
    with_copy, _ = made(whole, part, figure("f3", "b1", 3))
    assert by_number(with_copy)[3]["is_part"] is True


def test_additions_to_additions_are_added_to_the_first_number():
    table, _ = made(
        figure("f1", "a1", 10),
        figure("f2", "a1", 5, relation="adds_to", parent_figure_id="f1"),
        figure("f3", "a1", 3, relation="adds_to", parent_figure_id="f2"),
    )
    rows = by_number(table)
    assert rows[5]["adds_to"] == rows[3]["adds_to"] == [rows[10]["claim_id"]]


def test_a_revised_number_knows_what_revises_it():
    table, _ = made(figure("f1", "a1", 33), figure("f2", "a1", 45, relation="revises", parent_figure_id="f1"), figure("f3", "a2", 33))
    rows = by_number(table)
    assert rows[33]["revised_by"] == [rows[45]["claim_id"]]
    assert rows[45]["revised_by"] == []


def test_a_flag_is_a_claim_s_where_all_its_figures_bear_it():
    table, _ = made(figure("f1", "a1", flags=["named", "caption"]), figure("f2", "a2", flags=["caption"]))
    assert table["flags"].to_list() == [["caption"]]


def test_a_relation_to_a_figure_that_was_refused_is_none():
    table, _ = made(figure("f2", "a1", 3, relation="subset_of", parent_figure_id="gone"))
    assert table.select("is_part", "part_of").rows() == [(False, [])]


def test_a_number_said_again_of_itself_is_no_part_of_itself():
    table, _ = made(figure("f1", "a1"), figure("f2", "a1", relation="subset_of", parent_figure_id="f1"))
    assert table.select("is_part", "part_of").rows() == [(False, [])]


TOTAL = {"scope": "cumulative", "period_start": date(2031, 1, 1), "speaker_id": "un", "speaker_kind": "un", "place_id": "sarn"}
UNDATED = TOTAL | {"as_of": None, "as_of_precision": None, "as_of_basis": "none", "period_start": None}


def on(day, number, **slots):
    """A total as of a day of May."""
    return figure(f"d{day}-{number}", "a1", number, **TOTAL | {"as_of": date(2031, 5, day)} | slots)


def dated(*rows, **slots):
    """The days that an undated total of 90 gets beside those rows: first, last, basis, start of the count."""
    table, stated = made(*rows, figure("f", "a2", 90, **UNDATED | slots))
    (row,) = table.join(stated.filter(pl.col("figure_id") == "f"), on="claim_id").iter_rows(named=True)
    return row["as_of_first"], row["as_of"], row["as_of_basis"], row["period_start"]


NEVER = (None, None, "none", None)


def test_an_undated_total_takes_the_one_stretch_of_its_speaker_s_series_with_its_number():
    start = date(2031, 1, 1)
    assert dated(on(1, 80), on(3, 90), on(5, 90), on(8, 95)) == (date(2031, 5, 3), date(2031, 5, 5), "series", start)
    assert dated(on(3, 90)) == (date(2031, 5, 3), date(2031, 5, 3), "series", start)
    assert dated(on(3, 90), low=90, high=None, quantifier="at_least")[2] == "series"


@pytest.mark.parametrize(
    "rows",
    [
        [on(1, 80), on(3, 95)],  # no day has it
        [on(1, 90), on(3, 95), on(5, 90)],  # two stretches
        [on(3, 90, speaker_id="unhcr")],
        [on(3, 90, measure="injured")],
        [on(3, 90, population="civilian")],
        [on(3, 90, place_id="tolm")],
        [on(3, 90, scope="stock")],
        [on(3, 90, stance="denied")],
        [on(1, 90, as_of_precision="month")],
    ],
)
def test_an_undated_total_stays_undated_where_its_series_does_not_tell(rows):
    assert dated(*rows) == NEVER


def test_only_the_totals_of_a_speaker_are_dated_by_a_series():
    assert dated(on(3, 90), scope="stock") == NEVER
    assert dated(on(3, 90, speaker_id=None, speaker_kind="none"), speaker_id=None, speaker_kind="none") == NEVER
    assert dated(on(3, 90), stance="denied") == NEVER


def test_a_total_dated_by_its_series_is_a_claim_beside_the_dated_one():
    table, _ = made(on(3, 90), figure("f", "a2", 90, **UNDATED))
    assert table["as_of"].to_list() == [date(2031, 5, 3)] * 2
    assert sorted(table["as_of_basis"]) == ["explicit", "series"]


def test_a_copy_printed_later_tells_of_the_days_of_which_its_original_tells():
    day = {"scope": "period", "as_of_basis": "relative", "as_of": date(2031, 5, 2), "period_start": date(2031, 5, 1)}
    later = day | {
        "as_of": date(2031, 5, 6),
        "period_start": date(2031, 5, 5),
    }  # "in the past 24 hours", printed on the 2nd and again on the 6th
    table, _ = made(figure("f1", "a1", **day), figure("f2", "b1", **later))
    assert table.select("period_start", "as_of", "n_articles").rows() == [(date(2031, 5, 1), date(2031, 5, 2), 2)]
    assert made(figure("f1", "a1", **day), figure("f2", "b1", 13, **later))[0].height == 2  # another number
    assert made(figure("f1", "a1", **day), figure("f2", "a2", **later))[0].height == 2  # no copy
    assert made(figure("f1", "a1", **day), figure("f2", "b1", **(later | {"as_of_basis": "explicit"})))[0].height == 2  # a date is a date
    twice = [figure("f0", "a1", **(day | {"as_of": date(2031, 5, 1)})), figure("f1", "a1", **day)]
    assert made(*twice, figure("f2", "b1", **later))[0].height == 3  # which of the two nobody can say


def test_each_household_size_names_its_source_and_year_and_any_country_has_one():
    rows = {row["country"]: row for row in load()["household_sizes"]}
    assert "*" in rows
    assert [name for name, row in rows.items() if not re.search(r"(19|20)\d\d", row["source"])] == []
    assert [name for name, row in rows.items() if not 2 <= row["size"] <= 9] == []  # UN DESA 2019: countries' means lie from 2.1 to 8.4
    countries = {row["country"] for row in load()["places"]}
    assert [name for name in rows if name != "*" and name not in countries] == []
