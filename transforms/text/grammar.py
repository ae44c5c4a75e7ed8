"""From the tokens of a sentence to counts joined with a measure: which counted people each term is about (figures.md, "What happened")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from transforms.text.phrases import Count, Node, noun_of, read_count, unnamed
from transforms.text.terms import Term
from transforms.text.tokens import Token

# Confidence by how directly the words are joined: the share of right readings of each rule on the development texts, rounded down to .05.
OBJECT: Final = 0.95  # "killed 12 people"
BESIDE: Final = 0.95  # "12 dead", "12 people wounded"
SUBJECT: Final = 0.9  # "12 people were killed"
OWN_NOUN: Final = 0.85  # "12 casualties"
TOLL: Final = 0.85  # "the death toll rose to 12"
PART: Final = 0.8  # "including three children"
SINGLE: Final = 0.75  # "a man was killed"
NAMED: Final = 0.5  # "Smith was killed"
REACH: Final = 45  # most nodes between a verb and its subject
_CASUALTY = ("killed", "injured", "casualties")
_JOINING = frozenset(("and", ",", "&", "or", "as well as", "along with", "together with", "plus", "and also"))
_NARROWER = {"displaced": ("refugees", "idps", "asylum_seekers", "evacuated", "returnees")}


class Found:
    """A count joined to a measure, before it becomes a figure; `at` is the index of its node, `term` the token that gave the measure."""

    __slots__ = ("at", "confidence", "count", "denied", "measure", "parent", "projection", "relation", "scope", "term")

    def __init__(self, at: int, count: Count, measure: str, term: Token, confidence: float) -> None:
        self.at = at
        self.count = count
        self.measure = measure
        self.term = term
        self.confidence = confidence
        self.denied = False
        self.projection = False
        self.relation: str | None = None
        self.scope: str | None = None
        self.parent: Found | None = None


class Clauses:
    """The nodes of one sentence, and what was found in them so far. `refugees` tells whether the article speaks of refugees."""

    __slots__ = ("found", "names", "nodes", "refugees", "text")

    def __init__(self, text: str, nodes: list[Node], refugees: bool) -> None:
        self.text = text
        self.nodes = nodes
        self.refugees = refugees
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
        if token.kind == "number" or word is not None:
            count = read_count(text, tokens, i)
            if count is not None:
                nodes.append(Node(count.i, count.j, token, count, None))
                i = count.j
                continue
            term = word.term if word is not None else None
        nodes.append(Node(i, i + 1, token, None, term))
        i += 1
    return nodes


def join(clauses: Clauses) -> None:
    """Every term takes the counts that it is about; then every count left whose own noun gives a measure."""
    for at, node in enumerate(clauses.nodes):
        if node.term is not None:
            _RULES[node.term.category](clauses, at)
    for at, node in enumerate(clauses.nodes):
        if node.count is not None:
            _own(clauses, at)


def _verb(clauses: Clauses, at: int) -> None:
    term = clauses.nodes[at].term
    assert term is not None
    if term.inflection != "past":
        if not _objects(clauses, at) and term.inflection == "ing":
            _named_object(clauses, at)
        return
    if _passive(clauses.nodes, at):
        _subject(clauses, at, SUBJECT) or _named_subject(clauses, at)
        _along(clauses, at)
        return
    if _objects(clauses, at):
        _along(clauses, at)
    elif at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].cls == "pronoun":  # "killed himself", "killed him"
        return
    elif not _beside(clauses, at) and not _after_aside(clauses, at):
        if _coordinated_passive(clauses.nodes, at):
            _subject(clauses, at, SUBJECT)
        else:
            _named_object(clauses, at)


def _intransitive(clauses: Clauses, at: int) -> None:
    if _natural(clauses.nodes, at):
        return
    if not _subject(clauses, at, SUBJECT):
        _named_subject(clauses, at)


def _adjective(clauses: Clauses, at: int) -> None:
    if clauses.nodes[at].low == "to death" and _charged(clauses.nodes, at):  # "sentenced to death"
        return
    if not _beside(clauses, at) and not _after_aside(clauses, at) and _passive(clauses.nodes, at):
        _subject(clauses, at, SUBJECT) or _named_subject(clauses, at)


def _event(clauses: Clauses, at: int) -> None:
    if not _objects(clauses, at):
        _named_object(clauses, at)


def _receiving(clauses: Clauses, at: int) -> None:
    """ "welcoming 80,000 Afghans" where the article speaks of refugees; of others it is a reception."""
    k = at + 1
    if not clauses.refugees or k >= len(clauses.nodes):
        return
    count = clauses.nodes[k].count
    if count is not None and count.head is not None and not count.implied and count.head[:1].isupper():
        _add(clauses, at, k, OBJECT)


def _toll(clauses: Clauses, at: int) -> None:
    """The number that a toll comes to: "the death toll rose to 45 from 33": 45 revises 33."""
    nodes = clauses.nodes
    old: int | None = None
    result: Found | None = None
    for j in range(at + 1, min(len(nodes), at + 16)):
        node = nodes[j]
        if node.cls == "boundary" or node.low == ";" or (node.term is not None and result is None and node.term.category == "toll"):
            break
        count = node.count
        if count is None or count.implied or count.head_kind not in ("bare", "person", "unknown"):
            continue
        before = nodes[j - 1].low
        if (before in ("from", "of") and result is not None) or before == "from":
            old = j
        elif result is None and before not in ("in", "on", "after", "by", "since", "at least one", "near", "and"):
            result = _add(clauses, at, j, TOLL)
            if result is None:
                return
        elif result is not None:
            break
    if result is not None and nodes[at].low.endswith("total") and clauses.found[:-1]:
        result.relation, result.parent = "total_of", clauses.found[-2]
        result.measure = clauses.found[-2].measure
    if result is not None and old is not None:
        earlier = _add(clauses, at, old, TOLL)
        if earlier is not None:
            earlier.measure = result.measure
            result.relation, result.parent = "revises", earlier


def _nothing(clauses: Clauses, at: int) -> None:
    """Nouns that count people are read from their own phrase."""


_RULES: dict[str, Callable[[Clauses, int], None]] = {
    "verb": _verb,
    "fighters": _verb,
    "intransitive": _intransitive,
    "adjective": _adjective,
    "event": _event,
    "receiving": _receiving,
    "toll": _toll,
    "people": _nothing,
    "lives": _nothing,
    "bulletin": _nothing,
}


def _passive(nodes: list[Node], at: int) -> bool:
    """Whether a form of "be" stands before the participle, with adverbs and coordinated participles between."""
    j = at - 1
    while j >= 0 and at - j < 9:
        node = nodes[j]
        if node.cls == "be":
            return True
        between = node.low in ("and", "or", ",", "then", "to") or node.cls in ("adverb", "negation") or node.low.endswith(("ly", "ed"))
        if node.count is not None or not (between or (node.term is not None and node.term.inflection == "past")):
            return False
        j -= 1
    return False


def _coordinated_passive(nodes: list[Node], at: int) -> bool:
    """ "were rounded up by the militia and executed": the auxiliary stands before another participle of the clause."""
    if at < 2 or not (nodes[at - 1].low in ("and", "later", "then") or nodes[at - 1].cls == "adverb"):
        return False
    for j in range(at - 2, max(-1, at - 22), -1):
        if nodes[j].cls == "be" and nodes[j].low in ("was", "were", "are", "is", "been"):
            return True
        if nodes[j].cls == "boundary" or nodes[j].low == ";":
            return False
    return False


def usable(term: Term, count: Count) -> bool:
    """Whether the counted can be people of this term: things never, nouns of no list only where killing or wounding makes them people."""
    kind = count.head_kind
    if kind == "thing":
        return False
    if term.category == "fighters":
        return count.population == "combatant" or bool(count.head and count.head.casefold() in ("personnel", "persons"))
    if kind == "term":
        return count.own is not None and count.own.measure not in _CASUALTY
    if kind == "unknown" and term.measure not in _CASUALTY:
        return bool(count.head and count.head[0].isupper())
    return not (kind == "bare" and term.measure == "affected")


def _measures(clauses: Clauses, at: int, count: Count) -> tuple[str, ...]:
    """The measure of a term; "killed or wounded 30" is casualties, but nobody killed or hurt is no one of either."""
    nodes = clauses.nodes
    term = nodes[at].term
    assert term is not None
    measure = term.measure
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
        where = _where_to(nodes, at + 1)
        return (where or measure,)
    return (measure,)


def _where_to(nodes: list[Node], j: int) -> str | None:
    """What the words behind a verb of flight make of it: refugees abroad, IDPs within the country; None where they do not say."""
    for node in nodes[j : j + 8]:
        if node.cls == "abroad":
            return "refugees"
        if node.cls == "within":
            return "idps"
        if node.cls == "boundary" or (node.token.kind == "mark" and node.count is None):
            return None
    return None


def _add(clauses: Clauses, at: int, j: int, confidence: float) -> Found | None:
    nodes = clauses.nodes
    node = nodes[j]
    term, count = nodes[at].term, node.count
    assert term is not None and count is not None
    if not usable(term, count) or (count.implied and _charged(nodes, at)):
        return None
    result = None
    for measure in _measures(clauses, at, count):
        if measure in node.taken or (
            count.quantifier != "none" and any(rival in node.taken for rival in _CASUALTY) and measure in _CASUALTY
        ):
            continue
        result = Found(j, count, measure, nodes[at].token, min(confidence, SINGLE) if count.implied else confidence)
        if not _modality(nodes, at, j, result):
            return None
        node.taken.add(measure)
        clauses.found.append(result)
    return result


def _modality(nodes: list[Node], at: int, j: int, result: Found) -> bool:
    """Sets hypothetical and denied; False where a single person's harm is merely negated, which states no number."""
    term = nodes[at].term
    assert term is not None
    for k in range(at - 1, max(-1, at - 7), -1):
        node = nodes[k]
        if node.cls == "modal":
            result.projection = True
        elif node.cls == "negation":
            result.denied = True
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
        if nodes[k].low in (";", "but"):
            break
    if any(node.low == "if" for node in nodes[max(0, min(at, j) - 6) : min(at, j)]):
        result.projection = True
    return True


