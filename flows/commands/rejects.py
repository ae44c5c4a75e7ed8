from __future__ import annotations

from flows import releases
from flows.commands import show
from flows.settings import settings
from flows.warehouse import reader

_LISTED = """
SELECT reject_id AS id, reason, "table" AS of, coalesce(rule, '') AS rule, coalesce(value, id) AS value, run_id AS run FROM rejects
WHERE ? IS NULL OR reason = ? ORDER BY run_id DESC, reason, reject_id LIMIT ?
"""


def rejects(reason: str | None, limit: int) -> int:
    """Print what was refused, the newest run first."""
    out = show.console()
    with reader(settings().home) as database:
        rows = database.rows(_LISTED, [reason, reason, limit])
        whole = database.rows("SELECT count(*) AS n FROM rejects WHERE ? IS NULL OR reason = ?", [reason, reason])[0]["n"]
    show.rows(out, [row | {"id": row["id"][:8]} for row in rows])
    out.print(f"{len(rows):,} of {whole:,} rejects" if rows else "nothing was refused")
    return 0


def release(id: str, note: str | None) -> int:
    """Record that a reject is to be taken in nevertheless. Exit code 2 where it cannot be."""
    now = settings()
    with reader(now.home) as database:
        found = database.rows("SELECT * FROM rejects WHERE starts_with(reject_id, ?) ORDER BY reject_id LIMIT 2", [id])
    if len(found) != 1:
        why = "is the id of none" if not found else "begins more than one id"
        show.console(error=True).print(f"toll: {id} {why} of the rejects; `toll rejects` lists them")
        return 2
    try:
        releases.release(now.home, found[0], on=now.today(), note=note)
    except releases.NotReleasable as error:
        show.console(error=True).print(f"toll: {error}")
        return 2
    show.console().print(f"released in {show.path(now.home / 'releases.csv')}; the next toll run takes it up")
    return 0
