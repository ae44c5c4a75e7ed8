from transforms.schema.table import Column, Table

MENTION_KINDS = ("place", "speaker", "date")

MENTIONS = Table(
    name="mentions",
    grain="One row per place, speaker or date named in an article that a figure rests on.",
    key=("mention_id",),
    columns=(
        Column("mention_id", "text", "Hash of article, field, kind and offsets."),
        Column("article_id", "text", "The article.", references="articles.article_id"),
        Column("field", "text", "Where in the article the offsets point.", values=("title", "text")),
        Column("kind", "text", "What is named.", values=MENTION_KINDS),
        Column("entity_id", "text", "place_id, speaker_id or ISO date that it stands for; null where it is not in the tables.", null=True),
        Column("start", "integer", "Offset of its first character.", low=0),
        Column("end", "integer", "Offset behind its last character.", low=1),
        Column("text", "text", "The words."),
    ),
)
