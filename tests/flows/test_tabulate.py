"""A daily run works out again what its new claims touch, and gives to the letter what everything worked out anew gives."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.content import table_hashes
from flows.run import stage
from flows.tabulate import _reconcile
from flows.warehouse import reader
from tests.flows.known import whole
from transforms.conform import frame
from transforms.schema import table
from transforms.stories import stories

MADE = ("incidents", "claims", "claim_figures", "casualties", "refugees", "evidence")
READ = ("articles", "receipts", "figures")


@pytest.fixture(scope="module")
def read(sample: Path) -> dict[str, pl.DataFrame]:
    """The sample's articles, receipts and figures."""
    with reader(sample / "data" / "sample") as database:
        return {name: database.frame(f"SELECT * FROM {name}") for name in READ}


def tabulated(
    home: Path, read: dict[str, pl.DataFrame], days: list[list[str]], patch: pytest.MonkeyPatch
) -> tuple[dict[str, str], list[int]]:
    """The hashes of the tables after a run for each day's articles, and how many claims each run worked out again."""
    patch.setenv("TOLL_HOME", str(home))
    touched, here = [], set[str]()
    for number, day in enumerate(days):
        here.update(day)
        articles = read["articles"].filter(pl.col("article_id").is_in(here))
        now = {
            "receipts": read["receipts"].filter(pl.col("document_id").is_in(articles["document_id"].implode())),
            "articles": articles,
            "stories": stories(articles.select("article_id", "published_on", "text")),
            "figures": read["figures"].filter(pl.col("article_id").is_in(here)),
        }
        with stage("tabulate", f"run-{number}") as work:
            for name, rows in now.items():
                work.warehouse.keep_only(table(name), rows)
                work.warehouse.put(table(name), rows)
            _reconcile(work)
            touched.append(work.counts["claims_touched"])
            hashes = {name: of for name, of in table_hashes(work.warehouse).items() if name in MADE}
    return hashes, touched


