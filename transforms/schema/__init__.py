"""The tables of the warehouse, each declared once. Read this folder first.

`TABLES` is every table in the order in which rows come to be; `REFERENCES` is every word list and reference table of seeds/.
"""

from transforms.schema.articles import ARTICLES
from transforms.schema.casualties import CASUALTIES
from transforms.schema.checks import CHECKS
from transforms.schema.claims import CLAIM_FIGURES, CLAIMS
from transforms.schema.corrections import CORRECTED, CORRECTIONS
from transforms.schema.documents import DOCUMENTS
from transforms.schema.evidence import EVIDENCE
from transforms.schema.figures import FIGURES
from transforms.schema.incidents import INCIDENTS
from transforms.schema.mentions import MENTIONS
from transforms.schema.polls import POLLS
from transforms.schema.readings import READINGS
from transforms.schema.receipts import RECEIPTS
from transforms.schema.references import CONFLICTS, PLACES, REFERENCES, SPEAKERS
from transforms.schema.refugees import REFUGEES
from transforms.schema.rejects import REJECTS
from transforms.schema.runs import RUNS
from transforms.schema.settled import SETTLED
from transforms.schema.signatures import LIKENESSES, SIGNATURES
from transforms.schema.sources import SOURCES
from transforms.schema.stories import STORIES
from transforms.schema.table import Column, Table

TABLES = (
    SOURCES,
    SPEAKERS,
    PLACES,
    CONFLICTS,
    RECEIPTS,
    DOCUMENTS,
    ARTICLES,
    SIGNATURES,
    LIKENESSES,
    STORIES,
    READINGS,
    MENTIONS,
    FIGURES,
    CORRECTIONS,
    CORRECTED,
    INCIDENTS,
    CLAIMS,
    CLAIM_FIGURES,
    SETTLED,
    CASUALTIES,
    REFUGEES,
    EVIDENCE,
    REJECTS,
    RUNS,
    CHECKS,
    POLLS,
)


def table(name: str) -> Table:
    """The warehouse table of that name; KeyError lists those that there are."""
    for each in TABLES:
        if each.name == name:
            return each
    raise KeyError(f"no table {name!r}; there are {', '.join(t.name for t in TABLES)}")


__all__ = ["REFERENCES", "TABLES", "Column", "Table", "table"]
