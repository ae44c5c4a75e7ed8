"""The pages show what is so: every command and query in them runs on the sample and prints what stands below it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from difflib import unified_diff
from pathlib import Path

import pytest

from flows.docs import NOT_RUN, PAGES, Examples

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
LENGTHY = ("operations.md", "sources.md")  # whose examples run the pipeline several times
COMMANDS = [
    command
    for page in PAGES
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for command in re.findall(r"^\$ (.*)$", block, re.MULTILINE)
]


@pytest.fixture(scope="module")
def examples(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Examples:
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(sample / "data", folder / "data")
    prefect = {name: value for name, value in os.environ.items() if name.startswith("PREFECT_")}
    return Examples(folder, prefect, made=(sample / "said.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [pytest.param(page, marks=[pytest.mark.long] * (page.name in LENGTHY), id=page.name) for page in PAGES])
def test_a_page_shows_what_its_examples_print(page: Path, examples: Examples) -> None:
    shown = page.read_text(encoding="utf-8")
    printed = examples.page(shown)
    differs = "\n".join(unified_diff(shown.splitlines(), printed.splitlines(), "shown", "printed", lineterm="", n=1))
    assert not differs, f"read what has changed; if it is meant, `make docs` writes it:\n{differs}"


def test_every_query_gives_rows() -> None:
    """What a query gives is compared above; one that gives nothing answers no question."""
    results = [
        result
        for page in PAGES
        for result in re.findall(r"```sql\n.*?```\n\n```text\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(results) >= 8
    assert [result for result in results if re.search(r"^0 rows$", result, re.MULTILINE) or not result.strip()] == []


def test_no_block_of_a_page_stays_unrun() -> None:
    """A block of commands or queries in another dress would never be run."""
    for page in PAGES:
        fences = re.findall(r"^```(\w*)\n", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(fences) <= {"console", "sql", "text", "json", "csv", ""}, page.name
        text = page.read_text(encoding="utf-8")
        assert len(re.findall(r"^```sql\n", text, re.MULTILINE)) == len(re.findall(r"```sql\n.*?```\n\n```text\n", text, re.DOTALL))


@pytest.mark.parametrize("command", sorted({command for command in COMMANDS if command.startswith("make ")}))
def test_make_knows_the_targets_that_the_pages_name(command: str) -> None:
    done = subprocess.run(["make", "--dry-run", *command.split()[1:]], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_make_run_runs_is_what_the_examples_run() -> None:
    done = subprocess.run(["make", "--no-print-directory", "--dry-run", "run"], cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1].removeprefix(".venv/bin/") == Examples.READ


def test_only_what_waits_or_needs_a_server_is_not_run() -> None:
    left_out = {command for command in COMMANDS if command.startswith(NOT_RUN)}
    assert {command.split()[0] for command in left_out} <= {"make", "toll", "prefect", "duckdb"}
    assert {command for command in left_out if command.startswith("toll")} == {"toll serve"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as a newcomer has it: what is committed and nothing else."""
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True, capture_output=True)
    return folder


def _in(folder: Path, *command: str) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_", "VIRTUAL_ENV", "PYTHON"))}
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, f"{command}: {done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_newcomers_first_minutes(clone: Path) -> None:
    """`make run` in a fresh clone, with an environment of its own, twice: the second is quick, publishes nothing and changes nothing."""
    first = _in(clone, "make", "run")
    assert "data/sample/toll.duckdb is new" in first
    content = _in(clone, ".venv/bin/toll", "--home", "data/sample", "status", "--hash")
    assert re.fullmatch(r"[0-9a-f]{64}\n", content)
    started = time.monotonic()
    second = _in(clone, "make", "run")
    assert time.monotonic() - started < 90  # most of it is the start of Prefect's temporary server
    assert "installing" not in second
    assert "stays as it was" in second
    assert _in(clone, ".venv/bin/toll", "--home", "data/sample", "status", "--hash") == content
    assert _in(clone, "git", "status", "--short") == "", "make run leaves files that git would offer to commit"


@pytest.mark.long
@pytest.mark.server
def test_toll_serve_says_where_it_is_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    """The one `toll` command of the README that waits, on a free port instead of 4200."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_"))}
    command = [sys.executable, "-m", "flows", "--home", str(tmp_path / "data"), "serve", "--port", port]
    with subprocess.Popen(command, cwd=PROJECT, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as served:
        assert served.stdout is not None
        said = ""
        while "Ctrl-C ends" not in said:
            line = served.stdout.readline()
            assert line, f"toll serve ended: {said}"
            said += line
        served.send_signal(signal.SIGINT)
        rest = served.stdout.read()
    assert served.returncode == 0, said + rest
    assert "Prefect UI: http://127.0.0.1:" in said


@pytest.mark.long
@pytest.mark.server
def test_plain_prefect_sets_up_what_toll_serve_does(prefect_server: str, tmp_path: Path) -> None:
    """The `prefect` commands of the pages, in their order, against a server of one's own; the worker takes the run that the last one asked for."""
    told = [command.split() for command in COMMANDS if command.startswith("prefect ")]
    assert [command[1:3] for command in told] == [
        ["work-pool", "create"],
        ["--no-prompt", "deploy"],
        ["worker", "start"],
        ["deployment", "run"],
    ]
    own = {
        **os.environ,
        "PREFECT_API_URL": prefect_server,
        "TOLL_HOME": str(tmp_path / "data"),
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
    }

    def prefect(*arguments: str) -> None:
        command = [str(Path(sys.executable).with_name("prefect")), *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=own, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=240)
        assert done.returncode == 0, f"{command}: {done.stdout[-1500:]}{done.stderr[-1500:]}"

    create, deploy, worker, run = told
    prefect(*create[1:])
    prefect(*deploy[1:])
    prefect(*run[1:])
    prefect(*worker[1:], "--run-once")
    assert (tmp_path / "data" / "toll.duckdb").exists()
