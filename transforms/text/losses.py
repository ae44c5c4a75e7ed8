"""What armies lose, and deaths whose number stands before them: "Russian troop losses reached 26,900", "1,964 deaths of civilians"."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, Found, add
from transforms.text.confidence import TOLL
from transforms.text.counts import noun_of
from transforms.text.tolls import LANDING, fated, lands

_REACH: Final = 26  # most nodes between the losses and their number
_LOST: Final = 1_000  # fewer lost, of no noun, may be tanks
_OF_ARMY = frozenset(("troop", "personnel", "military", "manpower", "combat"))
_ENEMY = ("enem", "occupier", "invader", "adversar")
_MEN = ("people", "persons", "men")


def losses(clauses: Clauses, at: int) -> None:
    """ "its losses have reached 30,700 personnel"; a number alone is one only behind a statement of what the losses are."""
    nodes = clauses.nodes
    for j in range(at + 1, min(len(nodes), at + _REACH)):
        node = nodes[j]
        count = node.count
        if node.low == ";" or (node.cls == "boundary" and count is None):
            return
        if count is None or count.implied or node.taken:
            continue
        if fated(nodes, j):  # "its losses: 1,854 soldiers dead"
            return
        if count.head_kind == "bare" and nodes[j - 1].low in LANDING and clauses.found:
            whole = clauses.found[-1]
            result = Found(j, count, whole.measure, nodes[at].token, TOLL)
            result.relation, result.parent, result.scope = "total_of", whole, "cumulative"
            node.taken.add(whole.measure)
            clauses.found.append(result)
            return
        before = nodes[max(0, at - 4) : at]
        army = any(each.low in _OF_ARMY or each.low.startswith(_ENEMY) or each.token.text[0].isupper() for each in before)
        if army and (count.low or 0) >= _LOST and (count.head_kind == "bare" or (count.head or "") in _MEN) and lands(nodes[j - 1], count):
            count.population = "combatant"  # "Russian troop losses reached 26,900"
        if add(clauses, at, j, TOLL) is not None:
            return


def of_deaths(clauses: Clauses, at: int) -> bool:
    """ "1,964 deaths of civilians": the number before the deaths, of those named behind them."""
    node = clauses.nodes[at - 1] if at else None
    if node is None or node.count is None or node.count.head_kind != "bare" or node.taken or not clauses.nodes[at].low.endswith("s of"):
        return False
    noun = noun_of(clauses.nodes[at + 1].token) if at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].count is None else None
    if noun is not None:
        node.count.told_by(noun)
    return add(clauses, at, at - 1, TOLL) is not None
