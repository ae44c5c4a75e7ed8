# ruff: noqa: E501  (pages and records stand as they are written)
from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reference import load
from transforms.text.model import Article, Mark, ReadArticle, ReadDocument
from transforms.text.page import MAX_BYTES, MAX_ELEMENTS, read_page
from transforms.text.reader import Reader

REFERENCE = load()
READER = Reader(REFERENCE)
TODAY = date(2026, 11, 22)
RUBBLE = "Rescue teams searched the rubble of the market until late in the evening, the governor's office said."
SHARED = Path(__file__).resolve().parents[4] / "shared" / "articles"


def read(page: str | bytes, url: str | None = None) -> ReadDocument:
    return read_page(page.encode() if isinstance(page, str) else page, url=url, today=TODAY, reference=REFERENCE)


def article(page: str | bytes, url: str | None = None) -> ReadArticle:
    return read(page, url).articles[0]


BLOG = f"""<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>Shelling kills 12 in Harrow market - The Plain Courier</title>
<link rel="canonical" href="https://courier.example/2023/05/17/shelling-kills-12/">
<meta property="og:site_name" content="The Plain Courier"><meta property="og:title" content="Shelling kills 12 in Harrow market">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[
  {{"@type":"NewsArticle","headline":"Flood kills 300","datePublished":"2023-06-01"}},
  {{"@type":"NewsArticle","headline":"Shelling kills 12 in Harrow market","datePublished":"2023-05-17T21:10:00+00:00",
    "author":[{{"@type":"Person","name":"Ana Petrov"}},{{"@type":"Person","name":"Ilya Moss"}}]}}]}}</script></head>
<body class="single-post has-sidebar"><div id="page"><header class="site-header"><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<main><article class="post"><header class="entry-header"><h1 class="entry-title">Shelling kills 12 in Harrow market</h1>
<div class="entry-meta">By <a rel="author" href="/a">Ana Petrov</a> <time datetime="2023-05-18">May 18, 2023</time> <span>4 Min Read</span></div></header>
<div class="entry-content"><p>At least 12 people were killed and 40 wounded on Wednesday in Harrow, the regional governor said.</p><p>{RUBBLE}</p>
<figure><img src="x"><figcaption>The market in 2014, when 31 people died</figcaption></figure>
<blockquote><p>"We counted twelve bodies," a doctor said.</p></blockquote><div class="sharedaddy">Share this: <a href="#">Here</a></div>
<table><tr><th>District</th><th>Killed</th></tr><tr><td>North</td><td>7</td></tr><tr><td>South</td><td>5</td></tr></table>
<ul><li>Three of the dead were children.</li><li>Nine are in intensive care.</li></ul>
<div><a href="#">WhatsApp</a><button>Copy</button> <span>Copy link</span></div><p>Download report (PDF | 1.2 MB)</p><p>Source link</p><p>READ  Ten die in a fire at the harbour</p></div></article>
<div id="comments"><h2>Leave a Comment</h2><p>I heard that 500 people died there, said nobody at all in this long comment.</p></div></main>
<aside class="widget-area"><h3>Latest news</h3><article><a href="/x">Quake kills 900</a><time datetime="2023-05-20">May 20</time></article></aside></div>
<div class="grid"><div class="card"><h3><a href="/1">Flood kills 300</a></h3><p>The flood came at night.</p><span>June 1, 2023</span></div>
<div class="card"><h3><a href="/2">Storm kills 20</a></h3><p>The storm came at night.</p><span>June 2, 2023</span></div>
<div class="card"><h3><a href="/3">Fire kills 30</a></h3><p>The fire came at night.</p><span>June 3, 2023</span></div></div>
<footer>© 2023 The Plain Courier. This site uses cookies.</footer></body></html>"""


