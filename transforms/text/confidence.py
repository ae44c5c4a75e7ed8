"""How a count and the word that says what happened stand together, and what that makes a reading worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transforms.text.model import Sentence

if TYPE_CHECKING:
    from transforms.text.clauses import Found

OBJECT: Final = "object"  # "killed 12 people"
BESIDE: Final = "beside"  # "12 dead", "12 people wounded"
SUBJECT: Final = "subject"  # "12 people were killed"
GOVERNED: Final = "governed"  # "a convoy of 12 people was killed": the count stands behind a preposition
OWN_NOUN: Final = "own noun"  # "12 casualties"
TOLL: Final = "toll"  # "the death toll rose to 12"
PART: Final = "part"  # "including three children"
SINGLE: Final = "single"  # "a man was killed"
NAMED: Final = "named"  # "Smith was killed"
BULLETIN: Final = "bulletin"  # a line of fixed form

# Shares of right readings by join, rounded, on the labelled lists of incidents and displacements (1,440 figures, noise of the labels allowed
# for) and on the case files (480). NAMED is a judgement: the tables use such a person only where nothing else counts the incident.
# benchmarks/calibration.py measures what comes of them.
_BY_JOIN: Final = {
    SUBJECT: 0.96,
    OBJECT: 0.95,
    BESIDE: 0.96,
    BULLETIN: 0.95,
    SINGLE: 0.92,
    OWN_NOUN: 0.92,
    TOLL: 0.85,
    PART: 0.9,
    GOVERNED: 0.8,
    NAMED: 0.5,
}
# What each takes off, fitted roughly on the same figures: how much seldomer readings with it are right than those without.
_FAR: Final = 0.08  # two or more words between the count and its term: "12 people who lived in the house were killed"
_ACROSS: Final = 0.08  # a comma, bracket or semicolon between them
_NO_NOUN: Final = 0.06  # whom it counts is taken over from the count before, or said by nothing
_ADDS: Final = 0.06  # "another 15", "22 others": what it adds to may be misread
_OF_NO_LIST: Final = 0.15  # a plural noun that no list knows: it may not be people
_TERM_AS_HEAD: Final = 0.1  # the counted noun is itself a word of loss: "12 displaced are in need"
_EVENT: Final = 0.1  # "the deaths of 12", "the loss of 12 lives"
_VAGUE: Final = 0.1  # "dozens": the bounds are a convention
_TURNED: Final = 0.1  # denied or supposed: how far the negation reaches is a guess
_FORM: Final = 0.03  # a headline or a text in capitals: words are left out, names are not told from nouns
_LEAST: Final = 0.3


def confidence(found: Found, sentence: Sentence) -> float:
    """The share of figures read like this one that are right in measure, bounds, quantifier, population and relation."""
    count, term = found.count, found.term
    sure = _BY_JOIN[found.join]
    if found.join not in (PART, BULLETIN):
        low, high = (count.end, term.start) if count.start < term.start else (term.end, count.start)
        between = sentence.text[low:high]
        if len(between.split()) > 1:
            sure -= _FAR
        if "," in between or ";" in between or "(" in between:
            sure -= _ACROSS
        if term.word is not None and term.word.term is not None and term.word.term.category == "event":
            sure -= _EVENT
        if count.head_kind == "bare" and count.quantifier != "none":
            sure -= _NO_NOUN
    if count.head_kind == "unknown":
        sure -= _OF_NO_LIST
    elif count.head_kind == "term" and found.join != OWN_NOUN:
        sure -= _TERM_AS_HEAD
    if count.adds:
        sure -= _ADDS
    if count.quantifier == "vague":
        sure -= _VAGUE
    if found.denied or found.projection:
        sure -= _TURNED
    if sentence.field == "title" or sentence.text.isupper():
        sure -= _FORM
    return max(_LEAST, round(sure, 2))
