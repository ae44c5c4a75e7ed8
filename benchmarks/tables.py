"""What a daily run saves: `python benchmarks/tables.py [--figures 50000] [--new 200]`.

Invents that many figures over two years of a dozen wars, works the tables out from nothing, then adds a day's articles and works out what they
touch. Printed are the seconds of each, the claims that were worked out again, and whether the tables are those that everything worked out anew gives.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

START, DAYS = date(2022, 2, 24), 730
PER_ARTICLE = 10
WARS = {
    "ukraine-2022": ("UKR", "RUS"),
    "gaza-2023": ("PSE", "ISR"),
    "sudan-2023": ("SDN",),
    "myanmar-2021": ("MMR",),
    "syria-2011": ("SYR",),
    "somalia-2009": ("SOM",),
    "congo-m23": ("COD",),
    "yemen-2014": ("YEM",),
    "nigeria-2009": ("NGA",),
    "mali-2012": ("MLI", "BFA"),
    "afghanistan-2001": ("AFG",),
    "south-sudan-2013": ("SSD",),
}
"""Wars and the countries whose people they count, the most told of first: each is told of half as often as the one two before."""
PARTS = [("any", "any"), ("any", "any"), ("civilian", "any"), ("civilian", "any"), ("combatant", "any"), ("any", "children")]
BLANK: dict[str, Any] = {
    "text[]": [],
    "integer": 0,
    "boolean": False,
    "text": "",
    "double": 0.0,
}  # for columns of which nothing here depends
MADE = ("incidents", "claims", "claim_figures", "casualties", "refugees", "evidence")


def invented(n: int, first: int, chance: random.Random, days: tuple[int, int]) -> dict[str, list[dict[str, Any]]]:
    """Rows of articles, stories, receipts and figures: `n` figures in articles numbered from `first`, printed in that stretch of days."""
    from flows.reference import load

    reference = load()
    towns = {
        country: [
            row["place_id"] for row in reference["places"] if row["kind"] in ("city", "village", "camp") and row["country"] == country
        ]
        for several in WARS.values()
        for country in several
    }
    known = [(row["speaker_id"], row["name"], row["kind"], row["country"]) for row in reference["speakers"] if row["kind"] != "media"]
    speakers = {country: [row[:3] for row in known if row[3] in (country, None)][:12] for country in towns}
    wars, shares = list(WARS), [2 ** (-place / 2) for place in range(len(WARS))]
    rows: dict[str, list[dict[str, Any]]] = {"articles": [], "stories": [], "receipts": [], "figures": []}
    for number in range(n // PER_ARTICLE):
        article = f"a{first + number:07}"
        printed = START + timedelta(chance.randrange(*days))
        rows["articles"].append(
            {
                "article_id": article,
                "document_id": f"{article:0>64}",
                "entry": 0,
                "authors": [],
                "published_on": printed,
                "published_basis": "meta",
            }
            | {"text": "", "extractor_version": "none", "outlet": f"outlet {chance.randrange(40)}"}
        )
        war = chance.choices(wars, shares)[0]
        copied = number > 0 and chance.random() < 0.25
        story = rows["stories"][-1]["story_id"] if copied else article
        rows["stories"].append({"article_id": article, "story_id": story, "is_original": not copied, "similarity": 1.0})
        rows["receipts"].append(
            {
                "receipt_id": article,
                "run_id": "r",
                "source_id": "inbox",
                "url": article,
                "received_at": datetime(2024, 3, 1),
                "outcome": "new",
            }
            | {"document_id": f"{article:0>64}"}
        )
        for at in range(PER_ARTICLE):
            scope = chance.choices(["incident", "cumulative", "period", "stock"], [6, 2, 1, 1])[0]
            side = chance.choice(WARS[war])
            speaker = chance.choice(speakers[side]) if scope != "incident" or chance.random() < 0.5 else (None, None, "none")
            population, age = chance.choice(PARTS)
            there = chance.choices(towns[side], [1 / (place + 1) for place in range(len(towns[side]))])[0]
            told = printed - timedelta(chance.choice([0, 0, 1, 2]))
            size = chance.randrange(1, 60) if scope == "incident" else 1_000 + (told - START).days * 20 + chance.randrange(20)
            rows["figures"].append(
                {
                    "figure_id": f"{article}-{at}",
                    "article_id": article,
                    "conflict_id": war,
                    "field": "text",
                    "measure": chance.choice(["killed", "killed", "injured", "idps" if scope == "stock" else "missing"]),
                    "low": size,
                    "best": size,
                    "high": size,
                    "unit": "person",
                    "quantifier": "exact",
                    "population": population,
                    "age": age,
                    "sex": "any",
                    "side": side,
                    "speaker_id": speaker[0],
                    "speaker": speaker[1],
                    "speaker_kind": speaker[2],
                    "stance": "asserted",
                    "scope": scope,
                    "as_of": told,
                    "as_of_precision": "day",
                    "as_of_basis": chance.choice(["relative", "explicit", "publication"]),
                    "place_id": there if scope == "incident" and chance.random() < 0.8 else side,
                    "start": 0,
                    "end": 3,
                    "value_start": 0,
                    "value_end": 2,
                    "value_text": str(size),
                    "sentence": "",
                    "confidence": 0.9,
                    "flags": [],
                    "extractor_version": "none",
                }
            )
    return rows


def put(work: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    from transforms.conform import frame
    from transforms.schema import table

    for name, some in rows.items():
        none: dict[str, Any] = {
            column.name: BLANK[column.type] for column in table(name).columns if not column.null and column.type in BLANK
        }
        work.warehouse.put(table(name), frame(table(name), [none | row for row in some]))


def tabulated(run: str, rows: dict[str, list[dict[str, Any]]]) -> tuple[float, int, dict[str, str]]:
    """Seconds of a run of tabulate after these rows came, the claims that it worked out, and the hashes of what it made."""
    from flows.content import table_hashes
    from flows.run import stage
    from flows.tabulate import _reconcile

    with stage("tabulate", run) as work:
        put(work, rows)
        started = time.perf_counter()
        _reconcile(work)
        seconds = time.perf_counter() - started
        return seconds, work.counts["claims_touched"], {name: of for name, of in table_hashes(work.warehouse).items() if name in MADE}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=int, default=50_000, help="figures that are there before the day")
    parser.add_argument("--new", type=int, default=200, help="figures of the day")
    options = parser.parse_args()
    chance = random.Random(7)
    before = invented(options.figures, 0, chance, (0, DAYS - 1))
    day = invented(options.new, options.figures, chance, (DAYS - 1, DAYS))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TOLL_HOME"] = f"{folder}/daily"
        whole, n_claims, _ = tabulated("r1", before)
        daily, touched, made = tabulated("r2", day)
        os.environ["TOLL_HOME"] = f"{folder}/anew"
        anew, _, expected = tabulated("r1", {name: before[name] + day[name] for name in before})
    print(f"{options.figures:,} figures from nothing: {whole:.1f} s, {n_claims:,} claims")
    print(f"{options.new:,} more: {daily:.1f} s, {touched:,} claims worked out again; everything anew: {anew:.1f} s")
    print("the tables are the same" if made == expected else "THE TABLES DIFFER: " + ", ".join(n for n in made if made[n] != expected[n]))
    return int(made != expected)


if __name__ == "__main__":
    sys.exit(main())
