"""Whether sources give what they should: what is told of each where people look (`toll sources`, `toll status`, the run's artifact)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

SILENT_INTERVALS = 3  # intervals without anything new after which a source is told of
SHRUNK_TO = 0.2  # of the listing before: below it something of the source is gone

Row = Mapping[str, Any]


def warnings(source: Row, poll: Row | None, now: datetime) -> list[str]:
    """What a person should know of an enabled source: that it fails, gives only a part, is silent, or lists far less than before."""
    if not source["enabled"] or poll is None:
        return []
    told = []
    if poll["state"] == "failed":
        since = f" since {poll['answered_at']:%Y-%m-%d %H:%M}" if poll["answered_at"] else ""
        told.append(f"failed {poll['failures']} {'time' if poll['failures'] == 1 else 'times in a row'}{since}: {poll['error']}")
    elif poll["state"] == "partial":
        left_out = f", {poll['left_out']:,} left out" if poll["left_out"] else ""
        told.append(f"partial{left_out}: {poll['error']}")
    interval = source["interval_minutes"]
    if interval and poll["new_at"] and now - poll["new_at"] > SILENT_INTERVALS * timedelta(minutes=interval):
        told.append(f"silent: nothing new since {poll['new_at']:%Y-%m-%d %H:%M}, over {SILENT_INTERVALS} times its interval")
    before, listed = poll["listed_before"], poll["listed"]
    if before and listed is not None and listed <= SHRUNK_TO * before:
        told.append(f"shrank: it listed {before:,} things before and {listed:,} now")
    return told


def all_warnings(sources: Iterable[Row], polls: Iterable[Row], now: datetime) -> list[dict[str, object]]:
    """One row per warning: source and what is told of it."""
    last = {poll["source_id"]: poll for poll in polls}
    return [
        {"source": source["source_id"], "warning": told}
        for source in sources
        for told in warnings(source, last.get(source["source_id"]), now)
    ]
