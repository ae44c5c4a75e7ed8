"""Numbers of a sentence as intervals: digits, number words, vague words, ranges, and the qualifiers before and behind them."""

from __future__ import annotations

from transforms.text.tokens import Token

_GREATEST = 9_999_999_999  # no number of people is above it
_JOINERS = ("to", "-", "–", "—", "‒", "or", "and", "-to-")
_RANGING = ("range", "ranges", "ranged", "ranging", "vary", "varies", "varied", "varying", "anywhere", "anything")
_CLIMBED = frozenset(("crept", "climbed", "went", "gone", "rose", "risen", "inched", "moved", "edged"))
_PARTICLED = ("handed", "hand", "handing", "turned", "turning")  # "handed over 95" is not more than 95


class Number:
    """An interval with its qualifier; `i` and `j` bound its tokens with the qualifiers, `start` and `end` the number as written."""

    __slots__ = ("best", "end", "high", "i", "j", "low", "quantifier", "start")

    def __init__(self, low: int | None, best: int | None, high: int | None, quantifier: str, i: int, j: int, start: int, end: int) -> None:
        self.low = low
        self.best = best
        self.high = high
        self.quantifier = quantifier
        self.i = i
        self.j = j
        self.start = start
        self.end = end


def read_number(tokens: list[Token], i: int) -> Number | None:
    """The number that starts at token i, its qualifier included; None where none starts there."""
    first = i
    quantifier = ""
    n = len(tokens)
    while i < n:
        word = tokens[i].word
        if word is None or word.quantifier is None or "before" not in word.quantifier:
            break
        kind = word.quantifier["before"]
        if tokens[i].low == "over" and i and tokens[i - 1].low in _PARTICLED:
            kind = "exact"
        if tokens[i].low == "up to" and i and tokens[i - 1].low in _CLIMBED:  # "its estimate had crept up to 314,290"
            kind = "exact"
        if not quantifier or quantifier == "exact":
            quantifier = kind
        i += 1
    if i >= n:
        return None
    between = tokens[i].low == "between" or (
        tokens[i].low == "from" and (i == 0 or tokens[i - 1].low in _RANGING or _fated_range(tokens, i))
    )
    core = _core(tokens, i + between)
    if core is None:
        return None
    low, high, j = core
    start, end = tokens[i + between].start, tokens[j - 1].end
    if j + 2 < n and tokens[j].low == "(" and tokens[j + 2].low == ")" and (again := _core(tokens, j + 1)) is not None:
        j = j + 3 if again == (low, high, j + 2) else j  # "fifty-two (52) militants"
    rising = first > 0 and tokens[first - 1].low == "from" and (first < 2 or tokens[first - 2].low not in _RANGING)  # "rose from 33 to 45"
    if j + 1 < n and tokens[j].low in _JOINERS and (between or tokens[j].low != "and") and not rising:
        k = j + 1
        other = _core(tokens, k)
        scaled = low if other is None else low * _shared_scale(low, tokens, i + between, j, k, other[2])
        if other is not None and other[0] > scaled and _plain(core) and (between or other[0] <= 10 * max(scaled, 1)):
            if tokens[j].low in ("-", "–", "—", "‒") and tokens[j].start - tokens[j - 1].end + tokens[k].start - tokens[j].end > 0:
                pass  # a dash between spaces sets two statements apart
            elif not between and tokens[j].low == "or" and other[0] - low > 2:
                pass
            else:
                return Number(scaled, None, other[1], "range", first, other[2], start, tokens[other[2] - 1].end)
    if between:
        return None
    if quantifier in ("at_least", "more_than") and low == high:
        upper = _upper(tokens, j)
        if upper is not None and upper[0] > low:
            return Number(low, None, upper[0], "range", first, upper[1], start, tokens[upper[1] - 1].end)
    if not quantifier or quantifier == "exact":
        word = tokens[j].word if j < n else None
        if word is not None and word.quantifier is not None and "after" in word.quantifier:
            quantifier = word.quantifier["after"]
            j += 1
    return interval(low, high, quantifier or "exact", first, j, start, end)


def _fated_range(tokens: list[Token], i: int) -> bool:
    """ "and from 12 to 27 wounded": a range, where what befell them stands right behind and nothing rose before."""
    if tokens[i - 1].low not in ("and", ",") or i + 4 >= len(tokens) or tokens[i + 2].low != "to":
        return False
    word = tokens[i + 4].word
    return word is not None and (word.noun is not None or (word.term is not None and word.term.inflection == "past"))


def interval(low: int, high: int, quantifier: str, i: int, j: int, start: int, end: int) -> Number:
    """The interval that a qualified number stands for (figures.md, "The number")."""
    if low != high:
        match quantifier:
            case "at_least" | "more_than":
                return Number(low, None, None, quantifier, i, j, start, end)
            case "up_to" | "less_than":
                return Number(None, None, high, quantifier, i, j, start, end)
            case _:
                return Number(low, None, high, "vague", i, j, start, end)
    if low == 0 and quantifier in ("exact", "about"):
        return Number(0, 0, 0, "none", i, j, start, end)
    match quantifier:
        case "at_least" | "more_than":
            return Number(low, low, None, quantifier, i, j, start, end)
        case "up_to" | "less_than":
            return Number(None, low, low, quantifier, i, j, start, end)
        case _:
            return Number(low, low, low, quantifier, i, j, start, end)


def _upper(tokens: list[Token], j: int) -> tuple[int, int] | None:
    """The upper bound that follows a lower one, and the index behind it: "at least 8, and possibly as many as 13"."""
    k, n = j, len(tokens)
    while k < n and k - j < 4 and tokens[k].low in (",", "and", "but", "or", "to", "possibly", "perhaps", "maybe"):
        k += 1
    word = tokens[k].word if k < n else None
    if k == j or word is None or word.quantifier is None or word.quantifier.get("before") != "up_to":
        return None
    core = _core(tokens, k + 1)
    return (core[1], core[2]) if core is not None and _plain(core) else None


