"""A published database of a few texts, made by the stages' own work without Prefect: what commands that only read are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows import reference
from flows.attempts import Attempts
from flows.enrich import _read
from flows.gate import Passed
from flows.run import Stage, stage
from flows.tabulate import _reconcile
from flows.warehouse import Warehouse, writer
from transforms.conform import conform, frame
from transforms.ids import content_id
from transforms.schema import Table, table
from transforms.text.reader import Reader

HOSTILE = "<img src=x onerror=alert(1)><script>document.title='owned'</script>[x](javascript:alert(1))![y](http://elsewhere.example/p.png)"


@dataclass(frozen=True)
class Text:
    """An article as a test writes it; `copy_of` is the number of the text that it reprints."""

    text: str
    on: str
    outlet: str = "Harrow Post"
    title: str = "From the front"
    url: str = "https://harrow.example/a"
    copy_of: int | None = None


TEXTS = (
    Text("A missile struck a market in Kharkiv on 5 March 2024, killing at least 9 civilians, the regional governor said.", "2024-03-05"),
    Text(
        "The toll of the strike on a market in Kharkiv on 5 March 2024 rose to 23 killed and 40 injured, the State Emergency Service said.",
        "2024-03-06",
        "Vale Courier",
    ),
    Text(
        "The toll of the strike on a market in Kharkiv on 5 March 2024 rose to 23 killed and 40 injured, the State Emergency Service said.",
        "2024-03-07",
        "Morning Ledger",
        copy_of=1,
    ),
    Text(
        "Russia's Defence Ministry said that its missile killed 200 Ukrainian soldiers in Kharkiv on 5 March 2024.",
        "2024-03-06",
        "Vale Courier",
    ),
    Text("As of 1 March 2024, OHCHR has recorded 10,675 civilians killed and 20,080 injured in Ukraine since the invasion.", "2024-03-04"),
    Text("As of 7 March 2024, OHCHR has recorded 10,703 civilians killed and 20,146 injured in Ukraine since the invasion.", "2024-03-08"),
    Text("The Gaza Health Ministry said on 6 March 2024 that 30,717 Palestinians had been killed since 7 October.", "2024-03-06"),
    Text("UNHCR said that 6.4 million refugees from Ukraine were in Europe as of 8 March 2024.", "2024-03-09", "Vale Courier"),
    Text(
        "Three people were killed by a drone in Sumy on 8 March 2024, according to a neighbour of the house.",
        "2024-03-08",
        f'=HYPERLINK("http://elsewhere.example") {HOSTILE}',
        HOSTILE,
        "javascript:alert(1)",
    ),
    Text(
        "As of 4 March 2024, OHCHR has recorded 106,890 civilians killed and 20,100 injured in Ukraine since the invasion.",
        "2024-03-05",
        url="https://harrow.example/b",
    ),
)


def publish(home: Path, texts: tuple[Text, ...] = TEXTS, run: str = "20240310T120000-aaaaaa") -> Path:
    """The published database of `home`, with these texts read; called again with others, what they state replaces it."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("TOLL_HOME", str(home))
    monkeypatch.setenv("TOLL_NOW", "2024-03-10T12:00:00")
    ids = [content_id("text", each.text, each.outlet, each.on) for each in texts]
    monkeypatch.setattr("flows.enrich.write", put_unjudged)
    monkeypatch.setattr("flows.tabulate.write", put_unjudged)
    try:
        with writer(home) as warehouse:
            with stage("ingest", run) as work:
                _take_in(work, texts, ids, run)
            with stage("enrich", run) as work:
                for name in ("readings", "mentions", "figures"):
                    warehouse.execute(f"DELETE FROM {name}")
                with Attempts(home) as attempts:
                    _read(work, Reader(reference.load(home)), attempts, ids)
            with stage("tabulate", run) as work:
                _reconcile(work)
            with stage("publish", run) as work:
                work.record("done")
                warehouse.publish(run)
    finally:
        monkeypatch.undo()
    return home / "toll.duckdb"


def put_unjudged(work: Stage, name: str, rows: pl.DataFrame, *, whole: bool = False) -> Passed:
    """What a gate does to rows without fault, without asking Great Expectations: other tests ask it."""
    good, refused = conform(rows, table(name))
    assert refused.is_empty(), (name, refused)
    work.warehouse.put(table(name), good)
    if whole:
        work.warehouse.keep_only(table(name), good)
    return Passed(good, rows.height, 0)


def _take_in(work: Stage, texts: tuple[Text, ...], ids: list[str], run: str) -> None:
    at = datetime(2024, 3, 10, 12)
    rows: dict[str, list[dict[str, object]]] = {"receipts": [], "documents": [], "articles": [], "stories": []}
    for id_, each in zip(ids, texts, strict=True):
        version = work.extractor_version
        rows["receipts"].append(
            {
                "receipt_id": id_,
                "run_id": run,
                "source_id": "inbox",
                "url": each.url,
                "received_at": at,
                "document_id": id_,
                "outcome": "new",
            }
        )
        rows["documents"].append(
            {"document_id": id_, "media_type": "text/plain", "size": len(each.text), "archive_file": "a.warc.gz", "archive_offset": 0}
            | {"state": "read", "extractor_version": version}
        )
        rows["articles"].append(
            {"article_id": id_, "document_id": id_, "entry": 0, "url": each.url, "outlet": each.outlet, "title": each.title, "authors": []}
            | {"published_on": date.fromisoformat(each.on), "published_basis": "record", "language": "en", "text": each.text}
            | {"extractor_version": version}
        )
        original = id_ if each.copy_of is None else ids[each.copy_of]
        rows["stories"].append({"article_id": id_, "story_id": original, "is_original": original == id_, "similarity": 1.0})
    with work.warehouse.transaction():
        for name, some in rows.items():
            work.warehouse.execute(f"DELETE FROM {name}")
            work.warehouse.put(table(name), frame(table(name), [whole(table(name), row) for row in some]))


def fill(warehouse: Warehouse, name: str, columns: str) -> None:
    """Put the rows of SELECT `columns` into a table, whole as in `publish`."""
    of = table(name)
    rows = warehouse.frame(f"SELECT {columns}")
    missing = {key: value for key, value in whole(of, dict.fromkeys(rows.columns)).items() if key not in rows.columns}
    more = frame(of, [missing] * rows.height).drop(rows.columns)
    warehouse.put(of, pl.concat([rows, more], how="horizontal"))


def whole(of: Table, row: dict[str, object]) -> dict[str, object]:
    """The row with something in each column that may not be null and of which no test asks."""
    plain: dict[str, object] = {
        "text": "-",
        "integer": 0,
        "double": 0.0,
        "boolean": True,
        "text[]": [],
        "timestamp": datetime(2024, 3, 10, 12),
    }
    return {c.name: c.values[0] if c.values else plain[c.type] for c in of.columns if not c.null and c.name not in row} | row
