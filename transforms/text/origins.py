"""The place that moved people left, and whether a place is where they came to."""

from __future__ import annotations

from datetime import date

from transforms.text.context import Page
from transforms.text.model import Figure
from transforms.text.places import Placed, PlaceReader
from transforms.text.scope import of_world
from transforms.text.widen import EARTH


def origin(page: Page, figure: Figure, index: int) -> Placed | None:
    """The place that moved people left: "fled from X"; for refugees also where the sentence says that the war is."""
    low, high = page.bounds(figure)
    start, _ = page.span(figure)
    for one in page.places(index):
        if one.role == "from" and (low <= one.start < high or one.end <= start):
            return one
    return None


def fled(places: PlaceReader, page: Page, figure: Figure, place: tuple[int, Placed] | None, day: date | None) -> Placed | None:
    """The one country of the war that the article is about, fought on the day: refugees told without a land left it."""
    fought = page.war()
    if fought is None or of_world(figure) or list(places.demonyms(figure.head or "")):
        return None
    lands, begun, ended = [one for one in fought["places"] if len(one) == 3], fought["started_on"], fought["ended_on"]
    runs = begun is not None and (ended is None if day is None else begun <= day and (ended is None or day <= ended))
    there = place[1].place_id or place[1].country if place is not None else None
    if len(lands) != 1 or not runs or not (there is None or there in EARTH[1:] or lands[0] in places.contains(there)):
        return None
    return places.placed(lands[0])


def host(place: Placed | None) -> bool:
    """Whether the place is where refugees came to."""
    return place is not None and place.role == "to"
