from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.changes import changes
from transforms.conform import frame
from transforms.schema import Table, table
from transforms.schema.table import Column

CELLS = Table(
    name="cells",
    grain="One row per cell.",
    key=("cell_id",),
    columns=(
        Column("cell_id", "text", "Id."),
        Column("words", "text", "Where.", null=True),
        Column("best", "integer", "Number.", null=True),
        Column("flags", "text[]", "Flags."),
        Column("extractor_version", "text", "Version.", null=True),
    ),
)


def cells(*rows: tuple[str, str | None, int | None, list[str], str]) -> pl.DataFrame:
    return frame(CELLS, [dict(zip(CELLS.names, row, strict=True)) for row in rows])


def told(old: pl.DataFrame, new: pl.DataFrame, same: tuple[tuple[str, ...], ...] = ()) -> list[tuple[Any, ...]]:
    return changes(old, new, CELLS, same=same).select("change", "id", "columns").rows()


def test_added_gone_and_changed_in_which_columns() -> None:
    old = cells(("a", "x", 1, [], "v1"), ("b", "y", 2, [], "v1"), ("c", "z", 3, ["disputed"], "v1"), ("e", None, None, [], "v1"))
    new = cells(
        ("a", "x", 1, [], "v2"), ("b", "y", None, [], "v2"), ("c", None, 3, [], "v2"), ("d", "u", 9, [], "v2"), ("e", None, None, [], "v2")
    )
    assert told(old, new) == [("added", "d", []), ("changed", "b", ["best"]), ("changed", "c", ["words", "flags"])]
    (row,) = changes(old, new, CELLS).filter(pl.col("id") == "b").to_dicts()
    assert (row["was"]["best"], row["now"]["best"]) == (2, None)
    assert told(new, old) == [("changed", "b", ["best"]), ("changed", "c", ["words", "flags"]), ("gone", "d", [])]


def test_the_same_words_under_another_id_are_one_row_that_changed() -> None:
    old, new = cells(("a", "x", 1, [], "v"), ("b", "y", 2, [], "v")), cells(("c", "x", 7, [], "v"), ("d", "z", 2, [], "v"))
    assert told(old, new, same=(("words",),)) == [("added", "d", []), ("changed", "a", ["cell_id", "best"]), ("gone", "b", [])]
    assert told(old, new, same=(("words",), ("best",))) == [("changed", "a", ["cell_id", "best"]), ("changed", "b", ["cell_id", "words"])]


def test_words_that_two_rows_share_match_nothing() -> None:
    old, new = cells(("a", "x", 1, [], "v"), ("b", "x", 2, [], "v")), cells(("c", "x", 7, [], "v"))
    assert told(old, new, same=(("words",),)) == [("added", "c", []), ("gone", "a", []), ("gone", "b", [])]


def test_a_column_that_only_one_has_is_not_compared() -> None:
    old = cells(("a", "x", 1, [], "v"))
    assert told(old.drop("words"), old) == []


def test_each_table_that_is_compared_goes_through() -> None:
    for name in ("figures", "claims", "casualties", "refugees"):
        none = frame(table(name), [])
        assert changes(none, none, table(name)).height == 0


ROWS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.sampled_from(["x", "y", "z"]), st.integers(0, 2)))


@given(ROWS, ROWS)
def test_every_row_of_both_is_told_of_at_most_once_and_none_is_lost(
    old: dict[str, tuple[str, int]], new: dict[str, tuple[str, int]]
) -> None:
    before, after = (cells(*((id_, words, best, [], "v") for id_, (words, best) in rows.items())) for rows in (old, new))
    found = changes(before, after, CELLS, same=(("words",),))
    was = [row["was"]["cell_id"] for row in found.to_dicts() if row["was"]]
    now = [row["now"]["cell_id"] for row in found.to_dicts() if row["now"]]
    assert sorted(was) == sorted(id_ for id_ in old if old[id_] != new.get(id_))
    assert sorted(now) == sorted(id_ for id_ in new if new[id_] != old.get(id_))
