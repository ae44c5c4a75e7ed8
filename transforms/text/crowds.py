"""Crowds that move: where an article speaks of flight, many people who leave, cross or are driven out are displaced (figures.md)."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import OBJECT, SUBJECT
from transforms.text.counts import Node, noun_of
from transforms.text.everyone import FLIGHT, crowd, of_everyone
from transforms.text.reach import part_of_owner
from transforms.text.shelters import ROOFS, roofed
from transforms.text.terms import Term
from transforms.text.tolls import counted_after

_RESCUED: Final = 10  # people: fewer who are flown or brought out are a crew, or guests
_LEFT: Final = Term("displaced", "motion", "past")
_LEFT_COUNTRY: Final = Term("refugees", "motion", "past")  # "31,116 people left Ukraine on Monday"
_MANY: Final = 1_000  # people: fewer who leave, where an article speaks of war but not of flight, may be a column or a crowd of marchers
_LEAVING = frozenset(("leave", "move", "relocate", "abandon", "run", "quit", "evacuate", "flee"))
_HOSTING = frozenset(("hosting", "hosts"))  # whom a district hosts where nobody flees are guests
_ORDERS = frozenset(("ordered", "order", "ordering", "orders", "told", "advised", "urged", "asked"))
_DISASTERS = frozenset(
    (
        "volcano",
        "eruption",
        "flood",
        "floods",
        "flooding",
        "fire",
        "wildfire",
        "wildfires",
        "cyclone",
        "storm",
        "hurricane",
        "typhoon",
        "dam",
    )
)
_SEEN = frozenset(
    ("who", "that", "to", "recorded", "reported", "seen", "registered", "observed", "temporarily")
)  # between a crowd and its verb
_COMING = frozenset(("coming", "originating", "mostly", "mainly", "from", "including", "most", "many"))
_BRACKET: Final = 8  # most nodes in brackets behind a crowd
_FROM_WHERE: Final = 16  # most nodes between people and what they did, telling whence they are
_EXODUS: Final = 10_000  # people of one nation who arrive in a country
_WHEN = ("since", "after", "before", "until")  # "406 civilians in Ukraine since troops crossed the border"
_SAFE = frozenset(
    ("dry", "tent", "safety", "safer", "safe", "shelters", "camps", "higher", "relief", "temporary", "evacuation", "emergency", "schools")
)
_CARRIED = frozenset(("brought out", "ferried", "ferrying"))  # only of people in distress, where an article speaks of flight
_NEAR: Final = 7  # most nodes from a verb of moving to where it brings people, behind what else it moves
_HARM = ("out of harm's way", "out of danger", "out of the danger zone", "inland", "from the coast", "away from", "from low-lying")
_POURING = (
    "reached the border",
    "massed ",
    "poured",
    "streamed",
    "flooded",
    "surged",
    "pouring",
    "streaming",
)  # of crowds that no one takes for travellers
_SENT = frozenset(
    ("north", "south", "east", "west", "northward", "southward", "northwards", "southwards", "fleeing", "running", "across the border")
)
_OUT = frozenset(("forced out", "forcing out", "drove out", "driving out"))
_ASIDE: Final = 12  # most nodes between a crowd and the infinitive of what it was made to do
_HOME = frozenset(("their", "homes", "home", "houses", "villages", "camps", "areas"))
_FROM = frozenset(("out of", "from their homes", "across the border", "abroad", "out", "off", "into"))


def motion(clauses: Clauses, at: int) -> None:
    """ "9,145 people left for the coast", "110,946 people crossed"."""
    nodes = clauses.nodes
    term = nodes[at].term
    if at + 3 < len(nodes) and crowd(nodes[at + 1].count) and term is not None and term.measure == "evacuated":
        moved = nodes[at + 1].count
        behind = clauses.text[moved.end :].lstrip().casefold() if moved is not None else ""
        sheltered = " to " in f" {behind}" and roofed(clauses, at + 2, ROOFS)
        safe = any(nodes[k].low == "to" and nodes[k + 1].low in _SAFE for k in range(at + 2, min(at + _NEAR, len(nodes) - 1)))
        carried = nodes[at].low in _CARRIED and clauses.flight == FLIGHT
        if safe or behind.startswith(_HARM) or sheltered or carried:  # "moved 50,000 residents to safety"
            add(clauses, at, at + 1, OBJECT)
        return
    if nodes[at].low in ("move", "relocate"):  # who is told to move has not moved
        return
    j = at - 1
    while j > 0 and nodes[j].count is None and (nodes[j].cls in ("adverb", "have", "be", "modal", "rate") or nodes[j].low in _SEEN):
        j -= 1
    if nodes[at].low == "arrived" and clauses.flight < FLIGHT:  # whoever arrives fled only where flight is told of
        return
    if j > 1 and nodes[j].low == ")" and (opened := next((k for k in range(j - 1, max(0, j - _BRACKET), -1) if nodes[k].low == "("), 0)):
        j = opened - 1  # "2,341 individuals (512 families) were recorded arriving"
    if j > 1 and nodes[j].low == "," and nodes[j - 1].count is not None:
        j -= 1  # "18,400 families, or over 101,000 people, have headed north"
    elif j > 1 and nodes[j].count is None:
        j = _phrase_before(nodes, j)
    if j > 1 and nodes[j - 1].low == "and" and nodes[j].count is None and (noun := noun_of(nodes[j].token)) is not None and noun.plural:
        j -= 2  # "17,000 tourists and residents were moved"
    if (
        j < 0
        or not (clauses.flight or _borders(nodes, at) or _pours(nodes, j, at) or roofed(clauses, at, ROOFS))
        or (at + 1 < len(nodes) and (_people(nodes[at + 1]) or nodes[at + 1].term is not None))
    ):
        return
    if j > 0 and nodes[j].count is not None and nodes[j - 1].low.endswith("'s") and (part := part_of_owner(nodes, j - 1)) is not None:
        j = part  # "2,000 of the area's 3,100 inhabitants"
    count = nodes[j].count
    if clauses.flight == 1 and count is not None and (count.low or count.high or 0) < _MANY and not _pours(nodes, j, at):
        return
    rescued = term is not None and term.measure == "evacuated" and nodes[at].low != "moved" and nodes[at - 1].cls == "be"
    if rescued and clauses.flight == FLIGHT and count is not None and of_everyone(count) and (count.low or 0) >= _RESCUED:
        add(clauses, at, j, SUBJECT)  # "65 residents of a care home have been flown out"
    elif crowd(count) or (term is not None and term.measure == "returnees" and count is not None and count.attribute is not None):
        add(clauses, at, j, SUBJECT)
        if j > 1 and nodes[j - 1].low == "and" and crowd(nodes[j - 2].count):  # "11,000 tourists and 3,000 residents were flown out"
            add(clauses, at, j - 2, SUBJECT)
    else:
        counted_after(clauses, at)


def _people(node: Node) -> bool:
    return node.count is not None and node.count.head_kind != "thing"  # "trooped into four camps"


def left_place(clauses: Clauses, at: int) -> None:
    """ "a thousand inhabitants left Toretsk": "left" with a name, whom it leaves, behind it."""
    behind = clauses.nodes[at + 1] if at + 1 < len(clauses.nodes) else None
    if (
        behind is None
        or behind.token.kind != "word"
        or not behind.token.text[0].isupper()
        or behind.term is not None
        or behind.cls == "month"
    ):
        return
    known = len(clauses.found)
    clauses.nodes[at].term = _LEFT_COUNTRY if behind.cls == "country" else _LEFT
    motion(clauses, at)
    if len(clauses.found) == known:
        clauses.nodes[at].term = None


def _phrase_before(nodes: list[Node], j: int) -> int:
    """The count whose phrase ends at j, behind where its people are from: "400,000 residents of Goma left", "1,117 households, coming
    from Mamove, Samboko and Kisima, have arrived"; else j itself."""
    for k in range(j, max(-1, j - _FROM_WHERE), -1):
        if nodes[k].count is not None and nodes[k - 1].low == "(" and k > 1 and nodes[k - 2].count is not None:
            continue  # "268 people (79 families) of the Wounaan turned up"
        if nodes[k].count is not None:
            aside = nodes[k + 1].low == "," and nodes[k + 2].low in _COMING
            return k if k < j and (nodes[k + 1].cls == "preposition" or nodes[k + 1].low in ("(", ")") or aside) else j
        if nodes[k].low == "," and (nodes[k + 1].token.text[0].isupper() or nodes[k + 1].low in _COMING or k == j):
            continue
        if nodes[k].term is not None or nodes[k].cls in ("boundary", "be", "have", "relative") or nodes[k].low in (",", ";", *_WHEN):
            return j
    return j


