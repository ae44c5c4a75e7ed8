"""The whole pipeline through a Prefect server: what it makes of a few pages, again, in another order, after a kill, and from the archive."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.laws import LAWS
from flows.warehouse import PUBLISHED, reader
from tests.flows.conftest import called, toll, write_pages

NOW = {"TOLL_NOW": "2024-03-10T12:00:00"}


@pytest.fixture(scope="module")
def done(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which five pages, a file of records with a bad line, and a picture were read."""
    folder = write_pages(tmp_path_factory.mktemp("pages"))
    (folder / "records.jsonl").write_text(
        '{"id": "r1", "text": "Nine miners were killed in Luhansk, the union said.", "published_on": "2024-03-01"}\n{"id": oops}\n'
    )
    (folder / "photo.html").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    (folder / "notes.pdf").write_bytes(b"%PDF-1.7 not selected")
    home = tmp_path_factory.mktemp("home")
    ran = toll("run", folder, home=home, **NOW)
    assert ran.returncode == 0, ran.stderr
    shutil.copytree(folder, home / "offered")
    (home / "folder").write_text(str(folder))
    return home


def rows(home: Path, query: str) -> list[dict[str, object]]:
    with reader(home) as database:
        return database.rows(query)


def content(home: Path) -> str:
    return called("status", "--hash", home=home).stdout.strip()


def test_every_entry_has_a_receipt_and_every_document_a_state(done: Path) -> None:
    assert rows(done, "SELECT outcome, reason, count(*) AS n FROM receipts GROUP BY ALL ORDER BY ALL") == [
        {"outcome": "new", "reason": None, "n": 7},
        {"outcome": "rejected", "reason": "not_selected", "n": 1},
    ]
    assert rows(done, "SELECT state, reason, count(*) AS n FROM documents GROUP BY ALL ORDER BY ALL") == [
        {"state": "read", "reason": None, "n": 6},
        {"state": "rejected", "reason": "unsupported_type", "n": 1},
    ]
    refused = rows(done, 'SELECT stage, "table", reason FROM rejects ORDER BY reason')
    assert [row["reason"] for row in refused] == ["malformed_record", "not_selected", "unsupported_type"]


def test_the_copy_is_one_story_and_its_claims_count_once(done: Path) -> None:
    assert rows(done, "SELECT count(DISTINCT story_id) AS n, count(*) AS articles FROM stories") == [{"n": 5, "articles": 6}]
    killed = rows(done, "SELECT best, n_articles, n_stories FROM claims WHERE measure = 'killed' AND best = 12 AND speaker_id IS NOT NULL")
    assert killed == [{"best": 12, "n_articles": 2, "n_stories": 1}]


def test_every_law_was_checked_and_every_stage_has_its_run(done: Path) -> None:
    assert {row["rule"] for row in rows(done, "SELECT rule FROM checks WHERE \"table\" = 'laws' AND passed")} == set(LAWS)
    stages = rows(done, "SELECT stage, state FROM runs ORDER BY stage")
    assert [row["stage"] for row in stages] == ["dedupe", "enrich", "ingest", "publish", "tabulate"]
    assert {row["state"] for row in stages} == {"done"}


def test_a_second_run_ends_after_ingest_and_publishes_nothing(done: Path) -> None:
    before, written = content(done), (done / PUBLISHED).stat().st_mtime_ns
    again = called("run", (done / "folder").read_text(), home=done, **NOW)
    assert again.returncode == 0, again.stderr
    assert "8 offered, 7 known, 1 rejected" in again.stdout
    assert "stays as it was" in again.stdout
    assert (content(done), (done / PUBLISHED).stat().st_mtime_ns) == (before, written)


@pytest.mark.usefixtures("unjudged")
def test_the_archive_alone_gives_the_same_content(done: Path, tmp_path: Path) -> None:
    other = tmp_path / "restored"
    shutil.copytree(done / "archive", other / "archive")
    made = called("rebuild", home=other, TOLL_NOW="2025-01-01T00:00:00")
    assert made.returncode == 0, made.stderr
    assert content(other) == content(done)


@pytest.mark.usefixtures("unjudged")
def test_order_of_arrival_changes_nothing(done: Path, tmp_path: Path) -> None:
    folder = Path((done / "folder").read_text())
    files = sorted((path for path in folder.iterdir() if path.suffix != ".pdf"), reverse=True)  # named itself, it would be read
    first = called("run", *files[:4], home=tmp_path / "other", **NOW)
    assert first.returncode == 0, first.stderr
    assert called("run", *files[4:], home=tmp_path / "other", **NOW).returncode == 0
    assert content(tmp_path / "other") == content(done)


def test_a_speaker_of_the_users_own_is_read_at_the_next_run(done: Path, tmp_path: Path) -> None:
    home = tmp_path / "own"
    shutil.copytree(done, home)
    (home / "speakers.csv").write_text(
        "speaker_id,name,kind,country,side,aliases,institution,place,note\n"
        "miners-union,Miners' Union of Luhansk,ngo,UKR,,the union,false,,a row of the user's own\n"
    )
    assert called("run", (home / "folder").read_text(), home=home, **NOW).returncode == 0
    assert rows(home, "SELECT speaker_id, speaker FROM figures WHERE value_text = 'Nine'") == [
        {"speaker_id": "miners-union", "speaker": "Miners' Union of Luhansk"}
    ]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_run_that_is_killed_goes_on_to_the_same_content(done: Path, tmp_path: Path) -> None:
    """Kill -9 at ten random moments, one after another; each next run goes on, and what is published in between obeys every law."""
    home, folder, chance = tmp_path / "killed", Path((done / "folder").read_text()), random.Random(7)
    environment = {**os.environ, **NOW}
    command = [sys.executable, "-m", "flows", "--home", str(home), "run", str(folder)]
    ended = 0
    for _ in range(10):
        child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(chance.uniform(2.0, 9.0))
        ended += child.poll() is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    assert ended < 10, "every run ended before it could be killed"
    last = called("run", folder, home=home, **NOW)
    assert last.returncode == 0, last.stderr
    assert content(home) == content(done)


# Opens what is published again and again, as `toll sql` does, until it is told to end: articles, and those without a story.
LOOKS = """
import json, select, sys
from pathlib import Path
from flows.warehouse import reader
query = "SELECT count(*) AS n, (SELECT count(*) FROM articles ANTI JOIN stories USING (article_id)) AS torn FROM articles"
end = False
while not end:
    end = bool(select.select([sys.stdin], [], [], 0.3)[0])
    with reader(Path(sys.argv[1])) as database:
        print(json.dumps(list(database.frame(query).row(0))))
"""


@pytest.mark.usefixtures("unjudged")
def test_readers_never_fail_and_never_go_back_while_flows_write(done: Path, tmp_path: Path) -> None:
    home, folder = tmp_path / "read", tmp_path / "growing"
    shutil.copytree(done, home)
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", LOOKS, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watcher:
        for n in range(2):
            (folder / f"{n}.txt").write_text(
                f"Market notes, part {n}.\n\nPolice said {n + 2} people were killed when a shell hit the {n}th street of Odesa on Monday.\n"
            )
            assert called("run", folder, home=home, **NOW).returncode == 0
        printed, _ = watcher.communicate("end\n")
    assert watcher.returncode == 0, printed
    looks = [json.loads(line) for line in printed.splitlines()]
    assert not [torn for _, torn in looks if torn]
    seen = [n for n, _ in looks]
    assert len(seen) > 8
    assert seen == sorted(seen)
    assert seen[-1] == seen[0] + 2
