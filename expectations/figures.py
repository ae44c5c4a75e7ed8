from __future__ import annotations

from expectations.rules import Rule, ordered


def rules() -> list[Rule]:
    """A figure's bounds are in order, its number lies in its phrase, and a span of days does not end before it starts."""
    return [
        ordered("low", "best"),
        ordered("best", "high"),
        ordered("low", "high"),
        ordered("start", "end"),
        ordered("value_start", "value_end"),
        ordered("start", "value_start"),
        ordered("value_end", "end"),
        ordered("period_start", "as_of"),
    ]
