"""The suite of each table: the rules that follow from its declaration, and those of its own module."""

from __future__ import annotations

from collections.abc import Callable

from expectations import articles, casualties, claims, documents, figures, mentions, refugees, stories
from expectations.rules import Rule, gxe
from transforms.schema.table import Column, Table


def suite(table: Table, expected_rows: int) -> list[Rule]:
    """Every rule of the table: its row count, its key, its columns' nullness, vocabularies and bounds, then its own."""
    return [*_whole(table, expected_rows), *(rule for column in table.columns for rule in _of(column)), *_own(table)()]


def _own(table: Table) -> Callable[[], list[Rule]]:
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
    if not column.null and not column.type.endswith("[]"):
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
