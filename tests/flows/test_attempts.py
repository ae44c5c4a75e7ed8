"""What fails or kills its reader costs only itself: an error of our own is told with its place, and what kills the run is tried twice."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

import pytest

from flows import reading
from flows.attempts import Attempts
from flows.enrich import enrich
from flows.run import GateFailed
from flows.warehouse import Warehouse, writer
from tests.flows.known import TEXTS, Text, publish
from transforms.text.model import Article, Reading
from transforms.text.reader import Reader


def die_while_trying(home: Path, item: str) -> None:
    """A process of its own that is killed in the middle of a try."""
    child = os.fork()
    if not child:
        with Attempts(home) as attempts, attempts.trying(item):
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def poisons(home: Path, *items: str) -> list[bool]:
    with Attempts(home) as attempts:
        return [attempts.is_poison(item) for item in items]


def test_what_kills_its_process_twice_in_a_row_is_poison_and_said_to_be_once(tmp_path: Path) -> None:
    die_while_trying(tmp_path, "a")
    assert poisons(tmp_path, "a", "b") == [False, False]
    die_while_trying(tmp_path, "a")
    assert poisons(tmp_path, "b", "a") == [False, True]
    assert poisons(tmp_path, "a") == [False]


def test_deaths_at_different_items_or_before_a_good_end_are_no_poison(tmp_path: Path) -> None:
    for item in ("a", "b", "a", "b"):
        die_while_trying(tmp_path, item)
    assert poisons(tmp_path, "a", "b") == [False, False]
    with Attempts(tmp_path) as attempts, attempts.trying("b"):
        pass
    die_while_trying(tmp_path, "b")
    assert poisons(tmp_path, "b") == [False]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_or_being_asked_to_end_is_no_death(tmp_path: Path, error: type[BaseException]) -> None:
    for _ in range(3):
        with pytest.raises(error), Attempts(tmp_path) as attempts, attempts.trying("a"):
            raise error
    assert poisons(tmp_path, "a") == [False]


def test_a_file_of_anything_is_no_poison(tmp_path: Path) -> None:
    (tmp_path / "under_way").write_bytes(b"\xff\x00" * 200)
    assert poisons(tmp_path, "a") == [False]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose articles wait to be read."""
    publish(tmp_path / "home")
    monkeypatch.setenv("TOLL_HOME", str(tmp_path / "home"))
    with writer(tmp_path / "home") as warehouse:
        warehouse.execute("DELETE FROM readings")
    return tmp_path / "home"


def told(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.frame(
        'SELECT j.reason, j.stage, j."table", j.value, r.n_figures, (SELECT count(*) FROM figures f WHERE f.article_id = j.id) AS figures '
        "FROM rejects j JOIN readings r ON r.article_id = j.id"
    ).rows()


HONEST = Reader.read


def failing(*beginnings: str) -> object:
    def read(self: Reader, article: Article) -> Reading:
        if article.text.startswith(beginnings):
            raise LookupError("a word\nthat nobody foresaw")
        return HONEST(self, article)

    return read


def test_an_article_at_which_the_reader_fails_is_told_with_its_place_and_the_others_are_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "read", failing("A missile struck"))
    counts = enrich.fn("a run")
    assert (counts["articles"], counts["internal_errors"]) == (len(TEXTS), 1)
    with writer(home) as warehouse:
        ((reason, of, table, value, n_figures, figures),) = told(warehouse)
        assert (reason, of, table, n_figures, figures) == ("internal_error", "enrich", "readings", 0, 0)
        assert str(value).startswith("https://harrow.example/a: LookupError: a word that nobody foresaw (at flows/enrich.py:")
        assert "test_attempts.py" in str(value)
        assert warehouse.value("SELECT count(DISTINCT article_id) FROM figures") == len(TEXTS) - 1


def test_more_than_a_twentieth_that_fails_stops_the_run_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    publish(home, tuple(Text(f"Shelling killed {n + 2} people in Sumy.", "2024-03-05") for n in range(20)))
    monkeypatch.setenv("TOLL_HOME", str(home))
    with writer(home) as warehouse:
        warehouse.execute("DELETE FROM readings")
        monkeypatch.setattr(Reader, "read", failing("Shelling killed 2 ", "Shelling killed 3 "))
        with pytest.raises(
            GateFailed, match=r"stage enrich: 2 of 20 articles could not be read for a fault of Toll, the last because http"
        ):
            enrich.fn("a run")
        assert warehouse.value("SELECT count(*) FROM rejects WHERE reason = 'internal_error'") == 2
        assert warehouse.value("SELECT count(*) FROM readings") == 0
        assert warehouse.value("SELECT state FROM runs WHERE run_id = 'a run'") == "failed"
        monkeypatch.setattr(Reader, "read", failing("Shelling killed 2 "))
        assert enrich.fn("the next")["internal_errors"] == 1


def test_an_article_that_killed_two_runs_is_left_out_of_the_third(home: Path) -> None:
    with writer(home) as warehouse:
        article = str(warehouse.value("SELECT article_id FROM articles WHERE text LIKE 'A missile struck%'"))
        for _ in range(2):
            die_while_trying(home, article)
        assert enrich.fn("a run")["articles"] == len(TEXTS)
        ((reason, _, _, value, n_figures, figures),) = told(warehouse)
    assert (reason, n_figures, figures) == ("poison", 0, 0)
    assert str(value) == "https://harrow.example/a: the process that read it died 2 times in a row"


def test_a_document_that_killed_two_runs_is_left_out_of_the_third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.ingest import ingest

    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    (folder / "poison.txt").write_text("Nine people were killed in Sumy, the mayor said.")
    (folder / "sound.txt").write_text("Ten people were killed in Izium, the mayor said.")
    monkeypatch.setenv("TOLL_HOME", str(home))
    home.mkdir()
    with writer(home) as warehouse:
        poison = hashlib.sha256((folder / "poison.txt").read_bytes()).hexdigest()
        for _ in range(2):
            die_while_trying(home, poison)
        counts = ingest.fn([str(folder)], "a run")
        assert (counts["read"], counts["unread"]) == (1, 1)
        assert warehouse.frame("SELECT document_id, reason FROM documents WHERE state = 'rejected'").rows() == [(poison, "poison")]
        assert warehouse.value("SELECT count(*) FROM rejects WHERE reason = 'poison' AND \"table\" = 'documents'") == 1


def test_an_error_in_a_child_is_told_with_its_place_there() -> None:
    error = KeyError("x")
    error.__cause__ = RuntimeError('Traceback:\n  File "/a/transforms/text/pages.py", line 7, in parse\n    x\nKeyError')
    assert reading.told(error) == "KeyError: 'x' (at text/pages.py:7 parse)"
