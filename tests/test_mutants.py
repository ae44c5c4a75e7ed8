"""Faults that the tests must find. Each patch of tests/mutants breaks one thing; the tests that its first line names must turn red, and green without it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATCHES = sorted((ROOT / "tests" / "mutants").glob("*.patch"))


def named_tests(patch: Path) -> list[str]:
    """The tests that a patch must turn red: "red: tests/a.py tests/b.py::test_c" on its first line."""
    first = patch.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("red: "), f"{patch.name}: the first line names the tests as `red: TEST ...`"
    return first.removeprefix("red: ").split()


def copied(to: Path) -> Path:
    """The tree as it is now, without what git ignores."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def run(tree: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "TOLL_"))}
    environment |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "long or not long", *tests]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_without_a_fault_the_named_tests_are_green(tmp_path: Path) -> None:
    tests = sorted({test for patch in PATCHES for test in named_tests(patch)})
    done = run(copied(tmp_path), tests)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("patch", PATCHES, ids=lambda path: path.stem)
def test_the_fault_is_found(patch: Path, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    applied = subprocess.run(
        ["git", "apply", "--unsafe-paths", "--directory", str(tree), str(patch)], cwd=tree, capture_output=True, text=True
    )
    if applied.returncode:
        applied = subprocess.run(["patch", "-p1", "--no-backup-if-mismatch", "-i", str(patch)], cwd=tree, capture_output=True, text=True)
    assert applied.returncode == 0, f"{patch.name} no longer applies: {applied.stdout}{applied.stderr}"
    done = run(tree, named_tests(patch))
    assert done.returncode == 1, f"the fault of {patch.name} is not found:\n{done.stdout[-2000:]}"
    assert "FAILED" in done.stdout, done.stdout[-2000:]


def test_there_are_at_least_ten_faults_and_each_names_tests_that_are_there() -> None:
    assert len(PATCHES) >= 10
    for patch in PATCHES:
        for test in named_tests(patch):
            assert (ROOT / test.split("::")[0]).exists(), f"{patch.name} names {test}, which is not there"
