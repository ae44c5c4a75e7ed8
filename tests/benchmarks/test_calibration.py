"""The table of confidence counts right, and what is committed holds its floors."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.calibration import falling, tenths
from benchmarks.scores import PROJECT


def test_tenths_count_from_the_top_and_one_is_in_the_highest() -> None:
    judged = [(1.0, True, ""), (0.9, False, ""), (0.89, True, ""), (0.3, True, "")]
    assert tenths(judged) == [(0.9, 2, 1), (0.8, 1, 1), (0.3, 1, 1)]


def test_a_tenth_with_few_in_it_says_nothing() -> None:
    assert falling([(0.9, 100, 97), (0.8, 40, 36), (0.7, 3, 3)]) == 1
    assert falling([(0.9, 100, 97), (0.8, 40, 39), (0.7, 30, 15)]) == 0.5


@pytest.mark.long
def test_confidence_is_worth_its_floors() -> None:
    done = subprocess.run([sys.executable, "-m", "benchmarks.calibration"], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
