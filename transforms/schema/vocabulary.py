"""Closed vocabularies that several tables share. Words that a person may want to contest are rows in seeds/, not here."""

CASUALTY_MEASURES = ("killed", "injured", "casualties", "missing", "captured", "abducted", "detained")
REFUGEE_MEASURES = (
    "displaced",
    "idps",
    "refugees",
    "asylum_seekers",
    "returnees",
    "evacuated",
    "homeless",
    "in_need",
    "affected",
)
MEASURES = CASUALTY_MEASURES + REFUGEE_MEASURES
UNITS = ("person", "household")
QUANTIFIERS = ("exact", "about", "at_least", "more_than", "up_to", "less_than", "range", "vague", "none")
POPULATIONS = ("civilian", "combatant", "police", "aid_worker", "medic", "journalist", "prisoner", "any")
AGES = ("children", "adults", "elderly", "any")
SEXES = ("f", "m", "any")
SPEAKER_KINDS = ("party", "adverse_party", "un", "ngo", "official", "hospital", "media", "witness", "none")
STANCES = ("asserted", "confirmed", "claimed", "estimated", "denied", "disputed", "unverified")
SCOPES = ("incident", "period", "cumulative", "stock", "projection")
PRECISIONS = ("day", "week", "month", "year")
AS_OF_BASES = ("explicit", "relative", "publication", "none")
RELATIONS = ("subset_of", "adds_to", "revises", "total_of")
FLAGS = ("named", "rate_per_day", "ambiguous_date", "caption", "table", "hidden", "dropped", "confused_place")
