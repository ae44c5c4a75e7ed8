"""Frames as a spreadsheet may open them: one value a cell, and no text of an article that would run as a formula."""

from __future__ import annotations

import polars as pl

FORMULA = "^[=+\\-@\\t\\r＝＋－＠]"
"""What a spreadsheet takes for the start of a formula (OWASP, CSV Injection), full-width forms included."""

SEPARATOR = "|"  # between the items of a list in one cell


def inert(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with lists joined into one cell, and a ' before text that starts like a formula. Numbers, days and nulls stay typed."""
    flat = rows.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(SEPARATOR) for name, of in rows.schema.items() if isinstance(of, pl.List)
    )
    return flat.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA)).then(pl.lit("'") + pl.col(name)).otherwise(name).alias(name)
        for name, of in flat.schema.items()
        if of == pl.String
    )


def excerpt(sentence: str, number: str, width: int = 600) -> str:
    """A sentence, or where it is longer than `width` characters (a text without full stops) so much of it around its number."""
    if len(sentence) <= width:
        return sentence
    at = max(sentence.find(number), 0)
    start = max(0, min(at + len(number) // 2 - width // 2, len(sentence) - width))
    cut = sentence[start : start + width]
    return ("…" if start else "") + cut + ("…" if start + width < len(sentence) else "")
