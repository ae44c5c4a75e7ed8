"""Participles and adjectives of harm: whether "be" makes them passive, and which count stands beside them."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import BESIDE, PART
from transforms.text.counts import Count, Node
from transforms.text.objects import coordinated, own_clause
from transforms.text.singles import term_name
from transforms.text.subjects import subject

_NOTED: Final = 12  # most nodes between two participles of a note
_PHRASE: Final = 12  # most nodes of a phrase between a count and its participle
_INVERTED: Final = 14  # most nodes between a participle that opens its sentence and those whom it is about
_WHEN = frozenset(
    (
        *(
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "yesterday",
            "today",
            "on",
            "last",
            "early",
            "late",
        ),
        *("night", "morning", "evening", "afternoon"),
    )
)  # "were on Sunday killed", as papers of East and West Africa write
_ARE = frozenset(("were", "was", "are", "is", "include", "included", "includes", "including"))


def passive(nodes: list[Node], at: int) -> bool:
    """Whether a form of "be" stands before the participle, with adverbs and coordinated participles between."""
    j = at - 1
    while j >= 0 and at - j < 9:
        node = nodes[j]
        if node.cls == "be":
            return node.low != "am"  # "at 2 am and killed a guard"
        between = (
            node.low in ("and", "or", ",", "then", "to")
            or node.low in _WHEN
            or node.cls in ("adverb", "negation")
            or node.low.endswith(("ly", "ed"))
        )
        if node.count is not None or not (between or (node.term is not None and node.term.inflection == "past")):
            return False
        j -= 1
    return False


def coordinated_passive(nodes: list[Node], at: int) -> int | None:
    """Where the auxiliary stands before another participle of the clause: "were rounded up by the militia and executed"."""
    if at < 2 or not (nodes[at - 1].low in ("and", "later", "then") or nodes[at - 1].cls == "adverb"):
        return None
    for j in range(at - 2, max(-1, at - 22), -1):
        if nodes[j].cls == "be" and nodes[j].low in ("was", "were", "are", "is", "been"):
            return j
        if nodes[j].cls == "boundary" or nodes[j].low == ";":
            return None
    return None


def coordinated_note(clauses: Clauses, at: int) -> bool:
    """ "1 staff shot in the arm and abducted": a note without auxiliaries, the count before its first participle."""
    nodes = clauses.nodes
    if at < 3 or nodes[at - 1].low != "and" or not _closed(nodes, at + 1):
        return False
    for j in range(at - 3, max(-1, at - _NOTED), -1):
        node = nodes[j]
        if node.count is not None:
            opens = j == 0 or nodes[j - 1].low in (";", ":", ".", "|")
            told = nodes[j + 1].low == "shot" or nodes[j + 1].low.endswith(("ed", "en"))
            return opens and told and not node.count.named and add(clauses, at, j, BESIDE) is not None
        if node.cls in ("be", "have", "boundary", "modal") or node.low in (";", ","):
            return False
    return False


def beside(clauses: Clauses, at: int) -> bool:
    """The count right before a participle or adjective: "12 dead", "nine people wounded in the strike"."""
    nodes = clauses.nodes
    j = at - 1
    while j >= 0 and nodes[j].count is None and (nodes[j].cls in ("adverb", "other") or nodes[j].low.endswith("ly")):
        j -= 1
    if (
        j >= 2
        and nodes[j].count is not None
        and nodes[j - 1].low == "of"
        and nodes[j - 2].count is not None
        and not _thing(nodes[j - 2])
        and not _part_of_number(nodes[j - 2], nodes[j])
    ):
        j -= 2  # "nine members of the National Guard injured"
    count = nodes[j].count if j >= 0 else None
    if count is None or _dead_thing(clauses, at, count):
        return False
    if count.implied and j == at - 1 and at + 1 < len(nodes) and nodes[at + 1].cls == "determiner":  # "the man killed the dog"
        return False
    if add(clauses, at, j, BESIDE) is None:
        return False
    while (
        j >= 2
        and (nodes[j - 1].low == "and" or (nodes[j - 1].low == "," and (j == 2 or nodes[j - 3].cls == "be")))
        and (left := nodes[j - 2].count) is not None
        and not nodes[j - 2].taken
        and left.head_kind != "bare"
    ):
        if add(clauses, at, j - 2, BESIDE) is None:
            break
        j -= 2
    return True


def _part_of_number(part: Node, whole: Node) -> bool:
    """ "one of three brothers killed": the participle is about the three."""
    return part.count is not None and part.count.head_kind == "bare" and whole.count is not None and not whole.count.implied


def _dead_thing(clauses: Clauses, at: int, count: Count) -> bool:
    """ "2,000 dead accounts": an adjective before a noun of no list."""
    nodes = clauses.nodes
    if count.head_kind != "bare" or at + 1 >= len(nodes) or not clauses.names:
        return False
    after = nodes[at + 1]
    plural = after.low.endswith("s") and not after.low.endswith(("ss", "us", "'s"))
    return (
        nodes[at].low == "dead"
        and plural
        and after.token.text.islower()
        and after.token.kind == "word"
        and (after.token.word is None or after.token.word.thing)
    )


def _thing(node: Node) -> bool:
    return node.count is not None and node.count.head_kind == "thing"


def inverted_set(clauses: Clauses, at: int) -> bool:
    """ "among the dead were two children", "the dead include a nurse", "killed in the attack were a nurse and two guards"."""
    nodes = clauses.nodes
    if at > 1 and nodes[at - 2].low == "of":  # "a third of the wounded was ..."
        return False
    opens = at == 0 or nodes[at - 1].low in ("the", "those", "also") or nodes[at - 1].cls in ("including", "relative")
    j = at + 1
    while opens and j < min(len(nodes) - 1, at + _INVERTED) and nodes[j].cls != "boundary" and nodes[j].term is None:
        if nodes[j].low in _ARE and nodes[j + 1].count is not None:
            break
        if nodes[j].low in ("was", "were") and at == 0 and term_name(clauses, at, j + 1):
            return True  # "Killed in the raid was Qari Ziauddin"
        if nodes[j].count is not None or nodes[j].low == ",":
            return False
        j += 1
    else:
        return False
    if at and nodes[at - 1].cls == "relative" and not (at > 1 and nodes[at - 2].cls == "including"):
        return False
    first = nodes[j + 1].count
    if first is not None and first.head_kind == "bare":  # "the dead were 12"
        return False
    part = at > 0 and nodes[at - 1].low != "also"
    j += 1
    any_found = False
    while j < len(nodes) and nodes[j].count is not None and not (any_found and own_clause(nodes, j)):
        result = add(clauses, at, j, PART)
        if result is None:
            break
        result.relation = "subset_of" if part else None
        any_found = True
        j = coordinated(nodes, j)
    return any_found


def behind_phrase(clauses: Clauses, at: int) -> bool:
    """ "five people on both sides injured", "4 staff (2M, 2F) of a clinic killed": the participle behind what a phrase adds to its count."""
    nodes = clauses.nodes
    j = at - 1
    while j > 0 and at - j < _PHRASE:
        j -= 1
        if nodes[j].low == ")":
            while j > 0 and nodes[j].low != "(":
                j -= 1
            continue
        node = nodes[j]
        if node.count is not None and node.count.head_kind in ("person", "unknown") and _opens_phrase(nodes, j + 1):
            opens = j == 0 or nodes[j - 1].low in (",", ";", ":", "and")
            group = [j]
            while group[-1] > 1 and nodes[group[-1] - 1].low == "and" and (left := nodes[group[-1] - 2].count) is not None and left.implied:
                group.append(group[-1] - 2)  # "guard and cleaner of a clinic killed"
            told = not node.count.implied or (group[-1] == 0 and _closed(nodes, at + 1))
            if not opens or node.taken or not told:
                return False
            added = [add(clauses, at, k, BESIDE) for k in reversed(group)]
            return any(added)
        if node.term is not None or node.cls in ("be", "have", "boundary", "modal") or node.token.kind == "mark":
            return False
    return False


def _closed(nodes: list[Node], k: int) -> bool:
    """Whether no object stands at k, so that the participle before it is passive."""
    return k >= len(nodes) or nodes[k].cls in ("preposition", "adverb", "boundary") or nodes[k].low in (".", ";", ",", ":")


def _opens_phrase(nodes: list[Node], k: int) -> bool:
    if nodes[k].low == "(":
        while k + 1 < len(nodes) and nodes[k].low != ")":
            k += 1
        k += k + 1 < len(nodes)
    return nodes[k].cls == "preposition"


def after_aside(clauses: Clauses, at: int) -> bool:
    """ "left nine people, including the chief, injured": the participle stands behind an aside about the count."""
    nodes = clauses.nodes
    if at < 3 or nodes[at - 1].low not in (",", ")"):
        return False
    return subject(clauses, at, BESIDE, aside=True)
