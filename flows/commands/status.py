from __future__ import annotations

from flows import health
from flows.commands import show
from flows.commands.sources import polls
from flows.content import content_hash
from flows.settings import settings
from flows.warehouse import Reader, reader

_LAST = """
SELECT stage, state, started_at, round(seconds, 1) AS seconds, offered, written, refused, error
FROM runs WHERE run_id = (SELECT max(run_id) FROM runs) ORDER BY started_at, stage
"""
_REJECTS = "SELECT reason, \"table\" AS of, coalesce(rule, '') AS rule, count(*) AS n, min(id) AS first FROM rejects GROUP BY ALL ORDER BY n DESC, reason, of"
_PARTIAL = """
SELECT d.unaccounted AS bytes_unaccounted, d.size, min(r.url) AS file FROM documents d JOIN receipts r USING (document_id)
WHERE d.unaccounted > 0 GROUP BY ALL ORDER BY 1 DESC, 3
"""
_SPEAKERS = """
SELECT speaker, count(*) AS figures FROM figures WHERE speaker IS NOT NULL AND speaker_id IS NULL GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC, 1 LIMIT 10
"""
_WAITING = "SELECT article, words, slot, value, reason FROM corrections WHERE state = 'waiting' ORDER BY correction_id"
COUNTED = ("documents", "articles", "stories", "figures", "claims", "casualties", "refugees", "rejects")


def counts(database: Reader) -> dict[str, int]:
    """How many rows the main tables hold; stories counts originals, so copies count once. All counts that people see come from here."""
    query = ", ".join(f"(SELECT count(*) FROM {name}{' WHERE is_original' if name == 'stories' else ''}) AS {name}" for name in COUNTED)
    return database.rows(f"SELECT {query}")[0]


def status(hash_only: bool) -> int:
    """Print what the published database holds and how its last run went."""
    out, now = show.console(), settings()
    with reader(now.home) as database:
        if hash_only:
            out.print(content_hash(database))
            return 0
        out.print(show.path(database.path))
        out.print("  ".join(f"{count:,} {name}" for name, count in counts(database).items()))
        for title, query in (
            ("last published run", _LAST),
            ("rejects by reason", _REJECTS),
            ("corrections that wait for their article", _WAITING),
            ("partial: what stands in these files was read, but for bytes that hold no whole record", _PARTIAL),
            ("speakers to add to speakers.csv", _SPEAKERS),
        ):
            if rows := database.rows(query):
                out.print()
                show.rows(out, rows, title=title)
        if told := health.all_warnings(database.rows("FROM sources"), polls(now.home), now.now()):
            out.print()
            show.rows(out, told, title="sources to look at")
    return 0
