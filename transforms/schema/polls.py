from transforms.schema.table import Column, Table

POLLS = Table(
    name="polls",
    grain="One row per source: its last poll and the next.",
    key=("source_id",),
    hashed=False,
    columns=(
        Column("source_id", "text", "The source.", references="sources.source_id"),
        Column("run_id", "text", "The run that last polled it.", references="runs.run_id"),
        Column("polled_at", "timestamp", "Last poll, UTC."),
        Column("next_poll_at", "timestamp", "Earliest next poll, UTC; null: at each run.", null=True),
        Column("etag", "text", "Validator of the last answer.", null=True),
        Column("last_modified", "text", "Validator of the last answer.", null=True),
        Column("offered", "integer", "Things that it listed at the last poll.", low=0),
        Column("error", "text", "Why the last poll failed.", null=True),
    ),
)
