"""The sample of seeds/sample: every page is labelled, belongs to an invented outlet, and states the figures that its README lists."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[1] / "seeds" / "sample"
LABELS = Path(__file__).parent / "sample"
PAGES = sorted(SAMPLE.glob("*.html"))
COPIES = {"wrapped", "cut", "spun", "translated", "syndicated", "exact"}
OTHERS = {"independent", "update", "template", "unrelated"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta"}


class Page(HTMLParser):
    """A page's visible words, its site names, its title, its scripts, and the tags that do not close as they opened."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.site_names: list[str] = []
        self.title = ""
        self.scripts: list[dict[str, str | None]] = []
        self.linked_data: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(source)
        self.close()
        self.faults += self.open
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "meta" and named.get("property") == "og:site_name":
            self.site_names.append(named.get("content") or "")
        if tag == "script":
            self.scripts.append(named)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in VOID:
            self.faults.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        if inside == "script":
            self.linked_data.append(data)
        elif inside == "title":
            self.title += data
        elif inside != "style":
            self.words.append(data)


@cache
def page(name: str) -> Page:
    return Page((SAMPLE / name).read_text(encoding="utf-8"))


@cache
def readme() -> dict[str, tuple[str, str, str, str]]:
    """Outlet, kind, what it shows and the figures of each page, from the README's table."""
    rows = {}
    for line in (LABELS / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if cells[0].endswith(".html"):
            name, outlet, kind, shows, figures = cells
            assert name not in rows, f"README.md lists {name} twice"
            rows[name] = (outlet, kind, shows, figures)
    return rows


@cache
def pairs() -> list[dict[str, str]]:
    with (LABELS / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_page_is_described_and_paired() -> None:
    names = {path.name for path in PAGES}
    assert len(names) >= 40
    assert set(readme()) == names
    assert {row[side] for row in pairs() for side in ("a", "b")} == names


def test_pages_differ_and_the_folder_is_small() -> None:
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in PAGES}
    assert len(digests) == len(PAGES)
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_500_000


def test_pairs_are_labelled_once_and_agree() -> None:
    rows = pairs()
    assert len(rows) >= 60
    assert {row["kind"] for row in rows} == COPIES | OTHERS
    keys = [tuple(sorted((row["a"], row["b"]))) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert row["a"] != row["b"], row
        assert row["same_story"] == ("true" if row["kind"] in COPIES else "false"), row


def test_copies_are_closed_under_same_story() -> None:
    """If A copies B and B copies C, no label calls A and C two stories."""
    story = {path.name: path.name for path in PAGES}

    def root(name: str) -> str:
        while story[name] != name:
            name = story[name]
        return name

    for row in pairs():
        if row["same_story"] == "true":
            story[root(row["a"])] = root(row["b"])
    for row in pairs():
        if row["same_story"] == "false":
            assert root(row["a"]) != root(row["b"]), row


def test_the_sample_has_pages_without_figures() -> None:
    assert sum(figures == "none" for *_, figures in readme().values()) >= 6


def test_there_are_many_outlets() -> None:
    assert len({outlet for outlet, *_ in readme().values()}) >= 7


@pytest.mark.parametrize("name", [path.name for path in PAGES])
def test_a_page_is_of_a_sample_outlet_and_loads_nothing(name: str) -> None:
    read, (outlet, *_) = page(name), readme()[name]
    assert outlet.endswith("(sample)")
    assert read.site_names == [outlet]
    assert read.title.endswith(outlet)
    for data in read.linked_data:
        for node in json.loads(data)["@graph"]:
            assert node["publisher"]["name"] == outlet
    assert all(script.get("type") == "application/ld+json" and "src" not in script for script in read.scripts)
    assert re.fullmatch(r"(\d{4}-\d\d-\d\d|undated)-[a-z]+-[a-z0-9-]+\.html", name)


@pytest.mark.parametrize("name", [path.name for path in PAGES])
def test_a_page_parses_and_states_its_figures(name: str) -> None:
    read, (*_, figures) = page(name), readme()[name]
    assert not read.faults
    assert len(read.text) > 500
    stated = re.findall(r'"([^"]+)"', figures)
    assert stated or figures == "none"
    for words in stated:
        assert words in read.text, f"{name} does not state {words!r}"
