"""A daily run works out again what its new claims touch, and gives to the letter what everything worked out anew gives."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from flows.content import table_hashes
from flows.run import stage
from flows.tabulate import _reconcile
from flows.warehouse import reader
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
    whole, (n_claims,) = tabulated(tmp_path / "whole", read, [every], monkeypatch)
    chance = random.Random(seed)
    chance.shuffle(every)
    first, second = sorted(chance.sample(range(1, len(every)), 2))
    days = [every[:first], every[first:second], every[second:], []]
    hashes, touched = tabulated(tmp_path / "days", read, days, monkeypatch)
    assert hashes == whole
    assert touched[2] < n_claims
    assert touched[3] == 0
