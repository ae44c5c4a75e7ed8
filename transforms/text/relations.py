"""How the counts of a sentence stand to each other: parts of a whole, additions, and what a bare number takes over from the one before."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.text.clauses import Clauses, Found
from transforms.text.confidence import SUBJECT
from transforms.text.counts import Count, Node
from transforms.text.ellipsis import repeat
from transforms.text.hosts import hosts
from transforms.text.parts import parts

_RECOVERED = frozenset(
    ("recovered", "recover", "retrieved", "retrieve", "identified", "removed", "exhumed", "pulled", "carried", "dug", "brought")
)


def relate(clauses: Clauses, previous: Found | None, recent: Sequence[Found] = ()) -> None:
    """Adds the parts of counts already joined and sets relations and parents; `previous` is the last statement before this sentence, `recent`
    those of the sentence before."""
    parts(clauses, previous)
    hosts(clauses, previous)
    known = len(clauses.found)
    repeat(clauses, previous, recent)
    if len(clauses.found) > known:
        parts(clauses, previous)  # of what was just found: "SNHR spoke of 21, among them 9 children"
    clauses.found.sort(key=lambda each: (each.count.value_start, each.count.value_end))
    last = previous
    for each in clauses.found:
        count = each.count
        each.rate = any(node.cls == "rate" for node in clauses.nodes[each.at + 1 : each.at + 5])
        if each.relation == "subset_of" and each.parent is None:
            each.parent = last if last is not None else None
        if (
            last is not None
            and last is not previous
            and each.relation is None
            and (_of_whole(clauses.nodes, last, each) or _beside_part(clauses, last, each))
        ) or (last is not None and last is previous and each.relation is None and _of_the_hurt(clauses.nodes, each)):
            each.relation, each.parent = "subset_of", last
        if each.relation is None and _of_the_told(clauses, each):
            told = last.count.best or last.count.high or last.count.low or 0 if last is not None and last.measure == each.measure else 0
            each.relation = "subset_of"
            each.parent = last if told and each.count.best is not None and each.count.best <= told else None
        if last is not None and last.measure == "killed" and _recovered(clauses, each, last):
            each.relation, each.parent = "subset_of", last
        if last is not None and each.relation is None and last is not each.parent:
            if count.partitive:
                each.relation, each.parent = "subset_of", last
            elif count.adds and last.count is not count:
                each.relation, each.parent = "adds_to", last
        silent = count.head is None and count.population == "any" and not count.others and count.head_kind == "bare"
        # "one remains missing" speaks of those before, "it killed 5" does not
        if silent and last is not None and (last is not previous or count.adds or each.join == SUBJECT):
            _inherit(count, last.count)
        if _invented(clauses.nodes, each.at):
            each.denied = True
        if each.relation != "subset_of" or last is None:
            last = each


def _of_the_told(clauses: Clauses, each: Found) -> bool:
    """ "four of the fatalities belonged to one group": of those told before."""
    count = each.count
    if count.own is None or count.own.measure != each.measure:
        return False
    return clauses.text[count.value_end : count.end].casefold().startswith((" of the ", " of those "))


def _beside_part(clauses: Clauses, whole: Found, each: Found) -> bool:
    """ "of the 202 wounded, 52 were in a critical condition and 25 on life support": the second part stands beside the first."""
    nodes = clauses.nodes
    if whole.at < 1 or nodes[whole.at - 1].low != "of" or nodes[each.at - 1].low not in ("and", ",") or each.count.head_kind != "bare":
        return False
    first = any(one.parent is whole and whole.at < one.at < each.at and nodes[one.at - 1].low == "," for one in clauses.found)
    bounded = any(node.cls == "boundary" or node.low == ";" for node in nodes[whole.at + 1 : each.at])
    return first and not bounded and (each.count.best or 0) <= (whole.count.best or whole.count.high or 0)


def _invented(nodes: list[Node], at: int) -> bool:
    """ "600 dead soldiers who do not exist"."""
    return any(
        node.cls == "negation" and nodes[k + 1].low in ("exist", "existed")
        for k, node in enumerate(nodes[at + 1 : at + 5], start=at + 1)
        if k + 1 < len(nodes)
    )


def _of_the_hurt(nodes: list[Node], each: Found) -> bool:
    """ "Of the wounded, three remained in hospital": a part of those told before."""
    return nodes[0].low == "of" and each.at == 4 and nodes[2].term is not None and nodes[3].low == "," and each.count.head_kind == "bare"


def _of_whole(nodes: list[Node], whole: Found, each: Found) -> bool:
    """ "of 176 wounded who were brought in, 142 had bullet wounds"."""
    if whole.at < 1 or nodes[whole.at - 1].low != "of" or nodes[each.at - 1].low != ",":
        return False
    before = nodes[whole.at - 2] if whole.at > 1 else None
    opens = before is None or before.cls == "boundary" or before.token.kind == "mark"
    return opens and each.count.best is not None and each.count.best <= (whole.count.best or whole.count.high or 0)


def _recovered(clauses: Clauses, each: Found, whole: Found) -> bool:
    """Bodies that were brought out of a disaster whose dead were told before: "20 bodies had been recovered" of 33."""
    count, most = each.count, whole.count.best
    if each.measure != "killed" or count.own is None or count.best is None or most is None or not 0 < count.best < most:
        return False
    return any(node.low in _RECOVERED for node in clauses.nodes[max(0, each.at - 4) : each.at + 6])


def _inherit(count: Count, whole: Count) -> None:
    """ "6,755 civilians have died and 10,607 have been injured": both are civilians."""
    if whole.implied or count.quantifier == "none":
        return
    count.population, count.age, count.sex = whole.population, whole.age, whole.sex
    if whole.unit == "household":
        count.unit = whole.unit
    count.head = whole.head
