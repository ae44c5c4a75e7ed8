"""The measurement measures: scorers' output is read right, floors only rise, and what is committed holds them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.scores import FLOORS, PROJECT, SHARED, below, gold, labelled, raised, reference_loop

SCRIPT = PROJECT / "benchmarks" / "scores.py"
NOTES = PROJECT / "benchmarks" / "notes.md"


def test_the_gold_scorers_output_is_read() -> None:
    printed = (
        "statements 40  found 36 (recall 0.900; place seen 38)  emitted 50  false 5 (clean 0.900)\n"
        "slots of found figures: quantifier 1.000 (0 wrong)  as_of_precision 0.750 (9 wrong)\n"
    )
    measures = {"gold.recall": 0.9, "gold.clean": 0.9, "gold.slot.quantifier": 1.0, "gold.slot.as_of_precision": 0.75}
    assert gold(printed) == pytest.approx(measures)


def test_output_that_is_not_the_scorers_is_no_score() -> None:
    with pytest.raises(AttributeError):
        gold("nothing was scored\n")
    assert labelled("nothing was scored\n") == {}


def test_the_label_scorers_output_is_read_by_file() -> None:
    printed = (
        "dev/lists.jsonl: 891 documents in 0.9 s\n"
        "  killed     n=  884 positive=  697 accuracy=0.931 precision=0.940 recall=0.921\n"
        "    one case that was shown: label 3, emitted []\n"
        "dev/moves.jsonl: 116 documents in 0.4 s\n"
        "  displaced  n=  116 positive=  116 accuracy=0.991 precision=0.990 recall=0.989\n"
    )
    assert labelled(printed) == {
        "lists.killed.accuracy": 0.931,
        "lists.killed.precision": 0.940,
        "lists.killed.recall": 0.921,
        "moves.displaced.accuracy": 0.991,
        "moves.displaced.precision": 0.990,
        "moves.displaced.recall": 0.989,
    }


def test_a_measure_below_its_floor_or_without_one_is_named() -> None:
    assert below({"gold.recall": 0.9}, {"gold.recall": 0.9, "gold.clean": 1.0}) == []
    assert below({"gold.recall": 0.899}, {"gold.recall": 0.9}) == ["gold.recall is 0.899, below its floor of 0.900"]
    assert len(below({"gold.new": 1.0}, {})) == 1


def test_a_speed_may_swing_and_may_not_collapse() -> None:
    assert below({"speed.pages": 70.0}, {"speed.pages": 100.0}) == []
    assert len(below({"speed.pages": 50.0}, {"speed.pages": 100.0})) == 1


def test_floors_only_rise() -> None:
    floors = {"gold.recall": 0.9, "gold.clean": 0.95}
    assert raised({"gold.recall": 0.95678, "gold.clean": 0.9}, floors, set()) == {"gold.recall": 0.956, "gold.clean": 0.95}


def test_floors_of_changed_labels_are_as_measured() -> None:
    floors = {"gold.recall": 0.9, "gold.gone": 1.0, "lists.killed.recall": 0.9}
    assert raised({"gold.recall": 0.5}, floors, {"gold"}) == {"gold.recall": 0.5, "lists.killed.recall": 0.9}


def test_a_floor_is_never_above_what_was_measured() -> None:
    measures = {"gold.recall": 29 / 31}
    assert below(measures, raised(measures, {}, set())) == []


def test_the_fixed_loop_does_the_same_work_each_time() -> None:
    assert reference_loop() == reference_loop() > 0


def test_the_notes_name_every_measure() -> None:
    notes = NOTES.read_text(encoding="utf-8")
    groups = {name.split(".")[0] for name in json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]}
    assert [group for group in sorted(groups) if f"`{group}" not in notes] == []


@pytest.mark.long
def test_no_measure_is_below_its_floor() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    if not SHARED.exists():
        pytest.skip("the labelled articles (../shared) are not beside this checkout: only speed was measured")


@pytest.mark.long
def test_a_measure_that_falls_is_found(tmp_path: Path) -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    floors["floors"]["speed.articles"] = 1e9
    pinned = tmp_path / "floors.json"
    pinned.write_text(json.dumps(floors), encoding="utf-8")
    done = subprocess.run([sys.executable, str(SCRIPT), "--floors", str(pinned)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "speed.articles is" in done.stdout
