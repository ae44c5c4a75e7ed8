"""Places named in a sentence and how they stand there: where something is, where people come from or go to, or merely named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transforms.text.model import Reference
from transforms.text.names import Names


@dataclass(frozen=True, slots=True)
class Placed:
    """One place named in a sentence. `role` is at, from, to, against or named; `place_id` is null for one that is not listed."""

    start: int
    end: int
    place_id: str | None
    name: str
    country: str | None
    kind: str
    role: str


_FILL = (
    r"(?:\s+(?:the|a|an|its|their|our|central|northern|southern|eastern|western|north|south|east|west|north-eastern|northeastern"
    r"|northwestern"
    r"|southeastern|southwestern|south-eastern|occupied|besieged|nearby|neighbou?ring|downtown|rural|greater|war-torn|front-line"
    r"|frontline"
    r"|coastal|border|capital|city|town|village|hamlet|settlement|region|province|state|district|suburb|port|area|areas|camp"
    r"|parts|part|outskirts"
    r"|coast|island|neighbou?rhood|cities|towns|villages|whole|all|most|of|de|entire|strip|mainly|government-held|rebel-held"
    r"|Russian-occupied"
    r"|Russian|Ukrainian|Syrian|Iraqi|Sudanese|Afghan|Somali|Nigerian|Israeli|Lebanese|Yemeni|Pakistani|Congolese|Ethiopian|Turkish))*\s+"
)
_AT = re.compile(
    r"\b(?:in|at|near|around|outside|inside|across|throughout|off|within|over|hit|hits|struck|attacked|shelled|bombed|(?:attacks?"
    r"|strikes?|assaults?|raids?|shelling|bombing|fire|advance|offensive|missiles?|war|bombardment|border) on|у|в|в районі)" + _FILL + r"$",
    re.I,
)
_FROM = re.compile(r"\b(?:from|fled|fleeing|flee|left|leave|leaving|escaped|escaping|out of)" + _FILL + r"$", re.I)
_TO = re.compile(r"\b(?:to|into|toward|towards|reached|entered|reach|enter)" + _FILL + r"$", re.I)
_AGAINST = re.compile(r"\bagainst\s+(?:the\s+)?$", re.I)
_OWNED = re.compile(r"\b(?:in|at|near|outside|across|on|hit|struck)\s+(?:the\s+)?[^\W\d_a-z]\w*['’]s" + _FILL + r"$")
_OF = re.compile(r"\bof(?:\s+the)?\s+$", re.I)
_PART = re.compile(
    r"\b(?:city|cities|town|towns|village|villages|hamlet|settlement|region|province|state|district|suburb|port|areas?|camp"
    r"|parts?|outskirts"
    r"|coast|island|north|south|east|west|north-?east|north-?west|south-?east|south-?west|streets|neighbou?rhood|capital"
    r"|territory|cent(?:re|er)"
    r"|invasion|assault|occupation|bombardment|shelling|siege|attack|bombing|battle|kilomet(?:er|re)s \w+|miles \w+)\s+of(?:\s+the)?\s+$",
    re.I,
)
_AREA = re.compile(r"\b(?:region|province|oblast|governorate|state|camp|refugee camp)\b", re.I)
_HOSTS = re.compile(
    r"\s+(?:(?:is|has|have|are|was|were|now|currently|alone|also)\s+)*(?:host|shelter|took in|taken in|received|welcom|accommodat)"
)
_CHAIN = re.compile(r"(?:,\s+(?:in\s+)?(?:the\s+)?|\s*\(|\s+in\s+(?:the\s+)?)$")
_TOLL = re.compile(r"(?:['’]s)?\s(?:civilian |death |war )*(?:toll|dead)\b")
_AND = re.compile(r"\s*(?:,|and|or|,\s*and)\s+(?:the\s+)?$")
_POSSESSIVE = re.compile(r"['’]s?\b")
_UNLISTED = re.compile(
    r"(?:\b(?:village|town|city|settlement|hamlet|suburb|neighbou?rhood|district|municipality|province|town(?:ship)?s?) of "
    r"(?P<of>[^\W\d_a-z][\w'’]*(?:[- ](?:[^\W\d_a-z][\w'’]*|al|el|de|la)\b)*))"
    r"|\b(?:[Ii]n|[Nn]ear|[Aa]t|[Oo]utside|[Oo]f|[Oo]ff|[Tt]o|[Ff]rom|[Aa]round)\s(?:the\s)?"
    r"(?P<kind>[^\W\d_a-z][\w'’]*(?:[- ][^\W\d_a-z][\w'’]*)*\s(?:village|town|district|province|region|county|County|District|Province"
    r"|refugee camp|camp|Island|Hospital|hospital|neighbou?rhood|governorate|oblast|Hall|market|Bridge|prison|airport|Airport"
    r"|Mosque|mosque|Valley|Beach))\b"
)


_PLAIN = re.compile(
    r"\b(?:in|near|outside)\s([^\W\d_a-z][^\W\d_A-Z]{2,}(?:[- ][^\W\d_a-z][^\W\d_A-Z]+){0,2})(?=\s(?:on|and|where|after|during|due|when|as|by|killing)\b|[,.;]|$)"
)
_NO_PLACES = frozenset(
    ("World", "Operation", "Parliament", "Congress", "Twitter", "Telegram", "Facebook", "Arabic", "Islam", "Ramadan", "Christmas", "Easter")
)


class PlaceReader:
    """Reads places; compiled once from table places."""

    def __init__(self, reference: Reference) -> None:
        self.rows: Mapping[str, Mapping[str, Any]] = {row["place_id"]: row for row in reference.get("places", ())}
        self._names = Names((name, row) for row in self.rows.values() for name in _written(row))
        self._no_places = {row["word"] for row in reference.get("date_words", ())} | _NO_PLACES
        self._demonyms = Names((name, row) for row in self.rows.values() for name in row["demonyms"])

    def demonyms(self, text: str) -> list[tuple[int, int, Mapping[str, Any]]]:
        """(start, end, place) of every demonym in the text."""
        return self._demonyms.find(text)

    def named(self, text: str) -> list[tuple[int, int, Mapping[str, Any]]]:
        """(start, end, place) of every listed place name in the text."""
        return self._names.find(text)

    def get(self, name: str) -> Mapping[str, Any] | None:
        """The listed place of exactly this name, or None."""
        row: Mapping[str, Any] | None = self._names.get(name)
        return row

    def contains(self, place_id: str | None) -> list[str]:
        """The place and all that it lies in, from the least to the world."""
        chain: list[str] = []
        while place_id is not None and place_id in self.rows and place_id not in chain:
            chain.append(place_id)
            place_id = self.rows[place_id]["within"]
        return chain

    def read(self, text: str) -> list[Placed]:
        """The places of one sentence in order; of "Kharkiv, Ukraine" only the first, of "the village of X in Y" X with the country of Y."""
        listed = self._names.find(text)
        found: list[Placed] = []
        names: list[tuple[int, int, Mapping[str, Any] | None]] = [(start, end, row) for start, end, row in listed]
        for match in _UNLISTED.finditer(text):
            start, end = match.span("of" if match["of"] else "kind")
            if not any(start < e and s < end and e >= end for s, e, _ in listed):
                names = [name for name in names if not (start < name[1] and name[0] < end)]
                names.append((start, end, None))
        # a place that no row names, where the words can hardly be anything else: alone, or "in Tarvella, Sudan"
        opened = {start for start, _, _ in names}
        for match in _PLAIN.finditer(text):
            alone = not opened or (text.startswith(", ", match.end()) and match.end() + 2 in opened)
            if (
                alone
                and match[1].split()[0] not in self._no_places
                and not any(match.start(1) < e and s < match.end(1) for s, e, _ in names)
            ):
                names.append((*match.span(1), None))
        names.sort(key=lambda name: name[0])
        for start, end, row in names:
            before = text[max(0, start - 90) : start]
            previous = found[-1] if found else None
            if previous is not None and start - previous.end < 30 and _CHAIN.fullmatch(text, previous.end, start):
                # an unlisted place takes the country of what it is said to lie in
                outer = row["country"] if row else None
                if previous.place_id is None and previous.country is None:
                    found[-1] = Placed(previous.start, previous.end, None, previous.name, outer, previous.kind, previous.role)
                    continue
                if row is not None and row["place_id"] in self.contains(previous.place_id):
                    continue
            role = self._role(before, text, end, row)
            if role == "named" and previous is not None and previous.role != "named" and _AND.fullmatch(text, previous.end, start):
                role = previous.role
            if row is None and role == "named" and not before.rstrip().endswith("of"):
                continue
            if role == "named" and _AREA.search(text, start, end) and not _POSSESSIVE.match(text, end):
                role = "at"
            name = row["name"] if row else text[start:end]
            found.append(
                Placed(
                    start,
                    end,
                    row["place_id"] if row else None,
                    name,
                    row["country"] if row else None,
                    row["kind"] if row else "site",
                    role,
                )
            )
        return found

    def _role(self, before: str, text: str, end: int, row: Mapping[str, Any] | None) -> str:
        if row is not None and row["kind"] == "world":
            return "at"
        if _TOLL.match(text, end):
            return "at"
        possessive = _POSSESSIVE.match(text, end) is not None
        if _FROM.search(before):
            return "from"
        if possessive:
            return "named"
        if _TO.search(before):
            return "to"
        if _OF.search(before):
            return "at" if _PART.search(before) else "named"
        if _AGAINST.search(before):
            return "against"
        if _AT.search(before) or _OWNED.search(before):
            return "at"
        return "to" if _HOSTS.match(text, end) else "named"


def _written(row: Mapping[str, Any]) -> tuple[str, ...]:
    """How a place is written; the world only by phrases ("worldwide"), for "World War" is no place."""
    return tuple(row["aliases"]) if row["kind"] == "world" else (row["name"], *row["aliases"])
