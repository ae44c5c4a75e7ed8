"""Table stories: copies share one, versions are linked, everything else stands alone."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.schema.stories import STORIES
from transforms.stories import CROWD, candidates, signatures, stories, verified

SHELLING = """Shells fell on the market of Orlivka shortly after dawn on Tuesday, killing 14 people and wounding 31 others, the regional
governor Taras Hnatiuk said. Rescue crews were still lifting slabs of concrete from the covered hall in the afternoon, and three traders
were unaccounted for. Most of the dead were women who had come to sell vegetables from the villages across the river, according to the
governor, who posted photographs of burnt stalls and an overturned bus. The hospital in the town said that nine of the wounded were in
serious condition and had been moved by helicopter to the regional capital. A spokesman for the army across the front line denied that
its guns had fired on the town and blamed a stray air defence missile. Orlivka lies about 18 kilometres from the front and had been
spared since the winter, when a power station on its outskirts was hit twice in one week. Schools were closed for the rest of the week
and the town council asked residents to stay away from open squares."""

SPUN = """Shells landed on the market of Orlivka soon after dawn on Tuesday, killing 14 people and injuring 31 others, the regional
governor Taras Hnatiuk stated. Rescue teams were still lifting slabs of concrete from the covered hall in the afternoon, and three
sellers were unaccounted for. Most of the victims were women who had arrived to sell vegetables from the villages over the river, as per
the governor, who shared photographs of scorched stalls and an overturned bus. The clinic in the town said that nine of the injured were
in grave condition and had been taken by helicopter to the regional capital. A representative for the army across the front line
rejected that its guns had fired on the town and accused a stray air defence missile. Orlivka lies around 18 kilometres from the front
and had been spared since the winter, when a power plant on its outskirts was struck twice in one week. Schools were shut for the rest
of the week and the town council urged residents to keep away from open squares."""

TRANSLATED = """Shortly after dawn on Tuesday the shells fell on the market in Orlivka, 14 people killed and 31 others wounded, said the
governor of the region Taras Hnatiuk. In the afternoon rescue crews were still lifting concrete slabs from the covered hall, and three
traders were not accounted for. Most of the dead were women, who had come to sell the vegetables from the villages across the river,
according to governor, who published photographs of burnt stalls and of an overturned bus. The hospital in town said that nine of the
wounded were in serious condition and had been moved with helicopter to the capital of the region. A spokesman of the army across the
front line denied, that its guns had fired on the town, and blamed a stray missile of air defence. Orlivka lies about 18 kilometres from
the front and had been spared since the winter, when a power station on its outskirts was hit twice in one week. The schools were closed
for the rest of the week and the council of the town asked residents to stay away from the open squares."""

INDEPENDENT = """At least 14 people died when artillery hit a crowded market in the eastern town of Orlivka on Tuesday morning, local
officials said, in the deadliest strike on the area this year. Our reporter saw bodies covered with blankets beside crates of tomatoes
and a bus lying on its side. "We heard three explosions and then the roof came down," said Oksana, who runs a flower stall. Governor
Taras Hnatiuk put the number of wounded at 31, nine of them in serious condition. Doctors at the district hospital were treating
children for shrapnel injuries on the corridor floor. The other side's military said it had not targeted the town. Diplomats in the
capital called for an inquiry, and the United Nations mission asked for access to the site. The town, some 18 kilometres behind the
lines, had seen little fighting for months and many families who fled last year had come home."""

BULLETIN = """Daily situation report of the northern command on {day} June. Units repelled {attacks} attacks along the river line over
the past day. Enemy losses came to {dead} soldiers, {tanks} tanks and {guns} artillery pieces. Our own losses are not published.
Civilians in the border villages are asked to keep to the shelters. The next report follows tomorrow at the usual hour."""

OTHER = """The ministry of agriculture expects a smaller wheat harvest this autumn because farmers in the south could not sow mined
fields. Grain traders said that prices at the ports had risen by a fifth since spring and that rail transport remained the main
obstacle."""


def frame(*rows: tuple[str, str, date | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"article_id": pl.String, "text": pl.String, "published_on": pl.Date}, orient="row")


def day(number: int) -> date:
    return date(2024, 6, number)


def story_of(table: pl.DataFrame) -> dict[str, str]:
    return dict(table.select("article_id", "story_id").iter_rows())


def version_of(table: pl.DataFrame) -> dict[str, str | None]:
    return dict(table.select("article_id", "version_of").iter_rows())


def lead(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: int(len(words) * share)])


WRAPPED = f"Read our live coverage of the war. Subscribers get the morning letter. {SHELLING} {INDEPENDENT} Sign up below for more."


@pytest.mark.parametrize(
    ("copy", "what"),
    [
        (SHELLING, "the same"),
        (SHELLING.upper().replace(",", " -"), "another case and punctuation"),
        (SHELLING.replace("14 people", "fourteen people").replace("31 others", "thirty-one others"), "numbers in words"),
        (WRAPPED, "wrapped"),
        (lead(SHELLING, 0.25), "cut to its first quarter"),
        (SPUN, "spun"),
        (TRANSLATED, "translated by machine"),
    ],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_a_copy_joins_the_story_of_its_original(copy, what):
    table = stories(frame(("a", copy, day(5)), ("b", SHELLING, day(4)), ("c", OTHER, day(3))))
    assert story_of(table) == {"a": "b", "b": "b", "c": "c"}
    assert table["is_original"].to_list() == [False, True, True]
    assert table["similarity"][1] == 1.0


def test_an_independent_report_of_the_event_is_a_story_of_its_own():
    table = stories(frame(("a", SHELLING, day(4)), ("b", INDEPENDENT, day(4))))
    assert table.rows() == [("a", "a", True, 1.0, None), ("b", "b", True, 1.0, None)]


@pytest.mark.parametrize("update", [SHELLING, SPUN, lead(SHELLING, 0.5), WRAPPED], ids=["same", "spun", "cut", "wrapped"])
@pytest.mark.parametrize(("old", "new"), [("14 people", "19 people"), ("14 people", "at least nineteen people")])
def test_an_update_of_the_toll_is_a_version_and_no_copy(update, old, new):
    updated = update.replace(old, new, 1)
    table = stories(frame(("a", SHELLING, day(4)), ("b", updated, day(5))))
    assert story_of(table) == {"a": "a", "b": "b"}
    assert version_of(table) == {"a": None, "b": "a"}


def test_the_copies_of_an_update_join_the_update():
    updated = SHELLING.replace("14 people", "19 people")
    table = stories(frame(("a", SHELLING, day(4)), ("b", updated, day(5)), ("c", SPUN.replace("14", "19"), day(6)), ("d", SPUN, day(7))))
    assert story_of(table) == {"a": "a", "b": "b", "c": "b", "d": "a"}
    assert version_of(table) == {"a": None, "b": "a", "c": None, "d": None}


def test_bulletins_of_one_template_are_a_chain_of_versions():
    numbers = [{"day": n, "attacks": 20 + n, "dead": 700 + 13 * n, "tanks": n % 4, "guns": 5} for n in range(1, 6)]
    table = stories(frame(*((f"b{n}", BULLETIN.format(**each), day(n)) for n, each in enumerate(numbers, start=1))))
    assert table["is_original"].all()
    assert version_of(table) == {"b1": None, "b2": "b1", "b3": "b2", "b4": "b3", "b5": "b4"}


def test_a_long_series_holds_one_story_for_each_day_and_finds_its_double_captures():
    rows = [
        (f"{n:03}", BULLETIN.format(day=n, attacks=n, dead=700 + n, tanks=3, guns=5), date.fromordinal(738000 + n))
        for n in range(3 * CROWD)
    ]
    again = ("x", rows[50][1].replace(". ", ".\n"), rows[50][2])
    table = stories(frame(*rows, again))
    assert table["is_original"].sum() == len(rows)
    assert story_of(table)["x"] == "050"
    assert version_of(table)["095"] == "094"


def test_the_original_is_the_earliest_and_undated_articles_come_last():
    table = stories(frame(("a", SHELLING, None), ("b", SHELLING, day(9)), ("c", SHELLING, day(8)), ("d", SHELLING, day(8))))
    assert story_of(table) == dict.fromkeys("abcd", "c")


def test_an_article_that_its_neighbour_but_not_the_original_matches_is_an_original():
    whole = SHELLING.split()
    first, second = " ".join(whole), " ".join(whole[100:] + OTHER.split() * 3)
    third = " ".join(OTHER.split() * 3 + INDEPENDENT.split())
    table = stories(frame(("a", first, day(1)), ("b", second, day(2)), ("c", third, day(3))))
    assert story_of(table)["c"] == "c"


def test_very_short_texts_are_copies_only_when_equal():
    table = stories(
        frame(
            ("a", "Two people were hurt in the village.", day(1)),
            ("b", "two people were hurt, in the village", day(2)),
            ("c", "Two people were hurt in the village on the river.", day(3)),
        )
    )
    assert story_of(table) == {"a": "a", "b": "a", "c": "c"}


def test_articles_without_words_share_nothing():
    assert story_of(stories(frame(("a", "", day(1)), ("b", "", day(1)), ("c", "***", day(1))))) == {"a": "a", "b": "b", "c": "c"}


def test_no_articles_give_the_empty_table():
    table = stories(frame())
    assert table.columns == list(STORIES.names)
    assert table.is_empty()


def test_candidates_meet_once_with_the_earlier_first():
    articles = frame(("b", SHELLING, day(1)), ("a", SPUN, day(2)), ("c", OTHER, day(1)))
    pairs = candidates(signatures(articles))
    assert pairs.rows() == [("b", "a")]
    assert verified(pairs, articles).select("earlier_id", "later_id", "kind").rows() == [("b", "a", "copy")]


POOL = [
    SHELLING,
    SPUN,
    INDEPENDENT,
    OTHER,
    WRAPPED,
    lead(SHELLING, 0.4),
    lead(SHELLING, 0.7).replace("14", "19"),
    SPUN.replace("14", "22"),
    "Nine injured.",
    "",
    *(BULLETIN.format(day=n, attacks=n, dead=9 * n, tanks=2, guns=1) for n in (1, 2, 3)),
]
ARTICLES = st.lists(st.tuples(st.sampled_from(POOL), st.none() | st.integers(1, 28).map(day)), min_size=1, max_size=10).map(
    lambda drawn: [(f"{n:02}", *each) for n, each in enumerate(drawn)]
)


@settings(max_examples=12, deadline=None)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_changes_a_story(rows, rng: random.Random):
    arrived = rng.sample(rows, len(rows))
    assert stories(frame(*arrived)).rows() == stories(frame(*rows)).rows()


@settings(max_examples=12, deadline=None)
@given(ARTICLES)
def test_each_article_has_one_row_and_each_story_its_original(rows):
    table = stories(frame(*rows))
    assert table["article_id"].to_list() == [row[0] for row in rows]
    assert (table["is_original"] == (table["story_id"] == table["article_id"])).all()
    assert set(table["story_id"]) == set(table.filter("is_original")["article_id"])
    assert table.filter(~pl.col("is_original"))["version_of"].null_count() == (~table["is_original"]).sum()


@settings(max_examples=12, deadline=None)
@given(ARTICLES, st.none() | st.integers(1, 28).map(day))
def test_an_unrelated_article_changes_nothing(rows, published_on):
    unrelated = ("zz", " ".join(f"quartz{n} lilac{n} umbrella{n}" for n in range(60)), published_on)
    table = stories(frame(*rows, unrelated))
    assert table.filter(pl.col("article_id") != "zz").rows() == stories(frame(*rows)).rows()
    assert table.row(by_predicate=pl.col("article_id") == "zz") == ("zz", "zz", True, 1.0, None)


@settings(max_examples=12, deadline=None)
@given(ARTICLES)
def test_articles_of_the_same_words_always_share_a_story(rows):
    table = story_of(stories(frame(*rows)))
    for article_id, text, _ in rows:
        assert not text or {table[other] for other, again, _ in rows if again == text} == {table[article_id]}
