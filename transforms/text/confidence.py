"""How a count and the word that says what happened stand together, and what that makes a reading worth."""

from __future__ import annotations

from typing import Final

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

# A judgement, not a measurement: the most direct joins on top, readings that rest on a guess about one person below.
_BY_JOIN: Final = {
    OBJECT: 0.95,
    BESIDE: 0.95,
    SUBJECT: 0.9,
    GOVERNED: 0.8,
    OWN_NOUN: 0.85,
    TOLL: 0.85,
    PART: 0.8,
    SINGLE: 0.75,
    NAMED: 0.5,
    BULLETIN: 0.95,
}


def confidence(join: str) -> float:
    """The share of readings by this join that are right in all number slots."""
    return _BY_JOIN[join]
