"""Places that reports take for one another: which of them an article can hardly mean. The name is kept as it stands; a person decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transforms.text.model import Figure
from transforms.text.places import PlaceReader

FLAG = "confused_place"


def flag_confused(figures: Sequence[Figure], text: Callable[[], str], places: PlaceReader) -> None:
    """Flags the figures at a place for which the article's other places do not speak, while they do for one that is confused with it.

    An article that names both tells them apart itself.
    """
    for place_id in {figure.place_id for figure in figures if figure.place_id is not None}:
        row = places.rows.get(place_id)
        if row is None or not row["confused_with"]:
            continue
        named = {one["place_id"] for _, _, one in places.named(text())}
        if any(_speak_for(other, place_id, named, places) for other in row["confused_with"]):
            for figure in figures:
                if figure.place_id == place_id:
                    figure.flags.append(FLAG)


def _speak_for(other: str, place_id: str, named: set[str], places: PlaceReader) -> bool:
    """Whether places in the region or country of the other one are named, and none in this one's."""
    if other in named:
        return False
    there, here = set(places.contains(other)), set(places.contains(place_id))
    beside = [set(places.contains(one)) for one in named - {place_id}]
    return any(one & (there - here) for one in beside) and not any(one & (here - there) for one in beside)
