"""What was being read when a process died: by it a page or article that kills the run is known at the second time, and left out from then on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.gate import FEW_ROWS, MAX_REFUSED_SHARE
from flows.run import GateFailed, Stage

FILE, TIMES = "under_way", 2
_WIDTH = 100  # bytes of a line of the file; ids are 64 characters or fewer


class Attempts:
    """The file `under_way` of a home: the id that is being tried, and below it the id at which the process died last and how often in a row.

    It is written before each try. Only what takes the process along leaves an id in it: an error, Ctrl-C and SIGTERM do not.
    """

    def __init__(self, home: Path) -> None:
        self._file = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        tried = os.pread(self._file, _WIDTH, 0).decode(errors="replace").strip()
        suspect, _, times = os.pread(self._file, _WIDTH, _WIDTH).decode(errors="replace").strip().partition(" ")
        self.tried = self.faults = 0  # in this stage
        self._suspect, self._times = suspect, int(times) if times.isdigit() else 0
        if tried:
            self._suspect, self._times = tried, (self._times if tried == suspect else 0) + 1
            self._write(_WIDTH, f"{self._suspect} {self._times}")
            self._write(0, "")

    def is_poison(self, item: str) -> bool:
        """Whether the process died twice, one time after the other, while this was tried. It is said once: another version may try again."""
        if item != self._suspect or self._times < TIMES:
            return False
        self._clear()
        return True

    @contextmanager
    def trying(self, item: str) -> Iterator[None]:
        self._write(0, item)
        try:
            yield
        finally:
            self._write(0, "")
        if item == self._suspect:
            self._clear()

    def close(self) -> None:
        os.close(self._file)

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _clear(self) -> None:
        self._suspect, self._times = "", 0
        self._write(_WIDTH, "")

    def _write(self, at: int, text: str) -> None:
        os.pwrite(self._file, text.encode().ljust(_WIDTH - 1) + b"\n", at)


POISON = f"the process that read it died {TIMES} times in a row"


def stop_if_many(stage: Stage, attempts: Attempts, what: str, faults: list[dict[str, object]], tried: int) -> None:
    """Counts the faults of Toll itself among those tried; raises GateFailed where they are more than 5 % of at least 20 in the stage."""
    attempts.tried += tried
    attempts.faults += len(faults)
    if faults:
        stage.counts.update(internal_errors=len(faults))
    if faults and attempts.tried >= FEW_ROWS and attempts.faults > MAX_REFUSED_SHARE * attempts.tried:
        raise GateFailed(
            f"stage {stage.name}: {attempts.faults} of {attempts.tried} {what} could not be read for a fault of Toll, "
            f"the last because {faults[-1]['value']}; more than {MAX_REFUSED_SHARE:.0%} is no accident, nothing is published",
            faults,
        )
