"""The one writer and the published copies: the lock, the schema, publication, and what a reader cannot do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from flows.warehouse import KEPT, PUBLISHED, WAREHOUSE, Error, HomeBusy, NothingPublished, SchemaChanged, Warehouse, reader, writer
from tests.flows.conftest import of_children, toll
from transforms.conform import frame
from transforms.schema import TABLES, table

STORY: dict[str, object] = {"article_id": "a1", "story_id": "a1", "is_original": True, "similarity": 1.0, "version_of": None}
HOLDS = """
import sys, time
from pathlib import Path
from flows.warehouse import writer
with writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def stories(*rows: dict[str, object]) -> pl.DataFrame:
    return frame(table("stories"), [STORY | row for row in rows])


def holder(home: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", HOLDS, str(home)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_run_names_the_owner_and_ends_with_75(home: Path, pages: Path) -> None:
    owner = holder(home)
    try:
        started = time.perf_counter()
        with pytest.raises(HomeBusy, match=rf"held by another run \(process {owner.pid}\).*--home"), writer(home):
            pass
        assert time.perf_counter() - started < 5
        spent = of_children()
        second = toll("run", pages, home=home)
        spent = of_children() - spent
        assert (second.returncode, second.stdout) == (75, "")
        assert second.stderr == (
            f"toll: {home} is held by another run (process {owner.pid}); wait until it ends, or give --home another folder\n"
        )
        assert spent < 2
    finally:
        owner.kill()
        owner.wait()


def test_the_lock_of_a_killed_owner_is_free(home: Path) -> None:
    owner = holder(home)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    with writer(home) as warehouse:
        assert warehouse.value("SELECT count(*) FROM stories") == 0
    assert (home / "lock").read_text() == str(os.getpid())


def test_a_writer_within_a_writer_is_the_same(home: Path) -> None:
    with writer(home) as outer, writer(home) as inner:
        assert inner is outer


def test_what_a_transaction_wrote_before_an_error_is_gone(home: Path) -> None:
    with writer(home) as warehouse:
        with pytest.raises(Error), warehouse.transaction():  # noqa: PT012
            warehouse.put(table("stories"), stories({}))
            warehouse.execute("FROM no_such_table")
        assert warehouse.value("SELECT count(*) FROM stories") == 0


def test_put_replaces_by_key_and_leaves_what_is_there_to_the_letter(home: Path) -> None:
    with writer(home) as warehouse:
        warehouse.put(table("stories"), stories({}, {"article_id": "a2", "is_original": False, "similarity": 0.9}))
        warehouse.put(table("stories"), stories({"similarity": 0.5}))
        assert warehouse.frame("SELECT article_id, similarity FROM stories ORDER BY 1").rows() == [("a1", 0.5), ("a2", 0.9)]
        warehouse.keep_only(table("stories"), stories({}))
        assert warehouse.frame("SELECT article_id FROM stories")["article_id"].to_list() == ["a1"]


def test_tables_of_another_schema_are_refused_with_the_remedy(home: Path) -> None:
    with writer(home) as warehouse:
        warehouse.execute("ALTER TABLE stories ADD COLUMN mood VARCHAR")
    with pytest.raises(SchemaChanged, match=r"table stories .*columns that differ: mood VARCHAR.*toll rebuild"), writer(home):
        pass


def test_every_table_and_column_says_what_it_means(home: Path) -> None:
    with writer(home) as warehouse:
        told = dict(warehouse.frame("SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal").rows())
        assert told == {each.name: each.grain for each in TABLES}
        assert (
            warehouse.value(
                "SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL AND table_name IN (SELECT table_name FROM duckdb_tables())"
            )
            == 0
        )
        assert warehouse.value("SELECT count(*) FROM duckdb_views() WHERE NOT internal AND comment IS NULL") == 0


def published(home: Path, warehouse: Warehouse, name: str, *rows: dict[str, object]) -> None:
    warehouse.put(table("stories"), stories(*rows))
    warehouse.publish(name)


def test_the_published_file_has_the_older_storage_version_and_all_rows(home: Path) -> None:
    with writer(home) as warehouse:
        published(home, warehouse, "run1", {})
        with reader(home) as database:
            assert database.rows("SELECT * FROM stories") == [STORY]
            told = database.rows("SELECT comment FROM duckdb_tables() WHERE table_name = 'stories'")
            assert told[0]["comment"] == table("stories").grain
            tags = database.rows("SELECT tags FROM duckdb_databases() WHERE NOT internal")
            assert "v1.5.0" in str(tags)
    assert sorted(path.name for path in home.iterdir()) == ["lock", "published", PUBLISHED, WAREHOUSE]
    assert [path.name for path in (home / "published").iterdir()] == ["run1.duckdb"]


def test_a_publication_that_was_cut_off_leaves_the_old_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with writer(home) as warehouse:
        published(home, warehouse, "run1", {})
        monkeypatch.setattr("flows.warehouse.fsync", no_space)
        with pytest.raises(OSError, match="No space"):
            published(home, warehouse, "run2", {"article_id": "a2"})
        monkeypatch.undo()
        with reader(home) as database:
            assert database.rows("SELECT count(*) AS n FROM stories") == [{"n": 1}]
        published(home, warehouse, "run2", {"article_id": "a2"})
    with reader(home) as database:
        assert database.rows("SELECT count(*) AS n FROM stories") == [{"n": 2}]


def test_an_open_reader_keeps_what_it_opened(home: Path) -> None:
    with writer(home) as warehouse:
        published(home, warehouse, "run1", {})
        with reader(home) as old:
            published(home, warehouse, "run2", {"article_id": "a2"})
            assert old.rows("SELECT count(*) AS n FROM stories") == [{"n": 1}]
            script = "import sys; from pathlib import Path; from flows.warehouse import reader; print(len(reader(Path(sys.argv[1])).rows('FROM stories')))"
            other = subprocess.run([sys.executable, "-c", script, str(home)], capture_output=True, text=True)
            assert other.stdout == "2\n", other.stderr


def test_the_last_seven_are_kept(home: Path) -> None:
    with writer(home) as warehouse:
        for number in range(KEPT + 2):
            published(home, warehouse, f"run{number}", {"article_id": f"a{number}"})
    assert sorted(path.name for path in (home / "published").iterdir()) == [f"run{n}.duckdb" for n in range(2, KEPT + 2)]
    assert (home / PUBLISHED).samefile(home / "published" / f"run{KEPT + 1}.duckdb")


def test_without_a_publication_the_reader_says_what_makes_one(home: Path) -> None:
    with pytest.raises(NothingPublished, match=r"toll\.duckdb is not there.*`toll run` makes it"):
        reader(home)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "COPY stories TO '{out}'",
        "COPY (SELECT 1) TO '{out}' (FORMAT parquet)",
        "EXPORT DATABASE '{out}'",
        "ATTACH '{out}' AS other",
        "ATTACH '{live}' AS live",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "PRAGMA enable_profiling",
        "SELECT * FROM secret_frame",
        "DELETE FROM stories",
        "CREATE TABLE more AS SELECT 1",
        "DROP TABLE stories",
    ],
)
def test_a_reader_cannot_reach_beyond_its_database(known_home: Path, tmp_path: Path, query: str) -> None:
    secret_frame = pl.DataFrame({"a": [1]})
    assert secret_frame.height == 1
    with reader(known_home) as database, pytest.raises(Error):
        database.query(query.format(out=tmp_path / "out", live=known_home / WAREHOUSE))
    assert not (tmp_path / "out").exists()
