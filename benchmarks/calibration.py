"""What a figure's confidence is worth: by tenth, how many figures there are and how many are right. `python -m benchmarks.calibration [--show]`.

`calibration.right` is the share right of the figures at or above 0.9, `calibration.sure` their share of all figures, over documents.txt and the
annotated articles of ../shared: right in measure, low, best, high, quantifier, population and relation. The documents were annotated before the
reader read them and mended for afterwards: notes.md has the first reading, which is what a text that was never seen gets. The case files
(tests/cases) are printed and count for nothing: they hold what is read right. The labelled lists know one number for each incident and have noise of
their own; there a document's answer is as sure as its least sure figure, and `calibration.falls` is the share of tenths, of those with at least
20 answers, below which accuracy falls. Exit code 1 where a measure is below its floor in floors.json.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.scores import FLOORS, PROJECT, SHARED, Measures, below
from flows.reference import load
from transforms.figures import figure_rows
from transforms.text.model import Article
from transforms.text.reader import Reader

DEV = SHARED / "eval" / "dev"
SLOTS = ("measure", "low", "best", "high", "quantifier", "population", "relation")
DOCUMENTS = Path(__file__).with_name("documents.txt")
FEWEST = 20  # answers in a tenth, below which its share says nothing

Judged = tuple[float, bool, str]
"""The confidence of a figure or an answer, whether it is right, and its words."""


def module(path: Path) -> Any:
    """A file of Python that is in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def day(written: object) -> date | None:
    """A day of a label; some know the year alone."""
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


def rows(reader: Reader, record: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures of a record's text as `toll extract` gives them."""
    published_on = day(record.get("published_on") or record.get("date"))
    article = Article("a", record["text"], record.get("title"), record.get("outlet"), published_on)
    return [row for row in figure_rows("a", reader.read(article), "") if row["field"] == "text"]


def of_cases(reader: Reader) -> Iterator[Judged]:
    """The figures of the case files; one that no line of its case expects is wrong."""
    cases = module(PROJECT / "tests" / "transforms" / "text" / "test_cases.py")
    for case in cases.cases():
        sentence, expected, given = case.values
        left = [" ".join(sorted(shlex.split(line))) for line in expected]
        for row in rows(reader, {"text": sentence} | given):
            hit = next((line for line, said in zip(left, expected, strict=True) if cases.written(row, said) == line), None)
            yield row["confidence"], hit is not None, sentence


def documents(path: Path = DOCUMENTS) -> Iterator[tuple[str, str, str, list[list[str]]]]:
    """Name, day, text and figures of each document of the file, a figure as its sorted words."""
    for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        lines = block.rstrip().splitlines()
        name, written_on = lines[0].split()
        figures = [sorted(line.partition("|")[0].split()) for line in lines[1:] if line.startswith("  ")]
        yield name, written_on, "\n".join(line for line in lines[1:] if not line.startswith("  ")), figures


def of_documents(reader: Reader) -> Iterator[Judged]:
    """The figures of the documents that no rule was made for; one that is not among those annotated is wrong."""
    for _, written_on, text, expected in documents():
        left = list(expected)
        for row in rows(reader, {"text": text, "date": written_on}):
            number = str(row["best"]) if row["best"] is not None else f"{row['low']}..{row['high']}"
            said = [row["measure"], number, *(word for word in (row["quantifier"], row["population"]) if word not in ("exact", "any"))]
            said += [row["relation"]] if row["relation"] else []
            said += ["named"] if "named" in row["flags"] else []
            if right := sorted(said) in left:
                left.remove(sorted(said))
            yield row["confidence"], right, f"{' '.join(said)}: {text[row['start'] : row['end']]}"


def of_gold(reader: Reader) -> Iterator[Judged]:
    """The figures of the annotated articles; those of statements on which the annotators were not sure, and named people, are left out."""
    articles = {row["id"]: row for row in map(json.loads, (DEV / "gold_articles.jsonl").open(encoding="utf-8"))}
    statements = [row for row in map(json.loads, (DEV / "gold.jsonl").open(encoding="utf-8")) if not row.get("none")]
    for name, article in articles.items():
        told = [row for row in statements if row["doc"] == name]
        for row in rows(reader, article):
            near = [one for one in told if row["start"] < one["end"] and one["start"] < row["end"]]
            if "named" in row["flags"] or (near and not any(one["sure"] for one in near)):
                continue
            right = any(all(row[slot] == one[slot] for slot in SLOTS) for one in near)
            yield row["confidence"], right, article["text"][row["start"] : row["end"]]


def of_lists(reader: Reader) -> Iterator[Judged]:
    """The answers of the documents of the labelled lists, one for each label that the reader says something of."""
    scorer = module(SHARED / "eval" / "score.py")
    for name in ("wikipedia_terror", "idmc_idu"):
        for case in map(json.loads, (DEV / f"{name}.jsonl").open(encoding="utf-8")):
            said = rows(reader, case)
            for label, measures in scorer.MEASURES.items():
                if all(case["labels"].get(key) is None for key in (label, f"{label}_max")):
                    continue
                mine = [row for row in said if row["measure"] in measures and row["relation"] != "subset_of" and row["stance"] != "denied"]
                mine = [row for row in mine if row["scope"] != "projection"]
                if mine:
                    right = any(scorer.meets(answer, case["labels"], label) for answer in scorer.answers(case["text"], said, measures))
                    yield min(row["confidence"] for row in mine), right, case["text"]


def tenths(judged: Iterable[Judged]) -> list[tuple[float, int, int]]:
    """The tenths of confidence from the top: lower bound, how many, how many right."""
    counted: dict[int, list[bool]] = {}
    for sure, right, _ in judged:
        counted.setdefault(min(int(sure * 10 + 1e-9), 9), []).append(right)
    return [(tenth / 10, len(found), sum(found)) for tenth, found in sorted(counted.items(), reverse=True)]


def falling(table: list[tuple[float, int, int]]) -> float:
    """The share of tenths with enough in them below which the share right falls."""
    shares = [right / n for _, n, right in table if n >= FEWEST]
    return sum(low < high for high, low in pairwise(shares)) / max(len(shares) - 1, 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what is wrong at 0.9 and above")
    options = parser.parse_args()
    reader = Reader(load())
    judged = {"case files": list(of_cases(reader)), "documents": list(of_documents(reader))}
    if SHARED.exists():
        judged |= {"annotated articles": list(of_gold(reader)), "answers of labelled lists": list(of_lists(reader))}
    else:
        print("the case files alone: the labelled articles (../shared) are not beside this checkout")
    for name, found in judged.items():
        print(name)
        for tenth, n, right in tenths(found):
            print(f"  {tenth:.1f} to {tenth + 0.1:.1f}  {n:5d}  right {right / n:.3f}")
        if options.show:
            print("\n".join(f"  WRONG at {sure}: {text[:200]}" for sure, right, text in found if not right and sure >= 0.9))
    exact = [one for name in ("documents", "annotated articles") for one in judged.get(name, ())]
    sure = [right for confidence, right, _ in exact if confidence >= 0.9]
    measures: Measures = {"calibration.right": sum(sure) / len(sure), "calibration.sure": len(sure) / len(exact)}
    if SHARED.exists():
        measures["calibration.falls"] = falling(tenths(judged["answers of labelled lists"]))
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    for name, value in measures.items():
        print(f"{name:40s} {value:8.3f}   floor {floors.get(name, float('nan')):8.3f}")
    short = below(measures, floors)
    print("\n".join(short) or "no measure is below its floor")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
