from __future__ import annotations

from datetime import date

import pytest

from flows import reference
from transforms.text.page import read_page

TABLES = reference.load()
LONG = "<p>" + " ".join(["The governor said that shelling of the town went on through the night and that crews were at work."] * 8) + "</p>"


def reason(html: str) -> str | None:
    return read_page(f"<!doctype html><html>{html}</html>".encode(), today=date(2024, 3, 10), reference=TABLES).reason


@pytest.mark.parametrize(
    "html",
    [
        "<head><title>App</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript>"
        '<div id="root"></div><script src="/m.js"></script></body>',
        "<head><title>Harrow Post</title></head><body><div id=app></div><script>start()</script></body>",
        "<head><title>Just a moment...</title></head><body><h1>harrow.example</h1>"
        "<p>Verifying you are human. This may take a few seconds.</p></body>",
        "<head><title>Access Denied</title></head><body><h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p></body>",
        "<head><title>Sign in</title></head><body><h1>Welcome back</h1><form><label>E-mail<input type=email></label><label>Password<input type=password>"
        "</label><button>Go on</button></form><p>Forgot your password? Ask for a new one.</p></body>",
        "<head><title>Harrow Post</title></head><body><p>Please sign in to continue reading this story.</p></body>",
        "<head><title>Before you continue</title></head><body><p>We and our partners use cookies and process personal data such as identifiers to"
        " measure audiences and to show advertisements.</p><button>Accept all cookies</button><button>Reject all cookies</button></body>",
        "<head><title>Page not found</title></head><body><h1>Oops! Page not found</h1><p>The page you are looking for may have been moved.</p></body>",
        "<head><title>503</title></head><body><p>Service temporarily unavailable. Please try again later.</p></body>",
        "<head><title>Доступ</title></head><body><p>Подтвердите, что вы не робот</p></body>",
        "<head><title>Сторінку не знайдено</title></head><body><p>Сторінку не знайдено, спробуйте пошук по сайту.</p></body>",
        "<head><title>Journal</title></head><body><p>Veuillez activer JavaScript pour lire cette page.</p></body>",
    ],
)
def test_a_page_in_an_articles_place_is_told_apart(html: str) -> None:
    assert reason(html) == "soft_block"


@pytest.mark.parametrize(
    "html",
    [
        f"<head><title>Shelling</title></head><body><article><h1>Shelling</h1>{LONG}<p>Please enable JavaScript to view the comments.</p></article></body>",
        f"<head><title>Shelling</title></head><body><form><input type=password></form><article><h1>Shelling of Sumy</h1>{LONG}</article></body>",
        "<head><title>Access denied: convoys wait at the crossing</title></head><body><article><h1>Access denied: convoys wait at the crossing</h1>"
        "<p>Access to the north was denied again on Tuesday, the agency said. Four trucks turned back at the crossing, and 12 people who had waited "
        "for flour since the morning were wounded when shots were fired over the crowd, a doctor at the clinic told reporters.</p></article></body>",
        "<head><title>Brief</title></head><body><article><h1>Drone hits bakery</h1><p>Two people were killed and seven injured when a drone hit a bakery"
        " in Odesa on Tuesday, police said. We use cookies that our grandmothers baked, the owner said before the attack on his street, which"
        " left the shop in ruins and the neighbours without bread for days.</p></article></body>",
    ],
)
def test_an_article_is_none_whatever_stands_around_it(html: str) -> None:
    assert reason(html) is None


def test_a_page_without_words_or_scripts_has_no_text() -> None:
    assert reason("<head><title>x</title></head><body><img src=a.png></body>") == "no_text"
