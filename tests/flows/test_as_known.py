"""The tables as they were known on a day are those that a run on that day would have made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from flows.commands.figures import figures
from flows.commands.status import status
from flows.known import as_known_on
from flows.reference import load
from flows.warehouse import reader
from tests.flows.known import TEXTS, Text, publish
from transforms.schema.references import SPEAKERS


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with all the texts."""
    publish(tmp_path_factory.mktemp("all"))
    return tmp_path_factory.getbasetemp() / "all0"


def test_as_known_on_a_day_is_what_the_articles_of_that_day_give(home: Path, tmp_path: Path) -> None:
    day = date(2024, 3, 6)
    publish(tmp_path / "then", tuple(text for text in TEXTS if date.fromisoformat(text.on) <= day))
    with reader(home) as database, reader(tmp_path / "then") as fewer:
        for name, rows in as_known_on(database, day, home).items():
            key = "claim_id" if name == "claims" else "cell_id"
            assert_frame_equal(rows, fewer.frame(f"SELECT * FROM {name} ORDER BY {key}"))
            assert rows.height < database.frame(f"SELECT * FROM {name}").height
        assert as_known_on(database, date(2024, 3, 3), home)["claims"].is_empty()


def test_speakers_who_differ_by_more_than_a_factor_of_two_are_in_dispute(home: Path) -> None:
    with reader(home) as database:
        rows = database.rows("SELECT measure, least, least_by, most, most_by, factor FROM disputes")
    assert {
        "measure": "killed",
        "least": 9,
        "least_by": "regional governor",
        "most": 23,
        "most_by": "Ukraine's State Emergency Service",
    } not in rows
    assert all(row["most"] > 2 * row["least"] for row in rows)


def test_the_command_shows_what_was_known_and_says_so(home, monkeypatch, capsys):
    monkeypatch.setenv("TOLL_HOME", str(home))
    shown = {}
    for day in (date(2024, 3, 5), date(2024, 3, 6), None):
        assert figures("killed", 20, then=day) == 0
        shown[day] = capsys.readouterr().out
    assert "casualties, as known on 2024-03-05" in shown[date(2024, 3, 5)]
    assert "9 or more" in shown[date(2024, 3, 5)]
    assert "30,717" not in shown[date(2024, 3, 5)]
    assert "30,717" in shown[date(2024, 3, 6)]
    assert "as known on" not in shown[None]
    assert "10,703" in shown[None]


def test_names_that_recur_and_no_table_lists_are_shown_with_the_line_to_paste(tmp_path, monkeypatch, capsys):
    said = "Nine people were killed near Old Brenhollow on 5 March 2024, the Brenhollow Council said."
    publish(tmp_path / "home", (Text(said, "2024-03-05"), Text(f"Rescuers worked on. {said}", "2024-03-06", "Vale Courier")))
    monkeypatch.setenv("TOLL_HOME", str(tmp_path / "home"))
    assert status(hash_only=False) == 0
    told = capsys.readouterr().out
    (line,) = [line.strip() for line in told.splitlines() if "Brenhollow Council" in line]
    (tmp_path / "home" / "speakers.csv").write_text(f"{','.join(SPEAKERS.names)}\n{line}\n")
    assert [row["name"] for row in load(tmp_path / "home")["speakers"]][-1] == "Brenhollow Council"
