from transforms.schema.table import Column, Table

REASONS = (
    "empty",
    "not_text",
    "unsupported_type",
    "too_large",
    "too_many_elements",
    "too_deep",
    "parse_truncated",
    "undecodable",
    "no_text",
    "soft_block",
    "malformed_record",
    "extract_timeout",
    "extractor_crashed",
    "internal_error",
    "not_regular",
    "not_selected",
    "unreadable",
    "unstable",
    "cast",
    "rule",
    "duplicate_key",
)

REJECTS = Table(
    name="rejects",
    grain="One row per thing refused in a run: a document, a record of one, or a row at a gate.",
    key=("reject_id",),
    hashed=False,
    columns=(
        Column("reject_id", "text", "Hash of run, stage, table, id, reason and rule."),
        Column("run_id", "text", "The run.", references="runs.run_id"),
        Column("stage", "text", "The stage that refused it."),
        Column("table", "text", "The table that it was meant for."),
        Column("id", "text", "Its key, or its address where it has none."),
        Column("reason", "text", "Why.", values=REASONS),
        Column("rule", "text", "The rule that it broke.", null=True),
        Column("value", "text", "The value that broke it, or the error's words.", null=True),
        Column("row", "text", "The whole row as JSON.", null=True),
    ),
)
