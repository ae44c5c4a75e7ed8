from transforms.schema.table import Column, Table

PUBLISHED_DOUBTS = ("ambiguous", "implausible", "disputed")
PUBLISHED_BASES = ("structured", "meta", "url", "feed", "record", "dateline", "text", "none")

ARTICLES = Table(
    name="articles",
    grain="One row per article in a document: one in a page, many in JSON Lines.",
    key=("article_id",),
    columns=(
        Column("article_id", "text", "Hash of document_id and entry."),
        Column("document_id", "text", "The bytes that it was read from.", references="documents.document_id"),
        Column("entry", "integer", "Its place in the document, from 0.", low=0),
        Column("url", "text", "Its address: the page's canonical link, the record's url, else the file.", null=True),
        Column("outlet", "text", "Who published it, as it names itself.", null=True),
        Column("title", "text", "Headline.", null=True),
        Column("authors", "text[]", "Bylines in order."),
        Column("published_on", "date", "Day of publication; null where nothing trustworthy states it.", null=True),
        Column("published_basis", "text", "What states it.", values=PUBLISHED_BASES),
        Column("runner_up_on", "date", "Day that the next best evidence states, the same or another.", null=True),
        Column("runner_up_basis", "text", "What states that day.", null=True, values=PUBLISHED_BASES),
        Column(
            "published_doubts",
            "text[]",
            "Any of ambiguous (a day as 03/04/2024 was not used), implausible (one before 1990 or after tomorrow was refused), "
            "disputed (evidence differs by more than a day).",
        ),
        Column("language", "text", "ISO 639-1 code.", null=True),
        Column("text", "text", "The article's words without page furniture (a record's text is as given)."),
        Column("marks", "text[]", "Stretches of the text that are no running prose, as kind:start-end; a kind is caption or table."),
        Column("extractor_version", "text", "Version of the code and word lists that read it."),
    ),
)
