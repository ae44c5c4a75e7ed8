from transforms.schema.table import Column, Table

ROLES = ("low", "best", "high", "supports", "excluded")

EVIDENCE = Table(
    name="evidence",
    grain="One row per cell, claim and role: every claim of a cell, used or not.",
    key=("cell_id", "claim_id", "role"),
    columns=(
        Column("cell_id", "text", "Cell of casualties or refugees."),
        Column("claim_id", "text", "The claim.", references="claims.claim_id"),
        Column("role", "text", "What the claim does for the cell.", values=ROLES),
        Column("reason", "text", "The rule by which it has that role."),
    ),
)
