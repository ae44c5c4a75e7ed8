"""Pages that are no single article: live blogs, galleries, indexes, beginnings of articles that are kept to subscribers."""

from __future__ import annotations

from datetime import date

import pytest

from flows.reference import load
from transforms.text.model import ReadDocument
from transforms.text.page import read_page

REFERENCE = load()
TODAY = date(2026, 11, 22)
RUBBLE = "Rescue teams searched the rubble of the market until late in the evening, the governor's office said in a statement."
LONG = " ".join([RUBBLE] * 9)


def read(page: str, url: str = "https://n.example/world/12345") -> ReadDocument:
    return read_page(page.encode(), url=url, today=TODAY, reference=REFERENCE)


def page(body: str, head: str = "", title: str = "Fighting in Harrow") -> str:
    return f"<html lang=en><head><title>{title}</title><meta property='og:title' content='{title}'>{head}</head><body>{body}</body></html>"


def entry(n: int, time: str, text: str, heading: str = "") -> str:
    shown = f"<h3>{heading}</h3>" if heading else ""
    return f'<div class="live-post item" id="post-{n}">{time}{shown}<p>{text}</p></div>'


LIVE = page(
    "<main><h1>War in Harrow: live updates</h1><p>This page is no longer updated. Four people died on the second day of the raid, the mayor of the town said.</p>"
    "<div class=stream>"
    + entry(
        3,
        '<time datetime="2024-03-06T08:00:00Z">08:00</time>',
        f"Four people were killed in Oda in the night, police said. {RUBBLE}",
        "Night raid on Oda",
    )
    + entry(2, '<time datetime="2024-03-05T21:10:00Z">21:10</time>', f"Nine miners were wounded at Ket, the union said. {RUBBLE}")
    + '<div class="ad">Advertisement</div>'
    + entry(
        1,
        '<time datetime="2024-03-05T09:30:00Z">09:30</time>',
        f"Two drivers were killed near Lenne, the army said. {RUBBLE}",
        "Convoy hit",
    )
    + '</div></main><div id="comments"><h2>Comments</h2>'
    + "".join(
        f'<div class="comment"><time datetime="2024-03-0{n}">x</time><p>Somebody says that {n}00 people died there, and a few words more.</p></div>'
        for n in range(4, 8)
    )
    + "</div>",
    title="War in Harrow: live updates",
)


def test_each_entry_of_a_live_blog_is_an_article_of_its_own_day() -> None:
    articles = read(LIVE).articles
    assert [(a.entry, a.title, a.published_on, a.published_basis, a.url) for a in articles] == [
        (0, "War in Harrow: live updates", None, "none", "https://n.example/world/12345"),
        (1, "Night raid on Oda", date(2024, 3, 6), "meta", "https://n.example/world/12345#post-3"),
        (2, None, date(2024, 3, 5), "meta", "https://n.example/world/12345#post-2"),
        (3, "Convoy hit", date(2024, 3, 5), "meta", "https://n.example/world/12345#post-1"),
    ]
    assert [a.text.splitlines()[0][:34] for a in articles] == [
        "This page is no longer updated. Fo",
        "Four people were killed in Oda in ",
        "Nine miners were wounded at Ket, t",
        "Two drivers were killed near Lenne",
    ]
    assert not any("Somebody says" in a.text for a in articles)


@pytest.mark.parametrize(
    ("head", "days"),
    [
        ("", [None, None, None]),
        ('<script type="application/ld+json">{"@type":"LiveBlogPosting","datePublished":"2024-03-05","dateModified":"2024-03-05T22:00"}</script>', [5, 5, 5]),
        ('<script type="application/ld+json">{"@type":"LiveBlogPosting","datePublished":"2024-03-05","dateModified":"2024-03-06T02:00"}</script>', [None] * 3),
    ],
)  # fmt: skip
def test_an_entry_with_a_clock_time_alone_is_of_the_pages_day_where_the_page_was_of_one_day(head: str, days: list[int | None]) -> None:
    entries = "".join(entry(n, f"<span>{n}:30 pm GMT</span>", f"{n} people were killed, police said. {RUBBLE}") for n in (3, 2, 1))
    found = read(page(f"<h1>Raid: live</h1><div>{entries}</div>", head, "Raid: live"))
    assert [a.published_on and a.published_on.day for a in found.articles] == days
    assert [a.text.splitlines()[0][:18] for a in found.articles] == ["3 people were kill", "2 people were kill", "1 people were kill"]


def test_entries_below_a_heading_of_their_day() -> None:
    day = "<h2>5 March 2024</h2>", "<h2>4 March 2024</h2>"
    items = [entry(n, f"<span>{n}:30</span>", f"{n} people were killed, police said. {RUBBLE}") for n in range(5, 0, -1)]
    found = read(
        page(
            f"<h1>Raid: live updates</h1><section>{day[0]}{''.join(items[:2])}{day[1]}{''.join(items[2:])}</section>",
            title="Raid: live updates",
        )
    )
    assert [(a.published_on and a.published_on.day, a.published_basis) for a in found.articles] == [(5, "text")] * 2 + [(4, "text")] * 3


