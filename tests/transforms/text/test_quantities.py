"""The quantities of a text, and where two texts disagree about one."""

import pytest

from transforms.text.quantities import aligned, disagree, read_words, same_numbers


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("6,755 dead", ["6755"]),
        ("6.755 dead", ["6755"]),
        ("12 300 dead", ["12300"]),
        ("12\u202f300 dead", ["12300"]),
        ("1'234 dead", ["1234"]),
        ("٤٢ dead", ["42"]),
        ("４２ dead", ["42"]),
        ("six dead", ["6"]),
        ("Twenty-two dead", ["22"]),
        ("two hundred and five dead", ["205"]),
        ("six thousand seven hundred and fifty-five dead", ["6755"]),
        ("two and three dead", ["2", "3"]),
        ("two, three dead", ["2", "3"]),
        ("1.2 million fled", ["1200000"]),
        ("1.2m fled, 40k stayed", ["1200000", "40000"]),
        ("half a million fled", ["500000"]),
        ("a dozen dead, two dozen hurt", ["12", "24"]),
        ("dozens dead, tens of thousands fled", ["~12", "~10000"]),
        ("hundreds of thousands fled", ["~100000"]),
        ("the 12th brigade", ["12"]),
        ("from 24.02 to 14.06.2022 at 14:30", ["24.02", "14.06.2022", "14:30"]),
        ("on Tuesday, 3 May", ["tuesday", "3", "may"]),
        ("troops may march", []),
        ("5 m deep", ["5"]),
        ("4\x002 dead", ["4", "2"]),
        ("", []),
    ],
)
def test_quantities_are_read_by_value(text, quantities):
    assert list(read_words(text).quantities.values()) == quantities


def test_a_quantity_is_one_sign_among_the_words():
    assert read_words("On Monday, 3 May 2023, 6,755 people – “civilians” – died").words == (
        *("on", "#weekday", "#day", "#month", "#day", "#", "people", "civilians", "died"),
    )


def test_dates_are_no_numbers():
    assert read_words("KYIV, January 9 2023: 14 dead on 8 January").numbers() == ["14"]


def test_the_normalised_text_writes_quantities_out():
    assert read_words("Six dead; 6,755 HURT").written_out() == read_words("6 dead, 6755 hurt.").written_out() == "6 dead 6755 hurt"


STRIKE = (
    "A rocket struck the depot in the port of Marsel overnight, killing {dead} people and wounding {hurt}, the fire service said on {day}."
)


@pytest.mark.parametrize(
    ("other", "answer"),
    [
        (STRIKE.format(dead=5, hurt="nine", day="Friday"), False),
        (STRIKE.format(dead=5, hurt=10, day="Friday"), True),
        (STRIKE.format(dead="at least 5", hurt=9, day="Friday"), False),
        (STRIKE.format(dead="at least 12", hurt=9, day="Friday"), True),
        (STRIKE.format(dead="hundreds of", hurt=9, day="Friday"), True),
        (STRIKE.format(dead=5, hurt=9, day="Saturday"), True),
        (STRIKE.format(dead=5, hurt=9, day="6 May"), False),
        (STRIKE.format(dead=5, hurt=9, day="Friday") + " Elsewhere 30 people were arrested at a rally.", False),
        ("Harbour Daily (6 May 2023, 9 am, 3 minutes to read) " + STRIKE.format(dead=5, hurt=9, day="Friday"), False),
        ("Good morning from our desk of 7. " + STRIKE.format(dead=5, hurt=9, day="Friday"), False),
        (STRIKE.format(dead="5 dock workers and 3", hurt=9, day="Friday"), False),
    ],
)
def test_texts_disagree_where_both_give_another_quantity(other, answer):
    text = "MARSEL, 5 May (Wire) - " + STRIKE.format(dead="five", hurt=9, day="Friday")
    assert disagree(read_words(text), read_words(other)) is answer
    assert disagree(read_words(other), read_words(text)) is answer


def test_what_follows_a_cut_copy_is_not_compared_with_the_rest_of_the_original():
    shared = STRIKE.format(dead=5, hurt=9, day="Friday")
    original = shared + " The depot held grain for 40 ships, said the harbour master, who has worked there since the last war ended."
    wrapped = (
        shared + " In sport, the rowing club won 3 races at the regatta and now prepares for the championship in the capital next month."
    )
    assert not disagree(read_words(original), read_words(wrapped))


def test_shared_runs_stand_in_both_texts_in_order():
    a, b = read_words("one two red green blue yellow five grey"), read_words("red green blue yellow black grey white")
    assert [a.words[i : i + n] for i, _, n in aligned(a, b)] == [b.words[j : j + n] for _, j, n in aligned(a, b)]
    assert aligned(a, b) == [(2, 0, 4), (7, 5, 1)]
    assert aligned(a, read_words("")) == []


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        ("3 dead 14 hurt 20 missing", "died: 3; hurt: 14; sought: 20", (3, False)),
        ("3 dead 14 hurt 20 missing", "3 dead, 8 of them men, 14 hurt, 20 gone", (3, False)),
        ("3 dead 14 hurt 20 missing", "3 dead 17 hurt 20 missing", (2, True)),
    ],
)
def test_numbers_in_the_same_order(a, b, answer):
    assert same_numbers(read_words(a), read_words(b)) == answer
