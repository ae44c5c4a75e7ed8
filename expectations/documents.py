from __future__ import annotations

from expectations.rules import Rule, gxe


def rules() -> list[Rule]:
    """A document's id is a SHA-256."""
    expectation = gxe().ExpectColumnValuesToMatchRegex(column="document_id", regex=r"^[0-9a-f]{64}$")
    return [Rule("document_id is a SHA-256 in hexadecimal", ("document_id",), expectation)]
