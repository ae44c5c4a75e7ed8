"""`toll serve`: everything that a scheduled run on this machine needs, in one command that Ctrl-C ends.

Prefect's own commands do the work; this starts them in order and ends them together.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from flows import server
from flows.settings import prefect_environment, settings

PROJECT = Path(__file__).resolve().parents[1]
POOL = "toll"
START_SECONDS = 90  # a server's first start makes its database: 3 to 12 s seen, more on a busy machine


class WrongUsage(ValueError):
    """`toll serve` cannot start as asked: says why and what to do."""


def serve(port: int) -> int:
    """Start server (if none is configured), pool, deployments and worker; wait for Ctrl-C, SIGTERM or the end of one of them; end all. Exit code."""
    home = settings().home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    environment = {**os.environ, **prefect_environment(home), "TOLL_HOME": str(home), "PWD": str(PROJECT)}  # prefect.yaml asks for PWD
    logs = home / "prefect" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    children: dict[str, subprocess.Popen[bytes]] = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        url = environment.get("PREFECT_API_URL")
        if not url:
            url = f"http://127.0.0.1:{port}/api"
            _check_free(port)
            environment |= {"PREFECT_API_URL": url, "PREFECT_UI_API_URL": url, "PREFECT_UI_URL": f"http://127.0.0.1:{port}"}
            own = [*_LOCAL_ONLY, ("PREFECT_SERVER_CORS_ALLOWED_ORIGINS", f"http://127.0.0.1:{port}")]
            children["server"] = _start(
                logs, "server", ["server", "start", "--host", "127.0.0.1", "--port", str(port)], {**environment, **dict(own)}
            )
        _wait_for(url, children.get("server"), logs)
        server.note(home, url)
        pools = _prefect(["work-pool", "inspect", POOL, "--output", "json"], environment, check=False)
        if pools.returncode:
            _prefect(["work-pool", "create", POOL, "--type", "process"], environment)
        _prefect(["--no-prompt", "deploy", "--all"], environment)
        children["worker"] = _start(logs, "worker", ["worker", "start", "--pool", POOL, "--type", "process"], environment)
        print(f"Prefect UI: {url.removesuffix('/api')}", flush=True)
        print(f"data: {home}   articles to read: {home / 'inbox'}   logs: {logs}", flush=True)
        print("the pipeline runs at a quarter past each hour; start one now: prefect deployment run pipeline/toll", flush=True)
        print("Ctrl-C ends the server and the worker", flush=True)
        while all(child.poll() is None for child in children.values()):
            time.sleep(0.5)
        ended = next(name for name, child in children.items() if child.poll() is not None)
        print(f"toll: the {ended} ended by itself; its log is {logs / f'{ended}.log'}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nending the worker and the server ...", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a child behind
        for name in ("worker", "server"):
            if name in children:
                _end(children[name])
        if "server" in children:
            (home / server.NOTE).unlink(missing_ok=True)


# Pages of other origins must not reach the API. The suite of the library's own settings for that: one origin, and a token on every change.
_LOCAL_ONLY = (("PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "true"),)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _command() -> str:
    """Prefect's command of this environment, also where its folder is not on the PATH."""
    beside = Path(sys.executable).with_name("prefect")
    return str(beside) if beside.exists() else shutil.which("prefect") or "prefect"


def _start(logs: Path, name: str, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: Ctrl-C reaches it through us, in order, and its own children end with it."""
    with (logs / f"{name}.log").open("ab") as log:
        return subprocess.Popen([_command(), *arguments], cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True)


def _prefect(arguments: list[str], environment: dict[str, str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([_command(), *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if check and done.returncode:
        raise WrongUsage(f"`prefect {' '.join(arguments)}` failed: {(done.stderr or done.stdout).strip()[-1500:]}")
    return done


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise WrongUsage(
                f"port {port} of 127.0.0.1 is taken; end what holds it, give another with --port, or set PREFECT_API_URL to the server that is there"
            ) from None


def _wait_for(url: str, child: subprocess.Popen[bytes] | None, logs: Path) -> None:
    until = time.monotonic() + (START_SECONDS if child else 10)
    while not server.answers(url):
        if child is not None and child.poll() is not None:
            raise WrongUsage(f"the Prefect server did not start; its log is {logs / 'server.log'}")
        if time.monotonic() > until:
            raise WrongUsage(f"no Prefect server answers at {url}; start it, or unset PREFECT_API_URL to have one started")
        time.sleep(0.3)


def _end(child: subprocess.Popen[bytes], patience: float = 15) -> None:
    """Ask the child's group to end, then end it."""
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            break
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    child.poll()
