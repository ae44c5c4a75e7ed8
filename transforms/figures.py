"""A reading as rows of `figures` and `mentions`."""

from __future__ import annotations

from typing import Any

from transforms.ids import content_id
from transforms.text.model import Figure, Mention, Reading


def mention_id(article_id: str, mention: Mention) -> str:
    """The id of a mention in an article."""
    return content_id(article_id, mention.field, mention.kind, mention.start, mention.end)


def figure_id(article_id: str, figure: Figure) -> str:
    """The id of a figure in an article."""
    return content_id(article_id, figure.field, figure.measure, figure.start, figure.end, figure.value_start, figure.value_end)


def figure_rows(article_id: str, reading: Reading, extractor_version: str) -> list[dict[str, Any]]:
    """One row of `figures` for each figure of the reading, in its order; a slot that nothing filled has its default."""

    def mentioned(mention: Mention | None) -> str | None:
        return None if mention is None else mention_id(article_id, mention)

    return [
        {
            "figure_id": figure_id(article_id, figure),
            "article_id": article_id,
            "conflict_id": figure.conflict_id,
            "field": figure.field,
            "measure": figure.measure,
            "low": figure.low,
            "best": figure.best,
            "high": figure.high,
            "unit": figure.unit,
            "quantifier": figure.quantifier,
            "population": figure.population,
            "age": figure.age,
            "sex": figure.sex,
            "side": figure.side,
            "perpetrator": figure.perpetrator,
            "speaker_id": figure.speaker_id,
            "speaker": figure.speaker,
            "speaker_kind": figure.speaker_kind,
            "speaker_mention_id": mentioned(figure.speaker_mention),
            "via": figure.via,
            "stance": figure.stance or "asserted",
            "scope": figure.scope or "incident",
            "period_start": figure.period_start,
            "as_of": figure.as_of,
            "as_of_precision": figure.as_of_precision,
            "as_of_basis": figure.as_of_basis,
            "as_of_mention_id": mentioned(figure.as_of_mention),
            "place_id": figure.place_id,
            "place": figure.place,
            "place_mention_id": mentioned(figure.place_mention),
            "origin_id": figure.origin_id,
            "origin": figure.origin,
            "relation": figure.relation,
            "parent_figure_id": None if figure.parent is None else figure_id(article_id, figure.parent),
            "start": figure.start,
            "end": figure.end,
            "value_start": figure.value_start,
            "value_end": figure.value_end,
            "value_text": figure.sentence.text[figure.value_start - figure.sentence.start : figure.value_end - figure.sentence.start],
            "sentence": figure.sentence.text,
            "confidence": figure.confidence,
            "flags": list(figure.flags),
            "extractor_version": extractor_version,
        }
        for figure in reading.figures
    ]


def mention_rows(article_id: str, reading: Reading) -> list[dict[str, Any]]:
    """One row of `mentions` for each mention that the figures rest on, once."""
    rows: dict[str, dict[str, Any]] = {}
    resting = [
        mention
        for figure in reading.figures
        for mention in (figure.speaker_mention, figure.as_of_mention, figure.place_mention)
        if mention is not None
    ]
    for mention in (*reading.mentions, *resting):
        name = mention_id(article_id, mention)
        rows.setdefault(
            name,
            {
                "mention_id": name,
                "article_id": article_id,
                "field": mention.field,
                "kind": mention.kind,
                "entity_id": mention.entity_id,
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
            },
        )
    return list(rows.values())
