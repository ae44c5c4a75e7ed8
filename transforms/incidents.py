"""The attacks and events that figures tell of."""

from __future__ import annotations

import polars as pl

from transforms.conform import schema
from transforms.provenance import placed
from transforms.schema.incidents import INCIDENTS
from transforms.text.model import Reference


def incidents(figures: pl.DataFrame, stories: pl.DataFrame, articles: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row per event that figures of scope incident tell of, with the columns of table incidents, by incident_id.

    `reference` holds places and event_words: a region or country does not pin an event down, so there the event is its story's own.
    """
    seen = (
        placed(figures, stories, articles, reference).filter(pl.col("incident_id").is_not_null()).with_columns(place_id="incident_place_id")
    )
    return seen.select(INCIDENTS.names).cast(pl.Schema(schema(INCIDENTS))).unique("incident_id").sort("incident_id")
