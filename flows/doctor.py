"""Whether a home is sound: the databases readable to the last column, the archive whole, and each the witness of the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from flows import archived
from flows.archive import FOLDER, WHOLE, Place
from flows.content import content_hash
from flows.damage import note
from flows.laws import LAWS
from flows.warehouse import ANEW, Error, HomeBusy, SchemaChanged, Warehouse, WarehouseDamaged, reader, writer
from transforms.schema import TABLES

FREE = 1 << 30  # bytes of free disk below which a run may not end
_SHOWN = 3  # examples of each finding


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was seen, and what to do where it is a fault ("": it is well)."""

    check: str
    seen: str
    remedy: str = ""


class _Queried(Protocol):
    def frame(self, query: str, /) -> pl.DataFrame: ...


def examine(home: Path, *, deep: bool) -> Iterator[Finding]:
    """Every finding of a home, faults and what is well. `deep` reads every byte of the archive and notes
    which documents are damaged; without it the files are only looked for."""
    free = shutil.disk_usage(home).free
    yield Finding("disk", f"{free / 1e9:,.1f} GB free", "" if free > FREE else "make room: a run may not be able to end")
    yield from _published(home)
    documents = None
    try:
        with _warehouse(home) as warehouse:
            if warehouse is not None:
                yield from _columns("live database", warehouse, ANEW)
                yield from _laws(warehouse)
                yield from _agreement(home, warehouse)
                documents = _documents(warehouse)
    except HomeBusy as busy:
        yield Finding("live database", f"not looked at: {busy}")
    except (SchemaChanged, WarehouseDamaged) as error:
        yield Finding("live database", str(error), ANEW)
    except Error as error:
        yield Finding("live database", _first_line(error), ANEW)
    if documents is None and (home / "toll.duckdb").exists():
        try:
            with reader(home) as published:
                documents = _documents(published)
        except Error:
            documents = None  # told of above
    if documents is not None:
        yield from _archive(home, documents, deep)
    elif any((home / FOLDER).glob("*")):
        yield Finding("archive", "there, but no database tells of it", "`toll rebuild` makes the database from it")


def _published(home: Path) -> Iterator[Finding]:
    if not (home / "toll.duckdb").exists():
        yield Finding("published database", "not there", "`toll run` makes it")
        return
    remedy = f"put the newest sound file of {home / 'published'} in its place, or `toll rebuild`"
    try:
        with reader(home) as published:
            yield from _columns("published database", published, remedy)
    except Error as error:
        yield Finding("published database", _first_line(error), remedy)


@contextmanager
def _warehouse(home: Path) -> Iterator[Warehouse | None]:
    if not any(home.glob("warehouse.*")):
        yield None
        return
    with writer(home) as warehouse:
        yield warehouse


def _columns(name: str, database: _Queried, remedy: str) -> Iterator[Finding]:
    """Reads every column of every table: counting rows finds no damaged block."""
    rows = 0
    for table in TABLES:
        try:
            found = database.frame(f'SELECT count(*) AS n, bit_xor(hash(t)) AS h FROM "{table.name}" AS t')
        except Error as error:
            yield Finding(name, f"table {table.name} cannot be read: {_first_line(error)}", remedy)
            return
        rows += int(found["n"][0])
    yield Finding(name, f"{len(TABLES)} tables with {rows:,} rows, every column readable")


def _laws(warehouse: _Queried) -> Iterator[Finding]:
    broken = 0
    for law, query in LAWS.items():
        if "?" in query or not (offenders := warehouse.frame(query).height):
            continue
        broken += 1
        yield Finding("laws", f"{law}: {offenders:,} break it", "`toll run` goes on where a run was cut off; if it stays, `toll rebuild`")
    if not broken:
        yield Finding("laws", "every law of conservation holds")


def _agreement(home: Path, warehouse: _Queried) -> Iterator[Finding]:
    try:
        with reader(home) as published:
            same = content_hash(published) == content_hash(warehouse)
    except (Error, RuntimeError):
        return  # told of above
    seen = "the same content" if same else "the live database holds more than the published one"
    yield Finding("live and published", seen, "" if same else "`toll run` publishes it")


def _documents(database: _Queried) -> pl.DataFrame:
    return database.frame(
        "SELECT document_id, archive_file, archive_offset, url, unaccounted, "
        "(SELECT count(*) FROM figures f JOIN articles a USING (article_id) WHERE a.document_id = d.document_id) AS figures "
        "FROM documents d ORDER BY archive_file, archive_offset, document_id"
    )


