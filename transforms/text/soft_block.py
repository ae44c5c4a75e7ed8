"""Pages that stand in an article's place: a login, a consent, a proof of being human, an error that a server calls a success, an empty shell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

MOST = 1_500  # characters of a text that may be such a page; longer ones are articles, whatever stands around them
_REST = 40  # words beside the telling lines that make an article: a brief of a wire has more
_BESIDE_FORM = 60  # words beside a form that asks for a password
_SHELL = 20  # characters that an empty shell may show
_LINE = 300
_HOLDERS = (
    "title",
    "h1",
    "h2",
    "h3",
    "p",
    "div",
    "li",
    "td",
    "span",
    "a",
    "button",
    "label",
    "noscript",
    "strong",
    "main",
    "section",
    "form",
)


def soft_block(root: HtmlElement, title: str | None, text: str, phrases: re.Pattern[str]) -> str | None:
    """What the page asks for in place of an article, in words; None where it is an article or something else.

    `root` is the page's whole tree, `text` what was taken for its article ("" where nothing was), `phrases` fullmatch the lines of such pages.
    """
    lines = text.splitlines()
    rest = sum(len(line.split()) for line in lines if not phrases.fullmatch(line.strip("- ")))
    if len(text) > MOST:
        return None
    candidates = [title or "", *(lines if text else _shown(root))] if rest < _REST else []
    for line in candidates:
        if phrases.fullmatch(line.strip("- ")):
            return f"it says {line.strip()[:120]!r}"
    if rest < _BESIDE_FORM and any((field.get("type") or "").lower() == "password" for field in root.iter("input")):
        return "it has a form that asks for a password"
    empty = not any(root.find(f".//{tag}") is not None for tag in ("a", "img")) and sum(len(line) for line in _own(root)) < _SHELL
    if not text and empty and root.find(".//script") is not None:
        return "it is an empty page that scripts fill"
    return None


def _shown(root: HtmlElement) -> Iterator[str]:
    """Lines that the page holds, also those for browsers without scripts."""
    for element in root.iter(*_HOLDERS):
        line = " ".join(element.text_content().split())
        if line and len(line) <= _LINE:
            yield line


def _own(root: HtmlElement) -> Iterator[str]:
    """The words of the body, without those of scripts and styles."""
    body = root.find("body")
    for element in body.iter() if body is not None else ():
        if isinstance(element.tag, str):
            if element.tag not in ("script", "style", "noscript", "template"):
                yield (element.text or "").strip()
            if element is not body:
                yield (element.tail or "").strip()
