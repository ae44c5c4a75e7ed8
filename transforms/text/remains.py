"""The dead told by their bodies: "recovered six bodies of terrorists", "three men whose bodies were found"."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add, state
from transforms.text.confidence import OWN_NOUN, SUBJECT
from transforms.text.counts import noun_of

_BODIES_OF = frozenset(("bodies of", "corpses of", "dead bodies of", "remains of"))
_BODIES = frozenset(("body", "bodies", "corpse", "corpses", "dead body", "dead bodies"))
_OWN = frozenset(("his", "her", "their", "the", ";", ",", "whose"))
_FOUND = frozenset(("found", "recovered", "discovered", "retrieved", "dumped", "identified", "exhumed", "returned", "washed"))
_BEHIND: Final = 4  # most nodes from a body to how it was found
_TAKEN = ("abducted", "missing", "captured", "detained")


def found_bodies(clauses: Clauses, at: int) -> bool:
    """ "six bodies of terrorists": the number counts the bodies, the noun behind tells whose they are."""
    nodes = clauses.nodes
    count = nodes[at - 1].count if at > 0 else None
    if nodes[at].low not in _BODIES_OF or count is None or count.head_kind != "bare" or count.implied or nodes[at - 1].taken:
        return False
    noun = next((noun for node in nodes[at + 1 : at + 3] if (noun := noun_of(node.token)) is not None and noun.plural), None)
    if noun is not None:
        count.told_by(noun)
    return add(clauses, at, at - 1, OWN_NOUN) is not None


def whose_bodies(clauses: Clauses, at: int) -> bool:
    """ "three men whose bodies were found"; "a student was kidnapped; his body was found two days later": the one who was taken is dead."""
    nodes = clauses.nodes
    if nodes[at].low not in _BODIES or nodes[at].count is not None or at < 2 or nodes[at - 1].low not in _OWN:
        return False
    if not any(node.low in _FOUND for node in nodes[at + 1 : at + 1 + _BEHIND]):
        return False
    if nodes[at - 1].low == "whose":
        k = at - 3 if nodes[at - 2].low == "," else at - 2
        return nodes[k].count is not None and not nodes[k].taken and add(clauses, at, k, SUBJECT) is not None
    return _of_the_taken(clauses, at, several=nodes[at].low.endswith("es"))


def own_body(clauses: Clauses, at: int) -> bool:
    """ "his body was found", where the sentence told before that he was taken."""
    count = clauses.nodes[at].count
    body = count is not None and count.implied and count.own is not None and count.own.measure == "killed" and clauses.nodes[at].low in _OWN
    found = any(node.low in _FOUND for node in clauses.nodes[at + 1 : at + 1 + _BEHIND])
    return body and found and _of_the_taken(clauses, at, several=False)


def _of_the_taken(clauses: Clauses, at: int, several: bool) -> bool:
    gone = [each for each in clauses.found if each.measure in _TAKEN and each.at < at and not each.denied]
    if not gone or gone[-1].count.plural is not several:
        return False
    state(clauses, gone[-1].at, "killed", clauses.nodes[at].token, SUBJECT)
    return True
