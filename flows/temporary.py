"""Prefect's server for the length of one run, where no other is there: its database stays in the home, so that `toll serve` shows the run later.

The library can start one by itself, but that one outlives a run that is killed. This one ends with its run, however that ends.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from flows.server import answers

START_SECONDS = 90  # the first start in a home makes the database: 4 to 12 s seen, more on a busy machine
_SERVER = """
import os, sys, threading
def ends_with_its_run():
    sys.stdin.buffer.read()  # to the end of the pipe, which is the end of the run
    os._exit(0)
threading.Thread(target=ends_with_its_run, daemon=True).start()
import uvicorn
uvicorn.run("prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", lifespan="on")
"""
# As the library starts its own; and without the blocks of its integrations, which take seconds and are not used.
_ENVIRONMENT = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_SERVER_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}


class NoServer(RuntimeError):
    """Prefect's server for this run did not start: names its log."""


def start(home: Path) -> None:
    """Set PREFECT_API_URL to a server of this process's own, if none is set; it ends with the process. Call it before Prefect is imported."""
    if os.environ.get("PREFECT_API_URL"):
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}/api"
    log = home / "prefect" / "server.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(port)],
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            start_new_session=True,  # Ctrl-C ends the run, and the run its server
        )
    atexit.register(_end, child)  # before the library registers what sends its last logs: those go first
    os.environ["PREFECT_API_URL"] = url
    from flows import pipeline  # noqa: F401 -- seconds of importing, while the server starts

    until = time.monotonic() + START_SECONDS
    while not answers(url):
        if child.poll() is not None or time.monotonic() > until:
            raise NoServer(f"Prefect's server for this run did not start; its log is {log}")
        time.sleep(0.1)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
