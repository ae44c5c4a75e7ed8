"""A sentence as tokens: numbers as written, words and phrases of the lexicon, punctuation; quotation marks are left out."""

from __future__ import annotations

import re

from transforms.text.terms import Lexicon, Word

_TOKEN = re.compile(  # the commonest kind first
    r"""
    (?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*)
    |(?P<number>(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d,.]*\d)|\d+(?:[.,٬٫]\d+)*)
      (?P<tail>%|[^\W\d_]+(?:-\w+)*|(?!-to-\d)(?:-[^\W\d_]+)+|(?:[:/]\d+)+)?)
    |(?P<mark>-to-(?=\d)|[^\w\s"“”„«»‘’'`*_]|[\x0b\x0c\x1c-\x1f\x85])
    """,
    re.VERBOSE,
)
_SCALES = {"x": 1, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "b": 1_000_000_000}
_PREFIXES = ("ex-", "sub-", "vice-", "deputy-")  # of a person's former or lesser office
_OF_LETTERS = ("pronoun", "be", "relative")  # "US", "IS" and "WHO" are none of these
_MAX_DIGITS = 12  # more digits than any number of people has
_FORMS = 50_000  # words as written whose reading is kept: more than a language commonly uses


class Token:
    """`kind` is number, word, mark or other (a number that counts no people: a date, a time, an age, an ordinal, a percentage)."""

    __slots__ = ("cls", "end", "kind", "low", "start", "text", "value", "word")

    def __init__(self, kind: str, text: str, low: str, start: int, end: int, word: Word | None, value: int | float | None) -> None:
        self.kind = kind
        self.text = text
        self.low = low
        self.start = start
        self.end = end
        self.word = word
        self.value = value
        self.cls = word.cls if word is not None else ""


def tokenise(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a sentence in order, with offsets into it."""
    words, forms = lexicon.words, lexicon.forms
    raw: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        written = match.group()
        form = forms.get(written)
        if form is not None:
            raw.append(Token(form.kind, written, form.low, start, end, form.word, form.value))
            continue
        kind = match.lastgroup
        if kind == "word":
            low = written.casefold()
            if "’" in low:
                low = low.replace("’", "'")
            word = words.get(low)
            alike = True  # whether the same letters are the same word in every text
            if word is not None and word.cls in _OF_LETTERS and len(written) > 1 and written.isupper():
                alike = False
                if not text.isupper():
                    word = None  # "US" is no pronoun
            if low == "may" and written == "May":
                alike = False
                if start:
                    word = words.get("june")  # a capital May within a sentence is the month
            value = None
            if word is None and "-" in low:
                value = _hyphened(low, words)
                if low.startswith(_PREFIXES):  # "ex-combatant", "sub-commander"
                    word = words.get(low.partition("-")[2])
            token = Token("word" if value is None else "number", written, low, start, end, word, value)
            if alike and len(forms) < _FORMS:
                forms[written] = token
        elif kind == "mark":
            token = Token("mark", written, written, start, end, words.get(written), None)
        else:
            number = None if _broken(text, start, end) else number_value(match.group("number"), match.group("tail"))
            token = Token("other" if number is None else "number", written, written, start, end, None, number)
        raw.append(token)
    return _merge(raw, text, lexicon.phrases) if raw else raw


def number_value(written: str, tail: str | None) -> int | float | None:
    """The value of a number in digits with its suffix (12k, 1.2m); None for a percentage, an ordinal, a time, an age or a code."""
    scale = 1
    if tail:
        known = _SCALES.get(tail.lower())
        if known is None:
            return None
        scale = known
        written = written[: -len(tail)]
    if len(written) > _MAX_DIGITS + 4:
        return None
    for space in " \u00a0\u2009\u202f٬":
        written = written.replace(space, ",")
    written = written.replace("٫", ".")
    groups = re.split("[.,]", written)
    if any(not group.isdecimal() for group in groups) or sum(map(len, groups)) > _MAX_DIGITS:
        return None
    if len(groups) == 1:
        value: int | float = int(groups[0])
    elif scale == 1 and len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:]):
        value = int("".join(groups))
    elif scale == 1 and len(groups) > 2 and "." not in written and len(groups[-1]) == 3 and all(len(group) == 2 for group in groups[1:-1]):
        value = int("".join(groups))  # 1,20,000 as written in South Asia
    elif len(groups) == 2:
        value = float(f"{int(groups[0])}.{groups[1]}")
    else:
        return None
    return round(value * scale) if scale > 1 else value


def _hyphened(low: str, words: dict[str, Word]) -> int | None:
    """The value of "twenty-two" or "one-hundred"; None where a part is no number word ("two-year")."""
    total = 0
    for part in low.split("-"):
        word = words.get(part)
        if word is None or word.number is None:
            return None
        value, kind = word.number
        if kind == "hundred" or kind == "scale":
            total = max(total, 1) * value
        elif kind in ("unit", "ten"):
            total += value
        else:
            return None
    return total if total < 10**_MAX_DIGITS else None


def _broken(text: str, start: int, end: int) -> bool:
    """Whether a control or invisible character touches the number: its digits must never be joined or read apart. Money too."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return _invisible(before) or _invisible(after) or before in "$€£¥₴₽#№_" or after in "€₴₽°_"


def _invisible(character: str) -> bool:
    code = ord(character)
    return (
        (code < 32 and code not in (9, 10, 13))
        or 127 <= code < 160
        or code in (0xAD, 0xFEFF, 0xFFFD)
        or 0x200B <= code <= 0x200F
        or 0x2060 <= code <= 0x206F
    )


def _merge(raw: list[Token], text: str, phrases: dict[str, dict[str, list[tuple[tuple[str, ...], Word]]]]) -> list[Token]:
    starts = [i for i, token in enumerate(raw) if token.low in phrases]
    if not starts:
        return raw
    merged: list[Token] = []
    done, n = 0, len(raw)
    for i in starts:
        if i < done or i + 1 >= n:
            continue
        token = raw[i]
        for rest, word in phrases[token.low].get(raw[i + 1].low, ()):
            j = i + 2 + len(rest)
            if j <= n and all(raw[i + 2 + k].low == part for k, part in enumerate(rest)):
                merged.extend(raw[done:i])
                low = " ".join((token.low, raw[i + 1].low, *rest))
                merged.append(Token("word", text[token.start : raw[j - 1].end], low, token.start, raw[j - 1].end, word, None))
                done = j
                break
    merged.extend(raw[done:])
    return merged