def test_a_blog_page_gives_its_article_and_nothing_of_its_furniture() -> None:
    assert article(BLOG).text.splitlines() == [
        "At least 12 people were killed and 40 wounded on Wednesday in Harrow, the regional governor said.",
        RUBBLE,
        "The market in 2014, when 31 people died",
        '"We counted twelve bodies," a doctor said.',
        "District | Killed",
        "North | 7",
        "South | 5",
        "- Three of the dead were children.",
        "- Nine are in intensive care.",
    ]


def test_captions_and_rows_of_tables_are_marked() -> None:
    read = article(BLOG)
    marked = [(mark.kind, read.text[mark.start : mark.end]) for mark in read.marks]
    assert marked == [
        ("caption", "The market in 2014, when 31 people died"),
        ("table", "District | Killed"),
        ("table", "North | 7"),
        ("table", "South | 5"),
    ]
    assert [Mark.of(str(mark)) for mark in read.marks] == list(read.marks)


def test_figures_of_captions_and_tables_carry_flags() -> None:
    read = article(BLOG.replace("<td>7</td>", "<td>7 people were killed</td>"))
    figures = READER.read(Article("a", read.text, marks=read.marks)).figures
    assert [(figure.best, figure.flags) for figure in figures if figure.best in (31, 7)] == [
        (31, ["caption"]),
        (7, ["table"]),
    ]


def test_a_page_states_itself() -> None:
    read = article(BLOG)
    assert (read.title, read.outlet, read.authors) == (
        "Shelling kills 12 in Harrow market",
        "The Plain Courier",
        ("Ana Petrov", "Ilya Moss"),
    )
    assert (read.published_on, read.published_basis) == (date(2023, 5, 17), "structured")
    assert (read.language, read.url) == ("en", "https://courier.example/2023/05/17/shelling-kills-12/")


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Toll rises | The Valley News", "The Valley News"),
        ("Toll rises - The Valley News", "The Valley News"),
        ("Toll rises", None),
        ("Toll rises in three districts", None),
        ("Welcome | The Valley News", None),
    ],
)
def test_an_outlet_that_only_the_page_title_names(title: str, outlet: str | None) -> None:
    assert article(f"<html><head><title>{title}</title></head><body><h1>Toll rises</h1><p>{RUBBLE}</p></body></html>").outlet == outlet


def test_a_language_that_no_mark_states_is_told_by_its_words() -> None:
    assert article(f"<html><body><h1>Toll</h1><p>{RUBBLE}</p></body></html>").language == "en"
    words = "Про це повідомили в обласній адміністрації, де також сказали, що рятувальники були на місці до вечора та шукали людей під завалами."
    assert article(f"<html><body><h1>Обстріл</h1><p>{words}</p></body></html>").language == "uk"
    assert article("<html><body><h1>Toll</h1><p>Oda Ket Lun Harrow Tula Lenne</p></body></html>").language is None


def test_lists_at_the_end_and_equal_paragraphs_are_kept() -> None:
    page = f"""<html><body><h1>Toll by day</h1><p>On Monday the following was reported.</p><p>Two people were killed.</p><p>{RUBBLE}</p>
    <p>On Tuesday it was worse in the south.</p><p>Two people were killed.</p><ul><li>Oda: 3 dead</li><li>Ket: 3 dead</li></ul></body></html>"""
    assert article(page).text.splitlines()[1:] == [
        "Two people were killed.",
        RUBBLE,
        "On Tuesday it was worse in the south.",
        "Two people were killed.",
        "- Oda: 3 dead",
        "- Ket: 3 dead",
    ]


def test_a_side_bar_in_another_language_is_no_text() -> None:
    paragraphs = "".join(
        f"<p>In district {n} officials said that {n + 3} people had been wounded by the end of the day.</p>" for n in range(1, 5)
    )
    card = '<li><span>Новини</span><h5><a href="/1">Нові підходи до виховання</a></h5><p>27 лютого 300 осіб… <a href="/1">Читати більше</a></p><p>Wednesday March 5th, 2025</p></li>'
    page = f"""<html><head><title>Talks go on | The Valley News</title></head><body><div><span>July 23, 2024</span></div><div>The Valley News</div>
    <div class="wrap"><h1>Talks go on</h1><div>valley.example</div><div>4 Min Read</div>{paragraphs}<div>Share This Article</div>
    <h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are marked *</p>
    <div class="blk"><h4>Свіжі дописи</h4><ul>{card * 4}</ul></div></div><div>Цей сайт використовує Cookies.</div></body></html>"""
    read = article(page)
    assert [line[:13] for line in read.text.splitlines()] == ["In district 1", "In district 2", "In district 3", "In district 4"]
    assert (read.published_on, read.published_basis) == (None, "none")