def _pours(nodes: list[Node], j: int, at: int) -> bool:
    """ "180,000 Kurds poured into Turkey", "146,000 Rohingya have arrived in Bangladesh": so many of one people are no travellers."""
    count = nodes[j].count
    if nodes[at].low.startswith(_POURING):
        return True
    people = count is not None and count.head is not None and count.head.rsplit(" ", 1)[-1][:1].isupper()
    return people and count is not None and (count.low or 0) >= _EXODUS and at + 1 < len(nodes) and nodes[at + 1].cls == "country"


def _borders(nodes: list[Node], at: int) -> bool:
    """ "crossed from Yemen into Djibouti"."""
    countries = [k for k in range(at + 1, min(len(nodes), at + _ASIDE)) if nodes[k].cls == "country"]
    return any(nodes[k - 1].low == "from" for k in countries) and any(nodes[k - 1].low in ("into", "to") for k in countries)


def driving(clauses: Clauses, at: int) -> None:
    """ "the war has driven four million people out of the country"."""
    nodes = clauses.nodes
    if nodes[at].low in _OUT:
        forced = nodes[at + 1].count if at + 1 < len(nodes) else None
        if clauses.flight and forced is not None and not forced.implied and (forced.unit == "household" or of_everyone(forced)):
            add(clauses, at, at + 1, OBJECT)  # "flooding forced out 45 residents"
        return
    if at + 2 >= len(nodes) or not crowd(nodes[at + 1].count):
        return
    if nodes[at].low == "sent":
        if clauses.flight and nodes[at + 2].low in _SENT:  # "sent an estimated 400,000 people north"
            add(clauses, at, at + 1, OBJECT)
        return
    if nodes[at].low in _ORDERS and not clauses.flight and not any(node.low in _DISASTERS for node in nodes):
        return
    if _away(nodes, at + 2) or nodes[at + 2].cls == "abroad" or any(_leaves(nodes, k) for k in range(at + 3, min(len(nodes), at + _ASIDE))):
        add(clauses, at, at + 1, OBJECT)


