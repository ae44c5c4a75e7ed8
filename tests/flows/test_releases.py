"""Rejects that a person releases: recorded in a file, and in force from the next run on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows import gate, releases
from flows.archive import Archive
from flows.archived import new_document
from flows.attempts import Attempts
from flows.commands import rejects as command
from flows.ingest import _read
from flows.run import stage
from transforms.conform import frame
from transforms.schema import table

STUB = (
    "<html><body><article><h1>Raid</h1><p>At least 12 people were killed in a raid on the town of Harrow, its mayor said.</p></article>"
    "<h3>Subscribe to continue reading</h3></body></html>"
)


def test_a_page_that_is_released_is_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stage("ingest", "run1") as work:
        with Archive(home, "run1", now=work.settings.now()) as archive:
            place = archive.add(STUB.encode(), url="file:///stub.html", source_id="inbox")
        work.warehouse.put(table("documents"), frame(table("documents"), [new_document(place, len(STUB), "file:///stub.html")]))
        with Attempts(work.settings.home) as attempts:
            _read(work, attempts, [place.document_id])
        ((reject_id, reason),) = work.warehouse.frame("SELECT reject_id, reason FROM rejects").rows()
        assert reason == "paywall"
        work.warehouse.publish("run1")
    assert command.rejects(None, 10) == 0
    assert "paywall" in capsys.readouterr().out
    assert (command.release("0000", None), command.release(reject_id[:8], "a notice, it is whole")) == (2, 0)
    assert command.release(reject_id, None) == 2
    told = capsys.readouterr()
    assert "is the id of none of the rejects" in told.err
    assert "released already" in told.err
    assert (home / "releases.csv").read_text().splitlines()[1].startswith(f"documents,{place.document_id},paywall,,2")
    with stage("ingest", "run2") as work:
        releases.take_up(work.warehouse)
        assert work.warehouse.value("SELECT state FROM documents") == "new"
        with Attempts(work.settings.home) as attempts:
            _read(work, attempts, [place.document_id])
        assert work.warehouse.frame("SELECT state, reason FROM documents").rows() == [("read", None)]
        assert "12 people" in str(work.warehouse.value("SELECT text FROM articles"))
        releases.take_up(work.warehouse)
        assert work.warehouse.value("SELECT state FROM documents") == "read"


def test_a_row_that_is_released_is_written_though_it_breaks_its_rule(home: Path) -> None:
    rows = [
        {"article_id": f"{n:020d}", "story_id": f"{n:020d}", "is_original": True, "similarity": 1.5 if n < 2 else 1.0, "version_of": None}
        for n in range(60)
    ]
    (home / "releases.csv").parent.mkdir(parents=True)
    (home / "releases.csv").write_text(
        f"table,id,reason,rule,released_on,note\nstories,{0:020d},rule,similarity is from 0 to 1,2024-03-10,checked by hand\n"
    )
    with stage("dedupe", "run1") as work:
        passed = gate.write(work, "stories", frame(table("stories"), rows))
        assert (passed.offered, passed.refused, passed.rows.height) == (60, 1, 59)
        assert work.warehouse.frame("SELECT id FROM rejects").rows() == [(f"{1:020d}",)]


@pytest.mark.parametrize(
    ("of", "reason"), [("documents", "too_large"), ("documents", "not_selected"), ("claims", "rule"), ("figures", "cast")]
)
def test_what_is_no_judgement_cannot_be_released(tmp_path: Path, of: str, reason: str) -> None:
    reject = {"table": of, "id": "x", "reason": reason, "rule": None}
    with pytest.raises(releases.NotReleasable, match="no judgement that can be set aside"):
        releases.release(tmp_path, reject, on=date(2024, 3, 10), note=None)
    assert not (tmp_path / "releases.csv").exists()
