"""Which counted people each term of a sentence is about (figures.md, "What happened")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from transforms.text.clauses import Clauses, Found, add, charged, modality
from transforms.text.confidence import BESIDE, OBJECT, OWN_NOUN, PART, SINGLE, SUBJECT
from transforms.text.counts import Count, Node
from transforms.text.crowds import driving, motion, receiving
from transforms.text.numbers import Number
from transforms.text.subjects import JOINING, named_object, named_subject, subject
from transforms.text.tolls import losses, member, of_the, people, set_number, toll


def join(clauses: Clauses) -> None:
    """Every term takes the counts that it is about; then every count left whose own noun gives a measure."""
    for at, node in enumerate(clauses.nodes):
        if node.term is not None:
            _RULES[node.term.category](clauses, at)
    for at, node in enumerate(clauses.nodes):
        if node.count is not None:
            _own(clauses, at)


def _verb(clauses: Clauses, at: int) -> None:
    term = clauses.nodes[at].term
    assert term is not None
    if of_the(clauses, at) or set_number(clauses, at):
        return
    if term.inflection != "past":
        if not _objects(clauses, at) and not _nobody(clauses, at) and term.inflection == "ing":
            _after_name(clauses, at)
        return
    if _among(clauses, at):
        return
    if _passive(clauses.nodes, at):
        subject(clauses, at, SUBJECT) or named_subject(clauses, at)
        _along(clauses, at)
        return
    if _objects(clauses, at):
        _along(clauses, at)
    elif (at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].cls == "pronoun") or _nobody(clauses, at):  # "killed himself"
        return
    elif not _beside(clauses, at) and not _after_aside(clauses, at) and not _behind_phrase(clauses, at):
        if _coordinated_passive(clauses.nodes, at):
            subject(clauses, at, SUBJECT)
        else:
            _after_name(clauses, at)


def _intransitive(clauses: Clauses, at: int) -> None:
    if _natural(clauses.nodes, at) or _among(clauses, at):
        return
    if not subject(clauses, at, SUBJECT):
        named_subject(clauses, at)


def _adjective(clauses: Clauses, at: int) -> None:
    if _among(clauses, at) or of_the(clauses, at) or set_number(clauses, at):
        return
    if clauses.nodes[at].low == "to death" and charged(clauses.nodes, at):  # "sentenced to death"
        return
    if not _beside(clauses, at) and not _after_aside(clauses, at) and _passive(clauses.nodes, at):
        subject(clauses, at, SUBJECT) or named_subject(clauses, at)


def _event(clauses: Clauses, at: int) -> None:
    if clauses.nodes[at].low == "lives of" and not any(node.cls == "taking" for node in clauses.nodes[max(0, at - 4) : at]):
        return
    if not _objects(clauses, at):
        _after_name(clauses, at)


def _nothing(clauses: Clauses, at: int) -> None:
    """Lives and the labels of bulletins are read from their own phrase."""


_INVERTED: Final = 14  # most nodes between a participle that opens its sentence and those whom it is about
_ARE = frozenset(("were", "was", "are", "is", "include", "included", "includes", "including"))
_RULES: dict[str, Callable[[Clauses, int], None]] = {
    "verb": _verb,
    "fighters": _verb,
    "intransitive": _intransitive,
    "adjective": _adjective,
    "member": member,
    "event": _event,
    "motion": motion,
    "driving": driving,
    "receiving": receiving,
    "toll": toll,
    "losses": losses,
    "people": people,
    "lives": _nothing,
    "bulletin": _nothing,
}


def _passive(nodes: list[Node], at: int) -> bool:
    """Whether a form of "be" stands before the participle, with adverbs and coordinated participles between."""
    j = at - 1
    while j >= 0 and at - j < 9:
        node = nodes[j]
        if node.cls == "be":
            return True
        between = node.low in ("and", "or", ",", "then", "to") or node.cls in ("adverb", "negation") or node.low.endswith(("ly", "ed"))
        if node.count is not None or not (between or (node.term is not None and node.term.inflection == "past")):
            return False
        j -= 1
    return False


def _coordinated_passive(nodes: list[Node], at: int) -> bool:
    """ "were rounded up by the militia and executed": the auxiliary stands before another participle of the clause."""
    if at < 2 or not (nodes[at - 1].low in ("and", "later", "then") or nodes[at - 1].cls == "adverb"):
        return False
    for j in range(at - 2, max(-1, at - 22), -1):
        if nodes[j].cls == "be" and nodes[j].low in ("was", "were", "are", "is", "been"):
            return True
        if nodes[j].cls == "boundary" or nodes[j].low == ";":
            return False
    return False


def _natural(nodes: list[Node], at: int) -> bool:
    return any(node.cls == "natural" for node in nodes[at + 1 : at + 4])


def _objects(clauses: Clauses, at: int) -> bool:
    """The counts right behind a verb, and those coordinated with them."""
    nodes = clauses.nodes
    j, n = at + 1, len(nodes)
    while (
        j < n
        and nodes[j].count is None
        and (nodes[j].cls in ("adverb", "saying") or nodes[j].low in ("the", "off", ":") or nodes[j].low.endswith("ly"))
    ):
        j += 1
    if j < n and nodes[j].cls == "pronoun" and nodes[j].count is None:  # "killing himself and three others", "killing them both"
        j += 1
        if j < n and nodes[j].count is None:
            while j < n and nodes[j].low in (",", "and", "as well as", "along with"):
                j += 1
    if j < n and nodes[j].term is not None and nodes[j - 1].low in ("and", "or"):
        return False
    if j + 1 < n and nodes[j].low in ("and", "or") and nodes[j + 1].term is not None:
        after = nodes[j + 1].term
        if after is not None and after.category in ("verb",) and after.inflection == (nodes[at].term or after).inflection:
            j += 2  # "killed and wounded 30 people"
            while j < n and nodes[j].cls == "adverb":
                j += 1
    any_found = False
    while j < n and nodes[j].count is not None:
        if any_found and _own_clause(nodes, j):
            break
        if _fate_told(nodes, at, j):  # "lost 140 troops killed"
            return False
        if add(clauses, at, j, OBJECT) is None:
            break
        any_found = True
        j = _coordinated(nodes, j)
    return any_found


def _after_name(clauses: Clauses, at: int) -> None:
    """A person by name, and whom the sentence adds: "killed Adam Kirov, a commander, and three associates"."""
    if not named_object(clauses, at):
        return
    nodes = clauses.nodes
    for j in range(at + 2, min(len(nodes) - 1, at + _INVERTED)):
        if nodes[j].low in ("and", "as well as", "along with", "together with") and nodes[j + 1].count is not None:
            if not nodes[j + 1].taken and not _own_clause(nodes, j + 1):
                add(clauses, at, j + 1, OBJECT)
            return
        if nodes[j].term is not None or nodes[j].cls in ("boundary", "be", "have"):
            return


def _fate_told(nodes: list[Node], at: int, j: int) -> bool:
    """Whether the count of a verb of loss has a participle of its own that says what befell it."""
    term, after = nodes[at].term, nodes[j + 1].term if j + 1 < len(nodes) else None
    return term is not None and term.measure == "casualties" and after is not None and after.category in ("verb", "adjective")


def _own_clause(nodes: list[Node], j: int) -> bool:
    """Whether a coordinated count starts a clause of its own ("killed 12 and 30 were wounded", "wounding 64, the mayor of Arlo said")."""
    k = j + 1
    count = nodes[j].count
    if count is not None and count.implied and nodes[j - 1].low == ",":
        for node in nodes[k : k + 14]:
            if node.cls == "saying":
                return True
            if node.count is not None or node.cls == "boundary" or node.low in (",", ";", "and"):
                break
    while k < len(nodes) and (nodes[k].cls == "adverb" or nodes[k].low.endswith("ly")):
        k += 1
    if k >= len(nodes):
        return False
    term = nodes[k].term
    return nodes[k].cls in ("be", "have", "modal", "do", "taking", "saying") or (
        term is not None and term.category in ("verb", "adjective", "intransitive")
    )


def _coordinated(nodes: list[Node], j: int) -> int:
    """The index of a count coordinated with that at j, or past the end."""
    k, n = j + 1, len(nodes)
    if k < n and nodes[k].low == "of":  # "the wife of an official and three others"
        for m in range(k + 1, min(n - 1, k + 7)):
            if nodes[m].low == "and" and nodes[m + 1].count is not None:
                k = m
                break
            if nodes[m].low in (",", ";") or nodes[m].term is not None or nodes[m].cls in ("boundary", "be"):
                break
    if k < n and nodes[k].low in JOINING:
        k += 1
        if k < n and nodes[k].low in JOINING:
            k += 1
        return k
    return n


def _beside(clauses: Clauses, at: int) -> bool:
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
    if j < 0 or nodes[j].count is None or add(clauses, at, j, BESIDE) is None:
        return False
    while (
        j >= 2
        and nodes[j - 1].low == "and"
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


def _thing(node: Node) -> bool:
    return node.count is not None and node.count.head_kind == "thing"


def _among(clauses: Clauses, at: int) -> bool:
    """ "among the dead were two children", "the dead include a nurse", "killed in the attack were a nurse and two guards"."""
    nodes = clauses.nodes
    opens = at == 0 or nodes[at - 1].low in ("the", "those", "also") or nodes[at - 1].cls in ("including", "relative")
    j = at + 1
    while opens and j < min(len(nodes) - 1, at + _INVERTED) and nodes[j].cls != "boundary" and nodes[j].term is None:
        if nodes[j].low in _ARE and nodes[j + 1].count is not None:
            break
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
    while j < len(nodes) and nodes[j].count is not None and not (any_found and _own_clause(nodes, j)):
        result = add(clauses, at, j, PART)
        if result is None:
            break
        result.relation = "subset_of" if part else None
        any_found = True
        j = _coordinated(nodes, j)
    return any_found


def _nobody(clauses: Clauses, at: int) -> bool:
    """ "without hurting anyone", "did not kill anybody": an explicit zero."""
    nodes = clauses.nodes
    term = nodes[at].term
    if at + 1 >= len(nodes) or nodes[at + 1].low not in ("anyone", "anybody") or term is None:
        return False
    if not any(node.cls in ("none", "negation") or node.low in ("didn't", "doesn't") for node in nodes[max(0, at - 4) : at]):
        return True
    token = nodes[at + 1].token
    nodes[at + 1].count = count = Count(nodes[at + 1].i, nodes[at + 1].j, Number(0, 0, 0, "none", at, at, token.start, token.end))
    count.start, count.end = token.start, token.end
    clauses.found.append(Found(at + 1, count, term.measure, nodes[at].token, OBJECT))
    nodes[at + 1].taken.add(term.measure)
    return True


def _behind_phrase(clauses: Clauses, at: int) -> bool:
    """ "and five people on both sides injured": the participle behind what a preposition adds to its count."""
    nodes = clauses.nodes
    for j in range(at - 2, max(-1, at - 7), -1):
        node = nodes[j]
        if node.count is not None and node.count.head_kind in ("person", "unknown") and nodes[j + 1].cls == "preposition":
            opens = j == 0 or nodes[j - 1].low in (",", ";", ":", "and")
            return opens and not node.taken and not node.count.implied and add(clauses, at, j, BESIDE) is not None
        if node.term is not None or node.cls in ("be", "have", "boundary", "modal") or node.token.kind == "mark":
            return False
    return False


def _after_aside(clauses: Clauses, at: int) -> bool:
    """ "left nine people, including the chief, injured": the participle stands behind an aside about the count."""
    nodes = clauses.nodes
    if at < 3 or nodes[at - 1].low not in (",", ")"):
        return False
    return subject(clauses, at, BESIDE, aside=True)


def _along(clauses: Clauses, at: int) -> None:
    """ "was killed along with three officers"."""
    nodes = clauses.nodes
    for j in range(at + 1, min(len(nodes) - 1, at + 8)):
        if nodes[j].low in ("along with", "together with", "as well as", "alongside") and nodes[j + 1].count is not None:
            if not nodes[j + 1].taken:
                add(clauses, at, j + 1, OBJECT)
            return
        if nodes[j].term is not None or nodes[j].cls == "boundary":
            return


def _own(clauses: Clauses, at: int) -> None:
    """A count whose own noun gives the measure ("12 casualties"), or a participle before its noun ("12 wounded soldiers")."""
    node = clauses.nodes[at]
    count = node.count
    assert count is not None
    term = count.own or count.attribute
    if term is None or node.taken or count.head_kind == "thing" or count.named:
        return
    if count.implied and (not count.indefinite or charged(clauses.nodes, at)):
        return
    if term.category == "lives" and not any(near.cls == "taking" for near in clauses.nodes[max(0, at - 4) : at + 5]):
        return
    if count.attribute is not None and count.own is None and term.category not in ("verb", "adjective"):
        return
    result = Found(at, count, term.measure, node.token, SINGLE if count.implied else OWN_NOUN)
    node.taken.add(term.measure)
    if modality(clauses.nodes, at, at, result) if node.term is not None else True:
        clauses.found.append(result)
