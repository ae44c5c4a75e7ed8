"""What holds of the figure tables whatever the claims are."""

from __future__ import annotations

import doctest
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from flows.reference import load
from transforms.casualties import casualties
from transforms.claims import claims
from transforms.conform import frame, schema
from transforms.evidence import evidence
from transforms.refugees import refugees
from transforms.schema.casualties import CASUALTIES
from transforms.schema.figures import FIGURES
from transforms.schema.refugees import REFUGEES

REFERENCE = {
    "event_words": load()["event_words"],
    "places": [{"place_id": "sarn", "kind": "country", "country": "SRN"}],
    "household_sizes": [{"country": "*", "size": 5.0}, {"country": "SRN", "size": 4.0}],
    "rankings": [
        {"slot": "speaker_kind", "value": "party", "rank": 1},
        {"slot": "speaker_kind", "value": "un", "rank": 2},
        {"slot": "speaker_kind", "value": "none", "rank": 3},
        {"slot": "stance", "value": "confirmed", "rank": 1},
        {"slot": "stance", "value": "asserted", "rank": 2},
        {"slot": "quantifier", "value": "exact", "rank": 1},
        {"slot": "quantifier", "value": "at_least", "rank": 2},
    ],
}
ARTICLES = ("a1", "a2", "a3", "b1")
STORIES = pl.DataFrame(
    {"article_id": ["a1", "a2", "a3", "b1"], "story_id": ["a1", "a2", "a3", "a1"], "version_of": [None, None, None, None]},
    schema_overrides={"version_of": pl.String},
)  # b1 is a copy of a1
DATED = pl.DataFrame({"article_id": ["a1", "a2", "a3", "b1"], "published_on": [date(2031, 5, 2), date(2031, 5, 3), None, date(2031, 5, 6)]})
RECEIVED = pl.DataFrame({"article_id": ["a1", "a2", "a3", "b1"], "received_on": [date(2031, 5, 1)] * 4})
SPEAKERS = [(None, "none"), ("un", "un"), ("SRN", "party"), ("VEL", "adverse_party"), ("Dr Osk", "hospital")]


@st.composite
def _numbers(draw):
    number = draw(st.sampled_from([*range(13), 21, 30, 40, 100, 104, 9000, 9061]))
    quantifier = draw(st.sampled_from(["exact", "at_least", "up_to", "less_than", "range", "vague"]))
    low, best, high = {
        "at_least": (number, number, None),
        "up_to": (None, number, number),
        "less_than": (None, number, number),
        "range": (number, None, number + 5),
        "vague": (number, None, number + 60),
    }.get(quantifier, (number, number, number))
    return {"quantifier": quantifier, "low": low, "best": best, "high": high}


@st.composite
def _figures(draw):
    rows = []
    for index in range(draw(st.integers(1, 30))):
        article = draw(st.sampled_from(["a1", "a2", "a3"]))
        speaker, kind = draw(st.sampled_from(SPEAKERS))
        basis = draw(st.sampled_from(["explicit", "publication", "none"]))
        published = {"a1": date(2031, 5, 2), "a2": date(2031, 5, 3)}.get(article)
        as_of = {"explicit": date(2031, 5, draw(st.integers(1, 4))), "publication": published, "none": None}[basis]
        before = [row["figure_id"] for row in rows if row["article_id"] == article]
        parent = draw(st.sampled_from(before)) if before and draw(st.booleans()) else None
        rows.append(
            {
                **draw(_numbers()),
                "figure_id": f"{article}-{index}",
                "conflict_id": draw(st.sampled_from(["sarn", "velm", None])),
                "article_id": article,
                "measure": draw(st.sampled_from(["killed", "killed", "injured", "idps"])),
                "unit": draw(st.sampled_from(["person", "person", "household"])),
                "population": "any",
                "age": draw(st.sampled_from(["any", "any", "children"])),
                "sex": "any",
                "place": draw(st.sampled_from(["Ruvik", "Ruvik", None])),
                "speaker": speaker,
                "speaker_kind": kind,
                "stance": draw(st.sampled_from(["asserted", "asserted", "confirmed", "unverified", "disputed", "denied"])),
                "scope": draw(st.sampled_from(["incident", "incident", "cumulative", "cumulative", "period", "stock", "projection"])),
                "as_of": as_of,
                "as_of_precision": "day" if as_of else None,
                "as_of_basis": basis if as_of else "none",
                "relation": draw(st.sampled_from(["subset_of", "adds_to", "revises", "total_of"])) if parent else None,
                "parent_figure_id": parent,
                "confidence": 0.8,
                "flags": draw(st.sampled_from([[], [], [], ["named"], ["rate_per_day"]])),
            }
        )
    return rows


