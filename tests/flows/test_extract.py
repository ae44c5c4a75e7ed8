"""`toll extract`: what it reads, prints and refuses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from flows.extract import extract
from flows.listing import Listing
from flows.reference import load
from transforms.figures import figure_rows
from transforms.schema import table
from transforms.text.model import Article
from transforms.text.reader import Reader


@cache
def reader() -> Reader:
    return Reader(load())


TEXT = "4 Min Read\n\nA strike killed 12 people in Verna, including three children.\n"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_text_gives_one_figure_a_line_under_the_columns_of_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert extract([str(path)]) == 0
    whole, part = lines(capsys)
    assert list(whole) == ["id", *(name for name in table("figures").names if name not in ("article_id", "extractor_version"))]
    assert (whole["id"], whole["measure"], whole["best"], part["relation"]) == (str(path), "killed", 12, "subset_of")
    assert TEXT[whole["value_start"] : whole["value_end"]] == "12"


def test_records_keep_their_ids_and_the_day_dates_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    rows = [
        {"id": "x", "text": "Two people died.", "published_on": "2022-06-01"},
        {"id": 7, "text": "Nobody was hurt.", "title": "Blast kills 4"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert extract([str(path)], format="jsonl") == 0
    said = lines(capsys)
    assert [(row["id"], row["field"], row["measure"], row["best"]) for row in said] == [
        ("x", "text", "killed", 2),
        ("7", "title", "killed", 4),
        ("7", "text", "injured", 0),
    ]
    assert said[0]["as_of"] == "2022-06-01"


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": "x", "text": "Two people died."}\n{no json\n[1]\n{"id": "y"}\n{"id": "z", "text": "Three died.", "published_on": "May"}\n'
    )
    assert extract([str(path)]) == 0
    shown = capsys.readouterr()
    assert [json.loads(line)["id"] for line in shown.out.splitlines()] == ["x", "z"]
    for number, words in ((2, "no JSON"), (3, "not a JSON object"), (4, "text is missing"), (5, "'May' is no day")):
        assert f"{path} line {number}: " in shown.err
        assert words in shown.err


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Two people died.")))
    assert extract(["-"]) == 0
    assert [row["best"] for row in lines(capsys)] == [2]


def test_offsets_of_a_page_are_into_the_text_that_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prose = "<p>The shelling of Verna went on for a third day and hit the market, the school and the old mill.</p>" * 2
    body = f"<article><h1>Shelling of Verna</h1>{prose}<p>Doctors said nine people were wounded.</p></article>"
    page = f"<html><head><title>Shelling of Verna</title></head><body>{body}</body></html>"
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    assert extract([str(path)], with_text=True) == 0
    article, figure = lines(capsys)
    assert (figure["measure"], figure["best"]) == ("injured", 9)
    assert article["text"][figure["value_start"] : figure["value_end"]] == "nine"


def test_the_table_has_a_line_of_slots_and_the_sentence_below(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    text = "At least 1,200 people died in Quetta, including three children, police said. About 40 families may be displaced."
    path.write_text(json.dumps({"id": "x", "text": text, "title": "A \x1b[31mquake", "published_on": "2024-01-10"}), encoding="utf-8")
    assert extract([str(path)], format="table") == 0
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "A [31mquake x",
        "what number of whom who says when where",
        "1 killed at least 1,200 PAK police 2024-01-10 Quetta",
        "2 killed 3 (part of 1) PAK children police 2024-01-10 Quetta",
        "At least 1,200 people died in Quetta, including three children, police said.",
        "",
        "3 displaced about 40 (households) PAK 2024-01-10 projection Quetta",
        "About 40 families may be displaced.",
        "",
    ]


def test_the_phrase_is_underlined_and_its_number_bold_within_eighty_columns() -> None:
    out = io.StringIO()
    out.isatty = lambda: True  # type: ignore[method-assign]
    text = "Officials said between 6 and 7 million people have fled Ukraine since the war of 2022 began in the east and the south."
    article = Article("x", text, None, None, date(2024, 1, 10))
    listing = Listing(out, width=80)
    listing.document("x", article, figure_rows("x", reader().read(article), ""), False)
    shown = out.getvalue()
    assert "\x1b[4mbetween \x1b[0m\x1b[1;4m6 and 7 million\x1b[0m\x1b[4m people have fled\x1b[0m" in " ".join(shown.split())
    assert max(len(Text.from_ansi(line)) for line in shown.splitlines()) <= 80


def test_a_long_sentence_is_cut_around_its_phrase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("and so it went " * 40 + "; two people died" + " and so it went" * 40, encoding="utf-8")
    assert extract([str(path)], format="table") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert len(shown) < 900
    assert "; two people died and" in shown
    assert shown.count("…") == 2


@given(
    st.lists(
        st.sampled_from(
            ["12", "people", "were", "killed", "families", "fled", "including", "3", "women", "in", "Kyiv", "\n", "\x1b[2J", ".", "“", "é"]
        ),
        max_size=30,
    ),
    st.integers(20, 200),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_the_table_holds_any_text_within_its_width_and_steers_no_terminal(words: list[str], width: int, explain: bool) -> None:
    out = io.StringIO()
    article = Article("x", " ".join(words), " ".join(words[:6]), None, date(2024, 1, 10))
    reading = reader().read(article, explain=explain)
    rows = figure_rows("x", reading, "")
    for row, figure in zip(rows, reading.figures, strict=True):
        row |= {"why": figure.why} if explain else {}
    Listing(out, width=width).document("x", article, rows, True)
    shown = out.getvalue()
    assert "\x1b" not in shown
    assert max((cell_len(line) for line in shown.splitlines()), default=0) <= max(width, 60)


def test_each_slot_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    text = "Police said up to 12 soldiers were killed in Quetta on Tuesday, including a general. Another 30 were wounded."
    path.write_text(json.dumps({"id": "x", "text": text, "published_on": "2024-01-10"}), encoding="utf-8")
    assert extract([str(path)], explain=True) == 0
    whole, part, others = (row["why"] for row in lines(capsys))
    assert whole == {
        "measure": "“killed”, verb past: the count is its subject",
        "number": "“12” with “up to”: up to",
        "population": "“soldiers”: head noun",
        "scope": "no word for a stretch of time",
        "stance": "nothing takes it back",
        "speaker": "“Police said”: attribution ahead",
        "as_of": "“Tuesday”: relative",
        "place": "“Quetta” in this sentence",
    }
    assert part["number"] == "“a”: one person without a number"
    assert part["relation"].startswith("including")
    assert others["speaker"].endswith("carried on from the sentence before")
    assert extract([str(path)], explain=True, format="table") == 0
    assert "measure     “killed”, verb past: the count is its subject" in capsys.readouterr().out
    assert extract([str(path)]) == 0
    assert all("why" not in row for row in lines(capsys))


@pytest.mark.parametrize(("name", "words"), [("missing.txt", "no such file"), ("a.pdf", "not a .txt, .html or .jsonl file")])
def test_a_path_that_cannot_be_read_is_wrong_usage(name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert extract([str(tmp_path / name)]) == 2
    assert words in capsys.readouterr().err


def test_no_path_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert extract([]) == 2
    assert "give .txt" in capsys.readouterr().err


def test_nothing_readable_is_exit_code_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n", encoding="utf-8")
    assert extract([str(path)]) == 3
    assert "no text in it" in capsys.readouterr().err


def test_it_starts_without_the_heavy_libraries(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Two people died.", encoding="utf-8")
    heavy = ("prefect", "duckdb", "polars", "great_expectations", "trafilatura", "pandas")
    code = (
        f"import sys; from flows.extract import extract; extract([{str(path)!r}]); "
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.strip() == "[]"
