"""What each claim does for its cell, and by which rule."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.conform import schema
from transforms.reconcile import judged, roles
from transforms.schema.casualties import CASUALTIES
from transforms.schema.evidence import EVIDENCE
from transforms.schema.refugees import REFUGEES
from transforms.text.model import Reference


def evidence(claims: pl.DataFrame, reference: Reference, *, known_by: date | None = None) -> pl.DataFrame:
    """At least one row for each claim, used or not, in its one cell of casualties or refugees: table evidence, by its key."""
    told = pl.concat([roles(judged(claims, reference, table, known_by)) for table in (CASUALTIES, REFUGEES)])
    return told.select(EVIDENCE.names).cast(pl.Schema(schema(EVIDENCE))).sort(EVIDENCE.key)
