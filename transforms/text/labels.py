"""Numbers that count nobody: dates, years, ages, labels (figures.md, "What counts")."""

from __future__ import annotations

from transforms.text.counts import noun_of
from transforms.text.numbers import Number
from transforms.text.tokens import Token

_OLDEST = 120  # years: a number beside a person and below this may be an age


def counts_nobody(text: str, tokens: list[Token], i: int, number: Number) -> bool:
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
