"""The word lists of seeds/ compiled into one dictionary: what each word or phrase can be in a sentence that counts people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from transforms.text.model import Reference

if TYPE_CHECKING:
    from transforms.text.tokens import Token

PARTICIPLES = ("past",)


class Term:
    """A word that gives a measure: `category` says how it stands to the number (verb, intransitive, adjective, people, event, toll ...)."""

    __slots__ = ("category", "inflection", "measure")

    def __init__(self, measure: str, category: str, inflection: str) -> None:
        self.measure = measure
        self.category = category
        self.inflection = inflection


class Noun:
    """A word for people, and what it says of them."""

    __slots__ = ("age", "plural", "population", "sex", "unit")

    def __init__(self, row: dict[str, Any]) -> None:
        self.plural = row["number"] == "plural"
        self.population: str = row["population"]
        self.age: str = row["age"]
        self.sex: str = row["sex"]
        self.unit: str = row.get("unit", "person")


class Word:
    """All that a word or phrase can be; the grammar decides by what stands around it."""

    __slots__ = ("adjective", "cls", "noun", "number", "opens", "quantifier", "term", "thing", "vague")

    def __init__(self) -> None:
        self.cls = ""
        self.term: Term | None = None
        self.noun: Noun | None = None
        self.adjective: tuple[str, str, str] | None = None
        self.number: tuple[int, str] | None = None
        self.vague: tuple[int, int] | None = None
        self.quantifier: dict[str, str] | None = None
        self.thing = False
        self.opens = False  # whether a count may start with it: no other word is tried as one


class Lexicon:
    """`words` by single lower-case word; `phrases` by their first word and their second, longest first, each with the words behind the second."""

    def __init__(self, reference: Reference) -> None:
        entries: dict[str, Word] = {}

        def entry(phrase: str) -> Word:
            return entries.setdefault(" ".join(phrase.casefold().split()), Word())

        for row in reference["function_words"]:
            entry(row["word"]).cls = row["class"]
        for row in reference["number_words"]:
            entry(row["word"]).number = (row["value"], row["kind"])
        for row in reference["vague_words"]:
            entry(row["word"]).vague = (row["low"], row["high"])
        for row in reference["quantifiers"]:
            word = entry(row["phrase"])
            word.quantifier = {**(word.quantifier or {}), row["position"]: row["quantifier"]}
        for row in reference["populations"]:
            entry(row["word"]).noun = Noun(dict(row))
        for row in reference["people_adjectives"]:
            entry(row["word"]).adjective = (row["population"], row["age"], row["sex"])
        for row in reference["other_nouns"]:
            entry(row["word"]).thing = True
        for row in reference["terms"]:
            entry(row["form"]).term = Term(row["measure"], row["category"], row["inflection"] or "")
        for row in reference["places"]:
            if row["kind"] == "country":
                for name in (row["name"], *row["aliases"]):
                    word = entry(name)
                    word.cls = word.cls or "country"
        for key, word in entries.items():
            counting = word.number or word.vague or word.quantifier or word.cls in ("other", "none", "determiner")
            word.opens = bool(counting) or (word.noun is not None and not word.noun.plural) or key in ("between", "from")
        self.words = {key: word for key, word in entries.items() if " " not in key}
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], Word]]]] = {}
        for key, word in entries.items():
            if " " in key:
                first, second, *rest = key.split(" ")
                self.phrases.setdefault(first, {}).setdefault(second, []).append((tuple(rest), word))
        for seconds in self.phrases.values():
            for ways in seconds.values():
                ways.sort(key=lambda way: -len(way[0]))
        self.gate_words = tuple(sorted(gate_words(reference)))
        self.forms: dict[str, Token] = {}  # words as written that were read before: news says the same words over and over


def gate_words(reference: Reference) -> Iterable[str]:
    """The shortest set of strings of which one stands in every sentence with a term, or with words that take one over."""
    kept: list[str] = []
    back = {
        row["word"]
        for row in reference["function_words"]
        if row["class"] in ("partitive", "hospital", "wound", "shelter") or (row["class"] == "referring" and " " in row["word"])
    }
    for form in sorted({row["form"].casefold() for row in reference["terms"]} | back, key=len):
        if not any(short in form for short in kept):
            kept.append(form)
    return kept
