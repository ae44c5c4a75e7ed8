"""The slots of figures in sentences of news: who says it, of whom, for when, for where, in which scope and stance."""

from __future__ import annotations

import re
from datetime import date

import pytest

from flows.reference import load
from transforms.text.model import Article, Figure, Mention, Sentence
from transforms.text.slots import Slots

SLOTS = Slots(load())
DAY = date(2023, 6, 15)  # a Thursday


def fill(
    text: str,
    *phrases: str,
    measure: str = "killed",
    population: str = "any",
    published_on: date | None = DAY,
    title: str | None = None,
    outlet: str | None = None,
) -> tuple[list[Figure], list[Mention]]:
    """Figures for these phrases of a text with one sentence a line, slots filled, and the mentions."""
    sentences = [Sentence("title", 0, len(title), title, 0)] if title else []
    for line in re.finditer(r"[^\n]+", text):
        sentences.append(Sentence("text", line.start(), line.end(), line[0], 1))
    figures = []
    for phrase in phrases:
        start = text.index(phrase)
        number = re.search(r"\d[\d,.]*\d|\d|\b(?:one|two|three|four|six|nine|twelve|dozens|hundreds|millions|tens)\b", phrase, re.I)
        assert number is not None
        digits = number[0].replace(",", "")
        best = int(float(digits)) if digits[0].isdigit() else None
        home = next(one for one in sentences if one.field == "text" and one.start <= start < one.end)
        figure = Figure("text", measure, best, best, best, "exact", start, start + len(phrase), start, start, home, population=population)
        figure.value_start, figure.value_end, figure.head = start + number.start(), start + number.end(), phrase
        figures.append(figure)
    article = Article("a", text, title, outlet, published_on)
    return figures, SLOTS.fill(article, sentences, figures)


def one(text: str, phrase: str, **how: object) -> Figure:
    return fill(text, phrase, **how)[0][0]  # type: ignore[arg-type]


SPEAKERS = [
    ("Governor Pavlo Kyrylenko said 12 people died in Kramatorsk.", "12 people", "Pavlo Kyrylenko", "official"),
    (
        "Shells fell on a bus stop in Kherson and killed 4 people, Oleksandr Prokudin said on Telegram.",
        "killed 4 people",
        "Oleksandr Prokudin",
        "official",
    ),
    ("According to the UN refugee agency, 5 people drowned.", "5 people", "UNHCR", "un"),
    ("The World Health Organization reported 31 deaths.", "31 deaths", "WHO", "un"),
    ("At least 8 people were buried, according to the town's mayor, Ihor Terekhov.", "8 people", "Ihor Terekhov", "official"),
    ("Human Rights Watch documented 17 killings in the town.", "17 killings", "Human Rights Watch", "ngo"),
    ("Three boys died when the roof fell, said Marta Lindqvist, a doctor at the clinic.", "Three boys", "Marta Lindqvist", None),
    ("Sheriff Tom Alder told reporters that 6 hikers had died.", "6 hikers", "Tom Alder", "official"),
    ("Police said 14 people were killed in a bombing.", "14 people", "Police", "official"),
    ("Rescue workers pulled out 9 bodies, witnesses said.", "9 bodies", "witnesses", "witness"),
    ("A spokesman for the Sudanese army said 20 civilians were killed.", "20 civilians", "Sudanese Armed Forces", "party"),
    ("The Committee to Protect Journalists reports 16 deaths.", "16 deaths", "Committee to Protect Journalists", "ngo"),
    ("The United States mourned 3 men.", "3 men", None, "none"),
    ("The fever claimed 300 lives.", "300 lives", None, "none"),
    ("By Saturday 2 of them had died.", "2 of them", None, "none"),
]


@pytest.mark.parametrize(("text", "phrase", "speaker", "kind"), SPEAKERS)
def test_the_speaker_of_one_sentence(text: str, phrase: str, speaker: str | None, kind: str | None) -> None:
    figure = one(text, phrase)
    assert figure.speaker == speaker
    assert kind is None or figure.speaker_kind == kind


