"""Files that break readers, through the real intake: each has its row with its reason, and none of them is a short article."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from flows.ingest import ingest
from flows.reference import load
from flows.warehouse import writer
from tests.flows.conftest import STRIKE
from transforms.text.documents import read_document
from transforms.text.model import ReadDocument

TABLES = load()
UKRAINIAN = "Унаслідок обстрілу загинули дванадцять людей, повідомила влада. "
JAPANESE = "砲撃により十二人が死亡し、四十人が負傷したと州知事が水曜日の夜に発表した。"
END = "<p>The end of the page.</p></body></html>"


def read(data: bytes) -> ReadDocument:
    return read_document(data, url="file:///in/a.html", today=date(2024, 3, 10), reference=TABLES)


def words(least: int) -> str:
    sentence = "The town council met on Wednesday and spoke about the market hall. "
    return sentence * (least // len(sentence) + 1)


@pytest.mark.parametrize(
    "page",
    ["<html><body><p>" + words(11_000_000) + f"</p>{END}", f'<html><body><p title="{words(20_000_000)}">Short.</p>{END}'],
    ids=["a text of 11 MB", "an attribute of 20 MB"],
)
def test_a_page_beyond_the_cap_is_refused_before_it_is_parsed(page: str) -> None:
    data = page.encode()
    tracemalloc.start()
    started = time.process_time()
    found = read(data)
    spent, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.reason, found.articles) == ("too_large", ())
    assert spent < 1
    assert peak < 1_000_000


def test_a_long_text_and_a_long_attribute_under_the_cap_are_read_to_the_end() -> None:
    (article,) = read(f"<html><body><h1>Council</h1><p>{words(1_000_000)}</p><p>The last line is here.</p></body></html>".encode()).articles
    assert article.text.endswith("The last line is here.")
    assert len(article.text) > 1_000_000
    (article,) = read(
        f'<html><body><h1>Strike</h1><img alt="{words(4_500_000)}"><p>{STRIKE[0]}</p><p>{STRIKE[2]}</p></body></html>'.encode()
    ).articles
    assert article.text.endswith(STRIKE[2])


# More than one character of a hundred is lost in whatever encoding the bytes are read.
LOST = {
    "a run of bytes of no encoding": (UKRAINIAN * 40).encode()[:2_000] + b"\xff\xfe\xff" * 60,
    "every second byte of a letter changed": (UKRAINIAN * 40).encode().replace(b"\xb0", b"\xff"),
    "a mark that lies": b"\xef\xbb\xbf" + (UKRAINIAN * 10).encode("cp1251"),
    "double bytes torn apart": (JAPANESE * 30).encode("shift_jis").replace(b"\x82", b"\x82\xff"),
    "lone surrogates": b"\xff\xfe" + b"\x00\xd8" * 40 + ("killed twelve " * 9).encode("utf-16-le"),
}


@pytest.mark.parametrize("frame", [b"%s", b"<html><body><h1>x</h1><p>%s</p></body></html>"], ids=["text", "page"])
@pytest.mark.parametrize("name", LOST)
def test_what_is_lost_by_more_than_one_character_in_a_hundred_is_no_article(name: str, frame: bytes) -> None:
    data = LOST[name] if LOST[name].startswith((b"\xef\xbb", b"\xff\xfe")) else frame % LOST[name]
    found = read(data)
    assert (found.reason, found.articles) == ("undecodable", ())
    assert found.encoding
    assert found.encoding_source
    assert found.replacements
    assert f"{found.replacements:,}" in str(found.detail)


@pytest.mark.parametrize("bad", [1, 9])
def test_less_is_read_with_a_sign_for_each_bad_byte(bad: int) -> None:
    data = (UKRAINIAN * 40).encode() + b" 12\xff" * bad
    found = read(data)
    assert (found.reason, found.encoding, found.replacements) == (None, "utf-8", bad)
    assert found.articles[0].text.count("\ufffd") == bad


@pytest.mark.usefixtures("unjudged")
def test_each_has_its_row_and_its_reason_and_the_next_is_read(home: Path, frozen: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    deep = "<div>" * 5_000 + f"<p>{STRIKE[1]}</p>"
    files: dict[str, bytes] = {
        "a-deep.html": f"<html><body><p>{STRIKE[0]}</p>{deep}{END}".encode(),
        "b-bold.html": ("<html><body><p>" + "<b>12 dead" * 16_000 + END).encode(),
        "c-wide.html": ("<html><body>" + "<div>12 dead</div>" * 90_000 + END).encode(),
        "d-long.html": f"<html><body><p>{words(6_000_000)}</p>{END}".encode(),
        "e-empty.html": b"",
        "f-blank.html": b" \n\t ",
        "g-byte.txt": b"x",
        "h-photo.html": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 9,
        "i-report.html": b"%PDF-1.7\n%\xe2\xe3",
        "j-noise.txt": bytes(range(256)) * 20,
        "k-lost.txt": LOST["a run of bytes of no encoding"],
        "l-note.txt": (UKRAINIAN * 5).encode() + b"12\xff",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    ingest.fn([str(folder)], None)
    with writer(home) as warehouse:
        found = warehouse.frame(
            "SELECT r.url, coalesce(d.reason, r.reason) AS reason, d.encoding, d.replacements, d.encoding_source "
            "FROM receipts r LEFT JOIN documents d USING (document_id)"
        ).to_dicts()
        texts = [row["text"] for row in warehouse.frame("FROM articles").to_dicts()]
        refused = warehouse.frame("SELECT reason FROM rejects").to_dicts()
    told = {row["url"].rpartition("/")[2]: row for row in found}
    assert {name: row["reason"] for name, row in sorted(told.items())} == {
        "a-deep.html": "parse_truncated",
        "b-bold.html": "parse_truncated",
        "c-wide.html": "too_many_elements",
        "d-long.html": "too_large",
        "e-empty.html": "empty",
        "f-blank.html": "no_text",
        "g-byte.txt": "no_text",
        "h-photo.html": "unsupported_type",
        "i-report.html": "unsupported_type",
        "j-noise.txt": "not_text",
        "k-lost.txt": "undecodable",
        "l-note.txt": None,
    }
    assert len(refused) == len(files) - 1
    assert texts == [UKRAINIAN * 5 + "12\ufffd"]
    assert [told[name][key] for name in ("k-lost.txt", "l-note.txt") for key in ("encoding", "replacements", "encoding_source")] == [
        *("utf-8", 180, "utf-8"),
        *("utf-8", 1, "utf-8"),
    ]
