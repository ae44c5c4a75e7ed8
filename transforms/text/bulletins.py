"""The personnel line of a loss bulletin (figures.md, "Bulletins"): "personnel - about 30700 (+200) persons were liquidated"."""

from __future__ import annotations

import re

from transforms.text.clauses import Found
from transforms.text.confidence import BULLETIN
from transforms.text.counts import Count
from transforms.text.model import Reference
from transforms.text.numbers import Number, read_number
from transforms.text.terms import Lexicon, Term
from transforms.text.tokens import Token, tokenise

_WORDS_BEHIND = 6  # most words between the number and the verb of its line


class Bulletins:
    """Compiled once; `read` takes one sentence."""

    def __init__(self, reference: Reference, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        labels = {row["form"].casefold(): row["measure"] for row in reference["terms"] if row["category"] == "bulletin"}
        self._measures = labels
        names = "|".join(re.escape(label).replace("\\ ", r"\s+") for label in sorted(labels, key=len, reverse=True))
        self._line = re.compile(rf"(?:^|\n)[ \t•*·-]*({names})\s*[‒–—:-]\s*(?=\S)", re.IGNORECASE) if names else None

    def read(self, text: str) -> list[Found]:
        """The total and, in brackets, the day's addition; empty where the sentence is no such line."""
        label = self._line.search(text) if self._line is not None else None
        if label is None:
            return []
        end = text.find("\n", label.end())
        tokens = tokenise(text[: end if end >= 0 else len(text)], self._lexicon)
        i = next((k for k, token in enumerate(tokens) if token.start >= label.end()), len(tokens))
        total = read_number(tokens, i) if i < len(tokens) else None
        if total is None:
            return []
        named = tokenise(label.group(1), self._lexicon)[0]
        verb = self._verb(tokens, total.j)
        term = verb or Token("word", label.group(1), named.low, label.start(1), label.end(1), None, None)
        word = verb.word if verb is not None else None
        measure = (
            word.term.measure if word is not None and word.term is not None else self._measures[" ".join(label.group(1).casefold().split())]
        )
        first = self._found(text, label.group(1), total, measure, term)
        added = _added(tokens, total.j)
        if added is None:
            return [first]
        second = self._found(text, label.group(1), added, measure, tokens[added.i])
        second.scope = "period"
        first.scope = "cumulative"
        return [first, second]

    def _found(self, text: str, label: str, number: Number, measure: str, term: Token) -> Found:
        count = Count(number.i, number.j, number)
        count.start, count.end = number.start, number.end
        count.head, count.head_kind, count.population = label, "person", "combatant"
        return Found(number.i, count, measure, term, BULLETIN)

    def _verb(self, tokens: list[Token], j: int) -> Token | None:
        """The verb of the line: "persons were liquidated"; it ends at the comma, or where the next item begins."""
        for k in range(j, min(len(tokens), j + _WORDS_BEHIND + 3)):
            token = tokens[k]
            if token.low in (",", ";", "."):
                return None
            term: Term | None = token.word.term if token.word is not None else None
            if term is not None and term.category in ("verb", "fighters", "intransitive"):
                return token
        return None


def _added(tokens: list[Token], j: int) -> Number | None:
    """The number in "(+200)" right behind the total, or behind its noun."""
    for k in range(j, min(len(tokens) - 3, j + 3)):
        if tokens[k].low == "(" and tokens[k + 1].low == "+":
            return read_number(tokens, k + 2)
        if tokens[k].kind != "word":
            return None
    return None
