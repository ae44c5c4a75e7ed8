"""The day at which a figure holds and the stretch that it counts; and the words that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from transforms.text.context import Page
from transforms.text.days import Dated
from transforms.text.memory import Speaker
from transforms.text.model import Figure, Mention, Sentence

_FEW = 3  # days
_NEAR = 2  # sentences
ORIGINATED = ("displaced", "idps", "refugees", "asylum_seekers", "evacuated", "returnees")


def when(
    page: Page,
    figure: Figure,
    index: int,
    at: int,
    dated: Dated | None,
    conflict: Mapping[str, Any] | None,
    mentions: dict[tuple[str, str, int, int], Mention],
    speaker: Speaker | None,
) -> None:
    """Sets as_of, its precision, basis and mention, and period_start."""
    published = page.published_on
    running = figure.scope in ("cumulative", "stock", "projection")
    if figure.like is not None and (own := _own(page, figure, index)) is not None:
        at, dated = index, own
    elif figure.scope == "cumulative" and dated is not None and _passing(dated):
        dated = None  # "150 in the past 24 hours, ..., bringing the total to 21,822"
    if running and figure.like is None and dated is not None and not page.events.holds_at(dated, at, index, conflict):
        dated = None
    if dated is not None and dated.role == "since":
        figure.period_start = dated.first
        mention(mentions, "date", page.sentences[at], dated.start, dated.end, _iso(dated.first), "")
        dated = None
    if (
        running
        and figure.like is None
        and (issued := page.events.issued(index)) is not None
        and (dated is None or not page.before(figure).rstrip().endswith("of"))
    ):
        at, dated = index, issued
    if dated is None and running:
        at, dated = page.events.speech_date(index)
        if dated is None and figure.like is not None and page.index(figure.like) != index and figure.like.measure == figure.measure:
            return  # an earlier or later number of the same count, of no told day
        if dated is None and page.said_at != index:
            at, dated = page.events.speech_date(page.said_at)
        if dated is None and (told := _told_before(page, figure, index, speaker)) is not None:
            figure.as_of, figure.as_of_precision, figure.as_of_basis = told.as_of, told.as_of_precision, told.as_of_basis
            figure.as_of_mention = told.as_of_mention
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
    elif figure.as_of is not None:
        pass  # that of the total before
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


def _own(page: Page, figure: Figure, index: int) -> Dated | None:
    """The day told beside a number that goes on with another: "by Wednesday its estimate had crept up to 314,290"."""
    low, high = page.bounds(figure)
    start, end = page.span(figure)
    told = [one for one in page.dates(index) if low <= one.start < high and one.role == "at" and one.first is not None]
    return min(told, key=lambda one: one.start - end if one.start >= end else start - one.end, default=None)


def _passing(dated: Dated) -> bool:
    """Whether the date is a few days that a running total only passes through."""
    return dated.role == "window" and dated.first is not None and dated.last is not None and (dated.last - dated.first).days <= _FEW


def _told_before(page: Page, figure: Figure, index: int, speaker: Speaker | None) -> Figure | None:
    """The total of the same speaker in the sentences just before, with whose day this one goes on: "it gave a figure of 40,652 for the wounded"."""
    last = page.last.get(page.section[index])
    near = page.index(last) if last is not None else None
    if last is None or near is None or speaker is None or not 0 < index - near <= _NEAR or last.scope != figure.scope:
        return None
    same = speaker.speaker_id is not None and last.speaker_id == speaker.speaker_id and last.as_of_basis in ("explicit", "relative")
    return last if same and figure.as_of is None else None


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
