"""The description of an export: a Data Package (datapackage.org) with what each file holds, its hash, its rows and its columns."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import polars as pl

from flows import ddl
from transforms.hxl import hashtags
from transforms.schema.table import Column, Table
from transforms.spreadsheet import SEPARATOR

FIELD_TYPES = {
    "text": "string",
    "integer": "integer",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "text[]": "string",
    "integer[]": "string",
}
MEDIA_TYPES = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
QUOTED = "Sentences are quoted from the articles named beside them, at most one a number, and stay their publishers'. The licence is that of the tables."
METHOD = (
    "Each number is read from an article by grammar and word lists, with its exact words. Statements are merged over articles and copies into claims; "
    "of the claims of one cell low is the least, high the greatest and best the one ranked first; evidence names every claim and why it is used or not. "
    "docs/method.md of the software states each rule with its source."
)


def package(files: list[dict[str, Any]], *, licence: str, version: str, content: str, software: str) -> dict[str, Any]:
    """The descriptor of an export whose files are `files`: resources as `table_resource` and `hxl_resource` give them."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "toll",
        "title": "The human toll of armed conflict, as the news states it",
        "description": "People killed, injured, missing, captured, displaced or in need: low, best and high by day, with the claims behind each number.",
        "version": version,
        "contentHash": content,
        "software": software,
        "licenses": [{"name": licence}],
        "rights": QUOTED,
        "method": METHOD,
        "notes": [
            f"In CSV a list is one cell with {SEPARATOR} between its items, and text that starts like a formula (= + - @ tab) has ' before it.",
            "A null high is no upper bound; a null best is a number that no claim supports.",
            "Ids are hashes of content: the same statement has the same id in every export.",
        ],
        "resources": files,
    }


def table_resource(path: Path, table: Table, rows: pl.DataFrame, more: dict[str, str]) -> dict[str, Any]:
    """A file of a table's rows. `more` names columns beside those of the table, with what they mean."""
    declared = [_field(column) for column in table.columns if column.name in rows.columns]
    if path.suffix == ".csv":
        for field, column in zip(declared, table.columns, strict=True):
            if column.type == "text[]":
                field["constraints"].pop("required", None)  # an empty list is an empty cell
    known = {field["name"]: field for field in declared}
    fields = [known.get(name) or {"name": name, "type": "string", "description": more[name]} for name in rows.columns]
    fields = [field | ({"type": "date"} if rows.schema[field["name"]] == pl.Date else {}) for field in fields]
    return _resource(path, rows.height, table.grain) | {"schema": {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}}


def hxl_resource(path: Path, table: Table, rows: pl.DataFrame) -> dict[str, Any]:
    """A sheet with hashtags: a row of names, a row of tags, then the data."""
    fields = [
        {"name": name, "type": _of(rows.schema[name]), "hxl": tag} for name, tag in zip(rows.columns, hashtags(rows.columns), strict=True)
    ]
    described = _resource(path, rows.height, f"{table.grain} The number of each measure stands in columns of its own, with HXL hashtags.")
    return described | {"dialect": {"commentRows": [2]}, "schema": {"fields": fields, "missingValues": [""]}}


def _resource(path: Path, rows: int, description: str) -> dict[str, Any]:
    data = path.read_bytes()
    return {
        "name": path.name.lower().replace(".", "-").replace("_", "-"),
        "path": path.name,
        "description": description,
        "format": path.suffix.removeprefix("."),
        "mediatype": MEDIA_TYPES[path.suffix],
        **({"encoding": "utf-8"} if path.suffix == ".csv" else {}),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "rows": rows,
    }


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {} if column.null else {"required": True}
    if column.values:
        limits["enum"] = list(column.values)
    if column.type in ("integer", "double"):
        limits |= {name: bound for name, bound in (("minimum", column.low), ("maximum", column.high)) if bound is not None}
    return {"name": column.name, "type": FIELD_TYPES[column.type], "description": ddl.meaning(column), "constraints": limits}


def _of(type_: pl.DataType) -> str:
    return "integer" if type_.is_integer() else "number" if type_.is_float() else "date" if type_ == pl.Date else "string"
