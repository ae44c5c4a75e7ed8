"""Which Prefect server a run talks to: the one of PREFECT_API_URL, else the one that `toll serve` noted, else Prefect's temporary one."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path

from flows.settings import prefect_environment

NOTE = Path("prefect") / "server.json"


def prepare(home: Path) -> None:
    """Make this process ready for Prefect, before it is imported: its settings, its folder (its temporary server does not make it), its server."""
    (home / "prefect").mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.update(prefect_environment(home))
    use_noted_server(home)


def use_noted_server(home: Path) -> None:
    """Set PREFECT_API_URL to the server that `toll serve` of this home has noted, if none is set and that one answers."""
    if os.environ.get("PREFECT_API_URL"):
        return
    url = noted(home)
    if url and answers(url):
        os.environ["PREFECT_API_URL"] = url


def noted(home: Path) -> str | None:
    """The API address in the note of `toll serve`; None without a note that can be read."""
    try:
        url = json.loads((home / NOTE).read_text(encoding="utf-8"))["api_url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) and url.startswith("http://127.0.0.1:") else None


def note(home: Path, url: str) -> None:
    """Note the server of `toll serve`, for runs of this home to find."""
    path = home / NOTE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"api_url": url, "pid": os.getpid()}), encoding="utf-8")


def answers(url: str) -> bool:
    """Whether a Prefect server answers at the API address within a second."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=1) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
