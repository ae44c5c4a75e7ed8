"""Places as they lie in one another, and the words that tell events of one place apart."""

from __future__ import annotations

import re

from transforms.text.model import Reference

SETTLED = ("city", "village", "camp", "site")
"""Kinds of place small enough that a place and a day are one event (ACLED: an event is at one named location on one day)."""
ANOTHER = "another"
APART = 16
"""Words between the toll and how it moved: "the toll of Saturday's strike on a block of flats in the city of Dnipro has risen"."""
Place = str | None


class Atlas:
    """Places by id, and the words that tell two events apart or make a name a part of a town."""

    def __init__(self, reference: Reference) -> None:
        self._places = {row["place_id"]: row for row in reference["places"]}
        words = {
            role: [re.escape(row["word"]) for row in reference["event_words"] if row["role"] == role]
            for role in ("other", "event", "part", "toll", "rise")
        }
        self._other = re.compile(rf"\b(?:{'|'.join(words['other'])})\s(?:[\w-]+\s){{0,2}}?(?:{'|'.join(words['event'])})\b", re.I)
        self._risen = re.compile(rf"\b(?:{'|'.join(words['toll'])})\b(?:\W+[\w'’-]+){{0,{APART}}}?\W+(?:{'|'.join(words['rise'])})\b", re.I)
        self._part = re.compile(rf"\b(?:{'|'.join(words['part'])})\b", re.I)

    def root(self, place: Place) -> Place:
        """The settlement that the place is, or lies in; a place that is not listed is its own; None for a region or country."""
        if place is None or place not in self._places:
            return place
        at = self._places[place]
        if at["kind"] not in SETTLED:
            return None
        while (above := self._places.get(at.get("within") or "")) and above["kind"] in SETTLED:
            at = above
        return str(at["place_id"])

    def holds(self, wide: Place, place: Place) -> bool:
        """Whether a place lies in a wider one; everything lies where no place is told."""
        while place is not None and place != wide:
            place = self._places[place].get("within") if place in self._places else None
        return wide is None or place == wide

    def above(self, places: set[str]) -> Place:
        """The nearest place that holds all of them."""
        nearest: Place = min(places, default=None)
        while nearest is not None and not all(self.holds(nearest, place) for place in places):
            nearest = self._places[nearest].get("within") if nearest in self._places else None
        return nearest

    def another(self, sentence: str | None) -> str | None:
        """What a sentence says that tells of a further event: "another attack", "a separate strike"; None where it does not."""
        return ANOTHER if sentence and self._other.search(sentence) else None

    def risen(self, sentence: str | None) -> bool:
        """Whether a sentence says that a toll has risen, so that its event was told of before."""
        return bool(sentence and self._risen.search(sentence))

    def is_part(self, place: Place) -> bool:
        """Whether a name that is not listed is of a part of a town: "Saltivka district"."""
        return place is not None and place not in self._places and self._part.search(place) is not None

    def listed(self, place: Place) -> bool:
        return place in self._places
