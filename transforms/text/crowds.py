"""Crowds that move: where an article speaks of flight, many people who leave, cross or are driven out are displaced (figures.md)."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import OBJECT, SUBJECT
from transforms.text.counts import Count, Node, noun_of
from transforms.text.subjects import subject
from transforms.text.terms import Term

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
    )
)  # heads that tell of no other reason to travel, as "migrants", "soldiers" and "fans" do
_LEAVING = frozenset(("leave", "move", "relocate", "abandon", "run", "quit", "evacuate", "flee"))
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
_EXODUS: Final = 10_000  # people of one nation who arrive in a country
_SAFE = frozenset(("safety", "safer", "shelters", "camps", "higher", "relief", "temporary", "evacuation"))
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
_ROOF: Final = 10  # most words from where people live to what shelters them
_KIND: Final = 5  # most words of the number and kind of shelters
_RELIEF = frozenset(("relief", "accommodation", "evacuation", "emergency", "temporary", "transit", "collective", "displacement"))
_SHELTERED = Term("displaced", "adjective", "")
_ROOFS = frozenset(("camps", "camp", "shelters", "shelter", "tents", "halls", "sites", "settlements", "centres", "centers", "barracks"))
_LENT = frozenset(
    (
        "villages",
        "bush",
        "forest",
        "forests",
        "hills",
        "mountains",
        "schools",
        "churches",
        "mosques",
        "school",
        "gymnasiums",
        "gymnasium",
        "stadium",
        "hotels",
    )
)  # shelter where people fled
_ASIDE: Final = 12  # most nodes between a crowd and the infinitive of what it was made to do
_HOME = frozenset(("their", "homes", "home", "houses", "villages", "camps", "areas"))
_FROM = frozenset(("out of", "from their homes", "across the border", "abroad", "out", "off", "into"))


def motion(clauses: Clauses, at: int) -> None:
    """ "9,145 people left for the coast", "110,946 people crossed"."""
    nodes = clauses.nodes
    term = nodes[at].term
    if at + 3 < len(nodes) and _crowd(nodes[at + 1].count) and term is not None and term.measure == "evacuated":
        if nodes[at + 2].low == "to" and nodes[at + 3].low in _SAFE:  # "moved 50,000 residents to safety"
            add(clauses, at, at + 1, OBJECT)
        return
    j = at - 1
    while j > 0 and nodes[j].count is None and (nodes[j].cls in ("adverb", "have", "be") or nodes[j].low in ("who", "that")):
        j -= 1
    if j > 1 and nodes[j - 1].low == "and" and nodes[j].count is None and (noun := noun_of(nodes[j].token)) is not None and noun.plural:
        j -= 2  # "17,000 tourists and residents were moved"
    if (
        j < 0
        or not (clauses.flight or _borders(nodes, at) or _pours(nodes, j, at))
        or (at + 1 < len(nodes) and (nodes[at + 1].count is not None or nodes[at + 1].term is not None))
    ):
        return
    if _crowd(nodes[j].count):
        add(clauses, at, j, SUBJECT)


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


def housed(clauses: Clauses, at: int) -> None:
    """ "128,941 people were in 143 accommodation centres": the count at `at`, in shelters by number or kind."""
    nodes = clauses.nodes
    if at + 3 >= len(nodes) or nodes[at + 1].cls != "be" or nodes[at + 2].low not in ("in", "at") or not _crowd(nodes[at].count):
        return
    words = clauses.text[nodes[at + 2].token.end :].casefold().replace(",", " ").replace(".", " ").split()[:_KIND]
    if nodes[at].taken or not any(word in _ROOFS for word in words) or (not clauses.flight and not any(w in _RELIEF for w in words)):
        return
    nodes[at + 2].term = _SHELTERED
    add(clauses, at + 2, at, SUBJECT)


def lodging(clauses: Clauses, at: int) -> None:
    """ "724,649 are living in more than 5,645 camps", "some 300 families housed in community halls"."""
    nodes = clauses.nodes
    words = clauses.text[nodes[at].token.end :].casefold().replace(",", " ").replace(".", " ").split(" ")[:_ROOF]
    roofs = _ROOFS | _LENT if clauses.flight else _ROOFS - {"camp"}
    if not any(word in roofs for word in words):
        return
    subject(clauses, at, SUBJECT)


def driving(clauses: Clauses, at: int) -> None:
    """ "the war has driven four million people out of the country"."""
    nodes = clauses.nodes
    if at + 2 >= len(nodes) or not _crowd(nodes[at + 1].count):
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
        return k + 1 < len(nodes) and (nodes[k + 1].low in _HOME or nodes[k + 1].cls == "country")
    return nodes[k].low in _FROM or (nodes[k].low == "to" and k + 1 < len(nodes) and nodes[k + 1].low in _LEAVING)


def receiving(clauses: Clauses, at: int) -> None:
    """ "welcoming 80,000 Afghans", "let in 50,309 people": refugees where the article speaks of flight; of others it is a reception."""
    k = at + 1
    count = clauses.nodes[k].count if k < len(clauses.nodes) else None
    if not clauses.flight or count is None or count.head is None or count.implied:
        return
    if count.head[:1].isupper() or _crowd(count):
        add(clauses, at, k, OBJECT)


def _crowd(count: Count | None) -> bool:
    if count is None or count.own is not None or count.attribute is not None or (count.low or count.high or 0) < _CROWD:
        return False
    if count.head_kind == "bare" or count.unit == "household":
        return True
    head = count.head or ""
    noun = head.rsplit(" ", 1)[-1]
    return noun.casefold() in _EVERYONE or noun[:1].isupper()
