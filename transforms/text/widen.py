"""Places of totals: of a whole country, people or territory, where the text tells of one of its towns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transforms.text.context import Page
from transforms.text.cues import Cue
from transforms.text.memory import Speaker
from transforms.text.model import Figure
from transforms.text.places import Placed, PlaceReader

EARTH = ("world", "europe", "africa", "asia", "middle-east")
SEATS = frozenset(
    ("Geneva", "New York City", "New York", "Brussels", "Vienna", "The Hague", "Washington", "Switzerland")
)  # of the UN, the EU, NATO: reports from there are of elsewhere
HARMED = ("killed", "injured", "casualties", "missing")
_NATIONAL = Cue(
    r"\b(?:in|across|throughout|around) the (?:whole |entire )?(?:country|nation)\b(?!['’]s)|\bnationwide\b|\bcountrywide\b",
    "country|nation",
)


def widened(
    places: PlaceReader,
    page: Page,
    figure: Figure,
    index: int,
    speaker: Speaker | None,
    found: tuple[int, Placed] | None,
    *,
    running: bool,
) -> tuple[int, Placed] | None:
    """The place found, or the wider one that the figure is of: the home of a people hurt elsewhere, the region of a running total, the
    country where the text says "nationwide"."""
    if found is None:
        return None
    if found[0] != index or found[1].end == 0:
        home = _home(places, figure)
        fought = page.war() if home is not None else None
        if home is not None and fought is not None and home in fought["parties"] and found[1].country not in (None, home):
            return _listed(places, index, home)  # "killed eight Israelis" in a report that speaks of Beirut
        office = speaker.place if speaker is not None else None
        if running and found[1].place_id != office and found[1].kind in ("city", "village", "camp", "site"):
            wide = [one for one in places.contains(found[1].place_id or found[1].country) if one not in EARTH]
            broad = next((one for one in wide[1:] if places.rows[one]["kind"] in ("admin1", "region")), wide[-1] if wide else None)
            return (broad and _listed(places, index, broad)) or found
    if found[1].kind != "country" and found[1].country and _NATIONAL.search(page.clause(figure)):
        return _listed(places, index, found[1].country) or found
    return found


def territory_of(
    places: PlaceReader,
    page: Page,
    figure: Figure,
    index: int,
    speaker: Speaker | None,
    place: tuple[int, Placed] | None,
    conflict: Mapping[str, Any] | None,
    said_from: int,
) -> str | None:
    """What a running total is of, where the text tells of one strike or of where it is said: the territory for which an official speaks,
    and for the UN and monitors the country of the war. None where the number's own words tell its place. `said_from` is where the words that
    say who says it begin: what stands before is about where he was."""
    if speaker is None or figure.scope != "cumulative" or figure.measure not in HARMED or speaker is page.institution:
        return None
    whole = speaker.place if speaker.kind == "official" else None
    if speaker.kind in ("un", "ngo") and speaker.place is None and conflict is not None and conflict["places"]:
        whole = conflict["places"][0]
    if whole is None or (place is not None and place[1].place_id == whole):
        return None
    if place is None or place[0] != index or place[1].name in SEATS or place[1].end == 0 or place[1].end <= said_from:
        return whole
    behind = page.span(figure)[1] <= place[1].start < page.bounds(figure)[1]
    return whole if not behind and whole in places.contains(place[1].place_id)[1:] and speaker.kind == "official" else None


def _home(places: PlaceReader, figure: Figure) -> str | None:
    """The country whose people the counted are by their own name, where they were hurt: "eight Israelis"."""
    if figure.measure not in HARMED or figure.population == "combatant":
        return None
    head = (figure.head or "").rstrip()
    return next(
        (
            row["country"]
            for _, end, row in places.demonyms(head)
            if row["kind"] == "country" and end == len(head) and head.endswith(("s", "ese"))
        ),
        None,
    )


def _listed(places: PlaceReader, index: int, place_id: str) -> tuple[int, Placed] | None:
    there = places.placed(place_id)
    return (index, there) if there is not None else None
