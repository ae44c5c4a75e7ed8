"""What became of a table between two databases: rows added, gone and changed, and in which columns."""

from __future__ import annotations

import polars as pl

from transforms.schema.table import Table

ADDED, GONE, CHANGED = "added", "gone", "changed"
NOT_CONTENT = ("extractor_version", "confidence")  # of every row another version of the reader, or its calibration, makes another


def changes(old: pl.DataFrame, new: pl.DataFrame, table: Table, *, same: tuple[tuple[str, ...], ...] = ()) -> pl.DataFrame:
    """One row per changed row: `id`, `change` (added, gone, changed), `columns` that differ, and `was` and `now`, the old and the new row as structs.

    Rows are matched by the table's key; those left over by each of `same` in turn, where one old and one new row share it ("the same words,
    read as another measure"). Columns that only one of the two has are not compared. Ordered by change and id.
    """
    (key,) = table.key
    names = [name for name in table.names if name in old.columns and name in new.columns]
    compared = [name for name in names if name not in NOT_CONTENT]
    by = list(dict.fromkeys(name for each in same for name in each))
    gone = old.select(pl.col(key).alias("id"), pl.struct(names).alias("was"), *by)
    added = new.select(pl.col(key).alias("new_id"), pl.struct(names).alias("now"), *by)
    matched = [gone.join(added.drop(by), left_on="id", right_on="new_id", how="inner").select("id", "was", "now", new_id="id")]
    for each in ((), *same):
        if each:
            alone = pl.len().over(each) == 1
            pairs = gone.filter(alone).join(added.filter(alone), on=each, how="inner", nulls_equal=True)
            matched.append(pairs.select("id", "was", "now", "new_id"))
        gone, added = gone.join(matched[-1], on="id", how="anti"), added.join(matched[-1], on="new_id", how="anti")
    both = pl.concat(matched).with_columns(
        columns=pl.concat_list(
            pl.when(pl.col("was").struct.field(name).eq_missing(pl.col("now").struct.field(name)).not_()).then(pl.lit(name))
            for name in compared
        ).list.drop_nulls()
    )
    none = pl.lit([], dtype=pl.List(pl.String))
    parts = [
        both.filter(pl.col("columns").list.len() > 0).select("id", pl.lit(CHANGED).alias("change"), "columns", "was", "now"),
        gone.select("id", pl.lit(GONE).alias("change"), none.alias("columns"), "was", pl.lit(None, both.schema["now"]).alias("now")),
        added.select(
            pl.col("new_id").alias("id"),
            pl.lit(ADDED).alias("change"),
            none.alias("columns"),
            pl.lit(None, both.schema["was"]).alias("was"),
            "now",
        ),
    ]
    return pl.concat(parts).sort("change", "id")
