"""What passes between the rooms of the text reader. A `Figure` has the columns of table figures under the same names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

Reference = Mapping[str, Sequence[Mapping[str, Any]]]
"""Reference tables by name: typed rows of seeds/ with the user's laid over them (flows.reference.load)."""


@dataclass(frozen=True, slots=True)
class Article:
    """What the reader is given of an article; offsets of all that it finds are into `text`, or into `title` for field "title"."""

    article_id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published_on: date | None = None
    language: str | None = None
    marks: Sequence[Mark] = ()


class Mark(NamedTuple):
    """A stretch of an article's text that is no running prose; `kind` is one of schema.vocabulary.FLAGS: caption or table."""

    kind: str
    start: int
    end: int

    def __str__(self) -> str:
        """As table articles keeps it: "caption:120-180"."""
        return f"{self.kind}:{self.start}-{self.end}"

    @classmethod
    def of(cls, written: str) -> Mark:
        """The mark that was written so."""
        kind, _, stretch = written.partition(":")
        start, _, end = stretch.partition("-")
        return cls(kind, int(start), int(end))


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article as a document gives it; `entry` is its place there. `published_basis` is one of schema.articles.PUBLISHED_BASES.

    The runner-up is what the next best evidence states of the day; `doubts` are of schema.articles.PUBLISHED_DOUBTS.
    """

    entry: int
    url: str | None
    outlet: str | None
    title: str | None
    authors: tuple[str, ...]
    published_on: date | None
    published_basis: str
    language: str | None
    text: str
    runner_up_on: date | None = None
    runner_up_basis: str | None = None
    doubts: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record of a document that could not be read; the document's other records are. `reason` is one of schema.rejects.REASONS."""

    entry: int
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a document's bytes came to: its articles, or the reason (one of schema.rejects.REASONS) why there are none."""

    media_type: str | None = None
    encoding: str | None = None
    replacements: int | None = None
    articles: tuple[ReadArticle, ...] = ()
    reason: str | None = None
    detail: str | None = None
    refused: tuple[RefusedRecord, ...] = ()
    encoding_source: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its offsets in the field that it stands in, and its words. Page furniture is in no sentence."""

    field: str
    start: int
    end: int
    text: str
    paragraph: int


@dataclass(slots=True)
class Mention:
    """A place, speaker or date named in an article."""

    kind: str
    field: str
    start: int
    end: int
    text: str
    entity_id: str | None = None


@dataclass(slots=True, eq=False)
class Figure:
    """One statement of a number of people. The grammar fills what stands first, the slot readers what stands after."""

    field: str
    measure: str
    low: int | None
    best: int | None
    high: int | None
    quantifier: str
    start: int
    end: int
    value_start: int
    value_end: int
    sentence: Sentence
    unit: str = "person"
    population: str = "any"
    age: str = "any"
    sex: str = "any"
    relation: str | None = None
    parent: Figure | None = None
    like: Figure | None = None  # the same count at another time, whose words this one goes on with
    confidence: float = 0.5
    flags: list[str] = dataclasses.field(default_factory=list)
    head: str | None = None  # the head noun phrase as written ("Ukrainian terrorists"): population and side are read from it
    term: str | None = None  # the word that gave the measure as written ("eliminated")
    # filled by the slot readers; stance "denied" and scope "projection" are set by the grammar where it reads a negation or a hypothetical
    conflict_id: str | None = None
    side: str | None = None
    perpetrator: str | None = None
    speaker_id: str | None = None
    speaker: str | None = None
    speaker_kind: str = "none"
    speaker_mention: Mention | None = None
    via: str | None = None
    stance: str | None = None
    scope: str | None = None
    period_start: date | None = None
    as_of: date | None = None
    as_of_precision: str | None = None
    as_of_basis: str = "none"
    as_of_mention: Mention | None = None
    place_id: str | None = None
    place: str | None = None
    place_mention: Mention | None = None
    origin_id: str | None = None
    origin: str | None = None
    why: dict[str, str] | None = None  # by which rule each slot was filled: only where the reader is asked to explain


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one article."""

    figures: list[Figure]
    mentions: list[Mention]
    n_sentences: int
    n_gated: int
