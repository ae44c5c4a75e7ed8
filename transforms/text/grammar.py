"""From the tokens of a sentence to figures: which counted people each term is about (figures.md, "What happened")."""

from __future__ import annotations

from transforms.text.model import Figure, Sentence
from transforms.text.phrases import Count, read_count
from transforms.text.terms import Lexicon, Term
from transforms.text.tokens import Token, tokenise

# Confidence by how directly the words are joined: shares of right readings among those emitted by each rule on hand-checked sentences, rounded.
OBJECT = 0.95  # "killed 12 people"
BESIDE = 0.95  # "12 dead", "12 people wounded"
SUBJECT = 0.9  # "12 people were killed"
OWN_NOUN = 0.85  # "12 casualties"
TOLL = 0.85  # "the death toll rose to 12"
PART = 0.8  # "including three children"
SINGLE = 0.75  # "a man was killed"
NAMED = 0.5  # "Smith was killed"
REACH = 30  # most nodes between a verb and its subject

_SKIPPED = frozenset(("adverb", "saying"))


class Node:
    """A count, a term or a plain token of a sentence; i and j bound its tokens."""

    __slots__ = ("cls", "count", "i", "j", "low", "taken", "term", "token")

    def __init__(self, i: int, j: int, token: Token, count: Count | None, term: Term | None) -> None:
        self.i = i
        self.j = j
        self.token = token
        self.low = token.low
        self.cls = token.word.cls if token.word is not None and count is None else ""
        self.count = count
        self.term = term
        self.taken: set[str] = set()


class Found:
    """A count joined to a measure, before it becomes a figure."""

    __slots__ = ("confidence", "count", "denied", "measure", "node", "parent", "projection", "relation", "term")

    def __init__(self, node: Node, count: Count, measure: str, term: Token, confidence: float) -> None:
        self.node = node
        self.count = count
        self.measure = measure
        self.term = term
        self.confidence = confidence
        self.denied = False
        self.projection = False
        self.relation: str | None = None
        self.parent: Found | None = None


