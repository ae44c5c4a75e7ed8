"""Rows of the user's own: files with fewer columns than the seeds are taken, and what cannot be taken is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import reference

SPEAKERS = "speaker_id,name,kind,aliases,institution\nminers-union,Miners' Union,ngo,the union|UML,false\n"


def test_columns_that_may_be_empty_may_be_left_out_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "speakers.csv").write_text(SPEAKERS)
    (tmp_path / "places.csv").write_text("\ufeffkind,place_id,name\nvillage,hollow,Hollow\n", encoding="utf-8")
    tables = reference.load(tmp_path)
    (own,) = [row for row in tables["speakers"] if row["speaker_id"] == "miners-union"]
    assert own["aliases"] == ("the union", "UML")
    assert (own["people"], own["country"], own["since"], own["note"]) == ((), None, None, None)
    assert [row["kind"] for row in tables["places"] if row["place_id"] == "hollow"] == ["village"]
    shipped = reference.load()
    assert len(tables["speakers"]) == len(shipped["speakers"]) + 1
    assert set(own) == set(shipped["speakers"][0])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("name,kind,institution\n", "columns missing: 'speaker_id'. Write the first line as: speaker_id,name,"),
        ("speaker_id,name,kind,institution,colour\n", "columns unknown: 'colour'. Write"),
        ("speaker_id;name;kind;institution\n", "columns unknown: 'speaker_id;name;kind;institution'. Write"),
        ("speaker_id,name,kind,institution,name\n", "columns written twice: 'name'. Write"),
        (SPEAKERS + "x,X,ngo,,no\n", "line 3, column institution: 'no' is not of type boolean"),
        (SPEAKERS + "x,X,ngo,,\n", "line 3, column institution: '' is not allowed to be empty"),
        (SPEAKERS + "x,X,firm,,true\n", "line 3, column kind: 'firm' is not one of party, un, "),
        (SPEAKERS + "x,X, Y,ngo,,true\n", "line 3: 6 cells for 5 columns; put a cell that holds a comma in double quotes"),
        (SPEAKERS + "x,X,ngo\n", "line 3: 3 cells for 5 columns"),
        (SPEAKERS * 2, "line 3"),
        ("", "columns missing: 'speaker_id', 'name', 'kind', 'institution'"),
    ],
)
def test_what_cannot_be_taken_is_named(tmp_path: Path, written: str, told: str) -> None:
    (tmp_path / "speakers.csv").write_text(written)
    with pytest.raises(reference.ReferenceError) as refused:
        reference.load(tmp_path)
    assert str(refused.value).startswith(str(tmp_path / "speakers.csv"))
    assert told in str(refused.value)


def test_a_seed_has_every_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in reference.SEEDS.glob("*.csv"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "places.csv").unlink()
    (tmp_path / "places.csv").write_text("place_id,name,kind\nhollow,Hollow,village\n")
    monkeypatch.setattr(reference, "SEEDS", tmp_path)
    with pytest.raises(reference.ReferenceError, match="columns missing: 'country', 'within'"):
        reference.load()