@pytest.mark.usefixtures("unjudged")
@pytest.mark.parametrize(("seed", "share"), [(1, 3), *(pytest.param(seed, 1, marks=pytest.mark.long) for seed in range(2, 8))])
def test_runs_over_days_give_what_one_run_over_everything_gives(
    read: dict[str, pl.DataFrame], seed: int, share: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over one in `share` of the sample's articles."""
    every = sorted(read["articles"]["article_id"])[::share]
    at_once, (n_claims,) = tabulated(tmp_path / "whole", read, [every], monkeypatch)
    chance = random.Random(seed)
    chance.shuffle(every)
    first, second = sorted(chance.sample(range(1, len(every)), 2))
    days = [every[:first], every[first:second], every[second:], []]
    hashes, touched = tabulated(tmp_path / "days", read, days, monkeypatch)
    assert hashes == at_once
    assert touched[2] < n_claims
    assert touched[3] == 0


TOWNS = ("ukr-kharkiv", "ukr-kramatorsk", "ukr-dnipro", "kharkiv-oblast", "UKR", "Saltivka district", None)
SENTENCES = ("A shell fell.", "A shell fell.", "Another attack followed.", "The toll of the strike has risen.")


def crowded(chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Articles on few towns, days, numbers and speakers, so that each figure has much to do with others."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("articles", "stories", "receipts", "figures")}
    for number in range(24):
        article, day = f"a{number:02}", date(2024, 3, 1) + timedelta(chance.choice((0, 1, 2, 3, 9, 30, 31)))
        earlier = [row["article_id"] for row in rows["stories"] if row["is_original"]]
        story = chance.choice(earlier) if earlier and chance.random() < 0.2 else article
        version = chance.choice(earlier) if earlier and chance.random() < 0.2 else None
        rows["articles"].append(
            {"article_id": article, "document_id": f"{article:0>64}", "entry": 0, "authors": [], "published_on": day, "text": ""}
        )
        rows["articles"][-1] |= {"published_basis": "meta", "extractor_version": "none"}
        rows["stories"].append(
            {"article_id": article, "story_id": story, "is_original": story == article, "similarity": 1.0, "version_of": version}
        )
        rows["receipts"].append({"receipt_id": article, "run_id": "r", "source_id": "inbox", "url": article, "outcome": "new"})
        rows["receipts"][-1] |= {"document_id": f"{article:0>64}", "received_at": datetime(2024, 5, 1)}
        for at in range(chance.randrange(1, 5)):
            scope = chance.choice(("incident", "incident", "incident", "cumulative", "period"))
            told = day - timedelta(chance.choice((0, 1, 2)))
            undated = scope == "cumulative" and chance.random() < 0.4
            size = chance.choice((2, 3, 7, 9, 12)) + (800 if scope == "cumulative" else 0)
            speaker = chance.choice((None, "ohchr", "ua-gov"))
            rows["figures"].append(
                {"figure_id": f"{article}-{at}", "article_id": article, "conflict_id": "ukraine-2022", "field": "text", "scope": scope}
                | {"measure": chance.choice(("killed", "killed", "injured")), "low": size, "best": size, "high": size, "unit": "person"}
                | {"quantifier": "exact", "population": "any", "age": "any", "sex": "any", "side": "UKR", "stance": "asserted"}
                | {"speaker_id": speaker, "speaker": speaker, "speaker_kind": "un" if speaker else "none", "value_text": str(size)}
                | {"place_id": None if undated else chance.choice(TOWNS), "as_of": None if undated else told}
                | {"as_of_precision": None if undated else chance.choice(("day", "day", "day", "week", "month"))}
                | {"as_of_basis": "none" if undated else chance.choice(("explicit", "relative", "publication"))}
                | {"relation": chance.choice(("subset_of", "revises", "adds_to", "total_of")) if at and chance.random() < 0.4 else None}
                | {"sentence": chance.choice(SENTENCES), "confidence": 0.9, "flags": [], "extractor_version": "none"}
                | {"start": 0, "end": 3, "value_start": 0, "value_end": 2}
            )
            if rows["figures"][-1]["relation"]:
                rows["figures"][-1]["parent_figure_id"] = f"{article}-{chance.randrange(at)}"
    return rows


def made_of(home: Path, days: list[dict[str, list[dict[str, Any]]]], patch: pytest.MonkeyPatch) -> dict[str, str]:
    """The hashes of the tables after a run over each of these contents of the tables before, one after the other."""
    patch.setenv("TOLL_HOME", str(home))
    for number, day in enumerate(days):
        with stage("tabulate", f"run-{number}") as work:
            for name, rows in day.items():
                of = frame(table(name), [whole(table(name), row) for row in rows])
                work.warehouse.keep_only(table(name), of)
                work.warehouse.put(table(name), of)
            _reconcile(work)
            hashes = {name: of for name, of in table_hashes(work.warehouse).items() if name in MADE}
    return hashes


@pytest.mark.usefixtures("unjudged")
@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 20))])
def test_figures_that_come_change_and_go_in_any_split_leave_what_the_last_of_them_give(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    last = crowded(chance)
    articles = [row["article_id"] for row in last["articles"]]
    days: list[dict[str, list[dict[str, Any]]]] = []
    for _ in range(4):
        here = {article for article in articles if chance.random() < 0.6}
        day = {name: [row for row in rows if row["article_id" if name != "receipts" else "url"] in here] for name, rows in last.items()}
        day["figures"] = [row | ({"best": 5, "low": 5} if chance.random() < 0.1 else {}) for row in day["figures"]]
        day["stories"] = [row | ({"story_id": row["article_id"]} if chance.random() < 0.1 else {}) for row in day["stories"]]
        days.append(day)
    assert made_of(tmp_path / "days", [*days, last], monkeypatch) == made_of(tmp_path / "whole", [last], monkeypatch)