def test_a_relay_names_the_origin_and_who_relayed_it() -> None:
    figure = one("TASS cited the Russian Defence Ministry as saying that 70 servicemen were killed.", "70 servicemen")
    assert (figure.speaker, figure.via) == ("Russian Defence Ministry", "TASS")


def test_what_was_told_to_an_outlet_is_relayed_by_it() -> None:
    figure = one("Dr Ahmed Saleh, the head of the hospital, told Reuters that 17 bodies had come in.", "17 bodies")
    assert (figure.speaker, figure.via) == ("Ahmed Saleh", "Reuters")


def test_a_pronoun_is_whoever_spoke_last() -> None:
    text = "Gladkov said there were fires in Shebekino.\nHe earlier also spoke of one dead."
    figure = one(text, "one dead")
    assert (figure.speaker, figure.speaker_id) == ("Vyacheslav Gladkov", "ru-gladkov")
    assert figure.speaker_mention is not None
    assert figure.speaker_mention.text == "He"


def test_the_ministry_is_the_one_that_spoke_before() -> None:
    text = (
        "Lebanon's health ministry opened two wards.\nLebanon's health ministry said 3 people died.\nThe ministry said 40 people were hurt."
    )
    assert one(text, "40 people", measure="injured").speaker == "Lebanese Health Ministry"


def test_a_surname_is_completed_from_the_text() -> None:
    text = "Deputy Mayor Karin Oduya visited the site.\nAt least 5 people died, Oduya said."
    assert one(text, "5 people").speaker == "Karin Oduya"


def test_attribution_reaches_over_sentences_that_continue_it() -> None:
    text = "Ukraine's Air Force said 4 people were hurt in Odesa.\nAnother 9 were taken to hospital.\nThe mayor had 2 aides with him."
    figures, _ = fill(text, "4 people", "Another 9", "2 aides", measure="injured")
    assert [figure.speaker for figure in figures] == ["Ukraine's Air Force", "Ukraine's Air Force", None]


def test_each_of_two_speakers_has_its_number() -> None:
    text = "Local officials said 3 people were killed, while Ukraine's General Staff spoke of 5 dead."
    figures, _ = fill(text, "3 people", "5 dead")
    assert [figure.speaker for figure in figures] == ["Local officials", "Ukraine's General Staff"]


@pytest.mark.parametrize(
    ("outlet", "speaker"),
    [
        ("mil.gov.ua", "Ukraine's Ministry of Defence"),
        ("White House (press office)", "White House"),
        ("en.kremlin.ru", "Kremlin"),
        ("Wikinews", None),
        ("Reuters", None),
        (None, None),
    ],
)
def test_an_institution_speaks_in_its_own_text_and_a_news_outlet_has_no_voice(outlet: str | None, speaker: str | None) -> None:
    assert one("The strike killed 7 people in Lviv.", "7 people", outlet=outlet).speaker == speaker


STANCES = [
    ("Moscow said 600 Ukrainian soldiers were killed in Kramatorsk.", "600 Ukrainian soldiers", "claimed"),
    ("Ukraine's General Staff said 80 Ukrainian soldiers were killed.", "80 Ukrainian soldiers", "asserted"),
    ("OHCHR verified 40 deaths in Ukraine.", "40 deaths", "confirmed"),
    ("Reportedly, 5 people were killed in Jenin.", "5 people", "unverified"),
    ("The mayor, Vadym Boichenko, estimated that 20,000 people were killed in Mariupol.", "20,000 people", "estimated"),
    ("The rebels claimed to have killed 15 people.", "15 people", "claimed"),
    ("Police said 4 people were killed.", "4 people", "asserted"),
    ("He reportedly fled, and 3 people died.", "3 people", "asserted"),
]


@pytest.mark.parametrize(("text", "phrase", "stance"), STANCES)
def test_stance(text: str, phrase: str, stance: str) -> None:
    assert one(text, phrase).stance == stance


def test_a_denial_and_a_hypothetical_that_the_grammar_read_stay() -> None:
    text = "Kyiv denied that 400 of its soldiers had been killed near Makiivka."
    sentence = Sentence("text", 0, len(text), text, 0)
    start = text.index("400")
    figure = Figure(
        "text", "killed", 400, 400, 400, "exact", start, start + 19, start, start + 3, sentence, stance="denied", scope="projection"
    )
    SLOTS.fill(Article("a", text, None, None, DAY), [sentence], [figure])
    assert (figure.stance, figure.scope, figure.side) == ("denied", "projection", "UKR")


