"""How right `toll extract` is, and how fast: measured, compared with the floors of floors.json. `python benchmarks/scores.py [--raise] [--show]`.

Accuracy is measured by the scorers and labels of ../shared, where they are there; else that part is left out, and said so. Speed is a ratio to
a fixed loop in the same run, since machines differ and are busy. Exit code 1 where a measure is below its floor. A floor only rises: `--raise` writes
those that are higher now, and all of a set of labels whose digest has changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"
FLOORS = Path(__file__).with_name("floors.json")
EXTRACT = [sys.executable, "-m", "flows", "extract"]

# Share of its floor that a measure of a group must reach: a ratio of two times still swings on a busy machine, and so does processor time.
SLACK = {"speed": 0.6, "throughput": 0.8}
ROUNDS = 5

Measures = dict[str, float]


def gold(output: str) -> Measures:
    """What score_gold.py printed: statements found, figures that are not false, and each slot of the figures found, as shares."""
    total, found, emitted, false = map(int, re.search(r"statements (\d+)  found (\d+) .* emitted (\d+)  false (\d+)", output).groups())
    wrong = {slot: int(n) for slot, n in re.findall(r"(\w+) [\d.]+ \((-?\d+) wrong\)", output)}
    slots = {f"gold.slot.{slot}": 1 - n / max(found, 1) for slot, n in wrong.items()}
    return {"gold.recall": found / max(total, 1), "gold.clean": 1 - false / max(emitted, 1)} | slots


def labelled(output: str) -> Measures:
    """What score.py printed: accuracy, precision and recall of each label of each file, as it rounds them."""
    measures: Measures = {}
    name = ""
    for line in output.splitlines():
        if heading := re.match(r"\w+/(\w+)\.jsonl: \d+ documents", line):
            name = heading[1]
        elif scores := re.match(r"  (\w+) +n= *\d+ .*accuracy=([\d.]+) precision=([\d.]+) recall=([\d.]+)", line):
            measures |= {f"{name}.{scores[1]}.{what}": float(scores[n]) for n, what in enumerate(("accuracy", "precision", "recall"), 2)}
    return measures


def accuracy(show: bool) -> tuple[Measures, dict[str, str]]:
    """The measures of accuracy, and the SHA-256 of each set of labels by the first part of its measures' names."""
    dev = SHARED / "eval" / "dev"
    command = ["--command", shlex.join(EXTRACT)]
    told = _run("score_gold.py", dev / "gold_articles.jsonl", dev / "gold.jsonl", *command, *["--show"] * show)
    sets = [dev / "wikipedia_terror.jsonl", dev / "idmc_idu.jsonl"]
    counted = _run("score.py", *sets, *command, *["--show", "10"] * show)
    if show:
        print(told, counted, sep="\n")
    bulletins = SHARED / "articles" / "real.jsonl"
    labels = {"gold": [dev / "gold_articles.jsonl", dev / "gold.jsonl"], "bulletins": [bulletins]} | {path.stem: [path] for path in sets}
    return gold(told) | labelled(counted) | of_bulletins(bulletins, show), {name: _digest(paths) for name, paths in labels.items()}


def of_bulletins(path: Path, show: bool = False) -> Measures:
    """Of the loss bulletins as raw pages: the share whose running total of personnel is read, and of these the share with the right day."""
    rows = [row for row in map(json.loads, path.open(encoding="utf-8")) if row.get("gold_personnel_cum")]
    pages = {str(path.parent / row["html"]): row for row in rows}
    done = subprocess.run([*EXTRACT, "--format", "jsonl", *pages], capture_output=True, text=True, cwd=PROJECT)
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    right = dated = 0
    for name, row in pages.items():
        hits = [
            f for f in figures if f["id"] == name and f["best"] == row["gold_personnel_cum"] and f["measure"] in ("killed", "casualties")
        ]
        right += bool(hits)
        dated += any(hit["as_of"] == row["gold_as_of"] for hit in hits)
        if show and not any(hit["as_of"] == row["gold_as_of"] for hit in hits):
            print(
                f"BULLETIN {row['id']}: {row['gold_personnel_cum']} on {row['gold_as_of']}, read {[(h['best'], h['as_of']) for h in hits]}"
            )
    return {"bulletins.total": right / len(rows), "bulletins.day": dated / max(right, 1)}


