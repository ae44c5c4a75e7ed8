from transforms.schema.table import Column, Table

OUTCOMES = ("new", "known", "unchanged", "deferred", "rejected")

RECEIPTS = Table(
    name="receipts",
    grain="One row per thing that a source offered in a run.",
    key=("receipt_id",),
    hashed=False,
    columns=(
        Column("receipt_id", "text", "Hash of run, source and url."),
        Column("run_id", "text", "The run in which it was offered.", references="runs.run_id"),
        Column("source_id", "text", "The source that offered it.", references="sources.source_id"),
        Column("url", "text", "Address as the source gave it; file: for files."),
        Column("received_at", "timestamp", "When its bytes were received, or the receipt was written where none came, UTC."),
        Column(
            "asked", "boolean", "Whether it was asked for in this run; false where what was known of it sufficed, or a limit was reached."
        ),
        Column("document_id", "text", "The bytes that came; null where none came.", null=True, references="documents.document_id"),
        Column("outcome", "text", "What became of it.", values=OUTCOMES),
        Column("reason", "text", "Why, where it is deferred or rejected.", null=True),
        Column("due_at", "timestamp", "When a deferred thing is due again, UTC.", null=True),
    ),
)
