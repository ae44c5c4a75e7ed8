"""People whom somebody takes: told by where they were taken, since "took" alone says many things."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add, usable
from transforms.text.confidence import OBJECT, SUBJECT
from transforms.text.subjects import JOINING, subject
from transforms.text.terms import Term

_TOOK: Final = frozenset(
    ("take", "takes", "took", "taking", "taken", "led", "leading", "marched", "herded", "dragged", "carried", "brought", "forced", "drove")
)
_BURNT: Final = frozenset(("burned", "burnt", "burning", "burn", "burns", "buried", "burying", "skinned", "roasted"))
_CAUGHT: Final = frozenset(("caught", "catching", "catch", "capturing", "seized"))
_ALIVE: Final = Term("captured", "away", "")
_THEIRS: Final = frozenset(("their", "her", "his"))
_CARE: Final = 6  # most nodes from a verb to where it brings someone
_OF_CARE: Final = frozenset(("hospital", "hospitals", "clinic", "treatment", "surgery", "care", "infirmary"))
_AMBULANCE: Final = frozenset(("ambulance", "ambulances"))


def away(clauses: Clauses, at: int) -> None:
    """ "took three traders into the bush", "two men were led to an unknown destination"."""
    nodes = clauses.nodes
    term = nodes[at].term
    j = at - 1
    if j < 1 or term is None:
        return
    if term.measure == "killed" and any(node.low in _TOOK or node.low in _CAUGHT for node in nodes[max(0, at - _CARE) : at]):
        nodes[at].term = term = _ALIVE  # "took two of their companions alive"
    verbs = _CAUGHT | _TOOK if term is _ALIVE else _BURNT if term.measure == "killed" else _TOOK  # "burning 14 villagers alive"
    if nodes[j].low in verbs:
        if nodes[j - 1].cls in ("be", "adverb"):
            subject(clauses, at, SUBJECT)
        return
    taken = []
    while j > 0 and (nodes[j].count is not None or nodes[j].low in JOINING or (nodes[j].low == "of" and nodes[j - 1].count is not None)):
        if nodes[j].count is not None and nodes[j - 1].low != "of":
            taken.append(j)
        j -= 1
    if nodes[j].low not in verbs:
        return
    for k in taken:
        count = nodes[k].count
        own = nodes[k].low in _THEIRS  # "took their three children with them"
        if count is not None and not own and (count.head_kind == "person" or term.measure == "killed") and usable(term, count):
            add(clauses, at, k, OBJECT)


def to_hospital(clauses: Clauses, at: int) -> bool:
    """ "evacuated to hospital", "flown out for treatment", "taken away by ambulance": the injured are taken to care, nobody is displaced."""
    nodes = clauses.nodes
    term = nodes[at].term
    if term is None or term.measure not in ("evacuated", "abducted"):
        return False
    for k in range(at + 1, min(len(nodes), at + _CARE)):
        if nodes[k].low in ("to", "for", "by", "in"):
            care = _OF_CARE if term.measure == "evacuated" else _AMBULANCE
            return any(node.low in care for node in nodes[k + 1 : k + _CARE])
        if nodes[k].cls == "boundary" or nodes[k].low in (",", ";"):
            return False
    return False
