"""A run that is killed, at each of its steps and at any moment, goes on to the content of one that was not; and a run that is asked to end does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.content import content_hash
from flows.failpoints import POINTS
from flows.laws import LAWS
from flows.warehouse import reader, writer
from tests.flows.conftest import CAMP, STRIKE, page, toll, write_pages

NOW = "2024-03-10T12:00:00"
PLAIN = (
    "import sys; from flows.pipeline import pipeline; pipeline.fn(sys.argv[1:])"  # the stages without Prefect, which is no witness of a run
)
KILLED = -signal.SIGKILL
# What holds at every moment, also between two transactions of a run; the others hold when a run has ended.
ALWAYS = {
    "a receipt without bytes has a reason",
    "each receipt's document is there",
    "each document came with a receipt",
    "a document has a reason when, and only when, it was not read",
    "each article is of a document",
    "each story's original is an original article",
    "the figures that a reading offered are written or refused",
    "the number stands at its offsets as written",
    "a figure's parent and mentions are of its article",
    "each claim has its evidence in one cell",
    "each cell has evidence, and evidence a cell",
}


def plainly(home: Path, folder: Path, failpoint: str | None = None) -> subprocess.Popen[bytes]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_"))}
    own |= {"TOLL_HOME": str(home), "TOLL_NOW": NOW, "TOLL_WORKERS": "2"} | ({"TOLL_FAILPOINT": failpoint} if failpoint else {})
    with (home.parent / "said").open("wb") as said:
        return subprocess.Popen([sys.executable, "-c", PLAIN, str(folder)], env=own, stdout=said, stderr=said)


def ended(child: subprocess.Popen[bytes], home: Path) -> int:
    code = child.wait(3600)
    assert code in (0, KILLED), (home.parent / "said").read_text()[-3000:]
    return code


def content(home: Path) -> str:
    with reader(home) as database:
        return content_hash(database)


def check_what_always_holds(home: Path) -> None:
    with writer(home) as warehouse:
        for law in ALWAYS:
            assert warehouse.frame(LAWS[law]).is_empty(), law


def descendants(of: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    parents = {int(pid): int(ppid) for pid, ppid in (line.split() for line in listed)}
    found = [pid for pid, ppid in parents.items() if ppid == of]
    return found + [deeper for pid in found for deeper in descendants(pid)]


def alive(pids: list[int]) -> list[int]:
    stats = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
    return [pid for pid, stat in stats.items() if stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"]


def gone_within(pids: list[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while alive(pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def many_pages(folder: Path, count: int) -> Path:
    """Reports of strikes and camps: each with numbers of its own, every tenth a copy of the one before, some refused."""
    folder.mkdir()
    rng = random.Random(11)
    towns = ("Kharkiv", "Odesa", "Sumy", "Dnipro", "Kherson", "Izium", "Rafah", "Aleppo", "Goma", "Khartoum")
    for n in range(count):
        dead, hurt, day = rng.randrange(2, 90), rng.randrange(2, 200), f"2024-{1 + n % 2:02}-{1 + n % 28:02}"
        told = tuple(line.replace("Kharkiv", towns[n % 10]).replace("12", str(dead)).replace("30", str(hurt)) for line in STRIKE)
        told += (CAMP[0].replace("45,000", f"{rng.randrange(1, 99)},000"), CAMP[n % 2 + 1], f"The note of the day had number {n}.")
        (folder / f"{n:05}.html").write_text(page(f"Strike on {towns[n % 10]} kills {dead}", day, told))
        if n % 10 == 0:
            (folder / f"{n:05}-copy.html").write_text(
                page(f"Strike on {towns[n % 10]} kills {dead}", day, told, "Vale Courier", "vale.example")
            )
    (folder / "empty.html").write_text("")
    (folder / "photo.html").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    (folder / "left.pdf").write_bytes(b"%PDF")
    return folder


def test_every_law_that_always_holds_is_one() -> None:
    assert set(LAWS) >= ALWAYS


@pytest.mark.long
def test_a_run_that_is_killed_in_the_middle_goes_on_to_the_same_content(tmp_path: Path) -> None:
    """Two kills in one home: with a record half in the archive, and with what was read not yet committed."""
    folder = write_pages(tmp_path / "pages")
    for home in ("whole", "killed"):
        (tmp_path / home).mkdir()
    assert ended(plainly(tmp_path / "whole" / "home", folder), tmp_path / "whole" / "home") == 0
    killed = tmp_path / "killed" / "home"
    for failpoint in ("archive record:2", "read:1"):
        assert ended(plainly(killed, folder, failpoint), killed) == KILLED, failpoint
        check_what_always_holds(killed)
    assert ended(plainly(killed, folder), killed) == 0
    assert content(killed) == content(tmp_path / "whole" / "home")


@pytest.mark.long
def test_a_home_whose_journal_cannot_be_replayed_is_made_anew_with_the_same_content(tmp_path: Path, prefect_server: str) -> None:
    """Killed with its last commits in the journal alone, which is then damaged: the next run says what to do, and doing it gives all back."""
    folder = write_pages(tmp_path / "pages")
    for home in ("whole", "killed"):
        (tmp_path / home).mkdir()
    assert ended(plainly(tmp_path / "whole" / "home", folder), tmp_path / "whole" / "home") == 0
    killed = tmp_path / "killed" / "home"
    assert ended(plainly(killed, folder, "read:1"), killed) == KILLED
    journal = killed / "warehouse.duckdb.wal"
    data = bytearray(journal.read_bytes())
    data[len(data) // 10] ^= 0x40
    journal.write_bytes(data)
    for command, code in (("run", 1), ("rebuild", 0)):
        said = toll(command, *([folder] if command == "run" else []), home=killed, TOLL_NOW=NOW)
        assert said.returncode == code, said.stderr
        assert ("`toll rebuild` puts it aside and makes it anew from the archive" in said.stderr) == (command == "run")
    assert bytes(data) in {path.read_bytes() for path in (killed / "aside").rglob("*") if path.is_file()}
    assert content(killed) == content(tmp_path / "whole" / "home")


@pytest.fixture(scope="module")
def thousands(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, float]:
    """Two thousand pages, the content that an undisturbed run makes of them, and the seconds that it takes."""
    base = tmp_path_factory.mktemp("thousands")
    folder = many_pages(base / "pages", 1_820)
    started = time.monotonic()
    assert ended(plainly(base / "home", folder), base / "home") == 0
    return folder, content(base / "home"), time.monotonic() - started


@pytest.mark.long
@pytest.mark.timeout(14_400)  # half an hour alone, hours beside others
def test_a_run_killed_at_each_step_goes_on_to_the_same_content(thousands: tuple[Path, str, float], tmp_path: Path) -> None:
    """Two thousand pages; one kill after another, at each failpoint first and later in its course, until no more is left to do."""
    folder, undisturbed, _ = thousands
    home = tmp_path / "home"
    fired = set()
    for nth in (1, 7):
        for point in POINTS:
            child = plainly(home, folder, f"{point}:{nth}")
            if ended(child, home) == KILLED:
                fired.add(point)
                check_what_always_holds(home)
            if point == "published" and nth == 1:  # all is done: what the later kills come upon is a home of its own
                assert content(home) == undisturbed
                home = tmp_path / "again"
    assert fired == set(POINTS)
    assert ended(plainly(home, folder), home) == 0
    assert content(home) == undisturbed


@pytest.mark.long
@pytest.mark.timeout(14_400)  # half an hour alone, hours beside others
def test_a_run_killed_at_random_moments_leaves_no_process_and_goes_on(thousands: tuple[Path, str, float], tmp_path: Path) -> None:
    """Two thousand pages and twenty kills; the home is a new one whenever a run has come to its end in between."""
    folder, undisturbed, seconds = thousands
    chance, homes, kills = random.Random(23), 0, 0
    while kills < 20:
        homes += 1
        home = tmp_path / f"home{homes}" / "home"
        home.parent.mkdir()
        while True:
            child = plainly(home, folder)
            try:
                child.wait(chance.uniform(3, 3 + 0.6 * seconds) if kills < 20 else 3600)
                assert ended(child, home) == 0
                break
            except subprocess.TimeoutExpired:
                below = descendants(child.pid)
                child.kill()
                child.wait()
                kills += 1
                assert gone_within(below, 5), "a reader outlived its run"
                if (home / "warehouse.duckdb").exists():
                    check_what_always_holds(home)
        assert content(home) == undisturbed


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, KILLED)])
def test_a_run_that_is_asked_to_end_ends_with_its_server_and_readers(
    thousands: tuple[Path, str, float], tmp_path: Path, number: int, code: int
) -> None:
    """`toll run` as a person starts it, with a server of its own: asked when it reads pages, it is gone in ten seconds, and so is all that it started."""
    folder, *_ = thousands
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_"))} | {
        "TOLL_NOW": NOW,
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "flows", "--home", str(tmp_path / "home"), "run", str(folder)]
    child = subprocess.Popen(command, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while len(descendants(child.pid)) < 3:  # its server and its readers
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < until
        time.sleep(0.2)
    time.sleep(2)
    below, asked = descendants(child.pid), time.monotonic()
    child.send_signal(number)
    _, said = child.communicate(timeout=60)
    assert child.returncode == code, said
    assert time.monotonic() - asked <= 10
    assert gone_within(below, 5)
    if number != signal.SIGKILL:
        assert "what came in is kept, and the next run goes on from there" in said
        assert "Traceback" not in said
    check_what_always_holds(tmp_path / "home")
