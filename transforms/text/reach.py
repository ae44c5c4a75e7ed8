"""How far a subject may stand from its verb: over relative clauses, not over a pronoun; and what only shares its people."""

from __future__ import annotations

from typing import Final

from transforms.text.counts import Node, noun_of

_SURVIVED = frozenset(("escaped", "survived", "emerged", "crawled", "jumped"))
_RELATIVE: Final = 9  # most nodes between a verb and "whom", or how someone survived
_SHARES = frozenset(
    ("half", "third", "thirds", "quarter", "quarters", "fifth", "tenth", "most", "many", "some", "part", "none", "few", "fraction")
)
_PARTS = frozenset(("one", "two", "three", "four", "1", "2", "3", "4"))
_WITH = frozenset(("together with", "along with", "as well as", "alongside"))
_COMPANY: Final = 14  # most nodes between those who are harmed and those with them
_SEVERAL = frozenset(("they", "we", "you", "i", "it", "this", "that"))
_OTHERS = frozenset(("many", "how many", "most", "others", "some", "what", "rest", "remainder"))


def others(nodes: list[Node], at: int) -> bool:
    """Whether the verb's own subject counts nobody: "five were rescued, the rest are presumed dead", "could not confirm how many had died"."""
    k = _own(nodes, at)
    return nodes[k].count is None and (nodes[k].low in _OTHERS or (k > 0 and nodes[k].low == "many"))


def spoken_of(nodes: list[Node], at: int) -> bool | None:
    """Whether a pronoun right before the verb speaks of several (True) or of one (False), whom no count of the other number can be."""
    k = _own(nodes, at)
    if nodes[k].count is not None:
        return None
    if nodes[k].low in _SEVERAL:
        return True
    return False if nodes[k].low in ("he", "she") else None


def _own(nodes: list[Node], at: int) -> int:
    """The node before the verb and its auxiliaries."""
    k = at - 1
    while k > 0 and nodes[k].count is None and nodes[k].cls in ("be", "have", "adverb", "modal", "negation", "do"):
        k -= 1
    return k


def members(nodes: list[Node], first: int) -> bool:
    """ "14 members of two families who hid in a school died", "13 civilians from two families who were killed": the members did."""
    owner = nodes[first - 2].count if first > 1 and nodes[first - 1].low == "of" else None
    held = nodes[first].count
    if first > 1 and nodes[first - 1].low == "from" and held is not None and held.unit == "household":
        owner = nodes[first - 2].count
    return owner is not None and owner.head_kind == "person" and not owner.implied


def relative(nodes: list[Node], j: int) -> bool:
    """ "12 soldiers of a company that took a wrong turn are missing": "that" opens a relative clause, not what someone said."""
    if nodes[j].low != "that" or j < 2 or j + 2 >= len(nodes):
        return False
    before, after = nodes[j - 1], nodes[j + 1]
    noun = before.count is not None or (before.token.kind == "word" and before.cls in ("", "country") and before.term is None)
    verb = after.count is None and after.token.kind == "word" and after.token.text.islower() and noun_of(after.token) is None
    return noun and not before.low.endswith("ed") and verb and after.cls in ("", "be", "have", "taking") and nodes[j - 2].cls != "saying"


def main_subject(nodes: list[Node], j: int, at: int) -> int | None:
    """The people who open the sentence with a relative clause behind them, for its main verb: "a boy who was hit while he slept has died"."""
    k = 0
    while k < min(j, 4) and nodes[k].count is None:
        k += 1
    count = nodes[k].count
    if count is None or count.head_kind != "person" or k + 1 >= j:
        return None
    opens = nodes[k + 1].cls == "relative" or (nodes[k + 1].low == "," and nodes[k + 2].cls == "relative")
    m = at - 1
    while m > j and nodes[m].cls in ("be", "have", "adverb"):
        m -= 1
    own = nodes[m]
    verbal = own.count is None and own.token.kind == "word" and own.cls in ("", "adverb") and own.token.text.islower()
    verbal = verbal and nodes[m - 1].cls != "determiner"  # "while the rest are presumed dead"
    closed = nodes[k + 1].low == "," and own.low == ","
    p = m
    while p > j and own.token.kind == "word" and nodes[p].token.text[0].isupper():
        p -= 1
    placed = p < m and nodes[p].low in ("in", "at", "near") and nodes[at - 1].cls == "have"  # "who was shot while on duty in Arlo has died"
    return k if opens and (verbal or closed or placed) else None


