from __future__ import annotations

from datetime import date

import pytest

from flows.reference import load
from transforms.text.page import read_page
from transforms.text.published import Evidence, Published, dateline_day, plausible, stated_day, url_day
from transforms.text.published import published as best

TODAY = date(2026, 11, 22)
REFERENCE = load()
STORY = "<p>Five soldiers were killed in a raid on Thursday night, the ministry said in a statement to the press.</p>" * 3


def published(head: str = "", body: str = "", url: str | None = None) -> tuple[date | None, str]:
    page = f"<html><head><title>Raid leaves five dead</title>{head}</head><body>{body or f'<h1>Raid leaves five dead</h1>{STORY}'}</body></html>"
    read = read_page(page.encode(), url=url, today=TODAY, reference=REFERENCE).articles[0]
    return read.published_on, read.published_basis


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-03-05", date(2024, 3, 5)),
        ("2024-03-05T23:10:00+02:00", date(2024, 3, 5)),
        ("20240305T2310", date(2024, 3, 5)),
        ("5 March 2024", date(2024, 3, 5)),
        ("Mar 5, 2024", date(2024, 3, 5)),
        ("March 5th, 2024", date(2024, 3, 5)),
        ("28 juin 2012", date(2012, 6, 28)),
        ("5 de mayo de 2021", date(2021, 5, 5)),
        ("24 лютого 2022", date(2022, 2, 24)),
        ("24.02.2022", date(2022, 2, 24)),
        ("04.05.2021", date(2021, 5, 4)),
        ("31/12/2021", date(2021, 12, 31)),
        ("12/31/2021", date(2021, 12, 31)),
        ("03/04/2024", None),
        ("04/04/2024", date(2024, 4, 4)),
        ("2024-02-30", None),
        ("2 hours ago", None),
        ("1", None),
        (None, None),
    ],
)
def test_days_as_written(written: str | None, day: date | None) -> None:
    assert stated_day(written) == day


def test_days_on_which_no_page_was_published() -> None:
    assert plausible(date(1970, 1, 1), TODAY) is None
    assert plausible(date(2026, 11, 23), TODAY) == date(2026, 11, 23)
    assert plausible(date(2026, 11, 24), TODAY) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://n.example/world/2024/03/05/raid.html", date(2024, 3, 5)),
        ("https://n.example/2024-03-05-raid", date(2024, 3, 5)),
        ("https://n.example/2024/raid", None),
        ("https://n.example/raid?day=2024/03/05", None),
        ("https://n.example/2024/13/05/raid", None),
        ("file:///home/ann/2024/03/05/raid.html", None),
    ],
)
def test_days_in_addresses(url: str, day: date | None) -> None:
    assert url_day(url) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("HARROW, June 5, 2022 (Agency) - Five soldiers were killed.", date(2022, 6, 5)),
        ("28 juin 2012. - Deux hommes ont été tués.", date(2012, 6, 28)),
        ("Headline of the day\n\nHarrow (5 June 2022) – Five soldiers were killed.", date(2022, 6, 5)),
        ("July 23, 2024\n\n\nThe Valley News\n\nFive soldiers were killed.", None),
        ("On 12 May 1995, 71 people were killed in the square.", None),
        ("Five soldiers were killed on 5 June 2022 - the worst day.", None),
    ],
)
def test_datelines(text: str, day: date | None) -> None:
    assert dateline_day(text) == day


def test_the_most_trustworthy_statement_wins() -> None:
    structured = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-03-03"}</script>'
    meta = '<meta property="article:published_time" content="2022-03-04T01:00:00Z">'
    url = "https://n.example/2022/03/05/raid"
    assert published(structured + meta, url=url) == (date(2022, 3, 3), "structured")
    assert published(meta, url=url) == (date(2022, 3, 4), "meta")
    assert published(url=url) == (date(2022, 3, 5), "url")


def test_a_statement_that_cannot_be_true_gives_way_to_the_next() -> None:
    future = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2031-03-03"}</script>'
    assert published(future + '<meta name="date" content="2022-03-04">') == (date(2022, 3, 4), "meta")
    assert published('<meta name="date" content="1970-01-01T00:00:00Z">') == (None, "none")


