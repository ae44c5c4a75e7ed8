from __future__ import annotations

from expectations import casualties
from expectations.rules import Rule


def rules() -> list[Rule]:
    """The rules of a figure table: those of casualties."""
    return casualties.rules()
