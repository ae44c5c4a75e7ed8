from transforms.schema.table import Column, Table

STAGES = ("ingest", "dedupe", "enrich", "tabulate", "publish")
RUN_STATES = ("running", "done", "unchanged", "failed")

RUNS = Table(
    name="runs",
    grain="One row per stage and run.",
    key=("run_id", "stage"),
    hashed=False,
    columns=(
        Column("run_id", "text", "Start of the run, UTC, and a random tail."),
        Column("stage", "text", "The stage.", values=STAGES),
        Column("state", "text", "How it ended.", values=RUN_STATES),
        Column("started_at", "timestamp", "UTC."),
        Column("seconds", "double", "Wall time.", null=True, low=0),
        Column("offered", "integer", "Rows offered to its gates.", low=0),
        Column("written", "integer", "Rows written.", low=0),
        Column("refused", "integer", "Rows refused.", low=0),
        Column("counts", "text", "What it did, as a JSON object of counts."),
        Column("versions", "text", "Versions of the core libraries, as a JSON object."),
        Column("extractor_version", "text", "Version of the code and word lists."),
        Column("error", "text", "Why it failed.", null=True),
    ),
)
