"""The reference tables and word lists of seeds/, one CSV each, declared like any table. A cell of type text[] is written with | between its items.

Rows of the same name in TOLL_HOME are laid over those of seeds/ for the tables in `OVERLAID`: same columns, same checks, the user's row wins.
"""

from __future__ import annotations

from transforms.schema import vocabulary as v
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
        Column("place", "text", "place_id of what it answers for: where its words count when they name no place.", null=True),
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

SAID_VERBS = Table(
    name="said_verbs",
    grain="One row per word or phrase that ascribes a statement to a speaker.",
    key=("word",),
    columns=(
        Column("word", "text", "The form as written, in lower case."),
        Column(
            "role",
            "text",
            "say: its subject says what follows; count: its subject counts what follows; cite: its subject relays its object; "
            "from: the speaker follows.",
            values=("say", "count", "cite", "from"),
        ),
        Column("stance", "text", "How the speaker vouches.", values=v.STANCES),
    ),
)

TITLE_WORDS = Table(
    name="title_words",
    grain="One row per word that makes a noun phrase a speaker.",
    key=("word",),
    columns=(
        Column("word", "text", "The word in lower case."),
        Column("kind", "text", "Kind of the speaker.", values=v.SPEAKER_KINDS),
        Column(
            "role",
            "text",
            "person: a title before a name; group: a body or unnamed people; spokes: who speaks for a body.",
            values=("person", "group", "spokes"),
        ),
    ),
)

DATE_WORDS = Table(
    name="date_words",
    grain="One row per word that dates.",
    key=("language", "word", "kind"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The word as written."),
        Column("kind", "text", "What it is.", values=("month", "weekday", "day_ago", "number", "unit")),
        Column(
            "value",
            "integer",
            "month: 1 to 12; weekday: 1 Monday to 7; day_ago: days before the publication; number: its value, 0 where vague; unit: days.",
            low=0,
        ),
    ),
)

REFERENCES: tuple[Table, ...] = (
    SOURCES,
    SPEAKERS,
    PLACES,
    CONFLICTS,
    VAGUE_WORDS,
    HOUSEHOLD_SIZES,
    RANKINGS,
    LANGUAGES,
    FURNITURE,
    SAID_VERBS,
    TITLE_WORDS,
    DATE_WORDS,
)
OVERLAID = ("sources", "speakers", "places")
