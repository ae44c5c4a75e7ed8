"""Which counted people each term of a sentence is about (figures.md, "What happened")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from transforms.text.clauses import Clauses, Found, add, charged, modality
from transforms.text.confidence import BESIDE, OWN_NOUN, PART, SINGLE, SUBJECT
from transforms.text.counts import Count, Node
from transforms.text.crowds import driving, lodging, motion, receiving
from transforms.text.hospitals import brought_in
from transforms.text.numbers import Number
from transforms.text.objects import along, coordinated, name_object, nobody, objects, own_clause
from transforms.text.people import named_in_capitals, noted_role, pronoun_object, titled_object
from transforms.text.singles import named_subject, pronoun_subject
from transforms.text.subjects import subject
from transforms.text.takings import away, to_hospital
from transforms.text.tolls import brought, losses, member, number_of, of_the, people, set_number, taken_captive, toll


def join(clauses: Clauses) -> None:
    """Every term takes the counts that it is about; then every count left whose own noun gives a measure."""
    for at, node in enumerate(clauses.nodes):
        if node.cls == "hospital":
            brought_in(clauses, at)
    for at, node in enumerate(clauses.nodes):
        if node.term is not None:
            _RULES[node.term.category](clauses, at)
    for at, node in enumerate(clauses.nodes):
        if node.count is not None:
            _own(clauses, at)


def _verb(clauses: Clauses, at: int) -> None:
    term = clauses.nodes[at].term
    assert term is not None
    if of_the(clauses, at) or brought(clauses, at) or set_number(clauses, at) or to_hospital(clauses, at):
        return
    if term.inflection != "past":
        him = pronoun_object(clauses, at)
        if not objects(clauses, at) and not him and not nobody(clauses, at) and not titled_object(clauses, at) and term.inflection == "ing":
            name_object(clauses, at)
        return
    if _among(clauses, at):
        return
    if _passive(clauses.nodes, at):
        _harmed(clauses, at)
        along(clauses, at)
        return
    him = pronoun_object(clauses, at)
    behind = clauses.nodes[at + 1].count if at + 1 < len(clauses.nodes) else None
    if objects(clauses, at) or him or (term.category == "seizing" and behind is not None):
        along(clauses, at)
    elif (at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].cls == "pronoun") or nobody(clauses, at):  # "killed himself"
        return
    elif not _beside(clauses, at) and not _after_aside(clauses, at) and not _behind_phrase(clauses, at):
        if _coordinated_passive(clauses.nodes, at):
            subject(clauses, at, SUBJECT)
        elif noted_role(clauses, at):
            along(clauses, at)
        elif not titled_object(clauses, at):
            name_object(clauses, at)


def _intransitive(clauses: Clauses, at: int) -> None:
    if _natural(clauses.nodes, at) or _among(clauses, at) or brought(clauses, at):
        return
    _harmed(clauses, at) or number_of(clauses, at)


def _harmed(clauses: Clauses, at: int) -> bool:
    """Whom a passive or intransitive verb is about: those counted before it, a person by name, "he" or "she"."""
    return subject(clauses, at, SUBJECT) or named_subject(clauses, at) or named_in_capitals(clauses, at) or pronoun_subject(clauses, at)


def _adjective(clauses: Clauses, at: int) -> None:
    if _among(clauses, at) or of_the(clauses, at) or set_number(clauses, at):
        return
    if clauses.nodes[at].low == "to death" and charged(clauses.nodes, at):  # "sentenced to death"
        return
    if not _beside(clauses, at) and not _after_aside(clauses, at) and _passive(clauses.nodes, at):
        _harmed(clauses, at)


def _event(clauses: Clauses, at: int) -> None:
    if clauses.nodes[at].low == "lives of" and not any(node.cls == "taking" for node in clauses.nodes[max(0, at - 4) : at]):
        return
    if clauses.nodes[at].low in ("homes of", "houses of") and not any(
        node.low.startswith("destr") for node in clauses.nodes[max(0, at - 4) : at]
    ):
        return
    if objects(clauses, at):
        return
    if not titled_object(clauses, at):
        name_object(clauses, at)


def _nothing(clauses: Clauses, at: int) -> None:
    """Lives and the labels of bulletins are read from their own phrase."""


_INVERTED: Final = 14  # most nodes between a participle that opens its sentence and those whom it is about
_DYING = frozenset(("die", "died", "dies", "dying"))  # whoever "died a thousand deaths" did not
_COGNATE: Final = 7  # most nodes between a verb of dying and the deaths that it has as its object
_ARE = frozenset(("were", "was", "are", "is", "include", "included", "includes", "including"))
_RULES: dict[str, Callable[[Clauses, int], None]] = {
    "verb": _verb,
    "fighters": _verb,
    "seizing": _verb,
    "away": away,
    "intransitive": _intransitive,
    "adjective": _adjective,
    "member": member,
    "event": _event,
    "motion": motion,
    "driving": driving,
    "lodging": lodging,
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


def _among(clauses: Clauses, at: int) -> bool:
    """ "among the dead were two children", "the dead include a nurse", "killed in the attack were a nurse and two guards"."""
    nodes = clauses.nodes
    if at > 1 and nodes[at - 2].low == "of":  # "a third of the wounded was ..."
        return False
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
    while j < len(nodes) and nodes[j].count is not None and not (any_found and own_clause(nodes, j)):
        result = add(clauses, at, j, PART)
        if result is None:
            break
        result.relation = "subset_of" if part else None
        any_found = True
        j = coordinated(nodes, j)
    return any_found


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


def _own(clauses: Clauses, at: int) -> None:
    """A count whose own noun gives the measure ("12 casualties"), or a participle before its noun ("12 wounded soldiers")."""
    node = clauses.nodes[at]
    count = node.count
    assert count is not None
    term = count.own or count.attribute or taken_captive(clauses.nodes, at)
    if term is None or node.taken or count.head_kind == "thing" or count.named:
        return
    if count.implied and (not count.indefinite or charged(clauses.nodes, at)):
        return
    if term.category == "lives" and not any(near.cls == "taking" for near in clauses.nodes[max(0, at - 4) : at + 5]):
        return
    if term.measure == "killed" and any(near.low in _DYING for near in clauses.nodes[max(0, at - _COGNATE) : at]):
        return
    if count.attribute is not None and count.own is None:
        if term.category not in ("verb", "adjective"):
            return
        if count.head_kind == "unknown" and term.category == "adjective" and count.head is not None and count.head.islower():
            return  # "five dead zones"
    result = Found(at, count, term.measure, node.token, SINGLE if count.implied else OWN_NOUN)
    node.taken.add(term.measure)
    if node.term is None or modality(clauses.nodes, at, at, result):
        clauses.found.append(result)
    if count.quantifier == "none":
        _second_zero(clauses, at)


def _second_zero(clauses: Clauses, at: int) -> None:
    """ "no deaths or injuries": a zero of each."""
    nodes = clauses.nodes
    term = nodes[at + 2].term if at + 2 < len(nodes) and nodes[at + 1].low in ("or", "and", "nor") else None
    if term is None or term.category != "people" or nodes[at + 2].count is not None:
        return
    token = nodes[at + 2].token
    zero = Count(nodes[at + 2].i, nodes[at + 2].j, Number(0, 0, 0, "none", 0, 0, token.start, token.end))
    zero.start, zero.end = token.start, token.end
    clauses.found.append(Found(at + 2, zero, term.measure, token, OWN_NOUN))
