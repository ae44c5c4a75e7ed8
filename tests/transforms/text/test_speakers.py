"""Attributions in a sentence: who, in which stance, over which part of it."""

from __future__ import annotations

import pytest

from flows.reference import load
from transforms.text.memory import Memory
from transforms.text.speakers import SpeakerReader

REFERENCE = load()
READER = SpeakerReader(REFERENCE)


def read(text: str, article: str = "") -> list[tuple[str, str, bool, bool]]:
    return [(said.speaker.name, said.stance, said.back, said.on) for said in READER.read(text, Memory(article or text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The UN says many have died.", [("UN", "asserted", False, True)]),
        ("Many have died in the region, the UN said.", [("UN", "asserted", True, False)]),
        ("Many have died in the region, the UN said, adding that more will.", [("UN", "asserted", True, True)]),
        ("According to the ICRC, many died.", [("ICRC", "asserted", False, True)]),
        ("Many people died, according to UN figures for May.", [("UN", "asserted", True, True)]),
        ("OHCHR has verified ten deaths.", [("OHCHR", "confirmed", False, True)]),
        ("The Kremlin denied that any had died.", [("Kremlin", "denied", False, True)]),
        ("“They died here,” said Sheriff Tom Alder.", [("Tom Alder", "asserted", True, False)]),
        (
            "The Syrian Observatory for Human Rights, a war monitor, said so.",
            [("Syrian Observatory for Human Rights", "asserted", False, True)],
        ),
        ("The report was confirmed by Governor Oleh Kiper.", [("Oleh Kiper", "asserted", True, False)]),
        ("UNHCR: thousands flee", [("UNHCR", "asserted", False, True)]),
        ("Ten were reported dead.", []),
        ("Two groups claimed responsibility.", []),
        ("The United States moved ships.", []),
        ("But said nothing.", []),
    ],
)
def test_attributions(text: str, found: list[tuple[str, str, bool, bool]]) -> None:
    assert read(text) == found


def test_a_pronoun_without_anyone_before_is_nobody() -> None:
    assert read("He said so.") == []


def test_every_alias_is_of_one_speaker_and_every_place_is_listed() -> None:
    names: dict[str, str] = {}
    places = {row["place_id"] for row in REFERENCE["places"]}
    for row in REFERENCE["speakers"]:
        assert row["place"] is None or row["place"] in places, row["speaker_id"]
        for name in (row["name"], *row["aliases"]):
            assert names.setdefault(name, row["speaker_id"]) == row["speaker_id"], name


def test_every_party_to_a_conflict_that_speaks_is_a_side_and_every_place_of_it_is_listed() -> None:
    places = {row["place_id"] for row in REFERENCE["places"]}
    for row in REFERENCE["conflicts"]:
        assert set(row["places"]) <= places, row["conflict_id"]
        assert row["ended_on"] is None or row["started_on"] <= row["ended_on"], row["conflict_id"]
