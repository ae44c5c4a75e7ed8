"""People in shelters: "128,941 were in 143 accommodation centres", "300 families housed in community halls"."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import SUBJECT
from transforms.text.everyone import FLIGHT, crowd
from transforms.text.subjects import subject
from transforms.text.terms import Term
from transforms.text.tolls import counted_after

_ROOF: Final = 10  # most words from where people live to what shelters them
_OPEN = frozenset(("trees", "tree", "tents", "tarpaulins", "tarpaulin", "bridges", "canvas"))
_BARELY: Final = 3  # most words to the shelters of a headline without a verb
_KIND: Final = 5  # most words of the number and kind of shelters
_RELIEF = frozenset(("relief", "accommodation", "evacuation", "emergency", "temporary", "transit", "collective", "displacement"))
_SHELTERED = Term("displaced", "adjective", "")
ROOFS = frozenset(
    (
        "camps",
        "camp",
        "shelters",
        "shelter",
        "tents",
        "halls",
        "sites",
        "settlements",
        "centres",
        "centers",
        "barracks",
        "tarpaulins",
        "centre",
        "center",
        "hall",
        "gym",
    )
)
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
        "airport",
        "buildings",
        "base",
        "bases",
        "compounds",
        "compound",
        "relatives",
        "host",
        "friends",
        "hosts",
        "cars",
        "vehicles",
        "open",
        "streets",
        "roadside",
        "caves",
        "basements",
        "stations",
        "tarpaulins",
        "tarpaulin",
        "sheets",
        "plastic",
        "trees",
        "outdoors",
        "mission",
        "church",
        "mosque",
        "temple",
        "temples",
        "college",
        "basement",
        "monastery",
        "monasteries",
        "colleges",
        "halls",
        "warehouses",
    )
)  # shelter where people fled
_BARE = frozenset(
    ("schools", "churches", "mosques", "gymnasiums", "open", "bush", "forest", "outdoors", "relatives")
)  # where nobody lives of his own will


def roofed(clauses: Clauses, at: int, roofs: frozenset[str]) -> bool:
    """Whether the words behind the node tell of shelter."""
    words = clauses.text[clauses.nodes[at].token.start :].casefold().replace(",", " ").replace(".", " ").split(" ", _ROOF + 2)[: _ROOF + 2]
    return any(word in roofs for word in words)


def housed(clauses: Clauses, at: int) -> None:
    """ "128,941 people were in 143 accommodation centres": the count at `at`, in shelters by number or kind."""
    nodes = clauses.nodes
    k = at + 1
    if (
        k + 1 < len(nodes) and nodes[k].low == "," and nodes[k + 1].cls in ("be", "have")
    ):  # "9,951 families, that is 35,878 people, were in"
        k += 1
    while k < len(nodes) and (nodes[k].cls in ("be", "adverb", "have") or nodes[k].low in ("still", "now")):
        k += 1
    if k + 1 >= len(nodes) or nodes[k].low not in ("in", "at", "under") or nodes[at].taken or not crowd(nodes[at].count):
        return
    words = (
        clauses.text[nodes[k].token.end :]
        .casefold()
        .replace(",", " ")
        .replace(".", " ")
        .replace("-", " ")
        .split(" ", _KIND + 3)[: _KIND + 3]
    )
    headline = clauses.flight == FLIGHT and any(word in ROOFS for word in words[:_BARELY])  # "9,130 in TN shelters"
    counted = k > at + 1 or nodes[k + 1].count is not None or words[0].isdigit() or headline
    roof = any(word in ROOFS for word in words) and (any(word in _RELIEF for word in words) or (clauses.flight and counted))
    trees = nodes[k].low == "under" and clauses.flight and any(word in _OPEN for word in words)  # "48 households are under the trees"
    if roof or trees:
        nodes[k].term = _SHELTERED
        add(clauses, k, at, SUBJECT)


def lodging(clauses: Clauses, at: int) -> None:
    """ "724,649 are living in more than 5,645 camps", "some 300 families housed in community halls"."""
    if any(node.term is not None and node.term.measure == "homeless" for node in clauses.nodes[at + 1 :]):
        return  # "230 families sleep in schools after losing their homes"
    if clauses.nodes[at].low.startswith(("gather", "congregat")) and clauses.flight < FLIGHT:  # to pray, to march
        return
    if clauses.nodes[at].low.startswith(("spent", "spending")) and not clauses.flight:  # a night out is no flight
        return
    if not roofed(clauses, at, ROOFS | _LENT if clauses.flight else _BARE | ROOFS - {"camp"}):
        return
    subject(clauses, at, SUBJECT) or counted_after(clauses, at)
