"""The command as a person types it: what it prints, what it answers to wrong words, and its exit codes."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from flows.warehouse import reader
from tests.flows.conftest import called, of_children, toll, write_pages

MARKUP = "<img src=x onerror=alert(1)> [link](javascript:alert(1))"


@pytest.fixture(scope="module")
def home(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_pages(tmp_path_factory.mktemp("pages"))
    record = {
        "text": "Six soldiers were killed near Izium on 2 March 2024, the army said.",
        "title": f"{MARKUP} six killed",
        "outlet": "\x1b[31mRed",
    }
    (folder / "hostile.jsonl").write_text(json.dumps(record) + "\n")
    home = tmp_path_factory.mktemp("home")
    ran = called("run", folder, home=home)
    assert ran.returncode == 0, ran.stderr
    for told in ("came in: 6 offered, 6 new", "newest casualties", "newest refugees", "toll.duckdb is new", "next: toll"):
        assert told in ran.stdout
    return home


def ids(home: Path, query: str) -> list[str]:
    with reader(home) as database:
        return [str(next(iter(row.values()))) for row in database.rows(query)]


def test_help_takes_less_than_a_second() -> None:
    spent = of_children()
    shown = toll("--help")
    assert of_children() - spent < 1
    assert shown.returncode == 0
    for command in ("run", "extract", "sql", "figures", "trace", "status", "serve"):
        assert re.search(rf"^  {command}\b", shown.stdout, re.MULTILINE), command


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "/no/such/folder"], 2, "/no/such/folder is not there; give a file or folder"),
        (["run", "ftp://127.0.0.1/a"], 2, "ftp://127.0.0.1/a is an address of another kind"),
        (["sql", "SELEC 1"], 2, "syntax error"),
        (["sql", " "], 2, "the query is empty"),
        (["sql", "SELECT * FROM read_text('/etc/hostname')"], 2, "disabled"),
        (["sql", "FROM no_such_table"], 2, "no_such_table"),
        (["figures", "--measure", "slain"], 2, "no measure 'slain'; there are killed"),
        (["trace", "zzzz"], 2, "no cell, claim or figure has the id zzzz"),
        (["trace", ""], 2, "more than one id starts with"),
        (["serve", "--port", "99999999"], 2, "65535"),
        (["nonsense"], 2, "nonsense"),
        (["extract", "/no/such/file.txt"], 2, "/no/such/file.txt"),
    ],
)
def test_wrong_words_get_one_clear_answer(home: Path, arguments: list[str], code: int, told: str) -> None:
    answered = called(*arguments, home=home)
    assert answered.returncode == code
    assert told in answered.stderr
    assert "Traceback" not in answered.stderr


@pytest.mark.parametrize("command", [["figures"], ["status"], ["trace", "a"], ["sql", "SELECT 1"]])
def test_before_the_first_run_each_command_says_what_to_type(tmp_path: Path, command: list[str]) -> None:
    answered = called(*command, home=tmp_path / "nothing")
    assert answered.returncode == 3
    assert "nothing has been published yet; `toll run` makes it" in answered.stderr


def test_a_setting_that_cannot_be_used_is_named(home: Path, tmp_path: Path) -> None:
    answered = called("run", tmp_path, home=home, TOLL_WORKERS="many")
    assert answered.returncode == 2
    assert "TOLL_WORKERS='many' is not a number from 1 to 64" in answered.stderr


def test_a_row_of_the_users_own_that_is_wrong_is_named(tmp_path: Path, prefect_server: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "sources.csv").write_text("source_id,name,kind\nmine,Mine,folder\n")
    answered = called("run", home=home)
    assert answered.returncode == 2
    assert "sources.csv: columns missing: 'address', 'enabled'. Write the first line as: source_id,name,kind," in answered.stderr


@pytest.mark.usefixtures("unjudged")
def test_nothing_that_could_be_read_is_3(tmp_path: Path, prefect_server: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    answered = called("run", tmp_path / "in", home=tmp_path / "home")
    assert answered.returncode == 3
    assert "not_selected" in answered.stdout


@pytest.mark.usefixtures("unjudged")
def test_the_inbox_is_read_without_being_named(tmp_path: Path, prefect_server: str) -> None:
    home = tmp_path / "home"
    assert "put articles" in called("run", home=home).stdout
    (home / "inbox" / "a.txt").write_text("Three nurses were killed in Sumy on 4 March 2024, the hospital said.\n" * 2)
    assert "1 offered, 1 new" in called("run", home=home).stdout
    assert ids(home, "SELECT population FROM casualties WHERE measure = 'killed'") == ["medic"]


def test_rows_as_csv_jsonl_parquet_and_a_table(home: Path) -> None:
    query = "SELECT measure, best, flags FROM casualties WHERE best = 12"
    assert called("sql", query, home=home).stdout.splitlines()[0] == "measure,best,flags"
    assert json.loads(called("sql", query, "--format", "jsonl", home=home).stdout.splitlines()[0])["best"] == 12
    assert called("sql", "-", "--format", "table", home=home, text="SELECT 1234567 AS n").stdout.split() == ["n", "1,234,567", "1", "row"]
    command = [sys.executable, "-m", "flows", "--home", str(home), "sql", query, "--format", "parquet"]
    rows = pl.read_parquet(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    assert rows["best"].to_list() == [12] * rows.height


@pytest.mark.parametrize("table", ["casualties", "refugees", "claims", "figures"])
def test_every_id_leads_to_its_words(home: Path, table: str) -> None:
    key = {"claims": "claim_id", "figures": "figure_id"}.get(table, "cell_id")
    for each in ids(home, f"SELECT {key} FROM {table}"):
        traced = called("trace", each, home=home)
        assert traced.returncode == 0, traced.stderr
        assert "“" in traced.stdout
        assert "said by" in traced.stdout
        assert re.search(r"(?:when|where): .* · from (?:“|the )", traced.stdout)
        assert "article " in traced.stdout
        assert "published " in traced.stdout or "undated" in traced.stdout


def test_control_characters_of_an_article_do_not_reach_the_terminal(home: Path) -> None:
    (figure,) = ids(home, "SELECT figure_id FROM figure_trace WHERE field = 'text' AND title LIKE '%onerror%'")
    traced = called("trace", figure, home=home)
    assert "\x1b" not in traced.stdout
    assert "Red" in traced.stdout


def test_status_counts_what_the_tables_hold(home: Path) -> None:
    told = called("status", home=home).stdout
    for name in ("documents", "articles", "figures", "claims", "casualties", "refugees"):
        (count,) = ids(home, f"SELECT count(*) FROM {name}")
        assert f"{count} {name}" in told
