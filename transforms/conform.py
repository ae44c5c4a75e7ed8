"""Makes a frame what its table declares: every column there, in order, of its type; rows that cannot be are told apart."""

from __future__ import annotations

import polars as pl

from transforms.schema.table import Column, Table

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "double": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "text[]": pl.List(pl.String()),
    "integer[]": pl.List(pl.Int64()),
}


class ColumnsDiffer(ValueError):
    """A frame lacks columns of its table or has others: names both and the table."""


def schema(table: Table) -> dict[str, pl.DataType]:
    """The table's columns in order with their Polars types."""
    return {column.name: TYPES[column.type] for column in table.columns}


def empty(table: Table) -> pl.DataFrame:
    """A frame of the table's columns and types without rows."""
    return pl.DataFrame(schema=schema(table))


def frame(table: Table, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows by column name as a frame of the table's columns and types."""
    return pl.DataFrame(rows, schema=schema(table), orient="row")


def conform(rows: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows as the table declares them, and those refused.

    Refused rows have the offered columns and `reason` (cast, duplicate_key), `rule` and `value`. Of rows with one key that are
    alike to the letter one stays; of rows with one key that differ all but the first are refused. Raises ColumnsDiffer.
    """
    missing, unknown = set(table.names) - set(rows.columns), set(rows.columns) - set(table.names)
    if missing or unknown:
        raise ColumnsDiffer(f"table {table.name}: columns missing: {sorted(missing) or 'none'}; unknown: {sorted(unknown) or 'none'}")
    cast = rows.select(_cast(rows.schema[c.name], c) for c in table.columns)
    lost = [
        pl.when(cast[c.name].is_null() & rows[c.name].is_not_null()).then(pl.lit(c.name))
        for c in table.columns
        if rows.schema[c.name] != TYPES[c.type]
    ]
    bad = cast.with_columns(pl.coalesce([*lost, pl.lit(None, pl.String)]).alias("column"))["column"]  # as long as the rows, also in chunks
    refused = [
        _refused(rows.filter(bad == column), "cast", f"{column} is of type {table.column(column).type}", column)
        for column in bad.unique().drop_nulls()
    ]
    good = cast.filter(bad.is_null()).unique(maintain_order=True)
    again = ~good.select(pl.struct(table.key).is_first_distinct()).to_series() if good.height else pl.Series([], dtype=pl.Boolean)
    if again.any():
        refused.append(_refused(good.filter(again), "duplicate_key", f"{', '.join(table.key)} is unique", table.key[0]))
    return good.filter(~again), pl.concat(refused, how="diagonal_relaxed") if refused else _refused(good.clear(), "cast", "", table.key[0])


def _cast(is_type: pl.DataType, column: Column) -> pl.Expr:
    expression, target = pl.col(column.name), TYPES[column.type]
    if is_type == target:
        return expression
    if is_type == pl.String and column.type == "date":
        return expression.str.to_date(strict=False)
    if is_type == pl.String and column.type == "timestamp":
        return expression.str.to_datetime(time_unit="us", strict=False)
    return expression.cast(target, strict=False)


def _refused(rows: pl.DataFrame, reason: str, rule: str, column: str) -> pl.DataFrame:
    value = pl.col(column).cast(pl.String, strict=False) if not isinstance(rows.schema[column], pl.List) else pl.lit(None, pl.String)
    return rows.with_columns(reason=pl.lit(reason), rule=pl.lit(rule), value=value)
