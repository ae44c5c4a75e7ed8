"""Parses what the web lists in a child process that can be killed: a listing that hangs or crashes its parser costs only itself."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as Overdue
from typing import Any, Self, TypeVar

from pebble import ProcessPool

from flows.sources.http import Fault

T = TypeVar("T")
DEADLINE_S = 30.0  # a net: the parsers take 0.1 s for a megabyte, and seconds only of what was made to be slow
MEMORY = 2 << 30


class Aside:
    """One child, started when it is first needed."""

    def __init__(self, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._pool: ProcessPool | None = None

    def call(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` gives. Raises Fault extract_timeout or extractor_crashed where it gives nothing."""
        if self._pool is None:
            self._pool = ProcessPool(max_workers=1, initializer=_limit, context=multiprocessing.get_context("spawn"))
        try:
            result: T = self._pool.schedule(work, args=arguments, timeout=self._deadline_s).result()
        except Overdue:
            raise Fault("extract_timeout", f"it was not parsed within {self._deadline_s:g} s") from None
        except (Exception, SystemExit) as error:  # the parser's fault, whatever it is: the child that had it is replaced
            raise Fault("extractor_crashed", f"its parser failed: {type(error).__name__}: {error}"[:300]) from None
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()


def _limit() -> None:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
