"""One sentence being read: its nodes, what was found in it, and how a count is joined to the measure of a term."""

from __future__ import annotations

from transforms.text.confidence import NAMED, SINGLE
from transforms.text.counts import Count, Node
from transforms.text.phrases import as_many, read_count
from transforms.text.terms import Term
from transforms.text.tokens import Token

_TROOPS = frozenset(
    ("personnel", "persons", "men", "servicemen", "attackers", "assailants", "gunmen", "bandits", "bombers")
)  # whom an army loses, when its own noun does not say so
_SAID = ("said", "says", "stated", "added", "announced", "claimed", "insisted")
_CHARGE = 6  # most nodes between a charge and the harm that it is about
_FEW = 20  # of whom no noun tells what they are
_CASUALTY = ("killed", "injured", "casualties")
_FLYING = ("intransitive", "motion")
_FLEEING = ("displaced", "refugees")
_RUNAWAYS = frozenset(
    [
        *(
            "attackers",
            "assailants",
            "gunmen",
            "bandits",
            "robbers",
            "raiders",
            "kidnappers",
            "hijackers",
            "suspects",
            "abductors",
            "thieves",
        ),
        *("intruders", "inmates", "prisoners", "perpetrators", "accomplices", "culprits", "militiamen", "guards", "others"),
    ]
)  # who flee the scene, not their homes
_WAY = 8  # most nodes between a verb of flight and the country that is left
_FLEES = frozenset(("flee", "fled", "fleeing", "flees"))
_NARROWER = {"displaced": ("refugees", "idps", "asylum_seekers", "evacuated", "returnees")}


class Found:
    """A count joined to a measure, before it becomes a figure; `at` is the index of its node, `term` the token that gave the measure,
    `join` how the two stand together (one of transforms.text.confidence)."""

    __slots__ = ("at", "count", "denied", "join", "like", "measure", "parent", "projection", "rate", "relation", "scope", "term")

    def __init__(self, at: int, count: Count, measure: str, term: Token, join: str) -> None:
        self.at = at
        self.count = count
        self.measure = measure
        self.term = term
        self.join = join
        self.denied = False
        self.projection = False
        self.rate = False
        self.relation: str | None = None
        self.scope: str | None = None
        self.parent: Found | None = None
        self.like: Found | None = None  # the same count at another time: "on Saturday it had been 143,310"


class Clauses:
    """The nodes of one sentence, and what was found in them so far. `flight` tells whether the article speaks of
    refugees, displaced or disasters (2), of war (1) or of neither (0)."""

    __slots__ = ("flight", "found", "names", "nodes", "text")

    def __init__(self, text: str, nodes: list[Node], flight: int) -> None:
        self.text = text
        self.nodes = nodes
        self.flight = flight
        self.found: list[Found] = []
        self.names = not text.isupper() and not text.istitle()


def chunk(text: str, tokens: list[Token]) -> list[Node]:
    """Counts, terms and the tokens between them, in order."""
    nodes: list[Node] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        word = token.word
        term = None
        if token.kind != "mark" and (token.kind != "word" or word is not None or token.low.endswith(("'s", "s'"))):
            count = read_count(text, tokens, i) if token.cls != "equal" else as_many(text, tokens, i, nodes)
            if count is not None:
                nodes.append(Node(count.i, count.j, token, count, None))
                i = count.j
                continue
            term = word.term if word is not None else None
        nodes.append(Node(i, i + 1, token, None, term))
        i += 1
    return nodes


def usable(term: Term, count: Count) -> bool:
    """Whether the counted can be people of this term: things never, nouns of no list only where killing or wounding makes them people."""
    kind = count.head_kind
    if kind == "thing":
        return False
    if term.category in ("fighters", "losses", "falling"):
        if count.implied and not count.indefinite:  # "destroying the terrorist scourge"
            return False
        return (kind in ("person", "bare") and count.population == "combatant") or bool(
            count.head and count.head.casefold().split(" ")[-1] in _TROOPS
        )
    if term.category == "seizing":
        return kind == "person" and count.unit == "person"
    if term.category in _FLYING and term.measure in _FLEEING and (_runaway(count, term) or (count.implied and term.measure == "displaced")):
        return False  # one who flees runs from a scene, not from home
    if kind == "term":
        return count.own is not None and count.own.measure not in _CASUALTY
    if kind == "unknown" and term.measure not in _CASUALTY:
        return bool(count.head and count.head[0].isupper())
    return not (kind == "bare" and term.measure == "affected")