def test_an_article_about_life_with_a_list_of_others_is_no_live_blog() -> None:
    cards = "".join(
        f'<div class="card"><time datetime="2024-03-0{n}">{n} March</time><h3><a href="/{n}">{n}00 die in a flood</a></h3><p>{RUBBLE[:70]}</p></div>'
        for n in range(1, 6)
    )
    body = f"<article><h1>People who live in Harrow</h1><p>{RUBBLE}</p><p>They live as before. {LONG}</p></article><div class='timeline'>{cards}</div>"
    (found,) = read(page(body, title="People who live in Harrow")).articles
    assert (found.entry, found.title, "flood" in found.text) == (0, "People who live in Harrow", False)


def test_a_chronology_is_one_article_and_its_days_are_no_days_of_publication() -> None:
    items = "".join(
        f'<li class="event"><time datetime="2015-03-0{n}">{n} March 2015</time><p>{n}0 people were killed. {RUBBLE}</p></li>'
        for n in range(1, 6)
    )
    (found,) = read(page(f'<h1>The war by days</h1><ol class="timeline">{items}</ol>', title="The war by days")).articles
    assert (found.entry, found.published_on, found.text.count("people were killed")) == (0, None, 5)


@pytest.mark.parametrize("title", ["How we live now", "Live: how we are", "Where they live: a report"])
def test_comments_are_no_entries(title: str) -> None:
    comments = "".join(
        f'<div class="comment"><time datetime="2024-03-0{n}">{n} March</time><p>Somebody says {n}00 people died. {RUBBLE}</p></div>'
        for n in range(1, 6)
    )
    body = f"<article><h1>{title}</h1><p>{RUBBLE}</p><p>{RUBBLE}!</p></article><div class='thread'>{comments}</div>"
    (found,) = read(page(body, title=title)).articles
    assert (found.entry, "Somebody" in found.text) == (0, False)


def card(n: int, text: str = "") -> str:
    return f'<li><h3><a href="/{n}">Shelling kills {n} in district {n}</a></h3><p>{text or RUBBLE}</p><span>{n} March 2024</span></li>'


@pytest.mark.parametrize("wrap", ["<ul>{}</ul>", "<main><div><div>{}</div></div></main>", "<h1>World</h1><ol>{}</ol>"])
def test_a_page_of_teasers_is_no_article(wrap: str) -> None:
    found = read(page(wrap.format("".join(card(n) for n in range(2, 12))), title="World"))
    assert (found.reason, found.articles) == ("index_page", ())


def test_an_article_with_teasers_below_it_is_one() -> None:
    body = f"<article><h1>Shelling kills 12</h1><p>{RUBBLE}</p><p>{LONG}</p></article><ul>{''.join(card(n) for n in range(2, 12))}</ul>"
    (found,) = read(page(body, title="Shelling kills 12")).articles
    assert "district" not in found.text
    # a short one, that says so of itself
    said = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Shelling kills 12"}</script>'
    body = f"<article><h1>Shelling kills 12</h1><p>Twelve people were killed. {RUBBLE}</p><p>{RUBBLE}</p></article><ul>{''.join(card(n) for n in range(2, 12))}</ul>"
    (found,) = read(page(body, said, "Shelling kills 12")).articles
    assert found.text.startswith("Twelve people were killed.")
    assert "district" not in found.text


def figure(n: int) -> str:
    return f"<figure><img src={n}.jpg><figcaption>{n} March 2015: mourners carry one of the {n + 20} people killed in the attack on the town</figcaption></figure>"


def test_a_gallery_is_no_article() -> None:
    found = read(
        page(f"<h1>A year in pictures</h1><p>{RUBBLE}</p><div class='photo-gallery'>{''.join(figure(n) for n in range(1, 9))}</div>")
    )
    assert (found.reason, found.articles) == ("gallery", ())


def test_an_article_with_pictures_is_one() -> None:
    body = f"<article><h1>Shelling kills 12</h1><p>{RUBBLE}</p>{figure(1)}<p>{LONG}</p>{figure(2)}<p>{RUBBLE}</p>{figure(3)}{figure(4)}<p>{LONG}!</p></article>"
    (found,) = read(page(body)).articles
    assert [mark.kind for mark in found.marks] == ["caption"] * len(found.marks)
    assert found.text.count("mourners") == len(found.marks) >= 2


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Fighting in Harrow","isAccessibleForFree":false}</script>', ""),
        ("", '<div class="paywall-offer"><p>Only for you: three months for one coin</p></div>'),
        ("", "<h3>Subscribe to continue reading</h3>"),
        ("", "<p>This article is for subscribers only</p>"),
        ("", "<div><span>Already a subscriber? Log in</span></div>"),
        ("", "<p>You have reached your limit of free articles</p>"),
        ("", "<p>Cet article est réservé aux abonnés</p>"),
        ("", "<p>Suscríbete para seguir leyendo</p>"),
    ],
)  # fmt: skip
def test_the_beginning_of_an_article_that_is_kept_to_subscribers_is_no_article(head: str, after: str) -> None:
    stub = f"<article><h1>Fighting in Harrow</h1><p>At least 12 people were killed in the ...</p><p>{RUBBLE}</p></article>"
    assert (read(page(stub + after, head)).reason, read(page(stub)).reason) == ("paywall", None)
    whole = read(page(stub.replace("</article>", f"<p>{LONG}</p></article>") + after, head))
    assert whole.articles[0].text.count("governor") == 10
