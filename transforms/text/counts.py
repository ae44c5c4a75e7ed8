"""What a sentence counts: `Count`, a phrase that counts people, and `Node`, a count, a term or a plain token in its order."""

from __future__ import annotations

from transforms.text.numbers import Number
from transforms.text.terms import Noun, Term
from transforms.text.tokens import Token


class Node:
    """A count, a term or a plain token of a sentence; i and j bound its tokens. `taken` are the measures that its count already has."""

    __slots__ = ("cls", "count", "i", "j", "low", "taken", "term", "token")

    def __init__(self, i: int, j: int, token: Token, count: Count | None, term: Term | None) -> None:
        self.i = i
        self.j = j
        self.token = token
        self.low = token.low
        self.cls = token.word.cls if token.word is not None and count is None else ""
        self.count = count
        self.term = term
        self.taken: set[str] = set()


class Count:
    """A phrase that counts people. `head_kind` is person, unknown (a plural noun of no list), bare (no noun), thing, term or name."""

    __slots__ = (
        "adds", "age", "attribute", "best", "end", "head", "head_kind", "high", "i", "implied", "indefinite", "j", "low", "named", "others",
        "own", "partitive", "plural", "population", "quantifier", "sex", "start", "unit", "value_end", "value_start",
    )  # fmt: skip

    def __init__(self, i: int, j: int, number: Number) -> None:
        self.i = i
        self.j = j
        self.low = number.low
        self.best = number.best
        self.high = number.high
        self.quantifier = number.quantifier
        self.value_start = number.start
        self.value_end = number.end
        self.start = 0
        self.end = 0
        self.head: str | None = None
        self.head_kind = "bare"
        self.population = "any"
        self.age = "any"
        self.sex = "any"
        self.unit = "person"
        self.own: Term | None = None
        self.attribute: Term | None = None
        self.implied = False
        self.named = False
        self.adds = False
        self.others = False
        self.indefinite = False
        self.partitive = False
        self.plural = True

    def told_by(self, noun: Noun) -> None:
        """Takes from a noun what it says of the people."""
        self.population, self.age, self.sex = noun.population, noun.age, noun.sex


def noun_of(token: Token) -> Noun | None:
    """The word for people that a token is."""
    return token.word.noun if token.word is not None else None


def unnamed(text: str, token: Token, i: int) -> Count:
    """One person who is told by a role or a name alone."""
    count = Count(i, i + 1, Number(1, 1, 1, "exact", i, i + 1, token.start, token.end))
    count.implied, count.plural = True, False
    count.start, count.end, count.head, count.head_kind = token.start, token.end, text[token.start : token.end], "person"
    noun = noun_of(token)
    if noun is not None:
        count.told_by(noun)
    return count
