"""What `toll doctor` finds: a sound home, and each kind of damage with what to do."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from flows import doctor
from flows.archive import Archive
from flows.archived import new_document
from flows.content import content_hash
from flows.doctor import Finding, examine
from flows.run import stage
from flows.warehouse import PUBLISHED, WarehouseDamaged, reader, set_aside, writer
from tests.flows.conftest import called
from transforms.conform import frame
from transforms.schema import table

NOW = datetime(2024, 3, 10, 12)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three documents, one of them a whole file, published."""
    home = tmp_path_factory.mktemp("sound") / "home"
    whole = home.parent / "bulk.jsonl"
    whole.write_text('{"text": "Nine people were killed."}\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLL_HOME", str(home))
        with stage("ingest", "run1") as work:
            with Archive(home, "run1", now=NOW) as archive:
                places = [archive.add(f"document {n}".encode() * 50, url=f"file:///{n}.txt", source_id="inbox") for n in range(2)]
                places.append(archive.add_file(whole, url="file:///bulk.jsonl", source_id="inbox"))
            documents = [
                new_document(place, 9, f"file:///{n}.txt") | {"state": "rejected", "reason": "no_text"} for n, place in enumerate(places)
            ]
            receipts = [
                dict.fromkeys(table("receipts").names)
                | {"receipt_id": f"r{n}", "run_id": "run1", "source_id": "inbox", "url": f"file:///{n}.txt", "received_at": NOW}
                | {"asked": True, "document_id": place.document_id, "outcome": "new"}
                for n, place in enumerate(places)
            ]
            work.warehouse.put(table("documents"), frame(table("documents"), documents))
            work.warehouse.put(table("receipts"), frame(table("receipts"), receipts))
            work.warehouse.publish("run1")
    return home


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "home")
    return tmp_path / "home"


def faults(home: Path, *, deep: bool = True) -> list[Finding]:
    return [finding for finding in examine(home, deep=deep) if finding.remedy]


def test_a_sound_home_has_no_fault(sound: Path) -> None:
    found = list(examine(sound, deep=True))
    assert [finding for finding in found if finding.remedy] == []
    assert [finding.check for finding in found] == ["disk", "published database", "live database", "laws", "live and published", "archive"]
    assert found[-1].seen == "3 documents, every byte as received"
    assert list(examine(sound, deep=False))[-1].seen == "3 documents, every file there (--deep reads them)"


def test_a_file_of_the_archive_that_is_gone(copy: Path) -> None:
    (kept,) = (copy / "archive" / "files").iterdir()
    kept.unlink()
    (fault,) = faults(copy, deep=False)
    assert fault.seen.startswith("1 of 3 documents are missing or changed: file:///2.txt (files/")
    assert fault.remedy.startswith("restore the files of ")


@pytest.mark.parametrize("whole", [True, False])
def test_a_byte_of_the_archive_that_changed_is_found_by_reading_it(copy: Path, whole: bool) -> None:
    path = next((copy / "archive" / "files").iterdir()) if whole else copy / "archive" / "run1.warc.gz"
    data = bytearray(path.read_bytes())
    data[20 if whole else 500] ^= 0x01
    path.chmod(0o644)
    path.write_bytes(data)
    assert faults(copy, deep=False) == []
    (fault,) = faults(copy)
    assert fault.seen.startswith("1 of 3 documents are missing or changed: ")


def test_bytes_that_no_database_knows(copy: Path) -> None:
    with Archive(copy, "run2", now=NOW) as archive:
        archive.add(b"registered by nobody", url="file:///x.txt", source_id="inbox")
    (copy / "archive" / "files" / ("a" * 64)).write_bytes(b"named by nobody")
    (fault,) = faults(copy)
    assert fault.seen.startswith("2 things in it are in no database, such as ")
    assert "toll rebuild" in fault.remedy


