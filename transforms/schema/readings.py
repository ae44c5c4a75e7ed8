from transforms.schema.table import Column, Table

READINGS = Table(
    name="readings",
    grain="One row per article: that it was read for figures, and what was found, so that an article without figures is accounted for.",
    key=("article_id",),
    columns=(
        Column("article_id", "text", "The article.", references="articles.article_id"),
        Column("n_sentences", "integer", "Sentences in its title and text, furniture left out.", low=0),
        Column("n_gated", "integer", "Sentences with both a number word and a term, which the grammar read.", low=0),
        Column("n_figures", "integer", "Figures offered to the gate.", low=0),
        Column("n_mentions", "integer", "Mentions offered to the gate.", low=0),
        Column("extractor_version", "text", "Version of the code and word lists that read it."),
    ),
)
