from transforms.schema import vocabulary as v
from transforms.schema.figures import MAX_PEOPLE
from transforms.schema.table import Column, Table

METHODS = ("stated", "derived", "reconciled")
CELL_FLAGS = ("disputed", "single_speaker", "adverse_only", "vague", "revised", "revision", "correction", "restart", "mismatch", "round")


def cell_columns(measures: tuple[str, ...], *, origin: bool) -> tuple[Column, ...]:
    """The columns of a figure table; refugees also have the place that people left."""
    origin_id = (Column("origin_id", "text", "The place that they left.", null=True),) if origin else ()
    return (
        Column("cell_id", "text", "Hash of the grain."),
        Column("conflict_id", "text", "The conflict.", null=True),
        Column("incident_id", "text", "The incident, for scope incident.", null=True, references="incidents.incident_id"),
        Column("measure", "text", "What happened to the people.", values=measures),
        Column("population", "text", "The people's role.", values=v.POPULATIONS),
        Column("age", "text", "Age group.", values=v.AGES),
        Column("sex", "text", "Sex.", values=v.SEXES),
        Column("side", "text", "Whose people they are.", null=True),
        Column("place_id", "text", "Where, as listed in places.csv, else the name as written.", null=True),
        *origin_id,
        Column("scope", "text", "What stretch it counts.", values=v.SCOPES),
        Column("period_start", "date", "First day of the stretch, included.", null=True),
        Column("as_of", "date", "Day at which it holds.", null=True),
        Column("low", "integer", "Least number of people that the claims support.", null=True, low=0, high=MAX_PEOPLE),
        Column("best", "integer", "The best supported number of people; null rather than a guess.", null=True, low=0, high=MAX_PEOPLE),
        Column("high", "integer", "Greatest number of people claimed; null: no upper bound.", null=True, low=0, high=MAX_PEOPLE),
        Column(
            "method",
            "text",
            "stated: one speaker's number; derived: computed from others; reconciled: of several speakers.",
            values=METHODS,
        ),
        Column("n_claims", "integer", "Claims that are used.", low=0),
        Column("n_speakers", "integer", "Speakers of the claims used; the outlets' own voice is one.", low=0),
        Column("n_stories", "integer", "Stories behind the claims used; copies count once.", low=0),
        Column("confidence", "double", "Least confidence of the figures that carry best.", low=0, high=1),
        Column("flags", "text[]", f"Any of {', '.join(CELL_FLAGS)}."),
        Column("known_on", "date", "Day on which the last claim that moved low, best or high became known."),
    )


CASUALTIES = Table(
    name="casualties",
    grain="What is known now of people killed, injured, missing or held: one row per conflict, incident, measure, population, age, sex, side, place, scope, "
    "period_start and as_of.",
    key=("cell_id",),
    columns=cell_columns(v.CASUALTY_MEASURES, origin=False),
)
