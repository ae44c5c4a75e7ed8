"""The reference tables and word lists of seeds/, one CSV each, declared like any table. A cell of type text[] is written with | between its items.

Rows of the same name in TOLL_HOME are laid over those of seeds/ for the tables in `OVERLAID`: same columns, same checks, the user's row wins.
"""

from __future__ import annotations

from transforms.schema.sources import SOURCES
from transforms.schema.table import Column, Table

SPEAKERS = Table(
    name="speakers",
    grain="One row per organisation, office or person who states figures.",
    key=("speaker_id",),
    columns=(
        Column("speaker_id", "text", "Short name."),
        Column("name", "text", "Canonical name."),
        Column("kind", "text", "What it is.", values=("party", "un", "ngo", "official", "hospital", "media", "witness")),
        Column("country", "text", "ISO 3166-1 alpha-3.", null=True),
        Column("side", "text", "The side whose word it is: ISO 3166-1 alpha-3 or an actor id.", null=True),
        Column("aliases", "text[]", "Other names and spellings."),
        Column("institution", "boolean", "Whether texts that it publishes itself speak in its own voice."),
        Column("note", "text", "Remark.", null=True),
    ),
)

PLACES = Table(
    name="places",
    grain="One row per place.",
    key=("place_id",),
    columns=(
        Column("place_id", "text", "Short name."),
        Column("name", "text", "Canonical name."),
        Column("kind", "text", "What it is.", values=("world", "region", "country", "admin1", "city", "village", "camp", "site")),
        Column("country", "text", "ISO 3166-1 alpha-3.", null=True),
        Column("within", "text", "place_id of the place that it lies in.", null=True),
        Column("aliases", "text[]", "Other names and spellings."),
        Column("demonyms", "text[]", "What its people are called."),
        Column("latitude", "double", "Degrees north.", null=True, low=-90, high=90),
        Column("longitude", "double", "Degrees east.", null=True, low=-180, high=180),
    ),
)

CONFLICTS = Table(
    name="conflicts",
    grain="One row per armed conflict.",
    key=("conflict_id",),
    columns=(
        Column("conflict_id", "text", "Short name."),
        Column("name", "text", "Canonical name."),
        Column("started_on", "date", "First day.", null=True),
        Column("ended_on", "date", "Last day; null while it goes on.", null=True),
        Column("parties", "text[]", "Sides at war, as in speakers and figures."),
        Column("places", "text[]", "place_ids of where it is fought."),
        Column("names", "text[]", "Phrases that name it."),
    ),
)

VAGUE_WORDS = Table(
    name="vague_words",
    grain="One row per word that stands for a number without giving it.",
    key=("language", "word"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The word or phrase in lower case."),
        Column("low", "integer", "Least number that it stands for.", low=0),
        Column("high", "integer", "Greatest number that it stands for.", low=0),
        Column("note", "text", "Why these bounds."),
    ),
)

HOUSEHOLD_SIZES = Table(
    name="household_sizes",
    grain="One row per country: mean people a household.",
    key=("country",),
    columns=(
        Column("country", "text", "ISO 3166-1 alpha-3; * for any other."),
        Column("size", "double", "Mean people a household.", low=1, high=20),
        Column("source", "text", "Where the number is from."),
    ),
)

RANKINGS = Table(
    name="rankings",
    grain="One row per kind of speaker, stance and quantifier: how near it stands to carrying the best number of a cell.",
    key=("slot", "value"),
    columns=(
        Column("slot", "text", "Column of claims that is ranked.", values=("speaker_kind", "stance", "quantifier")),
        Column("value", "text", "Its value."),
        Column("rank", "integer", "1 stands first; equal ranks are told apart by the next slot.", low=1),
        Column("note", "text", "Why, and where the rule is from."),
    ),
)

LANGUAGES = Table(
    name="languages",
    grain="One row per language that is recognised.",
    key=("language",),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("name", "text", "English name."),
        Column("stop_words", "text[]", "Its commonest words in lower case, by which a text in it is known."),
    ),
)

FURNITURE = Table(
    name="furniture",
    grain="One row per kind of line that belongs to a page and not to the article on it.",
    key=("language", "pattern"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("pattern", "text", "Regular expression that the whole line matches, case ignored."),
        Column("note", "text", "What such a line is."),
    ),
)

REFERENCES: tuple[Table, ...] = (SOURCES, SPEAKERS, PLACES, CONFLICTS, VAGUE_WORDS, HOUSEHOLD_SIZES, RANKINGS, LANGUAGES, FURNITURE)
OVERLAID = ("sources", "speakers", "places")
