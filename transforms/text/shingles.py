"""Shingles of a text, how alike two sets of them are, and the bands by which likely copies meet without comparing each with each."""

from __future__ import annotations

from collections.abc import Sequence, Set
from hashlib import blake2b
from typing import NamedTuple

import rensa

from transforms.text.quantities import Words

WIDTH = 3  # words a shingle: short enough that a spun text, with every fifth word swapped, still shares some; quantities count as one sign
HEAD = 300  # words of the opening that have a sketch of their own: a copy that goes on after it still meets its original

# MinHash (Broder 1997), 32 bands of 2 rows: a pair meets with probability 1 - (1 - J**2)**32, .99 at Jaccard .4, .73 at .2, .003 at .01
_BANDS, _ROWS, _SEED = 32, 2, 1
# The same over the set of long words, which a translation keeps, in no order: .75 at .4 (measured between translations), .001 at the .02 to
# .05 that any two news texts share
_LONG, _WORD_BANDS, _WORD_ROWS = 7, 20, 3
# Winnowing (Schleimer, Wilkerson, Aiken 2003): two texts that share any 20 words in a row (5 + 16 - 1) share a fingerprint, however
# long they are; about one word in eight is one
_RUN, _WINDOW = 5, 16
# Four numbers in a row, three of them different: what a text told again in other words still has in common with its original
_NUMBERS, _DIFFERENT = 4, 3


# Bottom-k sketch (Cohen 1997) of the shingles, by which a pair that met by chance is told without reading either text. Of the 64 least shingles,
# two texts that share 15 % of theirs have 10 in common (fewer than three in .1 % of such pairs), two that share 1 % have .6
_LEAST, _SHARED = 64, 3
_RUN_SHARE = 4  # a copy within a longer text shares most runs of the shorter; under a quarter of them are phrases that all news share
_TOLD = 8  # numbers of a text of which the same four in a row are no chance


class Signature(NamedTuple):
    """What an article is compared by before it is read: hashes as signed 64-bit integers, each list sorted and without repeats."""

    bands: list[int]
    runs: list[int]
    numbers: list[int]
    n_numbers: int
    least: list[int]

    def met_under(self) -> set[int]:
        """The keys under which it meets others."""
        return {*self.bands, *self.runs, *self.numbers}


LIMITS = {"shared": _SHARED, "run_share": _RUN_SHARE, "told": _TOLD}


def plausible(a: Signature, b: Signature) -> bool:
    """Whether two texts that share a key have enough in common to be read: runs, shingles, or numbers in a row where there are many."""
    runs, least = (len(set(x) & set(y)) for x, y in ((a.runs, b.runs), (a.least, b.least)))
    return (
        runs * _RUN_SHARE >= min(len(a.runs), len(b.runs))
        or least >= min(_SHARED, len(a.least), len(b.least))
        or (min(a.n_numbers, b.n_numbers) >= _TOLD and not set(a.numbers).isdisjoint(b.numbers))
    )


def shingles(text: Words, width: int = WIDTH) -> list[int]:
    """64-bit hashes of each `width` words in a row, in order, the same on every machine; of all its words for a shorter text."""
    words = text.words
    return [_hash(" ".join(words[i : i + width]).encode()) for i in range(max(len(words) - width + 1, min(len(words), 1)))]


def jaccard(a: Set[int], b: Set[int]) -> float:
    """Shared shingles by all shingles, 0 to 1; 0 for two empty sets."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def containment(a: Set[int], b: Set[int]) -> float:
    """Shared shingles by those of the smaller set, 0 to 1; 0 where one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def signatures(texts: Sequence[Words]) -> list[Signature]:
    """The signature of each text. Two texts are candidates when they share a key, of the normalised text, of MinHash bands over its first
    300 words, all of it and its long words, of its winnowed fingerprints or of its numbers in a row. A text without words has none."""
    all_shingles = [shingles(text) for text in texts]
    heads = _minhash([each[: HEAD - WIDTH + 1] for each in all_shingles], _BANDS, _ROWS)
    wholes = _minhash(all_shingles, _BANDS, _ROWS)
    long_words = _minhash([_long_words(text) for text in texts], _WORD_BANDS, _WORD_ROWS)
    found = []
    for text, own, head, whole, words in zip(texts, all_shingles, heads, wholes, long_words, strict=True):
        bands = _keys(b"text", [text.written_out()]) + _keys(b"shingles", [*head, *whole]) + _keys(b"words", words)
        runs = _keys(b"run", [str(value) for value in winnow(shingles(text, _RUN))])
        numbers = _keys(b"numbers", _number_runs(text))
        found.append(Signature(sorted(bands) if len(text) else [], runs, numbers, len(text.numbers()), sorted(set(own))[:_LEAST]))
    return found


def _keys(kind: bytes, values: Sequence[str]) -> list[int]:
    return sorted({_hash(kind + b" " + value.encode()) for value in values})


def winnow(hashes: Sequence[int]) -> list[int]:
    """The least hash of every 16 in a row, each once, sorted: equal stretches of two texts leave equal fingerprints."""
    return sorted({min(hashes[i : i + _WINDOW]) for i in range(max(len(hashes) - _WINDOW + 1, min(len(hashes), 1)))})


def _number_runs(text: Words) -> list[str]:
    numbers = text.numbers()
    runs = (numbers[i : i + _NUMBERS] for i in range(len(numbers) - _NUMBERS + 1))
    return [" ".join(run) for run in runs if len(set(run)) >= _DIFFERENT]


def _long_words(text: Words) -> list[int]:
    return [_hash(word.encode()) for word in set(text.words) if len(word) >= _LONG]


def _minhash(sets: Sequence[Sequence[int]], n_bands: int, rows: int) -> list[list[str]]:
    """For each set its bands, each with its number so that equal rows of two bands do not meet; no bands for an empty set."""
    unsigned = [[value & 0xFFFFFFFFFFFFFFFF for value in each] for each in sets]
    digests = rensa.RMinHash.digest_matrix_from_token_hash_sets(unsigned, n_bands * rows, _SEED).to_rows()
    return [
        [f"{band} {digest[band * rows : (band + 1) * rows]}" for band in range(n_bands)] if each else []
        for each, digest in zip(sets, digests, strict=True)
    ]


def _hash(written: bytes) -> int:
    return int.from_bytes(blake2b(written, digest_size=8).digest(), "little", signed=True)
