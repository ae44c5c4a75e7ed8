"""An export as those read it who get it: spreadsheets, HXL tools, data package tools, Parquet readers."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import frictionless
import hxl
import polars as pl
import pytest

from flows.commands.export import SHEETS, TABLES, export, write
from flows.warehouse import reader
from transforms.schema import table


@pytest.fixture(scope="module")
def home(known_home: Path) -> Path:
    return known_home


@pytest.fixture(scope="module")
def folder(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("written")
    with reader(home) as database:
        write(database, out, "CC-BY-4.0")
    return out


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_parquet_hold_every_row_of_the_table_under_its_ids(home: Path, folder: Path, name: str) -> None:
    key = table(name).key[0]
    with reader(home) as database:
        ids = [row[key] for row in database.rows(f"SELECT {key} FROM {name} ORDER BY 1")]
    assert ids
    assert sorted(line[key] for line in lines(folder / f"{name}.csv")) == ids
    parquet = pl.read_parquet(folder / f"{name}.parquet")
    assert parquet[key].sort().to_list() == ids
    assert set(table(name).names) <= set(parquet.columns)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # libhxl leaves its files to the collector
@pytest.mark.parametrize("name", SHEETS)
def test_hxl_sheets_are_valid_by_our_schema_and_by_that_of_hxl(folder: Path, name: str) -> None:
    local = hxl.InputOptions(allow_local=True)
    sheet, rules = folder / f"{name}.hxl.csv", folder / "hxl-schema.csv"
    with hxl.data(str(sheet), local) as data:
        rows = list(data)
        assert len(rows) == len(lines(folder / f"{name}.csv"))
    for schema in (hxl.make_input(str(rules), local), None):
        found = hxl.validate(hxl.make_input(str(sheet), local), schema)
        assert [issue for issue in found["issues"] if issue["severity"] != "info"] == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("good", "bad"), [("10675", "many"), ("2024-03-01", "some day"), ("confirmed", "sworn"), ("civilian", "bystander")]
)
def test_our_schema_finds_what_is_wrong(folder: Path, tmp_path: Path, good: str, bad: str) -> None:
    spoiled = tmp_path / "claims.hxl.csv"
    written = (folder / "claims.hxl.csv").read_text(encoding="utf-8")
    assert f",{good}," in written
    spoiled.write_text(written.replace(f",{good},", f",{bad},"), encoding="utf-8")
    local = hxl.InputOptions(allow_local=True)
    found = hxl.validate(hxl.make_input(str(spoiled), local), hxl.make_input(str(folder / "hxl-schema.csv"), local))
    assert not found["is_valid"]


def test_an_hxl_sheet_says_who_where_when_and_how_many(folder: Path) -> None:
    names, tags = (folder / "casualties.hxl.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert (
        dict(zip(names.split(","), tags.split(","), strict=True)).items()
        >= {
            "killed": "#affected+killed",
            "killed_low": "#affected+killed+min",
            "injured": "#affected+injured",
            "as_of": "#date+end",
            "known_on": "#date+reported",
            "speaker": "#meta+source",
            "place": "#loc+name",
            "country": "#country+code+v_iso3",
            "latitude": "#geo+lat",
        }.items()
    )
    (row,) = [each for each in lines(folder / "casualties.hxl.csv") if each["killed"] == "10703"]
    assert (row["place"], row["country"], row["speaker"], row["injured"]) == ("Ukraine", "UKR", "OHCHR", "")
    refugees = (folder / "refugees.hxl.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert {"#affected+refugees", "#affected+idps", "#inneed"} <= set(refugees)


def test_no_cell_runs_as_a_formula_and_numbers_are_numbers(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as opened:
            assert [cell for row in csv.reader(opened) for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))] == []
    (hostile,) = {line["outlet"] for line in lines(folder / "figures.csv") if "HYPERLINK" in line["outlet"]}
    assert hostile.startswith("'=HYPERLINK")
    assert pl.read_csv(folder / "figures.csv").schema["best"] == pl.Int64
    assert pl.read_parquet(folder / "figures.parquet").filter(pl.col("outlet").str.starts_with("=HYPERLINK")).height == 1


def test_at_most_the_sentence_of_a_text_leaves(home: Path, folder: Path) -> None:
    with reader(home) as database:
        texts = {row["text"] for row in database.rows("SELECT text FROM articles")}
    assert "text" not in pl.read_parquet(folder / "figures.parquet").columns
    assert "title" not in pl.read_parquet(folder / "figures.parquet").columns
    assert all(line["sentence"] in texts for line in lines(folder / "figures.csv") if line["field"] == "text")


def test_the_data_package_describes_the_files_as_they_are(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert "low is the least" in package["method"]
    assert {each["path"] for each in package["resources"]} == {
        path.name for path in folder.iterdir() if path.name not in ("datapackage.json", "hxl-schema.csv")
    }
    for each in package["resources"]:
        data = (folder / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert each["bytes"] == len(data)
        if each["format"] == "csv":
            names = data.decode().splitlines()[0].split(",")
            assert [field["name"] for field in each["schema"]["fields"]] == names
            assert len(lines(folder / each["path"])) - (each["path"].endswith(".hxl.csv")) == each["rows"]
        if not each["path"].endswith(".hxl.csv"):
            assert all(field["description"] for field in each["schema"]["fields"])


def test_a_validator_of_data_packages_finds_no_fault(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["format"] == "csv"]  # its Parquet reader needs another library
    found = frictionless.Package.from_descriptor(package, basepath=str(folder)).validate()
    assert found.valid, found.flatten(["name", "rowNumber", "fieldName", "message"])


def test_the_same_database_gives_the_same_bytes(home: Path, folder: Path, tmp_path: Path) -> None:
    with reader(home) as database:
        write(database, tmp_path, "CC-BY-4.0")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_export_replaces_an_export_and_nothing_else(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOLL_HOME", str(home))
    out = tmp_path / "out"
    assert export(out, "CC0-1.0") == 0
    (out / "casualties.csv").write_text("")
    assert export(out, "CC-BY-4.0") == 0
    assert lines(out / "casualties.csv")
    assert list(tmp_path.iterdir()) == [out]
    assert "casualties.hxl.csv" in capsys.readouterr().out
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("kept")
    assert export(tmp_path / "mine", "CC-BY-4.0") == 2
    assert "holds something that is no export" in capsys.readouterr().err
    assert (tmp_path / "mine" / "letter.txt").read_text() == "kept"