def _plain(core: tuple[int, int, int]) -> bool:
    return core[0] == core[1]


def _shared_scale(low: int, tokens: list[Token], i: int, j: int, k: int, end: int) -> int:
    """The scale word that a range states once: "2 to 3 million" is two million to three million."""
    if j - i == 1 and end - k == 2 and low < 1000:
        word = tokens[end - 1].word
        if word is not None and word.number is not None and word.number[1] in ("scale", "hundred"):
            return word.number[0]
    return 1


def _core(tokens: list[Token], i: int) -> tuple[int, int, int] | None:
    """(low, high, index behind) of the bare number at token i; low = high but for vague words."""
    n = len(tokens)
    if i >= n:
        return None
    token = tokens[i]
    word = token.word
    if token.kind == "number":
        value = token.value
        if not token.text[0].isdigit():
            return _words(tokens, i)
        j = i + 1
        scale = _scale(tokens, j)
        if scale is not None and value is not None:
            total = min(round(value * scale[0]), _GREATEST)
            return total, total, scale[1]
        return (value, value, j) if isinstance(value, int) else None
    if word is None:
        return None
    if word.vague is not None:
        return word.vague[0], word.vague[1], i + 1
    if token.low in ("a", "an") and i + 1 < n:
        after = tokens[i + 1].word
        if after is not None and after.number is not None and after.number[1] in ("hundred", "scale"):
            return _words(tokens, i + 1)  # "a hundred and eight"
        if after is not None and after.number is not None and after.number[1] == "dozen":
            return after.number[0], after.number[0], i + 2
        if after is not None and after.number is not None and after.number[1] == "group":
            return after.number[0], after.number[0], _of(tokens, i + 2)
        if after is not None and after.adjective is not None and i + 2 < n:  # "an elderly couple"
            group = tokens[i + 2].word
            if group is not None and group.number is not None and group.number[1] == "group":
                return group.number[0], group.number[0], _of(tokens, i + 3)
        if tokens[i + 1].low == "quarter" and i + 3 < n and tokens[i + 2].low == "of":  # "a quarter of a million"
            scale = _scale(tokens, i + 3 + (tokens[i + 3].low in ("a", "one")))
            return (scale[0] // 4, scale[0] // 4, scale[1]) if scale else None
        if tokens[i + 1].low == "half" and i + 2 < n and (scale := _scale(tokens, i + 2)):
            return scale[0] // 2, scale[0] // 2, scale[1]
        return None
    if word.number is None:
        return None
    if token.low == "half":
        j = i + 1 + (i + 1 < n and tokens[i + 1].low in ("a", "an"))
        scale = _scale(tokens, j)
        return (scale[0] // 2, scale[0] // 2, scale[1]) if scale else None
    if word.number[1] == "back":
        return word.number[0], word.number[0], i + 1
    return _words(tokens, i) if word.number[1] in ("unit", "ten") else None


def _of(tokens: list[Token], j: int) -> int:
    return j + (j < len(tokens) and tokens[j].low == "of")


def _scale(tokens: list[Token], j: int) -> tuple[int, int] | None:
    """The product of the scale words at token j, and the index behind them."""
    product, start = 1, j
    while j < len(tokens):
        word = tokens[j].word
        if word is None or word.number is None or word.number[1] not in ("scale", "hundred", "dozen"):
            break
        product *= word.number[0]
        j += 1
        if j - start >= 2:
            break
    return (product, j) if j > start else None


def _words(tokens: list[Token], i: int) -> tuple[int, int, int]:
    """A number in words: "two hundred and six thousand", "two and a half thousand", "one-hundred and thirty-two"."""
    values: list[tuple[int, str]] = []
    j, n = i, len(tokens)
    while j < n:
        token = tokens[j]
        kind = _kind(token)
        if kind is not None:
            if values and values[-1][1] == "unit" and kind[1] in ("unit", "ten"):
                break
            values.append(kind)
        elif token.low == "and" and j + 1 < n:
            if [t.low for t in tokens[j + 1 : j + 3]] == ["a", "half"] and (scale := _scale(tokens, j + 3)):
                total = min(_total(values) * scale[0] + scale[0] // 2, _GREATEST)
                return total, total, scale[1]
            after = _kind(tokens[j + 1])
            if values[-1][1] not in ("hundred", "scale") or after is None or after[1] not in ("unit", "ten") or _own_verb(tokens, j + 1):
                break
        else:
            break
        j += 1
    total = _total(values)
    return total, total, j


def _kind(token: Token) -> tuple[int, str] | None:
    if token.word is not None:
        number = token.word.number
        return number if number is not None and number[1] in ("unit", "ten", "hundred", "scale", "dozen") else None
    if token.kind == "number" and isinstance(token.value, int) and not token.text[0].isdigit():
        return token.value, "hundred" if token.value % 100 == 0 else "unit"
    return None


def _own_verb(tokens: list[Token], i: int) -> bool:
    """Whether a number behind "and" starts a statement of its own: "a hundred and two others"."""
    return i + 1 < len(tokens) and tokens[i + 1].low in ("others", "more", "other", "were", "was")


def _total(values: list[tuple[int, str]]) -> int:
    total = current = 0
    for value, kind in values:
        if kind == "hundred" and value != 100:  # a hyphened multiple of a hundred
            current += value
        elif kind in ("hundred", "dozen"):
            current = max(current, 1) * value
        elif kind == "scale":
            total += max(current, 1) * value
            current = 0
        else:
            current += value
    return min(total + current, _GREATEST)
