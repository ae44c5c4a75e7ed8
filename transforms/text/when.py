"""The day at which a figure holds and the stretch that it counts; and the words that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from transforms.text.context import Page
from transforms.text.days import Dated
from transforms.text.model import Figure, Mention, Sentence

ORIGINATED = ("displaced", "idps", "refugees", "asylum_seekers", "evacuated", "returnees")


def when(
    page: Page,
    figure: Figure,
    index: int,
    at: int,
    dated: Dated | None,
    conflict: Mapping[str, Any] | None,
    mentions: dict[tuple[str, str, int, int], Mention],
) -> None:
    """Sets as_of, its precision, basis and mention, and period_start."""
    published = page.published_on
    running = figure.scope in ("cumulative", "stock", "projection")
    if running and dated is not None and not page.events.holds_at(dated, at, index, conflict):
        dated = None
    if dated is not None and dated.role == "since":
        figure.period_start = dated.first
        mention(mentions, "date", page.sentences[at], dated.start, dated.end, _iso(dated.first), "")
        dated = None
    if dated is None and running:
        at, dated = page.events.speech_date(index)
        if dated is None and page.said_at != index:
            at, dated = page.events.speech_date(page.said_at)
    if dated is not None:
        if (
            dated.role in ("window", "span")
            or (figure.scope == "period" and figure.measure in ORIGINATED)
            or (figure.scope == "period" and dated.precision != "day")
        ):
            figure.period_start = dated.first
        day = dated.last if dated.role in ("window", "span") else dated.first
        if day is not None and dated.role == "span" and dated.precision == "month":
            day = day.replace(day=1)
        figure.as_of, figure.as_of_basis = day, dated.basis if day is not None else "none"
        figure.as_of_precision = dated.precision if day is not None else None
        figure.as_of_mention = mention(mentions, "date", page.sentences[at], dated.start, dated.end, _iso(day), "")
        if dated.ambiguous and "ambiguous_date" not in figure.flags:
            figure.flags.append("ambiguous_date")
    elif (
        figure.scope == "cumulative"
        and conflict is not None
        and conflict["ended_on"] is not None
        and (published is None or conflict["ended_on"] < published)
    ):
        figure.as_of, figure.as_of_precision, figure.as_of_basis = conflict["ended_on"].replace(month=1, day=1), "year", "explicit"
    elif published is not None:
        figure.as_of, figure.as_of_precision, figure.as_of_basis = published, "day", "publication"
    started = conflict["started_on"] if conflict else None
    if figure.scope == "cumulative" and figure.period_start is None and started and (figure.as_of is None or started <= figure.as_of):
        figure.period_start = started
    if page.before(figure).rstrip().endswith("+") or "rate_per_day" in figure.flags:
        figure.period_start = figure.as_of if figure.scope == "period" else figure.period_start
    if figure.period_start is not None and figure.as_of is not None and figure.period_start > figure.as_of:
        figure.period_start = None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def mention(
    mentions: dict[tuple[str, str, int, int], Mention], kind: str, sentence: Sentence, start: int, end: int, entity: str | None, name: str
) -> Mention | None:
    """The mention of these words of a sentence, made once; None where a slot rests on no words of its own."""
    if end <= start:
        return None
    key = (kind, sentence.field, sentence.start + start, sentence.start + end)
    if key not in mentions:
        mentions[key] = Mention(kind, sentence.field, key[2], key[3], sentence.text[start:end], entity)
    return mentions[key]
