"""How the tables agree with a published series: `python benchmarks/backtest.py [SERIES.csv] [--home DIR | --database FILE]`.

SERIES.csv has a line of headings, then one line a day; --date and --value name the columns (the first two, unless told). What is compared with it
are the claims used in casualties and refugees by --speaker (ids of speakers.csv) about --measure, with --scope; --place and --side narrow them. So:

    python benchmarks/backtest.py toll.csv --date day --value dead --speaker gaza-moh --measure killed --place gaza --home data

Without SERIES.csv, the four series of ../shared/official_series (five counts, and daily crossings) are compared with the articles of ../shared, read
into a home of their own, and the result with floors.json (`--raise` writes floors that are higher). Printed for each series:

    stated   numbers of the series that stand in the text of an article that names the speaker, printed within --late days of the number
    there    of these, those that a used claim of the speaker gives for a day on which the series has it
    claims   used claims of the speaker on a day that the series covers
    right    of these, those that are the series' number of that day (or --lag days later)
    round    round words ("four million") near it, which are neither right nor wrong
    wrong    the others: each is printed

A series holds its last number on the days between (a daily count, --scope period, does not). Exit code 1 where a floor is not held.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"
sys.path.insert(0, str(PROJECT))

from benchmarks.scores import FLOORS, Measures, below, raised  # noqa: E402

LATE = 120  # days after which an article no longer gives a number as today's
COUNTING = ("Ukraine's neighbours", "Border guards of neighbouring countries", "neighbouring countries")  # whose counts UNHCR publishes
TOLD = 3  # digits before the zeros: fewer are a round word, and stand in any text

CLAIMS = """
SELECT DISTINCT c.claim_id, c.measure, c.best, c.as_of, coalesce(c.as_of_first, c.as_of) AS first, c.place_id, c.side, c.conflict_id
FROM claims c JOIN evidence e USING (claim_id)
WHERE e.role <> 'excluded' AND c.best IS NOT NULL AND c.as_of_precision = 'day' AND c.age = 'any' AND c.sex = 'any' AND NOT c.is_part
  AND c.scope = ? AND c.measure IN (SELECT unnest(?)) AND coalesce(c.speaker_id, '') IN (SELECT unnest(?))
ORDER BY c.as_of, c.claim_id
"""
TEXTS = "SELECT article_id, published_on, outlet, coalesce(title, '') || chr(10) || text AS text FROM articles ORDER BY article_id"
NUMBER = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[,.  \u202f]\d{3})+|\d{4,})(?![\d])")

YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Series:
    """A published series and the claims that it is held against."""

    name: str
    values: dict[date, int]
    speakers: tuple[str, ...]
    measures: tuple[str, ...]
    scope: str
    places: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    lag: int = 0  # days by which the series dates a number later than the words that state it

    def takes(self, claim: dict[str, Any]) -> bool:
        """Whether a claim is about the place, the side and the conflict of the series."""
        slots = ((self.places, "place_id"), (self.sides, "side"), (self.conflicts, "conflict_id"))
        return all(not wanted or claim[slot] in wanted for wanted, slot in slots)

    def on(self, day: date) -> int | None:
        """The series' number on a day; None where it has none."""
        if self.scope == "period":
            return self.values.get(day)
        days = sorted(self.values)
        at = bisect_right(days, day)
        return self.values[days[at - 1]] if at and day <= days[-1] else None

    def days(self, number: int) -> Iterator[tuple[date, date]]:
        """The stretches of days on which the series has the number."""
        days = sorted(self.values)
        for day, after in zip(days, [*days[1:], days[-1] + timedelta(1)], strict=True):
            if self.values[day] == number:
                yield day, day if self.scope == "period" else after - timedelta(1)


@dataclass
class Result:
    """How claims agree with a series."""

    stated: set[int] = field(default_factory=set)
    there: set[int] = field(default_factory=set)
    right: list[Any] = field(default_factory=list)
    rounded: list[Any] = field(default_factory=list)
    wrong: list[tuple[Any, int]] = field(default_factory=list)


