"""Numbers that count nobody: dates, years, ages, labels (figures.md, "What counts")."""

from __future__ import annotations

from typing import Final

from transforms.text.counts import noun_of
from transforms.text.numbers import Number, read_number
from transforms.text.tokens import Token

_OLDEST: Final = 120  # years: a number beside a person and below this may be an age
_WHOLE: Final = 10  # the whole of most shares told in words
FIRST_YEAR, LAST_YEAR = 1900, 2100  # four digits in a place of a year
_COUNTED = frozenset(("dead", "wounded", "injured", "killed", "missing", "displaced", "refugees", "casualties", "victims"))
_BEHIND_AGE = frozenset((",", ")", ".", "", "-", "–", "—", ";", ":", "and", "was", "were", "of", "who"))
_AGED = ("under", "over", "below", "above")  # between people and their age
_BEFORE_YEAR = frozenset(
    ("in", "since", "of", "by", "until", "from", "during", "early", "late", "mid", "and", "to", "(", "/", "-", "–", ",", "")
)


def counts_nobody(text: str, tokens: list[Token], i: int, number: Number) -> bool:
    """Whether the number is a date, a year, an age, a label (figures.md, "What counts": not ages, dates, unit names)."""
    core = next((k for k in range(number.i, number.j) if tokens[k].start >= number.start), number.i)
    token = tokens[core]
    before = tokens[i - 1] if i else None
    after = tokens[number.j] if number.j < len(tokens) else None
    low_before, cls_before = (before.low, before.cls) if before is not None else ("", "")
    low_after, cls_after = (after.low, after.cls) if after is not None else ("", "")
    if number.quantifier == "exact" and token.kind == "number" and token.text[0].isdigit():
        if (cls_before in ("numbered", "money") and not _verbal(tokens, i)) or (
            _day_number(token, tokens, number) and "month" in (cls_before, cls_after)
        ):
            return True
        if cls_before == "month" and i > 1 and len(token.text) == 2 and (after is None or noun_of(after) is None) and _day(tokens[i - 2]):
            return True  # "24 MAR 90"
        if low_after == "of" and number.j + 1 < len(tokens) and tokens[number.j + 1].cls == "month":
            return True
        year = token.value is not None and FIRST_YEAR <= token.value <= LAST_YEAR and len(token.text) == 4
        dated = (
            low_before in _BEFORE_YEAR
            or cls_before == "month"
            or (before is not None and before.kind == "other" and _month_near(tokens, i))
        )
        if year and dated and (after is None or noun_of(after) is None):
            return True
    if _hyphened_date(tokens, core):
        return True
    if (
        token.text[0].isdigit()
        and token.low.endswith("x")
        and low_after in ("as", "more", "the", "higher", "larger", "that", "since", "its")
    ):  # "2x as many"
        return True
    if _share(tokens, number) or (low_before == "but" and i > 1 and tokens[i - 2].low == "all"):  # "all but a dozen of them children"
        return True
    if tokens[i].low in _AGED and before is not None and number.best is not None and number.best < _OLDEST:
        noun = noun_of(before)
        of_them = low_before.startswith("of th") or low_before == "of whom"  # "29 of them under 15"
        if ((noun is not None and noun.plural) or of_them) and (after is None or noun_of(after) is None):  # "three children under five"
            return True
    if (
        (low_before in ("all", "most", "mostly", "both") or tokens[i].low == "all")
        and number.quantifier in ("more_than", "less_than", "at_least")
        and low_after in _BEHIND_AGE
    ):
        return True  # "four other members, all over 60, were hurt"
    if number.best is not None and number.best < _OLDEST and (after is None or noun_of(after) is None) and _ages(tokens, i):
        return True
    if (
        low_before == ","
        and low_after == ","
        and token.text[0].isdigit()
        and number.quantifier == "exact"
        and _one_between(tokens, i, number)
    ):
        return True  # "a fighter with a British passport, 27, was killed"
    if cls_before == "age" or low_after in ("years old", "year-old", "-year-old"):
        return True
    if low_before in ("both", "all") and i > 1 and tokens[i - 2].low == "," and low_after == "," and number.quantifier == "exact":
        return True  # "his passengers, both 31, were treated"
    if low_before not in (",", "(") or low_after not in _BEHIND_AGE or number.best is None or number.best >= _OLDEST or i < 2:
        return False
    named = tokens[i - 2]  # "Smith, 34, ..." and "a woman, 34, ..."
    if named.low == "." and i > 2:  # "Adam K., 28"
        named = tokens[i - 3]
    person = (
        named.kind == "word"
        and named.cls != "adverb"
        and (named.text[0].isupper() or (noun_of(named) is not None and not named.low.endswith("s")))
    )
    return person and number.quantifier == "exact" and token.text[0].isdigit()


