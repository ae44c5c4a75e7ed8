"""The head noun behind a number: whom or what it counts, and what the words before the noun say of them."""

from __future__ import annotations

from transforms.text.counts import Count
from transforms.text.terms import Noun, Term
from transforms.text.tokens import Token

_RUN = 7  # most words between a number and its head noun
_LETTERS = 5  # most letters of an acronym
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


_TIMES = frozenset(("day", "week", "month", "year"))  # "1,850 a month earlier" counts no months
_ALONE = frozenset(("male", "female", "civilian", "military", "elderly", "underage"))  # adjectives that stand for their noun
_SEAMEN = frozenset(("sailor", "sailors", "seaman", "seamen"))  # of a navy or of a merchant
_NAVY = ("Navy", "navy", "naval", "frigate", "destroyer", "warship", "battleship", "cruiser", "submarine", "torpedo", "aircraft carrier")
_FATES = frozenset(("killed", "injured", "casualties"))


class Head:
    __slots__ = ("adds", "adjectives", "attribute", "end", "kind", "noun", "own")

    def __init__(self, end: int) -> None:
        self.kind = "bare"
        self.noun: Noun | None = None
        self.own: Term | None = None
        self.attribute: Term | None = None
        self.adds = False
        self.adjectives: list[tuple[str, str, str]] = []
        self.end = end


def read_head(tokens: list[Token], j: int, plural: bool) -> Head:
    """The head noun of the run of words from token j, with what the words before it say."""
    head = Head(j)
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
                token.low == "/" and head.kind in ("bare", "unknown") and j < k < stop - 1 and tokens[k + 1].kind == "word"
            ):  # "17 ADF/ISCAP rebels"
                k += 1
                continue
            after = tokens[k + 1].word if k + 1 < stop else None
            if token.low == "," and head.kind == "bare" and k > j and after is not None and after.adjective:
                prior = tokens[k - 1].word
                if prior is None or prior.adjective is None:  # "climbed to 128 today, police said", but "12 armed, masked men"
                    break
                k += 1
                continue
            break
        if word is None:
            if possessive:  # "two of the dead man's friends"
                head.attribute = None
            if plural and head.kind == "person" and not possessive and not compound and _modifies(head, tokens, k + 1, stop):
                k += 1
                continue
            if token.low.endswith("ly") or possessive or head.kind in ("bare", "unknown") or not plural or compound:
                if head.kind == "person" and not possessive and not compound and (plural or k > head.end):
                    break
                verbal = head.kind == "bare" and plural and not possessive and not unknown and token.low.endswith("ed")
                if verbal and not _noun_ahead(tokens, k + 1, stop):  # "12 rescued from the sea", but "two suspected militants"
                    break
                unknown += 1
                named = token.text[0].isupper() and not token.text.isupper()
                plural_form = token.low.endswith("s") and not token.low.endswith(("ss", "us"))
                named = named or (head.kind == "bare" and plural and _acronym(tokens, k))
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
            told = head.own if head.kind in ("term", "person") and head.own is not None and head.own.measure not in _FATES else None
            _take(head, "person", k)
            head.noun = word.noun
            head.own = word.term if word.term is not None and word.term.category == "people" else told  # "1,900 refugee families"
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
        elif word.term is not None and word.term.category in ("event", "toll", "losses", "member"):
            break
        elif word.term is not None and word.term.inflection in ("past", ""):
            if head.kind in ("person", "unknown", "thing", "term") or not _noun_ahead(tokens, k + 1, stop):
                break
            if unknown and not plural:  # "the FMLN murdered director Roberto Centeno"
                break
            head.attribute = word.term
        elif word.adjective is not None:
            head.adjectives.append(word.adjective)
        elif token.low == "and" and plural and k > j and (head.noun is None or not head.noun.plural) and _both_modify(tokens, k, stop):
            head.kind, head.noun = "bare", None
        elif (
            (word.cls == "determiner" and k == j and not (token.low == "a" and k + 1 < stop and tokens[k + 1].low in _TIMES))
            or (word.cls == "adverb" and head.kind == "bare")
            or word.cls == "country"
            or (word.cls == "telling" and head.kind == "bare" and _noun_ahead(tokens, k + 1, stop))
            or (word.cls in ("forcing", "numbered", "have", "do", "be") and token.text.istitle() and k > j)
            or word.noun is not None
        ):
            if possessive:  # "two of the dead man's friends"
                head.attribute = None
        else:
            break
        k += 1
    if plural and head.kind == "bare" and head.adjectives and j < k and tokens[k - 1].low in _ALONE:  # "one male and one female"
        _take(head, "person", k - 1)
    return head


def _acronym(tokens: list[Token], k: int) -> bool:
    """ "2x ANA WIA", "3 PKK killed": a force by its letters, right before what befell it."""
    if not tokens[k].text.isupper() or len(tokens[k].text) > _LETTERS or k + 1 >= len(tokens):
        return False
    after = tokens[k + 1].word
    return after is not None and after.term is not None and after.term.category in ("adjective", "verb")


def _modifies(head: Head, tokens: list[Token], k: int, stop: int) -> bool:
    """ "two National Society volunteers": a singular noun behind a number is no head where a plural one follows."""
    if head.noun is None or head.noun.plural:
        return False
    for token in tokens[k : min(stop, k + 2)]:
        word = token.word
        if word is None:
            continue
        return word.noun is not None and word.noun.plural
    return False


def _both_modify(tokens: list[Token], k: int, stop: int) -> bool:
    """ "five Hutu and Tutsi civilians", "three Red Cross and UN workers": two names before one noun."""
    if k + 2 >= stop or not (tokens[k - 1].text[0].isupper() and tokens[k + 1].text[0].isupper()) or tokens[k - 1].low.endswith("s"):
        return False
    second, noun = tokens[k + 1].word, tokens[k + 2].word
    if second is not None and (second.number is not None or second.quantifier):
        return False
    return noun is not None and noun.noun is not None and noun.noun.plural


def _take(head: Head, kind: str, k: int) -> None:
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


def describe(text: str, tokens: list[Token], count: Count, head: Head) -> Count:
    count.head_kind = head.kind
    count.own = head.own
    count.attribute = head.attribute
    noun = head.noun
    if noun is not None:
        count.population, count.age, count.sex, count.unit = noun.population, noun.age, noun.sex, noun.unit
        if count.best != 1 and not noun.plural:  # "seven of his family"
            count.unit = "person"
    for population, age, sex in head.adjectives:
        count.population = population if count.population == "any" and population != "any" else count.population
        count.age = age if count.age == "any" else count.age
        count.sex = sex if count.sex == "any" else count.sex
    if noun is not None and tokens[head.end - 1].low in _SEAMEN and count.population == "any" and any(word in text for word in _NAVY):
        count.population = "combatant"
    if head.own is not None and head.own.measure == "captured" and count.population == "any":
        count.population = "prisoner"
    count.start = tokens[count.i].start
    count.end = tokens[count.j - 1].end
    if head.kind in ("person", "unknown"):
        first = next((k for k in range(count.i, count.j) if tokens[k].start >= count.value_end), count.j - 1)
        count.head = text[tokens[first].start : count.end] if tokens[first].start < count.end else None
    return count
