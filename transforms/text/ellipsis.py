"""Numbers that take over what happened from the statement before them: "five in Kunduz and three in Takhar", "the army spoke of 44"."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Final

from transforms.text.clauses import Clauses, Found, state
from transforms.text.confidence import PART
from transforms.text.counts import Node
from transforms.text.labels import FIRST_YEAR, LAST_YEAR

_PLACED = frozenset(("in", "at", "on", "near", "from", "outside", "inside", "along"))  # open the place or day that sets two numbers apart
_NEARBY = frozenset(
    ("neighbouring", "neighboring", "nearby", "northern", "southern", "eastern", "western", "central", "northeast", "northwest")
)
_WHILE = frozenset(("the", "same", "next", "following", "day", "morning", "afternoon", "evening", "night", "later", "more", "others"))
_JOINED = frozenset((",", "and", ";", "while", "but", "plus", "or"))
_ENDS = frozenset((",", ".", ";", ")", ":", "!", "?", "|", "–", "—", "…"))
_CONTRASTED = frozenset(("not", "from"))  # "112 people, not 104", "23 on Sunday from nine a day earlier"
_TOLD = frozenset(("claimed", "reported", "confirmed", "listed", "named", "identified", "documented", "recorded", "counted", "cited"))
_RISING = frozenset(("rose", "risen", "climbed", "grew", "grown", "increased", "jumped", "rising", "climbing", "increasing"))
_LARGE: Final = 100  # people: smaller numbers are too often hours, years of age and degrees
_APART: Final = 3  # times: how far two totals of one count may be apart
_SUBJECT: Final = 8  # most nodes from the verb to what it says of
_STOOD = frozenset(
    (
        *("been", "showed", "shows", "read", "reads", "had", "claimed", "counted", "reported", "gave", "given", "registered", "recorded"),
        *("listed", "crept", "having", "begun", "logged", "came", "fallen", "risen", "crept up"),
    )
)
_GIVEN = ("given", "reported", "a", "the")  # may stand behind such a number
_IT = frozenset(("it", "they", "this", "there", "having"))
_COUNTS = frozenset(
    (
        "figure",
        "figures",
        "number",
        "numbers",
        "count",
        "tally",
        "total",
        "toll",
        "register",
        "ledger",
        "estimate",
        "list",
        "database",
        "sum",
        "record",
    )
)
_FATES = ("killed", "injured", "missing")
_MOVED = ("refugees", "displaced", "idps", "asylum_seekers", "evacuated")
_THERE = frozenset(("in", "across", "inside"))
_REACH: Final = 40  # most nodes between a number and the statement whose words it takes over


def repeat(clauses: Clauses, previous: Found | None, recent: Sequence[Found] = ()) -> None:
    """Adds what bare numbers state by the words of another statement; `previous` is the last before this sentence, `recent` those of the
    sentence before."""
    nodes = clauses.nodes
    placed: list[Found] = []
    first: Found | None = None
    for j, node in enumerate(nodes):
        count = node.count
        if j == 0 or count is None or count.implied or count.head_kind != "bare" or count.partitive or count.quantifier == "none":
            continue
        if count.own is not None or count.attribute is not None or _year(clauses, j):
            continue
        whole = _before(clauses, j)
        if _placed(nodes, j) and whole is not None:
            first = first or whole
            if node.taken:
                placed += [each for each in clauses.found if each.at == j]
            elif not _things_between(nodes, whole.at, j):
                placed.append(_add(clauses, j, whole))
        elif not node.taken and count.adds and (told := whole or previous) is not None and _elsewhere(nodes, j, told):
            _add(clauses, j, told)
        elif not node.taken and (host := _abroad(nodes, j, whole)) is not None:
            new = _add(clauses, j, host)
            new.measure = "refugees"
        elif not node.taken and _referring(nodes, j):
            whole = whole or previous
            if whole is not None:
                new = _add(clauses, j, whole)
                if nodes[j - 1].low != "total to" and _then(nodes, j, whole):
                    new.like = whole
                if nodes[j - 1].low == "total to":  # "that brings this year's total to 124,000"
                    new.relation, new.parent = "total_of", whole
        elif (
            not node.taken
            and (told := _nearest(nodes, j, whole, recent or ((previous,) if previous else ()))) is not None
            and _then(nodes, j, told)
        ):
            _add(clauses, j, told).like = told
    if first is not None and placed:
        _sum(nodes, first, placed)


def _year(clauses: Clauses, j: int) -> bool:
    count = clauses.nodes[j].count
    return (
        count is not None and count.value_end - count.value_start == 4 and count.best is not None and FIRST_YEAR <= count.best <= LAST_YEAR
    )


def _add(clauses: Clauses, j: int, whole: Found) -> Found:
    nodes = clauses.nodes
    of = nodes[j + 3].term if j + 3 < len(nodes) and nodes[j + 1].low == "for" and nodes[j + 2].low == "the" else None
    measure = of.measure if of is not None and of.measure in _FATES else whole.measure  # "a figure of 40,652 for the wounded"
    result = state(clauses, j, measure, nodes[j].token, PART)
    result.projection = whole.projection
    return result


def _before(clauses: Clauses, j: int) -> Found | None:
    """The nearest statement to the left in the sentence that is itself no part."""
    near = [each for each in clauses.found if j - _REACH < each.at < j and each.relation != "subset_of"]
    return max(near, key=lambda each: each.at) if near else None


def _placed(nodes: list[Node], j: int) -> bool:
    """ "Three were killed on Tuesday and five on Wednesday"."""
    if nodes[j - 1].low not in _JOINED or j + 2 >= len(nodes):
        return False
    if j > 1 and (before := nodes[j - 2]).count is not None and not before.taken:  # "against 180 and 390 in the same months"
        return False
    k = j + 1
    while k < j + 4 and k + 2 < len(nodes) and nodes[k].low in _WHILE:  # "and two more the same afternoon in Kyaikto"
        k += 1
    if k > j + 1:
        return nodes[k].low in _PLACED and nodes[k + 1].token.text[0].isupper()
    after = nodes[j + 1]
    where = nodes[j + 3] if nodes[j + 2].low in _NEARBY and j + 3 < len(nodes) else nodes[j + 2]
    return after.low in _PLACED and (where.token.text[0].isupper() or nodes[j + 2].cls == "determiner")


def _referring(nodes: list[Node], j: int) -> bool:
    """ "the ministry spoke of 44", "not 104", "down from 1,400": a number of those told before, by other words or another speaker."""
    if j + 1 < len(nodes):
        after = nodes[j + 1]
        closed = after.low in _ENDS or after.cls in ("boundary", "preposition", "conjunction", "adverb", "determiner", "saying")
        if not closed or after.low in ("of", "to", "per"):
            return False
    before = nodes[j - 1]
    if before.cls == "referring":
        return True
    if before.low == "to" and nodes[j - 2].low in _RISING:
        k = j - 3  # "three dead rose to seven": what rose is what was told, no price and no temperature
        while k > 0 and nodes[k].cls in ("have", "adverb", "be"):
            k -= 1
        return k >= 0 and (nodes[k].term is not None or bool(nodes[k].taken))
    if before.low in _CONTRASTED:
        return j > 2 and (nodes[j - 2].low == "," or before.low == "from") and (j + 1 < len(nodes))
    if before.cls == "adverb":
        before = nodes[j - 2]  # "acknowledged only four"
    last = j + 1 == len(nodes) or nodes[j + 1].low in _ENDS
    return last and (before.cls in ("saying", "telling") or before.low in _TOLD)


def _elsewhere(nodes: list[Node], j: int, whole: Found) -> bool:
    """ "Another 15,500 were in Anyiin": of those who moved, at another place."""
    if whole.measure not in _MOVED or j + 3 >= len(nodes) or nodes[j + 1].cls != "be":
        return False
    return nodes[j + 2].low in ("in", "at") and nodes[j + 3].token.text[0].isupper()


def _nearest(nodes: list[Node], j: int, whole: Found | None, recent: Sequence[Found]) -> Found | None:
    """Of the statements told before, the one whose number is nearest to that at j; of the measure that a word of its clause names, if any does."""
    count = nodes[j].count
    number = (count.best or count.low or 0) if count is not None else 0
    named = next((node.term.measure for node in reversed(nodes[:j]) if node.term is not None and node.term.measure in _FATES), None)
    told = [whole] if whole is not None else list(recent)
    told = [each for each in told if named is None or each.measure == named] or told
    found = min(
        told, key=lambda each: abs(log((number + 1) / ((each.count.best or each.count.low or each.count.high or 0) + 1))), default=None
    )
    # "the tally was 3,381" is rather of the dead than of the injured who were told last
    return None if found is not None and found.measure == "injured" and named is None else found


def _then(nodes: list[Node], j: int, told: Found) -> bool:
    """ "On Saturday it had been 143,310", "a week before, the total was 67,940", "against 46,742 on Sunday": the same count at another time,
    known by its size where no word but "it was" says so."""
    count, last = nodes[j].count, told.count.best or told.count.low or told.count.high or 0
    number = count.best if count is not None else None
    if number is None or number < _LARGE or not last <= number * _APART or not number <= last * _APART or told.count.implied:
        return False
    after = nodes[j + 1] if j + 1 < len(nodes) else None
    closed = ("preposition", "boundary", "conjunction", "adverb")
    if after is not None and after.token.kind == "word" and after.cls not in closed and after.low not in (*_GIVEN, *_WHILE):
        return False
    if after is not None and after.low == "and" and j + 2 < len(nodes) and nodes[j + 2].count is not None:
        return False  # "against 180 and 390 in the same months"
    k = j - 1
    if nodes[k].low == "against" or (nodes[k].low == "the" and nodes[k - 1].low in ("above", "below", "from")):
        return True
    while k > 0 and (
        nodes[k].low in ("at", "to", "as", "up", "only", "the", "with", "week", "day", "month", "before") or nodes[k].cls == "adverb"
    ):
        k -= 1
    if not (nodes[k].cls in ("be", "reaching", "referring") or nodes[k].low in _STOOD):
        return False
    return nodes[k].cls == "referring" or any(node.low in _COUNTS or node.low in _IT for node in nodes[max(0, k - _SUBJECT) : k + 1])


def _abroad(nodes: list[Node], j: int, whole: Found | None) -> Found | None:
    """ "250,000 crossed into Tanzania, and 64,000 are in Burundi", "with another 200,000 across the border in Chad": of those who moved."""
    if whole is None or whole.measure not in _MOVED or nodes[j - 1].low not in ("and", ",", "with", "while"):
        return None
    k = j + 1
    while k < len(nodes) and nodes[k].cls in ("be", "adverb"):
        k += 1
    if k >= len(nodes) - 1 or nodes[k].low not in (*_THERE, "across the border"):
        return None
    return whole if nodes[k].low == "across the border" or any(node.cls == "country" for node in nodes[k + 1 : k + 4]) else None


def _things_between(nodes: list[Node], i: int, j: int) -> bool:
    return any((count := node.count) is not None and count.head_kind in ("thing", "unknown") for node in nodes[i + 1 : j])


def _sum(nodes: list[Node], whole: Found, placed: list[Found]) -> None:
    """Placed numbers that add up to one before them without a place are its parts: "12 people, five in Arlo and seven in Beda"."""
    alone = not any(node.low in _PLACED for node in nodes[whole.at + 1 : placed[0].at])
    if alone and len(placed) > 1 and sum(each.count.best or 0 for each in placed) == whole.count.best:
        for each in placed:
            each.relation, each.parent = "subset_of", whole