def read_series(path: Path, date_column: str | None, value_column: str | None) -> dict[date, int]:
    """The numbers by day of a CSV; lines without a number are left out. Raises ValueError for a column or a cell that is not as told."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        names = list(reader.fieldnames or ())
        day, value = date_column or names[0], value_column or (names[1:] or [""])[0]
        if day not in names or value not in names:
            raise ValueError(
                f"{path} has no column {day if day not in names else value!r}; it has {', '.join(names)}: name it by --date or --value"
            )
        rows = {}
        for row in reader:
            if (row[value] or "").strip():
                try:
                    rows[date.fromisoformat(row[day][:10])] = int(float(row[value].replace(",", "")))
                except ValueError:
                    raise ValueError(
                        f"{path} line {reader.line_num}: {row[day]!r}, {row[value]!r} are no day (2024-03-05) and number"
                    ) from None
        return rows


def compare(series: Series, claims: Sequence[dict[str, Any]], texts: Sequence[dict[str, Any]], names: Sequence[str], late: int) -> Result:
    """The claims beside the series; `names` are what texts call its speakers."""
    result = Result()
    for claim in claims:
        if not series.takes(claim):
            continue
        days = [claim["first"], *(claim["as_of"] + timedelta(late_by) for late_by in range(series.lag + 1))]
        is_, held = claim["best"], [series.on(day) for day in days]
        if held[1] is None:
            continue
        if is_ in held:
            result.right.append(claim)
        elif told(is_) < TOLD and any(value is not None and abs(value - is_) < unit(is_) for value in held):
            result.rounded.append(claim)
        else:
            result.wrong.append((claim, held[1]))
    given = {claim["best"] for claim in result.right}
    stretches = {number: list(series.days(number)) for number in set(series.values.values()) if number >= 1000 and told(number) >= TOLD}
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE) if names else None
    for text in texts:
        if named and not named.search(f"{text['outlet'] or ''}\n{text['text']}"):
            continue
        for found in NUMBER.findall(text["text"]):
            if YEAR.fullmatch(found):
                continue
            number = int(re.sub(r"\D", "", found))
            for first, last in stretches.get(number, ()):
                if text["published_on"] and first <= text["published_on"] <= last + timedelta(late):
                    result.stated.add(number)
    result.there = result.stated & given
    return result


def told(number: int) -> int:
    """Digits of a number before the zeros at its end."""
    return len(str(number).rstrip("0"))


def unit(number: int) -> int:
    """What one more of its last digit before the zeros is."""
    return 10 ** (len(str(number)) - told(number))


def official() -> Iterator[Series]:
    """The series of ../shared/official_series."""
    folder, ukraine, gaza, war = SHARED / "official_series", ("UKR",), ("gaza",), ("ukraine-2022",)

    def of(name: str, file: str, column: str, *slots: Any, **more: Any) -> Series:
        return Series(name, read_series(folder / file, "date", column), *slots, **more)

    ohchr, gaza_file = "ukraine_ohchr_civilian_casualties.csv", "techforpalestine_casualties_daily.csv"
    yield of(
        "ohchr_killed", ohchr, "killed_cum", ("ohchr", "un"), ("killed",), "cumulative", ukraine, lag=1
    )  # "as of midnight", printed a day later
    yield of("ohchr_injured", ohchr, "injured_cum", ("ohchr", "un"), ("injured",), "cumulative", ukraine, lag=1)
    yield of("unhcr_stock", "ukraine_unhcr_refugee_stock.csv", "value", ("unhcr",), ("refugees",), "stock", conflicts=war)
    yield of(
        "unhcr_crossings",
        "ukraine_unhcr_daily_border_crossings.csv",
        "value",
        ("unhcr", "", *COUNTING),
        ("refugees",),
        "period",
        conflicts=war,
    )
    army = ("ua-gs", "ua-mod", "ua-afu")
    yield of(
        "ua_losses",
        "ukraine_mod_claimed_russian_personnel.csv",
        "personnel_cum",
        army,
        ("killed", "casualties"),
        "cumulative",
        sides=("RUS",),
    )
    yield of("gaza_killed", gaza_file, "killed_cum", ("gaza-moh", "ps-moh"), ("killed",), "cumulative", gaza)
    yield of("gaza_injured", gaza_file, "injured_cum", ("gaza-moh", "ps-moh"), ("injured",), "cumulative", gaza)


def measured(several: Sequence[Series], database: Path, late: int) -> Measures:
    """Print how each series fares; `backtest.NAME.there` and `.right` of those about which something is stated or claimed."""
    from flows.warehouse import Reader

    measures: Measures = {}
    with Reader(database) as tables:
        texts = tables.rows(TEXTS)
        print(f"{'series':18s} {'days':>5s} {'stated':>7s} {'there':>6s} {'claims':>7s} {'right':>6s} {'round':>6s} {'wrong':>6s}")
        for series in several:
            claims = tables.rows(CLAIMS, [series.scope, list(series.measures), list(series.speakers)])
            listed = tables.rows("SELECT name, aliases FROM speakers WHERE speaker_id IN (SELECT unnest(?))", [list(series.speakers)])
            names = [name for row in listed for name in (row["name"], *row["aliases"])] or [name for name in series.speakers if name]
            result = compare(series, claims, texts, names, late)
            n = len(result.right) + len(result.wrong)
            counts = (
                len(series.values),
                len(result.stated),
                len(result.there),
                n,
                len(result.right),
                len(result.rounded),
                len(result.wrong),
            )
            print(
                f"{series.name:18s} {counts[0]:5d} {counts[1]:7d} {counts[2]:6d} {counts[3]:7d} {counts[4]:6d} {counts[5]:6d} {counts[6]:6d}"
            )
            for claim, value in result.wrong:
                print(f"  WRONG {claim['claim_id']}: {claim['best']:,} {claim['measure']} as of {claim['as_of']}; the series has {value:,}")
            for number in sorted(result.stated - result.there):
                print(f"  NOT THERE {number:,}, of {', '.join(f'{first} to {last}' for first, last in series.days(number))}")
            if result.stated:
                measures[f"backtest.{series.name}.there"] = len(result.there) / len(result.stated)
            if n:
                measures[f"backtest.{series.name}.right"] = len(result.right) / n
    return measures


def shared_home(folder: str) -> Path:
    """A home into which the articles of ../shared were read."""
    articles = SHARED / "articles"
    paths = [articles / "seeds", articles / "html", articles / "real.jsonl"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_"))}
    command = [sys.executable, "-m", "flows", "--home", folder, "run", *map(str, paths)]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Path(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("series", nargs="?", type=Path, help="a CSV with a day and a number a line")
    parser.add_argument("--date", help="its column of days (the first)")
    parser.add_argument("--value", help="its column of numbers (the second)")
    parser.add_argument(
        "--speaker",
        action="append",
        default=[],
        help="whose claims: an id of speakers.csv, '' for the outlets' own voice; may be given again",
    )
    parser.add_argument("--measure", action="append", default=[], help="killed, injured, refugees ...; may be given again")
    parser.add_argument("--scope", default="cumulative", help="cumulative, stock or period")
    parser.add_argument("--place", action="append", default=[], help="only claims about this place_id; may be given again")
    parser.add_argument("--side", action="append", default=[], help="only claims about this side; may be given again")
    parser.add_argument("--conflict", action="append", default=[], help="only claims of this conflict_id; may be given again")
    parser.add_argument("--lag", type=int, default=0, help="days by which the series dates a number later than the words that state it")
    parser.add_argument("--late", type=int, default=LATE, help="days after a number's last day in which an article is taken to state it")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--home", type=Path, help="compare the database of this home")
    where.add_argument("--database", type=Path, help="compare this database")
    parser.add_argument("--raise", dest="write", action="store_true", help="write the floors that are higher now")
    options = parser.parse_args()
    if options.series and not (options.speaker and options.measure):
        parser.error("a series of your own needs --speaker and --measure: whose claims about what it is held against")
    if not options.series and not SHARED.exists():
        print("nothing is compared: the published series (../shared) are not beside this checkout; name a series of your own")
        return 0
    try:
        if options.series:
            own = (
                tuple(options.speaker),
                tuple(options.measure),
                options.scope,
                tuple(options.place),
                tuple(options.side),
                tuple(options.conflict),
            )
            several = [Series(options.series.stem[:18], read_series(options.series, options.date, options.value), *own, options.lag)]
        else:
            several = list(official())
    except (OSError, ValueError) as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory() as folder:
        given = options.database or (options.home and options.home / "toll.duckdb")
        database = given or (Path("data/toll.duckdb") if options.series else shared_home(folder) / "toll.duckdb")
        if not database.exists():
            parser.error(f"{database} is not there: name a home by --home, or read articles by toll run")
        measures = measured(several, database, options.late)
    if options.series or given:
        return 0
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    if options.write:
        pinned["floors"] = raised(measures, pinned["floors"], set())
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")
        return 0
    short = below(measures, pinned["floors"])
    print("\n".join(short) or "no measure is below its floor")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