def _runaway(count: Count, term: Term) -> bool:
    """ "three gunmen fled": whoever runs from a fight or a crime is not displaced; nor are a few of no noun ("two fled")."""
    if count.population in ("combatant", "police"):
        return True
    if count.head is not None:
        return count.head.casefold().split(" ")[-1] in _RUNAWAYS
    return count.head_kind == "bare" and not count.partitive and (count.low or count.high or 0) < _FEW


def _measures(clauses: Clauses, at: int, count: Count) -> tuple[str, ...]:
    """The measure of a term; "killed or wounded 30" is casualties, but nobody killed or hurt is no one of either."""
    nodes = clauses.nodes
    term = nodes[at].term
    assert term is not None
    measure = term.measure
    if term.category in ("toll", "adjective") and (_both(nodes, at, count) or _of_both(nodes, at, count)):
        return ("casualties",)
    if measure in ("killed", "injured"):
        for k in (at + 2, at - 2, at + 3, at - 3):
            if not 0 <= k < len(nodes):
                continue
            other = nodes[k].term
            if other is None or other.measure not in ("killed", "injured") or other.measure == measure or other.category == "people":
                continue
            low, high = min(at, k), max(at, k)
            if term.inflection != other.inflection and not (term.measure == "injured" and nodes[low - 1].count is count):
                continue
            if (
                other.inflection == term.inflection
                and low
                and nodes[low - 1].count is not None
                and nodes[low - 1].count is not count
                and nodes[low - 1].taken
            ):
                continue
            if all(
                nodes[m].low in ("and", "or", "and/or", "otherwise") or nodes[m].cls == "adverb" or nodes[m].low.endswith("ly")
                for m in range(low + 1, high)
            ):
                return (measure,) if count.quantifier == "none" else ("casualties",)
    if measure == "displaced":
        own = count.own.measure if count.own is not None else None
        if own in _NARROWER["displaced"]:
            return (own,)
        where = "refugees" if _leaves_country(nodes, at) else _where_to(nodes, at + 1)
        return (where or measure,)
    return (measure,)


def _both(nodes: list[Node], at: int, count: Count) -> bool:
    """ "the number of killed and wounded rose to 300": one number of both; not "the number of dead and wounded: 5 and 12"."""
    term, other = nodes[at].term, nodes[at + 2].term if at + 2 < len(nodes) and nodes[at + 1].low in ("and", "or") else None
    if term is None or other is None or {term.measure, other.measure} != {"killed", "injured"}:
        return False
    behind = next((j for j, node in enumerate(nodes) if node.count is count), len(nodes)) + 2
    if nodes[at + 1].low == "or":  # "1,100 dead or wounded"
        return True
    if term.category == "adjective" and behind - 2 < at:  # "shot a civilian dead and injured another"
        return False
    return not (behind < len(nodes) and nodes[behind - 1].low in ("and", ",") and nodes[behind].count is not None)


def _of_both(nodes: list[Node], at: int, count: Count) -> bool:
    """ "raised its count of Iraqi dead and wounded to 17,000"."""
    for k in range(at + 1, min(len(nodes) - 2, at + 6)):
        if nodes[k].count is not None:
            return False
        if nodes[k].term is not None and nodes[k + 1].low == "and":
            return _both(nodes, k, count)
    return False


def _leaves_country(nodes: list[Node], at: int) -> bool:
    """ "fled Ukraine", "forced 6.8 million people to flee Ukraine": whoever flees a country crosses its border."""
    for k in range(at, min(len(nodes) - 1, at + _WAY)):
        if nodes[k].low in _FLEES and nodes[k].count is None and nodes[k + 1].cls == "country":
            return True
        if k > at and (nodes[k].cls == "boundary" or nodes[k].low in (",", ";")):
            return False
    return False


def _where_to(nodes: list[Node], j: int) -> str | None:
    """What the words behind a verb of flight make of it: refugees abroad, IDPs within the country; None where they do not say."""
    for k, node in enumerate(nodes[j : j + 8], start=j):
        # "arrived in Chad", "have entered Armenia"
        entered = nodes[k - 1].term is not None and nodes[k - 1].low.endswith((" in", " entered"))
        if node.cls == "abroad" or (node.cls == "country" and (entered or nodes[k - 1].low in ("to", "into", "for", "out of"))):
            return "refugees"
        if node.cls == "within" or (node.low in ("inside", "within") and k + 1 < len(nodes) and nodes[k + 1].cls == "country"):
            return "idps"
        if node.cls == "boundary" or (node.token.kind == "mark" and node.count is None):
            return None
    return None


