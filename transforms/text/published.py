"""The day on which an article was published, and what states it.

A wrong day moves figures in time: where nothing trustworthy states one, none is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST = date(1990, 1, 1)  # before the web: a page that claims less states an empty field (1970-01-01) or an event

_MONTHS = (
    ("january", "jan", "janvier", "enero", "января", "січня"),
    ("february", "feb", "février", "febrero", "февраля", "лютого"),
    ("march", "mar", "mars", "marzo", "марта", "березня"),
    ("april", "apr", "avril", "abril", "апреля", "квітня"),
    ("may", "mai", "mayo", "мая", "травня"),
    ("june", "jun", "juin", "junio", "июня", "червня"),
    ("july", "jul", "juillet", "julio", "июля", "липня"),
    ("august", "aug", "août", "agosto", "августа", "серпня"),
    ("september", "sept", "sep", "septembre", "septiembre", "сентября", "вересня"),
    ("october", "oct", "octobre", "octubre", "октября", "жовтня"),
    ("november", "nov", "novembre", "noviembre", "ноября", "листопада"),
    ("december", "dec", "décembre", "diciembre", "декабря", "грудня"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_ISO = r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?!\d)"
_DAY_FIRST = (
    rf"(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s*(?:de\s+)?(?P<n2>{_NAMES})\.?,?\s*(?:de\s+|del\s+)?(?P<y2>(?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = rf"\b(?P<n3>{_NAMES})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)(?!\d)"
_NUMBERS = r"(?<![\d.])(?P<a4>\d{1,2})(?P<s4>[./-])(?P<b4>\d{1,2})(?P=s4)(?P<y4>(?:19|20)\d\d)(?!\d)"
WRITTEN = re.compile("|".join((_ISO, _DAY_FIRST, _MONTH_FIRST, _NUMBERS)), re.IGNORECASE)
# "KYIV, June 5, 2022 (Agency) -", "GENEVA (5 June 2022) -", "28 juin 2012. - ": a place or nothing before it, a dash after it.
_DATELINE = re.compile(
    rf"\s*(?P<place>[^\W\d_][\w .'’/-]{{1,60}}?)?[,(\s]*(?P<day>{WRITTEN.pattern})\)?\.?\s*(?:\([^()]{{2,40}}\)\s*)?[-–—:]+\s",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/\-_]|$)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?=$|T|\D)")


RANKED = ("record", "structured", "meta", "url", "feed", "dateline", "text")  # bases of evidence, the most trustworthy first
_APART = timedelta(days=1)  # zones and midnight: two statements of one moment differ by so much


@dataclass(frozen=True, slots=True)
class Evidence:
    """What states a day of publication, and the day; None with `ambiguous` where day and month cannot be told apart (03/04/2024)."""

    basis: str
    day: date | None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """The day of publication by the best evidence and by the next best, and what there is to doubt (schema.articles.PUBLISHED_DOUBTS)."""

    day: date | None = None
    basis: str = "none"
    runner_up: date | None = None
    runner_up_basis: str | None = None
    doubts: tuple[str, ...] = ()


def published(evidence: Iterable[Evidence], today: date) -> Published:
    """What the evidence comes to: the plausible day of the highest rank, the next one, and how the rest speaks against it."""
    ranked = sorted((each for each in evidence if each.day or each.ambiguous), key=lambda each: RANKED.index(each.basis))
    believed = [(each.basis, day) for each in ranked if (day := plausible(each.day, today))]
    doubts = [
        ("ambiguous", any(each.ambiguous for each in ranked)),
        ("implausible", any(each.day and not plausible(each.day, today) for each in ranked)),
        ("disputed", any(abs(day - believed[0][1]) > _APART for _, day in believed[1:])),
    ]
    told = tuple(doubt for doubt, holds in doubts if holds)
    if not believed:
        return Published(doubts=told)
    basis, day = believed[0]
    next_basis, next_day = next(((b, d) for b, d in believed[1:] if b != basis), (None, None))
    return Published(day, basis, next_day, next_basis, told)


def evidence(basis: str, value: object) -> Evidence:
    """The evidence of a machine-readable value (see `stated_day`)."""
    day = stated_day(value)
    found = WRITTEN.search(str(value)) if day is None and value and len(str(value)) <= 80 else None
    return Evidence(basis, day, found is not None and is_ambiguous(found))


def plausible(day: date | None, today: date) -> date | None:
    """The day, or None where no page could have been published on it: before 1990, or after tomorrow (zones ahead of UTC are there)."""
    return day if day is not None and EARLIEST <= day <= today + timedelta(days=1) else None


def written_day(found: re.Match[str]) -> date | None:
    """The day that a match of WRITTEN states; None where day and month cannot be told apart (03/04/2024) or there is no such day."""
    group = found.groupdict()
    if group["y1"]:
        return _day(group["y1"], group["m1"], group["d1"])
    if group["y2"]:
        return _day(group["y2"], _MONTH[group["n2"].lower()], group["d2"])
    if group["y3"]:
        return _day(group["y3"], _MONTH[group["n3"].lower()], group["d3"])
    first, second = int(group["a4"]), int(group["b4"])
    if first == second or first > 12 or group["s4"] == ".":  # points stand in the day-first countries only
        return _day(group["y4"], second, first)
    return _day(group["y4"], first, second) if second > 12 else None


def is_ambiguous(found: re.Match[str]) -> bool:
    """Whether a match of WRITTEN can be read with either number as the month, to different days."""
    return found["a4"] is not None and written_day(found) is None and 1 <= int(found["a4"]) <= 12 and 1 <= int(found["b4"]) <= 12


def stated_day(value: object) -> date | None:
    """The day of a machine-readable value: ISO 8601 with or without time, or a date in words; None for anything else.

    "2024-03-05T23:10:00+02:00" is the 5th: the day where the page was written.
    """
    text = str(value).strip() if value else ""
    if len(text) > 80:
        return None
    if compact := _COMPACT.match(text):
        return _day(*compact.groups())
    found = WRITTEN.search(text)
    return written_day(found) if found else None


def dateline_day(text: str) -> date | None:
    """The day of a dateline with a year at the start of one of the first three paragraphs. A date on a line of its own is none: pages
    print the day of the visit, or of another article, there."""
    for line in [line for line in text[:3000].splitlines() if line.strip()][:3]:
        found = _DATELINE.match(line)
        if found and all(word[0].isupper() for word in (found["place"] or "").split() if len(word) > 3):
            return written_day(found)
    return None


def url_day(url: str | None) -> date | None:
    """The day in a web address's path (/2024/03/05/, /2024-03-05-...); None for files, whose folders are named as people please."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    found = _IN_PATH.search(url.split("?", 1)[0].split("#", 1)[0])
    return _day(*found.groups()) if found else None


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
