"""The loss bulletins as raw pages: who, when, whose, and the series that they give. Not part of the project: read where they lie beside it."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from flows.reference import load
from transforms.text.model import Article, Figure
from transforms.text.page import read_page
from transforms.text.reader import Reader

SHARED = Path(__file__).parents[4] / "shared"
PAGES, RECORDS = SHARED / "articles" / "html", SHARED / "articles" / "real.jsonl"
SERIES = SHARED / "official_series" / "ukraine_mod_claimed_russian_personnel.csv"
pytestmark = pytest.mark.skipif(not PAGES.is_dir() or not SERIES.is_file(), reason=f"no bulletins in {SHARED}")


@cache
def bulletins() -> dict[str, tuple[dict[str, object], list[Figure]]]:
    """By page: its record, and the figures of people that the reader finds in the page's bytes under the record's outlet."""
    reference = load()
    reader = Reader(reference)
    read = {}
    for line in RECORDS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        path = PAGES / f"{record['id']}.html"
        if record.get("gold_personnel_cum") and path.exists():
            (page,) = read_page(path.read_bytes(), today=date(2024, 1, 1), reference=reference).articles
            figures = reader.read(Article(record["id"], page.text, page.title, record["outlet"], page.published_on, page.language)).figures
            read[record["id"]] = (record, [figure for figure in figures if figure.field == "text"])
    return read


def test_every_bulletin_says_who_of_whom_when_and_since_when() -> None:
    assert len(bulletins()) >= 33
    for name, (record, figures) in bulletins().items():
        total, *days = figures
        assert total.best == record["gold_personnel_cum"], name
        assert str(total.as_of) == str(record["gold_as_of"])[:10], name
        assert (total.as_of_precision, total.scope, total.period_start) == ("day", "cumulative", date(2022, 2, 24)), name
        for figure in figures:
            assert (figure.speaker_id, figure.speaker_kind, figure.stance) == ("ua-mod", "adverse_party", "claimed"), name
            assert (figure.side, figure.conflict_id) == ("RUS", "ukraine-2022"), name
        for day in days:  # "(+200)"
            assert (day.scope, day.period_start, day.as_of) == ("period", total.as_of, total.as_of), name


def test_their_series_is_the_published_one_on_every_day_that_they_cover() -> None:
    with SERIES.open(encoding="utf-8", newline="") as lines:
        published = {row["date"]: int(row["personnel_cum"]) for row in csv.DictReader(lines)}
    read = {str(figures[0].as_of): figures[0].best for _, figures in bulletins().values()}
    assert len(read) >= 30
    assert read == {day: published[day] for day in read}