def _archive(home: Path, documents: pl.DataFrame, deep: bool) -> Iterator[Finding]:
    rows = documents.to_dicts()
    there = {file: (home / FOLDER / file).is_file() for file in {row["archive_file"] for row in rows}}
    bad = {row["document_id"]: "missing" for row in rows if not there[row["archive_file"]]}
    orphans: list[str] = []
    if deep:
        good, orphans, torn = _read_through(home, {row["document_id"] for row in rows})
        for row in rows:
            place = (row["archive_file"], row["archive_offset"], row["document_id"])
            if there[row["archive_file"]] and row["archive_file"] not in good and place not in good:
                bad[row["document_id"]] = "changed"
        if torn:
            yield Finding(
                "archive", f"{len(torn)} stretches hold no whole record ({torn[0]}): the end of a run that was cut off, or damage"
            )
        yield from _noted(home, bad)
    if bad:
        figures = sum(row["figures"] for row in rows if row["document_id"] in bad)
        told = "; ".join([_told(row, bad[row["document_id"]]) for row in rows if row["document_id"] in bad][:_SHOWN])
        remedy = f"restore the files of {home / FOLDER} from a backup; until then {figures:,} figures have no witness"
        remedy += ": FROM unwitnessed shows them" if deep and figures else ""
        yield Finding("archive", f"{len(bad):,} of {len(rows):,} documents are missing or changed: {told}", remedy)
    else:
        yield Finding(
            "archive", f"{len(rows):,} documents, " + ("every byte as received" if deep else "every file there (--deep reads them)")
        )
    kept = {f"{WHOLE}/{path.name}" for path in (home / FOLDER / WHOLE).glob("*") if not path.name.startswith(".")}
    strange = sorted(kept - set(there) - {f"{WHOLE}/{name}" for name in orphans})
    if orphans or strange:
        seen = f"{len(orphans) + len(strange):,} things in it are in no database, such as {', '.join([*orphans, *strange][:_SHOWN])}"
        yield Finding("archive", seen, "`toll rebuild` takes them up; offered again, `toll run` does")
    if partial := [row["url"] for row in rows if row["unaccounted"]]:
        yield Finding(
            "archive", f"{len(partial)} WARC files came partial, such as {partial[0]}: what they hold was read (see `toll status`)"
        )


def _told(row: dict[str, object], damage: str) -> str:
    file, offset = row["archive_file"], row["archive_offset"]
    return f"{row['url']} ({file} is not there)" if damage == "missing" else f"{row['url']} ({file} at byte {offset:,} is not what came)"


def _noted(home: Path, bad: dict[str, str]) -> Iterator[Finding]:
    """Note in the databases which documents are damaged, or are no more, so that whoever reads a figure sees it."""
    try:
        with _warehouse(home) as warehouse:
            if warehouse is not None and note(warehouse, bad):
                yield Finding("archive", f"noted in the databases: {len(bad):,} documents are damaged")
    except (HomeBusy, SchemaChanged, WarehouseDamaged, Error, OSError):
        if bad:
            yield Finding("archive", "the damage is not noted in the databases, since the live one cannot be written now")


def _read_through(home: Path, known: set[str]) -> tuple[set[object], list[str], list[str]]:
    """The places (or whole files) whose bytes are as received, the documents that no database knows, and what is damaged."""
    good: set[object] = set()
    orphans: list[str] = []
    torn: list[str] = []
    for found in archived.scan(home):
        if isinstance(found, archived.ArchiveDamaged):
            torn.append(f"{found.file} at byte {found.offset:,}")
            continue
        place = found.place
        if place.file.startswith(WHOLE):
            if place.file in good:
                continue
            try:
                archived.verify(home, place)
            except archived.ArchiveDamaged:
                continue
            good.add(place.file)
        else:
            good.add((place.file, place.offset, place.document_id))
        if place.document_id not in known:
            orphans.append(place.document_id)
    for path in sorted((home / FOLDER / WHOLE).glob("[0-9a-f]*")):  # whole files of a run whose own WARC is damaged
        file = f"{WHOLE}/{path.name}"
        if file not in good:
            try:
                archived.verify(home, Place(file, 0, path.name))
            except archived.ArchiveDamaged:
                continue
            good.add(file)
    return good, sorted(set(orphans)), torn


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__
