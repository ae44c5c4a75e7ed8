"""What a report holds to answer a click: every cell, its claims with their roles, and the figures behind them, column by column."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.report.content import MAX_FIGURES
from flows.report.page import people, text, web_address
from flows.warehouse import Reader
from transforms.spreadsheet import excerpt

_CELLS = """
SELECT cell_id AS id, conflict, measure, population, age, sex, side, place, origin, scope, period_start AS start, as_of, low, best, high, method, known_on,
       array_to_string(flags, ' ') AS flags
FROM cells ORDER BY as_of DESC NULLS LAST, n DESC NULLS LAST, cell_id
"""
_CLAIMS = """
SELECT c.claim_id AS id, c.low, c.best, c.high, coalesce(s.name, c.speaker, c.speaker_id) AS speaker,
       c.stance, c.known_on, c.n_articles, c.n_stories, n.figures
FROM claims c LEFT JOIN speakers s USING (speaker_id) JOIN (SELECT claim_id, count(*) AS figures FROM claim_figures GROUP BY 1) n USING (claim_id)
ORDER BY c.known_on, c.claim_id
"""
_EVIDENCE = """
SELECT cell_id AS cell, claim_id AS claim, string_agg(role, ', ' ORDER BY role) AS role, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
FROM evidence GROUP BY ALL ORDER BY min(list_position(['best', 'high', 'low', 'supports', 'excluded'], role)), cell_id, claim_id
"""
# those behind the numbers that the page shows come first, then the newest
_FIGURES = f"""
SELECT f.figure_id AS id, f.claim_id AS claim, f.article_id AS article, f.value_text AS written, f.sentence, f.speaker, f.via, f.stance
FROM figure_trace f LEFT JOIN (SELECT DISTINCT claim_id FROM evidence WHERE cell_id IN (SELECT unnest(?))) shown USING (claim_id)
ORDER BY shown.claim_id IS NULL, NOT f.is_original, f.published_on DESC NULLS LAST, f.figure_id LIMIT {MAX_FIGURES}
"""
_ARTICLES = """
SELECT article_id AS id, outlet, title, url, published_on FROM articles WHERE article_id IN (SELECT unnest(?)) ORDER BY article_id
"""


def held(database: Reader, shown: list[str]) -> dict[str, Any]:
    """Columns by name of cells, claims, evidence, figures and articles. References are row numbers. `shown` are the cells whose figures come first."""
    cells, claims, evidence = (database.frame(query) for query in (_CELLS, _CLAIMS, _EVIDENCE))
    figures = database.frame(_FIGURES, [shown])
    articles = database.frame(_ARTICLES, [figures["article"].unique().to_list()])
    sentences = [text(excerpt(sentence, written)) for sentence, written in figures.select("sentence", "written").iter_rows()]
    figures = figures.with_columns(
        pl.Series("sentence", sentences, dtype=pl.String), *(_text(figures[name]) for name in ("written", "speaker", "via"))
    )
    addresses = [web_address(url) for url in articles["url"]]
    articles = articles.with_columns(pl.Series("url", addresses, dtype=pl.String), _text(articles["outlet"]), _text(articles["title"]))
    figures = _numbered(_numbered(figures, "claim", claims), "article", articles)
    evidence = _numbered(_numbered(evidence, "cell", cells), "claim", claims)
    told = pl.Series(
        "what", [people(row) for row in cells.select("measure", "population", "age", "sex").iter_rows(named=True)], dtype=pl.String
    )
    cells = cells.drop("population", "age", "sex").with_columns(
        told, *(_text(cells[name]) for name in ("conflict", "side", "place", "origin"))
    )
    claims = claims.with_columns(_text(claims["speaker"]))
    return {
        name: {column: _coded(rows[column]) for column in rows.columns}
        for name, rows in {
            "cells": cells,
            "claims": claims,
            "evidence": evidence,
            "figures": figures,
            "articles": articles.drop("id"),
        }.items()
    }


def _text(column: pl.Series) -> pl.Series:
    return pl.Series(column.name, [None if value is None else text(value) for value in column], dtype=pl.String)


def _numbered(rows: pl.DataFrame, reference: str, to: pl.DataFrame) -> pl.DataFrame:
    """The rows with the row number in `to` in the place of its id."""
    numbers = to.select(pl.col("id").alias(reference)).with_row_index("__n")
    return rows.join(numbers, on=reference, how="left", maintain_order="left").with_columns(pl.col("__n").alias(reference)).drop("__n")


def _coded(column: pl.Series) -> Any:
    """A column as a list; one of few texts as those texts and their numbers."""
    if column.dtype == pl.Date:
        column = column.cast(pl.String)
    if column.dtype == pl.String and column.len() > 20 and column.n_unique() < column.len() / 3:
        texts = column.unique(maintain_order=True)
        codes = pl.DataFrame({"text": column}).join(
            pl.DataFrame({"text": texts}).with_row_index("code"), on="text", how="left", nulls_equal=True, maintain_order="left"
        )
        return {"of": texts.to_list(), "at": codes["code"].to_list()}
    return column.to_list()