def _run(scorer: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, str(SHARED / "eval" / scorer), *map(str, arguments)], capture_output=True, text=True, cwd=PROJECT
    )
    if done.returncode:
        sys.exit(f"{scorer} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def speed() -> Measures:
    """How often the sample's pages are parsed, and its articles read for figures, in the time of the fixed loop: higher is faster."""
    from flows.reference import load
    from transforms.text.model import Article
    from transforms.text.page import read_page
    from transforms.text.reader import Reader

    tables, day = load(), date(2025, 1, 1)
    pages = [path.read_bytes() for path in sorted((PROJECT / "seeds" / "sample").glob("*.html"))]
    articles = [
        Article(str(n), each.text, each.title, each.outlet, each.published_on, each.language)
        for n, page in enumerate(pages)
        for each in read_page(page, today=day, reference=tables).articles
    ]
    reader = Reader(tables)
    return {
        "speed.pages": _ratio(lambda: [read_page(page, today=day, reference=tables) for page in pages]) * len(pages),
        "speed.articles": _ratio(lambda: [reader.read(article) for article in articles]) * len(articles),
    }


def reference_loop() -> int:
    """A fixed piece of work in the manner of the reader's: splitting, matching and counting words."""
    text = " ".join(f"word{n * 7919 % 1000} {n}" for n in range(20_000))
    counts: dict[str, int] = {}
    for found in re.finditer(r"(\w+?)(\d+)\s+(\d+)", text):
        key = found[1] + found[3][-2:]
        counts[key] = counts.get(key, 0) + int(found[2])
    return len(sorted(counts, key=lambda key: (counts[key], key)))


def _ratio(work: Callable[[], object]) -> float:
    """Times of `work` that fit into one of the reference loop: median over rounds in which they take turns."""
    ratios = []
    for _ in range(ROUNDS):
        started = time.process_time()
        reference_loop()
        turned = time.process_time()
        work()
        ratios.append((turned - started) / (time.process_time() - turned))
    return statistics.median(ratios)


def below(measures: Measures, floors: Measures) -> list[str]:
    """What falls short: a line for each measure below its floor, and for each without one."""
    short = []
    for name, value in sorted(measures.items()):
        floor = floors.get(name)
        if floor is None:
            short.append(f"{name} is {value:.3f} and has no floor yet: --raise gives it one")
        elif value < floor * SLACK.get(name.split(".")[0], 1):
            short.append(f"{name} is {value:.3f}, below its floor of {floor:.3f}")
    return short


def raised(measures: Measures, floors: Measures, anew: set[str]) -> Measures:
    """The floors with the measures that are higher in their place; those of a set of labels in `anew` are as measured."""
    kept = {name: floor for name, floor in floors.items() if name.split(".")[0] not in anew}
    return dict(sorted({**kept, **{name: max(_down(value), kept.get(name, 0.0)) for name, value in measures.items()}}.items()))


def _down(value: float) -> float:
    """Three digits, never above what was measured."""
    return int(value * 1000 + 1e-9) / 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="write", action="store_true", help="write the floors that are higher now")
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    parser.add_argument("--floors", type=Path, default=FLOORS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(PROJECT))
    pinned = json.loads(options.floors.read_text(encoding="utf-8")) if options.floors.exists() else {"labels": {}, "floors": {}}
    measures, labels = speed(), {}
    if SHARED.exists():
        read, labels = accuracy(options.show)
        measures |= read
    else:
        print("accuracy is not measured: the labelled articles (../shared) are not beside this checkout")
    for name, value in sorted(measures.items()):
        print(f"{name:40s} {value:8.3f}   floor {pinned['floors'].get(name, float('nan')):8.3f}")
    changed = {name for name, digest in labels.items() if pinned["labels"].get(name) not in (None, digest)}
    if options.write:
        floors = raised(measures, pinned["floors"], changed)
        written = json.dumps({"labels": pinned["labels"] | labels, "floors": floors}, indent=2) + "\n"
        options.floors.write_text(written, encoding="utf-8")
        return 0
    short = [f"the labels of {name} are not those of the floors: --raise measures them anew" for name in sorted(changed)]
    short += below(measures, pinned["floors"])
    print("\n".join(short) or "no measure is below its floor")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