def test_a_page_laid_out_by_a_table_is_read_line_by_line() -> None:
    page = f"""<html><head><title>Statement on losses</title></head><body><table><tr><td><a href=1>Home</a><br><a href=2>About</a><br>
    <a href=3>Contact</a></td><td><font size=5>Statement on losses</font><br>04/05/2021<br><br>The army lost 14 men in April. <b>Thirty</b>
    more were wounded.<br><br>{RUBBLE}<br><br>It gave no further figures.</td></tr></table></body></html>"""
    assert article(page).text.splitlines() == [
        "The army lost 14 men in April. Thirty more were wounded.",
        RUBBLE,
        "It gave no further figures.",
    ]


def test_preformatted_text_keeps_its_lines() -> None:
    page = f"<html><body><h1>Release</h1><p>{RUBBLE}</p><pre>North   7 dead\nSouth   5 dead</pre><p>{RUBBLE}!</p></body></html>"
    assert article(page).text.splitlines() == [RUBBLE, "North 7 dead", "South 5 dead", f"{RUBBLE}!"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4\x002 dead", "4\ufffd2 dead"),
        ("4&#0;2 dead", "4\ufffd2 dead"),
        ("4&#x1;2 dead", "4\ufffd2 dead"),
        ("4\u200b2 dead", "4\ufffd2 dead"),
        ("4&#8203;2 dead", "4\ufffd2 dead"),
        ("4&shy;2 dead", "4\ufffd2 dead"),
        ("4\x0c2 dead", "4 2 dead"),
        ("120<sup>3</sup> dead", "120³ dead"),
        ("4<br>2 dead", "4\n2 dead"),
        ("4<b>2</b> dead", "42 dead"),
        ("1&nbsp;200 dead", "1 200 dead"),
    ],
)
def test_no_two_digits_join_that_a_reader_sees_apart(written: str, expected: str) -> None:
    assert article(f"<html><body><h1>Toll</h1><p>{RUBBLE}</p><p>There were {written} in the town.</p></body></html>").text.endswith(
        f"There were {expected} in the town."
    )


@pytest.mark.parametrize("hide", ["hidden", 'style="display:none"', 'style="font-size: 0"', 'aria-hidden="true"', 'class="sr-only"'])
def test_hidden_words_are_no_text(hide: str) -> None:
    page = f"<html><body><h1>Toll</h1><p>{RUBBLE}</p><p {hide}>Some 999 people were killed, a hidden line says.</p><p>{RUBBLE}!</p></body></html>"
    assert article(page).text == f"{RUBBLE}\n{RUBBLE}!"


def test_a_body_in_structured_data_does_not_replace_the_visible_one() -> None:
    poison = json.dumps({"@type": "NewsArticle", "articleBody": "Some 999 people were killed. " * 200})
    page = f'<html><head><script type="application/ld+json">{poison}</script></head><body><h1>Toll</h1><p>{RUBBLE}</p></body></html>'
    assert article(page).text == RUBBLE


@pytest.mark.parametrize("depth", [300, 1_900])
def test_what_stands_deep_in_a_page_is_read(depth: int) -> None:
    deep = "<div>" * depth + f"<p>Marker: {RUBBLE}</p>" + "</div>" * depth
    assert article(f"<html><body><h1>Toll</h1><p>{RUBBLE}</p>{deep}</body></html>").text == f"{RUBBLE}\nMarker: {RUBBLE}"


