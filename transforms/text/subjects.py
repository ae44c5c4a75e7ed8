"""Who a verb says was harmed when they stand before it: subjects, single people by role, people by name."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import GOVERNED, NAMED, SINGLE
from transforms.text.counts import Node, noun_of, unnamed

_NAME: Final = 4  # most words of a name
_ASIDE: Final = 7  # most nodes of an aside that gives another number
_SHARES = frozenset(
    ("half", "third", "thirds", "quarter", "quarters", "fifth", "tenth", "most", "many", "some", "part", "none", "few", "fraction")
)
_PARTS = frozenset(("one", "two", "three", "four", "1", "2", "3", "4"))
REACH: Final = 45  # most nodes between a verb and its subject
_ONE_BY_ONE = frozenset(("killed", "injured", "missing", "captured", "abducted", "detained", "evacuated"))  # told of people by name
JOINING = frozenset(("and", ",", "&", "or", "as well as", "along with", "together with", "plus", "and also"))


def subject(clauses: Clauses, at: int, join: str, aside: bool = False) -> bool:
    """The counts that are the subject of the verb at `at`: nearest to the left that no preposition governs, with those coordinated."""
    nodes = clauses.nodes
    j, steps, fallback = at - 1, 0, -1
    while j >= 0 and steps < REACH:
        node = nodes[j]
        steps += 1
        if node.low == ")":
            while j > 0 and nodes[j].low != "(" and steps < REACH:
                j -= 1
                steps += 1
        elif node.count is not None:
            alone = node.count.partitive or (node.count.adds and j + 1 < at and nodes[j + 1].cls == "be")
            group = [j] if alone else _group(nodes, j)
            if len(group) == 2 and _in_apposition(nodes, *group):
                group = group[1:]
            first = group[-1]
            before = nodes[first - 1] if first else None
            if before is not None and before.cls == "including":
                j = first - 1
            elif node.count.adds and group == [j] and j + 1 < at and nodes[j + 1].cls == "be":
                return add(clauses, at, j, join) is not None
            elif before is not None and before.cls == "preposition" and not _opens_clause(nodes, j):
                parted = any(nodes[k].low == "," for k in range(j + 1, at))
                if before.low == "of" and fallback < 0 and not node.count.implied and not parted and not _share(nodes, first - 2):
                    fallback = j
                j = first
            elif node.count.partitive and any(nodes[k].low == "," for k in range(j + 1, at)):
                j = first  # "five people, two of them children, were hurt"
            elif node.count.head_kind == "thing" and (beside := _people_beside(nodes, j)) is not None:
                return add(clauses, at, beside, join) is not None
            elif node.count.head_kind == "thing":
                if j + 1 == at or nodes[j + 1].cls in ("be", "have"):
                    return False
            elif before is not None and before.low.endswith("'s") and _share_of_owner(nodes, first - 1):
                return False
            else:
                other = _alternative(nodes, j) if group == [j] else None
                added = [add(clauses, at, k, join) for k in (group if other is None else [j, other])]
                return any(added)
        elif (node.cls == "boundary" and not aside and not (j == at - 1 and _participle(nodes[at]))) or node.low in (";", ":"):
            break
        elif _uncounted(nodes, j):
            return False
        j -= 1
    if fallback >= 0:
        return add(clauses, at, fallback, GOVERNED) is not None
    return _bare_single(clauses, at)


def _participle(node: Node) -> bool:
    """ "were sleeping in schools after losing their homes": a clause whose subject is that of the main one."""
    return node.term is not None and node.term.category == "intransitive" and node.term.inflection == "ing"


def _share(nodes: list[Node], k: int) -> bool:
    """Whether a share of the counted stands before "of": "half of the 60 hostages died" states neither 60 nor 30."""
    while k > 0 and nodes[k].cls in ("adverb", "preposition") and nodes[k].low != "in":
        k -= 1
    return k >= 0 and (nodes[k].low in _SHARES or (k > 1 and nodes[k - 1].low == "in" and nodes[k - 2].token.low in _PARTS))


def _share_of_owner(nodes: list[Node], k: int) -> bool:
    """ "one in five of the town's 3,000 people has fled"."""
    while k > 0 and nodes[k].low != "of" and nodes[k].token.kind == "word" and nodes[k].cls in ("", "determiner"):
        k -= 1
    return k > 0 and nodes[k].low == "of" and _share(nodes, k - 1)


def _alternative(nodes: list[Node], j: int) -> int | None:
    """The count that a bare one in an aside rivals: "at least 73 civilians, and by some accounts as many as 203, were killed"."""
    count = nodes[j].count
    if count is None or count.head_kind != "bare" or count.partitive or j + 1 >= len(nodes) or nodes[j + 1].low not in (",", ")"):
        return None
    k = j - 1
    while k > 0 and j - k < _ASIDE and nodes[k].low not in (",", "(") and nodes[k].count is None and nodes[k].term is None:
        k -= 1
    whole = nodes[k - 1].count if k > 0 and nodes[k].low in (",", "(") and k < j - 1 else None
    return k - 1 if whole is not None and whole.head_kind == "person" and not whole.implied else None


def _in_apposition(nodes: list[Node], j: int, whole: int) -> bool:
    """ "one civilian, a girl of 12, was killed", "a third victim, a nurse, died": the second tells who the first is."""
    said, one = nodes[j].count, nodes[whole].count
    if said is None or one is None or not said.indefinite or nodes[j - 1].low != "," or one.low != 1:
        return False
    one.population = said.population if one.population == "any" else one.population
    one.age, one.sex = (said.age if one.age == "any" else one.age), (said.sex if one.sex == "any" else one.sex)
    return True


def _people_beside(nodes: list[Node], j: int) -> int | None:
    """The people in a list that ends with things: "90 soldiers, 3 vehicles and 5 pickups were destroyed"."""
    k = j
    while k >= 2 and nodes[k - 1].low in JOINING:
        k -= 3 if nodes[k - 2].low == "," else 2
        count = nodes[k].count if k >= 0 else None
        if count is None:
            return None
        if count.head_kind == "person":
            before = nodes[k - 1] if k else None
            return k if (before is None or before.cls != "preposition") and not count.implied else None
    return None


def _uncounted(nodes: list[Node], j: int) -> bool:
    """Whether the token is a plural noun for people without a number, itself the subject ("a bomb went off and soldiers were killed")."""
    noun = noun_of(nodes[j].token)
    if noun is None or not noun.plural or nodes[j].low.endswith("s'"):
        return False
    if j + 1 < len(nodes) and nodes[j + 1].low == ",":  # an aside: "13 people, all civilians, were killed"
        return False
    k = j - 1
    while k >= 0 and j - k < 8 and nodes[k].count is None and nodes[k].token.kind == "word" and nodes[k].cls in ("", "determiner", "other"):
        k -= 1
    if k >= 0 and nodes[k].cls != "boundary":
        if nodes[k].low not in ("and", ","):
            return False
        return not any(node.count is not None or node.cls == "including" for node in nodes[max(0, k - 6) : k])
    return True


def _opens_clause(nodes: list[Node], j: int) -> bool:
    """Whether a verb or a relative clause follows the count at once: "in 66 people being evacuated", "of two men who were shot"."""
    if j + 1 < len(nodes) and nodes[j + 1].low == "of":  # "aimed at two members of the council, who were killed"
        return any(node.cls == "relative" and nodes[k - 1].low == "," for k, node in enumerate(nodes[j + 3 : j + 7], start=j + 3))
    return j + 1 < len(nodes) and (nodes[j + 1].low in ("being", "having", "who", "that") or nodes[j + 1].cls == "relative")


def _group(nodes: list[Node], j: int) -> list[int]:
    """The counts coordinated with that at j, from right to left."""
    group, k = [j], j
    while k >= 2 and nodes[k - 1].low in JOINING:
        m = _before_age(nodes, k - 2)
        if m >= 1 and nodes[m].low == ",":
            m -= 1
        count = nodes[m].count
        if count is None or count.head_kind not in ("person", "unknown") or nodes[m].taken or count.partitive:
            break
        before = nodes[m - 1] if m else None
        opens = before is None or (before.count is None and (before.cls or before.token.kind == "mark" or before.token.text[0].isupper()))
        if count.implied and not opens:  # "attacked a policeman and three soldiers were killed"
            break
        if before is not None and before.cls == "preposition" and before.low != "of":
            break
        group.append(m)
        k = m
    return group


def _bare_single(clauses: Clauses, at: int) -> bool:
    """A person named by role alone right before the verb: "Army colonel was killed"."""
    nodes = clauses.nodes
    j = at - 1
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
    if not clauses.names:  # "SENATOR RODRIGO FRANCO WAS ASSASSINATED": a name in capitals behind its title
        first = j
        while j > max(0, first - _NAME) and nodes[j].token.kind == "word" and nodes[j].token.word is None and nodes[j].count is None:
            j -= 1
        if nodes[j].count is not None:
            return False
    noun = noun_of(nodes[j].token)
    if noun is None or noun.plural or noun.unit == "household" or nodes[j].low.endswith("'s"):
        return False
    nodes[j].count = unnamed(clauses.text, nodes[j].token, nodes[j].i)
    return add(clauses, at, j, SINGLE) is not None


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


def named_subject(clauses: Clauses, at: int) -> bool:
    nodes = clauses.nodes
    j = at - 1
    while j >= 0 and nodes[j].count is None and nodes[j].cls in ("be", "have", "adverb"):
        j -= 1
    j = _before_age(nodes, j)  # "Adam Kirov, 34, was wounded"
    return j < at and _named(clauses, at, j, -1)


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


def _before_age(nodes: list[Node], j: int) -> int:
    """The node before an age between commas that ends at j."""
    if j > 2 and nodes[j].low == "," and nodes[j - 2].low == "," and nodes[j - 1].count is None and nodes[j - 1].token.kind == "number":
        return j - 3
    return j


def named_object(clauses: Clauses, at: int) -> bool:
    return _named(clauses, at, at + 1, 1)


def _named(clauses: Clauses, at: int, j: int, step: int) -> bool:
    """A person by name: one, flagged `named`."""
    nodes = clauses.nodes
    term = nodes[at].term
    if term is not None and term.measure not in _ONE_BY_ONE:
        return False
    first = last = -1
    while clauses.names and 0 <= j < len(nodes):
        node = nodes[j]
        noun = noun_of(node.token)
        if noun is not None and noun.plural:
            return False
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
        return False
    if nodes[last].low.endswith(("'s", "s'")):  # what belongs to a name is not the name
        return False
    if first and nodes[first - 1].low in ("the", "of", "in", "on", "at", "by", "near"):
        return False
    node = nodes[first]
    count = unnamed(clauses.text, node.token, node.i)
    count.head_kind, count.named = "name", True
    count.end = nodes[last].token.end
    count.head = clauses.text[count.start : count.end]
    count.value_end = count.end
    node.count = count
    return add(clauses, at, first, NAMED) is not None
