"""The house: which room may import what, and where each library lives. Each check is shown to fail on a small bad source."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import reference
from transforms.schema import TABLES
from transforms.schema.references import REFERENCES

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("transforms", "expectations", "flows")  # a room may import from those before it
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py"))
TABLE_NAMES = {table.name for table in TABLES}
MAX_LINES = 320
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "shared"}
UNSAFE = {"pickle", "cPickle", "_pickle", "joblib", "dill", "cloudpickle", "marshal", "shelve"}
UNSAFE_YAML = {"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"}
UNSAFE_ARGUMENTS = {("allow_pickle", "True"), ("serializer", "'pickle'"), ("result_serializer", "'pickle'"), ("persist_result", "True")}
# What a module that computes has no use for: the disk, the network, the environment, the clock, chance, other processes.
WORLD = {
    *("os", "io", "pathlib", "shutil", "tempfile", "glob", "sys", "csv", "socket", "ssl", "http", "urllib.request", "httpx", "requests"),
    *("time", "random", "secrets", "subprocess", "threading", "multiprocessing", "concurrent", "asyncio", "signal", "resource", "logging"),
    *("prefect", "duckdb", "great_expectations", "pandas", "sqlite3", "pebble", "warcio", "typer", "rich"),
}
CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
HOMES: dict[str, tuple[str, ...]] = {
    "duckdb": ("flows.warehouse",),
    "great_expectations": ("expectations",),
    "warcio": ("flows.archive",),
    "pandas": ("expectations",),
    "httpx": ("flows.sources.http",),
    "httpcore": ("flows.sources.http", "flows.sources.peers"),  # connections are vetted where they are made
    "requests": (),
    "feedparser": ("flows.sources.feed",),
    "protego": ("flows.sources.robots",),
}
DISK = {
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "read_csv",
    "write_csv",
    "scan_csv",
    "read_parquet",
    "write_parquet",
    "scan_parquet",
}


def name_of(path: Path) -> str:
    """The dotted name of a module of the project."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


def imported(source: str) -> Iterator[str]:
    """Every module and every name of a module that a source imports, dotted, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            yield from ("." * node.level + f"{node.module or ''}.{alias.name}" for alias in node.names)


def of(name: str, packages: set[str] | tuple[str, ...]) -> bool:
    """Whether a dotted name is one of the packages or lies in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def backward_imports(module: str, source: str) -> list[str]:
    rank = ROOMS.index(module.split(".")[0])
    return [name for name in imported(source) if of(name, ROOMS[rank + 1 :]) or name.startswith(".") or of(name, ("tests", "benchmarks"))]


def world_in_transforms(module: str, source: str) -> list[str]:
    if not of(module, ("transforms",)):
        return []
    found = [name for name in imported(source) if of(name, WORLD)]
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("open", "print", "input", "__import__", "eval", "exec")
        ):
            found.append(node.func.id)
        elif isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id if isinstance(node.value, ast.Name) else ""
            if (owner, node.attr) in CLOCK or node.attr in DISK:
                found.append(f"{owner}.{node.attr}")
    return found


def polars_in_text(module: str, source: str) -> list[str]:
    """`toll extract` starts fast because the reader of texts needs no frames."""
    return [name for name in imported(source) if of(name, ("polars",))] if of(module, ("transforms.text",)) else []


def libraries_out_of_place(module: str, source: str) -> list[str]:
    return [name for name in imported(source) for library, homes in HOMES.items() if of(name, (library,)) and not of(module, homes)]


def tables_that_meet(module: str, source: str) -> list[str]:
    """Table modules that import one another: tables meet in flows, and the signature is the lineage."""
    room, _, own = module.partition(".")
    if room != "transforms" or own not in TABLE_NAMES:
        return []
    return [name for name in imported(source) if name.removeprefix("transforms.").split(".")[0] in TABLE_NAMES - {own}]


def vague_names(module: str, source: str) -> list[str]:
    return sorted(VAGUE_NAMES.intersection(module.split(".")))


def too_long(module: str, source: str) -> list[str]:
    lines = source.count("\n")
    return [f"{lines} lines"] if lines > MAX_LINES else []


def unsafe_loading(module: str, source: str) -> list[str]:
    """Loaders that run what a file says: whoever can write the file would run code here."""
    found = [name for name in imported(source) if of(name, UNSAFE) or (of(name, ("yaml",)) and name.split(".")[-1] in UNSAFE_YAML)]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yaml = isinstance(node.value, ast.Name) and node.value.id == "yaml" and node.attr in UNSAFE_YAML
            found += [ast.unparse(node)] if yaml or node.attr in ("read_pickle", "to_pickle") else []
        elif isinstance(node, ast.keyword) and (node.arg, ast.unparse(node.value)) in UNSAFE_ARGUMENTS:
            found.append(ast.unparse(node))
    return found


def results_kept(module: str, source: str) -> list[str]:
    """Flows and tasks whose results Prefect may write to disk, as pickles: each says that it has none, whatever is set."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and ast.unparse(node.func) in ("flow", "task")]
    plain = [
        each for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) for each in map(ast.unparse, node.decorator_list)
    ]
    off = ("persist_result", "False")
    kept = [ast.unparse(call) for call in calls if off not in [(each.arg, ast.unparse(each.value)) for each in call.keywords]]
    return kept + [each for each in plain if each in ("flow", "task")]


def feeds_from_names(module: str, source: str) -> list[str]:
    """feedparser opens a string that looks like a path or an address: it is given bytes in memory and nothing else."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "feedparser.parse"]
    return [ast.unparse(call) for call in calls if not call.args or not ast.unparse(call.args[0]).startswith("BytesIO(")]


