from transforms.schema.table import Column, Table

ENCODING_SOURCES = ("bom", "http", "meta", "utf-8", "guess")
STATES = ("new", "read", "passed_over", "rejected")
DAMAGES = ("missing", "changed")

DOCUMENTS = Table(
    name="documents",
    grain="One row per distinct bytes.",
    key=("document_id",),
    columns=(
        Column("document_id", "text", "SHA-256 of the bytes as received, in hexadecimal."),
        Column("media_type", "text", "What the bytes are by their content: text/html, text/plain, application/x-ndjson ...", null=True),
        Column("encoding", "text", "Encoding by which the bytes were read.", null=True),
        Column(
            "encoding_source",
            "text",
            "What told the encoding: a byte order mark, the server, the page itself, that it is valid UTF-8, or a guess.",
            null=True,
            values=ENCODING_SOURCES,
        ),
        Column("replacements", "integer", "Bytes that the encoding could not read, replaced by U+FFFD.", null=True, low=0),
        Column("url", "text", "Address that the bytes came from, after redirects; file: for files.", hashed=False),
        Column("charset", "text", "Encoding that the server named.", null=True),
        Column("listed_on", "date", "Day of publication that the feed or sitemap gave which led to it.", null=True),
        Column("size", "integer", "Bytes.", low=0),
        Column("unaccounted", "integer", "Bytes of a WARC in which no whole record stands; null for other documents.", null=True, low=0),
        Column("archive_file", "text", "WARC or whole file under TOLL_HOME/archive that holds the bytes.", hashed=False),
        Column("archive_offset", "integer", "Byte offset of the WARC record in it; 0 for a whole file.", low=0, hashed=False),
        Column(
            "damage",
            "text",
            "What `toll doctor --deep` found wrong with its bytes in the archive; null where they are as received, or were not looked at.",
            null=True,
            values=DAMAGES,
            hashed=False,
        ),
        Column("state", "text", "What became of it.", values=STATES),
        Column("reason", "text", "Why it was passed over or rejected.", null=True),
        Column("extractor_version", "text", "Version of the code and word lists that read it; null while it is new.", null=True),
    ),
)
