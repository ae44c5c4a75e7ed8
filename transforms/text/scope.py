"""In which stretch a figure counts and how it is vouched for, from the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date as date_
from functools import lru_cache
from typing import Any

from transforms.text.cues import Cue
from transforms.text.days import Dated
from transforms.text.memory import Said
from transforms.text.model import Figure
from transforms.text.moved import OF_THE_WORLD, of_displaced

_A_WEEK = 7  # days
_LARGEST_INCIDENT = 3_000  # killed or injured: 2,977 died on 11 September 2001, the deadliest attack of the Global Terrorism Database

_START = Cue(
    r"\bsince\s+(?:the\s+)?(?:start|beginning|outbreak|onset|launch|early days)?\s*(?:of\s+)?(?:the|this|its|that|Russia['’]s"
    r"|Israel['’]s|\w+['’]s)?\s*"
    r"(?:[\w-]+\s+){0,4}?(?:war|invasion|conflict|offensive|fighting|uprising|coup|operation|hostilities|insurgency|genocide"
    r"|crisis|violence|aggression)\b"
    r"|\bsince (?:it|they|fighting|war|violence|clashes|the war|hostilities|the fighting) (?:began|started|broke out|erupted)\b"
    r"|\bsince then\b"
    r"|\bfrom the (?:start|beginning) of the (?:war|invasion|conflict)\b|\bз початку\b|\bс начала\b",
    "since|from the start|from the beginning|з початку|с начала",
)
_ONSET = Cue(r"\bsince (?:the )?(?:start|beginning|outbreak|onset) of (?:the )?\w+", "since")  # of a siege, a season: no war's total
_WAR = Cue(
    r"\b(?:war|wars|invasion|conflict|civil war|famine|genocide|insurgency|occupation|uprising|hostilities|military offensive|ground offensive"
    r"|military campaign|pandemic"
    r"|holocaust|dictatorship|Holodomor|crackdown|campaign)\b",
    "war|invasion|conflict|famine|genocide|insurgen|occupation|uprising|hostilit|offensive|campaign|pandemic|holocaust|dictator|crackdown|holodomor",
)
_BULLETIN = Cue(r"\b(?:total|overall|combined|aggregate)\s+(?:combat\s+|enemy\s+|personnel\s+)*(?:losses|casualties)\b"
    r"|\bбойові втрати\b|\bзагальні (?:бойові )?втрати"
                       r"|\b(?:combat )?losses of the enemy\b|\bобщие потери\b", "losses|casualties|втрати|потери")  # fmt: skip
_RUNNING = re.compile(
    r"\b(?:already|so far|to date|until now|thus far|in total|altogether|have now|has now|total(?:ling)? (?:toll|number))\b", re.I
)
_OF_THE_YEAR = Cue(r"\b(?:so far|already|year[- ]to[- ]date) this year\b|\bthis year so far\b|\byear[- ]to[- ]date\b"
                   r"|\b(?:passed|reached|topped|surpassed)\b[^.;,]{0,40}\bfor the year\b", "this year|year-to|year to|for the year")  # fmt: skip
_TOLL_OF_WAR = Cue(r"\b(?:death toll|toll|deaths?|fatalities|casualties)\s+(?:\w+\s+){0,2}?(?:of|in|from)\s+(?:the\s+"
    r"|this\s+)?(?:\w+['’]s\s+)?(?:\w+\s+){0,2}?(?:war|conflict|invasion|offensive)\b"
                          r"|\bwar['’]s (?:death )?toll\b", "war|conflict|invasion|offensive")  # fmt: skip
_HELD = re.compile(
    r"\b(?:held|holds|holding|in captivity|in custody|behind bars|imprisoned|jailed|prisoners of war|remain|remains|still|languish\w*)\b",
    re.I,
)
_RECENT = Cue(
    r"\b(?:per day|a day(?! (?:earlier|before|after|later|ago))|every day|daily|each day|during the day|of the day|за добу|за сутки|in one day|in a single day)\b",
    "day|daily|за добу|за сутки",
)
_OVERALL = Cue(
    r"\b(?:throughout|over|during|for|in(?! the night))\s+(?:the\s+)?(?:course of\s+|whole of\s+)?(?:the\s+)?(?:day|night|weekend|week|month"
    r"|year|period|quarter)\b(?! of\b)",
    "day|night|week|month|year|period|quarter",
)
_COMPARISON = Cue(
    r"\b(?:worst|largest|biggest|deadliest|highest|first|most|fastest|greatest|bloodiest"
    r"|rate not seen)\b[^.;]{0,80}?\bsince\b[^.;,)]{0,40}"
    r"|\b(?:worst|largest|biggest|deadliest|highest|bloodiest|costliest)\b[^.;,]{0,60}?\b(?:to date|so far|of the (?:war|conflict|campaign"
    r"|year|offensive|insurgency))\b"
    r"|\b(?:first|second|third|opening|last|final)\s(?:few\s|two\s|three\s)?(?:nights?|days?|hours?) of\s[^.;,)]{0,40}",
    "since|to date|so far|of the |night of|nights of|day of|days of|hour of|hours of",
)
_OF_YEARS = re.compile(r"\(\d{4}[-–]\d{4}\)")
_CAMPAIGN = Cue(
    r"\b(?:operations?|offensive|campaign|crackdown|this (?:year|month|season))\b", "operation|offensive|campaign|crackdown|this "
)
_COUNTED_BY_UN = 200  # killed: of so many in one event a report of the UN names the event
_TALLY = re.compile(r"\b(?:tally|count|register|ledger|database|total|measured|toll|verified)\b", re.I)
_FEW_DAYS = 3
_MANY = 500  # killed: our choice, for a text that tells of so many in one attack names the attack
_HAVE_BEEN = re.compile(r"\b(?:has|have)\s(?:\w+ly\s|so far\s|now\s)?been\s(?:\w+ly\s)?(?:killed|injured|wounded|slain)\b", re.I)
_CLOCKED = re.compile(r"\b[Bb]etween\b[^.;]{0,40}?\((?:afternoon|morning|evening|noon|midday|midnight|\d{1,2}[:.]\d{2})[^)]*\)")
_NATIONWIDE = re.compile(r"\bnationwide\b|\bcountrywide\b|\b(?:across|throughout|around) the country\b", re.I)
_PARTED = re.compile(r",\s+(?:and|but|while|whereas)\s|;")
_EVENT = re.compile(
    r"\b(?:attacks?|strikes?|airstrikes?|bombings?|explosions?|blasts?|incidents?|raids?|massacres?|clash(?:es)?|day|hours|week|month)\b",
    re.I,
)
_COUNTS = re.compile(r"\b(?:verif|record|document|register|count|corroborat|tall)\w+", re.I)
_ONE_EVENT = re.compile(
    r"\b(?:an?|the|one|that)\s(?:[\w’'-]+\s){0,3}?(?:attack|bomb|bomber|bombing|blast|explosion|strike|air\s?strike|raid|ambush|massacre|shooting"
    r"|assault|shelling|rocket|missile|crash|gunman|gunmen|earthquake|siege|battle|stampede|fire|landslide|flood)\b"
    r"|\bwhen\s(?:an?|the|one|two|their|his|her)\b|\bon the (?:highway|road|bridge|beach|square)\b|\bby an? (?:\w+\s)?(?:mine|bomb|shell|drone)\b",
    re.I,
)
_BODIES = re.compile(r"\bbod(?:y|ies)\b", re.I)
LOSSES = ("killed", "injured", "casualties", "captured", "missing")
COUNTRY_WIDE = ("refugees", "idps", "asylum_seekers", "in_need", "homeless", "displaced", "affected")
_STOCKS = ("refugees", "idps", "asylum_seekers", "in_need", "homeless", "affected")

_REMEMBERED = 256  # texts: a sentence may state a hundred figures, and each asks the same of it


@lru_cache(maxsize=_REMEMBERED)
def _seen(search: Callable[[str], re.Match[str] | None], text: str) -> bool:
    return search(text) is not None


@lru_cache(maxsize=_REMEMBERED)
def _compared_to_nothing(text: str) -> str:
    return _bare(text)


def scope(
    figure: Figure,
    clause: str,
    sentence: str,
    lead: str,
    before: str,
    date: Dated | None,
    conflict: Mapping[str, Any] | None,
) -> tuple[str, str]:
    """One of incident, period, cumulative, stock, and the rule that tells.

    `clause` is what stands around the figure, `sentence` the whole, `lead` the title and the sentences before, `before`
    the characters in front of the number, `date` the date that the figure rests on.
    """
    if before.rstrip().endswith(("(+", "+")):
        return "period", "an addition: “(+”"
    bare = _compared_to_nothing(sentence)
    alone = (figure.start, figure.end) == (figure.value_start, figure.value_end) and figure.relation is None  # "up from 74,000 on Monday"
    own = bare if alone else _bare(clause)
    subset = figure.relation == "subset_of"
    if figure.measure == "returnees" and re.search(r"\breturnees\b", own):
        return "stock", "a state of people"
    if figure.measure in _STOCKS or figure.measure == "displaced":
        text = own if subset else bare
        return of_displaced(
            figure,
            own,
            subset,
            date,
            started=_seen(_START.search, text),
            running=lambda: _RUNNING.search(text) is not None or _seen(_WAR.search, text),
        )
    if figure.measure in ("captured", "detained", "abducted", "missing") and _HELD.search(own):
        return "stock", "words for those still held or missing"
    if _seen(_BULLETIN.search, sentence) or (_seen(_BULLETIN.search, lead) and not re.search(r"[a-z]{4}\. [A-Z]", sentence)):
        return "cumulative", "total losses"
    if _seen(_START.search, bare) or _seen(_ONSET.search, bare) or _seen(_TOLL_OF_WAR.search, bare):
        return "cumulative", "since the start, or the toll of a war"
    if _seen(_OF_THE_YEAR.search, bare):
        return "cumulative", "a running total of the year"
    if figure.relation == "total_of" and _CAMPAIGN.search(bare):
        return "cumulative", "the total of a campaign, to which an incident adds"
    least = figure.best if figure.best is not None else figure.low
    brief = date is None or date.role == "at" or _of_another(figure, date)
    rate = "rate_per_day" in figure.flags or (date is not None and date.precision in ("year", "month"))
    if least is not None and least > _LARGEST_INCIDENT and figure.measure in LOSSES and conflict is not None and brief and not rate:
        return "cumulative", "more than any single incident, or a few days, kill"
    if date is not None:
        if date.role == "since":
            return "cumulative", "a date behind since"
        if date.role == "window" or (date.role == "span" and not (date.first and date.last and (date.last - date.first).days < 2)):
            return "period", "a stretch of time"
        if date.role == "span" and _CLOCKED.search(bare):
            return "period", "from an hour of one day to one of the next"
        if date.role == "at" and date.precision == "day" and _NATIONWIDE.search(own) and not _ONE_EVENT.search(own):
            return "period", "a day over a whole country"
    if _seen(_RECENT.search, bare) or _OVERALL.search(own):
        return "period", "words for a day, week, month or year as a whole"
    if "rate_per_day" in figure.flags:
        return "period", "a rate"
    if _seen(_WAR.search, bare) and (_RUNNING.search(bare) or _killed_by_war(bare)):
        return "cumulative", "a war, not an attack, is what harmed"
    if date is not None and date.role == "at" and date.precision in ("year", "month") and not _ONE_EVENT.search(own):
        return "period", "a whole year or month"
    if date is None and least is not None and least >= _MANY and _HAVE_BEEN.search(own) and not _EVENT.search(bare):
        return "cumulative", "so many “have been killed” in no told event"
    if least is not None and least > _LARGEST_INCIDENT and figure.measure in LOSSES and (conflict is not None or _seen(_WAR.search, bare)):
        return "cumulative", "more than any single incident"
    return "incident", "no word for a stretch of time"


def _of_another(figure: Figure, date: Dated) -> bool:
    """Whether a stretch of a few days is that of another number: "30,035 have been killed, ..., an increase of 81 in 24 hours"."""
    if not (date.first and date.last and (date.last - date.first).days <= _FEW_DAYS):
        return False
    base, text = figure.sentence.start, figure.sentence.text
    between = (
        text[figure.value_end - base : date.start] if date.start >= figure.value_end - base else text[date.end : figure.value_start - base]
    )
    return any(char.isdigit() for char in between)


def _killed_by_war(text: str) -> bool:
    """Whether a war, not an attack, is what killed: "the famine that killed", "died in the war"."""
    return bool(
        re.search(
            rf"(?:{_WAR.pattern})(?:\s+(?:\w+\s+){{0,4}})?(?:that\s+|which\s+|has\s+|have\s+|,\s*)*(?:killed|claimed|cost|left|killing)"
            rf"|\b(?:killed|died|perished|dead|lives|deaths|dying)\b[^.;,]{{0,40}}\b(?:in|during|by|from|of|to)\s+(?:the\s+|a\s+"
            rf"|this\s+)?(?:[\w'’-]+\s+){{0,3}}(?:{_WAR.pattern})",
            text,
            re.I,
        )
    )


def _bare(text: str) -> str:
    """The text without its comparisons."""
    return _OF_YEARS.sub(" ", _COMPARISON.without(text))


def since_start(text: str) -> bool:
    """Whether a sentence counts since the start of "the war", whichever the article is about."""
    return _seen(_START.search, _compared_to_nothing(text))


def of_war(figure: Figure, text: str, date: Dated | None, starts: Collection[date_], said: Said | None) -> bool:
    """Whether a figure is a running total of a war: since its start, from its first day on, or a monitor's record that names no event."""
    if figure.measure not in LOSSES or before_plus(figure):
        return False
    bare = _compared_to_nothing(text)
    if _seen(_START.search, bare) or _seen(_TOLL_OF_WAR.search, bare):
        return True
    if date is not None and date.role in ("since", "span") and date.first in starts:
        return True
    counted = said is not None and _COUNTS.search(text, said.start, said.end) is not None
    monitor = counted and said is not None and said.speaker.kind in ("un", "ngo") and said.stance == "confirmed"
    least = figure.best if figure.best is not None else figure.low
    if said is not None and said.speaker.kind == "un" and not said.speaker.person and least is not None and least >= _COUNTED_BY_UN:
        monitor = monitor or said.stance == "confirmed" or _TALLY.search(text) is not None
    return (
        monitor
        and not _BODIES.search(text, figure.start - figure.sentence.start, figure.end - figure.sentence.start)  # of one place
        and figure.population in ("civilian", "any")
        and not _EVENT.search(bare)
        and (date is None or (date.role, date.precision) == ("at", "day"))
    )


