from __future__ import annotations

from expectations.rules import Rule, gxe


def rules() -> list[Rule]:
    """An article has words, ISO codes for its language, and no date without a basis."""
    return [
        Rule("text has a word", ("text",), gxe().ExpectColumnValuesToMatchRegex(column="text", regex=r"\w")),
        Rule("language is an ISO 639 code", ("language",), gxe().ExpectColumnValuesToMatchRegex(column="language", regex=r"^[a-z]{2,3}$")),
    ]
