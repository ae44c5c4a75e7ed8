"""The one door to DuckDB: the warehouse that flows own, and the published database that people read.

The live file is never opened any other way, not even to hash or copy it: closing any descriptor of it in the owning process drops DuckDB's lock,
and another process's commits then vanish.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows import ddl, views
from flows.disk import fsync
from flows.failpoints import reach
from transforms.schema import TABLES
from transforms.schema.table import Table

WAREHOUSE, PUBLISHED, KEPT = "warehouse.duckdb", "toll.duckdb", 7
NOT_PUBLISHED = ("signatures", "settled")  # of use to the next run alone: the tables are there, and empty
ANEW = "`toll rebuild` puts it aside and makes it anew from the archive"
Error = duckdb.Error
_CLOSED = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class HomeBusy(RuntimeError):
    """Another run holds the data: names its process and what to do. Exit code 75."""


class SchemaChanged(RuntimeError):
    """The warehouse was made under another schema: names the table and the columns, and how to make it anew."""


class NoDatabase(ValueError):
    """A file that was named as a published database is none that can be read: names the file and why. Exit code 2."""


class WarehouseDamaged(RuntimeError):
    """The live database cannot be opened: names the file, DuckDB's words, and what to do. Nothing of it is deleted."""


class NothingPublished(RuntimeError):
    """There is no published database yet: names where it was looked for and the command that makes it."""