def _charged(nodes: list[Node], at: int) -> bool:
    """Whether the killing is what someone is charged with or confessed: charges and sentences are no figures."""
    return any(node.cls == "charge" for node in nodes[max(0, at - 8) : at])


def _natural(nodes: list[Node], at: int) -> bool:
    return at + 1 < len(nodes) and nodes[at + 1].cls == "natural"


def _objects(clauses: Clauses, at: int) -> bool:
    """The counts right behind a verb, and those coordinated with them."""
    nodes = clauses.nodes
    j, n = at + 1, len(nodes)
    while (
        j < n
        and nodes[j].count is None
        and (nodes[j].cls in ("adverb", "saying") or nodes[j].low in ("the", "off", ":") or nodes[j].low.endswith("ly"))
    ):
        j += 1
    if j < n and nodes[j].cls == "pronoun" and nodes[j].count is None:  # "killing himself and three others", "killing them both"
        j += 1
        if j < n and nodes[j].count is None:
            while j < n and nodes[j].low in (",", "and", "as well as", "along with"):
                j += 1
    if j < n and nodes[j].term is not None and nodes[j - 1].low in ("and", "or"):
        return False
    if j + 1 < n and nodes[j].low in ("and", "or") and nodes[j + 1].term is not None:
        after = nodes[j + 1].term
        if after is not None and after.category in ("verb",) and after.inflection == (nodes[at].term or after).inflection:
            j += 2  # "killed and wounded 30 people"
            while j < n and nodes[j].cls == "adverb":
                j += 1
    any_found = False
    while j < n and nodes[j].count is not None:
        if any_found and _own_clause(nodes, j):
            break
        if _add(clauses, at, j, OBJECT) is None:
            break
        any_found = True
        j = _coordinated(nodes, j)
    return any_found


