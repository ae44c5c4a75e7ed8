"""One run of the pipeline and its stages: ids, counts and the rows of `runs` and `checks` that tell what each stage did."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from expectations.judge import Check
from flows.failpoints import reach
from flows.reference import SEEDS
from flows.settings import Settings, settings
from flows.warehouse import Warehouse, writer
from transforms.conform import frame
from transforms.schema import table
from transforms.schema.references import OVERLAID


class GateFailed(RuntimeError):
    """A table as a whole broke a rule: names the stage, the table and the rule. Nothing is published; `rejects` are the rows that it refused."""

    def __init__(self, message: str, rejects: list[dict[str, object]]) -> None:
        super().__init__(message)
        self.rejects = rejects


CORE_LIBRARIES = ("prefect", "duckdb", "polars", "great_expectations", "trafilatura", "lxml")


@dataclass(slots=True)
class Stage:
    """A stage of a run while it works: where it writes, what it counted, and what its gates said."""

    run_id: str
    name: str
    warehouse: Warehouse
    settings: Settings
    extractor_version: str
    started_at: datetime
    started: float = field(default_factory=time.perf_counter)
    counts: Counter[str] = field(default_factory=Counter)
    facts: dict[str, str] = field(default_factory=dict)
    offered: int = 0
    written: int = 0
    refused: int = 0
    checks: dict[tuple[str, str], Check] = field(default_factory=dict)
    state: str = "done"

    def note(self, table_name: str, checks: list[Check]) -> None:
        """Keep what a gate said; batches of one table add up."""
        for check in checks:
            key = (table_name, check.rule if check.of_rows else "every batch has the rows that the stage offers")
            before = self.checks.get(key)
            rows, refused, passed = (before.rows, before.refused, before.passed) if before else (0, 0, True)
            self.checks[key] = Check(key[1], rows + check.rows, refused + check.refused, passed and check.passed, check.of_rows)

    def record(self, state: str, error: str | None = None) -> None:
        """Write the stage's row of `runs` and its rows of `checks` as they are now, in a transaction of their own."""
        row = {
            "run_id": self.run_id,
            "stage": self.name,
            "state": state,
            "started_at": self.started_at,
            "seconds": time.perf_counter() - self.started,
            "offered": self.offered,
            "written": self.written,
            "refused": self.refused,
            "counts": json.dumps({**self.counts, **self.facts}, sort_keys=True),
            "versions": json.dumps(core_versions()),
            "extractor_version": self.extractor_version,
            "error": error,
        }
        checks = [
            {
                "run_id": self.run_id,
                "stage": self.name,
                "table": of,
                "rule": c.rule,
                "rows": c.rows,
                "refused": c.refused,
                "passed": c.passed,
            }
            for (of, _), c in self.checks.items()
        ]
        with self.warehouse.transaction():
            self.warehouse.put(table("runs"), frame(table("runs"), [row]))
            self.warehouse.put(table("checks"), frame(table("checks"), checks))


def new_run_id(settings: Settings) -> str:
    """A run's id: its start in UTC and a random tail, so that two never share one."""
    return f"{settings.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


@contextmanager
def stage(name: str, run_id: str | None) -> Iterator[Stage]:
    """A stage at work: opens the warehouse, and writes its row of `runs` when it starts, when it ends and when it fails."""
    now = settings()
    with writer(now.home) as warehouse:
        work = Stage(run_id or new_run_id(now), name, warehouse, now, extractor_version(now.home), now.now())
        work.record("running")
        reach("stage")
        try:
            yield work
        except BaseException as error:
            if isinstance(error, GateFailed):
                warehouse.put(table("rejects"), frame(table("rejects"), error.rejects).unique("reject_id", maintain_order=True))
            work.record("failed", f"{type(error).__name__}: {error}"[:2000])
            raise
        work.record(work.state)


@cache
def core_versions() -> dict[str, str]:
    """The versions of the libraries whose behaviour shows in the tables."""
    return {name: version(name) for name in CORE_LIBRARIES}


def extractor_version(home: Path) -> str:
    """A hash of the code and word lists that read articles, the rows of `home` laid over them among these, and of the libraries that
    read pages: 12 hexadecimal digits."""
    digest = _shipped().copy()
    for name in OVERLAID:
        own = home / f"{name}.csv"
        if own.exists() and own.name not in _NOT_READING:
            digest.update(f"own {name}\0".encode() + own.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@cache
def _shipped() -> hashlib._Hash:
    code = Path(__file__).resolve().parents[1] / "transforms"
    digest = hashlib.sha256()
    for path in sorted([*code.rglob("*.py"), *SEEDS.glob("*.csv")]):
        if path.name not in _NOT_READING:
            digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    for library in ("trafilatura", "lxml", "htmldate", "justext", "courlan", "ahocorasick_rs", "blingfire"):
        digest.update(f"{library} {version(library)}\0".encode())
    return digest


_NOT_READING = ("sources.csv",)  # where articles come from does not change how they are read
