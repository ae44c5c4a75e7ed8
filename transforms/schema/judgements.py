"""The reference tables by which claims come to numbers: what a person may contest and change, each row with its reason."""

from transforms.schema.table import Column, Table

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

EVENT_WORDS = Table(
    name="event_words",
    grain="One row per word by which a text tells two events of one place and day apart, or makes a name a part of a town.",
    key=("language", "word", "role"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("word", "text", "The word in lower case."),
        Column(
            "role",
            "text",
            "other: before a word for an event it is a further one; event: what happened; part: a name with it is of a part of a town; "
            "toll, then rise: an event that was told of before.",
            values=("other", "event", "part", "toll", "rise"),
        ),
        Column("note", "text", "Remark.", null=True),
    ),
)
