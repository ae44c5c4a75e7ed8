"""What is known of people killed, injured, missing or held, reconciled from the claims."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.reconcile import cells, judged
from transforms.schema.casualties import CASUALTIES
from transforms.text.model import Reference


def casualties(claims: pl.DataFrame, reference: Reference, *, known_by: date | None = None) -> pl.DataFrame:
    """Low, best and high of each cell: the columns of table casualties, by cell_id.

    `reference` holds rankings. With `known_by`, the table as the claims known on that day give it.
    """
    return cells(judged(claims, reference, CASUALTIES, known_by), CASUALTIES)
