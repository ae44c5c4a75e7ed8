from transforms.schema.table import Column, Table

KINDS = ("folder", "file", "feed", "sitemap", "urls", "warc")

SOURCES = Table(
    name="sources",
    grain="One row per place that articles come from: those of sources.csv, and one for the paths of a command line.",
    key=("source_id",),
    hashed=False,
    columns=(
        Column("source_id", "text", "Short name by which receipts refer to it, as typed in `toll sources enable`."),
        Column("name", "text", "Name for people."),
        Column("kind", "text", "How it is listed.", values=KINDS),
        Column("address", "text", "Folder, file or URL, its secrets as ***; a relative path is under TOLL_HOME."),
        Column("language", "text", "ISO 639-1 code of most of its articles.", null=True),
        Column("country", "text", "ISO 3166-1 alpha-3 code of the publisher's country.", null=True),
        Column("licence", "text", "Licence of its texts, where it states one.", null=True),
        Column("interval_minutes", "integer", "Least minutes between two polls.", null=True, low=0),
        Column("enabled", "boolean", "Whether `toll run` without paths and the schedule read it."),
    ),
)
