"""A disk that is full, or nearly: refused before anything is taken in, told in one line, and nothing that was committed is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from flows import space
from flows.content import content_hash
from flows.warehouse import PUBLISHED, reader, writer
from tests.flows.conftest import called
from tests.flows.test_resume import many_pages

Usage = namedtuple("Usage", "total used free")
PLAIN = """
import sys
from flows import __main__ as command
from flows.pipeline import pipeline
command.app = lambda: pipeline.fn(sys.argv[1:])
command.main()
"""


def test_too_little_room_is_refused_before_anything_is_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "note.txt").write_text("Two people were killed in Sumy on Monday, police said.")
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 10**9))
    refused = called("run", tmp_path / "note.txt", home=tmp_path / "home")
    assert refused.returncode == 1
    assert "has 1.00 GB free and a run needs 1.07 GB; make room" in refused.stderr
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) in (["lock"], [])


def test_a_large_database_needs_twice_its_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / PUBLISHED).open("wb") as sparse:
        sparse.truncate(3 << 30)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 0, 6 << 30))
    space.check(tmp_path)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 0, (6 << 30) - 1))
    with pytest.raises(space.NoSpace, match=r"needs 6\.44 GB"):
        space.check(tmp_path)


def test_a_full_disk_is_known_also_behind_another_error() -> None:
    failed = RuntimeError("the task failed")
    failed.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert space.is_full(failed)
    assert not space.is_full(ValueError("no space"))


def test_a_disk_that_cannot_make_bytes_safe_ends_the_run_and_loses_nothing_that_was_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.ingest import ingest

    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    monkeypatch.setenv("TOLL_HOME", str(home))
    (folder / "first.txt").write_text("Nine people were killed in Sumy, the mayor said.")
    assert ingest.fn([str(folder)], "first")["read"] == 1
    (folder / "second.txt").write_text("Ten people were killed in Izium, the mayor said.")

    def fails(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="Input/output error"):
            ingest.fn([str(folder)], "second")
    with writer(home) as warehouse:  # opened anew
        assert warehouse.value("SELECT state FROM runs WHERE run_id = 'second'") == "failed"
        assert warehouse.frame("SELECT state, count(*) AS n FROM documents GROUP BY ALL").rows() == [("read", 1)]
    assert ingest.fn([str(folder)], "third")["read"] == 1
    with writer(home) as warehouse:
        assert warehouse.value("SELECT count(*) FROM articles") == 2


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="a small file system is mounted, which only the superuser of Linux may"
)
@pytest.mark.parametrize("megabytes", [2, 12])
def test_a_run_on_a_full_disk_stops_with_one_line_and_goes_on_when_there_is_room(tmp_path: Path, megabytes: int) -> None:
    """The archive, the warehouse's log, its checkpoint or the published copy does not fit, by how much room there is at first."""
    folder, home = many_pages(tmp_path / "pages", 300), tmp_path / "small" / "home"
    home.parent.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(home.parent)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")

    def run(at: Path) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_"))}
        own |= {"TOLL_HOME": str(at), "TOLL_NOW": "2024-03-10T12:00:00"}
        return subprocess.run([sys.executable, "-c", PLAIN, str(folder)], env=own, capture_output=True, text=True, timeout=600)

    try:
        full = run(home)
        assert full.returncode == 1, full.stderr[-2000:]
        assert "toll: the disk is full; what was committed is kept" in full.stderr
        assert "Traceback" not in full.stderr
        subprocess.run(["mount", "-o", "remount,size=500m", str(home.parent)], check=True)
        done = run(home)
        assert done.returncode == 0, done.stderr[-2000:]
        with reader(home) as database:
            content = content_hash(database)
    finally:
        subprocess.run(["umount", "-l", str(home.parent)], check=False)
    assert run(tmp_path / "whole").returncode == 0
    with reader(tmp_path / "whole") as database:
        assert content_hash(database) == content