SCOPES = [
    ("An air strike killed 30 people in El Fasher.", "30 people", "killed", "incident"),
    ("The toll of the strike on Dnipro rose to 45.", "45", "killed", "incident"),
    ("Shelling killed 3 people in Donetsk region over the past day.", "3 people", "killed", "period"),
    ("Between January and May, 1,200 people were killed in Burkina Faso.", "1,200 people", "killed", "period"),
    ("In recent weeks 11 reporters were killed in Sudan.", "11 reporters", "killed", "period"),
    ("Since the start of the war 9,083 civilians have been killed in Ukraine.", "9,083 civilians", "killed", "cumulative"),
    ("Since 7 October 2022, 35 people have been killed in Jenin.", "35 people", "killed", "cumulative"),
    ("The war in Sudan has killed 15,000 people.", "15,000 people", "killed", "cumulative"),
    ("The invasion has already displaced 8 million people.", "8 million people", "displaced", "cumulative"),
    ("Chad hosts 600,000 refugees.", "600,000 refugees", "refugees", "stock"),
    ("In Yemen, 21 million people need aid.", "21 million people", "in_need", "stock"),
    ("Some 110,000,000 people have been forced from their homes around the world.", "110,000,000 people", "displaced", "stock"),
    ("Russia holds 300 prisoners of war.", "300 prisoners of war", "captured", "stock"),
    ("Fighting on Monday drove 700 people from the town; 700 fled.", "700 people", "displaced", "incident"),
    ("The army said 40 men were captured in the raid.", "40 men", "captured", "incident"),
]


@pytest.mark.parametrize(("text", "phrase", "measure", "scope"), SCOPES)
def test_scope(text: str, phrase: str, measure: str, scope: str) -> None:
    assert one(text, phrase, measure=measure).scope == scope


WHEN = [
    ("A mine killed 2 farmers on Tuesday.", "2 farmers", date(2023, 6, 13), "day", "relative"),
    ("A mine killed 2 farmers yesterday.", "2 farmers", date(2023, 6, 14), "day", "relative"),
    ("A mine killed 2 farmers on 3 March 2021.", "2 farmers", date(2021, 3, 3), "day", "explicit"),
    ("A mine killed 2 farmers on November 30.", "2 farmers", date(2022, 11, 30), "day", "explicit"),
    ("A mine killed 2 farmers earlier this week.", "2 farmers", date(2023, 6, 12), "week", "relative"),
    ("A mine killed 2 farmers in April.", "2 farmers", date(2023, 4, 1), "month", "explicit"),
    ("A mine killed 2 farmers in May 2019.", "2 farmers", date(2019, 5, 1), "month", "explicit"),
    ("A mine killed 2 farmers.", "2 farmers", DAY, "day", "publication"),
    ("A mine killed 2 farmers, the police said on Wednesday.", "2 farmers", DAY, "day", "publication"),
    ("Forty years ago a mine killed 2 farmers.", "2 farmers", date(1983, 1, 1), "year", "relative"),
]


@pytest.mark.parametrize(("text", "phrase", "as_of", "precision", "basis"), WHEN)
def test_the_day_of_an_incident(text: str, phrase: str, as_of: date, precision: str, basis: str) -> None:
    figure = one(text, phrase)
    assert (figure.as_of, figure.as_of_precision, figure.as_of_basis) == (as_of, precision, basis)


def test_without_a_publication_date_a_relative_day_stays_open() -> None:
    figure = one("A mine killed 2 farmers on Tuesday.", "2 farmers", published_on=None)
    assert (figure.as_of, figure.as_of_precision, figure.as_of_basis) == (None, None, "none")


def test_the_day_of_the_event_is_carried_from_the_opening_not_from_the_dateline() -> None:
    text = (
        "Thursday, June 15, 2023\nOn Monday a bus burned near Lyon.\nThe driver had slept little.\nOne of them died at once, a nurse said."
    )
    assert one(text, "One of them").as_of == date(2023, 6, 12)