class Grammar:
    """Compiled once from the lexicon; `read` takes one sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, sentence: Sentence) -> list[Found]:
        """What the sentence states, in the order of its words."""
        tokens = tokenise(sentence.text, self._lexicon)
        nodes = chunk(sentence.text, tokens)
        found: list[Found] = []
        for at, node in enumerate(nodes):
            if node.term is not None:
                _join(nodes, at, found)
        for at, node in enumerate(nodes):
            if node.count is not None:
                _own(nodes, at, found)
        found.sort(key=lambda each: (each.count.value_start, each.count.value_end))
        return found


def chunk(text: str, tokens: list[Token]) -> list[Node]:
    """Counts, terms and the tokens between them, in order."""
    nodes: list[Node] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        word = token.word
        if token.kind == "number" or word is not None:
            count = read_count(text, tokens, i)
            if count is not None:
                nodes.append(Node(i, count.j, token, count, None))
                i = count.j
                continue
            if word is not None and word.term is not None:
                nodes.append(Node(i, i + 1, token, None, word.term))
                i += 1
                continue
        nodes.append(Node(i, i + 1, token, None, None))
        i += 1
    return nodes


def _join(nodes: list[Node], at: int, found: list[Found]) -> None:
    node = nodes[at]
    term = node.term
    assert term is not None
    match term.category:
        case "verb" | "fighters":
            _verb(nodes, at, found)
        case "intransitive":
            _subject_of(nodes, at, found, SUBJECT)
        case "adjective":
            _beside(nodes, at, found) or _left_dead(nodes, at, found) or _subject_of(nodes, at, found, SUBJECT)
        case "event":
            _objects(nodes, at, found, OBJECT)
        case "toll":
            _toll(nodes, at, found)


def _verb(nodes: list[Node], at: int, found: list[Found]) -> bool:
    term = nodes[at].term
    assert term is not None
    if term.inflection != "past":
        return _objects(nodes, at, found, OBJECT)
    if _passive(nodes, at):
        return _subject_of(nodes, at, found, SUBJECT)
    return _objects(nodes, at, found, OBJECT) or _beside(nodes, at, found) or _subject_of(nodes, at, found, SUBJECT, strict=True)


def _passive(nodes: list[Node], at: int) -> bool:
    """Whether a form of "be" stands before the participle, adverbs and coordinated participles between."""
    j = at - 1
    while j >= 0 and at - j < 8:
        node = nodes[j]
        if node.cls == "be":
            return True
        joined = node.low in ("and", "or", ",") or node.cls in ("adverb", "negation") or node.low.endswith(("ly", "ed"))
        if node.count is not None or not (joined or (node.term is not None and node.term.inflection == "past")):
            return False
        j -= 1
    return False


def _usable(count: Count) -> bool:
    return count.head_kind in ("person", "unknown", "bare", "name") or (count.head_kind == "term")


def _add(nodes: list[Node], at: int, node: Node, found: list[Found], confidence: float) -> Found | None:
    term = nodes[at].term
    count = node.count
    assert term is not None and count is not None
    if not _usable(count):
        return None
    measures = _measures(nodes, at)
    result = None
    for measure in measures:
        if measure in node.taken:
            continue
        if node.taken and count.quantifier != "none":
            continue
        node.taken.add(measure)
        result = Found(node, count, measure, nodes[at].token, min(confidence, SINGLE) if count.implied else confidence)
        _modality(nodes, at, result)
        found.append(result)
    return result


def _measures(nodes: list[Node], at: int) -> tuple[str, ...]:
    """The measure of a term; of two joined ones ("killed or injured") that are both of the one count, casualties."""
    term = nodes[at].term
    assert term is not None
    return (term.measure,)


def _modality(nodes: list[Node], at: int, result: Found) -> None:
    for j in range(at - 1, max(-1, at - 6), -1):
        node = nodes[j]
        if node.cls == "modal":
            result.projection = True
        elif node.cls == "negation":
            result.denied = True
        elif node.cls not in ("be", "have", "do", "adverb"):
            break


def _objects(nodes: list[Node], at: int, found: list[Found], confidence: float) -> bool:
    """The counts right behind a verb, and those coordinated with them."""
    j = at + 1
    n = len(nodes)
    while j < n and (nodes[j].cls in ("adverb", "determiner") or nodes[j].low in ("the", "off", ":")):
        j += 1
    any_found = False
    while j < n and nodes[j].count is not None:
        if any_found and _has_verb(nodes, j):
            break
        if _add(nodes, at, nodes[j], found, confidence) is None:
            break
        any_found = True
        j = _next_coordinated(nodes, j)
    return any_found


def _has_verb(nodes: list[Node], j: int) -> bool:
    """Whether a coordinated count starts a clause of its own ("killed 12 and 30 were wounded")."""
    k = j + 1
    return k < len(nodes) and (nodes[k].cls in ("be", "have", "modal") or (nodes[k].term is not None and nodes[k].term.category in ("verb", "adjective", "intransitive")))


def _next_coordinated(nodes: list[Node], j: int) -> int:
    k = j + 1
    n = len(nodes)
    if k < n and nodes[k].low in (",", "and", "&") or k < n and nodes[k].low in ("as well as", "along with", "together with", "plus"):
        k += 1
        if k < n and nodes[k].low == "and":
            k += 1
        return k
    return n


def _beside(nodes: list[Node], at: int, found: list[Found]) -> bool:
    """The count right before a participle or adjective: "12 dead", "nine people wounded in the strike"."""
    j = at - 1
    while j >= 0 and (nodes[j].cls in ("adverb", "other") or nodes[j].low.endswith("ly")):
        j -= 1
    if j >= 0 and nodes[j].count is not None:
        return _add(nodes, at, nodes[j], found, BESIDE) is not None
    return False


def _left_dead(nodes: list[Node], at: int, found: list[Found]) -> bool:
    return False


def _subject_of(nodes: list[Node], at: int, found: list[Found], confidence: float, strict: bool = False) -> bool:
    """The counts that are the subject of the verb at `at`."""
    if strict:
        return False
    j = at - 1
    steps = 0
    while j >= 0 and steps < REACH:
        node = nodes[j]
        steps += 1
        if node.low == ")":
            while j > 0 and nodes[j].low != "(" and steps < REACH:
                j -= 1
                steps += 1
        elif node.count is not None:
            before = nodes[j - 1] if j else None
            if before is not None and before.cls == "preposition":
                pass
            elif node.count.head_kind == "thing":
                return False
            else:
                return _add(nodes, at, node, found, confidence) is not None
        elif node.cls == "boundary" or node.low in (";", ":"):
            return False
        j -= 1
    return False


def _toll(nodes: list[Node], at: int, found: list[Found]) -> bool:
    for j in range(at + 1, min(len(nodes), at + 14)):
        node = nodes[j]
        if node.cls == "boundary" or node.low == ";":
            return False
        if node.count is not None and node.count.head_kind in ("bare", "person") and not node.count.implied:
            return _add(nodes, at, node, found, TOLL) is not None
    return False


def _own(nodes: list[Node], at: int, found: list[Found]) -> None:
    """A count whose own noun gives the measure ("12 casualties"), or a participle before its noun ("12 wounded soldiers")."""
    node = nodes[at]
    count = node.count
    assert count is not None
    term = count.own or count.attribute
    if term is None or node.taken or count.implied and count.own is None:
        return
    if term.category == "lives":
        return
    node.taken.add(term.measure)
    found.append(Found(node, count, term.measure, node.token, OWN_NOUN))


def figures(sentence: Sentence, found: list[Found]) -> list[Figure]:
    """The figures of a sentence, offsets in the field, parents linked."""
    made: dict[int, Figure] = {}
    for each in found:
        count = each.count
        first = min(count.start, each.term.start)
        last = max(count.end, each.term.end)
        base = sentence.start
        made[id(each)] = Figure(
            field=sentence.field,
            measure=each.measure,
            low=count.low,
            best=count.best,
            high=count.high,
            quantifier=count.quantifier,
            start=base + first,
            end=base + last,
            value_start=base + count.value_start,
            value_end=base + count.value_end,
            sentence=sentence,
            unit=count.unit,
            population=count.population,
            age=count.age,
            sex=count.sex,
            relation=each.relation,
            confidence=each.confidence,
            flags=["named"] if count.named else [],
            head=count.head,
            term=sentence.text[each.term.start : each.term.end],
            stance="denied" if each.denied else None,
            scope="projection" if each.projection else None,
        )
    for each in found:
        if each.parent is not None:
            made[id(each)].parent = made.get(id(each.parent))
    return list(made.values())
