"""Who speaks, and what an article remembers of who spoke."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_FULL_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+ (?:[a-z]{2,3} )?[^\W\d_a-z]\w")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a row of speakers.csv, or a name as written with the kind that its title words give."""

    name: str
    kind: str
    speaker_id: str | None = None
    side: str | None = None
    place: str | None = None
    start: int = 0
    end: int = 0
    person: bool = False
    opens: int | None = None  # where the whole phrase begins, if before the name
    since: date | None = None  # first and last day in office
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One attribution in a sentence: its speaker, its stance, and which side of it in the sentence is said (`back`, `on`)."""

    start: int
    end: int
    speaker: Speaker
    stance: str
    back: bool
    on: bool
    via: str | None = None
    venue: int | None = None  # to where the words reach that tell where it was said: "told reporters in Geneva"


@dataclass(slots=True)
class Memory:
    """Who has spoken so far in an article, for pronouns and surnames."""

    text: str
    person: Speaker | None = None
    body: Speaker | None = None
    last: Speaker | None = None
    surnames: dict[str, str] = field(default_factory=dict)
    previous: str = ""  # the sentence before the one that is read
    near: str = ""  # the sentences just before the one that is read
    bodies: list[Speaker] = field(default_factory=list)  # every institution that spoke, the last one last
    theatre: Callable[[], tuple[str, ...]] = tuple  # the countries of the war that the article is about
    rows: list[Mapping[str, Any]] | None = None  # the listed speakers that the article names


def is_full(name: str) -> bool:
    """Whether a name has at least two parts, as a person's has."""
    return _FULL_NAME.search(name) is not None


def row_speaker(row: Mapping[str, Any], start: int, end: int) -> Speaker:
    """The speaker of a row of speakers.csv, named at these offsets."""
    person = bool(row.get("person"))
    return Speaker(
        row["name"], row["kind"], row["speaker_id"], row["side"], row["place"], start, end, person, since=row["since"], until=row["until"]
    )


def in_office(speaker: Speaker | None, day: date | None) -> Speaker | None:
    """The speaker, without the place that it answers for where it did not on that day: before it came into office, and after."""
    if speaker is None or day is None or speaker.place is None:
        return speaker
    held = (speaker.since is None or speaker.since <= day) and (speaker.until is None or day <= speaker.until)
    return speaker if held else dataclasses.replace(speaker, place=None)


def moved(speaker: Speaker, start: int, end: int) -> Speaker:
    """The speaker as named at these offsets."""
    return dataclasses.replace(speaker, start=start, end=end)