def _claims(rows):
    return claims(frame(FIGURES, rows), STORIES, DATED, RECEIVED, REFERENCE)


quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(_figures(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    table, stated = _claims(rows)
    again, stated_again = _claims(random.sample(rows, len(rows)))
    assert_frame_equal(table, again)
    assert_frame_equal(stated, stated_again)
    mixed = table.sample(fraction=1, shuffle=True, seed=7)
    for made in (casualties, refugees, evidence):
        assert_frame_equal(made(table, REFERENCE), made(mixed, REFERENCE))


@quick
@given(_figures(), st.sets(st.integers(0, 29)))
def test_a_copy_whole_or_cut_changes_no_cell_and_no_evidence(rows, cut):
    table, _ = _claims(rows)
    copied = [row for index, row in enumerate(rows) if row["article_id"] == "a1" and index not in cut]
    kept = {row["figure_id"] for row in copied}
    copies = [
        row
        | {
            "figure_id": f"copy-{row['figure_id']}",
            "article_id": "b1",
            "as_of": date(2031, 5, 6) if row["as_of_basis"] == "publication" else row["as_of"],
            "relation": row["relation"] if row["parent_figure_id"] in kept else None,
            "parent_figure_id": f"copy-{row['parent_figure_id']}" if row["parent_figure_id"] in kept else None,
        }
        for row in copied
    ]
    more, _ = _claims(rows + copies)
    for made in (casualties, refugees, evidence):
        assert_frame_equal(made(table, REFERENCE), made(more, REFERENCE))


@quick
@given(_figures(), st.integers(0, 29))
def test_a_claim_more_never_takes_a_cell_away(rows, left_out):
    table, _ = _claims(rows)
    fewer = table.filter(pl.int_range(pl.len()) != left_out)
    for made in (casualties, refugees):
        assert set(made(fewer, REFERENCE)["cell_id"]) <= set(made(table, REFERENCE)["cell_id"])


@quick
@given(_figures())
def test_bounds_are_in_order_and_every_claim_has_its_evidence(rows):
    table, stated = _claims(rows)
    assert stated["figure_id"].sort().to_list() == sorted(row["figure_id"] for row in rows)
    assert set(stated["claim_id"]) == set(table["claim_id"])
    told = evidence(table, REFERENCE)
    assert told.select("claim_id", "cell_id").unique()["claim_id"].sort().to_list() == table["claim_id"].to_list()
    both = pl.concat([casualties(table, REFERENCE), refugees(table, REFERENCE).drop("origin_id")])
    assert set(told["cell_id"]) == set(both["cell_id"])
    for less, more in (("low", "best"), ("best", "high"), ("low", "high")):
        assert both.filter(pl.col(less) > pl.col(more)).height == 0
    used = told.filter(pl.col("role") != "excluded").group_by("cell_id").agg(pl.col("claim_id").n_unique().cast(pl.Int64).alias("n"))
    counted = both.join(used, on="cell_id", how="left").with_columns(pl.col("n").fill_null(0))
    assert counted["n"].to_list() == counted["n_claims"].to_list()
    for role in ("low", "best", "high"):
        carried = told.filter(pl.col("role") == role)["cell_id"]
        assert carried.is_unique().all()
        assert set(both.filter(pl.col(role).is_not_null())["cell_id"]) <= set(carried)


@pytest.mark.parametrize(("made", "table"), [(casualties, CASUALTIES), (refugees, REFUGEES)])
def test_no_claims_make_no_cells(made, table):
    none, _ = claims(frame(FIGURES, []), STORIES, DATED, RECEIVED, REFERENCE)
    assert made(none, REFERENCE).schema == pl.Schema(schema(table))
    assert made(none, REFERENCE).height == 0


def test_the_example_of_the_method_runs():
    page = Path(__file__).parents[2] / "docs" / "method.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (failed, tried > 10) == (0, True)
