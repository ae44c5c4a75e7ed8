from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows import ending, health, server, space, temporary, unchanged
from flows.commands import show
from flows.commands.figures import newest
from flows.counts import told as held
from flows.secrets import hide
from flows.settings import settings
from flows.warehouse import HomeBusy, check_free, reader, writer
from transforms.text.url import redacted

_COPIES = "SELECT count(*) AS n FROM stories WHERE NOT is_original"
_REJECTS = (
    "SELECT reason, count(*) AS n, min(coalesce(value, id)) AS first FROM rejects WHERE run_id = ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10"
)


_DEFERRED = """
SELECT reason, count(*) AS n, strftime(min(due_at), '%Y-%m-%d %H:%M') AS due, min(url) AS first FROM receipts
WHERE run_id = ? AND outcome = 'deferred' GROUP BY 1 ORDER BY n DESC, 1
"""


def run(paths: list[str]) -> int:
    """Run the pipeline and print a summary. Exit code 2 for a path that is not there, 3 where none of the paths could be read."""
    for path in paths:
        if path.lower().startswith(("http://", "https://")):
            continue
        if "://" in path:
            return _wrong(f"{redacted(path)} is an address of another kind; http and https are read")
        if not Path(path).exists():
            return _wrong(f"{path} is not there; give a file or folder of .txt, .html or .jsonl, or none to read the enabled sources")
    home = settings().home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_free(home)
    space.check(home)
    server.prepare(home)
    named = [path if "://" in path else str(Path(path).absolute()) for path in paths]
    if not os.environ.get("PREFECT_API_URL") and (told := unchanged.only_known(settings(), named)):
        return _summary(home, paths, told)
    os.environ.setdefault(
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL"
    )  # logs are for the UI; a person gets the bar and the summary
    with _progress(), ending.when_asked():
        temporary.start(home)
        from flows.pipeline import pipeline

        result = pipeline([hide(path) if "://" in path else path for path in named] or None)
    return _summary(home, paths, result)


def rebuild() -> int:
    """Make the warehouse anew from the archive and print a summary. Exit code 3 where the archive holds nothing."""
    home = settings().home
    if not any((home / "archive").glob("*")):
        print(f"toll: {home / 'archive'} holds nothing to rebuild from; toll run takes articles in", file=sys.stderr)
        return 3
    check_free(home)
    space.check(home)
    server.prepare(home)
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    with _progress(), ending.when_asked():
        temporary.start(home)
        from flows.rebuild import rebuild as made_anew

        result = made_anew()
    if result.get("damaged"):
        print(f"toll: {result['damaged']} records of the archive are damaged and were left out; the run's log names them", file=sys.stderr)
    return _summary(home, [], result)


def _summary(home: Path, paths: list[str], result: dict[str, object]) -> int:
    out = show.console()
    told = ", ".join(
        f"{result[name]} {name}" for name in ("offered", "new", "known", "unchanged", "deferred", "rejected") if result.get(name)
    )
    out.print(f"came in: {told or 'nothing was offered'}")
    if lost := result.get("unaccounted_bytes"):
        out.print(f"partial: {lost:,} bytes of WARC files hold no whole record, all else was read; toll status names the files")
    if not paths and not result.get("offered"):
        out.print(f"put articles (.txt, .html, .jsonl) into {show.path(home / 'inbox')} and run again, or name them: toll run FILE ...")
    for title, rows in _of_run(home, result["run_id"]).items():
        if rows:
            show.rows(out, rows, title=title)
    with reader(home) as database:
        copies = database.rows(_COPIES)[0]["n"]
        out.print(f"{show.path(database.path)} " + ("is new" if result["published"] else "stays as it was, since nothing changed"))
        out.print(f"holds: {held(database)}; {copies:,} articles are copies")
        for name in ("casualties", "refugees"):
            if cells := newest(database, name, None, 8):
                out.print()
                show.rows(out, cells, title=f"newest {name}")
    out.print()
    option = "" if home == Path("data").absolute() else f" --home {show.path(home)}"
    out.print(f'next: toll{option} figures   toll{option} trace CELL   toll{option} sql "FROM casualties"')
    offered, refused, waits = (int(str(result.get(name) or 0)) for name in ("offered", "rejected", "deferred"))
    return 3 if offered and offered == refused + (waits if paths else 0) else 0


def _of_run(home: Path, run_id: object) -> dict[str, list[dict[str, object]]]:
    """What a person should know of the run, by title: from the warehouse, since a run that changed nothing publishes nothing."""
    try:
        with writer(home) as warehouse:
            sources, polls = (warehouse.frame(f"FROM {name}").to_dicts() for name in ("sources", "polls"))
            return {
                "refused in this run": warehouse.frame(_REJECTS, [run_id]).to_dicts(),
                "to be tried again": warehouse.frame(_DEFERRED, [run_id]).to_dicts(),
                "sources to look at": health.all_warnings(sources, polls, settings().now()),
            }
    except HomeBusy:  # the next run has begun: `toll status` tells of this one
        return {}


@contextmanager
def _progress() -> Iterator[None]:
    """A bar a stage on standard error where it is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from flows.batches import Progress as Told

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=show.console(error=True), transient=True) as bars:
        stages = {"start": bars.add_task("starting", total=None)}

        def tell(stage: str, done: int, total: int) -> None:
            bars.update(stages["start"], visible=False)
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=total)
            bars.update(stages[stage], completed=done, total=total)

        Told.listener = tell
        try:
            yield
        finally:
            Told.listener = None


def _wrong(message: str) -> int:
    print(f"toll: {message}", file=sys.stderr)
    return 2
