"""The scanner of WARC files: every good record before and after damage, and every byte accounted for."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import resource
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from flows.members import Damage
from flows.warc import Record, is_warc, record_at, scan

REAL = Path(__file__).resolve().parents[3] / "shared" / "feeds" / "warcio" / "test" / "data"
CHANCE = random.Random(5)


def record(n: int, body: bytes | None = None, kind: str = "response", **fields: str) -> bytes:
    """One record as crawlers write it; a body of its own where none is given, whose words do not compress to nothing."""
    body = bytes(CHANCE.choices(b"abcdefghij \n", k=300)) if body is None else body
    head = {"WARC-Type": kind, "WARC-Target-URI": f"https://n.example/{n}", "Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    return b"WARC/1.0\r\n" + b"".join(f"{k}: {v}\r\n".encode() for k, v in head.items()) + b"\r\n" + body + b"\r\n\r\n"


def found(data: bytes, cap: int = 1 << 20) -> tuple[list[str], list[Damage]]:
    """The addresses of the good records, and the damage; the sizes of all add up to the file's."""
    all_ = list(scan(BytesIO(data), cap))
    if all(isinstance(each, Damage) or each.within is None for each in all_):
        assert sum(each.size for each in all_) == len(data)
        assert [each.offset for each in all_] == [sum(before.size for before in all_[:n]) for n in range(len(all_))]
    good = [each.fields.get("warc-target-uri", "/").rsplit("/", 1)[-1] for each in all_ if isinstance(each, Record)]
    return good, [each for each in all_ if isinstance(each, Damage)]


RECORDS = [record(n) for n in range(12)]
MEMBERS = [gzip.compress(each) for each in RECORDS]
NAMES = [str(n) for n in range(12)]
STARTS = {"plain": [sum(map(len, RECORDS[:n])) for n in range(13)], "gzip": [sum(map(len, MEMBERS[:n])) for n in range(13)]}
WHOLE = {"plain": b"".join(RECORDS), "gzip": b"".join(MEMBERS)}


@pytest.mark.parametrize("form", WHOLE)
def test_a_whole_file_gives_every_record_and_each_can_be_read_alone(form: str) -> None:
    assert is_warc(WHOLE[form][:1000])
    assert found(WHOLE[form]) == (NAMES, [])
    for each in scan(BytesIO(WHOLE[form])):
        assert isinstance(each, Record)
        assert record_at(BytesIO(WHOLE[form]), each.offset) == each


@pytest.mark.parametrize("form", WHOLE)
def test_a_cut_file_gives_every_record_before_the_cut(form: str) -> None:
    data, starts = WHOLE[form], STARTS[form]
    for size in range(1, len(data), 97):
        good, damage = found(data[:size])
        # The two line ends after a record are not needed at the end of a plain file.
        complete = [n for n in range(12) if starts[n + 1] - (4 if form == "plain" else 0) <= size]
        assert good == NAMES[: len(complete)]
        assert sum(each.size for each in damage) == max(size - starts[len(complete)], 0)


def flips(form: str, step: int) -> None:
    data, starts = WHOLE[form], STARTS[form]
    for at in range(0, len(data), step):
        bad = bytearray(data)
        bad[at] ^= 0x55
        hit = max(n for n in range(12) if starts[n] <= at)
        good, damage = found(bytes(bad))
        others = [name for name in NAMES if name != str(hit)]
        assert [name for name in good if name in others] == others, (at, damage)
        if form == "gzip":
            assert damage == [] or (damage[0].offset, sum(each.size for each in damage)) == (starts[hit], starts[hit + 1] - starts[hit])


@pytest.mark.parametrize("form", WHOLE)
def test_a_flipped_byte_costs_at_most_its_own_record(form: str) -> None:
    flips(form, 61)


@pytest.mark.long
@pytest.mark.parametrize("form", WHOLE)
def test_a_flipped_byte_anywhere_costs_at_most_its_own_record(form: str) -> None:
    flips(form, 1)


@pytest.mark.parametrize("form", WHOLE)
def test_garbage_between_records_costs_none(form: str) -> None:
    pieces = RECORDS if form == "plain" else MEMBERS
    for garbage in (
        b"\0" * 100,
        b"garbage WARC/1.0 and \x1f\x8b\x08 more\r\n",
        b"x\r\nWARC/1.0\r\nContent-Length: 5\r\n\r\n",
        pieces[0][:50],
    ):
        good, damage = found(b"".join(pieces[:5]) + garbage + b"".join(pieces[5:]) + garbage)
        assert good == NAMES
        assert sum(each.size for each in damage) == 2 * len(garbage)


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("length", ["999999", "350", "1000", "10", "0", "-5", "many", "99999999999999999999"])
def test_a_wrong_content_length_costs_its_own_record(form: str, length: str) -> None:
    bad = record(99, b"x" * 300, Content_Length=length)
    pieces = [*RECORDS[:3], bad, *RECORDS[3:6]]
    good, damage = found(b"".join(pieces if form == "plain" else map(gzip.compress, pieces)))
    assert good == NAMES[:6]
    assert damage
    assert sum(each.size for each in damage) >= 300 or form == "gzip"


def test_all_records_in_one_gzip_member_are_told_with_where_in_it() -> None:
    data = gzip.compress(WHOLE["plain"])
    all_ = list(scan(BytesIO(data)))
    assert [(each.offset, each.within) for each in all_ if isinstance(each, Record)] == [(0, start) for start in STARTS["plain"][:-1]]
    for size in range(40, len(data), 301):  # cut, it still gives the records before the cut
        good, damage = found(data[:size])
        assert good == NAMES[: len(good)]
        assert sum(each.size for each in damage) > 0
    assert len(found(data[:-20])[0]) == 11


