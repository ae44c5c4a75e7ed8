"""The reference tables and word lists of seeds/, one CSV each, declared like any table.

A cell of type text[] is written with | between its items.

Rows of the same name in TOLL_HOME are laid over those of seeds/ for the tables in `OVERLAID`:
same columns, of which those that may be empty can be left out, same checks, the user's row wins.
"""

from __future__ import annotations

from transforms.schema import vocabulary as v
from transforms.schema.judgements import EVENT_WORDS, HOUSEHOLD_SIZES, RANKINGS
from transforms.schema.page_lines import FURNITURE, SOFT_BLOCKS
from transforms.schema.sources import SOURCES
from transforms.schema.table import Column, Table
from transforms.schema.vocabulary import AGES, MEASURES, SEXES, UNITS
from transforms.schema.vocabulary import POPULATIONS as POPULATION_VALUES
from transforms.schema.vocabulary import QUANTIFIERS as QUANTIFIER_VALUES

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
        Column("people", "text[]", "Who speaks as it by their own names: its heads and spokespeople, or the person that the row is."),
        Column("institution", "boolean", "Whether texts that it publishes itself speak in its own voice."),
        Column("place", "text", "place_id of what it answers for: where its words count when they name no place.", null=True),
        Column("since", "date", "First day in office, or of its existence; null where not told.", null=True),
        Column("until", "date", "Last day of that; null while it lasts.", null=True),
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
        Column("confused_with", "text[]", "place_ids of the places that reports write in its stead, or it in theirs."),
        Column("capital", "text", "place_id of a country's capital.", null=True),
        Column("latitude", "double", "Degrees north.", null=True, low=-90, high=90),
        Column("longitude", "double", "Degrees east.", null=True, low=-180, high=180),
    ),
)