def live_file_named(module: str, source: str) -> list[str]:
    """The live database is opened by one module alone: closing any other descriptor of it drops the lock of its owner."""
    if module == "flows.warehouse":
        return []
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    found = [name for name in imported(source) if name == "flows.warehouse.WAREHOUSE"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "warehouse.duckdb" in node.value and id(node) not in prose:
            found.append(node.value)
        elif isinstance(node, ast.Attribute) and node.attr == "WAREHOUSE":
            found.append("WAREHOUSE")
    return found


Check = Callable[[str, str], list[str]]
BAD: list[tuple[Check, str, str, list[str]]] = [
    (backward_imports, "transforms.claims", "import flows.warehouse", ["flows.warehouse"]),
    (backward_imports, "transforms.claims", "def f():\n    from expectations import judge", ["expectations", "expectations.judge"]),
    (backward_imports, "expectations.judge", "from flows import gate", ["flows", "flows.gate"]),
    (backward_imports, "flows.gate", "from . import run", [".", "..run"]),
    (world_in_transforms, "transforms.claims", "import os", ["os"]),
    (world_in_transforms, "transforms.text.page", "import urllib.request", ["urllib.request"]),
    (world_in_transforms, "transforms.claims", "from datetime import datetime\ndatetime.now()", ["datetime.now"]),
    (world_in_transforms, "transforms.claims", "import datetime\ndatetime.date.today()", ["date.today"]),
    (world_in_transforms, "transforms.claims", "open('a')", ["open"]),
    (world_in_transforms, "transforms.claims", "import polars as pl\npl.read_csv('a')", ["pl.read_csv"]),
    (polars_in_text, "transforms.text.page", "import polars as pl", ["polars"]),
    (libraries_out_of_place, "flows.gate", "import duckdb", ["duckdb"]),
    (
        libraries_out_of_place,
        "flows.gate",
        "from great_expectations import expectations",
        ["great_expectations", "great_expectations.expectations"],
    ),
    (tables_that_meet, "transforms.casualties", "from transforms.claims import claims", ["transforms.claims", "transforms.claims.claims"]),
    (vague_names, "flows.utils", "", ["utils"]),
    (too_long, "flows.gate", "x = 1\n" * (MAX_LINES + 1), [f"{MAX_LINES + 1} lines"]),
    (unsafe_loading, "flows.archive", "import pickle", ["pickle"]),
    (unsafe_loading, "flows.archive", "import yaml\nyaml.load('a')", ["yaml.load"]),
    (unsafe_loading, "flows.archive", "from yaml import safe_load, unsafe_load", ["yaml.unsafe_load"]),
    (unsafe_loading, "flows.archive", "def f():\n    from joblib import load", ["joblib", "joblib.load"]),
    (unsafe_loading, "expectations.judge", "import pandas as pd\npd.read_pickle('a')", ["pd.read_pickle"]),
    (
        unsafe_loading,
        "flows.archive",
        "task(persist_result=True, result_serializer='pickle')",
        ["persist_result=True", "result_serializer='pickle'"],
    ),
    (results_kept, "flows.ingest", "@flow(name='a')\ndef f(): ...\n@task\ndef g(): ...", ["flow(name='a')", "task"]),
    (results_kept, "flows.batches", "task(name='a', persist_result=False)(work)", []),
    (libraries_out_of_place, "flows.sources.listing", "import feedparser", ["feedparser"]),
    (libraries_out_of_place, "flows.serve", "import httpx", ["httpx"]),
    (feeds_from_names, "flows.sources.feed", "import feedparser\nfeedparser.parse(name)", ["feedparser.parse(name)"]),
    (live_file_named, "flows.publish", "shutil.copy(home / 'warehouse.duckdb', to)", ["warehouse.duckdb"]),
    (live_file_named, "flows.publish", "from flows import warehouse\nopen(warehouse.WAREHOUSE)", ["WAREHOUSE"]),
]
CHECKS = tuple(dict.fromkeys(check for check, *_ in BAD))


@pytest.mark.parametrize(("check", "module", "source", "found"), BAD)
def test_the_check_finds_what_is_bad(check: Check, module: str, source: str, found: list[str]) -> None:
    assert check(module, source) == found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_module_breaks_it(check: Check) -> None:
    assert len(MODULES) > 60
    broken = {name_of(path): found for path in MODULES if (found := check(name_of(path), path.read_text(encoding="utf-8")))}
    assert broken == {}


def test_a_docstring_may_name_the_live_file() -> None:
    assert live_file_named("flows.publish", '"""Never copies warehouse.duckdb."""') == []


def test_every_csv_is_declared_and_loaded() -> None:
    declared = [table.name for table in REFERENCES]
    assert sorted(path.stem for path in reference.SEEDS.glob("*.csv")) == sorted(declared)
    loaded = reference.load()
    assert list(loaded) == declared
    assert [name for name, rows in loaded.items() if not rows] == []


def unused_references(sources: list[str]) -> list[str]:
    """Reference tables whose name no source holds as a string: nothing looks them up."""
    named = {node.value for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    return [table.name for table in REFERENCES if table.name not in named]


def test_every_reference_table_is_used() -> None:
    assert unused_references(["rows = reference['terms']"]) == [table.name for table in REFERENCES if table.name != "terms"]
    declarations = PROJECT / "transforms" / "schema"
    assert unused_references([path.read_text(encoding="utf-8") for path in MODULES if declarations not in path.parents]) == []