def test_a_record_over_several_gzip_members_is_one_record() -> None:
    plain = WHOLE["plain"]
    data = b"".join(gzip.compress(plain[n : n + 700]) for n in range(0, len(plain), 700))
    assert found(data) == (NAMES, [])


def test_a_record_that_holds_a_warc_is_one_record() -> None:
    pieces = [RECORDS[0], record(50, WHOLE["plain"]), RECORDS[1]]
    assert found(b"".join(pieces)) == (["0", "50", "1"], [])
    assert found(b"".join(map(gzip.compress, pieces))) == (["0", "50", "1"], [])


def test_other_line_ends_and_digests() -> None:
    lf = record(1).replace(b"\r\n", b"\n")
    assert found(lf + lf)[0] == ["1", "1"]
    assert found(record(1)[:-2] + record(2)[:-4] + record(3)[:-4]) == (["1", "2", "3"], [])
    body = b"42 people were killed"
    right = "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
    assert found(record(1, body, WARC_Block_Digest=right))[1] == []
    good, damage = found(record(1, body.replace(b"42", b"92"), WARC_Block_Digest=right) + record(2))
    assert (good, [each.why for each in damage]) == (["2"], ["its bytes are not those of its WARC-Block-Digest"])
    assert found(record(1, body, WARC_Block_Digest="sha1:unreadable"))[0] == ["1"]


@pytest.mark.parametrize("form", WHOLE)
def test_a_record_over_the_cap_is_told_without_its_block(form: str) -> None:
    pieces = [RECORDS[0], record(50, bytes(3_000_000)), RECORDS[1]]
    data = b"".join(pieces if form == "plain" else map(gzip.compress, pieces))
    all_ = [each for each in scan(BytesIO(data), 1 << 20) if isinstance(each, Record)]
    assert [(each.fields["warc-target-uri"][-2:], each.block is None, each.length) for each in all_] == [
        ("/0", False, 300),
        ("50", True, 3_000_000),
        ("/1", False, 300),
    ]


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"WARC/1.0\r\n", b"\x1f\x8b", b"\x1f\x8b\x08", b"WARC/1.0\r\n\r\n" * 5_000, b"\x1f\x8b\x08" * 5_000]
)
def test_what_is_no_record_is_damage_and_never_an_error(data: bytes) -> None:
    good, damage = found(data)
    assert (good, sum(each.size for each in damage)) == ([], len(data))


def test_random_bytes_are_damage() -> None:
    for _ in range(30):
        found(CHANCE.randbytes(2_000))
        found(b"WARC/1.0\r\nWARC-Type: " + CHANCE.randbytes(500))
        found(zlib.compress(CHANCE.randbytes(500), wbits=31)[:400])


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("form", WHOLE)
def test_a_record_of_1500_megabytes_costs_no_memory(form: str, tmp_path: Path) -> None:
    path = tmp_path / "huge.warc"
    size = 1_500 << 20
    head = record(7, b"", Content_Length=str(size))[:-4]
    with gzip.open(path, "wb", 1) if form == "gzip" else path.open("wb") as out:
        out.write(head)
        for _ in range(size >> 20):
            out.write(bytes(1 << 20))
        out.write(b"\r\n\r\n")
    with path.open("ab") as out:
        out.write(MEMBERS[1] if form == "gzip" else RECORDS[1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as stream:
        all_ = [each for each in scan(stream) if isinstance(each, Record)]
    assert [(each.length, each.block is None) for each in all_] == [(size, True), (300, False)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files lie beside the project, not in it")
@pytest.mark.parametrize(
    ("name", "kinds", "unaccounted"),
    [
        ("example.warc", ["warcinfo", "warcinfo", "response", "request", "revisit", "request"], 0),
        ("example.warc.gz", ["warcinfo", "warcinfo", "response", "request", "revisit", "request"], 0),
        ("example-bad-non-chunked.warc.gz", ["warcinfo", "warcinfo", "response", "request", "revisit", "request"], 0),
        ("example-bad.warc.gz.bad", ["warcinfo", "response", "request", "revisit", "request", "response"], 0),
        ("example-digest.warc", ["request", "request", "request", "request"], 0),
        ("example-iana.org-chunked.warc", ["warcinfo", "response", "request"], 0),
        ("example-resource.warc.gz", ["warcinfo", "warcinfo", "resource"], 0),
        ("example-space-in-target-uri.warc.gz", ["warcinfo", "resource"], 0),
        ("example-trunc.warc", ["warcinfo", "warcinfo", "request"], 1369),
        ("example-wget-bad-target-uri.warc.gz", ["warcinfo", "request", "response", "metadata", "resource", "resource"], 0),
        ("example-wrong-chunks.warc.gz", ["response", "request"], 0),
        ("post-test.warc.gz", ["response", "request", "response", "request", "response", "request"], 0),
    ],
)
def test_real_files(name: str, kinds: list[str], unaccounted: int) -> None:
    with (REAL / name).open("rb") as stream:
        assert is_warc(stream.read(1000))
        all_ = list(scan(stream))
    assert [each.kind for each in all_ if isinstance(each, Record)] == kinds
    assert sum(each.size for each in all_ if isinstance(each, Damage)) == unaccounted


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files lie beside the project, not in it")
@pytest.mark.parametrize("name", ["bad.arc", "example.arc", "example.arc.gz", "example-space-in-url.arc"])
def test_the_older_format_is_no_warc(name: str) -> None:
    with (REAL / name).open("rb") as stream:
        assert not is_warc(stream.read(1000))
