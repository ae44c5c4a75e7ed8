"""The slots of the sample's figures against tests/sample/slots.csv, written by hand from the pages. The floors only rise.

A row names a page, the field and the words of a statement, its measure, and the slots that are right; "|" parts answers of which each is
right (an empty one among them: null is right too), "*" is not scored. Only statements that were found are scored: the slots are the subject.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from flows.reference import load
from transforms.text.documents import read_document
from transforms.text.model import Article, Figure
from transforms.text.reader import Reader

ROOT = Path(__file__).parents[1]
READ_ON = date(2024, 7, 1)
SLOTS = ("speaker", "speaker_kind", "side", "scope", "stance", "period_start", "as_of", "precision", "place", "origin")
FLOORS = {
    "speaker": 0.97,
    "speaker_kind": 0.97,
    "side": 0.96,
    "scope": 0.98,
    "stance": 0.99,
    "period_start": 0.98,
    "as_of": 0.96,
    "precision": 0.98,
    "place": 0.95,
    "origin": 0.99,
}
FOUND = 0.9  # of the statements: the slots of fewer would tell little


def said(figure: Figure, slot: str) -> str:
    value = getattr(figure, {"precision": "as_of_precision"}.get(slot, slot))
    return "" if value is None else str(value)


def same(slot: str, right: str, value: str) -> bool:
    """Names are the same without an article and in any case."""
    if right == "*":
        return True
    answers = {re.sub(r"^(?:the|an?) ", "", one.strip().casefold()) for one in right.split("|")}
    return re.sub(r"^(?:the|an?) ", "", value.casefold()) in answers


@cache
def scored() -> tuple[dict[str, float], float, list[str]]:
    """The share of right answers by slot, the share of statements found, and a line for each wrong answer."""
    reference = load()
    reader = Reader(reference)
    rows = defaultdict(list)
    with (ROOT / "tests" / "sample" / "slots.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["page"]].append(row)
    right: Counter[str] = Counter()
    found = total = 0
    wrong = []
    for page, statements in rows.items():
        document = read_document((ROOT / "seeds" / "sample" / page).read_bytes(), url=page, today=READ_ON, reference=reference, name=page)
        (read,) = document.articles
        figures = reader.read(Article(page, read.text, read.title, read.outlet, read.published_on, read.language)).figures
        for row in statements:
            total += 1
            field = read.title or "" if row["field"] == "title" else read.text
            assert field.count(row["span"]) == 1, f"{page}: {row['span']!r} stands {field.count(row['span'])} times in the {row['field']}"
            start = field.index(row["span"])
            end = start + len(row["span"])
            hit = next(
                (
                    one
                    for one in figures
                    if one.field == row["field"] and start <= one.value_start < end and one.measure in row["measure"].split("|")
                ),
                None,
            )
            if hit is None:
                continue
            found += 1
            for slot in SLOTS:
                if same(slot, row[slot], said(hit, slot)):
                    right[slot] += 1
                else:
                    wrong.append(f"{slot}: {page}: {row['span']!r}: {said(hit, slot)!r}, not {row[slot]!r}")
    return {slot: right[slot] / found for slot in SLOTS}, found / total, wrong


def test_enough_statements_are_found_to_judge_their_slots() -> None:
    assert scored()[1] >= FOUND


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_is_right_as_often_as_before(slot: str) -> None:
    shares, _, wrong = scored()
    assert shares[slot] >= FLOORS[slot], "\n".join([f"{slot} {shares[slot]:.4f}", *(line for line in wrong if line.startswith(f"{slot}:"))])


if __name__ == "__main__":
    shares, share, lines = scored()
    print(*lines, *(f"{slot} {value:.4f}" for slot, value in shares.items()), f"found {share:.4f}", sep="\n")
