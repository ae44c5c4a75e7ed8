from transforms.schema import vocabulary as v
from transforms.schema.figures import MAX_PEOPLE
from transforms.schema.table import Column, Table

CLAIMS = Table(
    name="claims",
    grain="One row per distinct statement, merged over articles and stories.",
    key=("claim_id",),
    columns=(
        Column("claim_id", "text", "Hash of everything that makes it distinct."),
        Column("conflict_id", "text", "The conflict.", null=True),
        Column("incident_id", "text", "The incident, for scope incident.", null=True, references="incidents.incident_id"),
        Column("measure", "text", "What happened to the people.", values=v.MEASURES),
        Column("population", "text", "The people's role.", values=v.POPULATIONS),
        Column("age", "text", "Age group.", values=v.AGES),
        Column("sex", "text", "Sex.", values=v.SEXES),
        Column("side", "text", "Whose people they are.", null=True),
        Column("place_id", "text", "Where, as listed in places.csv, else the name as written.", null=True),
        Column("place", "text", "The place's name.", null=True),
        Column("origin_id", "text", "The place that they left, as listed in places.csv, else the name as written.", null=True),
        Column("scope", "text", "What stretch it counts.", values=v.SCOPES),
        Column("period_start", "date", "First day of the stretch, included.", null=True),
        Column("as_of", "date", "Day at which it holds.", null=True),
        Column("as_of_first", "date", "First day of the stretch that as_of ends, where it was found in the speaker's series.", null=True),
        Column("as_of_precision", "text", "How precise as_of is.", null=True, values=v.PRECISIONS),
        Column("as_of_basis", "text", "What as_of rests on.", values=(*v.AS_OF_BASES, "series")),
        Column("speaker_id", "text", "Who vouches for it: row of speakers.csv, else the name; null for the outlets' own voice.", null=True),
        Column("speaker", "text", "The speaker's canonical name; null for the outlets' own voice.", null=True),
        Column("speaker_kind", "text", "What the speaker is to the people counted.", values=v.SPEAKER_KINDS),
        Column("stance", "text", "How it is vouched for.", values=v.STANCES),
        Column("quantifier", "text", "How the number is qualified.", values=v.QUANTIFIERS),
        Column("is_part", "boolean", "Whether each of its stories tells it as a part of another number, told or not."),
        Column(
            "part_of",
            "text[]",
            "Claims whose number its number is a part of (subset_of, or their total_of), where each of its stories tells one.",
        ),
        Column("adds_to", "text[]", "Claims to which its number is added; empty unless each of its stories adds it so."),
        Column("revised_by", "text[]", "Claims of the same articles that revise it."),
        Column("flags", "text[]", f"Flags that every figure of it bears, of {', '.join(v.FLAGS)}."),
        Column("low", "integer", "Least number of people.", null=True, low=0, high=MAX_PEOPLE),
        Column("best", "integer", "Number of people as stated.", null=True, low=0, high=MAX_PEOPLE),
        Column("high", "integer", "Greatest number of people.", null=True, low=0, high=MAX_PEOPLE),
        Column(
            "household_size", "double", "People a household by which households were converted; null for people.", null=True, low=1, high=20
        ),
        Column("confidence", "double", "Least confidence of its figures.", low=0, high=1),
        Column("known_on", "date", "Earliest day of publication of its articles, else the day received."),
        Column("n_articles", "integer", "Articles that state it.", low=1),
        Column("n_stories", "integer", "Stories that state it; copies count once.", low=1),
        Column("story_ids", "text[]", "Those stories."),
    ),
)

CLAIM_FIGURES = Table(
    name="claim_figures",
    grain="One row per figure: the claim that it is a statement of.",
    key=("figure_id",),
    columns=(
        Column("claim_id", "text", "The claim.", references="claims.claim_id"),
        Column("figure_id", "text", "The figure.", references="figures.figure_id"),
    ),
)
