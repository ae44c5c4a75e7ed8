from __future__ import annotations

import json
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from flows import datapackage
from flows.commands import show
from flows.content import content_hash
from flows.settings import settings
from flows.warehouse import Reader, reader
from transforms import hxl
from transforms.schema import table
from transforms.spreadsheet import excerpt, inert

TABLES = ("casualties", "refugees", "evidence", "claims", "claim_figures", "figures", "incidents", "places", "speakers", "conflicts")
SHEETS = ("casualties", "refugees", "claims", "figures")
CITED = {
    "outlet": "Who published the article, as it names itself.",
    "url": "Where the article is.",
    "published_on": "Day of publication of the article.",
    "story_id": "The story that the article tells; copies share it.",
    "claim_id": "The claim that the figure states.",
}
_FIGURES = f"SELECT f.* EXCLUDE (title, authors, document_id, damage, published_basis, is_original, {', '.join(CITED)}), {', '.join(CITED)} FROM figure_trace f"
_SOURCES = """
SELECT e.cell_id, string_agg(DISTINCT coalesce(c.speaker, 'outlets'), '|' ORDER BY coalesce(c.speaker, 'outlets')) AS speaker
FROM evidence e JOIN claims c USING (claim_id) WHERE e.role <> 'excluded' GROUP BY 1
"""
_RUN = "SELECT max(run_id) AS run_id FROM runs WHERE stage = 'publish'"
DESCRIPTOR = "datapackage.json"


def export(out: Path | None, licence: str) -> int:
    """Write the published tables to a folder. Exit code 2 where the folder holds files that no export wrote, or cannot be written."""
    home = settings().home
    folder = (out or home / "export").expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not _is_export(folder))):
        print(f"toll: {folder} holds something that is no export of Toll; give --out a new folder", file=sys.stderr)
        return 2
    new = folder.with_name(f".{folder.name}.new")
    try:
        with reader(home) as database:
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            written = write(database, new, licence)
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(new, folder)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        print(f"toll: {folder} cannot be written ({error.strerror or error}); give --out a folder of yours", file=sys.stderr)
        return 2
    console = show.console()
    show.rows(console, [{"file": each["path"], "rows": each["rows"], "bytes": each["bytes"]} for each in written], title=show.path(folder))
    console.print(f"{DESCRIPTOR} describes each column; *.hxl.csv have HXL hashtags, which hxl-schema.csv validates")
    return 0


def write(database: Reader, folder: Path, licence: str) -> list[dict[str, Any]]:
    """The files of an export in `folder`, as the data package describes them. The same database gives the same bytes."""
    rows = {name: _rows(database, name) for name in TABLES}
    files: list[dict[str, Any]] = []
    for name in TABLES:
        more = CITED if name == "figures" else {}
        for path, save in ((folder / f"{name}.csv", _csv), (folder / f"{name}.parquet", _parquet)):
            save(rows[name], path)
            files.append(datapackage.table_resource(path, table(name), rows[name], more))
    sources = database.frame(_SOURCES)
    for name in SHEETS:
        cells = rows[name].join(sources, on="cell_id", how="left", maintain_order="left") if "cell_id" in rows[name].columns else rows[name]
        sheet = inert(hxl.sheet(cells, table(name), rows["places"], rows["conflicts"]))
        path = folder / f"{name}.hxl.csv"
        tags = pl.DataFrame([dict(zip(sheet.columns, hxl.hashtags(sheet.columns), strict=True))])
        path.write_text(tags.write_csv() + sheet.write_csv(include_header=False), encoding="utf-8")
        files.append(datapackage.hxl_resource(path, table(name), sheet))
    hxl.rules().write_csv(folder / "hxl-schema.csv")
    descriptor = datapackage.package(
        files,
        licence=licence,
        version=database.rows(_RUN)[0]["run_id"],
        content=f"sha256:{content_hash(database)}",
        software=f"toll {version('toll')}",
    )
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return files


def _rows(database: Reader, name: str) -> pl.DataFrame:
    key = ", ".join(table(name).key)
    if name != "figures":
        return database.frame(f"SELECT * FROM {name} ORDER BY {key}")
    rows = database.frame(f"{_FIGURES} ORDER BY {key}")
    quoted = [excerpt(sentence, number) for sentence, number in rows.select("sentence", "value_text").iter_rows()]
    return rows.with_columns(sentence=pl.Series(quoted, dtype=pl.String))


def _csv(rows: pl.DataFrame, path: Path) -> None:
    inert(rows).write_csv(path)


def _parquet(rows: pl.DataFrame, path: Path) -> None:
    rows.write_parquet(path, compression="zstd", statistics=True)


def _is_export(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["name"] == "toll")
    except (OSError, ValueError, KeyError, TypeError):
        return False
