"""What a day's articles cost beside those that are known already: `python -m benchmarks.stories [KNOWN] [NEW]`.

Processor seconds of the stage dedupe over the known articles, then over the new ones, and their ratio. The texts are made: 300 words of a vocabulary
of the frequencies of a language (Zipf), one in ten a copy, an update or a next bulletin of an earlier one.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from flows.dedupe import dedupe
from flows.warehouse import writer
from transforms.conform import frame
from transforms.schema import table

KNOWN, NEW = 200_000, 10_000
_EMPTY = {"text": "", "integer": 0, "text[]": []}


def articles(count: int) -> pl.DataFrame:
    """Rows of table articles, in order of their day."""
    rng = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    vocabulary = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(30_000)]
    weights = [0.0]
    for rank in range(1, len(vocabulary) + 1):
        weights.append(weights[-1] + 1 / rank)
    bare = {column.name: None if column.null else _EMPTY[column.type] for column in table("articles").columns}
    texts: list[str] = []
    rows: list[dict[str, object]] = []
    for n in range(count):
        words = rng.choices(vocabulary, cum_weights=weights[1:], k=300)
        text = f"{' '.join(words[:20])} killing {rng.randrange(2, 99)} people and wounding {rng.randrange(2, 99)} {' '.join(words[20:])}"
        if n % 10 == 9:
            earlier = texts[rng.randrange(max(0, n - 2_000), n)]
            text = rng.choice((earlier, " ".join(earlier.split()[:200]), earlier.replace("killing", "killing 1", 1)))
        texts.append(text)
        rows.append(bare | {"article_id": f"{n:020d}", "text": text, "published_on": date(2020, 1, 1) + timedelta(days=n // 500)})
    return frame(table("articles"), rows)


def main() -> int:
    given = [int(each) for each in sys.argv[1:3]]
    known, new = given if len(given) == 2 else (KNOWN, NEW)
    rows = articles(known + new)
    with tempfile.TemporaryDirectory() as home:
        os.environ["TOLL_HOME"] = home
        seconds = []
        with writer(Path(home)) as warehouse:
            for number, part in enumerate((rows.head(known), rows.tail(new))):
                warehouse.put(table("articles"), part)
                started = time.process_time()
                counts = dedupe.fn(f"run{number}")
                seconds.append(time.process_time() - started)
                print(f"{part.height:9,} articles: {seconds[-1]:8.1f} s   {counts}", flush=True)
    print(f"the new ones cost {seconds[1] / seconds[0]:.1%} of what the known ones did ({new / known:.1%} as many)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