def _own_clause(nodes: list[Node], j: int) -> bool:
    """Whether a coordinated count starts a clause of its own ("killed 12 and 30 were wounded")."""
    k = j + 1
    while k < len(nodes) and (nodes[k].cls == "adverb" or nodes[k].low.endswith("ly")):
        k += 1
    if k >= len(nodes):
        return False
    term = nodes[k].term
    return nodes[k].cls in ("be", "have", "modal", "do", "taking", "saying") or (
        term is not None and term.category in ("verb", "adjective", "intransitive")
    )


def _coordinated(nodes: list[Node], j: int) -> int:
    """The index of a count coordinated with that at j, or past the end."""
    k, n = j + 1, len(nodes)
    if k < n and nodes[k].low == "of":  # "the wife of an official and three others"
        for m in range(k + 1, min(n - 1, k + 7)):
            if nodes[m].low == "and" and nodes[m + 1].count is not None:
                k = m
                break
            if nodes[m].low in (",", ";") or nodes[m].term is not None or nodes[m].cls in ("boundary", "be"):
                break
    if k < n and nodes[k].low in _JOINING:
        k += 1
        if k < n and nodes[k].low in _JOINING:
            k += 1
        return k
    return n


def _beside(clauses: Clauses, at: int) -> bool:
    """The count right before a participle or adjective: "12 dead", "nine people wounded in the strike"."""
    nodes = clauses.nodes
    j = at - 1
    while j >= 0 and nodes[j].count is None and (nodes[j].cls in ("adverb", "other") or nodes[j].low.endswith("ly")):
        j -= 1
    if j >= 2 and nodes[j].count is not None and nodes[j - 1].low == "of" and nodes[j - 2].count is not None:
        j -= 2  # "nine members of the National Guard injured"
    if j < 0 or nodes[j].count is None or _add(clauses, at, j, BESIDE) is None:
        return False
    while (
        j >= 2
        and nodes[j - 1].low == "and"
        and (left := nodes[j - 2].count) is not None
        and not nodes[j - 2].taken
        and left.head_kind != "bare"
    ):
        if _add(clauses, at, j - 2, BESIDE) is None:
            break
        j -= 2
    return True


