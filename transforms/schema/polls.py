from transforms.schema.table import Column, Table

STATES = ("listed", "unchanged", "partial", "failed")

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
        Column(
            "state",
            "text",
            "What its last poll gave: all that it lists, nothing since it had not changed, a part, or nothing.",
            values=STATES,
        ),
        Column(
            "offered", "integer", "Things that it offered at the last poll: its listing, and what was deferred before and was due.", low=0
        ),
        Column("listed", "integer", "Things in its last listing that came; kept where a poll gave none.", null=True, low=0),
        Column("listed_before", "integer", "Things in the listing before that one.", null=True, low=0),
        Column("left_out", "integer", "Things that it names beyond a limit, for which there are no receipts.", low=0),
        Column("failures", "integer", "Polls in a row that failed.", low=0),
        Column("answered_at", "timestamp", "When it last gave a listing or said that it has not changed, UTC.", null=True),
        Column("new_at", "timestamp", "When something new last came of it, or it was first polled, UTC.", null=True),
        Column("error", "text", "Why its last listing failed or is not whole.", null=True),
    ),
)
