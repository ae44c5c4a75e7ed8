"""Each law of conservation has a case that breaks it: a valid warehouse, one thing changed, and the law that says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows import laws
from flows.run import Stage, stage
from tests.flows.conftest import write_pages

# What is done to a valid warehouse, by the law that it breaks.
BREACHES = {
    "what a source listed in a run is its receipts": "UPDATE polls SET offered = offered + 1",
    "a receipt without bytes has a reason": "UPDATE receipts SET reason = NULL WHERE outcome = 'rejected'",
    "each receipt's document is there": "UPDATE receipts SET document_id = repeat('0', 64) WHERE outcome = 'known'",
    "each document came with a receipt": "DELETE FROM receipts WHERE document_id = (SELECT min(document_id) FROM documents)",
    "each document is read, passed over or rejected": "UPDATE documents SET state = 'new' WHERE reason IS NOT NULL",
    "a document has a reason when, and only when, it was not read": "UPDATE documents SET reason = NULL WHERE state = 'rejected'",
    "a document has articles when, and only when, it was read": "UPDATE documents SET state = 'passed_over', reason = 'rule' WHERE state = 'read'",
    "each article is of a document": "UPDATE articles SET document_id = repeat('0', 64) WHERE title LIKE 'Camps%'",
    "each article has one story and one reading": "DELETE FROM readings WHERE article_id = (SELECT min(article_id) FROM articles)",
    "each story's original is an original article": "UPDATE stories SET is_original = NOT is_original WHERE article_id = story_id",
    "the figures that a reading offered are written or refused": "UPDATE readings SET n_figures = n_figures + 1",
    "the number stands at its offsets as written": "UPDATE figures SET value_start = value_start + 1",
    "a figure's parent and mentions are of its article": """UPDATE figures SET place_mention_id =
        (SELECT min(m.mention_id) FROM mentions m WHERE m.article_id <> figures.article_id)""",
    "a corrected figure is there and holds what was set": """INSERT INTO corrected
        SELECT figure_id, article_id, 'best', '1', '2', 'no correction' FROM figures LIMIT 1""",
    "each figure is in one claim": "DELETE FROM claim_figures WHERE figure_id = (SELECT min(figure_id) FROM figures)",
    "each claim has its evidence in one cell": "DELETE FROM evidence WHERE claim_id = (SELECT min(claim_id) FROM claims)",
    "each cell has evidence, and evidence a cell": "DELETE FROM casualties WHERE cell_id = (SELECT min(cell_id) FROM casualties)",
    "each incident is one that a claim tells of": "DELETE FROM incidents",
    "rows offered at the gates of a run are written or refused": "UPDATE runs SET offered = written + refused + 1",
}
MORE = [
    ("each claim has its evidence in one cell", "INSERT INTO evidence SELECT 'another cell', claim_id, role, reason FROM evidence LIMIT 1"),
    ("each figure is in one claim", "INSERT INTO claim_figures VALUES ((SELECT min(claim_id) FROM claims), 'no figure')"),
    ("each cell has evidence, and evidence a cell", "DELETE FROM evidence WHERE cell_id = (SELECT min(cell_id) FROM casualties)"),
    ("each article has one story and one reading", "DELETE FROM stories WHERE article_id = (SELECT min(article_id) FROM articles)"),
    ("a figure's parent and mentions are of its article", "UPDATE figures SET parent_figure_id = 'no figure'"),
    ("the number stands at its offsets as written", "UPDATE figures SET value_text = '', value_end = value_start"),
]


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory, prefect_server: str) -> Iterator[Stage]:
    """A stage over a warehouse that the pipeline made: articles, a copy, a document known twice, one that was rejected."""
    from flows.pipeline import pipeline

    pages = write_pages(tmp_path_factory.mktemp("laws") / "pages")
    (pages / "again.html").write_bytes((pages / "strike.html").read_bytes())
    (pages / "empty.html").write_bytes(b"")
    (pages / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLL_HOME", str(pages.parent / "home"))
        assert pipeline([str(pages)])["published"] == 1
        with stage("publish", "a run of these tests") as work:
            yield work


class _Undone(Exception):
    pass


def broken_by(work: Stage, change: str) -> str:
    """What the laws say after the change, which is undone."""
    said = ""
    try:
        with work.warehouse.transaction():
            work.warehouse.execute(change)
            try:
                laws.check(work)
            except laws.LawBroken as error:
                said = str(error)
            raise _Undone
    except _Undone:
        return said


def test_a_valid_warehouse_breaks_no_law(valid: Stage) -> None:
    laws.check(valid)
    asked = {rule for (of, rule), check in valid.checks.items() if of == "laws" and check.passed}
    assert asked == set(laws.LAWS)


def test_every_law_has_a_breach() -> None:
    assert set(BREACHES) == set(laws.LAWS)


@pytest.mark.parametrize(("law", "change"), [*BREACHES.items(), *MORE])
def test_a_breach_is_caught_and_named(valid: Stage, law: str, change: str) -> None:
    before = valid.warehouse.frame("SELECT (SELECT count(*) FROM figures) AS f, (SELECT count(*) FROM evidence) AS e").row(0)
    assert min(before) > 0
    said = broken_by(valid, change)
    assert f"{law}: " in said, said or "no law was broken"
    assert said.startswith("nothing is published")
    laws.check(valid)