def _leaves(nodes: list[Node], k: int) -> bool:
    """ "ordered 5,700 people living near the crater to leave"."""
    return nodes[k - 1].low == "to" and nodes[k].low in _LEAVING


def _away(nodes: list[Node], k: int) -> bool:
    if nodes[k].low == "from":  # not "drove 300 people from the airport"
        return k + 1 < len(nodes) and (nodes[k + 1].low in _HOME or nodes[k + 1].cls == "country" or nodes[k + 1].token.text[:1].isupper())
    return nodes[k].low in _FROM or (
        nodes[k].low == "to" and k + 1 < len(nodes) and (nodes[k + 1].low in _LEAVING or nodes[k + 1].cls == "abroad")
    )


def receiving(clauses: Clauses, at: int) -> None:
    """ "welcoming 80,000 Afghans", "let in 50,309 people": refugees where the article speaks of flight; of others it is a reception."""
    k = at + 1
    count = clauses.nodes[k].count if k < len(clauses.nodes) else None
    if not clauses.flight or count is None or count.head is None or count.implied:
        return
    if clauses.nodes[at].low in _HOSTING and (clauses.flight < FLIGHT or not (count.unit == "household" or of_everyone(count))):
        return
    if count.head[:1].isupper() or crowd(count):
        add(clauses, at, k, OBJECT)
