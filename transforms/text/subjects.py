"""Who a verb says was harmed when they stand before it."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, add
from transforms.text.confidence import GOVERNED, OBJECT
from transforms.text.counts import Node, noun_of
from transforms.text.reach import (
    led_by,
    main_subject,
    members,
    one_of_them,
    others,
    part_of_owner,
    participle,
    relative,
    share,
    share_of_owner,
    spoken_of,
    told_of,
)
from transforms.text.singles import apposed, bare_single, before_age

_RIVAL: Final = 7  # most nodes of an aside that gives another number
_CLOSING = frozenset((",", "-", "–", "—"))  # on both sides of the parts of a whole
_ASIDE: Final = 12  # most nodes between a count and what an aside parts from it
_IN_ALL = frozenset(("in all", "in total", "altogether", "all", "total"))
_DASHES = frozenset(("–", "—", "-"))
_BETWEEN_DASHES: Final = 25  # most nodes of an aside between dashes
_UNKNOWN = frozenset(
    ("unknown", "unspecified", "undisclosed", "undetermined", "unconfirmed", "uncertain", "unclear", "large", "small", "significant")
)  # number
_SINCE = ("since", "after", "before", "until")  # "406 civilians were killed since troops crossed the border": the troops did
_BESIDES = frozenset(("in addition to", "besides", "apart from", "aside from"))
_TIMES = frozenset(("morning", "afternoon", "evening", "night", "noon", "dawn", "dusk", "midnight", "day", "week", "weekend", "overnight"))
REACH: Final = 45  # most nodes between a verb and its subject
JOINING = frozenset(("and", ",", "&", "or", "as well as", "along with", "together with", "plus", "and also", "/"))


def subject(clauses: Clauses, at: int, join: str, aside: bool = False) -> bool:
    """The counts that are the subject of the verb at `at`: nearest to the left that no preposition governs, with those coordinated."""
    nodes = clauses.nodes
    if at > 0 and others(nodes, at):
        return False
    j, steps, fallback = at - 1, 0, -1
    crossed = at > 0 and nodes[at - 1].cls == "boundary" and participle(nodes[at])
    while j >= 0 and steps < REACH:
        node = nodes[j]
        steps += 1
        if node.low == ")":
            while j > 0 and nodes[j].low != "(" and steps < REACH:
                j -= 1
                steps += 1
        elif node.low in _DASHES and nodes[j + 1].cls in ("be", "have") and (opened := _dash_before(nodes, j)) is not None:
            if (total := _in_all(nodes, opened, j)) is not None:
                return add(clauses, at, total, join) is not None
            j = opened
        elif node.count is not None:
            if node.count.partitive and told_of(nodes, j, at):
                return False  # "26 of them villagers who were sheltering in a school" are of those told before
            alone = node.count.partitive or (node.count.adds and j + 1 < at and nodes[j + 1].cls == "be")
            if crossed and any(each.at == j and each.join == OBJECT for each in clauses.found):
                return False  # "killing nine people before fleeing"
            if (several := spoken_of(nodes, at)) is not None and (several is not node.count.plural or node.count.quantifier == "none"):
                return False
            group = [j] if alone else _group(nodes, j)
            if len(group) > 1 and _behind_aside(nodes, group, at):
                group = [j]  # "33 were killed, including six attackers, and a dozen people were wounded"
            if len(group) == 2 and _in_apposition(nodes, *group):
                group = group[1:]
            if group == [j] and (one := one_of_them(nodes, j)) is not None:
                return add(clauses, at, one, join) is not None
            if (led := led_by(nodes, group[-1])) is not None:
                group.append(led)
            if (whole := _parted(nodes, j)) is not None:
                return add(clauses, at, whole, join) is not None
            if (across := _across_aside(nodes, group[-1], j, at)) is not None:
                group.append(across)
            first = group[-1]
            before = nodes[first - 1] if first else None
            if before is not None and before.low == "." and first > 1 and nodes[first - 2].cls == "including":  # "incl."
                before = nodes[first - 2]
            if before is not None and (
                before.cls == "including" or (before.cls == "be" and first > 1 and nodes[first - 2].cls == "including")
            ):
                j = first - 1
            elif node.count.adds and group == [j] and j + 1 < at and nodes[j + 1].cls == "be":
                return add(clauses, at, j, join) is not None
            elif (
                before is not None
                and before.cls == "preposition"
                and (not _opens_clause(nodes, j) or members(nodes, first))
                and not (before.low == "with" and j + 1 == at and nodes[at].low.split(" ")[0].endswith("ing"))  # "with 7,500 sheltering in"
            ):
                parted = members(nodes, first) or any(nodes[k].low == "," for k in range(j + 1, at))
                if before.low == "of" and fallback < 0 and not node.count.implied and not parted and not share(nodes, first - 2):
                    fallback = j
                j = first
            elif node.count.partitive and any(nodes[k].low == "," for k in range(j + 1, at)):
                j = first  # "five people, two of them children, were hurt"
            elif node.count.head_kind == "thing" and (beside := _people_beside(nodes, j)) is not None:
                return add(clauses, at, beside, join) is not None
            elif node.count.head_kind == "thing":
                if j + 1 == at or nodes[j + 1].cls in ("be", "have"):
                    return False
            elif before is not None and before.low.endswith("'s") and (part := part_of_owner(nodes, first - 1)) is not None:
                return add(clauses, at, part, join) is not None
            elif before is not None and before.low.endswith("'s") and share_of_owner(nodes, first - 1):
                return False
            else:
                other = _alternative(nodes, j) if group == [j] else None
                node.count.named = node.count.named or apposed(nodes, j)
                if (beyond := _beyond(nodes, group[-1])) is not None:
                    group.append(beyond)
                added = [add(clauses, at, k, join) for k in (group if other is None else [j, other])]
                return any(added)
        elif (
            node.cls == "boundary" and not aside and not (j == at - 1 and participle(nodes[at])) and not relative(nodes, j)
        ) or node.low in (";", ":"):
            break
        elif _uncounted(nodes, j):
            return False
        j -= 1
    if fallback < 0 and j > 0 and nodes[j].cls == "boundary" and (main := main_subject(nodes, j, at)) is not None:
        return add(clauses, at, main, join) is not None
    if fallback >= 0:
        return add(clauses, at, fallback, GOVERNED) is not None
    return bare_single(clauses, at)


def _alternative(nodes: list[Node], j: int) -> int | None:
    """The count that a bare one in an aside rivals: "at least 73 civilians, and by some accounts as many as 203, were killed"."""
    count = nodes[j].count
    if count is None or count.head_kind != "bare" or count.partitive or j + 1 >= len(nodes) or nodes[j + 1].low not in (",", ")"):
        return None
    k = j - 1
    while k > 0 and j - k < _RIVAL and nodes[k].low not in (",", "(") and nodes[k].count is None and nodes[k].term is None:
        k -= 1
    whole = nodes[k - 1].count if k > 0 and nodes[k].low in (",", "(") and k < j - 1 else None
    return k - 1 if whole is not None and whole.head_kind == "person" and not whole.implied else None


def _parted(nodes: list[Node], j: int) -> int | None:
    """The whole before its parts: "two staff, one male and one female, were killed", "seven civilians - a mother and her six sons - died"."""
    if nodes[j + 1].low not in _CLOSING:
        return None
    total, k = 0, j
    while k >= 2 and (count := nodes[k].count) is not None and count.best is not None and not count.named:
        total += count.best
        before = nodes[k - 2].count
        if nodes[k - 1].low == nodes[j + 1].low and k < j and before is not None and before.best == total and not before.implied:
            return k - 2
        if nodes[k - 1].low not in JOINING:
            return None
        k -= 2
    return None


def _dash_before(nodes: list[Node], j: int) -> int | None:
    """The dash that opens the aside which ends at j, behind a count: "five men – three Yemenis, a Saudi and his son – were killed"."""
    for k in range(j - 1, max(0, j - _BETWEEN_DASHES), -1):
        if nodes[k].low == nodes[j].low:
            return k if nodes[k - 1].count is not None else None
    return None


def _in_all(nodes: list[Node], opened: int, closed: int) -> int | None:
    """The sum told between dashes: "five teachers, their driver and a guide – seven people in all – were murdered"."""
    for k in range(opened + 1, closed):
        if nodes[k].count is not None:
            return k if any(node.low in _IN_ALL for node in nodes[k + 1 : closed]) else None
    return None


def _behind_aside(nodes: list[Node], group: list[int], at: int) -> bool:
    """Whether the counts before the last are those of an aside that has ended with a comma."""
    last, first = group[0], group[-1]
    if first < 1 or nodes[first - 1].cls != "including" or last < 2 or nodes[last - 1].low != "and" or nodes[last - 2].low != ",":
        return False
    return not any(node.low == "," for node in nodes[last + 1 : at])


def _across_aside(nodes: list[Node], first: int, j: int, at: int) -> int | None:
    """The count before an aside between commas: "nine fighters, including commander Hamdullah, and seven foreigners were killed"."""
    if first < 5 or nodes[first - 1].low != "and" or nodes[first - 2].low != "," or any(node.low == "," for node in nodes[j + 1 : at]):
        return None
    for k in range(first - 3, max(1, first - _ASIDE), -1):
        node = nodes[k]
        if node.cls == "including":
            m = k - 2 if nodes[k - 1].low == "," else k - 1
            count = nodes[m].count if m >= 0 else None
            return m if count is not None and count.head_kind == "person" and not nodes[m].taken else None
        if node.term is not None or node.cls in ("be", "boundary") or node.low == ";":
            return None
    return None


def _beyond(nodes: list[Node], first: int) -> int | None:
    """ "in addition to the assailant, seven people were killed": those told first are also among them."""
    if first < 3 or nodes[first - 1].low != ",":
        return None
    count = nodes[first - 2].count
    told = count is not None and count.head_kind == "person" and not nodes[first - 2].taken
    return first - 2 if told and nodes[first - 3].low in _BESIDES else None


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
    if k > 1 and nodes[k].low == "of" and nodes[k - 1].low == "number" and nodes[k - 2].low in _UNKNOWN:
        k -= 3  # "12 were killed, and an unknown number of people were abducted", but "10 soldiers and an unknown number of civilians"
        k -= k > 0 and nodes[k].cls == "determiner"
        counted = max((m for m in range(max(0, k)) if nodes[m].count is not None), default=None)
        if counted is None or nodes[counted - 1].cls == "including":
            return True
        return any(node.term is not None or node.cls in ("be", "boundary") for node in nodes[counted:k])
    while k >= 0 and j - k < 8 and nodes[k].count is None and nodes[k].token.kind == "word" and nodes[k].cls in ("", "determiner", "other"):
        k -= 1
    if k >= 0 and nodes[k].cls != "boundary" and nodes[k].low not in _SINCE:
        if nodes[k].low not in ("and", ","):
            return False
        return not any(node.count is not None or node.cls == "including" for node in nodes[max(0, k - 6) : k])
    return True


def _opens_clause(nodes: list[Node], j: int) -> bool:
    """Whether a verb or a relative clause follows the count at once: "in 66 people being evacuated", "of two men who were shot", "as
    hundreds were shot dead"."""
    if j + 1 < len(nodes) and j > 0 and nodes[j - 1].low == "as" and nodes[j + 1].cls in ("be", "have"):
        return True
    if j + 1 < len(nodes) and nodes[j + 1].low == "of":  # "aimed at two members of the council, who were killed"
        return any(node.cls == "relative" and nodes[k - 1].low == "," for k, node in enumerate(nodes[j + 3 : j + 7], start=j + 3))
    return j + 1 < len(nodes) and (nodes[j + 1].low in ("being", "having", "who", "that") or nodes[j + 1].cls == "relative")


