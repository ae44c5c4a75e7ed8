"""Numbers that a toll comes to, and parts of those whom it counts: "the death toll rose to 45 from 33", "ten of the wounded"."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, Found, add
from transforms.text.confidence import PART, TOLL
from transforms.text.counts import Count, Node, noun_of
from transforms.text.subjects import subject
from transforms.text.terms import Term

_REACH: Final = 26  # most nodes between a toll and its number
TALLIES = frozenset(("number", "numbers", "count", "tally", "estimate", "estimates", "reports", "total", "figure", "figures", "|", ":"))
_NO_TOLL = frozenset(("in", "on", "after", "by", "since", "at least one", "near", "and"))  # before a number that is no toll
_REVISED = frozenset(("cut", "revised", "lowered", "reduced", "raised", "corrected", "rose", "risen", "climbed"))
_CAPTIVES = frozenset(("prisoner", "prisoners", "captives", "captive"))
_TAKING = frozenset(("take", "takes", "took", "taken", "taking", "bagged"))
_CAPTURED = Term("captured", "people", "")
_PASSING = frozenset(("passes", "passed", "tops", "topped", "surpass"))  # a number on the way
LANDING = frozenset(("at", "as", "to", ":", "|", "=", "number"))


def toll(clauses: Clauses, at: int) -> None:
    """The number that a toll comes to: "the death toll rose to 45 from 33": 45 revises 33."""
    nodes = clauses.nodes
    if brought(clauses, at):
        return
    old: int | None = None
    passing = False
    result: Found | None = None
    after = nodes[at + 1].token.word if at + 1 < len(nodes) else None
    if after is not None and after.thing:  # "the number of dead trees"
        return
    end = min(len(nodes), at + _REACH)
    j = at
    while j + 1 < end:
        j += 1
        node = nodes[j]
        if node.cls == "boundary" or node.low == ";" or (node.term is not None and result is None and node.term.category == "toll"):
            break
        count = node.count
        if count is None or count.implied or count.head_kind not in ("bare", "person", "unknown", "term"):
            continue
        before = nodes[j - 1].low
        if (before in ("from", "of") and result is not None) or (before == "from" and count.quantifier != "range"):
            if count.head_kind != "bare":  # "52, most of them from six families"
                break
            old = j
        elif result is None and before not in _NO_TOLL and not (before == ":" and fated(nodes, j)) and not _pronominal(nodes, j):
            term, noun = nodes[at].term, noun_of(nodes[at - 1].token) if at else None
            if noun is not None and term is not None and term.category == "fighters" and count.head_kind == "bare":
                count.told_by(noun)  # "the number of rebels neutralised since May rose to 300"
            result = add(clauses, at, j, TOLL)
            if result is None:
                return
            passing = before in _PASSING
            if passing and count.quantifier == "exact":
                count.quantifier, count.high = "more_than", None
            if count.population == "any" and "civilian" in nodes[at].low:  # "the number of civilians killed rose to 300"
                count.population = "civilian"
            end = min(len(nodes), j + _REACH // 2)
        elif result is not None and passing and (nodes[j - 1].cls == "reaching" or before in ("at", "to")):
            later = add(clauses, at, j, TOLL)  # "had passed 15,000 and now stood at 15,207"
            if later is not None:
                later.relation, later.parent = "revises", result
            return
        elif result is not None and before == "to" and any(node.low in _REVISED for node in nodes[j - 4 : j]):
            later = add(clauses, at, j, TOLL)
            if later is not None:
                later.relation, later.parent = "revises", result
            return
        elif result is not None:
            break
    if result is not None and result.relation is None and _bringing(nodes, at) and clauses.found[:-1]:
        whole = clauses.found[-2]
        if whole.measure == result.measure:
            result.relation, result.parent = "total_of", whole
    if result is not None and old is not None:
        earlier = add(clauses, at, old, TOLL)
        if earlier is not None:
            earlier.measure = result.measure
            result.relation, result.parent = "revises", earlier


def _pronominal(nodes: list[Node], j: int) -> bool:
    """ "Sources disagree on the toll: one network spoke of 17": no number but a pronoun, before its noun or its verb."""
    after = nodes[j + 1] if j + 1 < len(nodes) else None
    return nodes[j].token.low == "one" and after is not None and after.token.kind == "word" and after.low not in ("in", "on", "after")


def _bringing(nodes: list[Node], at: int) -> bool:
    """ "bringing the number of arrivals to 92,000"."""
    return any(node.low in ("bringing", "brings", "brought", "taking", "raising", "pushing") for node in nodes[max(0, at - 2) : at])


def fated(nodes: list[Node], j: int) -> bool:
    """Whether a word behind the count says what befell it: "casualties: 12 dead"."""
    term = nodes[j + 1].term if j + 1 < len(nodes) else None
    return term is not None and term.category in ("adjective", "verb", "intransitive")


def taken_captive(nodes: list[Node], at: int) -> Term | None:
    """ "took some 400 prisoners": the term that counts them; prisoners that nobody took are those of a jail."""
    count = nodes[at].count
    if count is None or count.head is None or count.head.rsplit(" ", 1)[-1].casefold() not in _CAPTIVES:
        return None
    return _CAPTURED if any(node.low in _TAKING for node in nodes[max(0, at - 3) : at]) else None


def brought(clauses: Clauses, at: int) -> bool:
    """ "bringing to 92 the number of soldiers who have died": the number stands before those whom it counts."""
    nodes = clauses.nodes
    for k in range(at, max(2, at - 9), -1):
        if nodes[k].low == "number" or nodes[k].low.startswith("number of"):
            if nodes[k - 1].low != "the" or nodes[k - 2].count is None or nodes[k - 3].low != "to":
                return False
            earlier = clauses.found[-1] if clauses.found else None
            result = add(clauses, at, k - 2, TOLL)
            noun = next((noun for node in nodes[k + 1 : at + 1] if (noun := noun_of(node.token)) is not None and noun.plural), None)
            if result is not None and noun is not None and result.count.head_kind == "bare":
                result.count.told_by(noun)
            if result is not None and earlier is not None and earlier.measure == result.measure:
                result.relation, result.parent = "total_of", earlier
            return result is not None
        if k < at and nodes[k].count is not None:
            return False
    return False


def member(clauses: Clauses, at: int) -> None:
    """ "seven children were among the wounded": parts of those told before."""
    before = len(clauses.found)
    if subject(clauses, at, PART):
        for each in clauses.found[before:]:
            each.relation = "subset_of"


def of_the(clauses: Clauses, at: int) -> bool:
    """ "ten of the injured", "six of those killed are children": parts of those told before, with what the sentence says that they are."""
    nodes = clauses.nodes
    if at < 3 or nodes[at - 1].low not in ("the", "those") or nodes[at - 2].low not in ("of", "among"):
        return False
    count = nodes[at - 3].count
    if count is None or count.head_kind != "bare" or count.quantifier == "none" or nodes[at - 3].taken:
        return False
    after = nodes[at + 1] if at + 1 < len(nodes) else None
    if after is not None and after.token.kind == "word" and not after.cls and after.term is None and after.count is None:
        noun = noun_of(after.token)
        if noun is None or not noun.plural or after.low.endswith("s'"):  # "two of the dead man's friends"
            return False
    behind = next((node for node in nodes[at + 1 : at + 4] if node.cls not in ("be", "have", "adverb")), None)
    if behind is not None and behind.term is not None and behind.term.category in ("verb", "intransitive"):  # "two of the wounded died"
        return False
    result = add(clauses, at, at - 3, PART)
    if result is None:
        return False
    result.relation = "subset_of"
    result.denied = result.projection = False
    if at + 2 < len(nodes) and nodes[at + 1].cls == "be":
        noun = noun_of(nodes[at + 2].token)
        if noun is not None:
            count.told_by(noun)
            count.head = nodes[at + 2].token.text
    return True


def number_of(clauses: Clauses, at: int) -> bool:
    """ "the number of people who have crossed into Chad has reached 515,000"."""
    nodes = clauses.nodes
    for k in range(at - 1, max(0, at - 9), -1):
        if nodes[k].count is not None or nodes[k].cls == "boundary" or nodes[k].term is not None or nodes[k].low in (",", ";"):
            return False
        if nodes[k].cls == "relative" and any(node.low in ("number", "number of") for node in nodes[max(0, k - 5) : k]):
            known = len(clauses.found)
            toll(clauses, at)
            return len(clauses.found) > known
    return False


def tallied(nodes: list[Node], at: int) -> bool:
    """ "the number of Ukrainian soldiers killed": the number is of those whom the participle tells."""
    for k in range(at - 1, max(0, at - 7), -1):
        term = nodes[k].term
        if nodes[k].count is not None or nodes[k].cls in ("be", "have", "boundary", "relative") or (term and term.category != "bulletin"):
            return False
        if nodes[k].low in ("of", "of those") and nodes[k - 1].low in TALLIES:
            return True
    return False


def lands(node: Node, count: Count) -> bool:
    return node.low in LANDING or node.low == "now" or node.cls == "reaching" or (node.low == "from" and count.quantifier == "range")


def running_total(clauses: Clauses, at: int) -> None:
    """ "two more bodies were found, bringing the total to 14": of what the sentence counts before; of things it is no figure."""
    nodes = clauses.nodes
    before = [each for each in clauses.found if each.at < at]
    if not before and any((count := node.count) is not None and count.head_kind in ("thing", "unknown") for node in nodes[:at]):
        return
    known = len(clauses.found)
    toll(clauses, at)
    if before and len(clauses.found) > known:
        whole, result = max(before, key=lambda each: each.at), clauses.found[known]
        result.relation, result.parent, result.measure = "total_of", whole, whole.measure


def counted_after(clauses: Clauses, at: int) -> bool:
    """ "the number of people who have left stands at 836,000", "the number of people sheltering in schools has grown to 128,941"."""
    if tallied(clauses.nodes, at):
        toll(clauses, at)
        return True
    return number_of(clauses, at)
