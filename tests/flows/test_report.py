"""The report in a real browser: what a person sees, clicks and hears, and what a hostile article can not do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.commands.export import export
from flows.commands.report import html, report
from flows.report.content import MAX_FIGURES
from flows.report.page import HERE, bounds, day, marked, number, people, web_address
from flows.warehouse import reader, writer
from tests.browser import CHROMIUM, Page, chromium
from tests.flows.known import HOSTILE, fill

browser_only = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: a browser cannot be asked")


@pytest.fixture(scope="module")
def path(known_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("report") / "report.html"
    with reader(known_home) as database:
        to.write_text(html(database), encoding="utf-8")
    return to


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with chromium() as page:
        yield page


@pytest.fixture
def page(browser: Page, path: Path) -> Page:
    browser.look()
    browser.open("about:blank")
    for heard in (browser.said, browser.opened, browser.asked):
        heard.clear()
    browser.open(path.as_uri())
    return browser


def test_the_page_is_one_file_under_a_strict_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', source)
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy
    assert not re.findall(r"<(?:img|link|iframe|object|embed|base|meta http-equiv=.refresh)\b", source)
    markup = source.split("<script", 1)[0]
    assert not re.findall(r"@import|url\((?!#)", markup)
    assert not re.findall(r'\s(?:on[a-z]+|style)="', markup)
    assert all(link.startswith(("#", "https://", "http://")) for link in re.findall(r'href="([^"]*)"', source))


def test_the_same_database_gives_the_same_page(known_home: Path, path: Path) -> None:
    with reader(known_home) as database:
        assert html(database) == path.read_text(encoding="utf-8")


@browser_only
def test_a_hostile_article_is_text_and_nothing_else(page: Page, path: Path) -> None:
    assert page.value("document.body.innerText.includes('<img src=x onerror=alert(1)>')")
    targets = page.value("[...document.querySelectorAll('a.n')].map(a => a.getAttribute('href'))")
    for target in dict.fromkeys(targets):
        page.value(f"location.hash = '{target}'")
        page.wait("!!document.querySelector('#e-body .claim')")
        assert page.value("[...document.querySelectorAll('a')].every(a => ['http:', 'https:', 'file:'].includes(a.protocol))")
        assert page.value("document.querySelectorAll('img, iframe, object, link').length") == 0
        page.value("document.getElementById('close').click()")
        page.wait("!document.getElementById('evidence').open")
    assert page.value("document.title") == "The human toll, as the news states it"
    assert page.opened == []
    assert page.said == []
    assert [each for each in page.asked if not each.startswith("data:")] == [path.as_uri()]
    assert page.value(f"!!window.find && document.documentElement.textContent.includes({HOSTILE[:28]!r})")


@browser_only
def test_each_number_is_one_click_from_its_sentence_article_and_link(page: Page) -> None:
    page.value("[...document.querySelectorAll('a.n')].find(a => a.textContent === '10,703').click()")
    told = page.wait("document.getElementById('evidence').open && document.getElementById('evidence').innerText")
    assert "10,703 civilians killed, Ukraine" in told
    assert "As of 7 March 2024, OHCHR has recorded 10,703 civilians killed and 20,146 injured in Ukraine since the invasion." in told
    assert page.value("document.querySelector('#e-body mark').textContent") == "10,703"
    assert page.value("document.querySelector('#e-body .fig a').href") == "https://harrow.example/a"
    assert page.value("document.querySelector('#e-body .fig a').textContent") == "Harrow Post"


@browser_only
def test_a_claim_that_is_not_used_is_there_with_its_reason(page: Page) -> None:
    page.value("[...document.querySelectorAll('.incidents a.n')].find(a => a.textContent === '23').click()")
    told = page.wait("document.getElementById('evidence').open && document.getElementById('evidence').innerText")
    assert "killing at least 9 civilians" not in told  # a number of civilians is a cell of its own
    assert "in 2 articles of 1 story" in told
    assert "Morning Ledger" in told


@browser_only
def test_the_keyboard_opens_and_closes_what_a_click_does(page: Page) -> None:
    page.value("document.querySelector('nav li:last-child a').focus()")
    page.key("Tab")
    first = page.value("document.activeElement.getAttribute('href')")
    assert first.startswith("#c-")
    page.key("Enter")
    page.wait("document.getElementById('evidence').open")
    assert page.wait("document.activeElement.id === 'e-title'")
    page.key("Escape")
    page.wait("!document.getElementById('evidence').open")
    assert page.value("document.activeElement.getAttribute('href')") == first
    page.wait("location.hash === ''")


@browser_only
def test_all_numbers_can_be_looked_up(page: Page) -> None:
    page.value("document.querySelector('#find [name=q]').focus()")
    page.wait("document.querySelector('#find [name=measure]').length > 1")
    page.value("document.querySelector('#find [name=q]').value = 'gaza'; document.getElementById('find').requestSubmit()")
    assert page.wait("document.getElementById('found').textContent") == "1 number"
    assert page.value("document.querySelector('#rows tbody').innerText").split("\t")[2] == "30,717"


@browser_only
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone_by_day_and_by_night(page: Page, path: Path, dark: bool) -> None:
    page.look(360, 740, dark=dark, phone=True)
    page.open(path.as_uri())
    assert page.value("document.documentElement.scrollWidth") == 360
    red, green, blue = map(int, re.findall(r"\d+", page.value("getComputedStyle(document.documentElement).backgroundColor"))[:3])
    assert (red + green + blue < 150) is dark


@browser_only
def test_a_screen_reader_finds_its_way(page: Page) -> None:
    tree = page.send("Accessibility.getFullAXTree")["nodes"]
    found: dict[str, list[str]] = {}
    for node in tree:
        if not node["ignored"]:
            found.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    assert {"banner", "navigation", "main", "contentinfo"} <= set(found)
    assert found["navigation"] == ["Sections"]
    assert all(found["link"])
    assert all(found.get("image", ["none drawn"]))
    assert found["heading"][0] == "The human toll, as the news states it"
    assert page.value("document.documentElement.lang") == "en"


def test_colours_can_be_told_apart_by_day_and_by_night() -> None:
    style = (HERE / "page.css").read_text(encoding="utf-8")
    for mode in re.findall(r":root \{([^}]*)\}", style):
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", mode))
        for ground in ("paper", "raised"):
            for name in ("ink", "muted", "link", "warn", *(f"s{n}" for n in range(1, 7))):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        assert contrast(colours["ink"], colours["mark"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


MANY = 50_000
_DAY = "DATE '2024-01-01' + CAST(i // 60 AS INTEGER)"
_TOWN = "'Town ' || (i // 3)"
_ROWS, _THIRD = f"FROM range({MANY}) r(i)", f"FROM range(0, {MANY}, 3) r(i)"
_CELL, _INCIDENT, _CLAIM, _FIGURE = (f"md5('{kind}' || i{by})[:20]" for kind, by in (("t", " // 3"), ("i", " // 3"), ("c", ""), ("f", "")))
_SLOTS = f"""
'killed' AS measure, 'any' AS population, 'any' AS age, 'any' AS sex, 'UKR' AS side, 'incident' AS scope, i % 90 + 1 AS low, i % 90 + 1 AS best, i % 90 + 1 AS high,
{_DAY} AS as_of, 'ukraine-2022' AS conflict_id
"""
_SAID = """
'day' AS as_of_precision, 'explicit' AS as_of_basis, 'official' AS speaker_kind, 'asserted' AS stance, 'exact' AS quantifier, 0.8 AS confidence,
'Officer ' || i % 50 AS speaker, []::VARCHAR[] AS flags
"""
FILLED = {
    "articles": f"""'a' || i AS article_id, 'a' || i AS document_id, 0 AS entry, 'https://harrow.example/' || i AS url, 'Harrow Post' AS outlet, 'en' AS language,
        'Strike ' || i AS title, []::VARCHAR[] AS authors, {_DAY} AS published_on, 'meta' AS published_basis, 'text' AS text, 'v' AS extractor_version {_ROWS}""",
    "stories": f"'a' || i AS article_id, 'a' || i AS story_id, true AS is_original, 1.0 AS similarity {_ROWS}",
    "figures": f"""{_FIGURE} AS figure_id, 'a' || i AS article_id, 'text' AS field, {_SLOTS}, {_SAID}, 'person' AS unit, {_TOWN} AS place, 0 AS start, 9 AS "end",
        0 AS value_start, 2 AS value_end, CAST(i % 90 + 1 AS VARCHAR) AS value_text, 'v' AS extractor_version,
        (i % 90 + 1) || ' people were killed in ' || {_TOWN} || ' on day ' || (i // 60) || ', said an officer of the district.' AS sentence {_ROWS}""",
    "incidents": f"{_INCIDENT} AS incident_id, 'ukraine-2022' AS conflict_id, {_TOWN} AS place_id, {_DAY} AS happened_on, 'day' AS precision {_THIRD}",
    "claims": f"""{_CLAIM} AS claim_id, {_INCIDENT} AS incident_id, {_SLOTS}, {_SAID}, {_TOWN} AS place_id, {_TOWN} AS place, false AS is_part,
        []::VARCHAR[] AS part_of, []::VARCHAR[] AS adds_to, []::VARCHAR[] AS revised_by, {_DAY} AS known_on, 1 AS n_articles, 1 AS n_stories,
        ['a' || i] AS story_ids {_ROWS}""",
    "claim_figures": f"{_CLAIM} AS claim_id, {_FIGURE} AS figure_id {_ROWS}",
    "casualties": f"""{_CELL} AS cell_id, {_INCIDENT} AS incident_id, {_SLOTS}, {_TOWN} AS place_id, 'reconciled' AS method, 3 AS n_claims, 3 AS n_speakers,
        3 AS n_stories, 0.8 AS confidence, ['disputed'] AS flags, {_DAY} AS known_on {_THIRD}""",
    "evidence": f"{_CELL} AS cell_id, {_CLAIM} AS claim_id, ['low', 'best', 'high'][i % 3 + 1] AS role, 'a reason' AS reason {_ROWS}",
}


