"""Noun phrases that count people: a number with its head noun, an unnamed single person, an explicit zero."""

from __future__ import annotations

from transforms.text.counts import Count, Node
from transforms.text.heads import Head, describe, read_head
from transforms.text.labels import counts_nobody
from transforms.text.numbers import Number, read_number
from transforms.text.tokens import Token

_OF_THEM = frozenset(("of them", "of whom", "of those", "of these", "of which"))
_SOLE = frozenset(("only", "sole", "lone", "single"))  # "the only fatality" is one
_BODIES = frozenset(("family", "crew", "team", "convoy", "party", "squad", "household", "gang"))
_ORDINALS = frozenset(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"))
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
        "indication",
        "indications",
        "sign",
        "signs",
        "evidence",
    ]
)


def read_count(text: str, tokens: list[Token], i: int) -> Count | None:
    """The phrase that starts at token i; None where none starts there."""
    token = tokens[i]
    word = token.word
    if word is None and token.low.endswith(("'s", "s'")) and token.kind == "word":
        return _single(text, tokens, i, adds=False, owned=True)
    if word is not None and not word.opens and token.kind == "word":
        return None
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
        return None if counts_nobody(text, tokens, i, number) else _finish(text, tokens, i, number, adds)
    if cls == "determiner":
        family = _family_of(text, tokens, i)
        if family is not None:
            return family
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
    if token.kind == "other":  # "kills 12-year-old boy"
        return _single(text, tokens, i - 1, adds=False) if token.low.endswith("-old") and i and _harms(tokens[i - 1]) else None
    if word is not None and word.noun is not None and not word.noun.plural and (i == 0 or _opens(tokens[i - 1])):
        return _titled(text, tokens, _single(text, tokens, i - 1, adds=False))
    return None


def _family_of(text: str, tokens: list[Token], i: int) -> Count | None:
    """ "a family of five", "a crew of 12": as many people."""
    if i + 3 >= len(tokens) or tokens[i + 2].low != "of" or tokens[i + 1].low not in _BODIES:
        return None
    number = read_number(tokens, i + 3)
    if number is None or number.best is None:
        return None
    head = read_head(tokens, number.j, plural=True)
    if head.kind not in ("bare", "person"):
        return None
    head.end = max(head.end, number.j)
    count = describe(text, tokens, Count(i, head.end, number), head)
    count.head, count.head_kind = text[tokens[i + 1].start : count.end], "person"
    return count


def _titled(text: str, tokens: list[Token], count: Count | None) -> Count | None:
    """A title before a name ("Judge Adam Kirov") is a named person."""
    if count is None:
        return count
    j = count.j
    capitals = text.isupper()  # where a name is told by two words of no list: "SENATOR RODRIGO FRANCO"
    while j < len(tokens) and tokens[j].kind == "word" and tokens[j].word is None and tokens[j].text[0].isupper():
        if capitals and tokens[j].low.endswith(("ed", "ing", "ly")):
            break
        j += 1
    if j > count.j + capitals:
        count.j, count.end, count.named = j, tokens[j - 1].end, True
    return count


def _opens(token: Token) -> bool:
    return token.kind == "mark" or (token.word is not None and token.word.cls in ("conjunction", "boundary")) or _harms(token)


def _harms(token: Token) -> bool:
    """A verb of a headline, before a noun without its article: "kills farmer"."""
    term = token.word.term if token.word is not None else None
    return term is not None and term.category == "verb" and term.inflection == "third"


def _finish(text: str, tokens: list[Token], i: int, number: Number, adds: bool) -> Count | None:
    j = number.j
    n = len(tokens)
    if j < n and tokens[j].low == "of":
        j += 1
    whole = _whole_kind(tokens, number.j)
    partitive = j < n and tokens[j].low in _OF_THEM and not (j + 1 < n and tokens[j + 1].low == "who")  # "40 of those who waited"
    j += partitive
    head = read_head(tokens, j, plural=True)
    if head.kind == "bare" and not partitive and j > number.j:
        word = tokens[j].word if j < n else None
        dead = word is not None and word.term is not None and word.term.category == "adjective"  # "thousands of dead"
        head.end = j if dead else number.j
    count = Count(i, head.end, number)
    count.partitive = partitive
    count.adds = adds or head.adds
    count.others = any(tokens[k].low == "others" for k in range(number.j, head.end))
    count.plural = number.best != 1
    count = describe(text, tokens, count, head)
    last = tokens[number.j - 1].word
    if (
        count.head_kind == "bare" and last is not None and last.number is not None and last.number[1] == "group"
    ):  # "a couple and their sons"
        count.head_kind = "person"
    if whole is not None and count.head_kind == "bare":  # "3 of its last 5 games", "sixteen of the 42 girls"
        count.head_kind = "thing" if whole.kind == "thing" else "bare"
        if whole.noun is not None and whole.kind == "person":
            count.population, count.age, count.sex = whole.noun.population, whole.noun.age, whole.noun.sex
    return count


def _whole_kind(tokens: list[Token], j: int) -> Head | None:
    """What a number is a part of, where a second number says of how many."""
    if j >= len(tokens) or tokens[j].low != "of":
        return None
    for k in range(j + 1, min(len(tokens), j + 5)):
        word = tokens[k].word
        if tokens[k].kind == "number" or (word is not None and word.number is not None):
            second = read_number(tokens, k)
            return read_head(tokens, second.j, plural=True) if second is not None else None
        if tokens[k].kind != "word":
            return None
    return None


