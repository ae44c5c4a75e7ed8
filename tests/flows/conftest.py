"""A few pages in the shape of real ones, and the command as a person calls it."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from tests.flows.known import publish

PAGE = """<!doctype html><html lang="en"><head><title>{title} | {outlet}</title>
<meta property="og:site_name" content="{outlet}"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{day}T09:00:00Z"><link rel="canonical" href="https://{host}/{slug}"></head>
<body><article><h1>{title}</h1>{paragraphs}</article></body></html>
"""
STRIKE = (
    "KHARKIV, Ukraine — A missile struck a row of houses in Kharkiv on Tuesday, killing 12 civilians and wounding 30, the regional governor said.",
    "Rescuers searched the rubble through the night with dogs and heavy lifting gear, and neighbours brought soup and blankets to the crews.",
    "The governor said that three children were among the dead. Schools in the district stayed closed for the rest of the week.",
)
CAMP = (
    "The United Nations said on Thursday that more than 45,000 refugees from Sudan had crossed into Chad since the start of the year.",
    "Aid groups warned that the camps near the border had water for only half of the people who had arrived, and that the rains were near.",
    "Some 2,300 people were evacuated from the flooded banks of the river, the agency added in its weekly note.",
)
QUIET = (
    "The town council voted on Wednesday to rebuild the old market hall, which has stood empty behind its painted doors since the autumn.",
    "Traders said that they would move back before the summer if the roof was finished, and that they had kept their stalls in storage.",
    "The mayor thanked the carpenters and promised that the clock in the tower would be repaired as well before the harvest fair.",
)


def page(title: str, day: str, paragraphs: tuple[str, ...], outlet: str = "Harrow Post", host: str = "harrow.example") -> str:
    slug = "".join(c if c.isalnum() else "-" for c in title.lower())
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return PAGE.format(title=title, outlet=outlet, day=day, host=host, slug=slug, paragraphs=text)


def write_pages(folder: Path) -> Path:
    """Five articles: two figure-bearing reports, a copy of one of them at another outlet, a report without figures, a text file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "strike.html").write_text(page("Missile strike on Kharkiv kills 12", "2024-03-06", STRIKE))
    (folder / "strike-copy.html").write_text(
        page("Missile strike on Kharkiv kills 12", "2024-03-07", STRIKE, "Vale Courier", "vale.example")
    )
    (folder / "camp.html").write_text(page("Camps in Chad fill up", "2024-03-08", CAMP, "Vale Courier", "vale.example"))
    (folder / "market.html").write_text(page("Council votes for the market hall", "2024-03-07", QUIET))
    (folder / "note.txt").write_text(
        "Odesa, 5 March 2024\n\nTwo people were killed and seven injured when a drone hit a bakery in Odesa, police said.\n" * 2
    )
    return folder


@pytest.fixture(scope="session")
def known_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the published database of a few texts. Commands that read it do not change it; others make a home of their own."""
    home = tmp_path_factory.mktemp("known") / "home"
    publish(home)
    return home


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "pages")


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gates of this process ask Great Expectations nothing, which takes most of a small run: for tests of something else than bad rows."""
    from expectations.judge import Verdict

    monkeypatch.setattr("flows.gate.judge", lambda rows, table, *, expected_rows: Verdict([], {}))


def called(*arguments: object, home: Path | None = None, text: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """`toll` within the process of the tests, which has imported all that it needs: seconds quicker than `toll` below."""
    from flows.__main__ import main

    command = ["toll", *(["--home", str(home)] if home else []), *map(str, arguments)]
    code, out, error = 0, io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "argv", command),
        mock.patch.object(sys, "stdin", io.StringIO(text or "")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(command, code, out.getvalue(), error.getvalue())


def of_children() -> float:
    """The seconds of processor that this process's ended children took in all: on a busy machine what they take alone, unlike the clock's."""
    spent = os.times()
    return spent.children_user + spent.children_system


def toll(
    *arguments: object, home: Path | None = None, timeout: float = 240, text: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`toll` in a process of its own, as a person calls it."""
    command = [sys.executable, "-m", "flows", *(["--home", str(home)] if home else []), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=text, timeout=timeout, env={**os.environ, **environment})
