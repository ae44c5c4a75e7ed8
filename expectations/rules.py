"""What a rule is, and the kinds of rules that several tables have."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any


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


def ordered(least: str, greatest: str) -> Rule:
    """`greatest` is not below `least` where both are there."""
    expectation = gxe().ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=greatest, column_B=least, or_equal=True, ignore_row_if="either_value_is_missing"
    )
    return Rule(f"{least} is not above {greatest}", (least, greatest), expectation)
