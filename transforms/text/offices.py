"""Offices told without their place: "the governor" is the governor of where the event is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from transforms.text.memory import Speaker

_OFFICE = re.compile(
    r"(?:its |the )?(?:(?P<area>regional|provincial|city|district) )?(?P<office>(?:acting )?(?:governor|mayor|head|council|(?:military )?administration))"
    r"(?P<of> of the (?:(?:regional|city|military) )*(?:city|region|province|administration|council|state))?",
    re.I,
)


def localised(speaker: Speaker, places: Sequence[Mapping[str, Any]]) -> Speaker:
    """The speaker with its office said of the place it is held of: "the governor" in Kharkiv is the governor of Kharkiv region."""
    match = _OFFICE.fullmatch(speaker.name) if speaker.speaker_id is None else None
    if match is None:
        return speaker
    office, words = match["office"].casefold(), speaker.name.casefold()
    city = next((row["name"] for row in places if row["kind"] == "city"), None)
    region = next((row["name"] for row in places if row["kind"] == "admin1"), None)
    stem = region.removesuffix(" region") if region else None
    if office == "mayor" or "city" in words:
        name = f"mayor of {city}" if office == "mayor" else f"{city} city council" if office == "council" else f"head of {city}"
        return dataclasses.replace(speaker, name=name) if city else speaker
    if office == "council":
        return dataclasses.replace(speaker, name=f"{city} city council") if city else speaker
    if stem is None:
        return speaker
    if office.endswith("governor"):
        name = f"governor of {region}"
    elif office.endswith("administration"):
        name = f"{stem} regional administration"
    else:
        name = f"head of the {stem} regional administration" if "administration" in words else f"head of {region}"
    return dataclasses.replace(speaker, name=name)
