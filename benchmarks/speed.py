"""How many articles a second of processor time `toll extract` reads, its start included, and how many times as many as quantulum3:
`python -m benchmarks.speed`.

The texts are those of ../shared, repeated; without them nothing is measured, and said so. quantulum3 finds quantities of any kind in a text: the
nearest library to compare with; `pip install -e ".[bench]" -c constraints.txt` installs it, and without it that part is left out. Exit code 1 where
a measure is below its floor in floors.json.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from itertools import cycle, islice
from pathlib import Path

from benchmarks.scores import EXTRACT, FLOORS, PROJECT, SHARED, Measures, below

ARTICLES = 12_000
ROUNDS = 3
SHARE = 12  # quantulum3 reads one in so many of the distinct texts


def texts() -> list[dict[str, object]]:
    """The records of the labelled sets as `toll extract` takes them."""
    records = []
    for name in ("wikipedia_terror", "idmc_idu", "gold_articles"):
        for line in (SHARED / "eval" / "dev" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            day = str(row.get("published_on") or row.get("date") or "")
            whole = day if len(day) == 10 and day[4] == "-" else None  # some labels know the year alone
            records.append({"id": row["id"], "text": row["text"], "title": row.get("title"), "published_on": whole})
    return records


def spent() -> float:
    """Seconds of processor time of the processes that this one started and that have ended: of one process alone, what a free machine takes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def extract(records: list[dict[str, object]], articles: int = ARTICLES) -> float:
    """Articles a second of one `toll extract` over the records in turn, from the start of its one process to its end: the
    quickest of several rounds, since what else runs on a machine only slows them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "articles.jsonl")
        with path.open("w", encoding="utf-8") as out:
            for n, record in enumerate(islice(cycle(records), articles)):
                out.write(json.dumps(record | {"id": f"{n} {record['id']}"}) + "\n")
        seconds = []
        for _ in range(ROUNDS):
            started = spent()
            done = subprocess.run([*EXTRACT, "--format", "jsonl", str(path)], stdout=subprocess.PIPE, cwd=PROJECT)
            seconds.append(spent() - started)
    figures = done.stdout.count(b"\n")
    if done.returncode or figures < articles / 10:
        sys.exit(f"toll extract ended with {done.returncode} and {figures:,} figures of {articles:,} articles: nothing is measured")
    return articles / min(seconds)


def quantities(records: list[dict[str, object]]) -> float | None:
    """Articles a second of quantulum3 over a share of the records, in processor time, its start left out; None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that its classifier of units is not installed: units are not compared
            from quantulum3 import parser
    except ImportError:
        return None
    parser.parse("12 people")  # it reads its tables at the first call
    share = [str(record["text"]) for record in records[::SHARE]]
    started = time.process_time()
    for text in share:
        parser.parse(text)
    return len(share) / (time.process_time() - started)


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if not SHARED.exists():
        print("speed is not measured: the articles (../shared) are not beside this checkout")
        return 0
    records = texts()
    measures: Measures = {"throughput.extract": extract(records)}
    other = quantities(records)
    if other is None:
        print('quantulum3 is not installed: `pip install -e ".[bench]" -c constraints.txt` to compare with it')
    else:
        measures["throughput.over_quantulum3"] = measures["throughput.extract"] / other
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    for name, value in measures.items():
        print(f"{name:40s} {value:10,.1f}   floor {floors.get(name, float('nan')):10,.1f}")
    short = below(measures, floors)
    print("\n".join(short) or "no measure is below its floor")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
