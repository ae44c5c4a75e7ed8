"""Which attribution covers a figure, and which running total it goes on with."""

from __future__ import annotations

import re

from transforms.text.context import Page
from transforms.text.memory import Said, Speaker
from transforms.text.model import Figure

_CONTINUES = re.compile(
    r"[\s“\"'‘]*(?:of (?:those|them|these|that|which)\b|another\b|an additional\b|a further\b"
    r"|of (?:its|their|his) own\b|\d[\d,.]* (?:have|has|had) (?:been |since )"
    r"|among (?:them|those|the)\b"
    r"|they include|including\b"
    r"|(?:the|those) (?:dead|victims|casualties|toll|figures?|numbers?|total|count|wounded|injured|killed|fatalities)\b"
    r"|(?:that|this|these) (?:figures?|numbers?|toll|includes?)"
    r"|(?:at least |some |about |around |nearly )?[\w,-]+ (?:others?|more|of (?:them|those|these))\b)",
    re.I,
)
_SERIES = re.compile(
    r"\s*(?:(?:a|one|\w+) (?:days?|weeks?|months?|years?) (?:ago|earlier|before|later),?\s|before that,?\s|earlier\s"
    r"|(?:on|by|in|over) (?:the )?[\w ]{3,24}?,?\s|the (?:previous|preceding|week|day|month) \w+,?\s)?"
    r"(?:(?:it|they|this|that|(?:the|its|their|[\w.]+['’]s) (?:\w+ ){0,3}?(?:count|number|figure|toll|tally|total|register|ledger|list)s?(?: (?:for|of) \w+)?)"
    r"\s(?:had\s|has\s|previously\s)?(?:stood|stands|was|were|been|put|puts|gives|gave|counted|recorded|claimed|reported|showed|read)\b(?! that)"
    r"|(?:of|among) (?:those|these|them)\b)",
    re.I,
)
_BESIDE = re.compile(r"\s*(?:,\s*)?(?:and|and\sthe|of whom|including|with|[;,]|in addition to|while)?\s*(?:the\s)?", re.I)
_ALIKE = 5  # times: how far the killed and the injured of one count may be apart
_COUNTED = ("killed", "injured", "casualties", "missing")
_BREAK = re.compile(r";|,\s+(?:while|but|whereas|although|though)\b|\bwhile\b")


def series(page: Page, figure: Figure, index: int) -> Figure | None:
    """The running total that the figure goes on with: the same count at another day ("a week ago it stood at 80"), or beside it."""
    last = page.last.get(page.section[index])
    if last is None or last.scope != "cumulative" or figure.measure not in _COUNTED or page.before(figure).rstrip().endswith("+"):
        return None
    near = page.index(last)
    if near is None or page.item[near] != page.item[index] or figure.field != last.field:
        return None
    text = page.sentences[index].text
    if near == index:
        gap = text[last.end - last.sentence.start : figure.start - figure.sentence.start]
        return last if _BESIDE.fullmatch(gap) else None
    return last if near == index - 1 and _SERIES.match(text) else None


def goes_on(page: Page, figure: Figure, index: int, speaker: Speaker | None) -> Figure | None:
    """The running total of the sentence before to which the same speaker's next number belongs: "40,005 were killed. It listed 92,401 wounded"."""
    last = page.last.get(page.section[index])
    number = figure.best
    if last is None or speaker is None or speaker.speaker_id is None or last.speaker_id != speaker.speaker_id or number is None:
        return None
    told = last.best or last.low
    near = page.index(last) == index - 1 and last.scope == "cumulative" and figure.scope == "incident" and figure.measure in _COUNTED
    return last if near and told is not None and told <= number * _ALIKE and number <= told * _ALIKE else None


def go_on(figure: Figure, rules: dict[str, str], *, said: bool) -> None:
    """Takes from the same count at another time what its own words leave open: of whom, where, and in which scope it counts."""
    told = figure.like
    if told is None or told.scope not in ("cumulative", "stock", "period"):
        return
    figure.scope, rules["scope"] = told.scope, "that of the same count at another time"
    for slot in ("population", "conflict_id", "place_id", "place", "origin_id", "origin", "side"):
        setattr(figure, slot, getattr(told, slot))
    if told.scope == "cumulative":
        figure.period_start = told.period_start
    if not said:
        figure.speaker_id, figure.speaker, figure.speaker_kind = told.speaker_id, told.speaker, told.speaker_kind


def who(page: Page, figure: Figure, index: int) -> tuple[Said | None, Speaker | None]:
    """The attribution that covers the figure and its speaker; an institution's own text speaks for itself."""
    start, end = page.span(figure)
    text = page.sentences[index].text
    page.said_at = index
    all_said = page.said(index)
    told = figure.value_start - figure.sentence.start  # "the ministry in a first toll reported three killed"
    ahead = next((one for one in reversed(all_said) if one.on and one.end <= max(start, told)), None)
    counted = figure.value_end - figure.sentence.start  # "half a million, the agency says, need food"
    behind = next((one for one in all_said if one.back and (one.start >= end or counted <= one.start < one.end <= end)), None)
    if ahead is not None and behind is not None and _BREAK.search(text, ahead.end, start):
        ahead = None
    if behind is not None and ";" in text[end : behind.start] and "“" not in text[:start] and '"' not in text[:start]:
        behind = None
    found = ahead or behind
    if found is None and not all_said and (closes := page.closes(index)) is not None:  # “…. …,” she said
        behind = next((one for one in page.said(closes) if one.back), None)
        if behind is not None:
            found, page.said_at = behind, closes
    if found is None and not all_said and page.item[index]:  # an item says what introduces its list says
        intro = page.intro.get(page.item[index])
        if intro is not None:
            said = page.said(intro)
            found = next((one for one in reversed(said) if one.on or one.back), None) or (said[-1] if said else None)
            page.said_at = intro
    if found is None and not all_said and page.follows(index) and (_CONTINUES.match(text) or _SERIES.match(text) or page.quoted(index)):
        page.said_at = page.carried.get(index - 1, index - 1)
        found = next((one for one in reversed(page.said(page.said_at)) if one.on or one.back), None)
        if found is not None:
            page.carried[index] = page.said_at
    if found is None and not all_said and page.follows(index) and _CONTINUES.match(text):
        last = page.last.get(page.section[index])
        if last is not None and page.index(last) == index - 2:
            found, page.said_at = page.spoke.get(id(last), (None, index))
    if found is None and "|" in text and (source := page.source(index, end)) is not None:
        return None, source
    if found is None and (last := page.last.get(page.section[index])) is not None and _SERIES.match(text):
        found, page.said_at = page.spoke.get(id(last), (None, index))
    if found is not None:
        page.spoke[id(figure)] = (found, page.said_at)
        return found, found.speaker
    return None, page.institution
