"""Crowds of no one in particular: people, families, villagers, a people by name; who leave their homes where others travel."""

from __future__ import annotations

from typing import Final

from transforms.text.counts import Count

FLIGHT: Final = 2  # of an article that speaks of refugees, displaced or disasters
_HOUSEHOLDS: Final = 20  # of some five people each (seeds/household_sizes.csv): as many people
_CROWD: Final = 100  # people: fewer who leave are a delegation, a team, a crew
_EVERYONE = frozenset(
    (
        "people",
        "persons",
        "individuals",
        "civilians",
        "residents",
        "inhabitants",
        "villagers",
        "citizens",
        "locals",
        "women",
        "children",
        "tourists",
        "holidaymakers",
        "arrivals",
        "newcomers",
        "islanders",
        "townspeople",
        "townsfolk",
        "survivors",
        "families",
        "farmers",
        "herders",
        "pastoralists",
    )
)  # heads that tell of no other reason to travel, as "migrants", "soldiers" and "fans" do


def crowd(count: Count | None) -> bool:
    if count is None or count.own is not None or count.attribute is not None:
        return False
    if (count.low or count.high or 0) < (_HOUSEHOLDS if count.unit == "household" else _CROWD):
        return False
    if count.head_kind == "bare" or count.unit == "household":
        return True
    return of_everyone(count) or (count.head or "").rsplit(" ", 1)[-1][:1].isupper()


def of_everyone(count: Count) -> bool:
    """Whether the head noun tells of no other reason to travel."""
    return (count.head or "").rsplit(" ", 1)[-1].casefold() in _EVERYONE