class Warehouse:
    """The writing connection. Get one by `writer`; it belongs to one thread of one process."""

    def __init__(self, home: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.home = home
        self._connection = connection

    def frame(self, query: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """The rows of a query, parameters by ? in order."""
        rows: pl.DataFrame = self._connection.sql(query, params=list(parameters)).pl()
        return rows

    def value(self, query: str, parameters: Sequence[object] = ()) -> Any:
        """The one value of a query; None where it has no row."""
        rows = self._connection.execute(query, list(parameters)).fetchall()  # a result that is not read to its end holds the connection
        return rows[0][0] if rows else None

    def execute(self, query: str, parameters: Sequence[object] = ()) -> None:
        self._connection.execute(query, list(parameters)).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside is committed, or none of it."""
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        reach("before commit")
        self._connection.execute("COMMIT")
        reach("after commit")

    def put(self, table: Table, rows: pl.DataFrame) -> None:
        """Insert the rows; one whose key is there already replaces it. Rows that are there to the letter are not touched."""
        self._connection.register("incoming", self.differing(table, rows))
        try:
            self._connection.execute(f"INSERT OR REPLACE INTO {ddl.quoted(table.name)} BY NAME FROM incoming").fetchall()
        finally:
            self._connection.unregister("incoming")

    def differing(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of the rows, each once, that do not stand in the table to the letter, in their order."""
        name, key, columns = ddl.quoted(table.name), _listed(table.key), _listed(table.names)
        given = rows.select(table.names).unique(maintain_order=True)
        self._connection.register("incoming", given)
        try:
            # by rowid, so that long columns are read of the rows alone whose key comes in
            standing = f"rowid IN (SELECT old.rowid FROM {name} AS old SEMI JOIN incoming USING ({key}))"
            differs = f"SELECT {columns} FROM incoming EXCEPT SELECT {columns} FROM {name} WHERE {standing}"
            keys: pl.DataFrame = self._connection.sql(f"SELECT {key} FROM ({differs})").pl()
        finally:
            self._connection.unregister("incoming")
        return given.join(keys, on=list(table.key), how="semi", nulls_equal=True, maintain_order="left")

    def keep_only(self, table: Table, rows: pl.DataFrame) -> None:
        """Delete the rows of the table whose key is not in `rows`."""
        name, key = ddl.quoted(table.name), _listed(table.key)
        self._connection.register("kept", rows.select(table.key))
        try:
            self._connection.execute(f"DELETE FROM {name} WHERE ({key}) NOT IN (SELECT ({key}) FROM kept)").fetchall()
        finally:
            self._connection.unregister("kept")

    def publish(self, name: str) -> Path:
        """Copy the tables into a file beside the published database, make it safe on disk, and put it in its place in one step.

        The file has storage version v1.5.0, which any DuckDB shell from 1.5 on opens. The last seven are kept as published/NAME.duckdb.
        """
        kept = self.home / "published"
        kept.mkdir(exist_ok=True)
        new = kept / f"{name}.duckdb.new"
        new.unlink(missing_ok=True)
        self._connection.execute(f"ATTACH {ddl.literal(str(new))} AS published (STORAGE_VERSION 'v1.5.0')")
        try:
            self._connection.execute("COPY FROM DATABASE warehouse TO published (SCHEMA)")
            for each in (ddl.quoted(table.name) for table in TABLES if table.name not in NOT_PUBLISHED):
                self._connection.execute(f"INSERT INTO published.{each} FROM warehouse.{each}")
            self._connection.execute("CHECKPOINT published")
        finally:
            self._connection.execute("DETACH published")
        final = kept / f"{name}.duckdb"
        fsync(new)
        reach("publish copied")
        os.replace(new, final)
        reach("publish renamed")
        link = self.home / f"{PUBLISHED}.new"
        link.unlink(missing_ok=True)
        os.link(final, link)
        os.replace(link, self.home / PUBLISHED)
        reach("published")
        for folder in (kept, self.home):
            fsync(folder)
        for old in sorted(kept.glob("*.duckdb"))[:-KEPT]:
            old.unlink()
        return self.home / PUBLISHED


_open: dict[Path, Warehouse] = {}
_thread = threading.RLock()


@contextmanager
def writer(home: Path) -> Iterator[Warehouse]:
    """The warehouse of `home`, made where it is not there. Inside another `writer` of the same home it is the same one.

    Raises HomeBusy where another process holds it and SchemaChanged where its tables are not those of the schema.
    """
    with _thread:
        if home in _open:
            yield _open[home]
            return
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(home):
            try:
                connection = duckdb.connect(str(home / WAREHOUSE), config=_CLOSED)
            except duckdb.Error as error:
                raise WarehouseDamaged(f"{home / WAREHOUSE} cannot be opened ({error}); {ANEW}") from error
            try:
                connection.execute("SET TimeZone = 'UTC'")
                connection.execute(f"SET temp_directory = {ddl.literal(str(home / 'spill'))}")
                _check_schema(connection)
                connection.execute("BEGIN")  # one commit, where each statement's own would wait for the disk some hundred times
                for statement in (*ddl.statements(), *views.statements()):
                    connection.execute(statement)
                connection.execute("COMMIT")
                _open[home] = Warehouse(home, connection)
                yield _open[home]
            finally:
                _open.pop(home, None)
                connection.close()


def check_free(home: Path) -> None:
    """Raises HomeBusy at once where another process holds `home`: what starts a run asks before it spends seconds on starting."""
    if home not in _open and home.exists():
        with _locked(home):
            pass


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise HomeBusy(f"{home} is held by another run (process {owner}); wait until it ends, or give --home another folder") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def set_aside(home: Path, name: str) -> Path | None:
    """Move the warehouse of `home` out of the way, under the lock and unopened, never deleting it; where it went, None where there was none."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(home):
        if not (home / WAREHOUSE).exists():
            return None
        aside = home / "aside"
        aside.mkdir(exist_ok=True)
        for ending in (".wal", ""):
            if (home / f"{WAREHOUSE}{ending}").exists():
                os.replace(home / f"{WAREHOUSE}{ending}", aside / f"{name}.duckdb{ending}")
        return aside / f"{name}.duckdb"


def _check_schema(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT table_name, list(column_name || ' ' || data_type ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY ALL"
    stored = {name: columns for name, columns in connection.execute(query).fetchall() if name not in {view[0] for view in views.VIEWS}}
    for table in TABLES:
        declared = [f"{c.name} {ddl.TYPES[c.type]}" for c in table.columns]
        if table.name in stored and stored[table.name] != declared:
            changed = ", ".join(sorted(set(stored[table.name]) ^ set(declared))) or "their order"
            raise SchemaChanged(
                f"table {table.name} of this warehouse was made under another schema (columns that differ: {changed}); "
                "`toll rebuild` makes it anew from the archive"
            )


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(ddl.quoted(column) for column in columns)


class Reader:
    """A reading connection to the published database, which cannot touch files, the network or its own settings."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise NothingPublished(f"{path} is not there: nothing has been published yet; `toll run` makes it")
        self.path = path
        self._connection = duckdb.connect(str(path), read_only=True, config=_SAFE)

    def frame(self, query: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        rows: pl.DataFrame = self._connection.sql(query, params=list(parameters)).pl()
        return rows

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dicts by column name."""
        return self.frame(query, parameters).to_dicts()

    def query(self, query: str) -> pl.DataFrame:
        """The rows of a person's query: one statement of any kind that reads; an empty frame for one that gives none."""
        relation = self._connection.sql(query)
        if relation is None:
            return pl.DataFrame()
        columns = zip(relation.columns, map(str, relation.types), strict=True)
        named = [
            f"{ddl.quoted(name)}::VARCHAR AS {ddl.quoted(name)}" if _NO_FRAME.search(type_) else ddl.quoted(name) for name, type_ in columns
        ]
        rows: pl.DataFrame = (relation.project(", ".join(named)) if any("::" in each for each in named) else relation).pl()
        return rows

    def lay(self, name: str, rows: pl.DataFrame) -> None:
        """Make rows that were worked out in memory a table of this connection alone."""
        self._connection.register(name, rows)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()


_NO_FRAME = re.compile(
    r"\b(INTERVAL|BLOB|BIT|VARIANT|UNION|BIGNUM|VARINT|TIME WITH TIME ZONE|GEOMETRY)\b"
)  # types that Polars has not: shown as text
_SAFE: Mapping[str, str] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    **_CLOSED,
    "memory_limit": "2GB",
    "lock_configuration": "true",
}


def reader(home: Path) -> Reader:
    """A reader of the published database of `home`, safe also while a flow runs. Raises NothingPublished where there is none."""
    return Reader(home / PUBLISHED)


def other_reader(path: Path, needed: Sequence[str]) -> Reader:
    """A reader of a published database that a person names. Raises NoDatabase for what is none, for the live file, and where a table or view
    that is needed is not there. Its tables may have other columns than those declared now: an earlier version may have made it."""
    hint = "give a toll.duckdb, or one of the files in published/ of a home"
    if not path.is_file():
        raise NoDatabase(f"{path} is not a file; {hint}")
    if path.name == WAREHOUSE or ((path.parent / WAREHOUSE).exists() and path.samefile(path.parent / WAREHOUSE)):
        raise NoDatabase(f"{path} is the live database, which only runs open; {hint}")
    try:
        opened = Reader(path)
    except duckdb.Error as error:
        raise NoDatabase(f"{path} is no database that DuckDB can read ({str(error).splitlines()[0]}); {hint}") from None
    held = {
        str(row["table_name"]) for row in opened.rows("SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()")
    }
    if missing := [name for name in needed if name not in held]:
        opened.close()
        raise NoDatabase(f"{path} has no {', '.join(missing)}: it is no published database of Toll's; {hint}")
    return opened
