"""Room on the disk: asked for before a run takes anything in, and a full disk told in one line."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from flows.warehouse import PUBLISHED

LEAST = 1 << 30  # bytes: an archive of some days, what DuckDB spills, and a database to publish
COPIES = 2  # of the published database: the new one stands beside the old, and the warehouse grows by as much at most


class NoSpace(RuntimeError):
    """The disk has too little room for a run: names the folder, what is free and what is needed. Nothing was taken in."""


def check(home: Path) -> None:
    """Raises NoSpace where less is free than 1 GiB, or than twice the published database."""
    published = home / PUBLISHED
    need = max(LEAST, COPIES * published.stat().st_size if published.exists() else 0)
    free = shutil.disk_usage(home).free
    if free < need:
        raise NoSpace(
            f"{home} has {free / 1e9:.2f} GB free and a run needs {need / 1e9:.2f} GB; make room, or give --home a folder on another disk"
        )


def is_full(error: BaseException | None) -> bool:
    """Whether the error, or one that it came from, is that of a full disk."""
    while error is not None:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
