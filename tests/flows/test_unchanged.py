"""A run that is offered only what is known: what it leaves, and what sends a run the long way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows import laws
from flows.pipeline import pipeline
from flows.run import stage
from flows.settings import settings
from flows.unchanged import only_known
from flows.warehouse import writer
from tests.flows.conftest import write_pages


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with five pages, made without a Prefect server, and beside it their folder."""
    folder = tmp_path_factory.mktemp("known")
    write_pages(folder / "pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLL_HOME", str(folder / "home"))
        assert pipeline.fn([str(folder / "pages")])["published"] == 1
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "known")
    monkeypatch.setenv("TOLL_HOME", str(tmp_path / "known" / "home"))
    return tmp_path / "known"


def known(folder: Path) -> dict[str, object] | None:
    return only_known(settings(), [str(folder / "pages")])


def test_it_is_told_in_receipts_and_keeps_every_law(folder: Path) -> None:
    told = known(folder)
    assert told is not None
    assert (told["offered"], told["known"], told["published"]) == (5, 5, 0)
    with writer(folder / "home") as warehouse:
        rows = warehouse.frame("SELECT outcome, count(*) FROM receipts WHERE run_id = ? GROUP BY 1", [told["run_id"]]).rows()
        assert rows == [("known", 5)]
        assert warehouse.frame("SELECT stage, state FROM runs WHERE run_id = ?", [told["run_id"]]).rows() == [("ingest", "unchanged")]
        with stage("publish", str(told["run_id"])) as work:
            laws.check(work)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "pages" / "new.txt").write_text("Two people were killed in Sumy on Monday, police said."),
        lambda folder: (folder / "pages" / "camp.html").write_text("<p>Another text than before stands in this file now.</p>"),
        lambda folder: (folder / "pages" / "photo.pdf").write_bytes(b"%PDF"),
        lambda folder: (folder / "home" / "speakers.csv").write_text("speaker_id\n"),
        lambda folder: (folder / "home" / "toll.duckdb").unlink(),
        lambda folder: shutil.rmtree(folder / "pages"),
    ],
    ids=["new", "changed", "refused", "own words", "unpublished", "gone"],
)
def test_anything_else_takes_the_long_way(folder: Path, change) -> None:
    change(folder)
    assert known(folder) is None


def test_what_was_refused_by_its_name_before_is_refused_again_without_more_ado(folder: Path) -> None:
    (folder / "pages" / "photo.pdf").write_bytes(b"%PDF")
    assert known(folder) is None
    pipeline.fn([str(folder / "pages")])
    told = known(folder)
    assert told is not None
    assert (told["offered"], told["known"], told["rejected"]) == (6, 5, 1)
    with writer(folder / "home") as warehouse:
        rows = warehouse.frame(
            "SELECT outcome, reason, asked, count(*) FROM receipts WHERE run_id = ? GROUP BY ALL ORDER BY ALL", [told["run_id"]]
        )
        assert rows.rows() == [("known", None, True, 5), ("rejected", "not_selected", False, 1)]
        refused = warehouse.frame('SELECT stage, "table", reason FROM rejects WHERE run_id = ?', [told["run_id"]]).rows()
        assert refused == [("ingest", "documents", "not_selected")]
        with stage("publish", str(told["run_id"])) as work:
            laws.check(work)
    (folder / "pages" / "photo.pdf").rename(folder / "pages" / "chart.pdf")
    assert known(folder) is None


def test_what_a_run_that_was_cut_off_left_takes_the_long_way(folder: Path) -> None:
    with writer(folder / "home") as warehouse:
        warehouse.execute("DELETE FROM stories WHERE article_id = (SELECT max(article_id) FROM stories)")
    assert known(folder) is None


def test_neither_prefect_nor_great_expectations_is_loaded_for_it(folder: Path) -> None:
    script = "import sys; from flows.commands.run import run; code = run(sys.argv[1:]); print(code, 'prefect' in sys.modules, 'great_expectations' in sys.modules)"
    command = [sys.executable, "-c", script, str(folder / "pages")]
    environment = {"PATH": "/usr/bin:/bin", "TOLL_HOME": str(folder / "home")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[0] == "came in: 5 offered, 5 known", done.stderr
    assert done.stdout.splitlines()[-1] == "0 False False"
