"""`toll extract`: what it reads, prints and refuses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.extract import extract
from transforms.schema import table

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


def test_the_table_shows_the_phrase_in_its_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("At least two people died.", encoding="utf-8")
    assert extract([str(path)], format="table") == 0
    shown = capsys.readouterr().out
    assert "killed" in shown
    assert "at least" in shown


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
