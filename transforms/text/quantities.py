"""The quantities of a text, and whether two texts that share their words disagree about one at the same place.

A copy repeats its original's quantities. The next bulletin of a series and the update of a toll keep the words around a number and change
the number: that alone tells them from copies, without knowing what is counted.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

NUMBER, WEEKDAY, MONTH, DAY = "#", "#weekday", "#month", "#day"  # what stands among the words in place of a quantity of each kind

_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)|\d+(?:[.,:]\d+)*)(?P<suffix>(?:st|nd|rd|th|k|m|bn|mln)(?!\w))?"
    r"|[\u3040-\u30ff\u3400-\u9fff]"  # scripts written without spaces: each sign is a word
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,\s'’]\d{3})+")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_SUFFIXES = {"k": 10**3, "m": 10**6, "mln": 10**6, "bn": 10**9}
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 10**3, "millions": 10**6}
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_MONTHS = frozenset(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)

_DAYS = frozenset(str(day) for day in range(1, 32))
_YEAR = re.compile(r"(?:19|20)\d\d")

_ANCHOR = 4  # words in a row, found once in either text, that pin the two together: patience diff, by Bram Cohen
_GAP = 60  # words between two anchors above which nothing stands "at the same place" any more
_TAIL = 12  # words after the last anchor from which, less than half of them shared, the texts end in passages of their own


@dataclass(frozen=True, slots=True)
class Words:
    """A text as compared: lower-case words without punctuation, a sign in place of each quantity, and the quantities by word index."""

    words: tuple[str, ...]
    quantities: dict[int, str]

    def __len__(self) -> int:
        return len(self.words)

    def only_quantities(self, start: int, size: int) -> bool:
        """Whether none of these words is a word."""
        return all(index in self.quantities for index in range(start, start + size))

    def numbers(self) -> list[str]:
        """The values of its numbers in order, without dates."""
        return [value for index, value in self.quantities.items() if self.words[index] == NUMBER]

    def written_out(self) -> str:
        """The normalised text, its quantities included: equal for two texts that differ in case, punctuation or the writing of numbers."""
        return " ".join(self.quantities.get(index, word) for index, word in enumerate(self.words))


def read_words(text: str) -> Words:
    """The words of a text and its quantities: numbers in digits or English words by value (6,755 = 6755, "two hundred" = 200, "1.2m" =
    1200000), vague ones ("dozens") by their magnitude, weekdays and months by name."""
    words: list[str] = []
    quantities: dict[int, str] = {}
    tokens = list(_TOKEN.finditer(unicodedata.normalize("NFKC", text)))
    index = 0
    while index < len(tokens):
        word = tokens[index].group().lower()
        read, used = _number(tokens, index)
        if used:
            quantities[len(words)] = read
            words.append(NUMBER)
        elif word in _WEEKDAYS or (word in _MONTHS and tokens[index].group()[0].isupper()):  # not the verbs "may" and "march"
            quantities[len(words)] = word
            words.append(WEEKDAY if word in _WEEKDAYS else MONTH)
        else:
            words.append(word.replace("’", "'"))
        index += max(used, 1)
    _mark_days(words, quantities)
    return Words(tuple(words), quantities)


def _mark_days(words: list[str], quantities: dict[int, str]) -> None:
    """The day beside a month, and the year after them, are no numbers of anything: a dateline must not be taken for a toll."""
    for month in [index for index, word in enumerate(words) if word == MONTH]:
        for index in (month - 1, month + 1):
            if quantities.get(index) in _DAYS and words[index] == NUMBER:
                words[index] = DAY
        year = month + 2 if month + 1 < len(words) and words[month + 1] == DAY else month + 1
        if year < len(words) and words[year] == NUMBER and _YEAR.fullmatch(quantities[year]):
            words[year] = DAY


def _number(tokens: Sequence[re.Match[str]], start: int) -> tuple[str, int]:
    """The value of the number that begins at a token, and the tokens that it takes: 0 where none begins."""
    word = tokens[start].group().lower()
    if word in _VAGUE:
        value, used = _VAGUE[word], 1
        while _word(tokens, start + used) == "of" and (scale := _VAGUE.get(_word(tokens, start + used + 1))):
            value, used = value * scale, used + 2
        return f"~{value}", used
    if word == "tens" and _word(tokens, start + 1) == "of" and (scale := _VAGUE.get(_word(tokens, start + 2))):
        return f"~{10 * scale}", 3
    if word == "half" and _word(tokens, start + 1) == "a" and (scale := _SCALES.get(_word(tokens, start + 2))):
        return f"{scale / 2:.15g}", 3
    if word == "a" and (scale := _SCALES.get(_word(tokens, start + 1))):
        return f"{scale}", 2
    if tokens[start]["number"]:
        digits = _digits(tokens[start])
        if isinstance(digits, str):
            return digits, 1
        used = 1
        while scale := _SCALES.get(_word(tokens, start + used)):
            digits, used = digits * scale, used + 1
        return f"{digits:.15g}", used
    return _spelled(tokens, start)


def _spelled(tokens: Sequence[re.Match[str]], start: int) -> tuple[str, int]:
    if _word(tokens, start) not in _SMALL:
        return "", 0
    total = part = used = 0
    last = 0  # the number word before: "two three" are two numbers, "twenty three" and "two hundred three" one
    while True:
        word = _word(tokens, start + used)
        if word in _SMALL and (not used or last >= 100 or (last in range(20, 100) and _SMALL[word] in range(1, 10))):
            part, last = part + _SMALL[word], _SMALL[word]
        elif used and word in _SCALES:
            last = _SCALES[word]
            if last > 100:
                total, part = total + part * last, 0
            else:
                part *= last
        elif last >= 100 and word == "and" and _word(tokens, start + used + 1) in _SMALL:
            pass
        else:
            return f"{total + part}", used
        used += 1


def _word(tokens: Sequence[re.Match[str]], index: int) -> str:
    return tokens[index].group().lower() if index < len(tokens) else ""


def _digits(token: re.Match[str]) -> float | str:
    """A number in digits by its value; a date, clock time or version as it is written."""
    written, scale = token["number"], _SUFFIXES.get((token["suffix"] or "").lower(), 1)
    if _GROUPED.fullmatch(written):
        return int(re.sub(r"\D", "", written)) * scale
    if _DECIMAL.fullmatch(written):
        return float(written.replace(",", ".")) * scale
    return int(written) * scale if written.isdigit() else written


def aligned(a: Words, b: Words) -> list[tuple[int, int, int]]:
    """Runs of words that stand in both texts in the same order, as (start in a, start in b, length), by patience diff."""
    runs: list[tuple[int, int, int]] = []
    i = j = 0
    for anchor_i, anchor_j, size in [*_anchors(a.words, b.words), (len(a), len(b), 0)]:
        # what lies between two anchors is short; where texts have no anchor in common they are no copies, and are not compared at length
        gap_a, gap_b = a.words[i:anchor_i], b.words[j:anchor_j]
        if gap_a and gap_b and min(len(gap_a), len(gap_b)) <= _GAP:
            matcher = SequenceMatcher(None, gap_a, gap_b, autojunk=False)
            runs += [(i + m, j + n, length) for m, n, length in matcher.get_matching_blocks() if length]
        if size:
            runs.append((anchor_i, anchor_j, size))
        i, j = anchor_i + size, anchor_j + size
    return runs


def disagree(a: Words, b: Words) -> bool:
    """Whether the two texts give another quantity at the same place: in words that they share, or between such words, where neither
    text's quantities of one kind include the other's. A passage that only one of them has says nothing."""
    runs = aligned(a, b)
    runs, tail = _without_own_tails(runs, len(a), len(b))
    # quantities without a word beside them are met by chance: they count with what lies between the runs
    ends = [(0, 0, 0), *(run for run in runs if run[2] >= _ANCHOR or not a.only_quantities(run[0], run[2])), *tail]
    for a_start, b_start, size in ends:
        if any(a.quantities.get(a_start + k) != b.quantities.get(b_start + k) for k in range(size)):
            return True
    for (i, j, size), (a_end, b_end, _) in pairwise(ends):
        a_start, b_start = i + size, j + size
        if a_end - a_start > _GAP or b_end - b_start > _GAP:
            continue
        # the days in what precedes the shared text are those of the page and of the dateline, and each outlet has its own
        for kind in (NUMBER, WEEKDAY, MONTH, DAY) if size else (NUMBER,):
            mine, other = _quantities(a, a_start, a_end, kind), _quantities(b, b_start, b_end, kind)
            if mine - other and other - mine:
                return True
    return False


Run = tuple[int, int, int]


def _without_own_tails(runs: list[Run], a_size: int, b_size: int) -> tuple[list[Run], list[Run]]:
    """The runs up to where each text goes on in its own way (a cut copy, followed by other news), and the end to compare up to, if any."""
    last = max((index for index, run in enumerate(runs) if run[2] >= _ANCHOR), default=None)
    if last is not None:
        i, j, size = runs[last]
        rest = min(a_size - i - size, b_size - j - size)
        if rest >= _TAIL and 2 * sum(run[2] for run in runs[last + 1 :]) < rest:
            return runs[: last + 1], []
    return runs, [(a_size, b_size, 0)]


def same_numbers(a: Words, b: Words) -> tuple[int, bool]:
    """How many numbers the two texts give in the same order, and whether between two of those each gives numbers that the other does not.

    A text told again in other words keeps them; what else one of them counts says nothing, what both replace is an update."""
    ours, theirs = a.numbers(), b.numbers()
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    kept = sum(end - start for change, start, end, _, _ in changes if change == "equal")
    return kept, any(change == "replace" for change, *_ in changes)


def _quantities(text: Words, start: int, end: int, kind: str) -> Counter[str]:
    # "one" is as often a pronoun, which another wording drops
    return Counter(text.quantities[index] for index in range(start, end) if text.words[index] == kind and text.quantities[index] != "1")


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The longest stretches that rise in both texts and are pinned by a run of words found once in each, as (start, start, length)."""
    where = []
    for words in (a, b):
        runs = [tuple(words[k : k + _ANCHOR]) for k in range(len(words) - _ANCHOR + 1)]
        counts = Counter(runs)
        where.append({run: k for k, run in enumerate(runs) if counts[run] == 1})
    stretches: list[tuple[int, int, int]] = []
    for i, j in _rising([(k, where[1][run]) for run, k in where[0].items() if run in where[1]]):
        if stretches:
            start_i, start_j, size = stretches[-1]
            if i - start_i == j - start_j and i <= start_i + size:
                stretches[-1] = (start_i, start_j, i + _ANCHOR - start_i)
                continue
            if i < start_i + size or j < start_j + size:
                continue
        stretches.append((i, j, _ANCHOR))
    return stretches


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second members rise (patience sorting); the first members rise already."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [second]
        piles[pile : pile + 1] = [index]
    chain = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
