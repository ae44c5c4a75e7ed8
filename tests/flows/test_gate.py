"""The gate: what it writes, what it refuses and how that is kept, and when it stops the run."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from flows import gate
from flows.run import GateFailed, stage
from flows.warehouse import writer
from transforms.conform import frame
from transforms.schema import table


def stories(count: int, **columns: object) -> pl.DataFrame:
    ids = [f"{n:020d}" for n in range(count)]
    rows = [{"article_id": id, "story_id": id, "is_original": True, "similarity": 1.0, "version_of": None} | columns for id in ids]
    return frame(table("stories"), rows)


def count(home: Path, table_name: str) -> int:
    with writer(home) as warehouse:
        return int(warehouse.value(f"SELECT count(*) FROM {table_name}"))


def test_rows_that_pass_are_written_and_counted(home: Path) -> None:
    with stage("dedupe", "run1") as work:
        passed = gate.write(work, "stories", stories(30))
        assert (passed.rows.height, passed.offered, passed.refused) == (30, 30, 0)
    with writer(home) as warehouse:
        assert warehouse.frame("SELECT state, offered, written, refused, error FROM runs").rows() == [("done", 30, 30, 0, None)]
        assert warehouse.value("SELECT count(*) FROM checks WHERE run_id = 'run1' AND \"table\" = 'stories' AND passed") >= 7


def test_a_refused_row_goes_to_rejects_with_rule_value_and_row(home: Path) -> None:
    rows = pl.concat([stories(30), stories(1).with_columns(article_id=pl.lit("x" * 20), similarity=pl.lit(1.5))])
    with stage("dedupe", "run1") as work:
        assert gate.write(work, "stories", rows).refused == 1
    with writer(home) as warehouse:
        (reject,) = warehouse.frame("FROM rejects").to_dicts()
        assert warehouse.frame("SELECT offered, written, refused FROM runs").rows() == [(31, 30, 1)]
        assert warehouse.frame("SELECT rule, rows, refused FROM checks WHERE NOT passed").rows() == [("similarity is from 0 to 1", 31, 1)]
    row = json.loads(reject.pop("row"))
    assert row == {"article_id": "x" * 20, "story_id": f"{0:020d}", "is_original": True, "similarity": 1.5, "version_of": None}
    del reject["reject_id"]
    assert reject == {
        "run_id": "run1",
        "stage": "dedupe",
        "table": "stories",
        "id": "x" * 20,
        "reason": "rule",
        "rule": "similarity is from 0 to 1",
        "value": "1.5",
    }
    assert count(home, "stories") == 30


def test_a_value_of_another_type_and_a_key_that_stands_twice_are_refused(home: Path) -> None:
    rows = stories(40).with_columns(pl.col("similarity").cast(pl.String))
    wrong = rows.head(1).with_columns(article_id=pl.lit("x" * 20), similarity=pl.lit("high"))
    again = rows.head(1).with_columns(similarity=pl.lit("0.5"))
    with stage("dedupe", "run1") as work:
        gate.write(work, "stories", pl.concat([rows, wrong, again]))
    with writer(home) as warehouse:
        told = warehouse.frame("SELECT id, reason, rule, value FROM rejects ORDER BY reason").rows()
        assert told == [
            ("x" * 20, "cast", "similarity is of type double", "high"),
            (f"{0:020d}", "duplicate_key", "article_id is unique", f"{0:020d}"),
        ]
        assert warehouse.value("SELECT similarity FROM stories WHERE article_id = ?", [f"{0:020d}"]) == 1.0


def test_more_than_a_twentieth_refused_stops_the_run_and_writes_none(home: Path) -> None:
    rows = pl.concat(
        [stories(38), stories(2).with_columns(article_id=pl.lit("x") + pl.col("article_id").str.slice(1), similarity=pl.lit(1.5))]
    )
    with stage("dedupe", "run1") as work, work.warehouse.transaction():
        gate.write(work, "stories", rows)
    worse = pl.concat([rows.head(37), rows.tail(2)])
    with pytest.raises(
        GateFailed, match=r"2 of 39 rows for stories were refused.*similarity is from 0 to 1 \(value '1.5'\).*nothing is published"
    ):
        _write("run2", worse)
    with writer(home) as warehouse:
        assert warehouse.frame("SELECT run_id, state FROM runs ORDER BY 1").rows() == [("run1", "done"), ("run2", "failed")]
        assert warehouse.value("SELECT count(*) FROM rejects WHERE run_id = 'run2'") == 2
        assert warehouse.value("SELECT count(*) FROM stories") == 38


def test_a_few_bad_rows_of_a_few_do_not_stop_it(home: Path) -> None:
    with stage("dedupe", "run1") as work:
        assert gate.write(work, "stories", stories(5, similarity=2.0)).refused == 5
    assert (count(home, "stories"), count(home, "rejects")) == (0, 5)


def test_a_batch_that_loses_rows_on_its_way_to_the_judge_stops_the_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gate.judge
    monkeypatch.setattr(gate, "judge", lambda rows, of, *, expected_rows: whole(rows.head(3), of, expected_rows=expected_rows))
    with pytest.raises(GateFailed, match=r"table stories broke the rule that the batch has the 5 rows that the stage offers"):
        _write("run1", stories(5))
    assert count(home, "stories") == 0


def test_identical_rows_again_write_nothing(home: Path) -> None:
    rows = stories(10)
    with stage("dedupe", "run1") as work:
        gate.write(work, "stories", rows)
        before = work.warehouse.frame("SELECT rowid, * FROM stories ORDER BY rowid")
        gate.write(work, "stories", rows.reverse(), whole=True)
        assert work.warehouse.frame("SELECT rowid, * FROM stories ORDER BY rowid").equals(before)


def test_a_whole_table_loses_what_is_not_offered(home: Path) -> None:
    with stage("dedupe", "run1") as work:
        gate.write(work, "stories", stories(10))
        gate.write(work, "stories", stories(3), whole=True)
    assert count(home, "stories") == 3


def test_an_empty_table_is_judged_too(home: Path) -> None:
    with stage("dedupe", "run1") as work:
        gate.write(work, "stories", stories(0), whole=True)
    with writer(home) as warehouse:
        told = warehouse.frame("SELECT rule, rows, passed FROM checks WHERE rule LIKE 'every batch%'").rows()
    assert told == [("every batch has the rows that the stage offers", 0, True)]


def test_text_of_any_kind_is_a_value_and_never_sql(home: Path) -> None:
    hostile = "'); DROP TABLE stories; -- \x00 \" ` <img src=x onerror=alert(1)>"
    with stage("dedupe", "run1") as work:
        gate.write(work, "stories", stories(1, version_of=hostile))
        gate.reject(work, [gate.rejected(work, hostile, hostile, "rule", value=hostile)])
        assert work.warehouse.value("SELECT version_of FROM stories") == hostile
        assert work.warehouse.value("SELECT value FROM rejects") == hostile


def _write(run_id: str, rows: pl.DataFrame) -> None:
    with stage("dedupe", run_id) as work, work.warehouse.transaction():
        gate.write(work, "stories", rows)
