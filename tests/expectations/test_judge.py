"""The judge on literal batches: which rule each bad row breaks, and what an empty or a cut batch comes to."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from expectations.judge import Verdict, judge
from expectations.suites import suite
from transforms.conform import frame
from transforms.schema import TABLES, Table, table

ARTICLE: dict[str, object] = {
    "article_id": "a1",
    "document_id": "d1",
    "entry": 0,
    "url": "https://harrow.example/1",
    "outlet": "Harrow Post",
    "title": "Twelve dead in Harrow",
    "authors": ["A. Reed"],
    "published_on": date(2024, 3, 5),
    "published_basis": "meta",
    "language": "en",
    "text": "Twelve people were killed in Harrow.",
    "extractor_version": "v1",
}
STORY: dict[str, object] = {"article_id": "a" * 20, "story_id": "a" * 20, "is_original": True, "similarity": 1.0, "version_of": None}
MENTION: dict[str, object] = {
    "mention_id": "m1",
    "article_id": "a1",
    "field": "text",
    "kind": "place",
    "entity_id": None,
    "start": 4,
    "end": 10,
    "text": "Harrow",
}
FIGURE: dict[str, object] = {
    **dict.fromkeys(table("figures").names),
    **{"figure_id": "f1", "article_id": "a1", "field": "text", "measure": "killed", "low": 12, "best": 12, "high": 14, "unit": "person"},
    **{"quantifier": "exact", "population": "any", "age": "any", "sex": "any", "speaker_kind": "none", "stance": "asserted"},
    **{
        "scope": "incident",
        "period_start": date(2024, 3, 4),
        "as_of": date(2024, 3, 5),
        "as_of_precision": "day",
        "as_of_basis": "explicit",
    },
    **{"as_of_basis": "explicit", "start": 0, "end": 25, "value_start": 0, "value_end": 6, "value_text": "Twelve"},
    **{"sentence": "Twelve people were killed in Harrow.", "confidence": 0.9, "flags": [], "extractor_version": "v1"},
}
CELL: dict[str, object] = {
    **dict.fromkeys(table("casualties").names),
    **{
        "cell_id": "c1",
        "measure": "killed",
        "population": "any",
        "age": "any",
        "sex": "any",
        "scope": "incident",
        "as_of": date(2024, 3, 5),
    },
    **{
        "low": 12,
        "best": 12,
        "high": 14,
        "method": "stated",
        "n_claims": 2,
        "n_speakers": 1,
        "n_stories": 1,
        "confidence": 0.9,
        "flags": [],
    },
    "known_on": date(2024, 3, 5),
}
GOOD = {"articles": ARTICLE, "stories": STORY, "mentions": MENTION, "figures": FIGURE, "casualties": CELL}


def verdict(name: str, *rows: dict[str, object], expected: int | None = None) -> Verdict:
    return judge(frame(table(name), list(rows)), table(name), expected_rows=len(rows) if expected is None else expected)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_row_breaks_nothing(name: str) -> None:
    found = verdict(name, GOOD[name])
    assert found.refused == {}
    assert found.table_holds
    assert all(check.passed and check.refused == 0 and check.rows == 1 for check in found.checks)


@pytest.mark.parametrize(
    ("name", "changed", "rule", "value"),
    [
        ("articles", {"published_basis": "rumour"}, "published_basis is one of structured, meta, url", "rumour"),
        ("articles", {"entry": -1}, "entry is at least 0", "-1"),
        ("articles", {"text": " — "}, "text has a word", " — "),
        ("articles", {"language": "English"}, "language is an ISO 639 code", "English"),
        ("articles", {"document_id": None}, "document_id is not null", "None"),
        ("stories", {"similarity": 1.5}, "similarity is from 0 to 1", "1.5"),
        ("stories", {"story_id": "abc"}, "story_id is a whole id", "abc"),
        ("mentions", {"start": 11}, "start is not above end", "11; 10"),
        ("figures", {"measure": "hungry"}, "measure is one of killed, injured", "hungry"),
        ("figures", {"low": 13}, "low is not above best", "13; 12"),
        ("figures", {"best": 15}, "best is not above high", "15; 14"),
        ("figures", {"low": 20, "best": None}, "low is not above high", "20; 14"),
        ("figures", {"low": -1}, "low is from 0 to 1e+10", "-1"),
        ("figures", {"value_end": 26}, "value_end is not above end", "26; 25"),
        ("figures", {"period_start": date(2024, 3, 6)}, "period_start is not above as_of", "2024-03-06; 2024-03-05"),
        ("figures", {"confidence": 1.01}, "confidence is from 0 to 1", "1.01"),
        ("casualties", {"measure": "refugees"}, "measure is one of killed, injured", "refugees"),
        ("casualties", {"n_speakers": 3}, "n_speakers is not above n_claims", "3; 2"),
        ("casualties", {"method": "guessed"}, "method is one of stated, derived, reconciled", "guessed"),
    ],
)
def test_a_bad_row_is_told_with_its_rule_and_value(name: str, changed: dict[str, object], rule: str, value: str) -> None:
    key = table(name).key[0]
    bad = GOOD[name] | changed | {key: "b" * 20}
    found = verdict(name, GOOD[name], bad)
    assert list(found.refused) == [1]
    words, written = found.refused[1]
    assert words.startswith(rule)
    assert written == value
    assert found.table_holds
    assert {check.rule: (check.rows, check.refused, check.passed) for check in found.checks}[words] == (2, 1, False)


def test_nulls_that_a_column_allows_break_no_order() -> None:
    assert verdict("figures", FIGURE | {"low": None, "best": None, "high": None, "period_start": None, "as_of": None}).refused == {}


def test_rows_with_one_key_are_all_told() -> None:
    assert set(verdict("stories", STORY, STORY | {"similarity": 0.5, "is_original": False}).refused) == {0, 1}


def test_a_key_of_several_columns_is_one_key() -> None:
    row: dict[str, object] = {"cell_id": "c1", "claim_id": "k1", "role": "best", "reason": "the only claim"}
    assert verdict("evidence", row, row | {"role": "low"}, row | {"claim_id": "k2"}).refused == {}
    assert set(verdict("evidence", row, row | {"reason": "another"}).refused) == {0, 1}


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_an_empty_batch_does_not_pass_where_rows_are_expected(name: str) -> None:
    found = judge(frame(table(name), []), table(name), expected_rows=3)
    assert not found.table_holds
    assert [check.rule for check in found.checks if not check.passed] == ["the batch has the 3 rows that the stage offers"]


def test_an_empty_batch_passes_where_none_is_expected() -> None:
    assert verdict("figures").table_holds


def test_a_cut_batch_fails_as_a_table() -> None:
    found = verdict("stories", STORY, expected=2)
    assert not found.table_holds
    assert found.refused == {}


@pytest.mark.parametrize("declared", TABLES, ids=lambda each: each.name)
def test_every_table_has_a_suite_of_all_that_it_declares(declared: Table) -> None:
    rules = suite(declared, 7)
    assert [rule.words for rule in rules if not rule.of_rows] == ["the batch has the 7 rows that the stage offers"]
    asked = {
        (words.split(" is ")[0], " ".join(words.split(" is ")[1].split()[:2])) for words in (r.words for r in rules) if " is " in words
    }
    for column in declared.columns:
        if not column.null and not column.type.endswith("[]"):
            assert (column.name, "not null") in asked
        if column.values:
            assert (column.name, "one of") in asked
        if column.low is not None or column.high is not None:
            assert any(name == column.name and words.split()[0] in ("at", "from") for name, words in asked)
    assert f"{', '.join(declared.key)} is unique" in [rule.words for rule in rules]
    assert len({rule.words for rule in rules}) == len(rules)


def test_a_frame_that_lacks_a_column_is_not_judged() -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        judge(frame(table("stories"), [STORY]).drop("similarity"), table("stories"), expected_rows=1)
