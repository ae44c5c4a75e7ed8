"""Noun phrases that count people: a number with its head noun, an unnamed single person, an explicit zero."""

from __future__ import annotations

from transforms.text.numbers import Number, read_number
from transforms.text.terms import Noun, Term
from transforms.text.tokens import Token

_OLDEST = 120  # years: a number beside a person and below this may be an age
_RUN = 7  # most words between a number and its head noun
_CLOSED = frozenset(
    [
        "be",
        "have",
        "modal",
        "do",
        "negation",
        "preposition",
        "conjunction",
        "boundary",
        "relative",
        "determiner",
        "pronoun",
        "saying",
        "including",
        "none",
        "age",
        "denial",
        "month",
    ]
)
_OF_THEM = frozenset(("of them", "of whom", "of those", "of these", "of which"))
_ZERO_FILLERS = frozenset(
    [
        "reports",
        "report",
        "of",
        "any",
        "further",
        "new",
        "immediate",
        "known",
        "serious",
        "major",
        "reported",
        "word",
        "human",
        "civilian",
        "confirmed",
        "other",
        "information",
        "claims",
    ]
)


class Node:
    """A count, a term or a plain token of a sentence; i and j bound its tokens. `taken` are the measures that its count already has."""

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


class Count:
    """A phrase that counts people. `head_kind` is person, unknown (a plural noun of no list), bare (no noun), thing, term or name."""

    __slots__ = (
        "adds", "age", "attribute", "best", "end", "head", "head_kind", "high", "i", "implied", "indefinite", "j", "low", "named", "others",
        "own", "partitive", "plural", "population", "quantifier", "sex", "start", "unit", "value_end", "value_start",
    )  # fmt: skip

    def __init__(self, i: int, j: int, number: Number) -> None:
        self.i = i
        self.j = j
        self.low = number.low
        self.best = number.best
        self.high = number.high
        self.quantifier = number.quantifier
        self.value_start = number.start
        self.value_end = number.end
        self.start = 0
        self.end = 0
        self.head: str | None = None
        self.head_kind = "bare"
        self.population = "any"
        self.age = "any"
        self.sex = "any"
        self.unit = "person"
        self.own: Term | None = None
        self.attribute: Term | None = None
        self.implied = False
        self.named = False
        self.adds = False
        self.others = False
        self.indefinite = False
        self.partitive = False
        self.plural = True


class _Head:
    __slots__ = ("adds", "adjectives", "attribute", "end", "kind", "noun", "own")

    def __init__(self, end: int) -> None:
        self.kind = "bare"
        self.noun: Noun | None = None
        self.own: Term | None = None
        self.attribute: Term | None = None
        self.adds = False
        self.adjectives: list[tuple[str, str, str]] = []
        self.end = end


def read_count(text: str, tokens: list[Token], i: int) -> Count | None:
    """The phrase that starts at token i; None where none starts there."""
    token = tokens[i]
    word = token.word
    cls = word.cls if word is not None else ""
    adds = False
    if cls == "other" and token.low != "others":
        number = read_number(tokens, i + 1) if i + 1 < len(tokens) else None
        if number is not None:
            return _finish(text, tokens, i, number, adds=True)
        if token.low == "another":
            return _single(text, tokens, i, adds=True)
        return None
    if cls == "none":
        return _zero(text, tokens, i)
    number = read_number(tokens, i)
    if number is not None:
        return None if _no_count(text, tokens, i, number) else _finish(text, tokens, i, number, adds)
    if cls == "determiner":
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if after is not None and (
            after.kind == "number"
            or (after.word is not None and (after.word.cls == "other" or after.word.number or after.word.vague or after.word.quantifier))
        ):
            count = read_count(text, tokens, i + 1)
            if count is not None:
                count.i, count.start = i, token.start
                return count
        return _single(text, tokens, i, adds=False)
    if word is not None and word.noun is not None and not word.noun.plural and (i == 0 or _opens(tokens[i - 1])):
        return _titled(text, tokens, _single(text, tokens, i - 1, adds=False))
    return None


