"""Shingles, and the keys under which likely copies meet."""

import random

import pytest

from transforms.text.quantities import read_words
from transforms.text.shingles import containment, jaccard, plausible, shingles, signatures, winnow


def text(*numbers: int) -> str:
    return " ".join(f"{'abcdefghij'[n // 100]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyzabcd'[n % 10]}" for n in numbers)


def meet(a: str, b: str) -> bool:
    first, second = signatures([read_words(a), read_words(b)])
    return bool(first.met_under() & second.met_under()) and plausible(first, second)


def test_shingles_are_the_same_on_every_machine():
    assert shingles(read_words("Four people died here")) == shingles(read_words("9 PEOPLE DIED, here!"))
    assert shingles(read_words("Four people died here")) == [5855370854055463837, -8576846738467899605]


@pytest.mark.parametrize(
    ("words", "count"), [("", 0), ("grain", 1), ("grain ship", 1), ("grain ship sailed", 1), ("the grain ship sailed", 2)]
)
def test_each_three_words_in_a_row_are_a_shingle(words, count):
    assert len(shingles(read_words(words))) == count


def test_jaccard_and_containment():
    assert jaccard({1, 2, 3}, {2, 3, 4, 5}) == 0.4
    assert containment({1, 2, 3}, {2, 3, 4, 5}) == pytest.approx(2 / 3)
    assert jaccard(set(), set()) == containment(set(), {1}) == 0.0


def test_twenty_words_in_common_are_enough_to_meet_in_long_texts():
    rng = random.Random(3)
    for _ in range(20):
        numbers = rng.sample(range(1000), 920)
        shared = numbers[:20]
        first, second = signatures([read_words(text(*numbers[20:400], *shared)), read_words(text(*shared, *numbers[400:]))])
        assert set(first.runs) & set(second.runs)


def test_winnowing_keeps_about_one_shingle_in_eight():
    hashes = shingles(read_words(text(*random.Random(1).sample(range(1000), 900))), 5)
    assert 0.08 < len(winnow(hashes)) / len(hashes) < 0.17


def test_half_of_the_shingles_in_common_are_enough_to_meet():
    rng = random.Random(5)
    met = 0
    for _ in range(50):
        numbers = rng.sample(range(1000), 240)
        other = [numbers[k] if k % 9 else 200 + k for k in range(200)]
        met += meet(text(*numbers[:200]), text(*other))
    assert met == 50


def test_unrelated_texts_hardly_ever_meet():
    rng = random.Random(7)
    texts = [
        read_words(" ".join(str(rng.choice("kmnprst")) + "aeiou"[rng.randrange(5)] * rng.randrange(1, 5) for _ in range(150)))
        for _ in range(40)
    ]
    signed = signatures(texts)
    keys = [each.met_under() for each in signed]
    met = [(a, b) for n, a in enumerate(range(len(keys))) for b in range(n) if keys[a] & keys[b]]
    assert len(met) < 0.05 * 780
    assert sum(plausible(signed[a], signed[b]) for a, b in met) < 0.01 * 780


def test_numbers_told_in_other_words_meet():
    told = "killed 14, wounded 31, missing 3, moved 9, houses 12, cars 5, hours 7, nights 8"
    again = "dead: fourteen. Injured: thirty-one. Sought are three; nine were taken away. Twelve homes, five cars; seven hours on the eighth: 8."
    assert meet(told, again)


def test_keys_are_signed_64_bit_integers_and_a_text_without_words_has_none():
    signed, none = signatures([read_words("Nine people were hurt in the village."), read_words("...")])
    for keys in (signed.bands, signed.runs, signed.least):
        assert keys == sorted(set(keys))
        assert keys
    assert all(-(2**63) <= key < 2**63 for key in signed.met_under())
    assert none.met_under() == set()
    assert none.least == []


def test_a_text_within_a_much_longer_one_is_worth_reading():
    rng = random.Random(11)
    numbers = rng.sample(range(1000), 980)
    whole, part = read_words(text(*numbers)), read_words(text(*numbers[500:530]))
    first, second = signatures([whole, part])
    assert plausible(first, second)
    assert plausible(second, first)
