from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reference import load
from transforms.text.documents import read_document
from transforms.text.model import ReadArticle, ReadDocument, RefusedRecord

REFERENCE = load()
TODAY = date(2026, 11, 22)
SEEDS = Path(__file__).resolve().parents[4] / "shared" / "articles" / "seeds"


def read(data: bytes, url: str = "file:///in/box.txt") -> ReadDocument:
    return read_document(data, url=url, today=TODAY, reference=REFERENCE)


def test_a_record_is_read_as_given() -> None:
    line = (
        b'{"id": "a1", "title": "Toll", "outlet": "The Plain Courier", "published_on": "2024-03-05", "url": "https://c.example/1", "lang": "en-GB",'
        b' "authors": ["Ana Petrov"], "text": "  4 Min Read\\r\\n12 dead\\u2028and more "}'
    )
    assert read(line).articles == (
        ReadArticle(
            entry=0,
            url="https://c.example/1",
            outlet="The Plain Courier",
            title="Toll",
            authors=("Ana Petrov",),
            published_on=date(2024, 3, 5),
            published_basis="record",
            language="en",
            text="  4 Min Read\r\n12 dead\u2028and more ",
        ),
    )


def test_a_bad_line_refuses_itself_and_no_other() -> None:
    found = read(b'{"text": "one"}\n\n{"text": \n[1]\n{"text": ""}\n{"text": 7}\n{"title": "x"}\n{"text": "two"}\n')
    assert [(article.entry, article.text) for article in found.articles] == [(0, "one"), (6, "two")]
    assert [(refused.entry, refused.reason) for refused in found.refused] == [(n, "malformed_record") for n in range(1, 6)]
    assert found.refused[4] == RefusedRecord(5, "malformed_record", 'text is missing: {"title": "x"}')


def test_what_no_database_holds_is_replaced_one_for_one() -> None:
    (article,) = read(b'{"text": "4\\u00002 dead \\ud800 here", "title": "\\udfff"}').articles
    assert (article.text, article.title) == ("4\ufffd2 dead \ufffd here", "\ufffd")


def test_a_day_that_cannot_be_is_none() -> None:
    lines = b'{"text": "a", "published_on": "2031-01-01"}\n{"text": "a", "published_on": "soon"}\n{"text": "a", "published_on": 5}'
    assert [(article.published_on, article.published_basis) for article in read(lines).articles] == [(None, "none")] * 3


def test_a_file_of_bad_lines_is_refused() -> None:
    found = read(b'{"title": "x"}\n{"title": "y"}\n')
    assert (found.reason, len(found.refused), found.articles) == ("malformed_record", 2, ())
    assert read(b'{"text": "cut of', url="file:///in/cut.jsonl").reason == "malformed_record"
    assert read(b"[" * 100_000, url="file:///in/deep.jsonl").reason == "malformed_record"


@pytest.mark.parametrize(
    ("data", "reason", "media_type"),
    [
        (b"", "empty", None),
        (b" \n\t ", "no_text", "text/plain"),
        (b"x", "no_text", "text/plain"),
        (b"12 34", "no_text", "text/plain"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 9, "unsupported_type", "image/jpeg"),
        (b"%PDF-1.7\n%\xe2\xe3", "unsupported_type", "application/pdf"),
        (b"PK\x03\x04\x14\x00", "unsupported_type", "application/zip"),
        (b"\x1f\x8b\x08\x00\x00", "truncated", "application/gzip"),
        (b"<?xml version='1.0'?><rss><channel><item/></channel></rss>", "unsupported_type", "application/xml"),
        (bytes(range(256)) * 20, "not_text", None),
        (b"\x00" * 400, "not_text", None),
    ],
)
def test_other_bytes_have_their_reason(data: bytes, reason: str, media_type: str | None) -> None:
    found = read(data)
    assert (found.reason, found.media_type, found.articles) == (reason, media_type, ())
    assert found.detail


def test_content_tells_the_type_and_the_name_does_not() -> None:
    page = b"<!DOCTYPE html><html><body><h1>Toll</h1><p>Twelve people were killed in the town, its mayor said on Monday.</p></body></html>"
    assert read(page, url="file:///in/page.txt").media_type == "text/html"
    assert read(b"Twelve people were killed in the town.", url="file:///in/text.html").media_type == "text/plain"
    assert read(b'{"text": "Twelve dead."}', url="file:///in/records.txt").media_type == "application/x-ndjson"
    assert read(b"<div><p>Twelve people were killed in the town, its mayor said.</p></div>").media_type == "text/html"
    assert read("Twelve killed.".encode("utf-16")).articles[0].text == "Twelve killed."


def test_a_plain_text_stays_as_it_stands() -> None:
    text = "July 23, 2024\r\n\r\nThe Valley News\n\n 4 Min Read\nSome 70 people were killed, said the ministry – which gave no names.\n"
    (article,) = read(text.encode()).articles
    assert (article.text, article.title, article.published_on, article.published_basis) == (text, None, None, "none")
    assert article.language == "en"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five articles lie beside the project, not in it")
def test_the_five_articles_stay_as_they_stand_and_undated() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        (article,) = read(path.read_bytes(), url=path.as_uri()).articles
        assert article.text == path.read_bytes().decode("utf-8")
        assert (article.published_on, article.published_basis, article.language) == (None, "none", "en")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_have_a_reason(data: bytes) -> None:
    found = read(data)
    assert bool(found.articles) != bool(found.reason)


@given(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.sampled_from(["<html><body><h1>x</h1><p>{}</p></body></html>", "12 {} dead and wounded"]),
)
def test_any_words_are_read_and_can_be_stored(words: str, frame: str) -> None:
    for article in read(frame.format(words).encode()).articles:
        article.text.encode("utf-8")
        assert "\x00" not in article.text


PAGE = b"<html><body><h1>Raid</h1><p>Five soldiers were killed in a raid on Thursday night, the ministry said.</p></body></html>"


@pytest.mark.parametrize("plain", [PAGE, b"Five soldiers were killed in a raid.", b'{"text": "Five soldiers were killed in a raid."}\n'])
def test_what_gzip_holds_is_read_as_if_it_came_plain(plain: bytes) -> None:
    assert read(gzip.compress(plain)) == read(plain)
    assert read(gzip.compress(plain[:20]) + gzip.compress(plain[20:])) == read(plain)


@pytest.mark.parametrize(
    ("data", "reason", "media_type"),
    [
        (gzip.compress(PAGE)[:-20], "truncated", "application/gzip"),
        (gzip.compress(PAGE)[:40] + b"\x00" * 40, "truncated", "application/gzip"),
        (gzip.compress(bytes(70 << 20)), "decompress_limit", "application/gzip"),
        (gzip.compress(gzip.compress(PAGE)), "unsupported_type", "application/gzip"),
        (gzip.compress(b"%PDF-1.7"), "unsupported_type", "application/pdf"),
        (gzip.compress(b""), "empty", None),
    ],
)
def test_gzip_that_cannot_be_read_never_goes_on_as_text(data: bytes, reason: str, media_type: str | None) -> None:
    found = read(data)
    assert (found.reason, found.media_type, found.articles) == (reason, media_type, ())


@pytest.mark.parametrize(
    "magic",
    [b"PAR1", b"\x00" * 8 + b"DUCK", b"SQLite format 3\x00", b"ARROW1", b"WARC/1.0\r\n", b"filedesc://a.arc 0.0.0.0 1 text/plain 1\n"],
)
def test_databases_and_tables_are_never_opened(magic: bytes) -> None:
    assert read(magic + bytes(4_000)).reason == "unsupported_type"
