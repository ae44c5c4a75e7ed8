"""Charts of a series as SVG: low to high as a band, best as a line, and what each speaker said as marks. Drawn by Vega-Lite, without a browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
OTHERS = "other speakers"
VEGA_LITE = "6.4"
BEYOND = 2  # times the greatest number: how high a bound is drawn
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"


@dataclass(frozen=True, slots=True)
class Colours:
    """What a chart is painted with: any CSS colours. `speakers` has as many as SHAPES."""

    ground: str
    ink: str
    muted: str
    grid: str
    band: str
    line: str
    speakers: tuple[str, ...]


PAGE = Colours(
    ground="transparent",
    ink="var(--ink)",
    muted="var(--muted)",
    grid="var(--rule)",
    band="var(--band)",
    line="var(--accent)",
    speakers=tuple(f"var(--s{n})" for n in range(1, 7)),
)
"""Named by the style sheet of the page that holds the chart, so that it follows the reader's light or dark mode."""

PAPER = Colours(
    "#ffffff", "#1b1f23", "#57606a", "#d8dee4", "#9db7d5", "#1f4e8c", ("#0b5fa5", "#b34700", "#1a7f37", "#8a3ffc", "#7a5c00", "#57606a")
)
"""Fixed, on a white ground: for a picture that stands by itself."""


def series(
    cells: Sequence[dict[str, Any]],
    claims: Sequence[dict[str, Any]],
    *,
    width: int = 720,
    height: int = 260,
    colours: Colours = PAGE,
    label: str = "",
) -> str:
    """An SVG of one series. `cells` have as_of, low, best and high, in order; `claims` as_of, number and speaker. Either may hold nulls.

    The vertical axis runs from zero to `top`. A cell without an upper bound is drawn to the greatest number that is stated.
    """
    import vl_convert

    known = [cell for cell in cells if _number(cell) is not None]
    band = [
        {
            "day": str(cell["as_of"]),
            "low": _first(cell, "low", "best", "high"),
            "high": _first(cell, "high", "best", "low"),
            "best": _number(cell),
        }
        for cell in known
    ]
    frequent = speakers(claims)
    said = [
        {"day": str(claim["as_of"]), "n": claim["number"], "speaker": claim["speaker"] if claim["speaker"] in frequent else OTHERS}
        for claim in claims
        if claim["number"] is not None
    ]
    names = [*frequent, *([OTHERS] if any(each["speaker"] == OTHERS for each in said) else [])]
    columns = 1 if width < 500 else 2
    days = {"labelOverlap": True, **_days([cell["as_of"] for cell in known], width // 90)}
    x = {"field": "day", "type": "temporal", "title": None, "axis": days}
    numbers = {"labelExpr": "format(datum.value, '~s')", "tickCount": 5}
    y = {"type": "quantitative", "title": None, "axis": numbers, "scale": {"domain": [0, top(cells, claims)]}}
    legend = {
        "title": None,
        "orient": "bottom",
        "columns": columns,
        "columnPadding": 20,
        "rowPadding": 4,
        "labelLimit": width // columns - 60,
    }
    legend |= {"labelColor": colours.ink, "labelFontSize": 12, "symbolOpacity": 1, "symbolStrokeWidth": 2}
    by_speaker = {"field": "speaker", "type": "nominal", "legend": legend}
    area = {"type": "area", "color": colours.band, "opacity": 0.45, "clip": True}
    points = {"type": "point", "filled": False, "size": 46, "strokeWidth": 1.8, "opacity": 1}
    marked = {
        "data": {"values": said},
        "mark": points,
        "encoding": {
            "x": x,
            "y": {**y, "field": "n"},
            "color": {**by_speaker, "scale": {"domain": names, "range": list(colours.speakers[: len(names)])}},
            "shape": {**by_speaker, "scale": {"domain": names, "range": list(SHAPES[: len(names)])}},
        },
    }
    line = {"type": "line", "color": colours.line, "strokeWidth": 2}
    layers = [
        {"data": {"values": band}, "mark": area, "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"data": {"values": band}, "mark": line, "encoding": {"x": x, "y": {**y, "field": "best"}}},
        *([marked] if said else []),
    ]
    drawn = {"width": width - 64, "height": height, "background": colours.ground, "layer": layers, "config": _config(colours)}
    return _alone(vl_convert.vegalite_to_svg(drawn, vl_version=VEGA_LITE, allowed_base_urls=[]), label)


def speakers(claims: Sequence[dict[str, Any]]) -> list[str]:
    """The speakers that a chart names, the most frequent first: at most five beside all others."""
    counted: dict[str, int] = {}
    for claim in claims:
        counted[claim["speaker"]] = counted.get(claim["speaker"], 0) + 1
    ordered = sorted(counted, key=lambda name: (-counted[name], name))
    return ordered if len(ordered) <= len(SHAPES) else ordered[: len(SHAPES) - 1]


def top(cells: Sequence[dict[str, Any]], claims: Sequence[dict[str, Any]]) -> int:
    """The number at which a chart ends: a bound far above every number ("tens of millions") would press all else to the ground."""
    numbers = [number for cell in cells if (number := _number(cell)) is not None] + [each["number"] for each in claims if each["number"]]
    greatest = max(numbers, default=1)
    highs = [cell["high"] for cell in cells if cell["high"] is not None]
    return max(greatest, min(max(highs, default=0), BEYOND * greatest), 1)


def _days(days: Sequence[date], labels: int) -> dict[str, Any]:
    """Whole months or years as marks of the axis, at most `labels`; days where the series is short."""
    months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month
    if months < 3:
        return {"format": "%-d %b", "tickCount": labels}
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120) if months <= step * labels), 240)
    if step < 12:
        return {"format": "%b %Y", "tickCount": {"interval": "month", "step": step}}
    return {"format": "%Y", "tickCount": {"interval": "year", "step": step // 12}}


def _config(colours: Colours) -> dict[str, Any]:
    axis = {
        "labelColor": colours.muted,
        "gridColor": colours.grid,
        "domainColor": colours.grid,
        "tickColor": colours.grid,
        "labelFontSize": 12,
    }
    return {"font": FONT, "view": {"stroke": None}, "axis": axis}


def _alone(svg: str, label: str) -> str:
    """The SVG as one picture with one name, whose inner ids no other picture of a page has.

    The descriptions that Vega gives to parts are of no use to a listener.
    """
    svg = re.sub(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"', "", svg)
    numbered = {
        id_: f"clip{n}" for n, id_ in enumerate(dict.fromkeys(re.findall(r'id="(clip\d+)"', svg)))
    }  # Vega counts over all its pictures
    svg = re.sub(r'(id="|url\(#)(clip\d+)', lambda found: found[1] + numbered[found[2]], svg)
    own = hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = re.sub(r'(id="|url\(#)(clip\d+)', rf"\g<1>{own}-\g<2>", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label, quote=True)}" ', 1)


def _first(cell: dict[str, Any], *names: str) -> int | None:
    return next((cell[name] for name in names if cell[name] is not None), None)


def _number(cell: dict[str, Any]) -> int | None:
    return _first(cell, "best", "low", "high")