def test_the_runner_up_and_the_doubts_are_kept() -> None:
    days = [Evidence("url", date(2022, 3, 5)), Evidence("structured", date(2022, 3, 3)), Evidence("text", None, ambiguous=True)]
    assert best(days, TODAY) == Published(date(2022, 3, 3), "structured", date(2022, 3, 5), "url", ("ambiguous", "disputed"))
    assert best([days[1], Evidence("url", date(2022, 3, 4))], TODAY).doubts == ()
    assert best([Evidence("meta", date(2031, 1, 1)), Evidence("text", date(2022, 3, 3))], TODAY) == Published(
        date(2022, 3, 3), "text", doubts=("implausible",)
    )
    assert best([Evidence("meta", date(1970, 1, 1))], TODAY) == Published(doubts=("implausible",))
    assert best([Evidence("text", None, ambiguous=True)], TODAY) == Published(doubts=("ambiguous",))
    assert best([], TODAY) == Published()


def test_a_page_keeps_the_runner_up() -> None:
    head = '<meta name="date" content="2022-03-04"><script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-02-03"}</script>'
    page = f"<html><head><title>Raid</title>{head}</head><body><h1>Raid</h1><p>03/04/2022</p>{STORY}</body></html>"
    read = read_page(page.encode(), today=TODAY, reference=REFERENCE, listed_on=date(2022, 2, 4)).articles[0]
    assert (read.published_on, read.published_basis) == (date(2022, 2, 3), "structured")
    assert (read.runner_up_on, read.runner_up_basis, read.doubts) == (date(2022, 3, 4), "meta", ("ambiguous", "disputed"))


def test_what_a_feed_says_comes_before_what_the_page_shows() -> None:
    page = f"<html><body><h1>Raid</h1><p>3 March 2022</p>{STORY}</body></html>".encode()
    read = read_page(page, today=TODAY, reference=REFERENCE, listed_on=date(2022, 3, 2)).articles[0]
    assert (read.published_on, read.published_basis, read.runner_up_on, read.runner_up_basis) == (
        date(2022, 3, 2),
        "feed",
        date(2022, 3, 3),
        "text",
    )


@pytest.mark.parametrize(
    ("marks", "day"),
    [
        ('<time itemprop="datePublished" datetime="2022-03-03">today</time>', date(2022, 3, 3)),
        ('<time pubdate datetime="2022-03-03">today</time>', date(2022, 3, 3)),
        ('<time itemprop="datePublished" datetime="2022-03-03"></time><time itemprop="datePublished" datetime="2022-03-04"></time>', None),
    ],
)
def test_a_day_that_the_page_marks_as_its_own(marks: str, day: date | None) -> None:
    assert published(body=f"<h1>Raid leaves five dead</h1>{STORY}{STORY}<p>Signed</p><div>{marks}</div>")[0] == day


def test_structured_data_of_other_articles_is_not_the_pages_own() -> None:
    teasers = '[{"@type":"NewsArticle","headline":"Flood","datePublished":"2021-01-01"},{"@type":"NewsArticle","headline":"Fire","datePublished":"2021-01-02"}]'
    assert published(f'<script type="application/ld+json">{teasers}</script>') == (None, "none")


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ('<time datetime="2022-03-03T10:00">yesterday</time>', (date(2022, 3, 3), "text")),
        ("<p>Published 3 March 2022, 10:20 GMT</p>", (date(2022, 3, 3), "text")),
        ("<p>Updated 5 March 2022</p><p>Published 3 March 2022</p>", (date(2022, 3, 3), "text")),
        ("<p>Updated 5 March 2022</p>", (None, "none")),
        ("<p>03/04/2022</p>", (None, "none")),
        ("<p>On 12 May 1995, 71 people were killed in the town square of Tula by the army of that time.</p>", (None, "none")),
        ('<p><a href="/older">3 March 2015: older news</a></p>', (None, "none")),
    ],
)
def test_a_day_shown_beside_the_headline(beside: str, expected: tuple[date | None, str]) -> None:
    assert published(body=f"<article><h1>Raid leaves five dead</h1>{beside}{STORY}</article>") == expected


def test_a_day_in_the_headline_or_in_furniture_is_not_the_day_of_publication() -> None:
    assert published(body=f"<h1>Raid leaves five dead</h1>{STORY}<div><p>5 June 2022</p></div>") == (None, "none")
    assert published(body=f"<div>July 23, 2024</div><main><h1>Raid leaves five dead</h1>{STORY}</main>") == (None, "none")
    assert published(body=f"<h1>Raid leaves five dead on 5 June 2022</h1>{STORY}") == (None, "none")
