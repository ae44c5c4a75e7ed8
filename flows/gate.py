"""The one way into a table: conform, Great Expectations, write. Rows that fail go to `rejects`; a table that fails stops the run."""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl

from expectations.judge import judge
from flows import releases
from flows.run import GateFailed, Stage
from transforms.conform import conform, frame
from transforms.ids import content_id
from transforms.schema import table as named
from transforms.schema.table import Table

BATCH = 100_000  # rows that the judge sees at once: above, its frames cost more memory than they are worth
MAX_REFUSED_SHARE, FEW_ROWS = 0.05, 20  # a table of which more is refused has a fault of its own; a few rows of few say nothing


@dataclass(frozen=True, slots=True)
class Passed:
    """What a gate let through: the rows written, and how many were offered and refused."""

    rows: pl.DataFrame
    offered: int
    refused: int


def write(stage: Stage, table_name: str, rows: pl.DataFrame, *, whole: bool = False) -> Passed:
    """Put rows into their table through its gate, inside the caller's transaction. Rows that stand in it to the letter are not judged again.

    `whole`: the rows are the table's whole content, and others are deleted. Rows that cannot be cast, repeat a key or break a rule are written
    to `rejects` with the rule, but for those that a person released. Raises GateFailed where a rule of the whole table fails, or more than
    5 % of at least 20 rows are refused.
    """
    table = named(table_name)
    offered = rows.unique().height  # rows that are alike to the letter are one row
    released = releases.rules(stage.settings.home)
    good, refused = conform(rows, table)
    rejects = [_reject(stage, table, row, row.pop("reason"), row.pop("rule"), row.pop("value")) for row in refused.to_dicts()]
    new = stage.warehouse.differing(table, good)  # the others stand in the table to the letter, as judged when they were written
    kept = [new.clear()]
    for start in range(0, new.height, BATCH) if new.height else (0,) * (whole and good.is_empty()):
        batch = new.slice(start, BATCH)
        verdict = judge(batch, table, expected_rows=batch.height)
        stage.note(table_name, verdict.checks)
        if not verdict.table_holds:
            failed = "; ".join(check.rule for check in verdict.checks if not check.of_rows and not check.passed)
            raise GateFailed(f"stage {stage.name}: table {table_name} broke the rule that {failed}; nothing is published", rejects)
        broken = [(index, _reject(stage, table, batch.row(index, named=True), "rule", *why)) for index, why in verdict.refused.items()]
        broken = [(index, row) for index, row in broken if (row["table"], row["id"], row["rule"]) not in released]
        bad = [index for index, _ in broken]
        rejects += [row for _, row in broken]
        kept.append(batch.with_row_index("row").filter(~pl.col("row").is_in(bad)).drop("row") if bad else batch)
    written = good.join(new, on=list(table.key), how="anti").vstack(pl.concat(kept)).sort(table.key)
    if offered >= FEW_ROWS and len(rejects) > MAX_REFUSED_SHARE * offered:
        raise GateFailed(
            f"stage {stage.name}: {len(rejects)} of {offered} rows for {table_name} were refused, the first because "
            f"{rejects[0]['rule']} (value {rejects[0]['value']!r}); more than {MAX_REFUSED_SHARE:.0%} is a fault of the table, nothing is published",
            rejects,
        )
    if whole:
        stage.warehouse.keep_only(table, written)
    stage.warehouse.put(table, pl.concat(kept))
    reject(stage, rejects)
    stage.offered += offered
    stage.written += written.height
    stage.refused += len(rejects)
    return Passed(written, offered, len(rejects))


def reject(stage: Stage, rows: list[dict[str, object]]) -> None:
    """Write rows of `rejects`: of a gate, or of documents and records that could not be read (`rejected`)."""
    if rows:
        stage.warehouse.put(named("rejects"), frame(named("rejects"), rows).unique("reject_id", maintain_order=True))


def rejected(
    stage: Stage, table_name: str, key: str, reason: str, *, rule: str | None = None, value: str | None = None, row: str | None = None
) -> dict[str, object]:
    """A row of `rejects`."""
    return {
        "reject_id": content_id(stage.run_id, stage.name, table_name, key, reason, rule, value),
        "run_id": stage.run_id,
        "stage": stage.name,
        "table": table_name,
        "id": key,
        "reason": reason,
        "rule": rule,
        "value": value,
        "row": row,
    }


def _reject(stage: Stage, table: Table, row: dict[str, object], reason: str, rule: str, value: str | None) -> dict[str, object]:
    key = "/".join(str(row[name]) for name in table.key)
    return rejected(stage, table.name, key, reason, rule=rule, value=value, row=json.dumps(row, default=str, ensure_ascii=False))
