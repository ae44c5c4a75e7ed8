"""Those of one fate as a set, then their number: "it put the dead at 30,035", "wounded: 70,457", the cells of a table."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import TOLL
from transforms.text.counts import Count, Node, noun_of
from transforms.text.tolls import TALLIES, fated, lands, tallied, toll

_SET: Final = 12  # most nodes between "the dead" and their number
_PUTS = frozenset(("put", "puts", "putting", "placed", "places", "estimated", "estimates", "had"))  # "put Russian casualties at 25,650"
_NEAR_PUT: Final = 9
_OPENING: Final = 3
_LISTING = frozenset((",", "and", "&", "/"))
_WHITHER = frozenset(("from", "into", "to", "out of", "by"))
_FATALITIES = frozenset(("deaths", "fatalities", "casualties"))
_CLIMBED = frozenset(("risen", "rose", "climbed", "grown", "grew", "increased", "jumped", "rising"))
_ROW_ENDS = frozenset((".", ";", "|", "•", ","))
_PUT = frozenset(("put", "estimated", "given", "set", "placed", "counted", "listed", "at", "as", "around", "close", "up", "down"))
_REACH: Final = 26  # most nodes between a label and its cell


def people(clauses: Clauses, at: int) -> None:
    """ "the number of refugees in Germany exceeded 1 million", "refugees | 4,919,773": a number follows; else nouns count by themselves."""
    nodes = clauses.nodes
    rising = nodes[at].low in _FATALITIES and any(node.low in _CLIMBED or node.cls == "reaching" for node in nodes[at + 1 : at + 4])
    if rising or any(node.low in TALLIES for node in nodes[max(0, at - 5) : at]):  # "civilian deaths have risen to 3,573"
        toll(clauses, at)
    else:
        set_number(clauses, at)


def set_number(clauses: Clauses, at: int) -> bool:
    """ "it put the dead at 30,035", "the injured as 31,000", "wounded: 70,457": those of one fate as a set, then their number."""
    nodes = clauses.nodes
    if tallied(nodes, at):
        known = len(clauses.found)
        toll(clauses, at)
        for each in clauses.found[known:]:
            _of_whom(clauses, at, each.count)
        return len(clauses.found) > known
    opens = (
        at == 0
        or nodes[at - 1].low in ("the", "of", "those", "own", "number", "|", "•", "-", ",")
        or noun_of(nodes[at - 1].token) is not None
    )
    owned = at > 0 and nodes[at - 1].low.endswith("'s")
    label = at + 1 < len(nodes) and nodes[at + 1].low in (":", "|", "=")
    put = at + 1 < len(nodes) and nodes[at + 1].low == "at" and any(node.low in _PUTS for node in nodes[max(0, at - _NEAR_PUT) : at])
    numbered = at + 1 < len(nodes) and nodes[at + 1].cls == "reaching" and at < _OPENING  # "Injuries numbered 169,430"
    if not (opens or label or owned or put) or nodes[at].count is not None:
        return False
    if not label and not owned and not put and not numbered and (at == 0 or nodes[at - 1].low not in ("the", "those", "own", "number")):
        return _cell(clauses, at)
    for j in range(at + 1, min(len(nodes), at + _SET)):
        node = nodes[j]
        if node.count is not None:
            people_set = node.count.head_kind == "person" and (
                nodes[j - 1].low == "at" or (nodes[j - 1].low == ":" and (at == 0 or nodes[at - 1].low in _ROW_ENDS))
            )  # "put the dead at 27 civilians"
            if (
                not (node.count.head_kind == "bare" or people_set)
                or node.count.implied
                or not lands(nodes[j - 1], node.count)
                or fated(nodes, j)
            ):
                continue
            told = noun_of(nodes[at - 1].token) if label and at > 0 else None
            if told is not None and told.plural and node.count.population == "any":  # "Militants killed: 4-7"
                node.count.told_by(told)
            found = add(clauses, at, j, TOLL) is not None
            while found and label and j + 2 < len(nodes) and nodes[j + 1].low in _LISTING and _one_more(nodes, j + 2):
                j += 2  # "Fatalities: 2 commandos, 1 rebel"
                add(clauses, at, j, TOLL)
            return found
        if node.cls == "be" and j + 1 < len(nodes) and _other_verb(nodes[j + 1]):  # "the dead were buried at 10"
            return False
        if node.low in ("age", "ages"):  # "the wounded range in age from 14 to 52"
            return False
        other = node.low in ("and", "or") or (nodes[j - 1].low in ("and", "or") and node.term is not None)  # "dead and wounded"
        if node.cls in ("boundary", "saying") or (node.term is not None and not other) or node.low in (";", ","):
            return False
    return False


def _of_whom(clauses: Clauses, at: int, count: Count) -> None:
    """ "the number of Russian personnel killed or wounded at 399,090": the head noun stands before what befell them."""
    k = at - 1
    while k > 0 and clauses.nodes[k].low not in ("of", "of those"):
        k -= 1
    if count.head is None and count.head_kind == "bare" and k < at - 1:
        count.head = clauses.text[clauses.nodes[k + 1].token.start : clauses.nodes[at - 1].token.end]
        noun = noun_of(clauses.nodes[at - 1].token)
        if noun is not None and count.population == "any":
            count.told_by(noun)


def _one_more(nodes: list[Node], j: int) -> bool:
    count = nodes[j].count
    return count is not None and count.head_kind == "person" and not count.implied and not nodes[j].taken and not fated(nodes, j)


def row(clauses: Clauses, at: int) -> None:
    """ "Crossings from Ukraine on 8 June | 42,803 | border guards": a noun that counts people only as the label of a row, with whence or whither."""
    if at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].low in _WHITHER:
        _cell(clauses, at)


def _cell(clauses: Clauses, at: int) -> bool:
    """The cell behind a label at the start of a row: "Refugees recorded abroad, as of 8 June | 4,919,773 | agency"."""
    nodes = clauses.nodes
    if at > 2:
        return False
    for j in range(at + 1, min(len(nodes) - 1, at + _REACH)):
        if nodes[j].low == "|":
            count = nodes[j + 1].count
            return count is not None and count.head_kind == "bare" and add(clauses, at, j + 1, TOLL) is not None
    return False


def _other_verb(node: Node) -> bool:
    return node.count is None and node.token.kind == "word" and node.cls != "adverb" and node.low not in _PUT