def test_a_page_that_keeps_nothing_has_no_text() -> None:
    assert read("<html><body><h1>x</h1><p>© \ud7fc\U00018cd6</p></body></html>").reason == "no_text"


def test_unclosed_marks_lose_nothing() -> None:
    page = f"<html><body><h1>Toll</h1>{'<font><span><div>' * 100}<p>Marker: {RUBBLE}</p></body></html>"
    assert article(page).text == f"Marker: {RUBBLE}"


@pytest.mark.parametrize("depth", [2_100, 5_000, 100_000])
def test_a_page_that_the_parser_cuts_is_refused(depth: int) -> None:
    assert read(f"<html><body><p>{RUBBLE}</p>{'<div>' * depth}<p>The end.</p></body></html>").reason == "parse_truncated"


def test_pages_beyond_the_caps_are_refused() -> None:
    assert read(b"<html><body><p>" + b"x " * (MAX_BYTES // 2) + b"</p></body></html>").reason == "too_large"
    assert read("<html><body>" + "<div>x words</div>" * (MAX_ELEMENTS + 1) + "</body></html>").reason == "too_many_elements"
    assert read("<html><body><p>" + "<span>x</span>" * 5_000 + "</p></body></html>").reason == "too_many_elements"


@pytest.mark.timeout(10)
def test_thousands_of_marks_in_one_paragraph_are_read_at_once() -> None:
    page = "<html><body><p>" + "<b>word</b> " * 16_000 + "</p></body></html>"
    assert article(page).text.count("word") == 16_000


def test_a_page_without_words_has_no_text() -> None:
    assert (
        read('<html><head><title>News</title></head><body><nav><a href="/">Home</a></nav><script>run()</script></body></html>').reason
        == "no_text"
    )
    assert read("<html></html>").reason == "no_text"


def test_one_bad_byte_costs_one_character() -> None:
    page = f"<html><head><meta charset=utf-8></head><body><h1>Été</h1><p>{'tués à la frontière. ' * 40}été</p></body></html>".encode()
    read = read_page(page.replace(b"\xc3\xa9t\xc3\xa9</p>", b"\xe9t\xc3\xa9</p>"), today=TODAY, reference=REFERENCE)
    assert (read.encoding, read.replacements) == ("utf-8", 1)
    assert read.articles[0].text.endswith("tués à la frontière. \ufffdté")


shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real pages lie beside the project, not in it")


@shared
def test_real_bulletins_keep_their_line_and_their_day() -> None:
    rows = [json.loads(line) for line in (SHARED / "real.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.get("html")]
    wrong_days, undated, lost, furniture = [], [], [], []
    for row in rows:
        read = article((SHARED / row["html"]).read_bytes(), url=f"file:///{row['html']}")
        day = row.get("gold_as_of") or row["published_on"]
        if read.published_on is not None and read.published_on.isoformat() != day:
            wrong_days.append((row["id"], read.published_on, day))
        if read.published_on is None:
            undated.append(row["id"])
        line = re.search(r"personnel.*", row["text"])
        if line and " ".join(line[0].split()) not in read.text:
            lost.append(row["id"])
        if re.search(r"LATEST NEWS|hours ago|operational update regarding", read.text):
            furniture.append(row["id"])
    assert (len(rows), wrong_days, undated, lost, furniture) == (34, [], [], [], [])


UNSEEN = "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\ufeff\ufffe\ud800\udfff"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9_999), st.text(UNSEEN, min_size=1, max_size=3)), min_size=2, max_size=6))
def test_the_numbers_of_a_page_are_those_that_stand_apart_in_it(pieces: list[tuple[int, str]]) -> None:
    shown = "".join(f"{number}{unseen}" for number, unseen in pieces)
    html = f"<html><body><h1>Toll</h1><p>{RUBBLE * 99}</p><p>There were {shown} dead in the town of Harrow.</p></body></html>"
    text = article(html.encode("utf-8", "surrogatepass")).text
    assert [int(number) for number in re.findall(r"\d+", text)] == [number for number, _ in pieces]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", text)