def _single(text: str, tokens: list[Token], i: int, adds: bool, owned: bool = False) -> Count | None:
    """An unnamed single person: "a man", "the driver", "his bodyguard", "Adam's wife"; i is the article or possessive, or stands before
    a noun without one."""
    j = i + 1
    if j >= len(tokens):
        return None
    head = read_head(tokens, j, plural=False)
    noun = head.noun
    bare = not owned and (i < 0 or tokens[i].cls not in ("determiner", "other"))
    if head.kind == "bare" and not bare and tokens[j].kind == "other" and tokens[j].low.endswith(("-old", "-olds")):  # "a 19-year-old"
        head.end = j + 1
        head.kind = "person"
    elif (head.kind == "bare" and adds) or (head.end <= j + 1 and _the_other(tokens, i)):
        j += not adds
        after = tokens[j] if j < len(tokens) else None
        if after is not None and after.kind == "word" and (after.word is None or not (after.word.cls or after.word.term)):
            return None
        head.end, head.kind = j, "bare"
    elif head.kind == "term" and head.own is not None and head.own.category == "people" and head.noun is None and not bare:
        if tokens[head.end - 1].low.endswith("s") or tokens[head.end - 1].low == "injury":  # "suffered an ear injury"
            return None
    elif head.kind != "person" or noun is None or noun.unit == "household":
        return None
    elif noun.plural and (bare or tokens[i].low not in ("a", "an") or not tokens[head.end - 1].low.endswith(("men", "personnel"))):
        return None  # "a policemen" is a slip of the pen and one person
    first = i if not bare else j
    value = tokens[first]
    count = Count(first, head.end, Number(1, 1, 1, "exact", first, first + 1, value.start, value.end))
    count.implied = True
    count.indefinite = adds or value.low in ("a", "an") or (j < head.end - 1 and tokens[j].low in _SOLE)
    count.adds = adds
    count.plural = False
    return describe(text, tokens, count, head)


def _the_other(tokens: list[Token], i: int) -> bool:
    """ "killing one and injuring the other", "wounding a third"."""
    if i < 0 or i + 1 >= len(tokens) or tokens[i].low not in ("the", "a"):
        return False
    if i + 2 < len(tokens) and tokens[i + 2].low in ("of", "time", "to"):  # "a third of the houses", "the first to answer"
        return False
    if i + 2 < len(tokens) and tokens[i + 2].low == "," and any(token.low == "first" for token in tokens[:i]):
        return False  # "the first strike killed 13 men and the second, later that day, killed six"
    return tokens[i + 1].low in _ORDINALS or (tokens[i + 1].low == "other" and tokens[i].low == "the")


def _zero(text: str, tokens: list[Token], i: int) -> Count | None:
    token = tokens[i]
    number = Number(0, 0, 0, "none", i, i + 1, token.start, token.end)
    j = i + 1
    if token.low in ("nobody", "none", "no one", "no-one") or (
        token.low in ("not one", "not a single one") and tokens[i + 1 : i + 2] and tokens[i + 1].low == "of"
    ):
        while j < len(tokens) and tokens[j].low in ("of", "the", "them", "else"):
            j += 1
        whole = read_number(tokens, j) if j > i + 1 else None  # "none of the 45 passengers"
        if whole is not None:
            j = max(whole.j, read_head(tokens, whole.j, plural=True).end)
        fate = tokens[j].word if j > i + 2 and j < len(tokens) else None
        if fate is not None and fate.term is not None and fate.term.category in ("adjective", "verb"):  # "none of the dead has been named"
            return None
        count = Count(i, max(j, i + 1), number)
        return describe(text, tokens, count, Head(j))
    while j < len(tokens) and tokens[j].low in _ZERO_FILLERS:
        j += 1
    if j < len(tokens):
        word = tokens[j].word
        if (
            word is not None
            and word.term is not None
            and word.term.category in ("people", "adjective", "verb", "event")
            and not (word.term.category == "verb" and word.term.inflection != "past")
        ):
            noun = word.term.category in ("people", "event")
            count = Count(i, j + noun, number)
            head = Head(count.j)
            if noun:
                head.kind, head.own = "term", word.term
            return describe(text, tokens, count, head)
    head = read_head(tokens, j, plural=False)
    if head.kind not in ("person", "term") and j > i + 1:  # "not a single civilian had been killed"
        head = read_head(tokens, j - 1, plural=False)
    if head.kind not in ("person", "term"):
        return None
    return describe(text, tokens, Count(i, head.end, number), head)


def as_many(text: str, tokens: list[Token], i: int, nodes: list[Node]) -> Count | None:
    """ "two soldiers and as many passers-by": the number of the count before."""
    told = next((node.count for node in reversed(nodes) if node.count is not None), None)
    if told is None or told.implied or told.head_kind == "thing":
        return None
    number = Number(told.low, told.best, told.high, told.quantifier, i, i + 1, tokens[i].start, tokens[i].end)
    count = _finish(text, tokens, i, number, adds=False)
    return count if count is not None and count.head_kind == "person" else None
