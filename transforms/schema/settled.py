"""What the tables were made of when they were last made: kept, so that a day's run works out again only what its new figures touch."""

from transforms.schema.table import Column, Table

SETTLED = Table(
    name="settled",
    grain="One row per figure: what it was when the tables were made, and the event that it went to. Empty in the published database.",
    key=("figure_id",),
    hashed=False,
    columns=(
        Column("figure_id", "text", "The figure.", references="figures.figure_id"),
        Column("article_id", "text", "Its article.", references="articles.article_id"),
        Column("story_id", "text", "Its story then.", references="articles.article_id"),
        Column("inputs", "text", "Hash of the figure and of what its article and story say of it: another one is another figure."),
        Column("conflict_id", "text", "The conflict, for scope incident.", null=True),
        Column("town", "text", "The town in which its event was looked for.", null=True),
        Column("since", "date", "First day on which an event can be its own, included.", null=True),
        Column("until", "date", "Last such day, included.", null=True),
        Column("incident_id", "text", "The incident, for scope incident.", null=True, references="incidents.incident_id"),
    ),
)
