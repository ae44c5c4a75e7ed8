"""Frames on a terminal and in a pipe, whatever types a person's query gives."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from flows.commands import show
from flows.warehouse import reader

ODD = """
SELECT [1, NULL, 2] AS list, {'x': 1} AS struct, [[1], [2]] AS deep, 'x'::BLOB AS bytes, map{'a': 1} AS map, INTERVAL 1 DAY AS span, DATE '2024-01-02' AS day,
       '101'::BIT AS bits, [INTERVAL 1 DAY] AS spans, NULL AS nothing, 170141183460469231731687303715884105727::HUGEINT AS huge, 'a,"b"' AS text
"""


def test_any_type_of_the_database_can_be_written_as_csv(known_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with reader(known_home) as database:
        show.write(database.query(ODD), "csv")
    names, row = capsys.readouterr().out.splitlines()
    assert names == "list,struct,deep,bytes,map,span,day,bits,spans,nothing,huge,text"
    assert row == (
        '1||2,"{""x"": 1}","[[1], [2]]",x,"{""a"": 1}",1 day,2024-01-02,101,[1 day],,170141183460469231731687303715884105727,"a,""b"""'
    )


def test_any_type_of_the_database_can_be_written_as_jsonl_and_a_table(known_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with reader(known_home) as database:
        rows = database.query(ODD)
    show.write(rows, "jsonl")
    written = json.loads(capsys.readouterr().out)
    assert (written["list"], written["struct"], written["span"], written["day"]) == ([1, None, 2], {"x": 1}, "1 day", "2024-01-02")
    show.write(rows, "table")
    assert "1 row" in capsys.readouterr().out


def test_rows_too_wide_for_a_terminal_are_printed_one_value_a_line_without_what_is_empty() -> None:
    out = Console(width=24, file=io.StringIO(), markup=False)
    show.rows(
        out,
        [{"cell": "0123456789abcdef", "number": "1,000,000", "place": None}, {"cell": "fedcba9876543210", "number": "2", "place": "Izium"}],
    )
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue().split("\n") == [
        *("row 1", "  cell    0123456789abcdef", "  number  1,000,000"),
        *("row 2", "  cell    fedcba9876543210", "  number  2", "  place   Izium", ""),
    ]
