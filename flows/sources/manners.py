"""How we behave towards web servers. Standard library only: settings are read before anything that fetches is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """How a fetch behaves: who it says it is, what it may take, and the hosts whose loopback address is allowed."""

    agent: str
    allow_loopback: frozenset[str] = frozenset()
    deadline_s: float = 30.0
    max_bytes: int = 20 << 20
    delay_s: float = 1.0  # least seconds between two requests to one host
