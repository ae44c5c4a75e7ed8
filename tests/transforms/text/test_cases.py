"""Every sentence of tests/cases: the figures below it, no more and no fewer.

A case is a sentence at the margin and its figures, indented: measure, number (or low..high), then in any order the quantifier (exact if
none stands), population, age, sex, household, relation, denied, projection, named, and key=value for any other column of a figure. What is
not written is not compared. "#" heads a group; "@key value" gives the sentences of its group a title, outlet or published_on.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows.reference import load
from transforms.figures import figure_rows
from transforms.schema import vocabulary as v
from transforms.text.model import Article
from transforms.text.reader import Reader

CASES = Path(__file__).parents[2] / "cases"


@cache
def reader() -> Reader:
    return Reader(load())


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.txt")):
        group, given, sentence, expected, number = "", {}, "", [], 0
        for at, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
            if line.startswith("  "):
                expected.append(line.strip())
                continue
            if sentence:
                yield pytest.param(sentence, tuple(expected), dict(given), id=f"{path.stem}:{number} {group}")
            sentence, expected, number = "", [], at
            if line.startswith("#"):
                group, given = line[1:].strip(), {}
            elif line.startswith("@"):
                key, _, value = line[1:].partition(" ")
                given[key] = value
            else:
                sentence = line


def written(row: dict[str, Any], wanted: str) -> str:
    """The row in the words of a case, as far as the case speaks of it."""
    rest = shlex.split(wanted)[2:]
    low, best, high = row["low"], row["best"], row["high"]
    said = [row["measure"], str(best) if best is not None else f"{low}..{high}"]
    if row["quantifier"] != "exact":
        said.append(row["quantifier"])
    for token in rest:
        key, equals, _ = token.partition("=")
        if equals:
            said.append(f"{key}={row[key]}")
    known = {
        **dict.fromkeys(v.POPULATIONS, "population"),
        **dict.fromkeys(v.AGES, "age"),
        **dict.fromkeys(v.SEXES, "sex"),
        **dict.fromkeys(v.RELATIONS, "relation"),
        "household": "unit",
        "denied": "stance",
        "projection": "scope",
    }
    said += [str(row[known[token]]) for token in rest if token in known]
    said += ["named"] if "named" in row["flags"] else []
    return " ".join(sorted(said))


@pytest.mark.parametrize(("sentence", "expected", "given"), cases())
def test_a_sentence_states_these_figures(sentence: str, expected: tuple[str, ...], given: dict[str, Any]) -> None:
    day = date.fromisoformat(given["published_on"]) if "published_on" in given else None
    article = Article("case", sentence, given.get("title"), given.get("outlet"), day, given.get("language"))
    rows = [row for row in figure_rows("case", reader().read(article), "test") if row["field"] == "text"]
    shown = [f"{row['measure']} {row['low']}..{row['high']} {sentence[row['start'] : row['end']]!r}" for row in rows]
    assert len(rows) == len(expected), shown
    assert [written(row, wanted) for row, wanted in zip(rows, expected, strict=True)] == [
        " ".join(sorted(shlex.split(e))) for e in expected
    ]
