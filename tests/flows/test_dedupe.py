"""Stories as the warehouse keeps them: a run reads its new articles, and whatever the runs and their order, the table is that of one run."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.dedupe import dedupe
from flows.warehouse import writer
from transforms.conform import frame
from transforms.schema import table
from transforms.stories import CROWD, stories
from transforms.text.quantities import read_words

COPIED = (
    "Shelling struck the grain port of {place} before dawn on Saturday, killing {dead} people and wounding {hurt} others, rescue workers said. "
    "Firefighters from three towns fought the flames until noon while divers searched the harbour for the crew of a tug that had sunk at its "
    "berth. The mayor told reporters that two warehouses were lost and that the railway to the north would stay closed for a week."
)
SERIES = (
    "Evening bulletin of the regional staff. The enemy attacked {n} times along the river since morning. Their losses in this sector came to "
    "{dead} killed and wounded. Two vehicles and one depot were destroyed. The situation near the bridge remains under control of our troops."
)


def pool(rng: random.Random, series: int, others: int) -> list[tuple[str, str, date | None]]:
    """Articles of every kind of likeness: a long series of one template, copies whole, cut and wrapped, updates, and strangers."""
    words = [f"{a}{b}{c}" for a in "bdfglmnr" for b in "aeiou" for c in ("la", "ti", "no", "ske", "rum")]
    texts: list[tuple[str, date | None]] = []
    for n in range(series):
        texts.append((SERIES.format(n=20 + n, dead=300 + 7 * n), date(2024, 1, 1) + timedelta(days=rng.randrange(40))))
    for n in range(others):
        text = COPIED.format(place=f"Port{words[n]}", dead=3 + n, hurt=20 + n) + " " + " ".join(rng.choices(words, k=60))
        day = date(2024, 2, 1) + timedelta(days=n)
        half = text[: len(text) * 3 // 5]
        update = text.replace(f"killing {3 + n} people", f"killing {40 + n} people")
        texts += [(text, day), (f"From our wires. {half}", day + timedelta(days=1)), (update, day + timedelta(days=2)), (text, None)]
        texts.append((" ".join(rng.choices(words, k=90)), day))
    return [(f"{n:04d}" + "a" * 16, text, day) for n, (text, day) in enumerate(texts)]


def come(home: Path, run_id: str, articles: list[tuple[str, str, date | None]]) -> int:
    """A run in which these articles came; how many rows were offered to its gates."""
    bare = {
        column.name: None if column.null else {"text": "", "integer": 0, "text[]": []}[column.type] for column in table("articles").columns
    }
    rows = [bare | {"article_id": article_id, "text": text, "published_on": day} for article_id, text, day in articles]
    with writer(home) as warehouse:
        warehouse.put(table("articles"), frame(table("articles"), rows))
        dedupe.fn(run_id)
        return int(warehouse.value("SELECT offered FROM runs WHERE run_id = ?", [run_id]))


def told(home: Path) -> list[tuple[object, ...]]:
    with writer(home) as warehouse:
        return warehouse.frame("FROM stories ORDER BY article_id").rows()


def pairs(home: Path) -> list[tuple[object, ...]]:
    with writer(home) as warehouse:
        return warehouse.frame("FROM likenesses ORDER BY ALL").rows()


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 12))])
def test_any_split_into_runs_in_any_order_gives_the_stories_of_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    rng = random.Random(seed)
    articles = pool(rng, series=CROWD + 12, others=5)
    whole = pl.DataFrame(articles, schema={"article_id": pl.String, "text": pl.String, "published_on": pl.Date}, orient="row")
    once = stories(whole).rows()
    found: list[tuple[object, object]] = []
    for runs in (1, 3):
        home = tmp_path / str(runs)
        monkeypatch.setenv("TOLL_HOME", str(home))
        arrived = rng.sample(articles, len(articles))
        cuts = sorted(rng.sample(range(1, len(arrived)), runs - 1))
        for n, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(arrived)], strict=True)):
            come(home, f"run{n}", arrived[start:end])
        found.append((told(home), pairs(home)))
    assert found[0] == found[1]
    assert found[0][0] == once
    assert len({row[1] for row in once}) < len(once)
    assert any(row[4] for row in once)


def test_a_run_offers_the_rows_of_its_new_articles_and_of_those_that_they_touch(home: Path) -> None:
    strangers = [article for article in pool(random.Random(5), series=0, others=30) if len(read_words(article[1])) == 90]
    articles = [*pool(random.Random(6), series=0, others=1)[:2], *((f"b{row[0][1:]}", *row[1:]) for row in strangers)]
    copy = ("zzzz" + "a" * 16, articles[0][1], date(2024, 5, 1))
    come(home, "run1", articles)
    before = told(home)
    assert len(before) == 32
    assert come(home, "run2", []) == 0
    offered = come(home, "run3", [copy])
    assert 3 <= offered < 10  # its signature, its likenesses, and the stories of its component
    after = {row[0]: row for row in told(home)}
    assert after.pop(copy[0])[1] == next(row[1] for row in before if row[0] == articles[0][0])
    assert sorted(after.values()) == before


def test_an_earlier_article_that_comes_late_takes_its_story_over_and_later_versions_follow(home: Path) -> None:
    text = COPIED.format(place="Odesa", dead=4, hurt=31)
    update = text.replace("killing 4 people", "killing 9 people")
    come(home, "run1", [("b" * 20, text, date(2024, 3, 5)), ("c" * 20, update, date(2024, 3, 6))])
    assert told(home)[1][4] == "b" * 20
    come(home, "run2", [("z" * 20, text, date(2024, 3, 1))])
    assert {row[0][0]: (row[1][0], row[4] and row[4][0]) for row in told(home)} == {"b": ("z", None), "c": ("c", "z"), "z": ("z", None)}


def test_an_article_that_is_gone_or_has_another_day_leaves_no_trace_in_the_stories(home: Path) -> None:
    articles = pool(random.Random(7), series=6, others=2)
    come(home, "run1", articles)
    with writer(home) as warehouse:
        warehouse.execute("DELETE FROM articles WHERE article_id = ?", [articles[6][0]])
        warehouse.execute("UPDATE articles SET published_on = DATE '2020-01-01' WHERE article_id = ?", [articles[9][0]])
    come(home, "run2", [])
    left = [(i, t, date(2020, 1, 1) if i == articles[9][0] else d) for i, t, d in articles if i != articles[6][0]]
    once = stories(pl.DataFrame(left, schema={"article_id": pl.String, "text": pl.String, "published_on": pl.Date}, orient="row"))
    assert told(home) == once.rows()


def test_texts_of_the_pool_are_long_enough_to_be_copies() -> None:
    assert all(len(read_words(text)) >= 40 for _, text, _ in pool(random.Random(1), 3, 2))
