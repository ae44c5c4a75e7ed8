"""corrections.csv in a home: what a run makes of it, and of its being changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.commands.status import status
from flows.commands.trace import trace
from flows.content import content_hash
from flows.warehouse import reader
from tests.flows.conftest import write_pages

HEADER = "article,words,number,measure,slot,value,reason,source\n"
ROW = "{},killing 12 civilians,,,{},{},the governor's list,https://kharkiv.example/list\n"
URL = "https://harrow.example/missile-strike-on-kharkiv-kills-12"
NUMBERS = "SELECT a.outlet, f.best FROM figures f JOIN articles a USING (article_id) WHERE f.sentence LIKE 'KHARKIV%' AND f.measure = 'killed' ORDER BY 1"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, prefect_server: str) -> Path:
    """A home with five articles, and corrections: one of an article that is there, one of an article that is not."""
    from flows.pipeline import pipeline

    home = tmp_path_factory.mktemp("corrected") / "home"
    write_pages(home / "inbox")
    (home / "corrections.csv").write_text(HEADER + ROW.format(URL, "number", 14) + ROW.format("https://harrow.example/later", "drop", ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLL_HOME", str(home))
        patch.setenv("TOLL_NOW", "2024-03-10T12:00:00")
        pipeline()
    return home


def test_a_correction_reaches_the_tables_and_what_was_read_is_kept(
    ran: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with reader(ran) as database:
        assert [row["best"] for row in database.rows(NUMBERS)] == [14, 12]
        assert database.rows("SELECT was, now FROM corrected WHERE \"column\" = 'best'") == [{"was": "12", "now": "14"}]
        assert database.rows("SELECT state, n_figures FROM corrections ORDER BY state") == [
            {"state": "applied", "n_figures": 1},
            {"state": "waiting", "n_figures": 0},
        ]
        assert database.rows("SELECT best FROM claims WHERE measure = 'killed' AND best = 14")
        figure = str(database.rows("SELECT figure_id FROM corrected LIMIT 1")[0]["figure_id"])
    monkeypatch.setenv("TOLL_HOME", str(ran))
    trace(figure)
    assert "corrected: best was read as 12, is 14 · the governor's list · https://kharkiv.example/list" in capsys.readouterr().out
    status(hash_only=False)
    assert "https://harrow.example/later" in capsys.readouterr().out


@pytest.mark.long
def test_changed_corrections_are_computed_anew_and_a_row_taken_out_gives_back_what_was_read(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.pipeline import pipeline
    from transforms.corrections import CorrectionUnfit

    home = tmp_path / "home"
    shutil.copytree(ran, home)
    monkeypatch.setenv("TOLL_HOME", str(home))
    monkeypatch.setenv("TOLL_NOW", "2024-03-10T12:00:00")
    with reader(home) as database:
        before = content_hash(database)
    (home / "corrections.csv").write_text(HEADER)
    assert pipeline()["published"] == 1
    with reader(home) as database:
        assert [row["best"] for row in database.rows(NUMBERS)] == [12, 12]
        assert database.rows("SELECT * FROM corrected") == []
    (home / "corrections.csv").write_text(HEADER + ROW.format(URL, "drop", "").replace("12 civ", "13 civ"))
    with pytest.raises(CorrectionUnfit, match="killing 13 civilians"):
        pipeline()
    shutil.copy(ran / "corrections.csv", home)
    assert pipeline()["published"] == 1
    with reader(home) as database:
        assert content_hash(database) == before
