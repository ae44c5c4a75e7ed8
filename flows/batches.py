"""Stages and batches as Prefect flows and tasks: few, named by what they do, with a log line each; and the progress that a terminal shows.

Prefect is the view and the schedule of a run and not its witness: outside of one of its runs, the same work is done plainly.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from prefect import Flow

P = ParamSpec("P")
T = TypeVar("T")
SIZE = 200  # documents a task: one task costs about 30 ms, a page about 10


def seen() -> bool:
    """Whether this work is part of a run that Prefect shows."""
    if "prefect" not in sys.modules:  # a run that ends before it needs Prefect does not wait for it to be imported
        return False
    from prefect.context import FlowRunContext

    return FlowRunContext.get() is not None


def as_flow(stage: Flow[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a stage as a flow of its own."""
    return stage(*args, **kwargs) if seen() else stage.fn(*args, **kwargs)


def as_task(name: str, title: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` as one task run called `title` of the task `name`. What it is given does not pass through Prefect, and no result is stored."""
    if not seen():
        return work(*args, **kwargs)
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    return task(name=name, task_run_name=title, cache_policy=NO_CACHE, persist_result=False)(lambda: work(*args, **kwargs))()


MAX_LINE = 2_000  # characters of a line of the log: a title of a megabyte is no line


def log(message: str) -> None:
    """One line in the run's log, as the UI shows it: what an article or a server said moves no cursor, begins no line and fills no disk."""
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in message[:MAX_LINE]) + "…" * (
        len(message) > MAX_LINE
    )
    if seen():
        from prefect import get_run_logger

        get_run_logger().info("%s", line)
    else:
        logging.getLogger("toll").info("%s", line)


def batched(items: Iterable[T], size: int = SIZE) -> Iterator[list[T]]:
    """The items in lists of `size`, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


class Progress:
    """Who is told how far a stage is. `toll run` sets `listener` to draw a bar; without one nothing is told."""

    listener: Callable[[str, int, int], None] | None = None

    @classmethod
    def tell(cls, stage: str, done: int, total: int) -> None:
        if cls.listener:
            cls.listener(stage, done, total)
