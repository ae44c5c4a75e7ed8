from __future__ import annotations

from expectations.rules import Rule, ordered


def rules() -> list[Rule]:
    """A mention has words between its offsets."""
    return [ordered("start", "end")]
