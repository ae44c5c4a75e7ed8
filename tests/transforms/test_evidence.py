"""What is said of each claim: its role in its cell, and the rule."""

from __future__ import annotations

from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from transforms.casualties import casualties
from transforms.conform import frame
from transforms.evidence import evidence
from transforms.refugees import refugees
from transforms.schema.claims import CLAIMS
from transforms.schema.evidence import EVIDENCE

REFERENCE = {"rankings": [{"slot": "speaker_kind", "value": "un", "rank": 1}, {"slot": "speaker_kind", "value": "none", "rank": 2}]}


def said(claim_id, number, **slots):
    """A claim of people killed in one attack, with any slot given."""
    plain = {
        "claim_id": claim_id,
        "incident_id": "raid",
        "measure": "killed",
        "population": "any",
        "age": "any",
        "sex": "any",
        "place_id": "Ruvik",
        "scope": "incident",
        "as_of": date(2031, 5, 2),
        "as_of_precision": "day",
        "as_of_basis": "explicit",
        "speaker_kind": "none",
        "stance": "asserted",
        "quantifier": "exact",
        "is_part": False,
        "part_of": [],
        "adds_to": [],
        "revised_by": [],
        "flags": [],
        "low": number,
        "best": number,
        "high": number,
        "confidence": 0.8,
        "known_on": date(2031, 5, 2),
        "n_articles": 1,
        "n_stories": 1,
        "story_ids": [f"story of {claim_id}"],
    }
    return plain | slots


def test_every_claim_has_its_role_and_rule():
    claims = frame(
        CLAIMS,
        [
            said("a", 12),
            said("b", 15, speaker_id="ohchr", speaker_kind="un"),
            said("c", 14, speaker_id="Osk Tarrin", speaker_kind="official"),
            said("d", 90, speaker_id="sarn_army", speaker_kind="adverse_party", stance="claimed"),
            said("e", 70, speaker_id="velm_army", speaker_kind="party", stance="denied"),
        ],
    )
    cell = casualties(claims, REFERENCE)["cell_id"][0]
    expected = [
        ("a", "low", "least low of the claims used"),
        ("b", "best", "ranked first by speaker, stance, quantifier, stories, day known"),
        ("c", "supports", "used, and moves neither low, best nor high"),
        ("d", "high", "greatest number of the claims used"),
        ("e", "excluded", "denied"),
    ]
    rows = [{"cell_id": cell, "claim_id": claim, "role": role, "reason": reason} for claim, role, reason in expected]
    assert_frame_equal(evidence(claims, REFERENCE), frame(EVIDENCE, rows))


def test_the_claims_of_both_tables_are_there_each_in_one_cell():
    claims = frame(CLAIMS, [said("a", 12), said("b", 400, measure="idps", scope="stock", incident_id=None)])
    told = evidence(claims, REFERENCE)
    cells = pl.concat([casualties(claims, REFERENCE)["cell_id"], refugees(claims, REFERENCE)["cell_id"]])
    assert set(told["cell_id"]) == set(cells)
    assert told.group_by("claim_id").agg(pl.col("cell_id").n_unique()).sort("claim_id").rows() == [("a", 1), ("b", 1)]


def test_rows_are_sorted_by_key_and_keys_are_unique():
    told = evidence(frame(CLAIMS, [said(name, number) for name, number in zip("abcdef", (5, 3, 9, 3, 9, 1), strict=True)]), REFERENCE)
    assert_frame_equal(told, told.sort(EVIDENCE.key))
    assert told.select(pl.struct(EVIDENCE.key).is_unique().all()).item()
