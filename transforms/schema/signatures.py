"""What near copies are found by: kept, so that a day's run reads only its new articles."""

from transforms.schema.table import Column, Table

SIGNATURES = Table(
    name="signatures",
    grain="One row per article: the keys under which it meets its likely copies, as 64-bit hashes. Empty in the published database.",
    key=("article_id",),
    hashed=False,
    columns=(
        Column("article_id", "text", "The article.", references="articles.article_id"),
        Column("published_on", "date", "Its day of publication, by which the articles under one key stand in order.", null=True),
        Column("bands", "integer[]", "MinHash bands of its first 300 words, of all of it and of its long words, and its whole text."),
        Column("runs", "integer[]", "Winnowed fingerprints of five words in a row."),
        Column("numbers", "integer[]", "Its numbers, four in a row."),
        Column("n_numbers", "integer", "How many numbers it gives.", low=0),
        Column("least", "integer[]", "The 64 least of its shingles."),
        Column("extractor_version", "text", "Version of the code that made them."),
    ),
)
LIKENESSES = Table(
    name="likenesses",
    grain="One row per pair of articles that are alike indeed, of those that share a key.",
    key=("earlier_id", "later_id"),
    hashed=False,
    columns=(
        Column("earlier_id", "text", "The earlier by (published_on, nulls last; article_id).", references="articles.article_id"),
        Column("later_id", "text", "The later.", references="articles.article_id"),
        Column("similarity", "double", "Jaccard or containment of their shingles.", low=0, high=1),
        Column("kind", "text", "copy; or version, where a quantity differs at the same place.", values=("copy", "version")),
    ),
)
