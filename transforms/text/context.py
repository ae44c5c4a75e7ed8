"""What the slot readers see of an article: its sentences by number, and what was read in each, read once and only where asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR
from typing import Any

from transforms.text.cues import Cue
from transforms.text.dates import DateReader
from transforms.text.days import Dated
from transforms.text.events import Events
from transforms.text.memory import Memory, Said, Speaker
from transforms.text.model import Article, Figure, Sentence
from transforms.text.places import Placed, PlaceReader
from transforms.text.sections import sections
from transforms.text.speakers import SpeakerReader

_FIRST_PRINT = 1605  # the year of the first newspaper, Relation of Strasbourg
_REACH = 8  # sentences before a figure in which pronouns find who spoke
_DATELINE = re.compile(
    r"\s*([^\W\d_a-z][^\W\d_]+(?:[ -][^\W\d_a-z][^\W\d_]+){0,3})(?:[,/](?:[^.\n–—-]|(?<=[a-z])\.(?= )){0,50}?)? ?(?:\([^)\n]{2,40}\))?"
    r"(?: (?:--|[-–—_]) |(?<=[A-Z]{4}) ?: )"
)
_DATELINE_ENDS = ("- ", "– ", "— ", ": ", "_ ")
_LATIN = re.compile(r"[\x00-\u024f\u1e00-\u1eff\u2010-\u205e]*")  # a heading of another script has verbs that are not known here
_SERIES = re.compile(r"\s*[A-Za-z]{1,5}[ -]?\d{1,5}\w?[.:]?\s*")
_HEADING = 100  # characters of a line that heads a note
_VERBAL = re.compile(r"\b(?:was|were|is|are|has|have|had|killed|kills?|dead|wounded|injured|died|said|says|hit|struck|attack\w*|\w+ed)\b")
_HEADING_PART = re.compile(r"[^\W\d_a-z][^,.;:/|()–—\n\d]*?(?=\s*(?:[,.;:/|()–—\n]|\s-\s|$))")
_NAME = 3  # most words of a place's name there
_CODED = re.compile(
    r"\d|^[A-Z]{2,}$|\b(?:Strike|Incident|Record|Event|Case|Raid|Note|Report|Date|Total|Update|Briefing|Bulletin"
    r"|Situation|News|Press|Release|Statement|Summary|Daily|Weekly|Monthly|Day|War|Military|Ministry|Office|Command|Subject|Source|Photo|Read|By|The)\b"
)
_CARE = ("Hospital", "hospital", "Clinic", "clinic", "Medical Center", "Medical Centre", "Trauma Center", "Infirmary")
_STRUCK = re.compile(
    r"\b(?:hit|struck|attack\w*|shell\w*|bomb\w*|raid\w*|storm\w*|strikes?|airstrikes?|explo\w+|blast|missiles?|rockets?|fire|near|outside)\b",
    re.I,
)
_SAID_IN = re.compile(r"\s(?:(?:late|early|on|\w+day)\s)*(?:in|at|from)\s(?:the\s)?")
_COMPARED = Cue(
    r"\b(?:worst|largest|biggest|deadliest|highest|first|most|fastest|greatest|bloodiest"
    r"|not seen)\b[^.;]{0,80}?\bsince\b[^.;,)]{0,40}",
    "since",
)


class Page:
    """One article while its figures are filled."""

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        figures: Sequence[Figure],
        dates: DateReader,
        places: PlaceReader,
        speakers: SpeakerReader,
    ) -> None:
        self.article, self.sentences = article, sentences
        self.first = next((index for index, sentence in enumerate(sentences) if sentence.field == "text"), len(sentences))
        day = article.published_on  # at the calendar's ends days before and after cannot be told
        self.published_on = day if day is not None and _FIRST_PRINT <= day.year < MAXYEAR else None
        self._date_reader, self._place_reader, self._speaker_reader = dates, places, speakers
        self._number = {(sentence.field, sentence.start): index for index, sentence in enumerate(sentences)}
        self._by_sentence: dict[int, list[Figure]] = {}
        for figure in figures:
            number = self._number.get((figure.sentence.field, figure.sentence.start))
            if number is not None:
                self._by_sentence.setdefault(number, []).append(figure)
        self._bounds: dict[int, tuple[int, int]] = {}
        self._dates: dict[int, list[Dated]] = {}
        self._places: dict[int, list[Placed]] = {}
        self._said: dict[int, list[Said]] = {}
        self._heard = -1
        self._memory = Memory(article.text)
        self.institution = speakers.institution(article.outlet)
        self.carried: dict[int, int] = {}
        self.said_at = 0
        self.events = Events(self)
        self.conflict: Mapping[str, Any] | None = None  # of the figure before
        self.theatre: Callable[[], Mapping[str, Any] | None] = lambda: None
        self._lean: Mapping[str, int] | None = None
        self._theatre: tuple[Mapping[str, Any] | None] | None = None
        self._memory.theatre = self._countries
        self.section, self.item, self.intro = sections(sentences, self.first)
        self.opens: dict[int, int] = {}  # the first sentence of the text in each section
        for index in range(self.first, len(sentences)):
            self.opens.setdefault(self.section[index], index)
        self.last: dict[int, Figure] = {}  # the figure filled last, by section
        self.spoke: dict[int, tuple[Said | None, int]] = {}  # by figure: its attribution and the sentence of that
        self.filled: dict[int, list[Figure]] = {}

    def source(self, index: int, end: int) -> Speaker | None:
        """The listed speaker of a table's cell behind the number."""
        return self._speaker_reader.listed(self.sentences[index].text, end)

    def war(self) -> Mapping[str, Any] | None:
        """The conflict of the figure before, else the one that the article is about."""
        if self.conflict is not None:
            return self.conflict
        if self._theatre is None:
            self._theatre = (self.theatre(),)
        return self._theatre[0]

    def _countries(self) -> tuple[str, ...]:
        found = self.war()
        if found is None:
            return ()
        first = self._place_reader.rows[found["places"][0]]["country"] if found["places"] else None
        return (
            tuple(one for one in (first,) if one) + tuple(place for place in found["places"] if len(place) == 3) + tuple(found["parties"])
        )

    def reach(self, index: int, length: int) -> list[int]:
        """The sentences before that one may lean on, the nearest first: of its section, of its own item and what introduces the list."""
        field, section, item = self.sentences[index].field, self.section[index], self.item[index]
        found: list[int] = []
        for number in range(index - 1, max(-1, index - 3 * length), -1):
            if self.sentences[number].field != field or self.section[number] != section or len(found) >= length:
                break
            if self.item[number] == item or not self.item[number]:
                found.append(number)
        return found

    def index(self, figure: Figure) -> int | None:
        """The number of the figure's sentence."""
        return self._number.get((figure.sentence.field, figure.sentence.start))

    def span(self, figure: Figure) -> tuple[int, int]:
        """Where the figure stands in its sentence."""
        return figure.start - figure.sentence.start, figure.end - figure.sentence.start

    def bounds(self, figure: Figure) -> tuple[int, int]:
        """From the end of the figure before to the start of the one behind in the sentence."""
        known = self._bounds.get(id(figure))
        if known is not None:
            return known
        start, end = self.span(figure)
        text = figure.sentence.text
        low, high = 0, len(text)
        for other in self._by_sentence.get(self._number.get((figure.sentence.field, figure.sentence.start), -1), ()):
            a, b = self.span(other)
            if other is not figure and b <= start:
                low = max(low, b)
            elif other is not figure and a >= end:
                high = min(high, a)
        self._bounds[id(figure)] = low, high
        return low, high

    def clause(self, figure: Figure) -> str:
        """The words around the figure up to its neighbours."""
        low, high = self.bounds(figure)
        return figure.sentence.text[low:high]

    def before(self, figure: Figure) -> str:
        """The few characters in front of the number."""
        at = figure.value_start - figure.sentence.start
        return figure.sentence.text[max(0, at - 4) : at]

    def lead(self, index: int) -> str:
        """The title and the sentences just before in the paragraph: what a list item or a continued sentence goes on from."""
        return "\n".join([self.article.title or "", *(self.sentences[number].text for number in reversed(self.reach(index, 3)))])

    def dates(self, index: int) -> list[Dated]:
        """The dates of a sentence; those of a comparison ("the worst since 1945") left out."""
        if index not in self._dates:
            text = self.sentences[index].text
            found = self._date_reader.read(text, self.published_on)
            if found:
                compared = _COMPARED.spans(text)
                found = [one for one in found if not any(low <= one.start < high for low, high in compared)]
                if (today := self.published_on) is not None:
                    found = [one for one in found if one.first is None or one.first <= today or one.role != "at"]
            self._dates[index] = found
        return self._dates[index]

    def places(self, index: int) -> list[Placed]:
        """The places of a sentence; those of a comparison left out."""
        if index not in self._places:
            text = self.sentences[index].text
            found = self._place_reader.read(text, self.lean)
            if index == self.first and (line := _dateline(text)) is not None:
                found = [one for one in found if one.start >= line.end()]  # where the report is from
            if found:
                if any(one.place_id is None for one in found):
                    found = [one if one.place_id else self._place_reader.located(one, self.home(), self.lean()) for one in found]
                compared = _COMPARED.spans(text)
                found = [one for one in found if not any(low <= one.start < high for low, high in compared)]
                speech = [(said.start, said.venue or said.end) for said in self.said(index)]
                found = [one for one in found if not any(low <= one.start < high for low, high in speech)]
                found = [one for one in found if not self._spoken_at(one, index) and not _cared_at(one, text)]
            self._places[index] = found
        return self._places[index]

    def lean(self) -> Mapping[str, int]:
        """How often the article speaks of each country."""
        if self._lean is None:
            self._lean = self._place_reader.countries(f"{self.article.title or ''}\n{self.article.text}")
        return self._lean

    def _spoken_at(self, one: Placed, index: int) -> bool:
        """Whether a place is where something was said, far from the war that the article is about: "said in The Hague that"."""
        text = self.sentences[index].text
        for said in self.said(index):
            if said.end <= one.start and _SAID_IN.fullmatch(text, said.end, one.start):
                war = self.war()
                return war is not None and one.country not in (*war["parties"], *(place[:3] for place in war["places"]), self.home())
        return False

    def home(self) -> str | None:
        """The country of which the article speaks more than of all others together, if of any."""
        lean = self.lean()
        most = max(lean, key=lean.__getitem__, default=None)
        return most if most is not None and 2 * lean[most] > sum(lean.values()) else None

    def dateline(self) -> Placed | None:
        """The place that opens the text: "KYIV, April 3 -", "PESHAWAR:"."""
        line = _dateline(self.article.text[:160])
        if line is None:
            return None
        name = line[1].title() if line[1].isupper() else line[1]
        row = self._place_reader.get(name)
        if row is None:
            there = Placed(line.start(1), line.end(1), None, name, None, "city", "at")
            return self._place_reader.located(there, self.home(), self.lean())
        return Placed(line.start(1), line.end(1), row["place_id"], row["name"], row["country"], row["kind"], "at")

    def head_at(self) -> int:
        """The first sentence of the text behind the number of a note in its series: "Ob79."."""
        at = self.first
        return at + 1 if at + 1 < len(self.sentences) and _SERIES.fullmatch(self.sentences[at].text) else at

    def heading(self) -> str:
        """The line without a verb that opens the text; empty where none does."""
        at = self.head_at()
        line = self.sentences[at].text.split("\n")[0] if at < len(self.sentences) else ""
        return line if len(line) <= _HEADING and not _VERBAL.search(line) and _LATIN.fullmatch(line) else ""

    def headed(self) -> Placed | None:
        """The place in the line without a verb that opens a note: "19 March 2011, Shewa, North Waziristan.", "Strike B92 // Shawal // 6 May"."""
        line = self.heading()
        if not any(date.precision == "day" for date in (self.dates(self.head_at()) if line else ())):
            return None
        found, country = None, None
        for match in _HEADING_PART.finditer(line):
            name = match[0].strip()
            if any(date.start <= match.start() < date.end for date in self.dates(self.head_at())) or _CODED.search(name):
                continue
            row = self._place_reader.get(name)
            country = country or (row["country"] if row is not None else None)
            if found is None and row is not None:
                found = Placed(match.start(), match.end(), row["place_id"], row["name"], row["country"], row["kind"], "at")
            elif found is None:
                found = Placed(match.start(), match.end(), None, name, None, "site", "at")
        if found is None or found.place_id is not None:
            return found
        return self._place_reader.located(found, country or self.home(), self.lean()) if len(found.name.split()) <= _NAME else None

    def said(self, index: int) -> list[Said]:
        """The attributions of a sentence, pronouns resolved by the sentences before."""
        if index not in self._said:
            for number in range(max(self._heard + 1, index - _REACH), index + 1):
                if number not in self._said:
                    self._memory.near = " ".join(self.sentences[n].text for n in range(max(0, number - 2), number))
                    self._memory.previous = (
                        self.sentences[number - 1].text if number and self.section[number - 1] == self.section[number] else ""
                    )
                    self._said[number] = self._speaker_reader.read(self.sentences[number].text, self._memory)
            if index not in self._said:  # far before what was heard already
                self._said[index] = self._speaker_reader.read(self.sentences[index].text, Memory(self.article.text))
            self._heard = max(self._heard, index)
        return self._said[index]

    def quoted(self, index: int) -> bool:
        """Whether a quotation that a sentence before opened still runs."""
        if index == 0 or self.sentences[index - 1].paragraph != self.sentences[index].paragraph:
            return False
        before = self.sentences[index - 1].text
        return _open(before)

    def closes(self, index: int) -> int | None:
        """The sentence in which a quotation that this one opens, or that runs through it, is closed; None where none runs on."""
        if not self.quoted(index) and not _open(self.sentences[index].text):
            return None
        for number in range(index + 1, min(len(self.sentences), index + 6)):
            if self.sentences[number].paragraph != self.sentences[index].paragraph:
                return None
            text = self.sentences[number].text
            if text.count("”") > text.count("“") or text.count('"') % 2 == 1:
                return number
        return None

    def follows(self, index: int) -> bool:
        """Whether a sentence of the same field stands before."""
        return index > 0 and self.sentences[index - 1].field == self.sentences[index].field


def _cared_at(one: Placed, text: str) -> bool:
    """Whether a place is but the hospital that the hurt were brought to: what happened did not happen there, unless it was hit."""
    if one.place_id is not None or not one.name.endswith(_CARE):
        return False
    before = text[max(0, one.start - 70) : one.start]
    return _STRUCK.search(before) is None


def _dateline(text: str) -> re.Match[str] | None:
    """The dateline that opens a text; tried only where a mark that ends one stands, since trying every stretch of names is slow."""
    return _DATELINE.match(text) if any(mark in text for mark in _DATELINE_ENDS) else None


def _open(text: str) -> bool:
    """Whether a quotation is opened in the text and not closed."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1
