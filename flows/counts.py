"""How much a database holds. Every count that people see, in the command, the UI, the log and the report, comes from here."""

from __future__ import annotations

from flows.content import Queried

COUNTED = ("documents", "articles", "stories", "figures", "claims", "casualties", "refugees", "rejects")


def counts(database: Queried) -> dict[str, int]:
    """How many rows the main tables hold; stories counts originals, so copies count once."""
    query = ", ".join(f"(SELECT count(*) FROM {name}{' WHERE is_original' if name == 'stories' else ''}) AS {name}" for name in COUNTED)
    return database.frame(f"SELECT {query}").to_dicts()[0]


def told(database: Queried) -> str:
    """The counts as words: 75 documents, 75 articles ..."""
    return ", ".join(f"{count:,} {name}" for name, count in counts(database).items())
