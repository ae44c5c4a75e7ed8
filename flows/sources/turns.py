"""One request at a time to a host, with a pause between two, also when several processes fetch: a locked file a host under TOLL_HOME."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = "hosts"
_SET_BACK_S = 1.0


class Turns:
    """The turns of the hosts that are asked. For several threads."""

    def __init__(self, home: Path, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._folder = home / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sleep = sleep

    @contextmanager
    def turn(self, host: str, delay_s: float) -> Iterator[None]:
        """Ours alone while it is open; it opens `delay_s` after the last one of this host was closed, by whatever process."""
        name = hashlib.sha256(host.encode()).hexdigest()[:32]
        with (self._folder / name).open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            last = 0.0
            with contextlib.suppress(ValueError):
                last = float(file.read() or 0)
            # The clock of the wall is shared by processes; one that was set back must not make us wait for hours.
            if 0 < (wait := last + delay_s - time.time()) <= delay_s + _SET_BACK_S:
                self._sleep(min(wait, delay_s))
            try:
                yield
            finally:
                file.seek(0)
                file.truncate()
                file.write(f"{time.time():.6f} ")
                file.flush()
