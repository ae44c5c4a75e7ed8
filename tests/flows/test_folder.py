from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import tracemalloc
from pathlib import Path

import pytest

from flows.archive import Archive
from flows.receive import Receiver
from flows.run import stage
from flows.sources.folder import Unreadable, list_folder, list_paths, read_bytes
from flows.sources.offers import Listing, Offered


def outcomes(root: Path) -> list[tuple[str, str | None]]:
    return [(offered.url.removeprefix(root.as_uri()).removeprefix("/"), offered.reason) for offered in list_folder(root)]


def test_every_entry_is_told_of_in_order(tmp_path: Path) -> None:
    root, outside = tmp_path / "in", tmp_path / "outside.txt"
    (root / "b" / "deep").mkdir(parents=True)
    outside.write_text("x")
    for name in ("a.txt", "A.HTML", "n\new.txt", "records.jsonl", "scan.pdf", ".hidden.txt", "b/deep/c.htm", "b/README"):
        (root / name).write_text("x")
    (root / "link.txt").symlink_to(outside)
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.txt")
    (root / ".git").mkdir()
    (root / ".git" / "config.txt").write_text("x")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "sock.txt"))
        assert outcomes(root) == [
            (".git", "not_regular"),
            (".hidden.txt", "not_selected"),
            ("A.HTML", None),
            ("a.txt", None),
            ("b/README", "not_selected"),
            ("b/deep/c.htm", None),
            ("link.txt", "not_regular"),
            ("loop", "not_regular"),
            ("n%0Aew.txt", None),
            ("pipe.txt", "not_regular"),
            ("records.jsonl", None),
            ("scan.pdf", "not_selected"),
            ("sock.txt", "not_regular"),
        ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse names that are no UTF-8")
def test_a_name_that_is_no_utf8_has_an_address_that_can_be_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(b"twelve dead")
    (offered,) = list_folder(tmp_path)
    assert offered.url.endswith("/caf%E9.txt")
    assert read_bytes(offered) == b"twelve dead"


def test_a_file_that_is_named_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("twelve dead")
    (tmp_path / "link.txt").symlink_to(tmp_path / "note.md")
    found = list(list_paths([tmp_path / "note.md", tmp_path / "link.txt", tmp_path / "absent.txt", tmp_path]))
    note = (tmp_path / "note.md").resolve()
    assert found[:2] == [Offered(note.as_uri(), note, None)] * 2
    assert [offered.reason for offered in found[2:]] == ["unreadable", "not_regular", "not_selected"]


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="the superuser reads everything")
def test_what_may_not_be_read_is_told_of() -> None:
    script = (
        "import sys; from pathlib import Path; from flows.sources.folder import list_folder;"
        "print([o.reason for o in list_folder(Path(sys.argv[1]))])"
    )
    as_nobody = ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as own:  # a second run of pytest shuts the folder above all tmp_path of the first to other users
        folder = Path(own)
        folder.chmod(0o755)
        (folder / "closed").mkdir()
        (folder / "closed" / "in.txt").write_text("x")
        (folder / "shut.txt").write_text("x")
        (folder / "shut.txt").chmod(0)
        (folder / "closed").chmod(0)
        command = [*as_nobody, sys.executable, "-c", script, str(folder)]
        told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
        (folder / "closed").chmod(0o755)
    if told.returncode:
        pytest.skip("another user cannot start this interpreter here")
    assert told.stdout.strip() == "['unreadable', 'unreadable']"


def test_a_file_beyond_the_cap_is_refused_before_it_is_read(tmp_path: Path) -> None:
    sparse = tmp_path / "sparse.txt"
    with sparse.open("wb") as stream:
        stream.truncate(1 << 40)
    (offered,) = list_folder(tmp_path)
    with pytest.raises(Unreadable) as refused:
        read_bytes(offered)
    assert refused.value.reason == "too_large"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    growing = tmp_path / "growing.txt"
    growing.write_bytes(b"x" * 20_000_000)
    (offered,) = list_folder(tmp_path)
    done = threading.Event()

    def grow() -> None:
        with growing.open("ab", buffering=0) as stream:
            while not done.is_set():
                stream.write(b"more")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(Unreadable) as refused:
            read_bytes(offered)
    finally:
        done.set()
        writer.join()
    assert refused.value.reason == "unstable"


def test_what_took_a_files_place_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    (offered,) = list_folder(tmp_path)
    path.unlink()
    with pytest.raises(Unreadable, match="No such file"):
        read_bytes(offered)
    path.symlink_to("/etc/hostname")
    with pytest.raises(Unreadable) as refused:
        read_bytes(offered)
    assert refused.value.reason == "unreadable"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Unreadable) as refused:
        read_bytes(offered)
    assert refused.value.reason == "not_regular"


def test_a_large_file_is_refused_or_kept_without_being_held_in_memory(home: Path, tmp_path: Path) -> None:
    page, bulk = tmp_path / "page.html", tmp_path / "bulk.jsonl"
    page.write_bytes(b"<html><body><p>" + b"word " * 12_000_000)
    bulk.write_bytes(b'{"text": "' + b"word " * 12_000_000 + b'"}\n')
    listing = Listing(tuple(list_paths([page, bulk])))
    sources = {"command_line": {"interval_minutes": None}}
    with stage("ingest", "run1") as work, Archive(home, "run1", now=work.settings.now()) as archive:
        receiver = Receiver(work, archive, sources, {})
        receiver._documents = {}
        tracemalloc.start()
        received = [receiver._read("command_line", offer) for offer in listing.offers]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert [(row.get("outcome"), row.get("reason")) for row in received] == [(None, "too_large"), ("new", None)]
    assert peak < 5_000_000