@browser_only
def test_it_opens_in_under_a_second_on_50_000_figures(browser: Page, home: Path, tmp_path: Path) -> None:
    with writer(home) as warehouse:
        for name, columns in FILLED.items():
            fill(warehouse, name, columns)
        warehouse.publish("20240310T120000-many")
    with reader(home) as database:
        source = html(database)
    (tmp_path / "many.html").write_text(source, encoding="utf-8")
    browser.look()
    browser.open((tmp_path / "many.html").as_uri())
    loaded = browser.value("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert loaded < 1_000
    assert "50,000 claims and 5,000 of 50,000 figures" in browser.value("document.querySelector('footer').innerText")
    browser.value("location.hash = document.querySelector('a.n').getAttribute('href')")
    browser.wait("document.querySelectorAll('#e-body .claim').length === 3")
    held = browser.value("load().then(h => [h.cells.length, h.claims.length, h.figures.length])")
    assert held == [-(-MANY // 3), MANY, MAX_FIGURES]
    browser.value("location.hash = 'c-' + held.cells.id(held.cells.length - 1)")  # the oldest: its figures are not in the page
    browser.wait("document.getElementById('e-body').innerText.includes('1 figure is in the database: toll sql')")


def test_the_numbers_of_a_sentence_are_marked_and_the_rest_is_text() -> None:
    assert marked("<b> 12 killed, 12 hurt & 3 lost", ["12", "12", "9", "3"]) == (
        "&lt;b&gt; <mark>12</mark> killed, <mark>12</mark> hurt &amp; <mark>3</mark> lost"
    )


def test_words_of_a_number() -> None:
    cell = {"measure": "killed", "population": "civilian", "age": "children", "sex": "f", "low": 9, "best": None, "high": None}
    assert people(cell) == "civilians girls killed"
    assert (number(cell), bounds(cell | {"high": 9}), bounds(cell | {"low": None, "high": 4000})) == ("9 or more", "9", "at most 4,000")
    assert day(None) == "no day stated"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://harrow.example/a?b=1", True),
        ("http://harrow.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("https://[", False),
        ("https://harrow.example/\x1b[31m", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, kept: bool) -> None:
    assert (web_address(url) is not None) is kept


def test_the_command_writes_one_file_and_says_where(
    known_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOLL_HOME", str(known_home))
    assert report(tmp_path / "new" / "page.html", "A title with <b>") == 0
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["page.html"]
    assert "<title>A title with &lt;b&gt;</title>" in (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert "page.html: 0." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["report", "export"])
def test_a_place_that_cannot_be_written_is_named(
    name: str, known_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOLL_HOME", str(known_home))
    (tmp_path / "file").write_text("in the way")
    out = tmp_path / "file" / "below"
    assert (report(out, None) if name == "report" else export(out, "CC0-1.0")) == 2
    assert f"toll: {out} cannot be written (" in capsys.readouterr().err
