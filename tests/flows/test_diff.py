"""Two published databases compared, as a person asks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows.__main__ import main
from flows.commands.figures import number
from tests.flows.known import TEXTS, Text, publish

LATER = "20240311T120000-bbbbbb"
MORE = Text("UNHCR said that 6.5 million refugees from Ukraine were in Europe as of 15 March 2024.", "2024-03-16", "Vale Courier")


@pytest.fixture(scope="module")
def files(known_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The database of the texts, and one of a home that read another text for the first and one more."""
    home = tmp_path_factory.mktemp("later") / "home"
    other = replace(TEXTS[4], text=TEXTS[4].text.replace("10,675", "10,678"))
    return known_home / "toll.duckdb", publish(home, (*TEXTS[:4], other, *TEXTS[5:], MORE), LATER)


def answered(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["toll", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_what_came_went_and_changed_and_what_that_did_to_the_tables(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answered(["diff", *map(str, files), "--format", "table"], monkeypatch) == 0
    told = capsys.readouterr().out
    counted = {
        line.split()[0]: line.split()[1:] for line in told.splitlines() if line.startswith(("figures  ", "casualties  ", "refugees  "))
    }
    assert counted == {"figures": ["3", "2", "0"], "casualties": ["0", "0", "1"], "refugees": ["1", "0", "0"]}
    assert "10,675 → 10,678" in told
    assert "6,500,000" in told


def test_each_change_is_a_line_of_json(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answered(["diff", *map(str, files)], monkeypatch) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (cell,) = [line for line in lines if line["table"] == "casualties"]
    assert cell["change"] == "changed"
    assert json.loads(cell["was"])["best"] == 10675
    assert json.loads(cell["now"])["best"] == 10678
    assert set(cell["columns"]) >= {"low", "best", "high"}


def test_a_database_differs_in_nothing_from_itself(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answered(["diff", str(files[0]), str(files[0]), "--format", "table"], monkeypatch) == 0
    assert "nothing differs" in capsys.readouterr().out


def test_a_file_that_is_none_is_named(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("not a database")
    live = files[0].parent / "warehouse.duckdb"
    for wrong, why in (
        (tmp_path / "gone.duckdb", "gone.duckdb is not a file"),
        (tmp_path, "is not a file"),
        (tmp_path / "note.txt", "note.txt is no database that DuckDB can read"),
        (live, "is the live database, which only runs open"),
    ):
        assert answered(["diff", str(wrong), str(files[1])], monkeypatch) == 2
        error = capsys.readouterr().err
        assert why in error
        assert "published/" in error


def test_a_database_of_something_else_is_named(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import duckdb

    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE figures (n INTEGER)")
    assert answered(["diff", str(tmp_path / "other.duckdb"), str(files[1])], monkeypatch) == 2
    assert "has no claims, casualties, refugees, figure_trace" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((45, 45, 45), "45"),
        ((9, 23, 45), "23 (9-45)"),
        ((12, 12, None), "12 or more"),
        ((None, None, 400), "at most 400"),
        ((24, None, 99), "24-99"),
        ((None, None, None), "no number"),  # a cell whose claims are all excluded now
    ],
)
def test_a_number_is_told_in_a_few_characters(bounds: tuple[int | None, int | None, int | None], words: str) -> None:
    assert number(*bounds) == words
