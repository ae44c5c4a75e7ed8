"""A count joined to a measure as a `Figure`, offsets in the field."""

from __future__ import annotations

from transforms.text.clauses import Found
from transforms.text.confidence import confidence
from transforms.text.model import Figure, Sentence


def figure(sentence: Sentence, found: Found) -> Figure:
    """The figure that a sentence states, its parent not yet set."""
    count, base = found.count, sentence.start
    return Figure(
        field=sentence.field,
        measure=found.measure,
        low=count.low,
        best=count.best,
        high=count.high,
        quantifier=count.quantifier,
        start=base + min(count.start, found.term.start),
        end=base + max(count.end, found.term.end),
        value_start=base + count.value_start,
        value_end=base + count.value_end,
        sentence=sentence,
        unit=count.unit,
        population=count.population,
        age=count.age,
        sex=count.sex,
        relation=found.relation,
        confidence=confidence(found, sentence),
        flags=[flag for flag, holds in (("named", count.named), ("rate_per_day", found.rate)) if holds],
        head=count.head,
        term=sentence.text[found.term.start : found.term.end],
        stance="denied" if found.denied else None,
        scope="projection" if found.projection else found.scope,
    )
