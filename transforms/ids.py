"""Ids are hashes of content, so that the same thing has the same id whatever the order of arrival."""

from __future__ import annotations

import hashlib

_LENGTH = 20  # hexadecimal digits: 80 bits, one collision expected among 10**12 rows


def content_id(*parts: object) -> str:
    """The first 20 hexadecimal digits of the SHA-256 of the parts; None and the empty string differ, and so do ("ab", "c") and ("a", "bc")."""
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
