"""The lines of a page's article.

trafilatura tells where the article is; the lines are read from the page itself, since it loses some within: lists at the end, rows of
tables, paragraphs that stand bare between others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

CONTAINER = 0.8  # share of the article's characters that its container holds
FOUND = 0.25  # share of the page's lines' characters below which trafilatura has missed the article
LINKED = 0.5  # share of a line that is links from which it leads elsewhere
LAYOUT_CELL = 600  # characters in a table's cell from which the table lays out the page and holds no data
STANDFIRST = 60  # characters from which a line between headline and article is its summary rather than a byline or a date
LAYOUT_PARTS = 3  # paragraphs and breaks in a cell from which it does so, too
COMPARED = 2_000  # lines up to which merged lines are looked for: the search is quadratic

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre"
        " section summary table tbody td th thead tr ul",
    )
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TABLE = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page and the element that it stands in."""

    element: HtmlElement
    text: str

    @property
    def kind(self) -> str | None:
        """What it is where it is no running prose: caption (of a picture) or table (a row)."""
        if self.element.tag in ("tr", "caption"):
            return "table"
        if self.element.tag == "figcaption" or next(self.element.iterancestors("figcaption"), None) is not None:
            return "caption"
        return None


def article_lines(body: HtmlElement, headline: HtmlElement | None, furniture: Callable[[str], bool]) -> list[Block]:
    """The article's lines in page order, from a body without its other parts: paragraphs, "- " items, " | " between the cells of a row."""
    _unwrap_layout(body)
    blocks = [block for block in _blocks(body) if not furniture(block.text)]
    if not blocks:
        return []
    kept = _kept(body, blocks)
    after = {headline, *headline.iterdescendants()} if headline is not None else set()
    start = max((n + 1 for n, block in enumerate(blocks) if block.element in after), default=0)
    total = sum(len(block.text) for block in blocks[start:])
    if not kept or sum(len(blocks[n].text) for n in kept) < FOUND * total:
        return [block for block in blocks[start:] if not _leads_elsewhere(block)]
    container = _container(blocks, kept)
    first, last = min(kept), max(kept)
    within = set(container.iter()) if container is not None else set()
    side_by_side = {_outer(blocks[first]).getparent(), _outer(blocks[last]).getparent()}
    lines = []
    for n, block in enumerate(blocks):
        beside = first <= n <= last or (start <= n < first and len(block.text) >= STANDFIRST and _outer(block).getparent() in side_by_side)
        beside = beside or (n > last and block.element.tag not in _HEADINGS and _outer(block).getparent() in side_by_side)
        if block.element not in after and (n in kept or (beside and block.element in within and not _leads_elsewhere(block))):
            lines.append(block)
    return lines


def lines_of(element: HtmlElement, without: Iterable[HtmlElement | None], furniture: Callable[[str], bool]) -> list[Block]:
    """All lines of one element in order, but those of the elements `without`, furniture, and those that lead elsewhere."""
    left = {each for outer in without if outer is not None for each in outer.iter()}
    return [b for b in _blocks(element) if b.element not in left and not furniture(b.text) and not _leads_elsewhere(b)]


def _kept(body: HtmlElement, blocks: list[Block]) -> set[int]:
    """The numbers of the blocks whose words trafilatura takes for the article's."""
    root = body.getroottree().getroot()
    found = bare_extraction(root, fast=True, include_comments=False, with_metadata=False)
    keys = [key for line in ((found.text if found is not None else "") or "").splitlines() if (key := _key(line))]
    whole, joined = set(keys), "".join(keys)
    compared = len(blocks) <= COMPARED
    return {
        n
        for n, block in enumerate(blocks)
        if (key := _key(block.text)) and (key in whole or (compared and len(key) >= 12 and key in joined))
    }


def _key(line: str) -> str:
    return re.sub(r"[\W_]+", "", line).casefold()


def _container(blocks: list[Block], kept: set[int]) -> HtmlElement | None:
    """The smallest element that holds most of what was kept."""
    weights: dict[HtmlElement, int] = {}
    for n in kept:
        for element in (blocks[n].element, *blocks[n].element.iterancestors()):
            weights[element] = weights.get(element, 0) + len(blocks[n].text)
    need = CONTAINER * sum(len(blocks[n].text) for n in kept)
    holding = [element for element, weight in weights.items() if weight >= need]
    return max(holding, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _outer(block: Block) -> HtmlElement:
    """The list or table that a line is an item of, else its own element."""
    element = block.element
    for ancestor in element.iterancestors("ul", "ol", "dl", "table", "blockquote"):
        element = ancestor
    return element


def _leads_elsewhere(block: Block) -> bool:
    if block.element.tag == "tr":  # a table of incidents links each place
        return False
    linked = sum(len(" ".join(link.text_content().split())) for link in block.element.iter("a") if link.get("href"))
    return linked > LINKED * len(block.text)


def _unwrap_layout(body: HtmlElement) -> None:
    for table in list(body.iter("table")):
        if any(_lays_out(cell) for cell in table.iter("td")):
            for element in (table, *(e for e in table.iterdescendants(*_TABLE) if next(e.iterancestors("table"), None) in (table, None))):
                element.tag = "div"


def _lays_out(cell: HtmlElement) -> bool:
    parts = sum(1 for _ in cell.iter("br", "p", "div", "h1", "h2", "h3", "ul"))
    return len(cell.text_content()) > LAYOUT_CELL or parts > LAYOUT_PARTS or cell.find(".//table") is not None


def _blocks(body: HtmlElement) -> Iterator[Block]:
    pieces: list[str] = []
    owners: list[HtmlElement] = []
    items: set[HtmlElement] = set()

    def line() -> Iterator[Block]:
        written = "".join(pieces)
        pieces.clear()
        if owners and owners[-1].tag == "pre":
            yield from (Block(owners[-1], " ".join(row.split())) for row in written.splitlines() if row.strip())
            return
        text = " ".join(written.split())
        if text and owners:
            item = next((owner for owner in reversed(owners) if owner.tag == "li"), None)
            if item is not None and item not in items:
                items.add(item)
                text = f"- {text}"
            yield Block(owners[-1], text)

    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            if element.tag in _BLOCKS or element.tag == "br":
                yield from line()
            if element.tag == "tr":
                for part in element.iter("br", "p", "div", "li"):
                    part.tail = f" {part.tail or ''}"
                cells = [" ".join(cell.text_content().split()) for cell in element.iterchildren("td", "th")]
                if any(cells):
                    yield Block(element, " | ".join(cells))
                walk.skip_subtree()
            elif element.tag in _BLOCKS:
                owners.append(element)
                pieces.append(element.text or "")
            else:
                pieces.append(element.text or "")
            continue
        if element.tag in _BLOCKS and element.tag != "tr":
            yield from line()
            owners.pop()
        if element is not body:
            pieces.append(element.tail or "")
