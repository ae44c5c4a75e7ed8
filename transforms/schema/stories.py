from transforms.schema.table import Column, Table

STORIES = Table(
    name="stories",
    grain="One row per article: the story that it tells, shared by its copies.",
    key=("article_id",),
    columns=(
        Column("article_id", "text", "The article.", references="articles.article_id"),
        Column("story_id", "text", "article_id of the story's original.", references="articles.article_id"),
        Column("is_original", "boolean", "Whether it is the original: least (published_on, nulls last), then article_id."),
        Column("similarity", "double", "Jaccard or containment of its shingles with the original's; 1 for the original.", low=0, high=1),
        Column(
            "version_of",
            "text",
            "Original of the story that this one updates or shares a template with.",
            null=True,
            references="articles.article_id",
        ),
    ),
)
