"""Towns and villages that no row of places.csv names: of those of one name, the one in the country that the article speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from transforms.text.model import Reference

_KIND = re.compile(r"\s(?:village|town|city|township|settlement)$", re.I)
_MARKS = str.maketrans({"-": " ", "'": "", "’": "", "ʻ": "", "‘": "", "`": "", "ʼ": ""})
_ARTICLE = re.compile(r"^(?:al|el|ad|an|as|ar|ash|at|az) (?=\w{3})")
PREFIX = "geonames-"
_TOWN = 5_000  # inhabitants from which a place is a city here, below it a village
_ALONE = 50_000  # inhabitants from which a place is meant wherever the article is about, if no other has its name
_ABOVE = 10  # times as many inhabitants as the next of its name in a country: the greater is meant


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """A name without case, marks above letters, hyphens, apostrophes and the Arabic article, by which spellings are compared."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_MARKS)
    return _ARTICLE.sub("", " ".join("".join(char for char in plain if not unicodedata.combining(char)).split()))


class Gazetteer:
    """Finds places of table gazetteer by name; the table is read when first asked."""

    def __init__(self, reference: Reference) -> None:
        self._table = reference.get("gazetteer", ())
        self._named: dict[str, list[Mapping[str, Any]]] | None = None

    def find(self, name: str, country: str | None, lean: Mapping[str, int]) -> Mapping[str, Any] | None:
        """The place of this name in the country, if that is known, else in the countries that an article speaks of; as a row of places.

        None where none fits, or where two would: "Ivanivka".
        """
        found = self._by_name().get(fold(_KIND.sub("", name)), ())
        if country is not None:
            return _greatest([row for row in found if row["country"] == country])
        near = [row for row in found if lean.get(row["country"], 0)]
        if near:
            most = max(lean[row["country"]] for row in near)
            return _greatest([row for row in near if lean[row["country"]] == most])
        return _greatest(found) if found and max(row["population"] for row in found) >= _ALONE else None

    def knows(self, name: str) -> bool:
        """Whether any town or village has this name."""
        return fold(name) in self._by_name()

    def _by_name(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        if self._named is None:
            self._named = {}
            for row in self._table:
                for spelling in row["spellings"]:
                    self._named.setdefault(spelling, []).append(row)
        return self._named


def in_places(reference: Reference, place_ids: Collection[str | None]) -> list[dict[str, Any]]:
    """The rows of places for those of the ids that are of the gazetteer, in its order."""
    if not any(place_id and place_id.startswith(PREFIX) for place_id in place_ids):
        return []
    return [_place(row) for row in reference.get("gazetteer", ()) if f"{PREFIX}{row['geoname_id']}" in place_ids]


def _greatest(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The row far above the others in inhabitants, as one of places."""
    ranked = sorted(rows, key=lambda row: -row["population"])
    if not ranked or (len(ranked) > 1 and ranked[0]["population"] < _ABOVE * max(1, ranked[1]["population"])):
        return None
    return _place(ranked[0])


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "place_id": f"{PREFIX}{row['geoname_id']}",
        "name": row["name"],
        "kind": "city" if row["population"] >= _TOWN else "village",
        "country": row["country"],
        "within": row["country"],
        "aliases": (),
        "demonyms": (),
        "confused_with": (),
        "capital": None,
        "latitude": row["latitude"],
        "longitude": row["longitude"],
    }
