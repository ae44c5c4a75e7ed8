"""Readings as rows of figures and mentions."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from transforms.figures import figure_id, figure_rows, mention_id, mention_rows
from transforms.schema import table
from transforms.text.model import Figure, Mention, Reading, Sentence

SENTENCE = Sentence("text", 0, 40, "Twelve people, three of them boys, died.", 0)


def figure(**slots: object) -> Figure:
    given = {"field": "text", "measure": "killed", "low": 12, "best": 12, "high": 12, "quantifier": "exact", "start": 0, "end": 39}
    return Figure(**{**given, "value_start": 0, "value_end": 6, "sentence": SENTENCE, **slots})  # type: ignore[arg-type]


def test_a_row_has_exactly_the_columns_of_its_table() -> None:
    place = Mention("place", "text", 3, 8, "Verna", "verna")
    reading = Reading([figure(place_mention=place, place="Verna")], [place], 1, 1)
    (row,) = figure_rows("a", reading, "v1")
    (mention,) = mention_rows("a", reading)
    assert tuple(row) == table("figures").names
    assert tuple(mention) == table("mentions").names
    assert row["place_mention_id"] == mention["mention_id"]


def test_the_number_as_written_is_cut_from_the_sentence() -> None:
    later = Sentence("text", 100, 140, SENTENCE.text, 1)
    (row,) = figure_rows("a", Reading([figure(sentence=later, value_start=115, value_end=120)], [], 1, 1), "v1")
    assert row["value_text"] == "three"


def test_unfilled_slots_have_their_defaults() -> None:
    (row,) = figure_rows("a", Reading([figure()], [], 1, 1), "v1")
    assert (row["stance"], row["scope"], row["speaker_kind"], row["as_of_basis"], row["flags"]) == (
        "asserted",
        "incident",
        "none",
        "none",
        [],
    )


def test_a_part_points_to_the_row_of_its_whole() -> None:
    whole = figure()
    part = figure(low=3, best=3, high=3, value_start=15, value_end=20, start=15, relation="subset_of", parent=whole)
    rows = figure_rows("a", Reading([whole, part], [], 1, 1), "v1")
    assert rows[1]["parent_figure_id"] == rows[0]["figure_id"]
    assert rows[0]["parent_figure_id"] is None


def test_ids_differ_by_article_measure_and_span_and_not_by_what_is_read_into_them() -> None:
    ids = {
        figure_id("a", figure()),
        figure_id("b", figure()),
        figure_id("a", figure(measure="injured")),
        figure_id("a", figure(value_end=7)),
    }
    assert len(ids) == 4
    assert figure_id("a", figure()) == figure_id("a", figure(speaker="UN", as_of=date(2022, 6, 1)))


def test_a_mention_is_one_row_however_many_figures_rest_on_it() -> None:
    day = Mention("date", "text", 1, 5, "1 June", "2022-06-01")
    again = Mention("date", "text", 1, 5, "1 June", "2022-06-01")
    rows = mention_rows("a", Reading([figure(as_of_mention=day), figure(as_of_mention=again)], [day], 1, 1))
    assert [row["mention_id"] for row in rows] == [mention_id("a", day)]


def test_importing_the_rows_imports_no_data_frame_library() -> None:
    code = "import sys, transforms.figures; print([m for m in ('polars', 'duckdb', 'prefect', 'pandas') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
