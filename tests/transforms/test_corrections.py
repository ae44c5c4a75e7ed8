"""What a row of corrections.csv does to figures, and which rows are refused."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from transforms.conform import frame
from transforms.corrections import CorrectionUnfit, correct, restored
from transforms.schema.figures import FIGURES

TEXT = "A shell killed 12 people in Orvel on Monday and wounded 12 others. The mayor had spoken of 9 dead."
REFERENCE = {
    "speakers": [
        {"speaker_id": "velm-army", "name": "Velm Army", "kind": "party", "side": "VEL", "aliases": ("army of Velm",)},
        {"speaker_id": "un", "name": "UN", "kind": "un", "side": None, "aliases": ("United Nations",)},
    ],
    "places": [{"place_id": "tolm", "name": "Tolm", "aliases": ("Tolmia",)}],
    "conflicts": [{"conflict_id": "sarn-velm", "name": "War of Sarn and Velm", "names": ()}],
}
ARTICLES = pl.DataFrame(
    {"article_id": ["a1"], "urls": [["https://post.example/shell", "file:///a.html"]], "title": ["12 dead"], "text": [TEXT]}
)


def figure(figure_id, measure, number, words, **slots):
    """A figure of the article above whose number is the first word of `words`."""
    start = TEXT.index(words)
    return {
        "figure_id": figure_id,
        "article_id": "a1",
        "field": "text",
        "measure": measure,
        "low": number,
        "best": number,
        "high": number,
        "unit": "person",
        "quantifier": "exact",
        "population": "any",
        "age": "any",
        "sex": "any",
        "side": "SRN",
        "speaker_kind": "none",
        "stance": "asserted",
        "scope": "incident",
        "as_of_basis": "none",
        "value_start": start,
        "value_end": start + len(words.split()[0]),
        "value_text": words.split()[0],
        "sentence": TEXT,
        "confidence": 0.9,
        "flags": ["caption"],
    } | slots


FIGURES_READ = frame(
    FIGURES,
    [
        figure("a" * 20, "killed", 12, "12 people"),
        figure("b" * 20, "injured", 12, "12 others"),
        figure("c" * 20, "killed", 9, "9 dead", quantifier="at_least", high=None),
    ],
)


def row(slot, value, words="killed 12 people", **more):
    plain = {
        "article": "a1",
        "words": words,
        "number": None,
        "measure": None,
        "slot": slot,
        "value": value,
        "reason": "misread",
        "source": "me",
    }
    return plain | more


def corrected(*rows):
    changed, log, told = correct(FIGURES_READ, ARTICLES, rows, REFERENCE)
    return changed, log, told


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        (row("number", "21"), {"low": 21, "best": 21, "high": 21}),
        (row("number", "7", "spoken of 9 dead"), {"low": 7, "best": 7, "high": None}),
        (row("best", None), {"low": 12, "best": None, "high": 12}),
        (row("measure", "injured"), {"measure": "injured"}),
        (row("drop", None), {"flags": ["caption", "dropped"]}),
        (row("speaker", "army of Velm"), {"speaker_id": "velm-army", "speaker": "Velm Army", "speaker_kind": "adverse_party"}),
        (row("speaker", "Osk Tarrin"), {"speaker_id": None, "speaker": "Osk Tarrin", "speaker_kind": "official"}),
        (row("speaker", None), {"speaker_id": None, "speaker": None, "speaker_kind": "none"}),
        (row("place", "Tolmia"), {"place_id": "tolm", "place": "Tolm"}),
        (row("origin", "Nowhere"), {"origin_id": None, "origin": "Nowhere"}),
        (row("conflict", "sarn-velm"), {"conflict_id": "sarn-velm"}),
        (row("as_of", "2031-05-02"), {"as_of": date(2031, 5, 2), "as_of_precision": "day", "as_of_basis": "explicit"}),
        (row("as_of", "2031-05"), {"as_of": date(2031, 5, 1), "as_of_precision": "month", "as_of_basis": "explicit"}),
        (row("as_of", None), {"as_of": None, "as_of_precision": None, "as_of_basis": "none"}),
        (row("relation", "revises 9 dead"), {"relation": "revises", "parent_figure_id": "c" * 20}),
        (row("side", None), {"side": None}),
    ],
    ids=lambda given: f"{given['slot']}={given['value']}" if "slot" in given else "",
)
def test_a_row_sets_its_slot_and_nothing_else(given, columns):
    changed, log, told = corrected(given)
    after = changed.row(0, named=True)
    before = FIGURES_READ.filter(pl.col("figure_id") == after["figure_id"]).row(0, named=True)
    assert changed.height == 1
    assert {name: value for name, value in after.items() if value != before[name]} == {
        name: value for name, value in columns.items() if value != before[name]
    }
    assert set(log["column"]) == {name for name, value in columns.items() if value != before[name]}
    assert told.select("state", "n_figures").rows() == [("applied", 1)]


@pytest.mark.parametrize(
    "given",
    [
        row("number", "21", article="https://post.example/shell"),
        row("number", "21", article="file:///a.html"),
        row("number", "21", "A shell   killed\n12 people in Orvel on Monday and wounded 12 others.", number="12", measure="killed"),
        row("number", "21", "a" * 20),
        row("number", "21", "a" * 20, article=None),
    ],
)
def test_a_figure_is_found_by_the_words_around_its_number_or_by_its_id(given):
    changed, *_ = corrected(given)
    assert changed.select("figure_id", "best").rows() == [("a" * 20, 21)]


def test_what_was_read_is_kept_and_can_be_put_back():
    rows = [row("number", "21"), row("as_of", "2031-05-02"), row("drop", None, "wounded 12"), row("place", "Tolm", "9 dead")]
    changed, log, _ = corrected(*rows)
    assert log.filter(pl.col("column") == "best").select("was", "now").rows() == [("12", "21")]
    laid = pl.concat([FIGURES_READ.join(changed, on="figure_id", how="anti"), changed])
    assert_frame_equal(restored(laid, log), FIGURES_READ)


def test_rows_that_set_one_figure_add_up_whatever_their_order():
    rows = [row("number", "21"), row("quantifier", "about"), row("speaker", "UN"), row("speaker_kind", "media")]
    one, log, told = corrected(*rows)
    assert one.select("best", "quantifier", "speaker_id", "speaker_kind").rows() == [(21, "about", "un", "media")]
    for again, first in zip(corrected(*reversed(rows)), (one, log, told), strict=True):
        assert_frame_equal(again, first)


def test_a_row_whose_article_is_not_here_waits():
    changed, _, told = corrected(row("number", "21", article="https://post.example/other"), row("number", "3", "f" * 20, article=None))
    assert changed.is_empty()
    assert told["state"].to_list() == ["waiting", "waiting"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row("number", "21", "killed 13 people"), "no figure matches.*killed '12'"),
        (row("number", "21", "12 people in Orvel on Monday and wounded 12"), "hold 2 figures.*number, measure"),
        (row("number", "twelve"), "not of type integer"),
        (row("low", "13"), r"low, best and high would be \[13, 12, 12\]"),
        (row("measure", "hurt"), "'hurt' is no measure.*killed, injured"),
        (row("measure", None), "may not be empty"),
        (row("as_of", "5 May"), "is no day.*2024-03-05"),
        (row("as_of", "2031-02-30"), "is no day"),
        (row("conflict", "nowhere"), "has no 'nowhere'"),
        (row("relation", "beside 9 dead"), "is no relation"),
        (row("relation", "revises 99 dead"), "0 figures stand"),
        (row("number", "21", "12 people", article=None), "no article"),
        (row("number", None), "would be"),
    ],
)
def test_a_row_that_cannot_be_applied_is_named_with_what_to_do(given, words):
    with pytest.raises(CorrectionUnfit, match=f"(?s)corrections.csv.*{words}"):
        corrected(given)
