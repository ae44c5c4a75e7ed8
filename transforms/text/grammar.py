"""Which counted people each term of a sentence is about (figures.md, "What happened")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from transforms.text.clauses import Clauses, Found, accused, add, charged, modality
from transforms.text.confidence import OBJECT, OWN_NOUN, SINGLE, SUBJECT
from transforms.text.counts import Count, Node
from transforms.text.crowds import driving, left_place, motion, receiving
from transforms.text.everyone import FLIGHT
from transforms.text.fates import as_did, fatally
from transforms.text.hospitals import brought_in
from transforms.text.losses import losses, of_deaths
from transforms.text.numbers import Number
from transforms.text.objects import along, name_object, nobody, objects
from transforms.text.participles import after_aside, behind_phrase, beside, coordinated_note, coordinated_passive, inverted_set, passive
from transforms.text.people import active_on_name, named_in_capitals, noted_role, pronoun_object, them, titled_object
from transforms.text.reach import escaped, whom
from transforms.text.remains import found_bodies, own_body, whose_bodies
from transforms.text.sets import people, row, set_number
from transforms.text.shelters import housed, lodging
from transforms.text.singles import bare_single, named_subject, pronoun_subject
from transforms.text.subjects import subject
from transforms.text.takings import away, to_hospital
from transforms.text.tolls import (
    brought,
    member,
    number_of,
    of_the,
    running_total,
    taken_captive,
    toll,
)
from transforms.text.wounds import suffered


def join(clauses: Clauses) -> None:
    """Every term takes the counts that it is about; then every count left whose own noun gives a measure."""
    totals = []
    for at, node in enumerate(clauses.nodes):
        if node.cls == "hospital":
            brought_in(clauses, at)
    for at, node in enumerate(clauses.nodes):
        if node.term is not None and node.term.category == "toll" and node.low.endswith(" total"):
            totals.append(at)
        elif (node.cls == "wound" or node.low in ("injuries", "injury")) and (verb := suffered(clauses, at)) is not None:
            _intransitive(clauses, verb)
        elif node.low == "left" and node.cls == "be":
            left_place(clauses, at)
        elif node.term is not None:
            _RULES[node.term.category](clauses, at)
    for at, node in enumerate(clauses.nodes):
        if node.count is not None:
            _own(clauses, at)
            housed(clauses, at)
            fatally(clauses, at)
            as_did(clauses, at)
    for at in totals:  # of what the sentence counts, by whatever word
        running_total(clauses, at)


def _verb(clauses: Clauses, at: int) -> None:
    term = clauses.nodes[at].term
    assert term is not None
    if of_the(clauses, at) or brought(clauses, at) or set_number(clauses, at) or to_hospital(clauses, at):
        return
    if term.inflection != "past":
        him = pronoun_object(clauses, at) or them(clauses, at)
        if not objects(clauses, at) and not him and not nobody(clauses, at) and not titled_object(clauses, at) and term.inflection == "ing":
            name_object(clauses, at)
        return
    if inverted_set(clauses, at):
        return
    if passive(clauses.nodes, at):
        _harmed(clauses, at)
        along(clauses, at)
        return
    if at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].low == ":" and beside(clauses, at):  # "four staff killed: two British"
        return
    him = pronoun_object(clauses, at) or them(clauses, at)
    behind = clauses.nodes[at + 1].count if at + 1 < len(clauses.nodes) else None
    if objects(clauses, at) or him or (term.category == "seizing" and behind is not None):
        along(clauses, at)
    elif (
        (at + 1 < len(clauses.nodes) and clauses.nodes[at + 1].cls == "pronoun") or nobody(clauses, at) or active_on_name(clauses, at)
    ):  # "killed himself"
        return
    elif not beside(clauses, at) and not after_aside(clauses, at) and not behind_phrase(clauses, at):
        if (them_all := whom(clauses.nodes, at)) is not None:
            add(clauses, at, them_all, OBJECT)
        elif (be := coordinated_passive(clauses.nodes, at)) is not None:
            _harmed(clauses, at, be)
        elif coordinated_note(clauses, at):
            return
        elif noted_role(clauses, at):
            along(clauses, at)
        elif not titled_object(clauses, at):
            name_object(clauses, at)


def _intransitive(clauses: Clauses, at: int) -> None:
    if _natural(clauses.nodes, at) or inverted_set(clauses, at) or brought(clauses, at):
        return
    if _causative(clauses.nodes, at) and objects(clauses, at):
        return
    _harmed(clauses, at) or number_of(clauses, at)


def _falling(clauses: Clauses, at: int) -> None:
    """ "eight guerrillas fell in the raid": of fighters only, and nothing that they fell into or from, as "ill", "back" and "silent"."""
    after = clauses.nodes[at + 1] if at + 1 < len(clauses.nodes) else None
    if after is None or after.token.kind == "mark" or after.low in _WHERE_FELL:
        subject(clauses, at, SUBJECT)


def _causative(nodes: list[Node], at: int) -> bool:
    """ "Boats capsized, drowning five children": a verb of dying with whom it kills behind it."""
    term = nodes[at].term
    return term is not None and term.inflection == "ing" and 0 < at < len(nodes) - 1 and nodes[at - 1].low in (",", "and")


def _harmed(clauses: Clauses, at: int, before: int | None = None) -> bool:
    """Whom a passive or intransitive verb is about: those counted before it, a person by name, "he" or "she"; `before` is its auxiliary."""
    return (
        subject(clauses, at, SUBJECT)
        or (before is not None and bare_single(clauses, at, before))
        or named_subject(clauses, at, before)
        or named_in_capitals(clauses, at, before)
        or pronoun_subject(clauses, at)
    )


def _adjective(clauses: Clauses, at: int) -> None:
    if inverted_set(clauses, at) or of_the(clauses, at) or set_number(clauses, at):
        return
    if clauses.nodes[at].low == "to death" and charged(clauses.nodes, at):  # "sentenced to death"
        return
    if clauses.nodes[at].low.endswith("custody"):  # "ten are in custody", but "12 in custody asked for lawyers"
        if passive(clauses.nodes, at):
            _harmed(clauses, at)
        return
    if not beside(clauses, at) and not after_aside(clauses, at) and (passive(clauses.nodes, at) or escaped(clauses.nodes, at)):
        _harmed(clauses, at)


def _event(clauses: Clauses, at: int) -> None:
    if clauses.nodes[at].low == "lives of" and not any(
        node.cls == "taking" or node.low == "taken" for node in clauses.nodes[max(0, at - 4) : at]
    ):
        return
    if clauses.nodes[at].low in ("homes of", "houses of") and not any(
        node.low.startswith("destr") for node in clauses.nodes[max(0, at - 4) : at]
    ):
        return
    if found_bodies(clauses, at) or of_deaths(clauses, at) or objects(clauses, at):
        return
    if not titled_object(clauses, at):
        name_object(clauses, at)


def _people(clauses: Clauses, at: int) -> None:
    if not whose_bodies(clauses, at) and not (clauses.nodes[at].low in _VICTIMS and of_the(clauses, at)):
        people(clauses, at)


def _nothing(clauses: Clauses, at: int) -> None:
    """Lives and the labels of bulletins are read from their own phrase."""


_DYING = frozenset(("die", "died", "dies", "dying"))  # whoever "died a thousand deaths" did not
_COGNATE: Final = 2  # most nodes between a verb of dying and the deaths that it has as its object
_VICTIMS = ("fatalities", "casualties", "deaths")  # "four of the fatalities"
_NO_BODIES = ("body", "bodies", "corpse", "corpses")
_ONE_OF_MANY = ("refugees", "displaced", "idps", "asylum_seekers", "returnees")
_GOING = ("departures", "exits")  # of refugees where an article speaks of flight
_HELD = ("abducted", "captured", "detained")
_FREED = frozenset(("freed", "rescued", "released", "freeing", "rescuing", "releasing", "free", "rescue", "release"))
_WHERE_FELL = frozenset(("in", "at", "near", "during", "on", "there", "while", "fighting", "yesterday", "today"))
_CRIMES = ("murders", "killings", "murder", "kidnappings", "abductions")
_RULES: dict[str, Callable[[Clauses, int], None]] = {
    "verb": _verb,
    "fighters": _verb,
    "falling": _falling,
    "seizing": _verb,
    "away": away,
    "intransitive": _intransitive,
    "adjective": _adjective,
    "member": member,
    "event": _event,
    "motion": motion,
    "driving": driving,
    "lodging": lodging,
    "row": row,
    "receiving": receiving,
    "toll": toll,
    "losses": losses,
    "people": _people,
    "lives": _nothing,
    "bulletin": _nothing,
}


def _natural(nodes: list[Node], at: int) -> bool:
    return any(node.cls == "natural" for node in nodes[at + 1 : at + 4])


def _own(clauses: Clauses, at: int) -> None:
    """A count whose own noun gives the measure ("12 casualties"), or a participle before its noun ("12 wounded soldiers")."""
    node = clauses.nodes[at]
    count = node.count
    assert count is not None
    term = count.own or count.attribute or taken_captive(clauses.nodes, at)
    if term is not None and term.measure == "refugees" and (count.head or "").endswith(_GOING) and clauses.flight < FLIGHT:
        return
    if term is not None and term.measure == "displaced" and clauses.flight < 2 and (count.head or "").endswith("arrivals"):
        return  # of a prison, a hotel, a hospital
    if (
        term is not None
        and count.quantifier == "none"
        and (term.measure == "detained" or clauses.text[count.start : count.end].casefold().endswith(_NO_BODIES))
    ):
        return  # "no arrests were made", "no body was found"
    if term is not None and term.measure in _HELD and any(near.low in _FREED for near in clauses.nodes[max(0, at - 2) : at]):
        return  # "freed 73 kidnapped hostages"
    if term is not None and count.implied and term.measure in _ONE_OF_MANY:  # "dressed as a refugee"
        return
    if term is not None and clauses.text[count.start : count.end].casefold().endswith(_CRIMES) and accused(clauses.nodes, at):
        return  # "wanted for three murders"
    if term is None or node.taken or count.head_kind == "thing" or count.named or own_body(clauses, at):
        return
    if count.implied and (not count.indefinite or charged(clauses.nodes, at)):
        return
    if term.category == "lives" and not any(near.cls == "taking" for near in clauses.nodes[max(0, at - 4) : at + 5]):
        return
    if term.measure == "killed" and any(near.low in _DYING for near in clauses.nodes[max(0, at - _COGNATE) : at]):
        return
    if count.attribute is not None and count.own is None:
        if term.category not in ("verb", "adjective"):
            return
        if count.head_kind == "unknown" and term.category == "adjective" and count.head is not None and count.head.islower():
            return  # "five dead zones"
    result = Found(at, count, term.measure, node.token, SINGLE if count.implied else OWN_NOUN)
    node.taken.add(term.measure)
    if node.term is None or modality(clauses.nodes, at, at, result):
        clauses.found.append(result)
    if count.quantifier == "none":
        _second_zero(clauses, at)


def _second_zero(clauses: Clauses, at: int) -> None:
    """ "no deaths or injuries": a zero of each."""
    nodes = clauses.nodes
    term = nodes[at + 2].term if at + 2 < len(nodes) and nodes[at + 1].low in ("or", "and", "nor") else None
    if term is None or term.category != "people" or nodes[at + 2].count is not None:
        return
    token = nodes[at + 2].token
    zero = Count(nodes[at + 2].i, nodes[at + 2].j, Number(0, 0, 0, "none", 0, 0, token.start, token.end))
    zero.start, zero.end = token.start, token.end
    clauses.found.append(Found(at + 2, zero, term.measure, token, OWN_NOUN))
