"""The rules of the figure tables, casualties and refugees."""

from __future__ import annotations

from expectations.rules import Rule, ordered


def rules() -> list[Rule]:
    """A cell's bounds are in order, a stretch does not end before it starts, and a cell that uses claims has speakers and stories."""
    return [
        ordered("low", "best"),
        ordered("best", "high"),
        ordered("low", "high"),
        ordered("period_start", "as_of"),
        ordered("n_speakers", "n_claims"),
    ]