GAZETTEER = Table(
    name="gazetteer",
    grain="One row per town or village of GeoNames: looked up where an article names a place that no row of places names.",
    key=("geoname_id",),
    columns=(
        Column("geoname_id", "integer", "Its number in GeoNames; the place_id is geonames- and this."),
        Column("name", "text", "Name."),
        Column("country", "text", "ISO 3166-1 alpha-3."),
        Column("spellings", "text[]", "The name and other spellings in Latin letters, without case, marks, hyphens and apostrophes."),
        Column("latitude", "double", "Degrees north.", low=-90, high=90),
        Column("longitude", "double", "Degrees east.", low=-180, high=180),
        Column("population", "integer", "Inhabitants; 0 where not known.", low=0),
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
            "from: the speaker follows; own: whoever spoke before goes on.",
            values=("say", "count", "cite", "from", "own"),
        ),
        Column("stance", "text", "How the speaker vouches.", values=v.STANCES),
        Column("noun_too", "boolean", "Whether it is as often a noun, so that it says something only behind one who is known to speak."),
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

SPEAKER_WORDS = Table(
    name="speaker_words",
    grain="One row per word and what it does around the name of a speaker.",
    key=("word", "role"),
    columns=(
        Column("word", "text", "The word in lower case."),
        Column(
            "role",
            "text",
            "filler: stands within the phrase; joiner: joins its parts; skipped: stands between it and the verb; no_name: opens a sentence "
            "with a capital and is no name.",
            values=("filler", "joiner", "skipped", "no_name"),
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
        Column("kind", "text", "What it is.", values=("month", "weekday", "day_ago", "number", "unit", "ordinal", "holiday")),
        Column(
            "value",
            "integer",
            "month: 1 to 12; weekday: 1 Monday to 7; day_ago: days before the publication; number: its value, 0 where vague; unit: days; "
            "ordinal: the day of a month; holiday: month and day as MMDD.",
            low=0,
        ),
    ),
)

TERMS = Table(
    name="terms",
    grain="One row per word or phrase that gives a measure.",
    key=("language", "form", "category"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("form", "text", "The word or phrase as it stands in a text, in lower case."),
        Column("measure", "text", "What happened to the people.", values=MEASURES),
        Column(
            "category",
            "text",
            "How it stands to the number: verb (takes the people as its object), fighters (of fighters only), falling (the same as its subject), seizing (of "
            "nouns for people), away (behind those whom someone took), intransitive (as its subject), member (its subject is a part of those told before), "
            "adjective, people (a noun that counts them), lives (the same beside a word of losing), event (its people follow), toll (a number follows), "
            "losses (a number of fighters follows), motion (its subject is a crowd, in an article about flight), driving (the crowd follows, and "
            "where it was driven from), receiving (of a people by name, or of a crowd), bulletin (the label of a line).",
            values=(
                *("verb", "fighters", "falling", "seizing", "away", "intransitive", "member", "adjective", "people", "lives", "event"),
                *("toll", "losses", "motion", "driving", "lodging", "receiving", "row", "bulletin"),
            ),
        ),
        Column("inflection", "text", "Form of a verb.", null=True, values=("base", "third", "past", "ing")),
        Column("note", "text", "Remark.", null=True),
    ),
)

NUMBER_WORDS = Table(
    name="number_words",
    grain="One row per word that gives a number.",
    key=("language", "word"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The word in lower case."),
        Column("value", "integer", "The number.", low=0),
        Column(
            "kind",
            "text",
            "How it joins others: unit and ten add, hundred, scale and dozen multiply, half halves, back counts people named before, "
            "group counts behind an article.",
            values=("unit", "ten", "hundred", "scale", "dozen", "half", "back", "group"),
        ),
    ),
)

QUANTIFIERS = Table(
    name="quantifiers",
    grain="One row per phrase that qualifies a number.",
    key=("language", "phrase", "position"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("phrase", "text", "The phrase in lower case."),
        Column("quantifier", "text", "What it makes of the number.", values=QUANTIFIER_VALUES),
        Column("position", "text", "Where it stands.", values=("before", "after")),
    ),
)

POPULATIONS = Table(
    name="populations",
    grain="One row per noun for people.",
    key=("language", "word"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The noun in lower case."),
        Column("number", "text", "Its grammatical number.", values=("singular", "plural")),
        Column("population", "text", "The role that it gives.", values=POPULATION_VALUES),
        Column("age", "text", "The age group that it gives.", values=AGES),
        Column("sex", "text", "The sex that it gives.", values=SEXES),
        Column("unit", "text", "What it counts.", values=UNITS),
    ),
)

PEOPLE_ADJECTIVES = Table(
    name="people_adjectives",
    grain="One row per word that says of a noun behind it who the people are.",
    key=("language", "word"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The word in lower case."),
        Column("population", "text", "The role that it gives.", values=POPULATION_VALUES),
        Column("age", "text", "The age group that it gives.", values=AGES),
        Column("sex", "text", "The sex that it gives.", values=SEXES),
    ),
)

OTHER_NOUNS = Table(
    name="other_nouns",
    grain="One row per noun that a number counts without counting people: things, times, units, events.",
    key=("language", "word"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The noun in lower case."),
    ),
)

FUNCTION_WORDS = Table(
    name="function_words",
    grain="One row per word that holds a sentence together.",
    key=("language", "word"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The word or phrase in lower case."),
        Column("class", "text", "What it does in the sentence."),
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
    EVENT_WORDS,
    LANGUAGES,
    FURNITURE,
    SOFT_BLOCKS,
    SAID_VERBS,
    TITLE_WORDS,
    DATE_WORDS,
    SPEAKER_WORDS,
    TERMS,
    NUMBER_WORDS,
    QUANTIFIERS,
    POPULATIONS,
    PEOPLE_ADJECTIVES,
    OTHER_NOUNS,
    FUNCTION_WORDS,
    GAZETTEER,
)
OVERLAID = ("sources", "speakers", "places")
