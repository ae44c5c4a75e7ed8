"""The sample's tables row for row: what `make run` shows. `make golden` writes them anew after a change that is meant; read the difference before you commit it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.warehouse import Reader, reader

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
QUERIES = {
    "figures": """
        SELECT regexp_extract(r.url, '([^/]+)[.]html$', 1) AS page, f.field, f.value_text, f.measure, f.low, f.best, f.high, f.quantifier, f.unit,
               f.population, f.age, f.sex, f.side, f.speaker, f.speaker_kind, f.stance, f.scope, f.period_start, f.as_of, f.as_of_precision,
               f.as_of_basis, f.place, f.origin, f.relation, f.conflict_id, array_to_string(f.flags, ' ') AS flags
        FROM figures f JOIN articles a USING (article_id) JOIN (SELECT document_id, min(url) AS url FROM receipts GROUP BY 1) r USING (document_id)
        ORDER BY page, f.field, f.value_start, f.measure, f.figure_id""",
    "stories": """
        SELECT regexp_extract(r.url, '([^/]+)[.]html$', 1) AS page, regexp_extract(o.url, '([^/]+)[.]html$', 1) AS original,
               round(s.similarity, 2) AS similarity, regexp_extract(v.url, '([^/]+)[.]html$', 1) AS version_of
        FROM stories s JOIN named r USING (article_id) JOIN named o ON o.article_id = s.story_id LEFT JOIN named v ON v.article_id = s.version_of
        ORDER BY page""",
    "casualties": """
        SELECT conflict_id, measure, population, age, sex, side, place_id, scope, period_start, as_of, low, best, high, method, n_claims, n_speakers,
               n_stories, array_to_string(flags, ' ') AS flags, known_on FROM casualties ORDER BY ALL""",
    "refugees": """
        SELECT conflict_id, measure, population, age, sex, side, place_id, origin_id, scope, period_start, as_of, low, best, high, method, n_claims,
               n_speakers, n_stories, array_to_string(flags, ' ') AS flags, known_on FROM refugees ORDER BY ALL""",
}
NAMED = "WITH named AS (SELECT a.article_id, min(r.url) AS url FROM articles a JOIN receipts r USING (document_id) GROUP BY 1) "


@pytest.fixture(scope="module")
def published(sample: Path) -> Iterator[Reader]:
    """The published database of the sample."""
    with reader(sample / "data" / "sample") as database:
        yield database


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_sample_gives_these_rows(published: Reader, name: str) -> None:
    query = (NAMED if name == "stories" else "") + QUERIES[name]
    now = published.frame(query).write_csv()
    path = GOLDEN / f"{name}.csv"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(now, encoding="utf-8")
    rows, golden = now.splitlines(), path.read_text(encoding="utf-8").splitlines()
    gone = [f"- {row}" for row in golden if row not in set(rows)]
    new = [f"+ {row}" for row in rows if row not in set(golden)]
    assert rows == golden, "\n".join(["the rows differ (`make golden` writes them anew):", *gone[:20], *new[:20]])


def test_what_an_outlet_writes_anew_of_an_event_is_linked_by_it_and_nothing_else_is(published: Reader) -> None:
    with (ROOT / "tests" / "sample" / "pairs.csv").open(encoding="utf-8", newline="") as lines:
        kinds = {(pair["a"], pair["b"]): pair["kind"] for pair in csv.DictReader(lines)}
    query = """SELECT DISTINCT regexp_extract(e.url, '[^/]+$') AS earlier, regexp_extract(l.url, '[^/]+$') AS later
               FROM updates u JOIN named e ON e.article_id = u.earlier_id JOIN named l ON l.article_id = u.article_id"""
    linked = set(published.frame(NAMED + query).rows())
    assert {kinds.get(pair) for pair in linked} == {"update"}
    assert linked == {
        ("2023-01-14-cpa-dnipro-block-first.html", "2023-01-15-cpa-dnipro-block-second.html"),
        ("2023-01-15-cpa-dnipro-block-second.html", "2023-01-17-cpa-dnipro-block-final.html"),
        ("2024-04-06-cpa-kharkiv-night-drones.html", "2024-04-08-cpa-kharkiv-toll-eight.html"),
    }


def test_every_figure_of_the_sample_is_an_invented_outlets(published: Reader) -> None:
    outlets = published.frame("SELECT DISTINCT outlet FROM articles")["outlet"].to_list()
    assert len(outlets) >= 7
    assert all(outlet.endswith("(sample)") for outlet in outlets)


def test_an_undated_copy_of_a_un_total_is_dated_by_the_dated_articles_beside_it(published: Reader) -> None:
    query = """
        SELECT DISTINCT c.speaker_id, c.measure, c.best, c.as_of_first, c.as_of FROM claims c JOIN claim_figures USING (claim_id)
        JOIN figures f USING (figure_id) JOIN articles a USING (article_id)
        WHERE c.as_of_basis = 'series' AND a.published_on IS NULL AND f.as_of IS NULL AND f.as_of_basis = 'none'"""
    assert ("unhcr", "refugees", 4_000_000, date(2022, 3, 30), date(2022, 3, 30)) in published.frame(query).rows()


def test_the_toll_of_one_strike_is_told_in_the_order_in_which_it_rose(published: Reader) -> None:
    query = """
        SELECT DISTINCT known_on, coalesce(best, low) AS number FROM incident_history
        WHERE place_id = 'ukr-dnipro' AND measure = 'killed' AND age = 'any' AND coalesce(best, low) IN (9, 23, 45) ORDER BY ALL"""
    rows = published.frame(query).rows()
    assert [number for _, number in sorted(rows)][:1] == [9]
    assert {number: min(day for day, told in rows if told == number) for _, number in rows} == {
        9: date(2023, 1, 14), 23: date(2023, 1, 15), 45: date(2023, 1, 17),
    }  # fmt: skip
