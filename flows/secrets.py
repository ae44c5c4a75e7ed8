"""Addresses with secrets in them, on their way from the command line to the fetch: what Prefect stores and shows of them is redacted."""

from __future__ import annotations

from transforms.text.url import redacted

_given: dict[str, str] = {}


def hide(address: str) -> str:
    """The address as it may be a parameter of a flow; `reveal` in this process gives it back."""
    shown = redacted(address)
    _given[shown] = address
    return shown


def reveal(shown: str) -> str:
    """The address that was hidden, else what is given."""
    return _given.get(shown, shown)