def participle(node: Node) -> bool:
    """ "were sleeping in schools after losing their homes": a clause whose subject is that of the main one."""
    return node.term is not None and node.term.category == "intransitive" and node.term.inflection == "ing"


def share(nodes: list[Node], k: int) -> bool:
    """Whether a share of the counted stands before "of": "half of the 60 hostages died" states neither 60 nor 30."""
    while k > 0 and nodes[k].cls in ("adverb", "preposition") and nodes[k].low != "in":
        k -= 1
    return k >= 0 and (nodes[k].low in _SHARES or (k > 1 and nodes[k - 1].low == "in" and nodes[k - 2].token.low in _PARTS))


def share_of_owner(nodes: list[Node], k: int) -> bool:
    """ "one in five of the town's 3,000 people has fled"."""
    while k > 0 and nodes[k].low != "of" and nodes[k].token.kind == "word" and nodes[k].cls in ("", "determiner"):
        k -= 1
    return k > 0 and nodes[k].low == "of" and share(nodes, k - 1)


def whom(nodes: list[Node], at: int) -> int | None:
    """ "the seven gunmen, whom the army says it killed": the count before a relative pronoun in the objective case."""
    for j in range(at - 2, max(0, at - _RELATIVE), -1):
        if nodes[j].low == "whom" and nodes[j - 1].low not in ("of", "among"):
            k = j - 2 if nodes[j - 1].low == "," else j - 1
            return k if k >= 0 and nodes[k].count is not None else None
        if nodes[j].count is not None or nodes[j].low in (",", ";"):
            return None
    return None


def escaped(nodes: list[Node], at: int) -> bool:
    """ "escaped the burning flat with minor burns"."""
    return nodes[at].low.startswith("with ") and any(node.low in _SURVIVED for node in nodes[max(0, at - _RELATIVE) : at])


def told_of(nodes: list[Node], j: int, at: int) -> bool:
    """ "26 of them villagers who were sheltering in a school": their shelter only says who they are."""
    count, term = nodes[j].count, nodes[at].term
    if term is None or term.measure != "displaced":
        return False
    named = count is not None and count.head_kind == "person" and nodes[j - 1].low == ","
    return named and any(node.cls == "relative" for node in nodes[j + 1 : at])


def part_of_owner(nodes: list[Node], k: int) -> int | None:
    """ "up to one million of Tehran's 10 million residents have left": the part, not the whole."""
    while k > 1 and nodes[k].low != "of" and nodes[k].token.kind == "word" and nodes[k].cls in ("", "determiner", "country"):
        k -= 1
    count = nodes[k - 1].count if k > 0 and nodes[k].low == "of" else None
    return k - 1 if count is not None and count.head_kind == "bare" and not count.implied and (count.low or count.high or 0) > 1 else None


def one_of_them(nodes: list[Node], j: int) -> int | None:
    """ "one of them, a Portuguese woman, died later": who the one of them is stands behind."""
    part, said = nodes[j - 2].count if j > 1 and nodes[j - 1].low == "," else None, nodes[j].count
    if part is None or said is None or not part.partitive or part.best != 1 or not said.indefinite or nodes[j + 1].low != ",":
        return None
    part.population, part.age, part.sex, part.head = said.population, said.age, said.sex, said.head
    return j - 2


def led_by(nodes: list[Node], first: int) -> int | None:
    """ "four employees of a charity, together with their guide, were killed": the count before those who were with them."""
    if first < 2 or nodes[first - 1].low not in _WITH:
        return None
    k = first - 2 if nodes[first - 2].low == "," else first - 1
    for m in range(k - 1, max(-1, k - _COMPANY), -1):
        count = nodes[m].count
        if count is not None:
            return m if count.head_kind in ("person", "unknown") and not nodes[m].taken else None
        if nodes[m].term is not None or nodes[m].cls in ("boundary", "be", "have", "relative") or nodes[m].low in (",", ";"):
            return None
    return None
