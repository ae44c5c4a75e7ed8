"""Figures on a terminal: a line of slots for each, and under them their sentence with the phrase underlined and the number bold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from transforms.text.model import Article

_HEADINGS: Final = ("", "what", "number", "of whom", "who says", "when", "where")
_GAP, _MOST = 2, 30  # columns between two columns of the table, and at most in one
_LEAST: Final = (0, 0, 9, 9, 9, 13, 9)  # columns that a column keeps where room is short: a day and "to" stay on one line
_AROUND = 320  # characters of a longer sentence that are shown before and behind its phrases
_PIPED = 120  # columns where the output is no terminal
_PARTS: Final = {"subset_of": "part of", "adds_to": "besides", "revises": "after", "total_of": "total with"}


class Listing:
    """Prints the figures of one document after another, as wide as the terminal."""

    def __init__(self, out: TextIO, width: int | None = None) -> None:
        room = width if width is not None or out.isatty() else _PIPED
        self._console = Console(file=out, highlight=False, markup=False, emoji=False, width=room)

    def document(self, name: str, article: Article, rows: Sequence[Mapping[str, Any]], with_text: bool) -> None:
        """Prints a document's name, its text where asked, and its figures; a row may have "why", the rule of each slot."""
        heading = Text(_plain(article.title or name), style="bold")
        if article.title:
            heading.append(f"  {_plain(name)}", style="not bold dim")
        self._console.print(heading)
        if with_text:
            self._console.print(Text(_plain(article.text, keep="\n")))
        if not rows:
            self._console.print(Text("no figures\n", style="dim"))
            return
        numbers = {row["figure_id"]: at for at, row in enumerate(rows, start=1)}
        cells = {row["figure_id"]: _cells(row, numbers) for row in rows}
        widths = _fit([_HEADINGS, *cells.values()], self._console.width)
        self._console.print(_line(_HEADINGS, widths, "dim"))
        for _, group in groupby(rows, key=lambda row: (row["field"], row["sentence"])):
            told = list(group)
            for row in told:
                self._console.print(_line(cells[row["figure_id"]], widths))
                if "why" in row:
                    self._console.print(_why(row))
            self._console.print(Padding(_sentence(told, article), (0, 0, 1, widths[0] + _GAP)))

    def close(self) -> None:
        self._console.file.flush()


def _cells(row: Mapping[str, Any], numbers: Mapping[str, int]) -> tuple[str, ...]:
    whom = [_plain(str(row[key])) for key in ("side", "population", "age", "sex") if row[key] not in (None, "any")]
    speaker = _plain(row["speaker"] or "")
    stance = row["stance"] if row["stance"] != "asserted" else ""
    return (
        str(numbers[row["figure_id"]]),
        row["measure"].replace("_", " "),
        _number(row, numbers),
        " ".join(whom),
        ", ".join(part for part in (speaker, stance) if part),
        _when(row),
        _where(row),
    )


def _number(row: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    low, best, high = row["low"], row["best"], row["high"]
    quantifier = row["quantifier"].replace("_", " ")
    if best is not None:
        said = f"{best:,}" if quantifier in ("exact", "none") else f"{quantifier} {best:,}"
    elif None not in (low, high):
        said = f"{low:,} to {high:,}"
    else:
        said = f"{quantifier} {low if low is not None else high:,}"
    notes = [flag.replace("_", " ") for flag in row["flags"]]
    if row["unit"] == "household":
        notes.insert(0, "households")
    parent = numbers.get(row["parent_figure_id"] or "")
    if row["relation"] is not None and parent is not None:
        notes.append(f"{_PARTS[row['relation']]} {parent}".replace(" ", "\u00a0"))
    return f"{said} ({', '.join(notes)})" if notes else said


def _when(row: Mapping[str, Any]) -> str:
    length = {"year": 4, "month": 7}.get(row["as_of_precision"] or "", 10)
    day = str(row["as_of"])[:length] if row["as_of"] is not None else ""
    first = str(row["period_start"]) if row["period_start"] is not None else ""
    if first == day:
        first = ""
    scope = row["scope"] if row["scope"] != "incident" else ""
    return f"{f'{first} to {day}' if first else day} {scope}".strip()


def _where(row: Mapping[str, Any]) -> str:
    place, origin = _plain(row["place"] or ""), _plain(row["origin"] or "")
    return f"{place} from {origin}".lstrip() if origin and origin != place else place


def _fit(lines: Sequence[Sequence[str]], room: int) -> list[int]:
    """The width of each column: that of its longest cell, the widest of them narrowed until the line fits."""
    widths = [min(max(len(cell) for cell in column), _MOST) for column in zip(*lines, strict=True)]
    while sum(widths) + _GAP * (len(widths) - 1) > room:
        wide = [at for at in range(2, len(widths)) if widths[at] > _LEAST[at]]
        if not wide:
            break
        widths[max(wide, key=lambda at: (widths[at], at))] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], style: str = "") -> Table:
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    grid.add_row(*(Text(cell, style=style or ("bold" if at in (1, 2) else "")) for at, cell in enumerate(cells)))
    return grid


def _why(row: Mapping[str, Any]) -> Padding:
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    grid.add_column(style="dim", width=10)
    grid.add_column(overflow="fold")
    for slot, rule in row["why"].items():
        grid.add_row(Text(slot), Text(_plain(rule)))
    grid.add_row(Text("confidence"), Text(f"{row['confidence']:.2f}"))
    return Padding(grid, (0, 0, 0, 4))


def _sentence(rows: Sequence[Mapping[str, Any]], article: Article) -> Text:
    """The sentence that the rows share, with the phrase of each underlined and its number bold; a long one is cut around them."""
    written = rows[0]["sentence"]
    field = (article.title or "") if rows[0]["field"] == "title" else article.text
    first, last = min(row["start"] for row in rows), max(row["end"] for row in rows)
    base = field.find(written, max(0, last - len(written)), first + len(written))
    shown = Text(_plain(written))
    for row in rows:
        shown.stylize("underline", row["start"] - base, row["end"] - base)
    for row in rows:
        shown.stylize("bold", row["value_start"] - base, row["value_end"] - base)
    low, high = max(0, first - base - _AROUND), min(len(written), last - base + _AROUND)
    cut = shown[low:high]
    return Text("…" if low else "", end="").append_text(cut).append("…" if high < len(written) else "")


def _plain(text: str, keep: str = "") -> str:
    """The text without control characters, one character for one: nothing that an article holds may steer a terminal."""
    return "".join(c if c.isprintable() or c in keep else " " for c in text)
