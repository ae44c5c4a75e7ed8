"""In which scope the displaced are counted: crossings of a day, those who have fled since, those who are so now."""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.text.days import Dated
from transforms.text.model import Figure

OF_THE_WORLD = 50_000_000  # displaced: three times the largest displacement of one country (UNHCR, Global Trends 2024: Sudan, 14.3 million)
_STATE = re.compile(r"\b(?:are|is|remain|remains|remained|still|currently|now|continue to|today|at present|living|live|stay|staying|being held"
    r"|in captivity|hosts?|hosting|shelter(?:ing)?)\b", re.I)  # fmt: skip
_MOVED = re.compile(
    r"\b(?:has|have|had)\s+(?:already\s+|now\s+|since\s+|been\s+)*(?:fled|displaced|forced|driven|uprooted|crossed|left|escaped"
    r"|returned|sought|evacuated|gone)"
    r"|\b(?:forced|drove|displaced|uprooted|sent|forcing|driving|displacing|uprooting|pushed|order(?:ed|ing)?)\b|\bfled\b|\bcrossed\b",
    re.I,
)
_PERFECT = re.compile(r"\b(?:has|have|had)\b|\brefugees\b")
_CROSSED = re.compile(
    r"\b(?:crossed|crossings?|coming over|came over|came out|went across|let in|arrived|entered|left|departures|exits|logged)\b", re.I
)
_NEAR_BEFORE, _NEAR_BEHIND = 25, 60  # characters around a number in which the verb of its people stands
_NOUNS = re.compile(r"\b(?:refugees|internally displaced (?:people|persons)|IDPs)$", re.I)


def of_displaced(
    figure: Figure, own: str, subset: bool, date: Dated | None, *, started: bool, running: Callable[[], bool]
) -> tuple[str, str]:
    """The scope of a number of displaced people and the rule that tells it. `own` is the figure's clause; `started` whether the text counts
    since the start of a war, `running` whether it tells of a war or a running total."""
    if figure.measure in ("in_need", "homeless"):
        return "stock", "a state of people"
    if date is not None and date.role in ("window", "span"):
        return "period", "a stretch of time"
    if subset and figure.measure in ("idps", "refugees", "asylum_seekers"):
        return "stock", "part of a number that holds now"
    least = figure.low if figure.low is not None else figure.best
    if least is not None and least > OF_THE_WORLD:
        return "stock", "so many only the world counts"
    at = figure.value_start - figure.sentence.start
    near = figure.sentence.text[max(0, at - _NEAR_BEFORE) : at + _NEAR_BEHIND]
    a_day = date is not None and date.role == "at" and date.precision == "day"
    if a_day and figure.measure in ("refugees", "displaced") and _CROSSED.search(near) and not _PERFECT.search(near):
        return "period", "crossings of a day"
    if (
        figure.measure in ("refugees", "idps")
        and figure.relation != "total_of"
        and _NOUNS.search(figure.term or "")
        and not (date is not None and date.role == "since")
    ):
        return "stock", "a noun for the displaced"
    if started or (date is not None and date.role == "since"):
        return "cumulative", "since the start, or a date behind since"
    if figure.measure in ("displaced", "refugees", "idps", "asylum_seekers"):
        moved = _MOVED.search(own)
        if date is not None and date.role == "at" and date.precision == "day" and _CROSSED.search(own) and not _PERFECT.search(own):
            return "period", "crossings of a day"
        nominal = re.search(r"\b(?:refugees|asylum[- ]seekers|displaced people|displaced persons|IDPs|internally displaced)\b", own)
        if nominal is not None and (moved is None or nominal.start() < moved.start()):
            return "stock", "a noun for the displaced"
        if re.search(
            r"\b(?:are|remain|is|were|was|still|currently)\s+(?:now\s+|still\s+|currently\s+|forcibly\s+"
            r"|internally\s+)*(?:displaced|living|uprooted)\b",
            own,
        ) and not re.search(r"\b(?:were|was)\b", own):
            return "stock", "how many are so now"
        if moved is not None and (running() or _runs(moved.group(), own, date)):
            return "cumulative", "a perfect tense, a war or a running total"
        if moved is not None:
            return "incident", "a verb of flight in the past"
        state = figure.measure != "displaced" or _STATE.search(own) is not None
        return ("stock", "how many are so now") if state else ("incident", "no word for a stretch of time")
    return "incident", "no word for a stretch of time"


def _runs(verb: str, own: str, date: Dated | None) -> bool:
    """Whether the tense of a flight makes it a total: "have fled", "forced" of no told day, "had fled earlier"; "had fled" tells a story."""
    if re.search(r"\bhad\b", verb):
        return re.search(r"\b(?:earlier|previous|previously|already)\b", own) is not None
    return re.search(r"\b(?:has|have)\b" if date is not None else r"\b(?:has|have|forced|forcing)\b", verb) is not None
