"""Great Expectations on one batch: which rules hold, and which rows break them."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.suites import suite

if TYPE_CHECKING:
    from transforms.schema.table import Table


@dataclass(frozen=True, slots=True)
class Check:
    """One rule asked of one batch: its words, the rows it was asked of, how many broke it. A rule of the whole table has `of_rows` False."""

    rule: str
    rows: int
    refused: int
    passed: bool
    of_rows: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Great Expectations says of a batch: its checks, and for each row that breaks a rule its index in the batch, the first rule and value."""

    checks: list[Check]
    refused: dict[int, tuple[str, str]]

    @property
    def table_holds(self) -> bool:
        """Whether every rule of the whole table holds."""
        return all(check.passed for check in self.checks if not check.of_rows)


def judge(rows: pl.DataFrame, table: Table, *, expected_rows: int) -> Verdict:
    """The verdict on a batch that has the table's columns and types.

    `expected_rows` is what the stage says that it offers: an empty or a cut batch must not pass unnoticed.
    """
    rules = suite(table, expected_rows)
    named = sorted({column for rule in rules for column in rule.columns})
    batch = rows.select(named).to_pandas()
    results = _run([rule.expectation for rule in rules], batch)
    checks: list[Check] = []
    refused: dict[int, tuple[str, str]] = {}
    for rule, result in zip(rules, results, strict=True):
        bad = [int(i) for i in result.result.get("unexpected_index_list") or []]
        for index in bad:
            refused.setdefault(index, (rule.words, "; ".join(_written(rows[column][index]) for column in rule.columns)))
        checks.append(
            Check(rule.words, rows.height, len(bad) if rule.of_rows else int(not result.success), bool(result.success), rule.of_rows)
        )
    return Verdict(checks, refused)


def _written(value: object) -> str:
    return str(value.to_list() if isinstance(value, pl.Series) else value)[:200]


def _run(expectations: list[Any], batch: Any) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of its own dependencies; a rule that fails is in the result
        import great_expectations as gx

        logging.getLogger("great_expectations").setLevel(logging.ERROR)  # it tells of each temporary folder
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_pandas("frames").add_dataframe_asset("batch").add_batch_definition_whole_dataframe("all")
        made = gx.ExpectationSuite(name="suite", expectations=expectations)
        definition = gx.ValidationDefinition(name="batch", data=source, suite=context.suites.add(made))
        result = context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": batch}, result_format={"result_format": "COMPLETE", "include_unexpected_rows": False}
        )
    order = {str(each.id): n for n, each in enumerate(made.expectations)}
    return sorted(result.results, key=lambda each: order[str(each.expectation_config.id)])