def _after_aside(clauses: Clauses, at: int) -> bool:
    """ "left nine people, including the chief, injured": the participle stands behind an aside about the count."""
    nodes = clauses.nodes
    if at < 3 or nodes[at - 1].low not in (",", ")"):
        return False
    return _subject(clauses, at, BESIDE, aside=True)


def _subject(clauses: Clauses, at: int, confidence: float, aside: bool = False) -> bool:
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
            first = group[-1]
            before = nodes[first - 1] if first else None
            if before is not None and before.cls == "including":
                j = first - 1
            elif node.count.adds and group == [j] and j + 1 < at and nodes[j + 1].cls == "be":
                return _add(clauses, at, j, confidence) is not None
            elif before is not None and before.cls == "preposition" and not _opens_clause(nodes, j):
                if before.low == "of" and fallback < 0 and not node.count.implied:
                    fallback = j
                j = first
            elif node.count.partitive and any(nodes[k].low == "," for k in range(j + 1, at)):
                j = first  # "five people, two of them children, were hurt"
            elif node.count.head_kind == "thing":
                if j + 1 == at or nodes[j + 1].cls in ("be", "have"):
                    return False
            else:
                added = [_add(clauses, at, k, confidence) for k in group]
                return any(added)
        elif (node.cls == "boundary" and not aside) or node.low in (";", ":"):
            break
        elif _uncounted(nodes, j):
            return False
        j -= 1
    if fallback >= 0:
        return _add(clauses, at, fallback, confidence - 0.1) is not None
    return _bare_single(clauses, at)


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
    return j + 1 < len(nodes) and (nodes[j + 1].low in ("being", "having", "who", "that") or nodes[j + 1].cls == "relative")


