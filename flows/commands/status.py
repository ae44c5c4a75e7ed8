from __future__ import annotations

import csv
import io
import re

from flows import health
from flows.commands import show
from flows.commands.sources import polls
from flows.content import content_hash
from flows.counts import counts
from flows.settings import settings
from flows.warehouse import reader
from transforms.schema.references import PLACES, SPEAKERS
from transforms.schema.table import Table

_LAST = """
SELECT stage, state, started_at, round(seconds, 1) AS seconds, offered, written, refused, error
FROM runs WHERE run_id = (SELECT max(run_id) FROM runs) ORDER BY started_at, stage
"""
_REJECTS = "SELECT reason, \"table\" AS of, coalesce(rule, '') AS rule, count(*) AS n, min(id) AS first FROM rejects GROUP BY ALL ORDER BY n DESC, reason, of"
_PARTIAL = """
SELECT d.unaccounted AS bytes_unaccounted, d.size, min(r.url) AS file FROM documents d JOIN receipts r USING (document_id)
WHERE d.unaccounted > 0 GROUP BY ALL ORDER BY 1 DESC, 3
"""
_DAMAGED = """
SELECT d.damage, d.archive_file AS file, count(DISTINCT d.document_id) AS documents, count(f.figure_id) AS figures FROM documents d
LEFT JOIN figure_trace f USING (document_id) WHERE d.damage IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_SPEAKERS = """
SELECT speaker AS name, count(*) AS figures, mode(replace(speaker_kind, 'adverse_party', 'party')) AS kind
FROM figures WHERE speaker IS NOT NULL AND speaker_id IS NULL GROUP BY 1 HAVING count(DISTINCT article_id) > 1 ORDER BY 2 DESC, 1 LIMIT 10
"""
_PLACES = """
SELECT name, count(*) AS figures, 'city' AS kind FROM (
  SELECT article_id, place AS name FROM figures WHERE place_id IS NULL UNION ALL SELECT article_id, origin FROM figures WHERE origin_id IS NULL)
WHERE name IS NOT NULL GROUP BY 1 HAVING count(DISTINCT article_id) > 1 ORDER BY 2 DESC, 1 LIMIT 10
"""
_WAITING = "SELECT article, words, slot, value, reason FROM corrections WHERE state = 'waiting' ORDER BY correction_id"


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
            ("damaged in the archive, as toll doctor --deep found: restore these files from a backup", _DAMAGED),
        ):
            if rows := database.rows(query):
                out.print()
                show.rows(out, rows, title=title)
        if told := health.all_warnings(database.rows("FROM sources"), polls(now.home), now.now()):
            out.print()
            show.rows(out, told, title="sources to look at")
        for table, query in ((SPEAKERS, _SPEAKERS), (PLACES, _PLACES)):
            if rows := database.rows(query):
                out.print()
                out.print(
                    f"{table.name} that recur and are in no table; paste what fits into {show.path(now.home / table.name)}.csv and complete it:",
                    soft_wrap=True,
                )
                for line in (",".join(table.names), *(line_of(table, row) for row in rows)):
                    out.print(f"  {line}", soft_wrap=True)
    return 0


def line_of(table: Table, row: dict[str, object]) -> str:
    """A line of the table's CSV for a name that the texts gave: an id made of it, its kind, and nothing that is not known."""
    name = show.plain(row["name"])
    told = {table.key[0]: re.sub(r"\W+", "-", name.casefold()).strip("-"), "name": name, "kind": row["kind"], "institution": "false"}
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([told.get(column, "") for column in table.names])
    return written.getvalue()
