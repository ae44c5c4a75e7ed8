"""Places named in a sentence and how they stand there: where something is, where people come from or go to, or merely named."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.text.cues import Cue
from transforms.text.gazetteer import PREFIX, Gazetteer
from transforms.text.model import Reference
from transforms.text.names import Names
from transforms.text.sites import FORCES, NO_PLACES, PLAIN, unlisted


@dataclass(frozen=True, slots=True)
class Placed:
    """One place named in a sentence. `role` is at, from, to, against, venue (where it was said) or named; `place_id` is null for one that is not listed."""

    start: int
    end: int
    place_id: str | None
    name: str
    country: str | None
    kind: str
    role: str
    within: str | None = None  # place_id of what an unlisted place is said to lie in


_FILLING = (  # words, not patterns, that may stand between "in" and a name
    "the|a|an|its|their|our|central|northern|southern|eastern|western|north|south|east|west|north-eastern|northeastern|northwestern|"
    "southeastern|southwestern|south-eastern|occupied|besieged|nearby|neighbouring|neighboring|downtown|rural|greater|war-torn|"
    "front-line|frontline|coastal|border|capital|city|town|village|hamlet|settlement|region|province|state|district|suburb|port|area|"
    "areas|camp|parts|part|outskirts|coast|island|neighbourhood|neighborhood|cities|towns|villages|whole|all|most|of|de|entire|strip|"
    "mainly|government-held|rebel-held|Russian-occupied|Russian|Ukrainian|Syrian|Iraqi|Sudanese|Afghan|Somali|Nigerian|Israeli|Lebanese|"
    "Yemeni|Pakistani|Congolese|Ethiopian|Turkish"
)
_FILL = rf"(?:\s+(?:{_FILLING}))*\s+"
_FILLS = frozenset(_FILLING.casefold().split("|"))
_ASIDE = 40  # characters from a place to the one that tells where it lies
_LED = 4  # words before the filling ones in which all of a pattern stands: "miles north of the", "in Moscow's"
_AT = re.compile(
    r"\b(?:in|at|near|around|outside|inside|across|throughout|off|within|over|hit|hits|struck|attacked|shelled|bombed|(?:attacks?"
    r"|strikes?|assaults?|raids?|shelling|bombing|fire|advance|offensive|missiles?|war|bombardment|border|fell|landed|rained) on|у|в|в районі)"
    + _FILL
    + r"$",
    re.I,
)
_NEARBY = re.compile(  # "9 km from", "12 km (8 miles) south of", "in the vicinity of", "west of"
    r"\b(?:(?:km|kms|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|yards)\s(?:\([\w. ]+\)\s)?(?:[\w-]+\s)?(?:from|of|outside)|(?:vicinity|outskirts|edge) of"
    r"|(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)? of)\s(?:the\s)?(?:(?:city|town|village|capital)\s(?:of\s)?)?$",
    re.I,
)
_BESIDE_UNLISTED = re.compile(r"\b(?:in|at|near|of|outside)\s(?:the\s)?[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+){0,2},\s$")
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
_CHAIN = re.compile(
    r"(?:,\s+(?:(?:a|an|the)\s(?:\w+\s){1,4}(?:in|of|near)\s+|in\s+|near\s+)?|\s*\(|\s+in\s+|['’]s\s+)(?:the\s+)?(?:(?:country|nation)['’]s\s+)?"
    r"(?:(?:far\s)?(?:central|northern|southern|eastern|western|north|south|east|west|north-?eastern|north-?western|south-?eastern|south-?western"
    r"|north-?east|north-?west|south-?east|south-?west|upper|lower|restive|rebel-held|coastal|mountainous|remote|neighbou?ring|region|province|state|district"
    r"|governorate|department|county|part|parts|oblast|territory|of|the|[^\W\d_a-z]\w+(?:n|i|ese|ish))\s+)*$"
)
_ON = re.compile(r"\b(?:on|over|across|into|stormed|raided)\s(?:the\s)?(?:\w+\s)?$", re.I)
_OFFICE = re.compile(  # "the Kharkiv region head": whose office it is, not where something happened
    r"(?:['’]s)?\s(?:(?:regional|region|oblast|state|city|provincial|province|district|military|civil|local|health|defen[cs]e|foreign|interior|deputy|acting)\s)*"
    r"(?:governor|head|mayor|administration|police|council|councillor|prosecutors?|officials?|authorities|chief|command|commander|court|ministry|minister"
    r"|government|spokes\w+|president|prime minister|lawmakers?|army|military|parliament|ambassador|department|bureau)\b"
)
_FORUM = Cue(
    r"\b(?:conference|briefing|interview|speech|statement|address|rally|talks|summit|ceremony)\s(?:\w+\s){0,3}?(?:in|at|from)\s(?:the\s)?$",
    "conference|briefing|interview|speech|statement|address|rally|talks|summit|ceremony",
)
_SPEAKS = re.compile(r"\s(?:said|says|told|announced|reported)\b")
_TOLL = re.compile(r"(?:['’]s)?\s(?:civilian |death |war )*(?:toll|dead)\b")
_AND = re.compile(r"\s*(?:,|and|or|,\s*and)\s+(?:the\s+)?$")
_POSSESSIVE = re.compile(r"['’]s?\b")
_COMPOUND = re.compile(
    r"-(?:based|led|backed|born|run|controlled|held|occupied|trained|made|supplied|style|ruled|administered|educated|appointed|allied)\b"
)


class PlaceReader:
    """Reads places; compiled once from table places."""

    def __init__(self, reference: Reference) -> None:
        self.rows: dict[str, Mapping[str, Any]] = {row["place_id"]: row for row in reference.get("places", ())}
        self._gazetteer = Gazetteer(reference)
        meant: dict[str, list[Mapping[str, Any]]] = {}
        for name, place in (*self._capitals(), *((name, row) for row in self.rows.values() for name in _written(row))):
            if place not in meant.setdefault(name, []):
                meant[name].append(place)
        self._names = Names(meant.items())
        self._no_places = {row["word"] for row in reference.get("date_words", ())} | NO_PLACES
        self._demonyms = Names((name, row) for row in self.rows.values() for name in row["demonyms"])
        self._titles = {row["word"] for row in reference.get("title_words", ())}
        self._speakers = Names(
            (name, row["speaker_id"]) for row in reference.get("speakers", ()) for name in (row["name"], *row["aliases"])
        )
        # a place in the name of a body is no place of the sentence: "Armed Forces of Ukraine"
        self._bodies = Names(
            (name, row["speaker_id"]) for row in reference.get("speakers", ()) for name in (row["name"], *row["aliases"]) if " " in name
        )

    def _capitals(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """How a capital is told without its name: "the Sudanese capital", "the capital of Sudan"."""
        for row in self.rows.values():
            city = self.rows.get(row["capital"] or "")
            if city is not None:
                yield from ((f"{name} capital", city) for name in (*row["demonyms"], f"{row['name']}'s", f"{row['name']}’s"))
                yield f"capital of {row['name']}", city

    def _no_place(self, name: str) -> bool:
        """Whether words with capitals behind "in" are known to be something else: a month, a body, a people, a title."""
        first = name.split()[0]
        return (
            first in self._no_places
            or first.casefold() in self._titles
            or self._speakers.get(name) is not None
            or self._demonyms.get(first) is not None
        )

    def demonyms(self, text: str) -> list[tuple[int, int, Mapping[str, Any]]]:
        """(start, end, place) of every demonym in the text."""
        return self._demonyms.find(text)

    def named(self, text: str) -> list[tuple[int, int, Mapping[str, Any]]]:
        """(start, end, place) of every listed place name in the text that names but one place."""
        return [(start, end, rows[0]) for start, end, rows in self._names.find(text) if len(rows) == 1]

    def get(self, name: str) -> Mapping[str, Any] | None:
        """The listed place of exactly this name, or None."""
        rows: Sequence[Mapping[str, Any]] | None = self._names.get(name)
        return rows[0] if rows else None

    def listed(self, place_id: str | None) -> bool:
        """Whether a place is a row of places, so that it is told in which region it lies."""
        return place_id is not None and not place_id.startswith(PREFIX)

    def countries(self, text: str) -> Counter[str]:
        """How often the text speaks of each country, by its own name, its people and its places twice each time, by its forces, which may
        fight abroad, once."""
        found: Counter[str] = Counter()
        for _, _, row in self.named(text):
            if row["country"]:
                found[row["country"]] += 2
        for _, end, row in self.demonyms(text):
            if row["country"]:
                found[row["country"]] += 1 if FORCES.match(text, end) else 2
        return found

    def placed(self, place_id: str) -> Placed | None:
        """A listed place that no words of the sentence name: it has no offsets."""
        row = self.rows.get(place_id)
        return Placed(0, 0, place_id, row["name"], row["country"], row["kind"], "at") if row is not None else None

    def contains(self, place_id: str | None) -> list[str]:
        """The place and all that it lies in, from the least to the world."""
        chain: list[str] = []
        while place_id is not None and place_id in self.rows and place_id not in chain:
            chain.append(place_id)
            place_id = self.rows[place_id]["within"]
        return chain

    def read(self, text: str, lean: Callable[[], Mapping[str, int]] = dict) -> list[Placed]:
        """The places of one sentence in order; of "Kharkiv, Ukraine" only the first, of "the village of X in Y" X with the country of Y.

        `lean` tells how often the article speaks of each country: of places of one name, that of the country most spoken of is meant.
        """
        listed = [
            (start, end, rows[0] if len(rows) == 1 else max(rows, key=lambda row: lean().get(row["country"], 0)))
            for start, end, rows in self._names.find(text)
            if not _COMPOUND.match(text, end) and not _OFFICE.match(text, end)
        ]
        bodies: list[tuple[int, int]] = []
        if listed:
            bodies = [(start, end) for start, end, _ in self._bodies.find(text)]
            listed = [name for name in listed if not any(a <= name[0] and name[1] <= b for a, b in bodies)]
        found: list[Placed] = []
        names: list[tuple[int, int, Mapping[str, Any] | None]] = [(start, end, row) for start, end, row in listed]
        for match in unlisted(text):
            start, end = match.span("of" if match["of"] else "kind")
            if match["kind"] and self._demonyms.get(match["kind"].rsplit(" ", 1)[0]) is not None:
                continue  # "the Russian city of Belgorod"
            if not any(start < e and s < end and e >= end for s, e, _ in listed):
                names = [name for name in names if not (start < name[1] and name[0] < end)]
                names.append((start, end, None))
        # a place that no row names, where the words can hardly be anything else: alone, or "in Tarvella, Sudan"
        for match in PLAIN.finditer(text):
            if (
                not self._no_place(match[1])
                and not any(match.start(1) < e and s < match.end(1) for s, e in (*bodies, *(name[:2] for name in names)))
                and not _SPEAKS.match(text, match.end())
            ):
                names.append((*match.span(1), None))
        names.sort(key=lambda name: name[0])
        reach = 0  # to where the last place and those that it is said to lie in stretch
        for start, end, row in names:
            before = text[max(0, start - 90) : start]
            previous = found[-1] if found else None
            if previous is not None and row is not None and row["place_id"] == previous.place_id and text[reach:start].strip() in ("", ","):
                reach = end  # "the Sudanese capital, Khartoum"
                continue
            if previous is not None and start - reach < 60 and _CHAIN.fullmatch(text, reach, start):
                # an unlisted place takes the country of what it is said to lie in
                outer = row["country"] if row else None
                if previous.place_id is None and (previous.country is None or row is None or outer == previous.country):
                    within = previous.within
                    if row is not None and (within is None or within in self.contains(row["place_id"])):
                        within = row["place_id"]
                    found[-1] = dataclasses.replace(previous, country=previous.country or outer, within=within)
                    reach = end
                    continue
                if row is not None and row["place_id"] in self.contains(previous.place_id):
                    reach = end
                    continue
            reach = end
            role = self._role(before, text, end, row)
            if role == "named" and previous is not None and previous.role != "named" and _AND.fullmatch(text, previous.end, start):
                role = previous.role
            if previous is not None and start - previous.end < _ASIDE and _NEARBY.search(before):
                if role == "at" and previous.role == "at":
                    role = "named"  # "in Kembong, just south of Mamfe"
                if row is not None and previous.place_id is None and previous.country is None:
                    found[-1] = dataclasses.replace(previous, country=row["country"])
            if role == "named" and row is None and _ON.search(before):
                role = "at"
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

    def located(self, one: Placed, country: str | None, lean: Mapping[str, int]) -> Placed:
        """An unlisted place as the gazetteer has it, under the name as written; its row joins the listed ones."""
        row = self._gazetteer.find(one.name, one.country or country, lean)
        if row is None:
            return one if one.country is not None else dataclasses.replace(one, country=country)
        self.rows.setdefault(row["place_id"], row)
        return dataclasses.replace(one, place_id=row["place_id"], country=row["country"], kind=row["kind"])

    def _role(self, before: str, text: str, end: int, row: Mapping[str, Any] | None) -> str:
        if row is not None and row["kind"] == "world":
            return "at"
        if _TOLL.match(text, end) or (text.startswith(":", end) and not before.strip()):  # "Sudan: a year of war"
            return "at"
        possessive = _POSSESSIVE.match(text, end) is not None
        if _FORUM.search(before):
            return "venue"
        if (before.endswith(("of ", "from ", "the ", "outside ")) and _NEARBY.search(before)) or (
            before.endswith(", ") and row is not None and row["kind"] in ("city", "village", "admin1") and _BESIDE_UNLISTED.search(before)
        ):
            return "at"
        led = _led(before)  # to look for an end all through the words before a name took a twentieth of the reader's time
        if _FROM.search(before, led):
            return "from"
        if possessive:
            return "named"
        if _TO.search(before, led):
            return "to"
        if _OF.search(before, led):
            return "at" if _PART.search(before, led) else "named"
        if _AGAINST.search(before, led):
            return "against"
        if _AT.search(before, led) or _OWNED.search(before, led):
            return "at"
        return "to" if _HOSTS.match(text, end) else "named"


def _led(before: str) -> int:
    """From where on the patterns that lead up to a name can match in the words before it: these end right there, but for filling words."""
    if not before[-1:].isspace():
        return len(before)
    words = before.split()
    at = len(words)
    while at and words[at - 1].casefold() in _FILLS:
        at -= 1
    return len(before.rsplit(None, len(words) - at + _LED)[0]) if at > _LED else 0


def _written(row: Mapping[str, Any]) -> tuple[str, ...]:
    """How a place is written; the world only by phrases ("worldwide"), for "World War" is no place."""
    return tuple(row["aliases"]) if row["kind"] == "world" else (row["name"], *row["aliases"])