def test_a_published_database_that_was_cut_or_flipped_is_found_though_its_rows_can_be_counted(copy: Path) -> None:
    path = copy / PUBLISHED
    data = bytearray(path.read_bytes())
    seen = []
    for start, bad in ((0, data[: len(data) // 2]), (4096, data), (len(data) * 3 // 4, data)):
        changed = bytearray(bad)
        changed[start : start + 20_000] = bytes(len(changed[start : start + 20_000])) if start else changed[:20_000]
        path.unlink()
        path.write_bytes(changed)
        seen += [finding.check for finding in doctor._published(copy) if finding.remedy]
    assert len(seen) >= 2


def test_a_live_database_that_cannot_be_opened_is_put_aside_not_deleted(copy: Path) -> None:
    (copy / "warehouse.duckdb").write_bytes(b"no database" * 999)
    fault = next(fault for fault in faults(copy, deep=False) if fault.check == "live database")
    assert "toll rebuild" in fault.remedy
    with pytest.raises(WarehouseDamaged, match=r"cannot be opened .*`toll rebuild` puts it aside and makes it anew"), writer(copy):
        pass


def test_a_journal_that_cannot_be_replayed_is_refused_with_the_remedy_and_put_aside_whole(copy: Path, tmp_path: Path) -> None:
    home = tmp_path / "died"
    with writer(copy) as warehouse:
        warehouse.execute("UPDATE receipts SET url = url || '?'")
        shutil.copytree(copy, home)  # as a run leaves it that dies here: what it committed is in the journal alone
    journal = home / "warehouse.duckdb.wal"
    data = bytearray(journal.read_bytes())
    data[len(data) // 10] ^= 0x40
    journal.write_bytes(data)
    with pytest.raises(WarehouseDamaged, match=r"cannot be opened .*WAL.*`toll rebuild` puts it aside and makes it anew"), writer(home):
        pass
    assert next(fault for fault in faults(home) if fault.check == "live database").remedy.startswith("`toll rebuild`")
    aside = set_aside(home, "a run")
    assert aside is not None
    assert aside.with_name(f"{aside.name}.wal").read_bytes() == bytes(data)
    with writer(home) as warehouse:
        assert warehouse.value("SELECT count(*) FROM documents") == 0


def test_figures_whose_page_is_gone_are_counted(known_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "known"
    shutil.copytree(known_home, home)
    with reader(home) as published:
        documents, figures = published.frame("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM figures)").row(0)
    fault = next(fault for fault in faults(home) if fault.check == "archive")
    assert figures > 5
    assert fault.seen.startswith(f"{documents} of {documents} documents are missing or changed: ")
    assert f"until then {figures} figures have no witness" in fault.remedy


def test_damage_is_noted_at_the_figures_that_rest_on_it_until_the_bytes_are_back(known_home: Path, tmp_path: Path) -> None:
    """One page of three has another byte in the archive: its figures and their cells are told of, live and published, and no number changes."""
    home = tmp_path / "known"
    shutil.copytree(known_home, home)
    with writer(home) as warehouse:
        rows = warehouse.frame("FROM documents ORDER BY document_id").to_dicts()
        with Archive(home, "run1", now=NOW) as archive:
            places = {row["document_id"]: archive.add(row["document_id"].encode(), url=row["url"], source_id="inbox") for row in rows}
        # the articles of this home were made without an archive: it is given one whose bytes are those that the documents name
        for old, place in places.items():
            for each in ("documents", "articles", "receipts"):
                warehouse.execute(f"UPDATE {each} SET document_id = ? WHERE document_id = ?", [place.document_id, old])
            warehouse.execute(
                "UPDATE documents SET archive_file = ?, archive_offset = ? WHERE document_id = ?",
                [place.file, place.offset, place.document_id],
            )
        warehouse.publish("run1")
    assert [finding for finding in faults(home) if finding.check == "archive"] == []
    before = content(home)
    path = home / "archive" / "run1.warc.gz"
    sound, (changed, where) = path.read_bytes(), next((p.document_id, p) for old, p in places.items() if old == with_figures(known_home))
    data = bytearray(sound)
    data[where.offset + 60] ^= 0x01
    path.write_bytes(data)
    fault = next(finding for finding in faults(home) if finding.check == "archive")
    assert fault.seen.startswith(f"1 of {len(rows)} documents are missing or changed: ")
    for state in ("changed", "missing", None):
        if state == "missing":
            path.unlink()
        elif state is None:
            path.write_bytes(sound)
        found = [finding.seen for finding in examine(home, deep=True)]
        assert ("noted in the databases" in " ".join(found)) == (state != "changed")  # the first time it was noted above
        with writer(home) as warehouse, reader(home) as published:
            for database in (warehouse, published):
                told = database.frame("FROM figure_trace WHERE damage IS NOT NULL")
                assert set(told["damage"]) == ({state} if state else set())
                if state == "changed":
                    assert set(told["document_id"]) == {changed}
                cells = database.frame("FROM unwitnessed")
                assert set(cells["figure_id"]) == set(told["figure_id"])
                assert state is None or cells["cell_id"].null_count() < cells.height
        assert ("damaged in the archive" in called("status", home=home).stdout) == (state is not None)
        with_words = called("trace", told["figure_id"][0] if state else some_figure(home), home=home).stdout
        assert (f"{state} in the archive: toll doctor --deep" in with_words) == (state is not None)
        assert content(home) == before


def content(home: Path) -> str:
    with reader(home) as published:
        return content_hash(published)


def some_figure(home: Path) -> str:
    with reader(home) as published:
        return str(published.rows("SELECT min(figure_id) AS id FROM figures")[0]["id"])


def with_figures(home: Path) -> str:
    """A document whose figures count for a cell."""
    with reader(home) as published:
        return str(
            published.rows(
                "SELECT min(document_id) AS id FROM figure_trace SEMI JOIN (FROM evidence WHERE role <> 'excluded') USING (claim_id)"
            )[0]["id"]
        )


def test_what_waits_or_was_lost_in_the_live_database(copy: Path) -> None:
    with writer(copy) as warehouse:
        warehouse.execute("DELETE FROM receipts WHERE receipt_id = 'r0'")
    assert [fault.seen for fault in faults(copy, deep=False)] == ["each document came with a receipt: 1 break it"]
    with writer(copy) as warehouse:  # as after a lost journal: the archive knows more than the database
        warehouse.execute("DELETE FROM documents WHERE document_id NOT IN (SELECT document_id FROM receipts)")
    found = {fault.check: fault.seen for fault in faults(copy)}
    assert found["live and published"] == "the live database holds more than the published one"
    assert found["archive"].startswith("1 things in it are in no database")


def test_a_home_that_a_run_holds_is_looked_at_as_far_as_it_can_be(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import warehouse as module

    with writer(sound):
        monkeypatch.setattr(module, "_open", {})  # as another process sees it
        found = {finding.check: finding for finding in examine(sound, deep=False)}
    assert found["live database"].seen.startswith("not looked at: ")
    assert found["archive"].remedy == ""