def _group(nodes: list[Node], j: int) -> list[int]:
    """The counts coordinated with that at j, from right to left."""
    group, k = [j], j
    while k >= 2 and nodes[k - 1].low in _JOINING:
        m = k - 2
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
    noun = noun_of(nodes[j].token)
    if noun is None or noun.plural or noun.unit == "household" or nodes[j].low.endswith("'s"):
        return False
    nodes[j].count = unnamed(clauses.text, nodes[j].token, nodes[j].i)
    return _add(clauses, at, j, SINGLE) is not None


def _indefinite(clauses: Clauses, at: int, j: int) -> bool:
    """A person by a role of no list: "a sarpanch was killed"; what is killed, wounded or kidnapped in the singular is a person."""
    nodes = clauses.nodes
    term = nodes[at].term
    last = nodes[j].token
    if term is None or term.measure not in ("killed", "injured", "abducted") or last.word is not None or not last.text.isalpha():
        return False
    for k in range(j, max(-1, j - 5), -1):
        if nodes[k].low in ("a", "an") and k < j:
            count = unnamed(clauses.text, nodes[k].token, nodes[k].i)
            count.end, count.head = last.end, clauses.text[nodes[k + 1].token.start : last.end]
            nodes[k].count = count
            return _add(clauses, at, k, SINGLE) is not None
        if nodes[k].token.kind != "word" or nodes[k].cls or nodes[k].term is not None or nodes[k].count is not None:
            return False
    return False


def _named_subject(clauses: Clauses, at: int) -> bool:
    nodes = clauses.nodes
    j = at - 1
    while j >= 0 and nodes[j].count is None and nodes[j].cls in ("be", "have", "adverb"):
        j -= 1
    return j < at and _named(clauses, at, j, -1)


def _named_object(clauses: Clauses, at: int) -> bool:
    return _named(clauses, at, at + 1, 1)


def _named(clauses: Clauses, at: int, j: int, step: int) -> bool:
    """A person by name: one, flagged `named`."""
    nodes = clauses.nodes
    first = last = -1
    while clauses.names and 0 <= j < len(nodes):
        node = nodes[j]
        noun = noun_of(node.token)
        if noun is not None and noun.plural:
            return False
        name = node.count is None and node.term is None and node.token.kind == "word" and node.token.text[0].isupper()
        if (
            not name
            or (node.token.word is not None and node.cls not in ("", "numbered", "abbreviation"))
            or not any(c.islower() for c in node.token.text)
        ):
            break
        first, last = (j if first < 0 or j < first else first), max(last, j)
        j += step
    if first < 0 or (nodes[first].i == 0 and first == last):  # one capitalised word at the start of a sentence may be any word
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
    return _add(clauses, at, first, NAMED) is not None


def _along(clauses: Clauses, at: int) -> None:
    """ "was killed along with three officers"."""
    nodes = clauses.nodes
    for j in range(at + 1, min(len(nodes) - 1, at + 8)):
        if nodes[j].low in ("along with", "together with", "as well as", "alongside") and nodes[j + 1].count is not None:
            if not nodes[j + 1].taken:
                _add(clauses, at, j + 1, OBJECT)
            return
        if nodes[j].term is not None or nodes[j].cls == "boundary":
            return


def _own(clauses: Clauses, at: int) -> None:
    """A count whose own noun gives the measure ("12 casualties"), or a participle before its noun ("12 wounded soldiers")."""
    node = clauses.nodes[at]
    count = node.count
    assert count is not None
    term = count.own or count.attribute
    if term is None or node.taken or count.head_kind == "thing" or count.named:
        return
    if count.implied and (not count.indefinite or _charged(clauses.nodes, at)):
        return
    if term.category == "lives" and not any(near.cls == "taking" for near in clauses.nodes[max(0, at - 4) : at + 5]):
        return
    if count.attribute is not None and count.own is None and term.category not in ("verb", "adjective"):
        return
    result = Found(at, count, term.measure, node.token, SINGLE if count.implied else OWN_NOUN)
    node.taken.add(term.measure)
    if _modality(clauses.nodes, at, at, result) if node.term is not None else True:
        clauses.found.append(result)