def _month_near(tokens: list[Token], i: int) -> bool:
    """ "February 5th 2015", "the 5th of February 2015"."""
    return tokens[i - 1].low.endswith(("st", "nd", "rd", "th")) and i > 1 and tokens[i - 2].cls == "month"


def _one_between(tokens: list[Token], i: int, number: Number) -> bool:
    """Whether a number between commas is the age of the one that the verb behind is about."""
    if number.best is None or not 10 <= number.best < _OLDEST or number.j + 1 >= len(tokens):
        return False
    return tokens[number.j + 1].low in ("was", "is", "has", "had", "remains") and tokens[i - 2].kind == "word" and i > 2


def _hyphened_date(tokens: list[Token], k: int) -> bool:
    """Three numbers in one word, as "2024-05-03"."""
    if tokens[k].kind != "number":
        return False
    first = last = k
    while (
        first > 1
        and tokens[first - 1].low == "-"
        and tokens[first - 2].kind == "number"
        and tokens[first - 2].end + 1 == tokens[first].start
    ):
        first -= 2
    while (
        last + 2 < len(tokens)
        and tokens[last + 1].low == "-"
        and tokens[last + 2].kind == "number"
        and tokens[last].end + 1 == tokens[last + 2].start
    ):
        last += 2
    return last - first == 4


def _verbal(tokens: list[Token], i: int) -> bool:
    """ "The dead now number 190"."""
    return i > 1 and tokens[i - 1].low == "number" and (tokens[i - 2].low in ("now", "may", "could") or tokens[i - 2].low in _COUNTED)


def _day(token: Token) -> bool:
    return token.value is not None and 1 <= token.value <= 31


def _day_number(token: Token, tokens: list[Token], number: Number) -> bool:
    """Whether a number may be the day of a month: "By 31 December 3.3 million" has one."""
    return isinstance(token.value, int) and token.value <= 31 and tokens[number.j - 1] is token


def _ages(tokens: list[Token], i: int) -> bool:
    """ "aged 19, 23 and 45": every number of the list is an age."""
    j = i - 1
    while j > 0 and i - j < 12 and (tokens[j].low in (",", "and", "or", "to", "between") or _numeral(tokens[j])):
        j -= 1
    return j >= 0 and tokens[j].cls == "age"


def _numeral(token: Token) -> bool:
    return token.kind == "number" or (token.word is not None and token.word.number is not None)


def _share(tokens: list[Token], number: Number) -> bool:
    """A share is no number of people: "one in five", "nine out of ten"; "3 of 45" counts three."""
    i, j = number.i, number.j
    if number.best is None or number.quantifier != "exact":
        return False
    if j + 1 < len(tokens) and tokens[j].low in ("in", "of", "out of") and number.best < _WHOLE:
        whole = read_number(tokens, j + 1)
        return whole is not None and (whole.best in (_WHOLE, 100) or (tokens[j].low == "in" and (whole.best or 0) < _WHOLE))
    if i > 1 and tokens[i - 1].low in ("in", "of", "out of") and number.best in (*range(2, _WHOLE + 1), 100):
        part = read_number(tokens, i - 2)
        return (
            part is not None
            and part.j == i - 1
            and part.best is not None
            and part.best < number.best
            and (tokens[i - 1].low == "in" or number.best in (_WHOLE, 100))
        )
    return False
