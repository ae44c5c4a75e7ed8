from __future__ import annotations

import csv
import difflib
import os
import sys
from pathlib import Path
from typing import Any

from flows import health, reference
from flows.commands import show
from flows.settings import settings
from flows.warehouse import HomeBusy, NothingPublished, reader, writer
from transforms.schema import table
from transforms.text.url import redacted

_POLLS = """
SELECT p.*, (SELECT count(*) FROM receipts r WHERE r.source_id = p.source_id AND r.outcome = 'new') AS new,
       (SELECT count(*) FROM receipts r WHERE r.source_id = p.source_id AND r.run_id = p.run_id AND r.outcome = 'rejected') AS refused,
       (SELECT count(*) FROM (SELECT outcome FROM receipts r WHERE r.source_id = p.source_id
        QUALIFY row_number() OVER (PARTITION BY url ORDER BY received_at DESC, run_id DESC) = 1) WHERE outcome = 'deferred') AS waiting
FROM polls p
"""


def sources() -> int:
    """Print every source, what its last poll gave, and what should be known of it."""
    now, out = settings(), show.console()
    rows = reference.load(now.home)["sources"]
    last_polls = {row["source_id"]: row for row in polls(now.home)}
    shown = []
    for row in sorted(rows, key=lambda row: not row["enabled"]):
        poll = last_polls.get(row["source_id"], {})
        last, due = poll.get("polled_at"), poll.get("next_poll_at")
        shown.append(
            {
                "source": row["source_id"],
                "on": row["enabled"],
                "kind": row["kind"],
                "minutes": row["interval_minutes"],
                "last poll": f"{last:%Y-%m-%d %H:%M}" if last else None,
                "gave": poll.get("state"),
                "listed": poll.get("listed"),
                "new": poll.get("new"),
                "refused": poll.get("refused"),
                "waiting": poll.get("waiting"),
                "next": f"{due:%Y-%m-%d %H:%M}" if due and row["enabled"] else None,
                "address": redacted(str(row["address"])),
            }
        )
    show.rows(out, shown)
    if told := health.all_warnings(rows, last_polls.values(), now.now()):
        out.print()
        show.rows(out, told, title="warnings")
    out.print()
    option = "" if now.home == Path("data").absolute() else f" --home {show.path(now.home)}"
    out.print(f"turn one on: toll{option} sources enable NAME   your own: rows of {show.path(now.home / 'sources.csv')}")
    return 0


def switch(names: list[str], enabled: bool) -> int:
    """Write the sources' rows into TOLL_HOME/sources.csv, turned on or off. Exit code 2 for a name that is no source's."""
    home = settings().home
    rows = {row["source_id"]: row for row in reference.load(home)["sources"]}
    for name in names:
        if name not in rows:
            near = difflib.get_close_matches(name, rows, 3) or sorted(other for other in rows if name.lower() in other)[:3]
            meant = f"; did you mean {' or '.join(near)}" if near else ""
            print(f"toll: no source {name!r}{meant}? `toll sources` lists them", file=sys.stderr)
            return 2
    _write(home, [{**rows[name], "enabled": enabled} for name in names])
    show.console().print(f"{', '.join(names)} {'on' if enabled else 'off'}, in {show.path(home / 'sources.csv')}")
    return 0


def polls(home: Path) -> list[dict[str, Any]]:
    """The polls as they are now; those of the published database while a run holds the warehouse."""
    if not home.exists():
        return []
    try:
        with writer(home) as warehouse:
            return warehouse.frame(_POLLS).to_dicts()
    except HomeBusy:
        try:
            with reader(home) as database:
                return database.rows(_POLLS)
        except NothingPublished:
            return []


def _write(home: Path, changed: list[dict[str, Any]]) -> None:
    path, columns = home / "sources.csv", table("sources").names
    own: dict[str, dict[str, str]] = {}
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as lines:
            own = {row["source_id"].strip(): row for row in csv.DictReader(lines)}
    own |= {row["source_id"]: {name: _cell(row[name]) for name in columns} for row in changed}
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name("sources.csv.new")
    with new.open("w", encoding="utf-8", newline="") as lines:
        writing = csv.DictWriter(lines, columns, lineterminator="\n")
        writing.writeheader()
        writing.writerows(own.values())
        lines.flush()
        os.fsync(lines.fileno())
    os.replace(new, path)


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
