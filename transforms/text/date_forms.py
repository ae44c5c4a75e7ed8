"""The forms in which dates are written, as one pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from transforms.text.model import Reference


def written_dates(words: Mapping[str, Mapping[str, int]], reference: Reference) -> re.Pattern[str]:
    """A pattern whose groups tell the parts of a date; `words` is table date_words by kind, `reference` that table as it is written."""
    cased = {row["word"] for row in reference.get("date_words", ()) if row["kind"] in ("month", "weekday")}
    month = _any(word for word in cased if word.casefold() in words.get("month", {}))
    weekday = _any(word for word in cased if word.casefold() in words.get("weekday", {}))
    named = {kind: _any(words.get(kind, ())) for kind in ("number", "unit", "ordinal", "holiday", "day_ago")}
    number = rf"\d{{1,3}}|(?i:{named['number']}|\w+ty-\w+)"
    unit = rf"(?i:{named['unit']})s?"
    ordinal = named["ordinal"]
    year = r"(?:1[5-9]|20)\d\d"
    return re.compile(
        rf"""(?<![\w.])(?:
          (?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)
        | (?P<dotted>\d{{1,2}}\.\d{{1,2}}\.(?:19|20)?\d\d)(?![\d])
        | (?P<slashed>\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d)(?!\d)
        | {_after("from to of on between and з по с на до")}(?P<short>[0-3]\d\.[01]\d)(?![\d%.]*\d|%|\s(?:million|billion|km|per))
        | (?P<holiday>(?i:{named["holiday"]}))\b
        | (?P<d3>(?i:{ordinal}))\sof\s(?:last\s|this\s)?(?P<m5>{month})\b(?:,?\s(?P<y5>{year})\b)?
        | (?P<m6>{month})\s(?:of\s)?(?P<my>this|last)\syear\b
        | (?P<half_n>(?i:first|second|third|fourth|last))\s(?P<half_u>(?i:half|quarter|(?:three|six|nine)\smonths))\sof\s
          (?P<half_y>(?:this|last|the)\syear|{year})\b
        | (?P<nth>(?i:{ordinal})|\d{{1,3}}(?:st|nd|rd|th))\s(?P<nth_u>(?i:day|week|month|year))\sof\s(?i:the\s(?:\w+\s)?|its\s|Russia['’]s\s|Israel['’]s\s)?
          (?i:war|invasion|conflict|offensive|fighting|special\s(?:military\s)?operation)\b
        | (?P<r1>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|—|to|and|until|till|through|/)\s?(?P<r2>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s(?P<rm>{month})\b
          \.?(?:,?\s(?P<ry>{year})\b)?
        | (?P<qm>{month})\.?\s(?P<q1>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|—|to|and|until|till|through|/)\s?(?P<q2>\d{{1,2}})(?:st|nd|rd|th)?
          (?!\d|[.,]\d|\s(?i:people|civilians|others))(?:,?\s(?P<qy>{year})\b)?
        | (?P<same>(?i:(?:that|the\ssame)\s(?:same\s)?(?:day|night|morning|evening|afternoon)))\b
        | (?P<anchor_n>{number}|(?i:the|one|a))\s(?P<anchor_u>(?i:days?|weeks?))\s(?P<anchor>(?i:earlier|before|after|prior))\b
        | (?P<eve>(?i:the\seve))\sof\b(?!\s(?:the\s)?[A-Z])
        | (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s(?P<m1>{month})\b\.?(?:,?\s(?:de\s)?(?:(?P<y1>{year})\b|(?:of\s)?(?P<my1>this|last)\syear\b))?
        | (?P<m2>{month})\b\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]\d|\s(?i:people|civilians))(?:,?\s(?:(?P<y2>{year})\b
          |(?:of\s)?(?P<my2>this|last)\syear\b))?
        | (?P<m3>{month})\b\.?,?\s(?P<y3>{year})\b
        | (?i:{_after("in since of last this early late between from to and until during mid")})(?P<m4>{month})\b(?!\s\d)
        | (?:(?<=[Oo]n\sthe\s)|(?<=(?:night|ening|rning|rnoon)\sof\sthe\s)|(?<=[Ss]ince\sthe\s))(?P<dth>\d{{1,2}})(?:st|nd|rd|th)\b
          (?:\s(?:of\s(?:this|the)\smonth|instant|inst)\b)?(?!\s(?:[A-Z]|(?:day|week|month|year|anniversary|century|brigade|division|regiment|battalion
          |army|corps|floor|stor(?:e)?y|birthday|time|attempt|hour|hole|minute|and\s\d|[a-z]+\sof\s(?:the\s)?(?:war|siege))\b))
        | (?P<weekday>{weekday})\b(?:\s(?:of\s)?(?P<of_week>(?i:last|this))\sweek\b)?
        | (?P<ago_n>{number})\s(?P<ago_u>{unit})\sago\b
        | (?P<ago>(?i:{named["day_ago"]}))\b
        | (?i:(?:(?:over|in|during|within|for)\s)?(?:the\s)?(?:past|last|previous|recent)
          [\s-](?:(?P<win_n>{number})[\s-])?(?P<win_u>{unit}))\b
        | (?i:(?:within|in|over|during)\s(?:the\s|a\s)?(?P<run_n>{number})[\s-](?P<run_u>hours?))\b(?!\sof|\safter|\sbefore)
        | (?P<rel>(?i:(?:earlier\s)?(?:this|last)\s(?:week|month|year)))\b
        | (?P<opened>(?i:(?:the\s)?(?:start|beginning)\sof\s(?:the|this)\s(?:week|month|year)))\b
        | (?i:{_after("in since of during from between and to until by early late")}|(?<=\())
          (?P<year>{year})\b(?![,.]\d|\s(?i:people|civilians|soldiers|troops|men|women|children|dead|others))
        )""",
        re.X,
    )


_OPENING = (
    "first second third fourth last that the same one a an over in during within for past previous recent earlier this start beginning"
)


def first_words(words: Mapping[str, Mapping[str, int]]) -> frozenset[str]:
    """The lower-case words that a match of the pattern can begin with; it may also begin with a figure or a word in "-ty"."""
    listed = (re.findall(r"\w+", word)[0] for kind in words.values() for word in kind)
    return frozenset((*_OPENING.split(), *(word.lower() for word in listed)))


def _any(words: Iterable[str]) -> str:
    """An alternation, longest first; one that matches nothing where there are no words."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _after(words: str) -> str:
    """A look-behind for any of the words and a space or hyphen."""
    return "(?:" + "|".join(rf"(?<={word}[\ -])" for word in words.split()) + ")"
