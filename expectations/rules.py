"""The rules of each table: those that follow from its declaration, and those of its own module."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from transforms.schema.table import Column, Table


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words, the columns that it looks at, and the expectation that checks it; `of_rows` False: it judges the whole batch."""

    words: str
    columns: tuple[str, ...]
    expectation: Any
    of_rows: bool = True


def gxe() -> Any:
    """The library's expectations. It is imported at the first use, since that takes seconds; what it warns of its own dependencies is left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations.expectations
    return great_expectations.expectations


def suite(table: Table, expected_rows: int) -> list[Rule]:
    """Every rule of the table: its row count, its key, its columns' nullness, vocabularies and bounds, then its own."""
    return [*_whole(table, expected_rows), *(rule for column in table.columns for rule in _of(column)), *_own(table)()]


def _own(table: Table) -> Callable[[], list[Rule]]:
    from expectations import articles, casualties, claims, documents, figures, mentions, refugees, stories

    return {
        "articles": articles.rules,
        "casualties": casualties.rules,
        "claims": claims.rules,
        "documents": documents.rules,
        "figures": figures.rules,
        "mentions": mentions.rules,
        "refugees": refugees.rules,
        "stories": stories.rules,
    }.get(table.name, list)


def _whole(table: Table, expected_rows: int) -> list[Rule]:
    key = list(table.key)
    unique = gxe().ExpectColumnValuesToBeUnique(column=key[0]) if len(key) == 1 else gxe().ExpectCompoundColumnsToBeUnique(column_list=key)
    return [
        Rule(
            f"the batch has the {expected_rows} rows that the stage offers",
            (),
            gxe().ExpectTableRowCountToEqual(value=expected_rows),
            of_rows=False,
        ),
        Rule(f"{', '.join(key)} is unique", table.key, unique),
    ]


def _of(column: Column) -> list[Rule]:
    rules = []
    if not column.null and column.type != "text[]":
        rules.append(Rule(f"{column.name} is not null", (column.name,), gxe().ExpectColumnValuesToNotBeNull(column=column.name)))
    if column.values:
        expectation = gxe().ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.values))
        rules.append(Rule(f"{column.name} is one of {', '.join(column.values)}", (column.name,), expectation))
    if column.low is not None or column.high is not None:
        bounds = gxe().ExpectColumnValuesToBeBetween(column=column.name, min_value=column.low, max_value=column.high)
        rules.append(Rule(f"{column.name} is {_bounds(column)}", (column.name,), bounds))
    return rules


def _bounds(column: Column) -> str:
    if column.high is None:
        return f"at least {column.low:,g}"
    if column.low is None:
        return f"at most {column.high:,g}"
    return f"from {column.low:,g} to {column.high:,g}"


def ordered(least: str, greatest: str) -> Rule:
    """`greatest` is not below `least` where both are there."""
    expectation = gxe().ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=greatest, column_B=least, or_equal=True, ignore_row_if="either_value_is_missing"
    )
    return Rule(f"{least} is not above {greatest}", (least, greatest), expectation)