def test_a_running_total_is_dated_by_the_day_at_which_it_holds_not_by_its_first() -> None:
    text = "The war that began on 24 February 2022 has killed 9,083 civilians in Ukraine as of 11 June 2023."
    figure = one(text, "killed 9,083 civilians")
    assert (figure.scope, figure.period_start, figure.as_of) == ("cumulative", date(2022, 2, 24), date(2023, 6, 11))


def test_slashes_that_may_be_read_two_ways_are_flagged() -> None:
    assert one("A mine killed 2 farmers on 03/04/2023.", "2 farmers").flags == ["ambiguous_date"]


def test_a_loss_bulletin() -> None:
    text = "Combat losses of the enemy from 24.02 to 03.06 were approximately:\npersonnel: about 31,050 (+150) persons were liquidated,"
    figures, mentions = fill(text, "31,050", "150", published_on=date(2022, 6, 3), outlet="mil.gov.ua")
    rows = [(f.speaker, f.speaker_kind, f.side, f.stance, f.scope, f.period_start, f.as_of, f.conflict_id) for f in figures]
    assert rows == [
        (
            "Ukraine's Ministry of Defence",
            "adverse_party",
            "RUS",
            "claimed",
            "cumulative",
            date(2022, 2, 24),
            date(2022, 6, 3),
            "ukraine-2022",
        ),
        ("Ukraine's Ministry of Defence", "adverse_party", "RUS", "claimed", "period", date(2022, 6, 3), date(2022, 6, 3), "ukraine-2022"),
    ]
    assert [(m.kind, m.text) for m in mentions] == [("date", "24.02 to 03.06")]


WHERE = [
    ("Rockets killed 3 people in Kharkiv, and killed 2 people in Sumy.", "killed 2 people", "killed", "Sumy", None),
    ("In Idlib 4 people were killed, officials in Damascus said.", "4 people", "killed", "Idlib", None),
    ("A shell hit the village of Novomlynka in Kherson region, killing 2 women.", "2 women", "killed", "Novomlynka", None),
    ("The blast near Karpa Island killed 2 men.", "2 men", "killed", "Karpa Island", None),
    ("About 90,000 people fled Sudan to Chad.", "90,000 people", "refugees", "Chad", "Sudan"),
    ("In Ukraine, 6 million people are uprooted.", "6 million people", "idps", "Ukraine", None),
    ("Moscow has rejected a truce, after 8 people were killed in Kiev.", "8 people", "killed", "Kyiv", None),
    ("A flood killed 5 people in Tarvella on Monday.", "5 people", "killed", "Tarvella", None),
    ("A flood killed 5 people in August.", "5 people", "killed", None, None),
    ("After the talks 5 people died.", "5 people", "killed", None, None),
    ("Gladkov said 9 people were hurt.", "9 people", "injured", "Belgorod region", None),
    ("World War II killed 60,000,000 people.", "60,000,000 people", "killed", "Europe", None),
]


@pytest.mark.parametrize(("text", "phrase", "measure", "place", "origin"), WHERE)
def test_place_and_origin(text: str, phrase: str, measure: str, place: str | None, origin: str | None) -> None:
    figure = one(text, phrase, measure=measure)
    assert (figure.place, figure.origin) == (place, origin)


def test_the_place_is_carried_from_the_sentences_before_and_else_from_the_title() -> None:
    assert one("A drone fell on a market in Sudzha.\nIt killed 3 people.", "3 people").place == "Sudzha"
    assert one("A drone fell on a market.\nIt killed 3 people.", "3 people", title="Three dead in Rafah").place == "Rafah"


SIDES = [
    ("Shelling killed 3 people in Kharkiv.", "3 people", "any", "UKR"),
    ("Shelling killed 3 people in Belgorod.", "3 people", "any", "RUS"),
    ("Rebels killed 3 reporters in Kharkiv.", "3 reporters", "journalist", None),
    ("A crash killed 3 people in California.", "3 people", "any", None),
    ("A raid killed 25 Hamas fighters.", "25 Hamas fighters", "combatant", "PSE"),
    ("Ukraine lost 200 soldiers near Bakhmut.", "lost 200 soldiers", "combatant", "UKR"),
    ("Armenia said 49 of its soldiers were killed.", "49 of its soldiers", "combatant", "ARM"),
    ("Russian forces killed 6 Syrian civilians.", "6 Syrian civilians", "civilian", "SYR"),
]


