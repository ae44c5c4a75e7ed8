"""Counts whose fate is told by one word or by the verb before: "five of them fatally", "as did two guards"."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, state
from transforms.text.confidence import PART

_SHOT: Final = 14  # most nodes back to those of whom some were hit fatally
_BEFALLEN = ("killed", "injured", "missing", "captured", "abducted", "detained", "displaced", "evacuated")
_HIT = frozenset(("shot", "stabbed", "hit", "struck", "attacked", "beaten", "injured", "wounded", "burned", "electrocuted", "bitten"))


def fatally(clauses: Clauses, at: int) -> None:
    """ "36 people have been shot, five of them fatally": so many died of it."""
    nodes = clauses.nodes
    count = nodes[at].count
    if (
        count is None
        or nodes[at].taken
        or count.implied
        or count.head_kind != "bare"
        or at + 1 >= len(nodes)
        or nodes[at + 1].low != "fatally"
    ):
        return
    ends = at + 2 >= len(nodes) or nodes[at + 2].token.kind == "mark" or nodes[at + 2].cls in ("preposition", "conjunction", "boundary")
    if not ends or not any(node.low in _HIT for node in nodes[max(0, at - _SHOT) : at]):
        return
    state(clauses, at, "killed", nodes[at + 1].token, PART)


def as_did(clauses: Clauses, at: int) -> None:
    """ "the driver died, as did two of his friends": what befell the one befell the others."""
    nodes = clauses.nodes
    count = nodes[at].count
    if count is None or nodes[at].taken or at < 3 or count.head_kind not in ("person", "bare") or count.quantifier == "none":
        return
    if nodes[at - 2].low != "as" or nodes[at - 1].cls not in ("do", "be", "have"):
        return
    told = next((node.term for node in reversed(nodes[:at]) if node.term is not None and node.term.inflection == "past"), None)
    if told is not None and told.measure in _BEFALLEN:
        state(clauses, at, told.measure, nodes[at - 1].token, PART)
