"""The docs are whole: generated pages are as generated, links lead somewhere, and nothing that a person can use lacks a word."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from flows import docs, settings, views
from flows.docs import PROJECT, subcommands
from transforms.schema import TABLES
from transforms.schema.rejects import REASONS
from transforms.schema.sources import SOURCES

PAGES = sorted([PROJECT / "README.md", PROJECT / "benchmarks" / "notes.md", *(PROJECT / "docs").rglob("*.md")])
WRITTEN = [page for page in PAGES if page.name not in ("tables.md", "cli.md")]
NAMES = [str(page.relative_to(PROJECT)) for page in PAGES]


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "made"), [("docs/tables.md", docs.tables), ("docs/cli.md", docs.cli)])
def test_a_generated_page_is_as_generated(page: str, made: object) -> None:
    assert callable(made)
    assert read(page) == made(), f"{page} is out of date; make docs writes it anew"


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_to_a_file(name: str) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", read(name))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    missing = [target for target in local if not ((PROJECT / name).parent / target.split("#")[0]).exists()]
    assert missing == []


def test_every_test_that_a_page_names_is_there() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    named = re.findall(r"`(test_\w+)`", read("docs/faults.md"))
    assert len(named) > 40
    assert sorted(set(named) - there) == []


def test_every_page_is_linked_from_another() -> None:
    linked = {
        ((PROJECT / name).parent / target.split("#")[0]).resolve()
        for name in NAMES
        for target in re.findall(r"\]\(([^)\s]+)\)", read(name))
        if not re.match(r"[a-z]+:", target)
    }
    assert [name for name in NAMES if name != "README.md" and (PROJECT / name).resolve() not in linked] == []


@pytest.mark.parametrize("command", subcommands())
def test_every_subcommand_is_told_of_by_a_person(command: str) -> None:
    assert any(re.search(rf"\btoll (--home \S+ )?{command}\b", page.read_text(encoding="utf-8")) for page in WRITTEN)


@pytest.mark.parametrize("name", [*(table.name for table in TABLES), *(view[0] for view in views.VIEWS)])
def test_every_table_and_view_is_told_of(name: str) -> None:
    assert re.search(rf"\b{name}\b", read("docs/tables.md"))
    assert any(re.search(rf"\b{name}\b", page.read_text(encoding="utf-8")) for page in WRITTEN), f"only docs/tables.md names {name}"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_a_refusal_is_explained(reason: str) -> None:
    assert f"| `{reason}` |" in read("docs/sources.md")


@pytest.mark.parametrize("column", SOURCES.names)
def test_every_column_of_sources_csv_is_explained(column: str) -> None:
    assert f"`{column}`" in read("docs/sources.md")


def test_every_setting_and_exit_code_is_explained() -> None:
    page = read("docs/operations.md")
    read_by_code = {
        name
        for path in (PROJECT / "flows").rglob("*.py")
        for name in re.findall(r"""["'](TOLL_[A-Z_]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert read_by_code >= {"TOLL_HOME", "TOLL_WORKERS", "TOLL_NOW"}
    assert [name for name in sorted(read_by_code) if f"`{name}`" not in page] == []
    assert settings.Settings.__doc__
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == ["0", "1", "2", "3", "75", "130", "143"]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_holds_a_path_of_one_machine(name: str) -> None:
    assert re.findall(r"(?<![\w/.~])/(?:work|tmp|root|Users|home(?!/you/))/\S*", read(name)) == []


@pytest.mark.parametrize("page", WRITTEN, ids=[page.name for page in WRITTEN])
def test_lines_of_prose_fit_a_screen(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert [line for line in prose.splitlines() if len(line) > 160 and not line.startswith(("|", "    "))] == []


def test_the_sentences_of_the_figures_page_give_their_figures() -> None:
    tests = doctest.DocTestParser().get_doctest(read("docs/figures.md"), {}, "figures.md", "docs/figures.md", 0)
    assert len(tests.examples) >= 20
    told: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(tests, out=told.append)
    assert results.failed == 0, "".join(told)
