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


def log(message: str) -> None:
    """One line in the run's log, as the UI shows it."""
    if seen():
        from prefect import get_run_logger

        get_run_logger().info(message)
    else:
        logging.getLogger("toll").info(message)


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
