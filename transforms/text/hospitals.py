"""People brought to a hospital: hurt, or dead where the sentence goes on to say so ("was rushed to Mercy Hospital, where he died")."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses
from transforms.text.counts import Node
from transforms.text.terms import Term

_BROUGHT = frozenset(
    (
        *(
            "taken",
            "rushed",
            "brought",
            "sent",
            "admitted",
            "flown",
            "airlifted",
            "transported",
            "driven",
            "conveyed",
            "ferried",
            "medevaced",
        ),
        *("took", "hospitalized", "treated", "recovering"),
    )
)
_ACTIVE = frozenset(("sent", "took", "brought", "flown", "rushed", "sending", "taking", "landed", "put", "left", "airlifted"))
_TOWARDS = frozenset(("to", "at", "in"))
_CHECKED = frozenset(
    (
        "precaution",
        "observation",
        "evaluation",
        "checks",
        "check-up",
        "checkup",
        "morgue",
        "mortuary",
        "autopsy",
        "pneumonia",
        "fever",
        "cholera",
        "symptoms",
        "malnutrition",
    )
)
_NAME: Final = 6  # most nodes of a hospital's name, with its article and adjectives
_BEHIND: Final = 12  # most nodes behind a hospital in which the sentence tells that the brought died there
HURT = Term("injured", "verb", "past")
_DEAD = Term("killed", "verb", "past")


def brought_in(clauses: Clauses, at: int) -> None:
    """Makes a term of the verb that brought people to the hospital at `at`."""
    nodes = clauses.nodes
    j = at - 1
    while j > 0 and at - j < _NAME and nodes[j].low not in _TOWARDS and _named(nodes[j]):
        j -= 1
    if j < 1 or nodes[j].low not in _TOWARDS or any(node.low in _CHECKED for node in nodes[at + 1 : at + 7]):
        return
    k = j - 1
    if nodes[k].count is not None and k > 0 and nodes[k - 1].low in _ACTIVE:
        k -= 1
    while k > 0 and nodes[k].cls == "adverb":
        k -= 1
    verb = nodes[k]
    evacuated = verb.term is not None and verb.term.measure == "evacuated"
    if (verb.term is not None and not evacuated) or verb.count is not None or (verb.low not in _BROUGHT and verb.low not in _ACTIVE):
        return
    verb.term = _DEAD if _dies(nodes, at) else HURT


def _named(node: Node) -> bool:
    return node.low == "." or (node.token.kind == "word" and node.cls != "boundary")


def _dies(nodes: list[Node], at: int) -> bool:
    """Whether those brought are told to have died: "where she was pronounced dead", "but died on the way"."""
    for j in range(at + 1, min(len(nodes), at + _BEHIND)):
        node = nodes[j]
        if node.count is not None and not node.count.implied:
            return False
        term = node.term
        if term is not None:
            return term.measure == "killed" and term.category in ("intransitive", "adjective")
        if node.low == ";":
            return False
    return False
