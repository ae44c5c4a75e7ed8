"""How a run ends that is asked to end: within ten seconds, with an exit code that says so, and with nothing lost."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 8.0  # for what is going on to end or be undone; after that the run is cut off, which loses nothing that was committed
_ASKED = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def when_asked() -> Iterator[None]:
    """SIGINT (Ctrl-C) and SIGTERM inside end the run with SystemExit 130 and 143, at the latest after ten seconds. For the main thread."""
    heard, told = socket.socketpair()
    for end in (heard, told):
        end.setblocking(end is heard)
    before = {number: signal.signal(number, _end) for number in _ASKED}
    wakeup = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    got: list[int] = []
    threading.Thread(target=_watch, args=(heard, got), daemon=True).start()
    try:
        yield
    except BaseException:
        if got:  # whatever a library has made of the signal
            print(
                f"toll: ended by {signal.Signals(got[0]).name}; what came in is kept, and the next run goes on from there", file=sys.stderr
            )
            raise SystemExit(128 + got[0]) from None
        raise
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        told.close()


def _end(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _watch(heard: socket.socket, got: list[int]) -> None:
    """Hears a signal at once, also while the main thread is in a library's long call and no handler can run."""
    with heard:
        while byte := heard.recv(1):
            if byte[0] in _ASKED:
                got.append(byte[0])
                cut = threading.Timer(PATIENCE_S, os._exit, (128 + byte[0],))
                cut.daemon = True
                cut.start()
