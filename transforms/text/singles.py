"""Single people before or behind their verb: by a role alone, by name, by the pronoun of one told before."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import NAMED, SINGLE
from transforms.text.counts import Node, noun_of, unnamed

_NAME: Final = 4  # most words of a name
_CLAUSE: Final = 14  # most nodes of a relative clause between a name and its verb
_ONE_BY_ONE = frozenset(("killed", "injured", "missing", "captured", "abducted", "detained", "evacuated"))  # told of people by name


def bare_single(clauses: Clauses, at: int, before: int | None = None) -> bool:
    """A person named by role alone right before the verb, or before its auxiliary at `before`: "Army colonel was killed"."""
    nodes = clauses.nodes
    j = (at if before is None else before) - 1
    while (
        j >= 0
        and nodes[j].count is None
        and (nodes[j].cls in ("be", "have", "adverb") or nodes[j].low in ("and", "shot") or nodes[j].low.endswith("ed"))
    ):
        j -= 1
    if j < 0 or nodes[j].count is not None:
        return False
    if _indefinite(clauses, at, j):
        return True
    last = j
    if not clauses.names:  # "SENATOR RODRIGO FRANCO, 41, WAS ASSASSINATED": a name in capitals behind its title
        last = j = before_age(nodes, before_relative(nodes, j))
        while j > max(0, last - _NAME) and nodes[j].token.kind == "word" and nodes[j].token.word is None and nodes[j].count is None:
            j -= 1
        if nodes[j].count is not None:
            return False
    noun = noun_of(nodes[j].token)
    if noun is None or noun.plural or noun.unit == "household" or nodes[j].low.endswith("'s"):
        return False
    nodes[j].count = count = unnamed(clauses.text, nodes[j].token, nodes[j].i)
    if last > j:
        count.named, count.end = True, nodes[last].token.end
    return add(clauses, at, j, NAMED if count.named else SINGLE) is not None


def before_relative(nodes: list[Node], j: int) -> int:
    """The node before a relative clause between commas that ends at j: "DAVID MORRIS, WHO WORKED FOR A MINE, WAS ABDUCTED"."""
    if j < 4 or nodes[j].low != ",":
        return j
    for k in range(j - 1, max(1, j - _CLAUSE), -1):
        if nodes[k].cls == "relative" and nodes[k - 1].low == ",":
            return k - 1 if nodes[k - 3].low == "," else k - 2  # an age stands before it with its own commas
        if nodes[k].low in (",", ";"):
            return j
    return j


def _indefinite(clauses: Clauses, at: int, j: int) -> bool:
    """A person by a role of no list: "a sarpanch was killed"; what is killed, wounded or kidnapped in the singular is a person."""
    nodes = clauses.nodes
    term = nodes[at].term
    last = nodes[j].token
    if (
        term is None
        or term.measure not in ("killed", "injured", "abducted")
        or last.word is not None
        or not (last.text.isalpha() or last.low.endswith("-old"))
    ):
        return False
    for k in range(j, max(-1, j - 5), -1):
        if nodes[k].low in ("a", "an") and k < j:
            count = unnamed(clauses.text, nodes[k].token, nodes[k].i)
            count.end, count.head = last.end, clauses.text[nodes[k + 1].token.start : last.end]
            nodes[k].count = count
            return add(clauses, at, k, SINGLE) is not None
        if nodes[k].token.kind != "word" or nodes[k].cls or nodes[k].term is not None or nodes[k].count is not None:
            return False
    return False


def term_name(clauses: Clauses, at: int, j: int) -> bool:
    """A person by name at node j whom the term at `at` is about."""
    return _named(clauses, at, j, 1) is not None


def named_subject(clauses: Clauses, at: int, before: int | None = None) -> bool:
    """People by name before a verb: "Adam Kirov, 34, was wounded", "Ethel Banks, 71, and Corinne Dale, 68, were found dead"."""
    nodes = clauses.nodes
    j = (at if before is None else before) - 1
    while j >= 0 and nodes[j].count is None and nodes[j].cls in ("be", "have", "adverb"):
        j -= 1
    any_found = linked = False
    while 0 <= j < at:
        k = before_age(nodes, j)
        if any_found and not linked and k == j:
            break
        first = _named(clauses, at, k, -1)
        if first is None:
            break
        any_found, linked = True, linked or (first > 0 and nodes[first - 1].low in ("and", "&"))
        j = first - 1
        if j >= 0 and nodes[j].low in ("and", "&"):
            j -= 1
        if j >= 0 and nodes[j].low == "," and before_age(nodes, j) == j:
            j -= 1
    return any_found


def apposed(nodes: list[Node], j: int) -> bool:
    """Whether the single person at j only tells who someone named is: "Leopold Hecht, 20, a law student, died"."""
    count = nodes[j].count
    if count is None or not count.indefinite or j < 3 or nodes[j - 1].low != "," or j + 1 >= len(nodes) or nodes[j + 1].low != ",":
        return False
    k = before_age(nodes, j - 1)
    if k < j - 1:
        return nodes[k].token.text[:1].isupper()
    pair = nodes[j - 3 : j - 1]
    before = nodes[j - 4] if j > 3 else None
    names = all(node.token.word is None and node.count is None and node.token.text[:1].isupper() for node in pair)
    return names and (before is None or before.cls not in ("preposition", "determiner"))


def pronoun_subject(clauses: Clauses, at: int) -> bool:
    """ "He died at the scene": one person told before, who counts as one by name does; a sentence that counts the same person needs none."""
    nodes = clauses.nodes
    term = nodes[at].term
    if term is None or term.measure not in _ONE_BY_ONE or any(_of_a_life(node) for node in nodes[at + 1 : at + 5]):
        return False
    j = at - 1
    while j >= 0 and nodes[j].count is None and (nodes[j].cls in ("be", "have", "adverb") or nodes[j].low.endswith(("ly", "ed"))):
        j -= 1
    if j < 0 or nodes[j].low not in ("he", "she") or nodes[j].count is not None:
        return False
    if any(each.measure == term.measure and each.count.implied for each in clauses.found):
        return False
    count = unnamed(clauses.text, nodes[j].token, nodes[j].i)
    count.head_kind, count.head, count.named = "name", None, True
    count.sex = "m" if nodes[j].low == "he" else "f"
    nodes[j].count = count
    return add(clauses, at, j, NAMED) is not None


def _of_a_life(node: Node) -> bool:
    """ "He died in 2012 aged 62": how a life ended, years ago."""
    return node.cls == "age" or (node.token.kind == "number" and len(node.token.text) == 4 and node.token.text.isdecimal())


def before_age(nodes: list[Node], j: int) -> int:
    """The node before an age between commas that ends at j."""
    if j > 2 and nodes[j].low == "," and nodes[j - 2].low == "," and nodes[j - 1].count is None and nodes[j - 1].token.kind == "number":
        return j - 3
    return j


def named_object(clauses: Clauses, at: int) -> bool:
    """A person by name right behind a verb."""
    return _named(clauses, at, at + 1, 1) is not None


def _named(clauses: Clauses, at: int, j: int, step: int) -> int | None:
    """A person by name: one, flagged `named`; where the name starts."""
    nodes = clauses.nodes
    term = nodes[at].term
    if term is not None and term.measure not in _ONE_BY_ONE:
        return None
    first = last = -1
    while clauses.names and 0 <= j < len(nodes):
        node = nodes[j]
        noun = noun_of(node.token)
        if noun is not None and noun.plural:
            return None
        name = node.count is None and node.term is None and node.token.kind == "word" and node.token.text[0].isupper()
        if (
            not name
            or (node.token.word is not None and node.cls not in ("", "numbered", "abbreviation", "country"))
            or not any(c.islower() for c in node.token.text)
        ):
            break
        first, last = (j if first < 0 or j < first else first), max(last, j)
        j += step
    if first < 0 or (nodes[first].i == 0 and first == last):  # one capitalised word at the start of a sentence may be any word
        return None
    if nodes[last].low.endswith(("'s", "s'")):  # what belongs to a name is not the name
        return None
    if first and nodes[first - 1].low in ("the", "of", "in", "on", "at", "by", "near"):
        return None
    node = nodes[first]
    count = unnamed(clauses.text, node.token, node.i)
    count.head_kind, count.named = "name", True
    count.end = nodes[last].token.end
    count.head = clauses.text[count.start : count.end]
    count.value_end = count.end
    node.count = count
    return first if add(clauses, at, first, NAMED) is not None else None
