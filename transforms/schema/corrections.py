from transforms.schema import vocabulary as v
from transforms.schema.table import Column, Table

SLOTS = (
    *(
        "drop",
        "conflict",
        "measure",
        "number",
        "low",
        "best",
        "high",
        "unit",
        "quantifier",
        "population",
        "age",
        "sex",
        "side",
        "perpetrator",
    ),
    *("speaker", "speaker_kind", "via", "stance", "scope", "period_start", "as_of", "place", "origin", "relation"),
)
STATES = ("applied", "waiting")

WRITTEN = (
    Column("article", "text", "article_id or url of the article; may be empty where words is a figure_id.", null=True),
    Column("words", "text", "Words of the article in which the number stands, as written there; or a figure_id."),
    Column("number", "text", "The number as written, where the words hold more than one.", null=True),
    Column("measure", "text", "The measure as read, where one number gives figures of several.", null=True, values=v.MEASURES),
    Column("slot", "text", "What is set. drop: the figure counts for nothing; number: low, best and high at once.", values=SLOTS),
    Column(
        "value", "text", "What it is set to; empty: nothing is known of it. For relation: the relation and words of its parent.", null=True
    ),
    Column("reason", "text", "Why."),
    Column("source", "text", "What it rests on: a link, a document, a person."),
)
"""The columns of corrections.csv in TOLL_HOME."""

ADDRESS = ("article", "words", "number", "measure", "slot")

CORRECTIONS = Table(
    name="corrections",
    grain="One row per row of corrections.csv: what was set, and whether it found its figure.",
    key=("correction_id",),
    columns=(
        Column("correction_id", "text", "Hash of article, words, number, measure and slot."),
        *WRITTEN,
        Column("state", "text", "applied, or waiting for an article that is not here.", values=STATES),
        Column("n_figures", "integer", "Figures that it sets.", low=0),
    ),
)

CORRECTED = Table(
    name="corrected",
    grain="One row per figure and column that a correction set: what was read there, and what it is now.",
    key=("figure_id", "column"),
    columns=(
        Column("figure_id", "text", "The figure.", references="figures.figure_id"),
        Column("article_id", "text", "Its article.", references="articles.article_id"),
        Column("column", "text", "Column of figures."),
        Column("was", "text", "Its value as read.", null=True),
        Column("now", "text", "Its value as corrected.", null=True),
        Column("correction_id", "text", "The correction.", references="corrections.correction_id"),
    ),
)
