"""Single people whom no number counts: behind a title in capitals, by a pronoun, by a role alone in the style of notes."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import NAMED, SINGLE, SUBJECT
from transforms.text.counts import Node, noun_of, unnamed
from transforms.text.objects import beside_name, name_object
from transforms.text.singles import before_age, before_relative

_BEFORE_TITLE: Final = 3  # most words between a verb and the title of its object: "MURDERED FORMER HEALTH MINISTER"
_NAME: Final = 5  # most words of a name in capitals
_HIM: Final = frozenset(("him", "himself", "herself"))
_DAYS: Final = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tonight", "overnight")
)
_BACK: Final = 25  # most nodes from a pronoun back to those whom it means
_NOTE: Final = 6  # most words of a role that opens a note: "INGO female international staff member"
_BEHIND_ROLE: Final = frozenset(("preposition", "adverb", "boundary", "conjunction", "saying"))


def titled_object(clauses: Clauses, at: int) -> bool:
    """ "TERRORISTS MURDERED DEPUTY ERIBERTO ARROYO": in capitals, a title and the name behind it are one person, flagged `named`."""
    nodes = clauses.nodes
    term = nodes[at].term
    headline = term is not None and term.inflection == "third"  # "Strike kills senior rebel leader and his driver"
    for j in range(at + 1, min(len(nodes), at + 2 + _BEFORE_TITLE)):
        node = nodes[j]
        noun = noun_of(node.token)
        if node.count is not None or node.term is not None or node.token.kind != "word":
            return False
        if j == at + 1 and not clauses.names and (end := _bare_name(nodes, j)):
            _one(clauses, at, j, end)
            beside_name(clauses, at)
            return True
        if noun is not None and not noun.plural and noun.unit == "person":
            if clauses.names and not headline:
                return False
            after = noun_of(nodes[j + 1].token) if j + 1 < len(nodes) else None
            if after is not None and nodes[j + 1].count is None:  # "SALVADORAN SENATOR", "SALVADORAN JESUITS"
                if after.plural:
                    return False
                continue
            end = _name_end(nodes, j + 1)
            if end == j + 2 and nodes[j + 1].low.endswith("s"):  # "SALVADORAN JESUITS"
                return False
            if not _one(clauses, at, j, end):
                return False
            beside_name(clauses, at)
            return True
        if node.cls not in ("", "determiner", "country") or (noun is not None and noun.plural):
            return False
    return False


def active_on_name(clauses: Clauses, at: int) -> bool:
    """ "an urban commando killed Attorney General Kirov": the single person before the verb is who did it, a name stands behind it."""
    nodes = clauses.nodes
    doer = nodes[at - 1].count if at else None
    if doer is None or not doer.implied or doer.named or at + 1 >= len(nodes):
        return False
    after = nodes[at + 1]
    noun = noun_of(after.token)
    title = noun is not None and not noun.plural and noun.unit == "person"
    if after.count is not None or after.term is not None or after.token.kind != "word" or after.low in _DAYS:
        return False
    if not (title or (clauses.names and after.token.word is None and after.token.text[0].isupper())):
        return False
    if not titled_object(clauses, at):
        name_object(clauses, at)
    return True


def _name_end(nodes: list[Node], j: int) -> int:
    end = j
    while end < len(nodes) and end - j < _NAME and _unknown(nodes[end]):
        end += 1
    return end


def _bare_name(nodes: list[Node], j: int) -> int:
    """Where a name without a title ends that begins at node j; 0 where these words may be others ("UNARMED PEASANTS", "JESUITS")."""
    end = _name_end(nodes, j)
    if end - j < 2 or nodes[end - 1].low.endswith(("s", "ly", "ed", "ing")):
        return 0
    closed = end == len(nodes) or nodes[end].token.kind == "mark" or nodes[end].cls in ("be", "preposition", "conjunction", "boundary")
    return end if closed else 0


def _unknown(node: Node) -> bool:
    return node.count is None and node.term is None and node.token.kind == "word" and node.token.word is None


def _one(clauses: Clauses, at: int, first: int, end: int) -> bool:
    """One person at nodes first to end, flagged `named` where a name stands behind the title."""
    nodes = clauses.nodes
    count = unnamed(clauses.text, nodes[first].token, nodes[first].i)
    named = end > first + 1
    if named:
        count.named = True
        count.end = nodes[end - 1].token.end
        count.head = clauses.text[count.start : count.end]
    nodes[first].count = count
    if add(clauses, at, first, NAMED if named else SINGLE) is None:
        nodes[first].count = None
        return False
    return True


def named_in_capitals(clauses: Clauses, at: int, before: int | None = None) -> bool:
    """ "RODRIGO FRANCO WAS ASSASSINATED": what was killed or kidnapped in the singular, by two words or more of no list, is a person's name."""
    nodes = clauses.nodes
    j = at - 1 if before is None else before
    single = False
    while j >= 0 and nodes[j].cls in ("be", "have", "adverb"):
        single = single or nodes[j].low in ("was", "has", "is")
        j -= 1
    last = j = before_age(nodes, before_relative(nodes, j))
    while j >= 0 and last - j < _NAME and _unknown(nodes[j]):
        j -= 1
    if clauses.names or not single or last - j < 2 or (j >= 0 and nodes[j].cls in ("determiner", "preposition")):
        return False
    return _one(clauses, at, j + 1, last + 1)


