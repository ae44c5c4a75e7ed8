from __future__ import annotations

from expectations.rules import Rule, gxe


def rules() -> list[Rule]:
    """The length of ids: stories point to articles by whole ids."""
    return [Rule("story_id is a whole id", ("story_id",), gxe().ExpectColumnValueLengthsToEqual(column="story_id", value=20))]