def _titled(text: str, tokens: list[Token], count: Count | None) -> Count | None:
    """A title before a name ("Judge Adam Kirov") is a named person."""
    if count is None or text.isupper():
        return count
    j = count.j
    while j < len(tokens) and tokens[j].kind == "word" and tokens[j].word is None and tokens[j].text[0].isupper():
        j += 1
    if j > count.j:
        count.j, count.end, count.named = j, tokens[j - 1].end, True
    return count


def _opens(token: Token) -> bool:
    return token.kind == "mark" or (token.word is not None and token.word.cls in ("conjunction", "boundary"))


def _finish(text: str, tokens: list[Token], i: int, number: Number, adds: bool) -> Count | None:
    j = number.j
    n = len(tokens)
    if j < n and tokens[j].low == "of":
        j += 1
    partitive = j < n and tokens[j].low in _OF_THEM
    j += partitive
    head = _read_head(tokens, j, plural=True)
    if head.kind == "bare" and not partitive and j > number.j:
        head.end = number.j
    count = Count(i, head.end, number)
    count.partitive = partitive
    count.adds = adds or head.adds
    count.others = any(tokens[k].low == "others" for k in range(number.j, head.end))
    count.plural = number.best != 1
    return _describe(text, tokens, count, head)


def _describe(text: str, tokens: list[Token], count: Count, head: _Head) -> Count:
    count.head_kind = head.kind
    count.own = head.own
    count.attribute = head.attribute
    noun = head.noun
    if noun is not None:
        count.population, count.age, count.sex, count.unit = noun.population, noun.age, noun.sex, noun.unit
    for population, age, sex in head.adjectives:
        count.population = population if count.population == "any" and population != "any" else count.population
        count.age = age if count.age == "any" else count.age
        count.sex = sex if count.sex == "any" else count.sex
    count.start = tokens[count.i].start
    count.end = tokens[count.j - 1].end
    if head.kind in ("person", "unknown"):
        first = next((k for k in range(count.i, count.j) if tokens[k].start >= count.value_end), count.j - 1)
        count.head = text[tokens[first].start : count.end] if tokens[first].start < count.end else None
    return count


