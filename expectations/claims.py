from __future__ import annotations

from expectations.rules import Rule, ordered


def rules() -> list[Rule]:
    """A claim's bounds are in order, and it is told by no more stories than articles."""
    return [ordered("low", "best"), ordered("best", "high"), ordered("low", "high"), ordered("n_stories", "n_articles")]
