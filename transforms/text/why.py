"""Which rule filled which slot of a figure, in words: what `toll extract --explain` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.text.confidence import BESIDE, BULLETIN, GOVERNED, NAMED, OBJECT, OWN_NOUN, PART, SINGLE, SUBJECT, TOLL
from transforms.text.model import Figure

if TYPE_CHECKING:
    from transforms.text.clauses import Found
    from transforms.text.context import Page
    from transforms.text.memory import Said
    from transforms.text.places import Placed

_JOINS = {
    OBJECT: "the count is its object",
    BESIDE: "the count stands beside it",
    SUBJECT: "the count is its subject",
    GOVERNED: "the count stands behind a preposition before it",
    OWN_NOUN: "the counted noun itself tells",
    TOLL: "the number that a toll comes to",
    PART: "part of a count told before",
    SINGLE: "one person told by a role",
    NAMED: "one person told by name",
    BULLETIN: "a line of a loss bulletin",
}
_RELATIONS = {
    "subset_of": "including, of them, in brackets or a list behind its whole",
    "adds_to": "another, more, others",
    "revises": "from an earlier toll to a later one",
    "total_of": "bringing the total to",
}


def grammar_why(figure: Figure, found: Found) -> dict[str, str]:
    """The rules of the grammar: measure, number, population, relation, stance and scope where a negation or a supposition gave them."""
    text, base, count = figure.sentence.text, figure.sentence.start, found.count
    value = text[figure.value_start - base : figure.value_end - base]
    word = found.term.word
    row = f", {word.term.category}{' ' + word.term.inflection if word.term.inflection else ''}" if word and word.term else ""
    why = {"measure": f"“{found.term.text}”{row}: {_JOINS[found.join]}"}
    before, after = text[count.start : count.value_start].split(), text[count.value_end : count.value_end + 20].split()
    match count.quantifier:
        case "none":
            number = f"“{value}”: a zero told outright"
        case "vague":
            number = f"“{value}”: a vague word of seeds/vague_words.csv"
        case "range":
            number = f"“{value}”: a range"
        case "exact" if count.implied:
            number = f"“{value}”: one person without a number"
        case "exact":
            number = f"“{value}” as written"
        case qualifier:
            words = " ".join(before) or " ".join(after[:2])
            number = f"“{value}” with “{words}”: {qualifier.replace('_', ' ')}"
    why["number"] = number
    if figure.head is None:
        why["population"] = "no noun beside the number"
    elif figure.head in text[max(0, figure.start - base) : figure.end - base + len(figure.head)]:
        kind = "a noun of no list" if count.head_kind == "unknown" else "a name" if count.head_kind == "name" else "head noun"
        why["population"] = f"“{figure.head}”: {kind}"
    else:
        why["population"] = f"“{figure.head}”: taken over from the count before"
    if found.relation is not None:
        why["relation"] = _RELATIONS.get(found.relation, found.relation)
    if found.denied:
        why["stance"] = "a negation or denial before the verb"
    if found.projection:
        why["scope"] = "a modal, an if or an infinitive of purpose"
    return why


def slots_why(page: Page, figure: Figure, index: int, said: Said | None, place: tuple[int, Placed] | None) -> dict[str, str]:
    """The rules of the slots beside the number: speaker, when, where, origin."""
    why: dict[str, str] = {}
    if said is not None:
        sentence = page.sentences[page.said_at].text
        words = " ".join(sentence[said.start : said.end].split())
        start, _ = page.span(figure)
        where = "carried on from the sentence before" if page.said_at != index else "ahead" if said.end <= start else "behind"
        why["speaker"] = f"“{words}”: attribution {where}"
    elif figure.speaker is not None:
        why["speaker"] = "the text is its own: the outlet is an institution"
    else:
        why["speaker"] = "no attribution covers it"
    if figure.as_of_mention is not None:
        why["as_of"] = f"“{figure.as_of_mention.text}”: {figure.as_of_basis}"
    else:
        why["as_of"] = {"publication": "day of publication", "explicit": "end of the conflict", "none": "no date told or known"}.get(
            figure.as_of_basis, figure.as_of_basis
        )
    if figure.place is not None:
        if place is not None and place[1].end > place[1].start:
            where = "this sentence" if place[0] == index else "a sentence elsewhere"
            why["place"] = f"“{page.sentences[place[0]].text[place[1].start : place[1].end]}” in {where}"
        else:
            why["place"] = "follows from the conflict, the speaker, the people or the whole it belongs to"
    if figure.origin is not None:
        why["origin"] = f"“{figure.origin}”: left or fled from"
    return why
