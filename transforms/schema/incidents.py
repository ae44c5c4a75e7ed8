from transforms.schema import vocabulary as v
from transforms.schema.table import Column, Table

INCIDENTS = Table(
    name="incidents",
    grain="One row per attack or event that figures tell of: a conflict, a place and a day.",
    key=("incident_id",),
    columns=(
        Column("incident_id", "text", "Hash of conflict, place and day."),
        Column("conflict_id", "text", "The conflict.", null=True),
        Column("place_id", "text", "Where, as listed in places.csv, else the name as written.", null=True),
        Column("happened_on", "date", "When.", null=True),
        Column("precision", "text", "How precise happened_on is.", null=True, values=v.PRECISIONS),
    ),
)
