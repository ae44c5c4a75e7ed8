"""What is known of people displaced or in need, reconciled from the claims."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.reconcile import cells, judged
from transforms.schema.refugees import REFUGEES
from transforms.text.model import Reference


def refugees(claims: pl.DataFrame, reference: Reference, *, known_by: date | None = None) -> pl.DataFrame:
    """Low, best and high of each cell: the columns of table refugees, by cell_id.

    `reference` holds rankings. With `known_by`, the table as the claims known on that day give it.
    """
    return cells(judged(claims, reference, REFUGEES, known_by), REFUGEES)
