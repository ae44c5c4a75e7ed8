from transforms.schema import vocabulary as v
from transforms.schema.casualties import cell_columns
from transforms.schema.table import Table

REFUGEES = Table(
    name="refugees",
    grain="What is known now of people displaced or in need: one row per conflict, incident, measure, population, age, sex, side, place, origin, scope, "
    "period_start and as_of.",
    key=("cell_id",),
    columns=cell_columns(v.REFUGEE_MEASURES, origin=True),
)
