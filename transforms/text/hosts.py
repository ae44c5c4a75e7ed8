"""Refugees told by the countries that host them: "Poland took 1.9 million, and Romania 490,000", "Chad (345,000)"."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, Found
from transforms.text.confidence import PART
from transforms.text.counts import Count, Node

_HOSTING = frozenset(
    (
        *(
            "took",
            "took in",
            "taken in",
            "takes in",
            "received",
            "receives",
            "hosts",
            "hosted",
            "hosting",
            "host",
            "sheltering",
            "shelters",
        ),
        *("absorbed", "admitted", "accepted", "welcomed", "registered", "counted", "recorded", "sheltered", "has", "had"),
    )
)
_PASSED = frozenset(("have", "be", "adverb"))
_CROWD: Final = 100  # people: fewer are a delegation
_ABROAD = ("refugees", "asylum_seekers", "displaced", "returnees")


def hosts(clauses: Clauses, previous: Found | None) -> None:
    """Adds what each country took of those told before in the sentence or by `previous`; parts of them where they are fewer."""
    nodes = clauses.nodes
    if not clauses.flight or not any(node.cls == "country" for node in nodes):
        return
    told = False
    for j, node in enumerate(nodes):
        count = node.count
        if count is None or j < 1:
            continue
        whole = max((each for each in clauses.found if each.at < j), key=lambda each: each.at, default=previous)
        while whole is not None and whole.parent is not None and whole.relation == "subset_of":
            whole = whole.parent
        if node.taken or count.implied or count.head_kind not in ("bare", "person") or (count.low or count.high or 0) < _CROWD:
            continue
        if count.own is not None or count.attribute is not None or whole is None or whole.measure not in _ABROAD or not _ends(nodes, j):
            continue
        if _hosted(nodes, j) or (_beside(nodes, j) and (told or whole is not previous)):
            told = True
            measure = "refugees" if whole.measure == "displaced" else whole.measure
            part = Found(j, count, measure, nodes[j].token, PART)
            part.projection = whole.projection
            if _most(whole.count) >= (count.low or count.high or 0):
                part.relation, part.parent = "subset_of", whole
            node.taken.add(measure)
            clauses.found.append(part)


def _hosted(nodes: list[Node], j: int) -> bool:
    """ "Poland has received 1.9 million", "Poland, which took 1.9 million"."""
    k = j - 1
    if nodes[k].low not in _HOSTING:
        return False
    k -= 1
    while k >= 0 and (nodes[k].cls in _PASSED or nodes[k].cls == "relative" or nodes[k].low in (",", "alone")):
        k -= 1
    return k >= 0 and nodes[k].cls == "country"


def _beside(nodes: list[Node], j: int) -> bool:
    """ "Romania 490,000", "Romania, 490,000", "Romania (490,000)"."""
    return nodes[j - 1].cls == "country" or (
        j > 1 and nodes[j - 1].low in (",", "(", ":", "with", "–", "-") and nodes[j - 2].cls == "country"
    )


def _ends(nodes: list[Node], j: int) -> bool:
    """Whether the number counts nothing that stands behind it: the phrase ends, or says "of them", "people", "refugees"."""
    count = nodes[j].count
    assert count is not None
    if j + 1 >= len(nodes) or count.head_kind == "person" or count.partitive:
        return True
    after = nodes[j + 1]
    return after.token.kind == "mark" or after.cls in ("conjunction", "boundary", "preposition", "relative", "adverb", "country")


def _most(count: Count) -> int:
    return count.high if count.best is None and count.high is not None else count.best or count.low or 0
