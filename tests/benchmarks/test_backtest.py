"""The backtest: what it counts as stated, there, right and wrong, and a person's own series against a real database."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from benchmarks.backtest import PROJECT, SHARED, Series, compare, main, read_series
from tests.flows.known import Text, publish

SCRIPT = PROJECT / "benchmarks" / "backtest.py"
DAYS = {date(2031, 5, 1): 8_114, date(2031, 5, 4): 8_231, date(2031, 5, 8): 8_309}


def series(**slots):
    return Series("un", DAYS, ("un",), ("killed",), "cumulative", **slots)


def claim(number, day, **slots):
    on = date(2031, 5, day)
    return {"best": number, "as_of": on, "first": on, "place_id": "sarn", "side": "SRN", "conflict_id": None} | slots


def counted(*claims, texts=(), **slots):
    result = compare(series(**slots), claims, [{"outlet": None, **text} for text in texts], ("UN",), 30)
    return len(result.right), len(result.rounded), len(result.wrong), sorted(result.stated), sorted(result.there)


def test_a_series_holds_its_number_until_the_next_and_a_daily_count_does_not():
    assert [series().on(date(2031, 5, day)) for day in (1, 3, 4, 8)] == [8_114, 8_114, 8_231, 8_309]
    assert series().on(date(2031, 4, 30)) is series().on(date(2031, 5, 9)) is None
    assert Series("un", DAYS, (), (), "period").on(date(2031, 5, 3)) is None


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (claim(8_114, 1), (1, 0, 0)),
        (claim(8_114, 3), (1, 0, 0)),
        (claim(8_114, 5), (0, 0, 1)),
        (claim(8_114, 5, first=date(2031, 5, 2)), (1, 0, 0)),
        (claim(8_231, 3), (0, 0, 1)),
        (claim(8_000, 3), (0, 1, 0)),
        (claim(7_000, 3), (0, 0, 1)),
        (claim(8_114, 20), (0, 0, 0)),
    ],
)
def test_a_claim_is_right_round_or_wrong_on_a_day_that_the_series_covers(one, counts):
    assert counted(one)[:3] == counts


def test_the_series_may_date_a_number_a_day_later_and_be_about_one_place():
    assert counted(claim(8_231, 3), lag=1)[:3] == (1, 0, 0)
    assert counted(claim(8_114, 1), places=("velm",))[:3] == (0, 0, 0)


def test_a_number_is_stated_where_a_dated_text_that_names_the_speaker_has_it():
    said = {"published_on": date(2031, 5, 5), "text": "The UN counted 8,231 dead by 4 May, after 8.114 on Thursday."}
    assert counted(claim(8_231, 4), texts=[said])[3:] == ([8_114, 8_231], [8_231])
    assert counted(texts=[said | {"text": "Someone counted 8,231 dead."}])[3] == []
    assert counted(texts=[said | {"published_on": None}])[3] == []
    assert counted(texts=[said | {"published_on": date(2031, 7, 5)}])[3] == []
    assert counted(texts=[said | {"published_on": date(2031, 5, 3)}])[3] == [8_114]


def test_a_column_or_cell_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text('day,dead,note\n2031-05-01,"8,114",x\n2031-05-02,,x\n')
    assert read_series(path, None, None) == {date(2031, 5, 1): 8_114}
    with pytest.raises(ValueError, match="no column 'killed'; it has day, dead, note"):
        read_series(path, None, "killed")
    with pytest.raises(ValueError, match=r"line 2: .*'x'"):
        read_series(path, None, "note")


def test_a_series_of_one_s_own_is_compared_with_a_database(tmp_path, monkeypatch, capsys):
    texts = (
        Text("As of 1 March 2024, OHCHR has recorded 10,675 civilians killed in Ukraine since the invasion.", "2024-03-04"),
        Text("As of 7 March 2024, OHCHR has recorded 10,730 civilians killed in Ukraine since the invasion.", "2024-03-08", "Vale Courier"),
    )
    publish(tmp_path / "home", texts)
    own = tmp_path / "own.csv"
    own.write_text("day,killed,injured\n2024-03-01,10675,20080\n2024-03-07,10703,20146\n")
    arguments = [
        "backtest.py",
        str(own),
        "--value",
        "killed",
        "--speaker",
        "ohchr",
        "--measure",
        "killed",
        "--home",
        str(tmp_path / "home"),
    ]
    monkeypatch.setattr(sys, "argv", arguments)
    assert main() == 0
    told = capsys.readouterr().out
    assert told.splitlines()[1].split() == ["own", "2", "1", "1", "2", "1", "0", "1"]
    assert "WRONG" in told
    assert "10,730 killed as of 2024-03-07; the series has 10,703" in told


@pytest.mark.long
@pytest.mark.skipif(not SHARED.exists(), reason="the published series (../shared) are not beside this checkout")
def test_the_published_series_hold_their_floors() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert "backtest" not in done.stdout.splitlines()[-1]
