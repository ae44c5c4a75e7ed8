"""The slots of a figure beside its number: who says it, of whom, for when, for where, in which scope and stance."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from transforms.text import attribution, origins, scope
from transforms.text.capitals import Capitals
from transforms.text.confused import flag_confused
from transforms.text.context import Page
from transforms.text.dates import DateReader
from transforms.text.days import nth_since
from transforms.text.memory import Speaker, in_office
from transforms.text.model import Article, Figure, Mention, Reference, Sentence
from transforms.text.offices import localised
from transforms.text.places import Placed, PlaceReader
from transforms.text.sides import SideReader
from transforms.text.speakers import SpeakerReader
from transforms.text.stance import stance
from transforms.text.when import ORIGINATED, mention, when
from transforms.text.where import Whereabouts
from transforms.text.why import slots_why
from transforms.text.widen import territory_of

_DAY_BEFORE = re.compile(r"\s+(?:\w+\s){0,2}?a (?:day|night) (?:earlier|before|later|ago|after)\b")  # no rate
_OF_THE_DEAD = re.compile(r"\s?of (?:the|those) (?:dead|wounded|injured|victims|killed|casualties)\b")
_WHEN = ("as_of", "as_of_precision", "as_of_basis")


class Slots:
    """Slot readers compiled from the reference tables; `fill` holds no state between articles."""

    def __init__(self, reference: Reference) -> None:
        self._capitals = Capitals(reference)
        self._dates = DateReader(reference)
        self._places = PlaceReader(reference)
        self._speakers = SpeakerReader(reference)
        self._sides = SideReader(reference, self._places)
        self._where = Whereabouts(self._places)
        self._starts = {row["started_on"] for row in reference.get("conflicts", ()) if row["started_on"]}
        self._within = {row["place_id"] for row in self._places.rows.values() if row["kind"] in ("admin1", "region", "city")}
        self._territories = {
            row["place_id"] for row in self._places.rows.values() if row["kind"] == "country" or row["within"] == row["country"]
        }

    def fill(self, article: Article, sentences: Sequence[Sentence], figures: list[Figure]) -> list[Mention]:
        """Sets the slots of the figures in place and returns the mentions that they rest on, each once."""
        if not figures:
            return []
        written = [figure.sentence for figure in figures]
        plain, article, sentences = article, *self._capitals.usual(article, sentences)
        if article is not plain:
            usual = {(sentence.field, sentence.start): sentence for sentence in sentences}
            for figure in figures:
                figure.sentence = usual[figure.sentence.field, figure.sentence.start]
        page = Page(article, sentences, figures, self._dates, self._places, self._speakers)
        mentions: dict[tuple[str, str, int, int], Mention] = {}
        page.theatre = lambda: self._sides.theatre(article.title or "", article.text, page.published_on)
        body = [figure for figure in figures if figure.field != "title"]
        for figure in (*body, *(figure for figure in figures if figure.field == "title")):
            index = page.index(figure)
            if index is not None:
                twin = None if figure.field != "title" else next((one for one in body if _same_number(one, figure)), None)
                self._fill(page, figure, index, mentions, twin)
        flag_confused(figures, lambda: f"{article.title or ''}\n{article.text}", self._places)
        if article is not plain:
            for figure, sentence in zip(figures, written, strict=True):
                figure.sentence = sentence
            for each in mentions.values():
                each.text = ((plain.title or "") if each.field == "title" else plain.text)[each.start : each.end]
        return list(mentions.values())

    def _fill(
        self, page: Page, figure: Figure, index: int, mentions: dict[tuple[str, str, int, int], Mention], twin: Figure | None
    ) -> None:
        sentence = page.sentences[index]
        text = sentence.text
        rules: dict[str, str] = {}
        if "rate_per_day" in figure.flags and _DAY_BEFORE.match(text, figure.value_end - sentence.start):
            figure.flags.remove("rate_per_day")
        said, speaker = attribution.who(page, figure, index)
        speaker = in_office(speaker, page.published_on)
        if figure.population == "any" and figure.head is not None and figure.measure == "casualties" and figure.head.endswith("personnel"):
            figure.population = "combatant"  # "the enemy lost 950 personnel"
        if figure.population == "any" and figure.measure in scope.LOSSES and self._sides.lost(figure) is not None:
            figure.population = "combatant"
        named = self._sides.named(text) or (self._sides.named(page.lead(index)) if scope.continues_history(text) else None)
        if named is None and scope.since_start(text) and page.conflict is not None:
            named = page.conflict
        at, dated = page.events.event_date(figure, index)
        stretch = at == index and dated is not None and dated.role == "window"
        of_them = _OF_THE_DEAD.match(text, figure.value_end - sentence.start) is not None
        if of_them and figure.relation == "subset_of" and figure.parent is not None and _beyond(figure, figure.parent):
            told = (one for one in page.filled.get(page.section[index], ()) if one.measure == figure.measure and not _beyond(figure, one))
            figure.parent = next(told, None)  # "identified 14,000 of the dead" is no part of 172, but of the 21,978 before
            figure.relation = "subset_of" if figure.parent is not None else None
        series = None if stretch else attribution.series(page, figure, index)
        war = scope.of_war(figure, text, dated if at == index else None, self._starts, said) or series is not None
        party = speaker is not None and speaker.kind == "party"
        army = (figure.population == "combatant" and "rate_per_day" in figure.flags) or (
            figure.measure == "casualties" and (party or figure.population == "combatant")
        )
        if series is not None and figure.population == "any":
            figure.population = series.population
        if (
            figure.population == "any"
            and figure.parent is not None
            and (
                figure.relation == "subset_of"
                or (
                    figure.relation == "adds_to"
                    and figure.parent.best != 1
                    and "other" not in figure.sentence.text[figure.value_end - figure.sentence.start :][:8]
                )
            )
        ):
            figure.population = figure.parent.population  # what the whole is, its parts are
        if named is None and (war or army):
            named = page.war()
        # where
        territory = (
            speaker is not None
            and speaker.kind == "official"
            and speaker.place in self._territories
            and (war or stretch or figure.measure in scope.COUNTRY_WIDE)
        )
        running = war or (at == index and dated is not None and scope.long(dated, page.clause(figure)))
        place = self._where.place(page, figure, index, said, speaker, named, territory=territory, running=running)
        origin = origins.origin(page, figure, index) if figure.measure in ORIGINATED else None
        if figure.measure in ("refugees", "asylum_seekers"):
            if origin is None:
                origin = origins.fled(self._places, page, figure, place, (dated.last if dated is not None else None) or page.published_on)
            if place is not None and origin is not None and origin.place_id in self._places.contains(place[1].place_id or place[1].country):
                place = None  # "crossed the border out of Ukraine": the land that they left hosts none of them
        if place is not None:
            figure.place_id, figure.place = place[1].place_id, place[1].name
            figure.place_mention = mention(
                mentions, "place", page.sentences[place[0]], place[1].start, place[1].end, place[1].place_id, place[1].name
            )
        if origin is not None:
            figure.origin_id, figure.origin = origin.place_id, origin.name
            if origin.end:
                mention(mentions, "place", sentence, origin.start, origin.end, origin.place_id, origin.name)
        if (
            place is not None
            and place[1].place_id is None
            and place[1].within is None
            and speaker is not None
            and speaker.place in self._within
        ):
            within: str | None = speaker.place
            row = self._places.rows.get(speaker.place or "")  # a village of the governor's region
            place = (place[0], dataclasses.replace(place[1], country=row["country"] if row else None))
        elif place is not None and place[1].country is None and place[1].place_id is None and (fought := page.war()) is not None:
            first = self._places.rows.get(fought["places"][0])
            within = fought["places"][0]
            place = (place[0], dataclasses.replace(place[1], country=first["country"] if first else None))
        else:
            within = place[1].place_id or place[1].within or place[1].country if place else None
        # when, of which conflict, in which stretch
        day = (dated.last if dated is not None and dated.role != "since" else None) or page.published_on
        conflict = self._sides.conflict(page, figure, named, place[1] if place else None, within, origin, speaker, day)
        figure.conflict_id = conflict["conflict_id"] if conflict else None
        page.conflict = conflict or page.conflict
        if figure.scope is None:
            figure.scope, rules["scope"] = scope.scope(
                figure, page.clause(figure), text, page.lead(index), page.before(figure), dated if at == index else None, conflict
            )
            parent, undated = figure.parent, at != index or dated is None
            if figure.scope == "incident" and parent is not None and undated:
                other = figure.measure != parent.measure and not figure.sentence.text.casefold().startswith("other")
                shared = ("period",) if figure.relation == "adds_to" and not other else ("period", "cumulative")
                if parent.scope in shared:
                    figure.scope, rules["scope"] = parent.scope, "that of the figure it belongs to"
            if war and figure.scope in ("incident", "period") and not (figure.scope == "period" and "rate_per_day" in figure.flags):
                figure.scope, rules["scope"] = "cumulative", "the running total of a war"
        said_from = said.start if said is not None and page.said_at == index and said.on and not said.back else 0
        if (office := territory_of(self._places, page, figure, index, speaker, place, conflict, said_from)) is not None:
            figure.place_id, figure.place, figure.place_mention = office, self._places.rows[office]["name"], None
        figure.like = figure.like or (None if at == index and dated is not None else attribution.goes_on(page, figure, index, speaker))
        if figure.like is not None and figure.like.scope == "cumulative":
            figure.scope = "cumulative"
        if dated is not None and dated.nth is not None and conflict is not None and conflict["started_on"]:
            dated = nth_since(conflict["started_on"], dated)
        when(page, figure, index, at, dated, conflict, mentions, speaker)
        # of whom, and how it is vouched for
        by_place = self._whose(page, figure, index, speaker, place[1] if place else None, origin, conflict)
        if figure.like is not None:
            attribution.go_on(figure, rules, said=speaker is not None)
        elif figure.relation == "total_of" and figure.parent is not None and figure.parent.side is not None:
            figure.side = figure.parent.side  # "300 more Russian soldiers, bringing the total to 52,950"
        if speaker is not None:
            speaker = localised(speaker, [self._places.rows[one] for one in self._places.contains(figure.place_id)])
            figure.speaker_id, figure.speaker, figure.via = speaker.speaker_id, speaker.name, said.via if said else None
            if said is not None:
                where = page.sentences[page.said_at]
                figure.speaker_mention = mention(
                    mentions, "speaker", where, speaker.start, speaker.end, speaker.speaker_id, where.text[speaker.start : speaker.end]
                )
        own = (
            speaker.side or (place[1].country if place and speaker.kind == "official" and figure.side not in self._places.rows else None)
            if speaker is not None
            else None
        )
        adverse = speaker is not None and speaker.kind in ("party", "official") and self._sides.at_war(own, figure.side, conflict)
        if speaker is not None and speaker.kind == "party" and figure.side not in (None, own) and figure.population == "combatant":
            adverse = adverse or self._sides.struck(figure)  # "its forces had killed 14 fighters of the PKK"
        enemies = adverse and figure.population in ("combatant", "any") and not (by_place and not self._sides.struck(figure))
        if speaker is not None and speaker.kind == "party" and figure.side is None and figure.population == "combatant":
            enemies = self._sides.foreign(figure)
        figure.speaker_kind = "none" if speaker is None else "adverse_party" if adverse else speaker.kind
        if figure.stance is None:
            low, _ = page.bounds(figure)
            start, end = page.span(figure)
            figure.stance, rules["stance"] = stance(figure, said, scope.own_words(page.clause(figure), start - low, end - low), enemies)
        if twin is not None:
            self._as_told(figure, twin)
        page.last[page.section[index]] = figure
        page.filled.setdefault(page.section[index], []).append(figure)
        if figure.why is not None:
            figure.why |= rules | slots_why(page, figure, index, said, place)

    def _as_told(self, figure: Figure, twin: Figure) -> None:
        """A title's number is the one that the text tells in full: what happened, when, where and to whom is told there."""
        if figure.speaker_kind == "adverse_party" and twin.side != figure.side and twin.stance != "claimed":
            figure.speaker_kind = "party"
            figure.stance = "asserted" if figure.stance == "claimed" else figure.stance
        for slot in ("conflict_id", "side", "scope", "period_start", "place_id", "place", "origin_id", "origin", *_WHEN):
            if slot != "side" or twin.side is not None:
                setattr(figure, slot, getattr(twin, slot))
        figure.place_mention, figure.as_of_mention = twin.place_mention, twin.as_of_mention

    def _whose(
        self,
        page: Page,
        figure: Figure,
        index: int,
        speaker: Speaker | None,
        place: Placed | None,
        origin: Placed | None,
        conflict: Mapping[str, Any] | None,
    ) -> bool:
        """Sets side and perpetrator; whether but the place tells the side."""
        start, end = page.span(figure)
        text = page.sentences[index].text
        side = self._sides.own(figure, text[start:end], text[max(0, start - 60) : start], speaker) or self._sides.of_head(
            figure, text[start:end]
        )
        if side is None and figure.population in ("combatant", "any") and figure.measure in ("killed", "injured", "casualties", "captured"):
            side = self._sides.enemy(speaker, figure, (text, page.lead(index)), conflict)
        if side is None and figure.parent is not None:
            side = figure.parent.side
        if side is None and figure.population == "combatant":
            claimed = any(one.stance == "claimed" for one in page.said(index))
            side = self._sides.fighters(figure, text[:end], speaker, conflict, place.country if place else None, claimed=claimed)
        if side is None and figure.population in ("any", "combatant") and (last := page.last.get(page.section[index])) is not None:
            beside = page.index(last) == index or (last.place_id == figure.place_id and last.measure in ("killed", "injured"))
            fighters = (
                last.population == "combatant"
                and figure.quantifier != "none"
                and (speaker is None or speaker.kind in ("party", "official"))
            )
            ours = (
                page.index(last) == index and speaker is not None and last.side == speaker.side
            )  # "two of its men killed and ten wounded"
            fighters = (fighters or ours) and figure.measure in ("killed", "injured", "missing")
            same = (
                page.index(last) == index and last.place_id == figure.place_id and figure.head is None
            )  # "400 were killed and 300 wounded"
            of_them = _OF_THE_DEAD.match(text, figure.value_end - figure.sentence.start) is not None
            same = same or of_them
            fighters = fighters and not (of_them and _beyond(figure, last))
            same = same and not (of_them and _beyond(figure, last))
            side = last.side if (same or (beside and fighters)) and last.field == figure.field else None
        by_place = side is None and figure.population != "combatant"
        if side is None:
            from_there = origin or (place if figure.measure not in ("refugees", "asylum_seekers") or not origins.host(place) else None)
            side = self._sides.of_place_people(figure, from_there.country if from_there else None, conflict)
        figure.side = side
        if figure.measure in ("killed", "injured", "casualties"):
            speech = [(one.start - 1, one.end) for one in page.said(index)]
            figure.perpetrator = self._sides.perpetrator(text, [(start, end), *speech], side)
        return by_place


def _beyond(part: Figure, whole: Figure) -> bool:
    """Whether a number is greater than one of the same measure of which it would be a part."""
    most, least = whole.high or whole.best or whole.low, part.low or part.best or part.high
    return part.measure == whole.measure and most is not None and least is not None and least > most


def _same_number(one: Figure, other: Figure) -> bool:
    return one.measure == other.measure and (
        (one.low, one.best, one.high) == (other.low, other.best, other.high) or (one.best is not None and one.best == other.best)
    )
