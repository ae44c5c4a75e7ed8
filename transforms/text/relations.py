"""How the counts of a sentence stand to each other: parts of a whole, additions, and what a bare number takes over from the one before."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses, Found
from transforms.text.confidence import PART, SUBJECT
from transforms.text.counts import Count, Node, noun_of
from transforms.text.ellipsis import repeat
from transforms.text.hosts import hosts

_RECOVERED = frozenset(
    ("recovered", "recover", "retrieved", "retrieve", "identified", "removed", "exhumed", "pulled", "carried", "dug", "brought")
)
_AMONG: Final = 7  # most nodes from the first of those told to "among them"
_BESIDE: Final = 6  # most nodes between households and the people that they are
_SAME_PEOPLE = frozenset(("or", "comprising", "totalling", "totaling", "involving", "with"))  # between households and their people
_KINDS = frozenset(("refugees", "idps", "asylum_seekers", "evacuated", "returnees"))
_GRAVELY = frozenset(("critically", "seriously", "severely", "badly", "slightly", "lightly", "gravely"))
_OPENERS = frozenset(("(", "–", "—", "‒", ":", "-"))


def relate(clauses: Clauses, previous: Found | None) -> None:
    """Adds the parts of counts already joined and sets relations and parents; `previous` is the last statement before this sentence."""
    _parts(clauses, previous)
    hosts(clauses, previous)
    known = len(clauses.found)
    repeat(clauses, previous)
    if len(clauses.found) > known:
        _parts(clauses, previous)  # of what was just found: "SNHR spoke of 21, among them 9 children"
    clauses.found.sort(key=lambda each: (each.count.value_start, each.count.value_end))
    last = previous
    for each in clauses.found:
        count = each.count
        each.rate = any(node.cls == "rate" for node in clauses.nodes[each.at + 1 : each.at + 5])
        if each.relation == "subset_of" and each.parent is None:
            each.parent = last if last is not None else None
        if (
            last is not None
            and last is not previous
            and each.relation is None
            and (_of_whole(clauses.nodes, last, each) or _beside_part(clauses, last, each))
        ) or (last is not None and last is previous and each.relation is None and _of_the_hurt(clauses.nodes, each)):
            each.relation, each.parent = "subset_of", last
        if each.relation is None and _of_the_told(clauses, each):
            most = None if last is None or last.measure != each.measure else last.count.best or last.count.high or last.count.low
            each.relation, each.parent = (
                "subset_of",
                last if most is not None and each.count.best is not None and each.count.best <= most else None,
            )
        if last is not None and last.measure == "killed" and _recovered(clauses, each, last):
            each.relation, each.parent = "subset_of", last
        if last is not None and each.relation is None and last is not each.parent:
            if count.partitive:
                each.relation, each.parent = "subset_of", last
            elif count.adds and last.count is not count:
                each.relation, each.parent = "adds_to", last
        silent = count.head is None and count.population == "any" and not count.others and count.head_kind == "bare"
        # "one remains missing" speaks of those before, "it killed 5" does not
        if silent and last is not None and (last is not previous or count.adds or each.join == SUBJECT):
            _inherit(count, last.count)
        if _invented(clauses.nodes, each.at):
            each.denied = True
        if each.relation != "subset_of" or last is None:
            last = each


def _of_the_told(clauses: Clauses, each: Found) -> bool:
    """ "four of the fatalities belonged to one group": of those told before."""
    count = each.count
    if count.own is None or count.own.measure != each.measure:
        return False
    return clauses.text[count.value_end : count.end].casefold().startswith((" of the ", " of those "))


def _beside_part(clauses: Clauses, whole: Found, each: Found) -> bool:
    """ "of the 202 wounded, 52 were in a critical condition and 25 on life support": the second part stands beside the first."""
    nodes = clauses.nodes
    if whole.at < 1 or nodes[whole.at - 1].low != "of" or nodes[each.at - 1].low not in ("and", ",") or each.count.head_kind != "bare":
        return False
    first = any(one.parent is whole and whole.at < one.at < each.at and nodes[one.at - 1].low == "," for one in clauses.found)
    bounded = any(node.cls == "boundary" or node.low == ";" for node in nodes[whole.at + 1 : each.at])
    return first and not bounded and (each.count.best or 0) <= (whole.count.best or whole.count.high or 0)


def _invented(nodes: list[Node], at: int) -> bool:
    """ "600 dead soldiers who do not exist"."""
    return any(
        node.cls == "negation" and nodes[k + 1].low in ("exist", "existed")
        for k, node in enumerate(nodes[at + 1 : at + 5], start=at + 1)
        if k + 1 < len(nodes)
    )


def _of_the_hurt(nodes: list[Node], each: Found) -> bool:
    """ "Of the wounded, three remained in hospital": a part of those told before."""
    return nodes[0].low == "of" and each.at == 4 and nodes[2].term is not None and nodes[3].low == "," and each.count.head_kind == "bare"


def _of_whole(nodes: list[Node], whole: Found, each: Found) -> bool:
    """ "of 176 wounded who were brought in, 142 had bullet wounds"."""
    if whole.at < 1 or nodes[whole.at - 1].low != "of" or nodes[each.at - 1].low != ",":
        return False
    before = nodes[whole.at - 2] if whole.at > 1 else None
    opens = before is None or before.cls == "boundary" or before.token.kind == "mark"
    return opens and each.count.best is not None and each.count.best <= (whole.count.best or whole.count.high or 0)


def _recovered(clauses: Clauses, each: Found, whole: Found) -> bool:
    """Bodies that were brought out of a disaster whose dead were told before: "20 bodies had been recovered" of 33."""
    count, most = each.count, whole.count.best
    if each.measure != "killed" or count.own is None or count.best is None or most is None or not 0 < count.best < most:
        return False
    return any(node.low in _RECOVERED for node in clauses.nodes[max(0, each.at - 4) : each.at + 6])


def _inherit(count: Count, whole: Count) -> None:
    """ "6,755 civilians have died and 10,607 have been injured": both are civilians."""
    if whole.implied or count.quantifier == "none":
        return
    count.population, count.age, count.sex = whole.population, whole.age, whole.sex
    if whole.unit == "household":
        count.unit = whole.unit
    count.head = whole.head


def _parts(clauses: Clauses, previous: Found | None) -> None:
    nodes = clauses.nodes
    for each in list(clauses.found):
        _among_number(clauses, each)
    for j, node in enumerate(nodes):
        count = node.count
        if count is None or count.head_kind == "thing" or (j == 0 and not count.partitive):
            continue
        before = nodes[max(0, j - 1)]
        if before.low == "." and j > 1:  # "(incl. five women)"
            before = nodes[j - 2]
        if node.taken:
            whole = _whole(clauses, j) if before.cls == "including" or _by_kind(clauses, j) else None
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
        elif before.low == "," and count.head_kind == "bare" and _gravely(nodes, j):
            _take(clauses, j, None)
        elif before.low == "," and count.head_kind in ("person", "unknown"):
            _list(clauses, j, exact=True)


def _gravely(nodes: list[Node], j: int) -> bool:
    """ "six were wounded, one critically"."""
    if j + 1 >= len(nodes) or nodes[j + 1].low not in _GRAVELY:
        return False
    return j + 2 >= len(nodes) or nodes[j + 2].token.kind == "mark" or nodes[j + 2].cls in ("boundary", "conjunction")


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
    count.population, count.age, count.sex, count.head = noun.population, noun.age, noun.sex, nodes[j + 2].token.text
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