@pytest.mark.parametrize(("text", "phrase", "population", "side"), SIDES)
def test_side(text: str, phrase: str, population: str, side: str | None) -> None:
    assert one(text, phrase, population=population).side == side


def test_who_did_it() -> None:
    figure = one("Israeli air strikes killed 12 people in Rafah.", "killed 12 people", published_on=date(2024, 3, 1))
    assert (figure.side, figure.perpetrator, figure.conflict_id) == ("PSE", "ISR", "gaza-2023")


CONFLICTS = [
    ("Shelling killed 3 people in Donetsk.", date(2016, 5, 1), "donbas-2014"),
    ("Shelling killed 3 people in Donetsk.", date(2022, 5, 1), "ukraine-2022"),
    ("Shelling killed 3 people in Donetsk.", None, "ukraine-2022"),
    ("Shelling killed 3 people in Donetsk.", date(2010, 5, 1), None),
    ("Gunmen killed 3 people in Lisbon.", date(2023, 5, 1), None),
]


@pytest.mark.parametrize(("text", "published_on", "conflict"), CONFLICTS)
def test_conflict_by_place_and_day(text: str, published_on: date | None, conflict: str | None) -> None:
    assert one(text, "3 people", published_on=published_on).conflict_id == conflict


def test_history_told_in_passing_goes_to_its_own_conflict() -> None:
    text = "Shelling killed 3 people in Kharkiv.\nThe Rwandan genocide killed 800,000 people."
    figures, _ = fill(text, "3 people", "800,000 people")
    assert [(f.conflict_id, f.as_of, f.as_of_precision) for f in figures] == [
        ("ukraine-2022", DAY, "day"),
        ("rwanda-1994", date(1994, 1, 1), "year"),
    ]
    assert one("It was the worst flight since World War II, with 5 people killed in Kherson.", "5 people").conflict_id == "ukraine-2022"


def test_mentions_are_exactly_their_words_and_stand_once() -> None:
    text = "The UN said 5 people died and 7 people were hurt in Kharkiv on Tuesday."
    figures, mentions = fill(text, "5 people", "7 people")
    assert [(m.kind, m.text, m.entity_id) for m in mentions] == [
        ("place", "Kharkiv", "ukr-kharkiv"),
        ("date", "Tuesday", "2023-06-13"),
        ("speaker", "UN", "un"),
    ]
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert figures[0].place_mention is figures[1].place_mention


def test_an_article_without_figures_has_no_mentions() -> None:
    assert SLOTS.fill(Article("a", "The UN met in Kharkiv on Tuesday."), [], []) == []


@pytest.mark.parametrize(
    "text", ["5", "5 \x00 said", "“5” said the, the, the said", "5 on 31 February 2022 and 99.99", "İ said 5 İ", "said " * 400 + "5"]
)
def test_no_text_raises(text: str) -> None:
    figures, mentions = fill(text, "5")
    assert figures[0].stance is not None
    assert all(text[m.start : m.end] == m.text for m in mentions)


@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 1, 1)])
def test_no_publication_date_raises(day: date) -> None:
    figure = one("A mine killed 2 farmers on Tuesday, 3 years ago, last week and next Friday.", "2 farmers", published_on=day)
    assert figure.as_of is None


def test_refugees_without_a_land_left_the_one_of_the_war_that_the_article_is_about():
    text = "Shells fell on Kharkiv and Odesa in Ukraine.\nUNHCR counts 5,400,210 refugees across Europe.\nThere are 70,300 refugees in Germany."
    figures, _ = fill(text, "5,400,210 refugees", "70,300 refugees", measure="refugees", title="Ukraine: winter needs")
    slots = [(one.place_id, one.origin_id, one.side, one.conflict_id) for one in figures]
    assert slots[0] == ("europe", "UKR", "UKR", "ukraine-2022")
    assert slots[1][:2] == ("DEU", None)