def _read_head(tokens: list[Token], j: int, plural: bool) -> _Head:
    """The head noun of the run of words from token j, with what the words before it say."""
    head = _Head(j)
    unknown = 0
    compound = False  # behind "police", "army": the head may still come
    stop = min(len(tokens), j + _RUN)
    k = j
    while k < stop:
        token = tokens[k]
        word = token.word
        possessive = token.low.endswith(("'s", "s'"))
        if token.kind != "word":
            if token.kind == "other" and "-" in token.text and head.kind == "bare":  # "a 22-year-old man"
                k += 1
                continue
            if (
                token.low == ","
                and head.kind == "bare"
                and k > j
                and k + 1 < stop
                and tokens[k + 1].word is not None
                and tokens[k + 1].word.adjective
            ):
                k += 1
                continue
            break
        if word is None:
            if token.low.endswith("ly") or possessive or head.kind in ("bare", "unknown") or not plural or compound:
                if head.kind == "person" and not possessive and not compound and (plural or k > head.end):
                    break
                if head.kind == "bare" and plural and not possessive and not unknown and token.low.endswith("ed"):
                    break
                unknown += 1
                named = token.text[0].isupper() and not token.text.isupper()
                plural_form = token.low.endswith("s") and not token.low.endswith(("ss", "us"))
                if plural and not possessive and ((head.kind == "bare" and (plural_form or named)) or (head.kind == "unknown" and named)):
                    head.kind, head.end = "unknown", k + 1
                k += 1
                continue
            if head.kind == "thing" and _noun_ahead(tokens, k + 1, min(stop, k + 2)):  # "bomb disposal experts"
                k += 1
                continue
            break
        if word.noun is not None and not possessive:
            if head.kind == "person" and head.noun is not None and head.noun.plural and not word.noun.plural and not compound:
                break
            _take(head, "person", k)
            head.noun = word.noun
            head.own = word.term if word.term is not None and word.term.category == "people" else None
            compound = word.adjective is not None
            if word.cls == "other":
                head.adds = True
            if word.adjective:
                head.adjectives.append(word.adjective)
        elif word.term is not None and word.term.category in ("people", "lives"):
            if head.kind == "person" and head.noun is not None and head.noun.plural and word.term.category != "lives":
                break
            _take(head, "term", k)
            head.own = word.term
        elif word.thing:
            if head.kind == "person" and head.noun is not None and head.noun.plural and not compound:
                break
            _take(head, "thing", k)
        elif word.cls == "other":
            head.adds = True
            head.end = k + 1
        elif word.term is not None and word.term.inflection in ("past", ""):
            if head.kind in ("person", "unknown", "thing", "term") or not _noun_ahead(tokens, k + 1, stop):
                break
            head.attribute = word.term
        elif word.adjective is not None:
            head.adjectives.append(word.adjective)
        elif (
            (word.cls in ("determiner",) and k == j)
            or (word.cls == "adverb" and head.kind == "bare")
            or (word.cls in ("forcing", "numbered", "have", "do", "be") and token.text[0].isupper() and k > j)
            or word.noun is not None
        ):
            pass
        else:
            break
        k += 1
    return head


def _take(head: _Head, kind: str, k: int) -> None:
    head.kind = kind
    head.end = k + 1


def _noun_ahead(tokens: list[Token], k: int, stop: int) -> bool:
    for token in tokens[k:stop]:
        word = token.word
        if word is None:
            if token.kind != "word":
                return False
            continue
        if word.noun is not None:
            return True
        if word.term is not None and word.term.category == "people":
            return True
        if word.adjective is None or word.cls in _CLOSED:
            return False
    return False


def _single(text: str, tokens: list[Token], i: int, adds: bool) -> Count | None:
    """An unnamed single person: "a man", "the driver", "his bodyguard"; at sentence start also "policeman" without an article (i then stands before it)."""
    j = i + 1
    if j >= len(tokens):
        return None
    head = _read_head(tokens, j, plural=False)
    noun = head.noun
    bare = i < 0 or tokens[i].word is None or tokens[i].word.cls not in ("determiner", "other")
    if head.kind == "bare" and (adds or _the_other(tokens, i)):
        j += not adds
        after = tokens[j] if j < len(tokens) else None
        if after is not None and after.kind == "word" and (after.word is None or not (after.word.cls or after.word.term)):
            return None
        head.end = j
    elif head.kind == "term" and head.own is not None and head.own.category == "people" and head.noun is None and not bare:
        if tokens[head.end - 1].low.endswith("s"):
            return None
    elif (
        head.kind != "person"
        or noun is None
        or noun.unit == "household"
        or (noun.plural and not (tokens[i].low in ("a", "an") and tokens[head.end - 1].low.endswith(("men", "personnel"))))
    ):
        return None
    first = i if not bare else j
    value = tokens[first]
    count = Count(first, head.end, Number(1, 1, 1, "exact", first, first + 1, value.start, value.end))
    count.implied = True
    count.indefinite = adds or value.low in ("a", "an")
    count.adds = adds
    count.plural = False
    return _describe(text, tokens, count, head)


