"""What a run shows in the UI holds words of articles: no markup of a page may be alive there. And every place that counts gives the same counts."""

from __future__ import annotations

import base64
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from prefect import flow
from prefect.runtime import flow_run

from flows.artifacts import _charts, show, shown
from flows.commands.report import html
from flows.commands.status import status
from flows.counts import counts, told
from flows.warehouse import reader, writer
from tests.browser import CHROMIUM, chromium
from tests.flows.known import HOSTILE, publish

HOSTILE_WORDS = [
    "<img src=x onerror=alert(1)>",
    "[here](javascript:alert(1))",
    "![](http://elsewhere.example/a.png)",
    "`code` & <script>x</script>",
    "a line\n\n# a heading\n",
]


@pytest.fixture(scope="module")
def artifacts(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What a run left in a real Prefect server, by key."""
    home = tmp_path_factory.mktemp("artifacts") / "home"
    publish(home)

    @flow(name="shown")
    def run() -> str:
        with writer(home) as warehouse:
            show(warehouse, "20240310T120000-aaaaaa")
        return str(flow_run.get_id())

    wanted = {"artifacts": {"flow_run_id": {"any_": [run()]}}}
    asked = urllib.request.Request(f"{prefect_server}/artifacts/filter", json.dumps(wanted).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answered:
        return {each["key"]: each for each in json.load(answered)}


@pytest.mark.parametrize("hostile", HOSTILE_WORDS)
def test_markup_of_an_article_is_not_alive(hostile: str) -> None:
    cell = str(shown(hostile))
    assert not set("<>[]`\n\\") & set(cell)


def test_numbers_and_nothing_stay_what_they_are_and_long_text_is_cut() -> None:
    assert [shown(value) for value in (None, True, 12, 0.5)] == [None, True, 12, 0.5]
    assert len(str(shown("a" * 1_000_000))) == 500


def test_every_place_that_counts_gives_the_same_counts(
    known_home: Path, artifacts: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with reader(known_home) as database:
        held, words, page = counts(database), told(database), html(database)
        asked = {name: database.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in held if name != "stories"}
    assert held.items() >= asked.items()
    assert held["stories"] == held["articles"] - 1  # one is a copy
    monkeypatch.setenv("TOLL_HOME", str(known_home))
    status(False)
    in_status = dict(reversed(found) for found in re.findall(r"(\d[\d,]*) (\w+)", capsys.readouterr().out.splitlines()[1]))
    (footer,) = re.findall(r"<footer>\n<p>(.*?)\. This page", page)
    in_page = dict(reversed(found) for found in re.findall(r"(\d[\d,]*) (\w+)", footer))
    in_words = dict(reversed(found) for found in re.findall(r"(\d[\d,]*) (\w+)", words))
    expected = {name: f"{count:,}" for name, count in held.items()}
    assert in_status == in_page == in_words == expected
    (row,) = json.loads(artifacts["holds"]["data"])
    assert row == held


def test_the_charts_are_pictures_in_which_nothing_runs(artifacts: dict[str, dict[str, Any]]) -> None:
    markdown = artifacts["charts"]["data"]
    assert "### civilians killed, Ukraine, Russian invasion of Ukraine" in markdown
    assert "10,703 on 7 Mar 2024 (low to high: 10,703; cell `" in markdown
    assert not re.findall(r"<(?!-)", markdown)
    pictures = re.findall(r"!\[[a-z ]*\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", markdown)
    assert len(pictures) == markdown.count("![")
    for picture in pictures:
        svg = base64.b64decode(picture).decode()
        assert svg.startswith("<svg ")
        assert "OHCHR" in svg
        assert not re.findall(r"<script|\son[a-z]+=|href=", svg)


def test_a_run_without_a_series_has_no_chart(tmp_path: Path) -> None:
    with writer(tmp_path / "home") as warehouse:
        assert _charts(warehouse) == ""


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: a browser cannot be asked")
def test_a_hostile_article_is_text_in_the_ui(artifacts: dict[str, dict[str, Any]], prefect_server: str) -> None:
    server = prefect_server.removesuffix("/api")
    with chromium() as page:
        page.look(1400, 1200)
        for key in ("newest-figures", "charts"):
            page.open(f"{server}/artifacts/artifact/{artifacts[key]['id']}")
            page.wait("document.body.innerText.includes('killed')", 60)
            assert page.value("[...document.querySelectorAll('a')].every(a => ['http:', 'https:'].includes(a.protocol))")
            assert page.value("[...document.images].every(image => image.src.startsWith('data:') || image.src.startsWith(location.origin))")
        assert page.value("[...document.images].some(image => image.src.startsWith('data:image/svg') && image.naturalWidth > 300)")
        assert page.opened == []
        assert [each for each in page.asked if "elsewhere.example" in each] == []
    assert HOSTILE.startswith("<img")
