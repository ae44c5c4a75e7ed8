"""Days and stretches of the calendar, by which dates are resolved."""

from __future__ import annotations

import calendar
import dataclasses
import re
from dataclasses import dataclass
from datetime import date, timedelta

_AHEAD = 45  # days: a day of the year that comes so soon is meant, not last year's


@dataclass(frozen=True, slots=True)
class Dated:
    """One date in a sentence; offsets are into the sentence.

    `role` is at (a day, week, month or year), since (a first day), span (from `first` to `last`) or window (a stretch that ends with the
    publication). `first` is its first day, null where it cannot be resolved; `basis` is explicit or relative.
    """

    start: int
    end: int
    role: str
    first: date | None
    last: date | None
    precision: str
    basis: str
    ambiguous: bool = False
    shift: int | None = None  # days from another day that the text tells elsewhere, where `first` is null: "two days earlier"
    nth: int | None = None  # the day, week, month or year of a war, counted from 1, where `first` is null: "in the fifth week of the war"


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def past(today: date | None, month: int, day: int) -> date | None:
    """The last such day on or before the publication, or one shortly ahead of it."""
    if today is None:
        return None
    this = make(today.year, month, day)
    return this if this is not None and this <= today + timedelta(_AHEAD) else make(today.year - 1, month, day)


def last_such_day(today: date | None, day: int) -> date | None:
    """The last day before or on today with this number in its month: "on the 27th" of an article of 5 June is 27 May."""
    if today is None or not 1 <= day <= 31:
        return None
    year, month = today.year, today.month
    for _ in range(3):
        found = make(year, month, day)
        if found is not None and found <= today:
            return found
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return None


def year_before(day: date) -> date | None:
    return make(day.year - 1, day.month, day.day)


def back(today: date, number: int, unit: str) -> date:
    """The day `number` units before; the first of the calendar where that lies before it."""
    try:
        if unit == "year":
            return make(today.year - number, today.month, today.day) or date(today.year - number, today.month, 28)
        if unit == "month":
            months = today.year * 12 + today.month - 1 - number
            year, month = divmod(months, 12)
            return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
        days = {"hour": max(1, number // 24), "day": number, "week": 7 * number}[unit]
        return today - timedelta(days)
    except (ValueError, OverflowError):
        return date.min


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def floor(day: date, precision: str) -> date:
    if precision == "week":
        return day - timedelta(day.isoweekday() - 1)
    return day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def on_day(start: int, end: int, day: date | None, basis: str = "explicit") -> Dated:
    return Dated(start, end, "at", day, day, "day", basis)


def stretch(start: int, end: int, first: date | None, precision: str, basis: str) -> Dated:
    last = first
    if first is not None:
        if precision == "week":
            last = first + timedelta(6)
        elif precision == "month":
            last = month_end(first)
        else:
            last = first.replace(month=12, day=31)
    return Dated(start, end, "at", first, last, precision, basis)


def numeric(start: int, end: int, written: str) -> Dated | None:
    parts = [int(part) for part in re.split(r"[-./]", written)]
    if "-" in written:
        day = make(*parts)
        return on_day(start, end, day) if day else None
    first, second, year = parts
    year += 2000 if year < 100 else 0
    ambiguous = "/" in written and first <= 12 and second <= 12 and first != second
    day = make(year, second, first) or make(year, first, second)
    return dataclasses.replace(on_day(start, end, day), ambiguous=ambiguous) if day else None


def relative(start: int, end: int, words: str, today: date | None) -> Dated:
    unit = words.rsplit(None, 1)[-1]
    if today is None:
        return Dated(start, end, "at", None, None, unit, "relative")
    first = floor(today, unit)
    if "last" in words:
        first = floor(first - timedelta(1), unit)
    elif unit == "year" and "earlier" not in words:
        return Dated(start, end, "window", first, today, "day", "relative")
    return stretch(start, end, first, unit, "relative")


def part_of_year(start: int, end: int, which: str, unit: str, of: str, today: date | None) -> Dated | None:
    """A half, a quarter or the first so many months of a year."""
    months = {"half": 6, "quarter": 3, "three months": 3, "six months": 6, "nine months": 9}[unit]
    parts = 12 // months
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": parts}[which]
    if number > parts:
        return None
    if not of.isdigit() and today is None:
        return Dated(start, end, "span", None, None, "month", "relative")
    year = int(of) if of.isdigit() else today.year - (of == "last year") if today else 0
    last = months * number if which != "last" else 12
    first = date(year, last - months + 1, 1)
    return Dated(start, end, "span", first, month_end(date(year, last, 1)), "month", "explicit" if of.isdigit() else "relative")


def days_of_month(start: int, end: int, one: int, other: int, month: int, year: int | None, today: date | None) -> Dated | None:
    """The days from one to another of a month: "3 to 9 May"."""
    if not 1 <= one < other <= 31:
        return None
    last = make(year, month, other) if year else past(today, month, other)
    if last is None:
        return Dated(start, end, "span", None, None, "day", "explicit") if today is None and not year else None
    return Dated(start, end, "span", last.replace(day=one), last, "day", "explicit")


def nth_since(started: date, one: Dated) -> Dated:
    """The nth day, week, month or year of what started on that day, resolved."""
    if one.nth is None or one.first is not None:
        return one
    if one.precision in ("day", "week"):
        first = started + timedelta((one.nth - 1) * (7 if one.precision == "week" else 1))
        last = first + timedelta(6 if one.precision == "week" else 0)
        return dataclasses.replace(one, first=first, last=last)
    months = started.year * 12 + started.month - 1 + (one.nth - 1) * (12 if one.precision == "year" else 1)
    if one.precision == "year":
        return stretch(one.start, one.end, date(months // 12, 1, 1), "year", "relative")
    return stretch(one.start, one.end, date(months // 12, months % 12 + 1, 1), "month", "relative")
