from transforms.schema.table import Column, Table

CHECKS = Table(
    name="checks",
    grain="One row per run, stage, table and rule: what was expected of the rows, and how many held it.",
    key=("run_id", "stage", "table", "rule"),
    hashed=False,
    columns=(
        Column("run_id", "text", "The run.", references="runs.run_id"),
        Column("stage", "text", "The stage."),
        Column("table", "text", "The table; `laws` for the conservation laws."),
        Column("rule", "text", "The expectation in words."),
        Column("rows", "integer", "Rows that it was asked of.", low=0),
        Column("refused", "integer", "Rows that broke it.", low=0),
        Column("passed", "boolean", "Whether every row held it."),
    ),
)
