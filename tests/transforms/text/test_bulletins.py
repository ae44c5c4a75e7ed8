"""The personnel line of a loss bulletin as a whole page gives it."""

from __future__ import annotations

from datetime import date

from flows.reference import load
from transforms.text.model import Article
from transforms.text.reader import Reader

BULLETIN = """The enemy's combat losses from 24.02 to 11.06 were approximately:
personnel ‒ about 32,750 (+250) persons were liquidated,
tanks ‒ 1430 (+6),
artillery systems – 720 (+5),
cruise missiles ‒ 125 (+0),
warships / boats ‒ 13 (+0).
Data are being updated."""


def test_the_total_and_the_day_are_two_figures_and_equipment_is_none() -> None:
    total, day = Reader(load()).read(Article("a", BULLETIN, None, None, date(2022, 6, 11))).figures
    assert (total.measure, total.best, total.quantifier, total.population, total.scope) == (
        "killed",
        32_750,
        "about",
        "combatant",
        "cumulative",
    )
    assert (day.measure, day.best, day.quantifier, day.population, day.scope) == ("killed", 250, "exact", "combatant", "period")
    assert BULLETIN[day.value_start : day.value_end] == "250"
    assert (total.head, total.term) == ("personnel", "liquidated")


def test_a_line_without_a_verb_is_casualties() -> None:
    (figure,) = Reader(load()).read(Article("a", "Losses of the day:\npersonnel – about 400,\ntanks – 4")).figures
    assert (figure.measure, figure.best) == ("casualties", 400)
