"""The same pages of the sample in one run, run again, in other orders, and over three runs: each ends in the same content."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from expectations.judge import Verdict
from flows.pipeline import pipeline
from tests.flows.conftest import called

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"
# Copies, translations, updates of a toll and siblings of a template: what may be told otherwise by whichever came first.
STORIES = ("*-dnipro-*", "*makiivka*", "*four-million*", "*kharkiv-[ndt]*", "*-six-killed-kharkiv*", "2022-06-1[34]-defence-*")


def run(home: Path, *paths: Path) -> str:
    """The content after a run of these paths: the stages without Prefect, which costs more than they do and orders nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "flows.gate.judge", lambda rows, table, *, expected_rows: Verdict([], {})
        )  # which takes most of it, and orders nothing
        patch.setenv("TOLL_HOME", str(home))
        patch.setenv("TOLL_NOW", "2024-06-01T12:00:00")
        counts = pipeline.fn([str(path) for path in paths])
    assert counts["offered"] == len(paths)
    return called("status", "--hash", home=home).stdout.strip()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Some twenty pages, the bytes of one of them under three names."""
    folder = tmp_path_factory.mktemp("sample")
    for each in sorted({path for pattern in STORIES for path in SAMPLE.glob(pattern)}):
        shutil.copy(each, folder)
    for name in ("a-copy.html", "z-copy.html"):
        shutil.copy(folder / "2023-01-16-northgate-dnipro-death-toll.html", folder / name)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def once(pages: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home into which all pages were read in one run, and its content."""
    home = tmp_path_factory.mktemp("once") / "home"
    return home, run(home, *pages)


def test_a_run_of_what_is_known_changes_nothing(pages: list[Path], once: tuple[Path, str]) -> None:
    home, before = once
    assert len(pages) >= 20
    assert len(before) == 64
    assert run(home, *pages) == before


@pytest.mark.parametrize("seed", [None, pytest.param(4, marks=pytest.mark.long)])
def test_inputs_in_another_order_give_the_same_content(pages: list[Path], once: tuple[Path, str], tmp_path: Path, seed: int | None) -> None:
    order = pages[::-1] if seed is None else random.Random(seed).sample(pages, len(pages))
    assert run(tmp_path / "home", *order) == once[1]


@pytest.mark.parametrize("seed", [8, pytest.param(None, marks=pytest.mark.long)])
def test_three_runs_give_the_content_of_one(pages: list[Path], once: tuple[Path, str], tmp_path: Path, seed: int | None) -> None:
    """The latest pages first, and then at random: each run publishes another content, and the last that of a single run."""
    order = pages[::-1] if seed is None else random.Random(seed).sample(pages, len(pages))
    seen = [run(tmp_path / "home", *order[start::3]) for start in range(3)]
    assert seen[2] == once[1]
    assert len(set(seen)) == 3