def pronoun_object(clauses: Clauses, at: int) -> bool:
    """ "shot a policeman, killing him": one who was told before, flagged `named` since another figure may count him."""
    nodes = clauses.nodes
    if at + 1 >= len(nodes) or nodes[at + 1].low not in _HIM or nodes[at + 1].count is not None:
        return False
    term = nodes[at].term
    if term is None or term.measure not in ("killed", "injured", "abducted", "captured", "detained"):
        return False
    return _pronoun(clauses, at)


def _before_phrase(nodes: list[Node], j: int) -> int:
    """The node before a phrase that ends at j and tells whose the role is: "finance officer of an INGO abducted"."""
    for k in range(j, max(0, j - _NOTE), -1):
        node = nodes[k]
        if node.low in ("of", "for", "from", "with"):
            return k - 1
        if node.count is not None or node.term is not None or node.token.kind != "word" or node.cls not in ("", "determiner", "country"):
            return j
    return j


def them(clauses: Clauses, at: int) -> bool:
    """ "observed three men and killed them": those whom the sentence counted before, unless they opened it as those who did it."""
    nodes = clauses.nodes
    if at + 1 >= len(nodes) or nodes[at + 1].low != "them" or nodes[at + 1].count is not None:
        return False
    for j in range(at - 1, max(0, at - _BACK), -1):
        count = nodes[j].count
        if count is None or count.head_kind != "person" or count.implied:
            continue
        before = nodes[j - 1]
        return (
            before.token.kind == "word"
            and before.cls in ("", "preposition")
            and before.low != "by"
            and add(clauses, at, j, SUBJECT) is not None
        )
    return False


def _pronoun(clauses: Clauses, at: int) -> bool:
    nodes = clauses.nodes
    count = unnamed(clauses.text, nodes[at + 1].token, nodes[at + 1].i)
    count.head, count.head_kind, count.named = None, "name", True
    nodes[at + 1].count = count
    return add(clauses, at, at + 1, NAMED) is not None


def noted_role(clauses: Clauses, at: int) -> bool:
    """ "INGO female staff member kidnapped with her guard": a role without article opens a note, the participle without auxiliary."""
    nodes = clauses.nodes
    last = _before_phrase(nodes, at - 1)
    noun = noun_of(nodes[last].token) if last >= 0 else None
    if noun is None or noun.plural or noun.unit != "person" or nodes[last].count is not None:
        return False
    after = nodes[at + 1] if at + 1 < len(nodes) else None
    if after is not None and after.token.kind == "word" and (after.cls not in _BEHIND_ROLE or after.count is not None):
        return False
    j = last
    while j > 0 and last - j < _NOTE:
        before = nodes[j - 1]
        if before.token.kind == "mark" and before.low in (".", ":", ";", "|", "–", "—", "-", "]"):
            break
        if before.count is not None or before.term is not None or before.token.kind != "word" or before.cls not in ("", "country"):
            return False
        j -= 1
    return _one(clauses, at, last, last + 1)
