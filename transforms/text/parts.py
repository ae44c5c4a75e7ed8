"""Parts of a whole that the sentence counts: "including three children", "of them two girls", lists behind a bracket, dash or colon."""

from __future__ import annotations

import re
from typing import Final

from transforms.text.clauses import Clauses, Found
from transforms.text.confidence import PART
from transforms.text.counts import Node, noun_of

_AMONG: Final = 7  # most nodes from the first of those told to "among them"
_BESIDE: Final = 6  # most nodes between households and the people that they are
_SAME_PEOPLE = frozenset(
    ("or", "comprising", "totalling", "totaling", "involving", "with", "is", "i.e.", "equivalent to", "/")
)  # between households and their people
_THAT_IS = frozenset((",", "(", "that", "is", "or", "i.e.", "comprising", "totalling", "totaling", "with", "equivalent to", "/"))
_FAR: Final = 14  # most nodes from a number to "all of them"
_ADULT: Final = 18  # years: a child is below (Convention on the Rights of the Child, article 1)
_UNDER = frozenset(
    ("five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "eighteen")
)
_YOUNG = re.compile(r"\s(?:were\s|are\s|was\s)?(?:aged\s)?(?:under|below|younger than)\s(?:the age of\s)?(\d{1,2}|[a-z]+)\b")
_KINDS = frozenset(("refugees", "idps", "asylum_seekers", "evacuated", "returnees"))
_GRAVELY = frozenset(("critically", "seriously", "severely", "badly", "slightly", "lightly", "gravely"))
_OPENERS = frozenset(("(", "–", "—", "‒", ":", "-"))


def parts(clauses: Clauses, previous: Found | None) -> None:
    """Adds the parts of the counts found so far; `previous` is the last statement before this sentence."""
    nodes = clauses.nodes
    for each in list(clauses.found):
        _among_number(clauses, each)
        _homes(clauses, each)
    for j, node in enumerate(nodes):
        count = node.count
        if count is None or count.head_kind == "thing" or (j == 0 and not count.partitive):
            continue
        before = nodes[max(0, j - 1)]
        if before.low == "." and j > 1:  # "(incl. five women)"
            before = nodes[j - 2]
        if node.taken:
            among = before.cls == "including" or (before.low == "," and count.indefinite and _aside_among(nodes, j))
            whole = _whole(clauses, j) if among or _by_kind(clauses, j) else None
            for each in clauses.found:
                if whole is not None and each.at == j and each.relation is None:
                    each.relation, each.parent = "subset_of", whole
            continue
        if before.cls == "partitive":
            _predicated(nodes, j)
        if before.cls in ("including", "partitive") or count.partitive:
            _take(clauses, j, previous if count.partitive and _predicated(nodes, j) else None)
        elif before.low == "," and count.indefinite and j > 1 and (part := nodes[j - 2].count) is not None and part.partitive:
            continue  # "one of whom, a baker, lost both hands"
        elif before.low == "," and (_aside_among(nodes, j) or (j > 1 and nodes[j - 2].cls == "partitive")):
            _take(clauses, j, previous if nodes[j - 2].cls == "partitive" else None)
        elif before.low == "," and nodes[0].low == "of" and count.head_kind == "bare" and _predicated(nodes, j):
            _take(clauses, j, None)
        elif before.cls == "be" and j > 1 and nodes[j - 2].cls == "including":  # "Among the dead were two children."
            _take(clauses, j, previous)
        elif before.low in _SAME_PEOPLE and count.unit == "person" and count.head_kind == "person":
            _households(clauses, j)
        elif before.low in _OPENERS:
            _list(clauses, j)
        elif before.low == "," and count.head_kind == "bare" and (_gravely(nodes, j) or _being(nodes, j)):
            _take(clauses, j, None)
        elif before.low == "," and count.head_kind in ("person", "unknown"):
            _list(clauses, j, exact=True)
    _restated(clauses)
    _described(clauses)


def _gravely(nodes: list[Node], j: int) -> bool:
    """ "six were wounded, one critically"."""
    if j + 1 >= len(nodes) or nodes[j + 1].low not in _GRAVELY:
        return False
    return j + 2 >= len(nodes) or nodes[j + 2].token.kind == "mark" or nodes[j + 2].cls in ("boundary", "conjunction")


def _being(nodes: list[Node], j: int) -> bool:
    """ "nine died, five being children", "187 were killed, 166 of them ..., 20 belonging to the agency"."""
    if j + 2 >= len(nodes) or nodes[j + 1].low not in ("being", "belonging"):
        return False
    count, noun = nodes[j].count, noun_of(nodes[j + 2].token)
    if noun is not None and count is not None:
        count.told_by(noun)
        count.head = nodes[j + 2].token.text
    return True


def _by_kind(clauses: Clauses, j: int) -> bool:
    """ "11,418 casualties: 3,498 deaths and 7,920 injured", "68.5 million displaced: 25.4 million refugees ...": the kinds behind a colon or
    dash are parts of the whole before it."""
    nodes = clauses.nodes
    parted = ("casualties", "displaced")
    whole = max((each for each in clauses.found if each.at < j and each.measure in parted), key=lambda each: each.at, default=None)
    if whole is not None and whole.measure == "displaced":
        most, count = whole.count.best or whole.count.high or whole.count.low or 0, nodes[j].count
        if count is None or not nodes[j].taken & _KINDS or (count.best or count.low or 0) > most:
            return False
    if whole is None:
        return False
    opener = next((k for k in range(whole.at + 1, j) if nodes[k].low in _OPENERS), None)
    return opener is not None and not any(node.low == ";" or node.cls in ("be", "boundary") for node in nodes[opener + 1 : j])


def _predicated(nodes: list[Node], j: int) -> bool:
    """ "of the 33 killed, 20 were women": the count takes its people from what is said of it."""
    noun = noun_of(nodes[j + 2].token) if j + 2 < len(nodes) and nodes[j + 1].cls == "be" else None
    count = nodes[j].count
    if noun is None or count is None:
        return False
    count.told_by(noun)
    count.head = nodes[j + 2].token.text
    return True


def _aside_among(nodes: list[Node], j: int) -> bool:
    """ ", three children among them", ", three children and a teacher among them"."""
    for k in range(j + 1, min(len(nodes), j + _AMONG)):
        if nodes[k].cls == "including":
            return nodes[k].low.endswith("them") or nodes[k].low.endswith("whom") or k == j + 1
        if nodes[k].count is None and nodes[k].low not in ("and", ","):
            return False
    return False


def _among_number(clauses: Clauses, each: Found) -> None:
    """ "mother, two children among seven killed": counts before a number of killed are parts of it."""
    nodes = clauses.nodes
    j = each.at - 2
    if j < 0 or nodes[j + 1].low not in ("among", "amongst"):
        return
    while j > 0 and nodes[j].count is None and nodes[j].cls in ("be", "adverb"):
        j -= 1
    if nodes[j].count is None:
        return
    while j >= 0 and nodes[j].count is not None:
        _part(clauses, j, each)
        j -= 2 if j > 1 and nodes[j - 1].low in (",", "and") else len(nodes)


def _whole(clauses: Clauses, j: int) -> Found | None:
    """The nearest statement to the left that is itself no part."""
    wholes = [each for each in clauses.found if each.at < j and each.relation != "subset_of"]
    return max(reversed(wholes), key=lambda each: each.at) if wholes else None


def _take(clauses: Clauses, j: int, previous: Found | None) -> None:
    whole = _whole(clauses, j) or previous
    for k in _run(clauses.nodes, j):
        if whole is not None:
            _part(clauses, k, whole)


def _households(clauses: Clauses, j: int) -> None:
    """ "1,758 displaced families, or 10,548 individuals": the same people, counted twice."""
    whole = _whole(clauses, j)
    count = clauses.nodes[j].count
    if whole is None or count is None or whole.count.unit != "household" or j - whole.at > _BESIDE:
        return
    if (count.low or count.high or 0) > (whole.count.low or whole.count.high or 0):
        _part(clauses, j, whole)


def _homes(clauses: Clauses, each: Found) -> None:
    """ "18,400 families, or over 101,000 people, have headed north": the households of the people whom the verb took."""
    nodes = clauses.nodes
    j = each.at - 1
    while j > 0 and each.at - j < _BESIDE and nodes[j].low in _THAT_IS:
        j -= 1
    count = nodes[j].count if 0 <= j < each.at - 1 else None
    if count is None or nodes[j].taken or count.unit != "household" or each.count.unit == "household" or each.relation is not None:
        return
    if (count.low or count.high or 0) < (each.count.low or each.count.high or 0):
        _part(clauses, j, each)


def _described(clauses: Clauses) -> None:
    """ "13 were killed, all of them civilians", "six of whom were under ten": who they all are, told behind their number."""
    nodes = clauses.nodes
    for k, node in enumerate(nodes):
        if node.low not in ("all", "all of") or k == 0 or nodes[k - 1].low not in (",", "(", "–", "—", "-"):
            continue
        m = k + 1
        while m < len(nodes) and (nodes[m].low in ("them", "whom") or nodes[m].cls == "be"):
            m += 1
        noun = noun_of(nodes[m].token) if m < len(nodes) and nodes[m].count is None else None
        if (
            noun is None
            or not noun.plural
            or (m + 2 < len(nodes) and nodes[m + 1].low == "and" and noun_of(nodes[m + 2].token) is not None)
        ):
            continue  # "all of them women and children" are two kinds
        last = max((each for each in clauses.found if each.at < k and k - each.at < _FAR), key=lambda each: each.at, default=None)
        if last is not None and last.count.population == "any" and not last.count.implied and last.count.quantifier != "none":
            last.count.told_by(noun)
    for each in clauses.found:
        young = _YOUNG.match(clauses.text, each.count.end) if each.count.partitive and each.count.age == "any" else None
        if young is not None and (young[1] in _UNDER or (young[1].isdigit() and int(young[1]) <= _ADULT)):
            each.count.age, each.count.head = "children", each.count.head or young[0].strip()


def _restated(clauses: Clauses) -> None:
    """ "3,627 families or 14,483 people": the households are of the people told beside them, and add nothing to them."""
    people = {each.at: each for each in clauses.found if each.count.unit == "person"}
    for home in clauses.found:
        if home.count.unit != "household" or home.relation is not None:
            continue
        for step in (1, -1):
            k = home.at + step
            while 0 <= k < len(clauses.nodes) and (clauses.nodes[k].low in _THAT_IS or clauses.nodes[k].low in _SAME_PEOPLE):
                k += step
            same = people.get(k) if abs(k - home.at) > 1 else None
            if same is None or same.measure != home.measure or same.relation is not None:
                continue
            if (same.count.low or same.count.high or 0) > (home.count.low or home.count.high or 0):
                home.relation, home.parent = "subset_of", same
                break


def _list(clauses: Clauses, j: int, exact: bool = False) -> None:
    """Parts behind a bracket, dash or colon, or a list that adds up to the whole exactly."""
    whole = _whole(clauses, j)
    if whole is None or whole.count.implied:
        return
    nodes = clauses.nodes
    run = _run(nodes, j)
    counts = [count for k in run if (count := nodes[k].count) is not None]
    sums = sum(count.best or count.low or 0 for count in counts) == (whole.count.best or 0)
    if exact and not (sums and len(run) > 1):
        return
    if not exact and j - whole.at > 3 and not sums and _where(nodes, j) is None:
        return
    for k in run:
        count = nodes[k].count
        if count is not None and (count.head_kind in ("person", "unknown") or sums or _where(nodes, k) is not None):
            _part(clauses, k, whole)


def _run(nodes: list[Node], j: int) -> list[int]:
    """The coordinated counts from j on, a few words between."""
    run, k = [j], j + 1
    told = nodes[j - 1].cls == "partitive"  # "of whom 3,760 were children and 2,326 women"
    while k < len(nodes) and k - run[-1] <= 5:
        node = nodes[k]
        if node.count is not None:
            if node.taken or node.count.head_kind == "thing" or nodes[k - 1].low not in (",", "and", "&"):
                break
            run.append(k)
        elif (
            node.low in (")", ";", "–", "—") or node.term is not None or node.cls == "boundary" or (node.cls in ("be", "have") and not told)
        ):
            break
        k += 1
    if len(run) > 1 and run[-1] + 1 < len(nodes):
        after = nodes[run[-1] + 1]
        if after.cls in ("be", "have") or (after.term is not None and after.term.inflection == "past"):
            run.pop()
    return run


def _where(nodes: list[Node], k: int) -> str | None:
    """What the words behind a part of the displaced make of it: "6.5 million internally", "7.8 million to European countries"."""
    for m in range(k + 1, min(len(nodes), k + 7)):
        if nodes[m].low in (",", ";"):
            break
        if nodes[m].cls == "within" or (nodes[m].low in ("inside", "within") and m + 1 < len(nodes) and nodes[m + 1].cls == "country"):
            return "idps"
        if nodes[m].cls == "abroad":
            return "refugees"
        if nodes[m].count is not None:
            break
    return None


def _part(clauses: Clauses, k: int, whole: Found) -> None:
    node = clauses.nodes[k]
    count = node.count
    if count is None or node.taken or count.quantifier == "none":
        return
    if count.head_kind not in ("person", "unknown", "bare", "term"):
        return
    if count.head_kind == "bare" and whole.count.unit == "household" and clauses.nodes[k - 1].cls == "partitive":
        count.unit = whole.count.unit  # "5,000 families, of which 2,000 are in the capital"
    most = whole.count.high if whole.count.best is None else whole.count.best
    if most is not None and count.low is not None and count.low > most and count.unit == whole.count.unit:
        return
    measure = whole.measure
    if measure in ("displaced", "refugees", "idps"):
        measure = _where(clauses.nodes, k) or measure
    node.taken.add(measure)
    part = Found(k, count, measure, whole.term if abs(whole.at - k) <= 1 else node.token, PART)
    part.denied, part.projection = whole.denied, whole.projection
    if count.unit == whole.count.unit:  # "3,200 households (16,000 individuals)" are the same people
        part.relation, part.parent = "subset_of", whole
    clauses.found.append(part)
