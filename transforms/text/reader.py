"""The reader of texts: an article in, its figures and mentions out. Pure, linear in the length of the text, never raises on any text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import ahocorasick_rs

from transforms.text.bulletins import Bulletins
from transforms.text.captions import flag
from transforms.text.clauses import Clauses, Found, chunk
from transforms.text.furniture import Furniture
from transforms.text.grammar import join
from transforms.text.model import Article, Figure, Reading, Reference, Sentence
from transforms.text.relations import relate
from transforms.text.sentences import split
from transforms.text.slots import Slots
from transforms.text.statements import figure
from transforms.text.terms import Lexicon
from transforms.text.tokens import tokenise
from transforms.text.why import grammar_why

_PARTS = 8  # most parts told behind their whole
_MEMORY = 8  # sentences over which "three of them" still speaks of the same people
_DISASTERS = (
    *("flood", "cyclone", "typhoon", "hurricane", "wildfire", "bushfire", "landslide", "mudslide", "tornado", "lava"),
    *("inundat", "burst its banks", "burst their banks", "deluge"),
)
_FLIGHT = (
    "refuge",
    "displace",
    "evacuat",
    "fled",
    "flee",
    "besieg",
    "uproot",
    "exodus",
    "evict",
    "new arrivals",
    "enumerat",
    "shelter",
    "relief camp",
    "humanitarian",
    "quake",
    "erupt",
    "volcan",
    "tsunami",
    *_DISASTERS,
)  # words of an article in which crowds that leave are displaced

_BACK = 2  # sentences
_RECENT = 4  # statements to which a bare number of the next sentence may go back
_TOTAL = re.compile(r"\d[ ,.]?\d{3}\b")

_UNREST = (
    "clash",
    "shelling",
    "fighting",
    "offensive",
    "militant",
    "violence",
    "strike",
    "bombard",
    "raids",
    "islamic state",
    "invasion",
    "invaded",
    "unhcr",
    "ukraine",
    "the storm",
    "fire",
    "hostilities",
    "gunfire",
    "attack",
    "gunm",
    "rebel",
    "bandit",
    "militia",
    "bomb",
)  # words of an article in which only the many who leave are


class Reader:
    """Compiled once from the reference tables; `read` may be called for any number of articles."""

    def __init__(self, reference: Reference) -> None:
        lexicon = Lexicon(reference)
        self._gate = ahocorasick_rs.AhoCorasick(lexicon.gate_words)
        self._lexicon = lexicon
        self._bulletins = Bulletins(reference, lexicon)
        self._slots = Slots(reference)
        self._furniture = Furniture(reference)
        words = [(row["word"].casefold(), row["class"]) for row in reference["function_words"]]
        months = {word[:3] for word, group in words if group == "month"}  # "since Oct. 7"; May is a whole month
        self._abbreviations = frozenset(
            word
            for word, group in words
            if group in ("abbreviation", "including") or (group == "month" and word != "may" and (word in months or word == "sept"))
        )

    def read(self, article: Article, *, explain: bool = False) -> Reading:
        """The figures of the article in the order of its words, the title first, and the mentions that they rest on; with `explain`, each
        figure says by which rules its slots were filled."""
        sentences: list[Sentence] = []
        if article.title:
            sentences.extend(split(article.title, "title", self._furniture, self._abbreviations))
        sentences.extend(split(article.text, "text", self._furniture, self._abbreviations))
        found: list[Found] = []
        figures: list[Figure] = []
        made: dict[int, Figure] = {}
        gated = 0
        folded = article.text.casefold()
        flight = 2 if any(word in folded for word in _FLIGHT) else int(any(word in folded for word in _UNREST))
        last = 0  # the sentence of the last statement
        for at, sentence in enumerate(sentences):
            if not self._gate.find_matches_as_indexes(sentence.text.casefold()) and not (
                at <= last + _BACK and found and _TOTAL.search(sentence.text)  # "On Saturday it had been 143,310."
            ):
                continue
            gated += 1
            stated = self._bulletins.read(sentence.text) or self._statements(
                sentence.text,
                flight,
                _whole(found) if found and at - last <= _MEMORY else None,
                found[-_RECENT:] if at <= last + _BACK else (),
            )
            last = at if stated else last
            for each in stated:
                made[id(each)] = new = figure(sentence, each)
                new.parent = made.get(id(each.parent))
                figures.append(new)
                if explain:
                    new.why = grammar_why(new, each)
            found.extend(stated)
        for each, new in zip(found, figures, strict=True):
            new.parent = made.get(id(each.parent)) if each.parent is not None else None
            new.like = made.get(id(each.like)) if each.like is not None else None
        for new in figures:
            new.flags += [mark.kind for mark in article.marks if new.field == "text" and mark.start <= new.start < mark.end]
        flag(article.text, sentences, figures)
        mentions = self._slots.fill(article, sentences, figures)
        return Reading(figures, mentions, len(sentences), gated)

    def _statements(self, text: str, flight: int, previous: Found | None, recent: Sequence[Found]) -> list[Found]:
        clauses = Clauses(text, chunk(text, tokenise(text, self._lexicon)), flight)
        join(clauses)
        relate(clauses, previous, recent)
        return clauses.found


def _whole(found: list[Found]) -> Found:
    """The last statement that is no part of another: "another 30 were wounded" adds to the twelve, not to the three children of them."""
    return next((each for each in reversed(found[-_PARTS:]) if each.relation != "subset_of"), found[-1])