def long(date: Dated, own: str) -> bool:
    """Whether a date bounds a stretch over which people are counted, rather than dates one event."""
    if date.role == "since" or (date.role in ("span", "window") and date.first and date.last and (date.last - date.first).days > _A_WEEK):
        return True
    return date.role == "at" and date.precision in ("month", "year") and not _ONE_EVENT.search(own)


def before_plus(figure: Figure) -> bool:
    """Whether a plus sign makes it the addition of a day."""
    text, at = figure.sentence.text, figure.value_start - figure.sentence.start
    return text[max(0, at - 2) : at].rstrip().endswith("+")


def own_words(clause: str, start: int, end: int) -> str:
    """The part of the figure's clause that no "and" or "but" behind a comma parts from it."""
    if "," not in clause and ";" not in clause:
        return clause
    opened = [match.end() for match in _PARTED.finditer(clause, 0, max(0, start))]
    closed = _PARTED.search(clause, end)
    return clause[opened[-1] if opened else 0 : closed.start() if closed else len(clause)]


def continues_history(text: str) -> bool:
    """Whether a sentence goes on about the history that the one before named: "It killed", "The famine"."""
    return re.match(r"\s*(?:It|That|This|The (?:famine|genocide|massacre|uprising))\s", text) is not None


def of_world(figure: Figure) -> bool:
    """Whether so many can only be counted over the whole world."""
    least = figure.low if figure.low is not None else figure.best
    return least is not None and least > OF_THE_WORLD and figure.measure in (*_STOCKS, "displaced")
