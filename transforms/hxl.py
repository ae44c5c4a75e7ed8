"""The tables with HXL hashtags (hxlstandard.org, 1.1), as humanitarian spreadsheets speak."""

from __future__ import annotations

import polars as pl

from transforms.schema.table import Table
from transforms.schema.vocabulary import AGES, MEASURES, POPULATIONS, SCOPES, SEXES, STANCES

TAG = {
    "cell_id": "#meta+id",
    "claim_id": "#meta+id+claim",
    "figure_id": "#meta+id+figure",
    "conflict_id": "#crisis+code",
    "conflict": "#crisis+name",
    "incident_id": "#event+id",
    "population": "#group+population+code",
    "age": "#group+age+code",
    "sex": "#group+sex+code",
    "side": "#group+side+code",
    "place_id": "#loc+code",
    "place": "#loc+name",
    "country": "#country+code+v_iso3",
    "adm1": "#adm1+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "origin_id": "#loc+origin+code",
    "origin": "#loc+origin+name",
    "scope": "#meta+scope",
    "period_start": "#date+start",
    "as_of": "#date+end",
    "known_on": "#date+reported",
    "published_on": "#date+reported",
    "speaker": "#meta+source",
    "outlet": "#meta+source+outlet",
    "url": "#meta+url",
    "sentence": "#description+quote",
}
MEASURE_TAG = {measure: f"#affected+{measure}" for measure in MEASURES} | {"in_need": "#inneed", "affected": "#affected"}
BOUNDS = (("best", "", ""), ("low", "_low", "+min"), ("high", "_high", "+max"))
CHAIN = 6  # a site in a city in a district in a country in a region in the world

LISTED = {"population": POPULATIONS, "age": AGES, "sex": SEXES, "scope": SCOPES, "stance": STANCES}


def located(places: pl.DataFrame) -> pl.DataFrame:
    """Each place with its name, country, the name of the first-level division that it is or lies in, and its coordinates."""
    up = places.select(above="place_id", kind="kind", division="name", next="within")
    walk = places.select("place_id", above="place_id")
    found = []
    for _ in range(CHAIN):
        walk = walk.join(up, on="above", how="inner")
        found.append(walk.filter(pl.col("kind") == "admin1").select("place_id", adm1="division"))
        walk = walk.filter(pl.col("kind") != "admin1").select("place_id", above="next").drop_nulls()
    divisions = pl.concat(found).unique("place_id", keep="first")
    named = places.select("place_id", "country", "latitude", "longitude", place="name")
    return named.join(divisions, on="place_id", how="left").sort("place_id")


def sheet(rows: pl.DataFrame, table: Table, places: pl.DataFrame, conflicts: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table with a measure, the number of each measure in columns of its own, names beside ids, and places located.

    `killed` is best, `killed_low` and `killed_high` its bounds; all three are null in a row about another measure.
    """
    where = located(places)
    named = rows.drop("place", "origin", strict=False)
    if "place" in rows.columns:  # places that no list holds go by their name as written
        named = rows.drop("origin", strict=False).rename({"place": "place_written"})
    named = named.join(where, on="place_id", how="left", maintain_order="left")
    written = pl.col("place_written") if "place_written" in named.columns else pl.col("place_id")
    named = named.with_columns(pl.coalesce("place", written).alias("place")).drop("place_written", strict=False)
    named = named.join(conflicts.select("conflict_id", conflict="name"), on="conflict_id", how="left", maintain_order="left")
    if "origin_id" in named.columns:
        origins = where.select(origin_id="place_id", origin="place")
        named = named.join(origins, on="origin_id", how="left", maintain_order="left")
        named = named.with_columns(pl.coalesce("origin", "origin_id").alias("origin"))
    numbers = [
        pl.when(pl.col("measure") == measure).then(bound).alias(f"{measure}{ending}")
        for measure in table.column("measure").values
        for bound, ending, _ in BOUNDS
    ]
    first = [name for name in TAG if name in named.columns]
    rest = [name for name in named.columns if name not in (*first, "low", "best", "high")]
    return named.select(*first, *numbers, *rest)


def hashtags(columns: list[str]) -> list[str]:
    """The hashtag of each column of a sheet, in order; a column of Toll's own is a #meta with its name."""
    numbers = {f"{measure}{ending}": MEASURE_TAG[measure] + suffix for measure in MEASURES for _, ending, suffix in BOUNDS}
    return [TAG.get(name) or numbers.get(name) or f"#meta+{name}" for name in columns]


def rules() -> pl.DataFrame:
    """An HXL schema that each sheet passes: what is a number, a day or a word of a closed list, what must be there, and how ids look."""
    of_any = ",".join(sorted({tag for tag in MEASURE_TAG.values() if tag.startswith("#inneed")} | {"#affected"}))
    blank = {"#valid_tag": "", "#valid_datatype": "", "#valid_required": "", "#valid_value+list": "", "#valid_value+regex": ""}
    blank |= {"#valid_value+min": "", "#valid_value+max": "", "#valid_value+case": "", "#description": ""}
    lines: list[dict[str, str]] = [
        {"#valid_tag": of_any, "#valid_datatype": "number", "#valid_value+min": "0", "#description": "Numbers of people."},
        {"#valid_tag": "#date", "#valid_datatype": "date", "#description": "Days, ISO 8601."},
        {"#valid_tag": "#date+reported", "#valid_datatype": "date", "#description": "The day on which the number became known."},
        {"#valid_tag": "#meta+id", "#valid_required": "true", "#valid_value+regex": "^[0-9a-f]{20}$", "#description": "Stable ids."},
        {
            "#valid_tag": "#meta+measure",
            "#valid_required": "true",
            "#valid_value+list": "|".join(MEASURES),
            "#description": "What happened.",
        },
        {"#valid_tag": "#geo+lat", "#valid_datatype": "number", "#valid_value+min": "-90", "#valid_value+max": "90"},
        {"#valid_tag": "#geo+lon", "#valid_datatype": "number", "#valid_value+min": "-180", "#valid_value+max": "180"},
        {"#valid_tag": "#country+code", "#valid_value+regex": "^[A-Z]{3}$", "#description": "ISO 3166-1 alpha-3."},
        {"#valid_tag": "#meta+confidence", "#valid_datatype": "number", "#valid_value+min": "0", "#valid_value+max": "1"},
    ]
    lines += [
        {"#valid_tag": hashtags([name])[0], "#valid_value+list": "|".join(values), "#valid_value+case": "true"}
        for name, values in LISTED.items()
    ]
    return pl.DataFrame([blank | line for line in lines])
