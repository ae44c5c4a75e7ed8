"""`toll serve` as a person starts it: a real server and worker on this machine, the deployments of prefect.yaml, a scheduled run, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from flows.server import NOTE
from flows.warehouse import PUBLISHED, reader
from tests.conftest import end, free_port

ROOT = Path(__file__).parents[2]
SPOKEN = "Four miners were killed and nine injured when a drone hit a bus in Dnipro on 1 February 2024, the union said.\n"


class Served:
    """A running `toll serve` and what it printed."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "TOLL_"))}
        self.environment |= {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(home / "prefect")}
        own = {name: value for name, value in self.environment.items() if name != "PREFECT_API_URL"}
        own["PWD"] = str(home)  # started from anywhere
        command = [sys.executable, "-m", "flows", "--home", str(home), "serve", "--port", str(port)]
        self.process = subprocess.Popen(
            command, cwd=home, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        assert self.process.stdout is not None
        self.said = ""
        while "Ctrl-C ends" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"toll serve ended: {self.said}"
            self.said += line

    def prefect(self, *arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("prefect")), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("served")
    it = Served(home, free_port())
    yield it
    if it.process.poll() is None:
        end(it.process)


def run_id(home: Path) -> str:
    """The last run that was published."""
    with reader(home) as database:
        return str(database.rows("SELECT max(run_id) AS id FROM runs")[0]["id"])


def below(parent: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    of = {int(pid): int(ppid) for pid, ppid in (line.split() for line in listed)}
    found = [pid for pid, ppid in of.items() if ppid == parent]
    return found + [deeper for pid in found for deeper in below(pid)]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").is_dir() else os.kill(pid, 0) is None
    except (OSError, IndexError):
        return False


@pytest.mark.long
@pytest.mark.timeout(300)
def test_it_says_where_it_is_and_deploys_what_prefect_yaml_declares(served: Served) -> None:
    assert f"Prefect UI: http://127.0.0.1:{served.port}" in served.said
    declared = {each["entrypoint"].split(":")[1]: each for each in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    assert set(declared) == {"pipeline", "ingest", "dedupe", "enrich", "tabulate", "publish"}
    for flow, of_yaml in declared.items():
        deployed = json.loads(served.prefect("deployment", "inspect", f"{flow}/toll", "--output", "json"))
        assert sorted(deployed["tags"]) == sorted(of_yaml["tags"])
        assert deployed["description"].strip() == of_yaml["description"].strip()
        assert deployed["parameters"] == of_yaml["parameters"]
        assert deployed["work_pool_name"] == "toll"
        assert deployed["global_concurrency_limit"]["limit"] == 1
        assert deployed["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert [each["schedule"].get("cron") for each in deployed["schedules"]] == (["15 * * * *"] if flow == "pipeline" else [])


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_scheduled_run_reads_the_inbox_and_publishes(served: Served) -> None:
    (served.home / "inbox").mkdir(exist_ok=True)
    (served.home / "inbox" / "bus.txt").write_text(SPOKEN * 2)
    served.prefect("deployment", "schedule", "create", "pipeline/toll", "--interval", "25")
    until = time.monotonic() + 200
    while not (served.home / PUBLISHED).exists():
        assert time.monotonic() < until, (served.home / "prefect" / "logs" / "worker.log").read_text()[-3000:]
        time.sleep(1)
    served.prefect("deployment", "schedule", "clear", "pipeline/toll", "-y")
    with reader(served.home) as database:
        assert database.rows("SELECT measure, best FROM casualties ORDER BY measure") == [
            {"measure": "injured", "best": 9},
            {"measure": "killed", "best": 4},
        ]


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_run_by_hand_uses_its_server_and_leaves_its_artifacts_there(served: Served, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Two nurses were wounded in Sumy on 3 February 2024, the hospital said.\n" * 2)
    environment = {name: value for name, value in served.environment.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows", "--home", str(served.home), "run", str(tmp_path / "note.txt")]
    until = time.monotonic() + 120
    while (ran := subprocess.run(command, env=environment, capture_output=True, text=True)).returncode == 75 and time.monotonic() < until:
        time.sleep(2)  # the last scheduled run holds the data
    assert ran.returncode == 0, ran.stderr
    assert "read the news into tables" in served.prefect(
        "flow-run", "ls", "--limit", "100", "--state-type", "COMPLETED", "--output", "json"
    )
    for key in ("run-counts", "expectations", "newest-figures"):
        assert run_id(served.home) in served.prefect("artifact", "inspect", key)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_another_page_cannot_write_through_the_api(served: Served) -> None:
    """A change without the library's token is refused, and no other origin is told that it may read."""
    request = urllib.request.Request(f"http://127.0.0.1:{served.port}/api/variables/", method="POST", data=b'{"name": "x", "value": "y"}')
    request.add_header("Content-Type", "application/json")
    request.add_header("Origin", "http://elsewhere.example")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code in (403, 401)
    asked = urllib.request.Request(f"http://127.0.0.1:{served.port}/api/health", headers={"Origin": "http://elsewhere.example"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.headers.get("Access-Control-Allow-Origin") not in ("*", "http://elsewhere.example")


@pytest.mark.long
@pytest.mark.timeout(120)
def test_ctrl_c_ends_all_of_it(served: Served) -> None:
    assert (served.home / NOTE).exists()
    started = below(served.process.pid)
    assert len(started) >= 2, "a server and a worker"
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(60) == 0
    assert not (served.home / NOTE).exists()
    assert not [pid for pid in started if lives(pid)]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{served.port}/api/health", timeout=2)


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        command = [sys.executable, "-m", "flows", "--home", str(tmp_path / "home"), "serve", "--port", str(port)]
        answered = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert answered.returncode == 2
    assert f"port {port} of 127.0.0.1 is taken" in answered.stderr
