"""Whom a verb says was harmed when they stand behind it: objects, those coordinated with them, and those added to a name."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, Found, add
from transforms.text.confidence import OBJECT
from transforms.text.counts import Count, Node, unnamed
from transforms.text.numbers import Number
from transforms.text.singles import named_object
from transforms.text.subjects import JOINING

_REMAINS = frozenset(("bodies of", "body of", "remains of", "corpses of"))  # whose list is the subject of the verb behind it
_ROLE: Final = 4  # most nodes of a role of no list, with its article
_ASIDE: Final = 14  # most nodes between a name and those added to it


def objects(clauses: Clauses, at: int) -> bool:
    """The counts right behind a verb, and those coordinated with them."""
    nodes = clauses.nodes
    j, n = at + 1, len(nodes)
    while (
        j < n
        and nodes[j].count is None
        and (nodes[j].cls in ("adverb", "saying") or nodes[j].low in ("the", "off", ":", "anywhere") or nodes[j].low.endswith("ly"))
    ):
        j += 1
    if j < n and nodes[j].cls == "pronoun":  # "killing himself and three others", "killing them both"
        j += 1
        if j < n and nodes[j].count is None:
            while j < n and nodes[j].low in (",", "and", "as well as", "along with"):
                j += 1
    if j < n and nodes[j].term is not None and nodes[j - 1].low in ("and", "or"):
        return False
    if j + 1 < n and nodes[j].low in ("and", "or") and (nodes[j + 1].term is not None or nodes[j + 1].cls == "adverb"):
        j += j + 2 < n and nodes[j + 1].cls == "adverb"  # "abducted and later killed an elder"
        after = nodes[j + 1].term
        if after is not None and after.category in ("verb",) and after.inflection == (nodes[at].term or after).inflection:
            j += 2  # "killed and wounded 30 people"
            while j < n and nodes[j].cls == "adverb":
                j += 1
    if (
        j + 3 < n
        and nodes[j].low in ("a", "the")
        and nodes[j + 2].low == "of"
        and nodes[j + 3].count is not None
        and _gathering(nodes[j + 1])
    ):
        j += 3
    if j + 3 < n and nodes[j].count is None and nodes[j].low in ("a", "an"):
        j = _of_no_list(clauses, at, j)
    any_found = False
    while j < n and nodes[j].count is not None:
        if any_found and own_clause(nodes, j) and nodes[at].low not in _REMAINS:
            break
        if _fate_told(nodes, at, j):  # "lost 140 troops killed"
            return False
        if add(clauses, at, j, OBJECT) is None:
            break
        any_found = True
        j = coordinated(nodes, j)
    return any_found


def _gathering(node: Node) -> bool:
    """ "killed a queue of 16 people": a noun of no list that only says how the counted stood together."""
    return node.token.kind == "word" and node.token.word is None and node.count is None and node.low.islower()


def _of_no_list(clauses: Clauses, at: int, j: int) -> int:
    """ "killed a barangay tanod, his son and six others": a single person by a role of no list, told by those in line; where it is counted."""
    nodes = clauses.nodes
    term = nodes[at].term
    k = j + 1
    while k < len(nodes) and k - j < _ROLE and nodes[k].token.kind == "word" and nodes[k].token.word is None and nodes[k].count is None:
        k += 1
    if term is None or term.measure not in ("killed", "injured", "abducted") or k == j + 1 or k + 1 >= len(nodes):
        return j
    beside = nodes[k + 1].count if nodes[k].low in (",", "and") else None
    if beside is None or beside.head_kind != "person" or own_clause(nodes, k + 1):
        return j
    count = unnamed(clauses.text, nodes[j].token, nodes[j].i)
    count.end, count.head = nodes[k - 1].token.end, clauses.text[nodes[j + 1].token.start : nodes[k - 1].token.end]
    nodes[k - 1].count = count
    return k - 1


def own_clause(nodes: list[Node], j: int) -> bool:
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
    return (
        nodes[k].cls in ("be", "have", "modal", "do", "taking", "saying")
        or (term is not None and term.category in ("verb", "adjective", "intransitive"))
        or _later_verb(nodes, k)
    )


def _later_verb(nodes: list[Node], k: int) -> bool:
    """ "and three people in the car were wounded", "and two who were with them were arrested"."""
    relative = nodes[k].cls == "relative"
    if nodes[k].low in ("and", ",") and k + 1 < len(nodes) and (behind := nodes[k + 1].count) is not None:
        if behind.implied and nodes[k].low == "," and any(node.cls == "saying" for node in nodes[k + 2 : k + 4]):
            return False  # "wounded her grandmother and three others, the governor said"
        return own_clause(nodes, k + 1)
    if not relative and nodes[k].cls != "preposition":
        return False
    for m in range(k + 1, min(len(nodes) - 1, k + 9)):
        node = nodes[m]
        if node.cls in ("boundary", "conjunction") or node.low in (",", ";", ":"):
            return False
        if node.cls == "be":
            if not relative:
                return nodes[m + 1].term is not None
            relative = False
    return False


def coordinated(nodes: list[Node], j: int) -> int:
    """The index of a count coordinated with that at j, or past the end."""
    k, n = j + 1, len(nodes)
    if k < n and nodes[k].low == "of":  # "the wife of an official and three others"
        for m in range(k + 1, min(n - 1, k + 7)):
            if nodes[m].low == "and" and nodes[m + 1].count is not None:
                k = m
                break
            if nodes[m].low in (",", ";") or nodes[m].term is not None or nodes[m].cls in ("boundary", "be"):
                break
    if (past := _past_name(nodes, k)) is not None:
        return past
    if k < n and nodes[k].low in (",", "of") and (beyond := _beyond_name(nodes, k)) is not None:
        return beyond
    if k < n and nodes[k].low in JOINING:
        k += 1
        if k < n and nodes[k].low in JOINING:
            k += 1
        return k
    return n


def _past_name(nodes: list[Node], k: int) -> int | None:
    """The count behind a name in apposition: "killed a marine, Lance Cpl. Adam Kirov, and 15 civilians"."""
    if k + 3 >= len(nodes) or nodes[k].low != "," or nodes[k + 1].count is not None or not nodes[k + 1].token.text[0].isupper():
        return None
    for m in range(k + 1, min(len(nodes) - 1, k + _ASIDE)):
        node = nodes[m]
        if node.low in ("and", "as well as") and nodes[m - 1].low == ",":
            return m + 1 if nodes[m + 1].count is not None else None
        name = node.token.kind == "number" or node.low in (",", ".") or node.token.text[0].isupper()
        if not name or node.count is not None or node.term is not None:
            return None
    return None


def _beyond_name(nodes: list[Node], k: int) -> int | None:
    """The count behind a place and a name of the one before: "the mayor of Huanta, Alejandro Ruiz, and five councilmen"."""
    commas = 0
    for m in range(k, min(len(nodes) - 1, k + _ASIDE)):
        node = nodes[m]
        if node.low == ",":
            commas += 1
            if commas == 2 and nodes[m + 1].low == "and" and m + 2 < len(nodes) and nodes[m + 2].count is not None:
                return m + 2
        elif (
            node.count is not None or node.term is not None or (node.token.word is not None and node.low != "of" and node.cls != "country")
        ):
            return None
    return None


def _fate_told(nodes: list[Node], at: int, j: int) -> bool:
    """Whether the count of a verb of loss has a participle of its own that says what befell it."""
    term, after = nodes[at].term, nodes[j + 1].term if j + 1 < len(nodes) else None
    return term is not None and term.measure == "casualties" and after is not None and after.category in ("verb", "adjective")


def name_object(clauses: Clauses, at: int) -> None:
    """A person by name, and whom the sentence adds: "killed Adam Kirov, a commander, and three associates"."""
    if named_object(clauses, at):
        beside_name(clauses, at)


def beside_name(clauses: Clauses, at: int) -> None:
    """Whom the sentence adds to a person by name."""
    nodes = clauses.nodes
    for j in range(at + 2, min(len(nodes) - 1, at + _ASIDE)):
        if nodes[j].low in ("and", "as well as", "along with", "together with") and nodes[j + 1].count is not None:
            if not nodes[j + 1].taken and not own_clause(nodes, j + 1):
                add(clauses, at, j + 1, OBJECT)
            return
        if nodes[j].term is not None or nodes[j].cls in ("boundary", "be", "have"):
            return


def along(clauses: Clauses, at: int) -> None:
    """ "was killed along with three officers"."""
    nodes = clauses.nodes
    for j in range(at + 1, min(len(nodes) - 1, at + 8)):
        with_own = nodes[j].low == "with" and nodes[j + 1].low in ("his", "her", "their") and nodes[j + 1].cls == ""
        beside_them = nodes[j].low in ("along with", "together with", "as well as", "alongside") or with_own  # "killed with his son"
        if beside_them and (companion := nodes[j + 1].count) is not None and (not with_own or companion.head_kind == "person"):
            k = j + 1
            while k < len(nodes) and nodes[k].count is not None and not nodes[k].taken and add(clauses, at, k, OBJECT) is not None:
                k = coordinated(nodes, k)
                if k < len(nodes) and nodes[k].count is not None and own_clause(nodes, k):
                    return
            return
        if nodes[j].term is not None or nodes[j].cls == "boundary":
            return


def nobody(clauses: Clauses, at: int) -> bool:
    """ "without hurting anyone", "did not kill anybody": an explicit zero."""
    nodes = clauses.nodes
    term = nodes[at].term
    if at + 1 >= len(nodes) or nodes[at + 1].low not in ("anyone", "anybody") or term is None:
        return False
    if not any(node.cls in ("none", "negation") or node.low in ("didn't", "doesn't") for node in nodes[max(0, at - 4) : at]):
        return True
    if any(node.low == "never" for node in nodes[max(0, at - 4) : at]):  # "he never hurt anyone"
        return True
    token = nodes[at + 1].token
    nodes[at + 1].count = count = Count(nodes[at + 1].i, nodes[at + 1].j, Number(0, 0, 0, "none", at, at, token.start, token.end))
    count.start, count.end = token.start, token.end
    clauses.found.append(Found(at + 1, count, term.measure, nodes[at].token, OBJECT))
    nodes[at + 1].taken.add(term.measure)
    return True
