"""The reader of texts: an article in, its figures and mentions out. Pure, linear in the length of the text, never raises on any text."""

from __future__ import annotations

import ahocorasick_rs

from transforms.text.furniture import Furniture
from transforms.text.grammar import Grammar, figures
from transforms.text.model import Article, Figure, Reading, Reference, Sentence
from transforms.text.sentences import split
from transforms.text.slots import Slots
from transforms.text.terms import Lexicon


class Reader:
    """Compiled once from the reference tables; `read` may be called for any number of articles."""

    def __init__(self, reference: Reference) -> None:
        lexicon = Lexicon(reference)
        self._gate = ahocorasick_rs.AhoCorasick(lexicon.gate_words)
        self._grammar = Grammar(lexicon)
        self._slots = Slots(reference)
        self._furniture = Furniture(reference)
        self._abbreviations = frozenset(row["word"].casefold() for row in reference["function_words"] if row["class"] == "abbreviation")

    def read(self, article: Article) -> Reading:
        """The figures of the article in the order of its words, the title first, and the mentions that they rest on."""
        sentences: list[Sentence] = []
        if article.title:
            sentences.extend(split(article.title, "title", self._furniture.skips, self._abbreviations))
        sentences.extend(split(article.text, "text", self._furniture.skips, self._abbreviations))
        found: list[Figure] = []
        gated = 0
        for sentence in sentences:
            if not self._gate.find_matches_as_indexes(sentence.text.casefold()):
                continue
            gated += 1
            found.extend(figures(sentence, self._grammar.read(sentence)))
        mentions = self._slots.fill(article, sentences, found)
        return Reading(found, mentions, len(sentences), gated)