def _zero(text: str, tokens: list[Token], i: int) -> Count | None:
    token = tokens[i]
    number = Number(0, 0, 0, "none", i, i + 1, token.start, token.end)
    j = i + 1
    if token.low in ("nobody", "none", "no one", "no-one"):
        while j < len(tokens) and tokens[j].low in ("of", "the", "them", "else"):
            j += 1
        count = Count(i, max(j, i + 1), number)
        return _describe(text, tokens, count, _Head(j))
    while j < len(tokens) and tokens[j].low in _ZERO_FILLERS:
        j += 1
    if j < len(tokens):
        word = tokens[j].word
        if (
            word is not None
            and word.term is not None
            and word.term.category in ("people", "adjective", "verb")
            and not (word.term.category == "verb" and word.term.inflection != "past")
        ):
            count = Count(i, j + (word.term.category == "people"), number)
            head = _Head(count.j)
            if word.term.category == "people":
                head.kind, head.own = "term", word.term
            return _describe(text, tokens, count, head)
    head = _read_head(tokens, j, plural=False)
    if head.kind not in ("person", "term"):
        return None
    return _describe(text, tokens, Count(i, head.end, number), head)


def _no_count(text: str, tokens: list[Token], i: int, number: Number) -> bool:
    """Whether the number is a date, a year, an age, a label (figures.md, "What counts": not ages, dates, unit names)."""
    core = next((k for k in range(number.i, number.j) if tokens[k].start >= number.start), number.i)
    token = tokens[core]
    before = tokens[i - 1] if i else None
    after = tokens[number.j] if number.j < len(tokens) else None
    low_before = before.low if before is not None else ""
    low_after = after.low if after is not None else ""
    cls_before = before.word.cls if before is not None and before.word is not None else ""
    cls_after = after.word.cls if after is not None and after.word is not None else ""
    if number.quantifier == "exact" and token.kind == "number" and token.text[0].isdigit():
        value = token.value
        if (
            value is not None
            and value <= 31
            and (
                (cls_before == "month")
                or (cls_after == "month")
                or (low_after == "of" and number.j + 1 < len(tokens) and _cls(tokens[number.j + 1]) == "month")
            )
        ):
            return True
        if cls_before == "numbered":
            return True
        if (
            value is not None
            and 1900 <= value <= 2100
            and len(token.text) == 4
            and (
                low_before
                in ("in", "since", "of", "by", "until", "from", "during", "early", "late", "mid", "(", "/", "-", "–", "and", "to", ",", "")
                or cls_before == "month"
            )
        ):
            following = after.word if after is not None else None
            if following is None or following.noun is None:
                return True
    if cls_before == "age" or low_after in ("years old", "year-old", "-year-old"):
        return True
    if low_before not in (",", "(") or low_after not in (",", ")", ".", "") or number.best is None or number.best >= _OLDEST or i < 2:
        return False
    named = tokens[i - 2]  # "Smith, 34, ..." and "a woman, 34, ..."
    person = named.kind == "word" and (named.text[0].isupper() or (noun_of(named) is not None and not named.low.endswith("s")))
    return person and number.quantifier == "exact" and token.text[0].isdigit()


def _cls(token: Token) -> str:
    return token.word.cls if token.word is not None else ""


def _the_other(tokens: list[Token], i: int) -> bool:
    """ "killing one and injuring the other"."""
    return i >= 0 and i + 1 < len(tokens) and tokens[i].low == "the" and tokens[i + 1].low in ("other", "first", "second", "third")


def noun_of(token: Token) -> Noun | None:
    """The word for people that a token is."""
    return token.word.noun if token.word is not None else None


def unnamed(text: str, token: Token, i: int) -> Count:
    """One person who is told by a role or a name alone."""
    head = _Head(i + 1)
    head.kind, head.noun = "person", noun_of(token)
    count = Count(i, i + 1, Number(1, 1, 1, "exact", i, i + 1, token.start, token.end))
    count.implied, count.plural = True, False
    count.start, count.end, count.head, count.head_kind = token.start, token.end, text[token.start : token.end], "person"
    if head.noun is not None:
        count.population, count.age, count.sex = head.noun.population, head.noun.age, head.noun.sex
    return count