def add(clauses: Clauses, at: int, j: int, join: str) -> Found | None:
    nodes = clauses.nodes
    node = nodes[j]
    term, count = nodes[at].term, node.count
    assert term is not None
    assert count is not None
    if not usable(term, count) or (charged(nodes, at) if count.implied else accused(nodes, at)):
        return None
    result = None
    for measure in _measures(clauses, at, count):
        if measure == "killed" and term.category in ("intransitive", "adjective") and (hurt := _died_of_it(clauses, j)) is not None:
            hurt.measure, hurt.term, hurt.join = measure, nodes[at].token, join if not count.implied else SINGLE
            node.taken = {measure}
            result = hurt
            continue
        if measure in node.taken or (
            count.quantifier != "none" and any(rival in node.taken for rival in _CASUALTY) and measure in _CASUALTY
        ):
            continue
        result = Found(j, count, measure, nodes[at].token, SINGLE if count.implied and join != NAMED else join)
        if not modality(nodes, at, j, result):
            return None
        node.taken.add(measure)
        clauses.found.append(result)
    return result


def state(clauses: Clauses, j: int, measure: str, term: Token, join: str) -> Found:
    """What the count at j states of this measure, where the words around it leave no doubt that it counts people."""
    count = clauses.nodes[j].count
    assert count is not None
    clauses.nodes[j].taken.add(measure)
    result = Found(j, count, measure, term, join)
    clauses.found.append(result)
    return result


def _died_of_it(clauses: Clauses, j: int) -> Found | None:
    """The wounding of those who then died: "a sailor who was wounded in the attack died on Saturday"."""
    if clauses.nodes[j].taken != {"injured"}:
        return None
    return next((each for each in clauses.found if each.at == j and each.measure == "injured" and not each.denied), None)


def modality(nodes: list[Node], at: int, j: int, result: Found) -> bool:
    """Sets hypothetical and denied; False where a single person's harm is merely negated, which states no number."""
    term = nodes[at].term
    assert term is not None
    for k in range(at - 1, max(-1, at - 7), -1):
        node = nodes[k]
        if node.cls == "modal":
            result.projection = True
        elif node.cls == "negation":
            result.denied = True
        elif node.low == "to" and k and nodes[k - 1].low == "had":  # "had to flee"
            break
        elif node.low == "to" and term.inflection == "base" and not any(n.cls == "forcing" for n in nodes[max(0, k - 6) : k]):
            result.projection = True
        elif node.cls not in ("be", "have", "do", "adverb"):
            break
    if result.denied and result.count.implied:
        return False
    for k in range(at - 1, max(-1, at - 18), -1):
        if nodes[k].cls == "denial":
            result.denied = True
            break
        if nodes[k].low in (";", "but") or (nodes[k].low in _SAID and "and" in (nodes[k - 1].low, nodes[k - 2].low)):
            break  # "denied the charge and said that 18 rebels had died"
    if any(node.low == "if" for node in nodes[max(0, min(at, j) - 6) : min(at, j)]):
        result.projection = True
    return True


def charged(nodes: list[Node], at: int) -> bool:
    """Whether the killing is what someone is charged with or confessed: charges and sentences are no figures."""
    return _charge(nodes, at, 8)


def accused(nodes: list[Node], at: int) -> bool:
    """ "arrested a man wanted for killing 12", "in connection with the deaths of two": the charge is about another event than the one told;
    "a man suspected of killing four was shot dead", where nobody is caught, tells of the four."""
    if not _charge(nodes, at, _CHARGE):
        return False
    caught = any(node.term is not None and node.term.measure in ("detained", "captured") for node in nodes)
    return caught or any(
        node.cls == "charge" and node.low.startswith(("wanted", "in connection")) for node in nodes[max(0, at - _CHARGE) : at]
    )


def _charge(nodes: list[Node], at: int, reach: int) -> bool:
    """Whether a charge stands in reach before a term; not "a woman accused of witchcraft was burnt to death"."""
    for k in range(at - 1, max(-1, at - 1 - reach), -1):
        if nodes[k].cls == "charge":
            return True
        if nodes[k].low in ("was", "were", "that", ";"):
            return False
    return False
