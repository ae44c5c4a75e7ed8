"""Batches as Prefect tasks: few, named by what they do, with a log line each; and the progress that a terminal shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import ParamSpec, TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

P = ParamSpec("P")
T = TypeVar("T")
SIZE = 200  # documents a task: one task costs about 30 ms, a page about 10


def as_task(name: str, title: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` as one task run called `title` of the task `name`. What it is given does not pass through Prefect, and no result is stored."""
    return task(name=name, task_run_name=title, cache_policy=NO_CACHE, persist_result=False)(lambda: work(*args, **kwargs))()


def log(message: str) -> None:
    """One line in the run's log, as the UI shows it."""
    get_run_logger().info(message)


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
