"""What all tests share: a home and a clock of their own, one Prefect server for those that run flows, and no way out of this machine."""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tracemalloc  # noqa: F401 -- pytest imports it to tell of a socket left open, at a moment when imports may be under way
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# how fast an example runs says how busy the machine is; tests of speed count their own steps
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Prefect reads its settings when it is first imported, which is when the tests are collected: before any fixture.
ROOT = Path(tempfile.mkdtemp(prefix="toll-tests-"))
PORT = free_port()
API = f"http://127.0.0.1:{PORT}/api"
for name in [name for name in os.environ if name.startswith(("TOLL_", "PREFECT_"))]:
    del os.environ[name]
os.environ |= {
    "PREFECT_HOME": str(ROOT / "prefect"),
    "PREFECT_API_URL": API,
    "PREFECT_PROFILES_PATH": str(ROOT / "prefect" / "profiles.toml"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "DO_NOT_TRACK": "1",
    "TOLL_HOME": str(ROOT / "no-home"),
    "TOLL_WORKERS": "1",
}
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}


class Outside(AssertionError):
    """A test connected to an address that is not this machine's own."""


def asks_nobody(host: object) -> bool:
    """Whether looking a host up leaves this machine alone: its own names, and addresses however they are spelled."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not name or name in LOOPBACK or name == socket.gethostname():
        return True
    for read in (ipaddress.ip_address, socket.inet_aton):
        with contextlib.suppress(ValueError, OSError):
            read(str(name))
            return True
    return False


@pytest.fixture(autouse=True)
def stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Any connection to another machine, any datagram and any look-up of a name fails the test, also where the code under test swallows the error."""
    tried: list[object] = []

    def connects(name: str) -> None:
        plain = getattr(socket.socket, name)

        def guarded(own: socket.socket, *arguments: Any) -> object:
            address = arguments[-1]
            if own.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and address[0] not in LOOPBACK:
                tried.append(address)
                raise Outside(f"a connection to {address}")
            return plain(own, *arguments)

        monkeypatch.setattr(socket.socket, name, guarded)

    def looks_up(name: str) -> None:
        plain = getattr(socket, name)

        def guarded(host: Any, *arguments: Any, **named: Any) -> object:
            if not asks_nobody(host):
                tried.append(host)
                raise socket.gaierror(
                    socket.EAI_NONAME, f"a look-up of {host}"
                )  # as a name server says that there is none: no thread dies of it
            return plain(host, *arguments, **named)

        monkeypatch.setattr(socket, name, guarded)

    for name in ("connect", "connect_ex", "sendto"):
        connects(name)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        looks_up(name)
    yield tried
    if tried:
        pytest.fail(f"beyond this machine: {tried}")


def end(child: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a child that was started as the head of a session, and all that it started."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """The API address of a real Prefect server of this test session, on a free port of the loopback."""
    log = ROOT / "server.log"
    ROOT.joinpath("prefect").mkdir(exist_ok=True)
    command = [str(Path(sys.executable).with_name("prefect")), "server", "start", "--host", "127.0.0.1", "--port", str(PORT)]
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True, cwd=ROOT)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"{API}/health", timeout=1):
                    break
            except OSError:
                if child.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"the Prefect server did not start:\n{log.read_text()[-3000:]}")
                time.sleep(0.2)
        yield API
    finally:
        end(child)


@pytest.fixture(scope="session")
def sample(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `make run` was run once for all tests of the session: data/sample is its home, said.txt what it printed. Not to be changed."""
    from flows.docs import Examples

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "the-sample"  # the workers share the folder above
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "said.txt").exists():
            folder.mkdir()
            said = Examples(folder, {name: value for name, value in os.environ.items() if name.startswith("PREFECT_")}).read()
            (folder / "said.txt").write_text(said, encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A TOLL_HOME of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TOLL_HOME", str(folder))
    return folder


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> str:
    """The clock stands at noon of 10 March 2024."""
    monkeypatch.setenv("TOLL_NOW", "2024-03-10T12:00:00")
    return "2024-03-10T12:00:00"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument: gzip writes the second into them, and two processes that collect in two seconds would differ."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that run flows come first: they take longest, and of two processes none waits for the other in the end."""
    slow = {item.path for item in items if {"prefect_server", "sample"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow)


def pytest_unconfigure() -> None:
    shutil.rmtree(ROOT, ignore_errors=True)