def _over_aside(nodes: list[Node], k: int) -> int | None:
    """The count before "and" and an aside: "a husband and, by one account, his wife were killed"."""
    if nodes[k - 1].low != ",":
        return None
    for m in range(k - 2, max(1, k - _RIVAL - 2), -1):
        if nodes[m].low == ",":
            count = nodes[m - 2].count if nodes[m - 1].low == "and" and m > 1 else None
            return m - 2 if count is not None and count.head_kind == "person" and not nodes[m - 2].taken else None
        between = nodes[m].count
        if nodes[m].term is not None or (between is not None and between.head_kind == "person"):
            return None
    return None


def _group(nodes: list[Node], j: int) -> list[int]:
    """The counts coordinated with that at j, from right to left."""
    group, k = [j], j
    while k >= 2 and nodes[k - 1].low in JOINING:
        if len(group) == 1 and (lone := _over_aside(nodes, k)) is not None:
            return [j, lone]
        m = before_age(nodes, k - 2)
        if m >= 1 and nodes[m].low == ",":
            m -= 1
        count = nodes[m].count
        if (
            count is None
            or count.head_kind not in ("person", "unknown")
            or (nodes[m].taken and nodes[m].taken != nodes[k].taken)
            or count.partitive
        ):
            break
        before = nodes[m - 1] if m else None
        opens = before is None or (
            before.count is None
            and (
                (m > 1 and nodes[m - 2].cls == "determiner")
                or before.cls
                or before.token.kind == "mark"
                or before.token.text[0].isupper()
                or before.low in _TIMES
            )
        )
        if count.implied and not opens:  # "attacked a policeman and three soldiers were killed"
            break
        if before is not None and before.cls == "preposition" and before.low != "of":
            break
        group.append(m)
        k = m
    return group
