"""The rules by which the claims of a cell come to its numbers, one test a rule."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.reference import load
from transforms.casualties import casualties
from transforms.conform import frame
from transforms.evidence import evidence
from transforms.schema.casualties import CASUALTIES
from transforms.schema.claims import CLAIMS

REFERENCE = load()
UN = {"speaker_id": "ohchr", "speaker_kind": "un"}
PARTY = {"speaker_id": "velm_army", "speaker_kind": "party"}
ADVERSE = {"speaker_id": "sarn_army", "speaker_kind": "adverse_party", "stance": "claimed"}
PAPER = {"speaker_id": "Ruvik Post", "speaker_kind": "media"}
RADIO = {"speaker_id": "Radio Tolm", "speaker_kind": "media"}
GOVERNOR = {"speaker_id": "Osk Tarrin", "speaker_kind": "official"}


def said(claim_id, number=None, **slots):
    """A claim of people killed in one attack, in the outlets' own voice, with any slot given."""
    plain = {
        "claim_id": claim_id,
        "conflict_id": "sarn_velm",
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
        "is_part": bool(slots.get("part_of")),
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
        "n_stories": len(slots.get("story_ids", ["s"])),
        "story_ids": [f"story of {claim_id}"],
    }
    return plain | slots


def cell_of(*rows):
    """The one cell that the claims make, by column."""
    cells = casualties(frame(CLAIMS, list(rows)), REFERENCE)
    assert cells.height == 1
    return cells.row(0, named=True)


def bounds(*rows):
    cell = cell_of(*rows)
    return cell["low"], cell["best"], cell["high"]


def reasons(*rows):
    """What each claim does: {claim: {role: reason}}."""
    told: dict[str, dict[str, str]] = {}
    for row in evidence(frame(CLAIMS, list(rows)), REFERENCE).iter_rows(named=True):
        told.setdefault(row["claim_id"], {})[row["role"]] = row["reason"]
    return told


def test_one_plain_number_is_low_best_and_high():
    cells = casualties(frame(CLAIMS, [said("a", 12, side="VEL", confidence=0.7)]), REFERENCE)
    expected = {
        "cell_id": cells["cell_id"][0],
        "conflict_id": "sarn_velm",
        "incident_id": "raid",
        "measure": "killed",
        "population": "any",
        "age": "any",
        "sex": "any",
        "side": "VEL",
        "place_id": "Ruvik",
        "scope": "incident",
        "period_start": None,
        "as_of": date(2031, 5, 2),
        "low": 12,
        "best": 12,
        "high": 12,
        "method": "stated",
        "n_claims": 1,
        "n_speakers": 1,
        "n_stories": 1,
        "confidence": 0.7,
        "flags": ["single_speaker"],
        "known_on": date(2031, 5, 2),
    }
    assert_frame_equal(cells, frame(CASUALTIES, [expected]))


def test_low_is_the_least_low_and_high_the_greatest_high():
    later = {"known_on": date(2031, 5, 4)}
    cell = cell_of(said("a", 12, **later), said("b", 15, **UN, **later), said("c", 14, **GOVERNOR, **later))
    assert (cell["low"], cell["best"], cell["high"]) == (12, 15, 15)
    assert (cell["method"], cell["n_claims"], cell["n_speakers"], cell["n_stories"]) == ("reconciled", 3, 3, 3)
    assert cell["flags"] == ["disputed"]
    assert cell["known_on"] == date(2031, 5, 4)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PARTY, UN),
        (UN, {"speaker_id": "acled", "speaker_kind": "ngo"}),
        ({"speaker_id": "acled", "speaker_kind": "ngo"}, GOVERNOR),
        ({"speaker_id": "Ruvik hospital", "speaker_kind": "hospital"}, {}),
        ({}, {"speaker_id": "a shopkeeper", "speaker_kind": "witness"}),
        (UN | {"stance": "confirmed"}, {"speaker_id": "unhcr", "speaker_kind": "un"}),
        ({}, {"stance": "estimated"}),
        ({"stance": "estimated"}, {"stance": "claimed"}),
        (UN, UN | {"quantifier": "about", "speaker_id": "unhcr"}),
        (PAPER | {"story_ids": ["s1", "s2"]}, RADIO | {"story_ids": ["s3"], "known_on": date(2031, 5, 4)}),
        (PAPER | {"known_on": date(2031, 5, 4)}, RADIO | {"known_on": date(2031, 5, 2)}),
    ],
)
def test_best_is_of_the_speaker_and_stance_that_rank_first(first, second):
    for number, other in ((12, 15), (15, 12)):
        assert cell_of(said("a", number, **first), said("b", other, **second))["best"] == number


def test_between_equal_claims_the_lower_number_is_best():
    assert bounds(said("a", 15, **PAPER), said("b", 12, **RADIO)) == (12, 12, 15)


def test_a_floor_leaves_high_open_unless_a_greater_bound_is_stated():
    floor = said("a", 12, high=None, quantifier="at_least")
    assert bounds(floor) == (12, 12, None)
    assert bounds(floor, said("b", 15, **UN)) == (12, 15, 15)
    assert bounds(floor, said("b", 10, **UN)) == (10, 10, None)
    assert bounds(floor, said("b", 12, **UN, known_on=date(2031, 5, 4))) == (12, 12, 12)
    assert cell_of(floor, said("b", 15, **UN))["flags"] == []  # both can be true
    assert "no upper bound" in reasons(floor)["a"]["high"]


def test_a_ceiling_without_low_pulls_low_down_to_best():
    nearly = said("a", 200, **UN, low=None, quantifier="less_than")
    assert bounds(nearly) == (None, 200, 200)
    assert bounds(nearly, said("b", 250)) == (200, 200, 250)
    assert bounds(nearly, said("b", 150)) == (150, 200, 200)


def test_vague_words_give_bounds_and_no_best():
    cell = cell_of(said("a", low=24, high=99, quantifier="vague"))
    assert (cell["low"], cell["best"], cell["high"]) == (24, None, 99)
    assert cell["flags"] == ["single_speaker", "vague"]
    assert bounds(said("a", low=24, high=99, quantifier="vague"), said("b", 120, **UN)) == (24, 120, 120)


def test_a_vague_word_that_fits_an_exact_number_says_the_same_less_exactly():
    assert bounds(said("a", low=24, high=99, quantifier="vague"), said("b", 40, **UN)) == (40, 40, 40)


def in_one_story(*claims):
    return [claim | {"story_ids": ["s"]} for claim in claims]


def test_a_number_beside_one_twice_as_great_in_the_same_story_counts_some_of_them():
    assert bounds(*in_one_story(said("a", 2), said("b", 11, **UN))) == (11, 11, 11)
    assert bounds(*in_one_story(said("a", 176, speaker_kind="hospital", speaker_id="a doctor"), said("b", 760, **UN))) == (760, 760, 760)
    assert bounds(said("a", 2, story_ids=["s"]), said("b", 11, story_ids=["t"], **UN)) == (2, 11, 11)  # two stories may differ
    assert bounds(*in_one_story(said("a", 8), said("b", 11, **UN))) == (8, 11, 11)
    assert bounds(said("a", 2, story_ids=["s", "t"], n_stories=2), said("b", 11, story_ids=["s"], **UN)) == (2, 11, 11)


def test_two_speakers_who_contradict_each_other_in_one_story_stand_unless_one_is_unknown_and_far_below():
    police, villagers = {"speaker_id": "police", "speaker_kind": "official"}, {"speaker_id": "villagers", "speaker_kind": "witness"}
    assert bounds(*in_one_story(said("a", 5, **police), said("b", 20, **villagers))) == (5, 5, 20)
    assert bounds(*in_one_story(said("a", 3, **villagers), said("b", 61, **police))) == (61, 61, 61)
    assert bounds(*in_one_story(said("a", 3, **UN), said("b", 61, **police))) == (3, 3, 61)  # the UN is in the list of speakers


def test_a_part_of_a_number_of_another_cell_is_none_of_a_greater_one_in_its_own():
    assert bounds(*in_one_story(said("a", 12, part_of=["elsewhere"], speaker_id="journalists", speaker_kind="media"), said("b", 20))) == (
        20,
        20,
        20,
    )


def test_some_of_the_wounded_are_part_of_any_greater_number_of_them():
    surgeon = {"speaker_id": "surgeon", "speaker_kind": "hospital", "known_on": date(2031, 5, 6)}
    assert bounds(said("a", 79), said("b", 28, **surgeon) | {"is_part": True}) == (79, 79, 79)
    assert bounds(said("b", 28, **surgeon) | {"is_part": True}) == (28, 28, 28)
    assert bounds(said("a", 5, age="children"), said("b", 3, age="children", **surgeon) | {"is_part": True}) == (
        3,
        3,
        5,
    )  # of the dead, not the children


def test_an_adverse_party_that_says_none_bounds_nothing():
    assert bounds(said("a", 0, **(ADVERSE | {"stance": "asserted"}), quantifier="none")) == (None, None, None)
    assert bounds(said("a", 0, **(ADVERSE | {"stance": "asserted"}), quantifier="none"), said("b", 4)) == (4, 4, 4)


def test_an_adverse_party_carries_high_and_nothing_else():
    cell = cell_of(said("a", 300, **ADVERSE))
    assert (cell["low"], cell["best"], cell["high"]) == (None, None, 300)
    assert cell["flags"] == ["single_speaker", "adverse_only"]
    both = [said("a", 300, **ADVERSE, high=None, quantifier="more_than"), said("b", 20, **PARTY)]
    assert bounds(*both) == (20, 20, 300)
    assert cell_of(*both)["flags"] == []
    assert cell_of(said("a", 5, **ADVERSE), said("b", 20, **PARTY), said("c", 20, **UN))["flags"] == []
    low_claim = [said("a", 5, **ADVERSE), said("b", 20, **PARTY)]
    assert bounds(*low_claim) == (20, 20, 20)
    assert list(reasons(*low_claim)["a"]) == ["excluded"]


def test_a_denied_number_counts_for_nothing_and_marks_the_cell_disputed():
    cell = cell_of(said("a", 12), said("b", 40, **PARTY, stance="denied"))
    assert (cell["low"], cell["best"], cell["high"], cell["n_claims"]) == (12, 12, 12, 1)
    assert cell["flags"] == ["disputed", "single_speaker"]
    alone = cell_of(said("b", 40, **PARTY, stance="denied"))
    assert (alone["low"], alone["best"], alone["high"], alone["n_claims"]) == (None, None, None, 0)


def test_a_projection_and_a_daily_rate_are_no_counts():
    assert bounds(said("a", 5000, scope="projection", incident_id=None)) == (None, None, None)
    assert reasons(said("a", 30, flags=["rate_per_day"], scope="period", incident_id=None))["a"] == {
        "excluded": "a rate a day, not a total"
    }


def test_unverified_numbers_serve_only_where_nothing_firmer_is_used():
    rumour = said("a", 40, stance="unverified")
    assert bounds(rumour) == (40, 40, 40)
    assert bounds(rumour, said("b", 12, **UN)) == (12, 12, 12)
    assert bounds(rumour, said("b", 90, **ADVERSE)) == (40, 40, 90)


def test_a_caption_counts_only_where_no_running_text_counts_the_attack():
    caption = said("a", 31, flags=["caption"])
    assert casualties(frame(CLAIMS, [caption]), REFERENCE)["best"].to_list() == [31]
    assert casualties(frame(CLAIMS, [caption, said("b", 12)]), REFERENCE).select("low", "best", "high").rows() == [(12, 12, 12)]


def test_a_named_person_counts_only_where_no_number_counts_the_attack():
    name = said("a", 1, flags=["named"], population="journalist")
    alone = casualties(frame(CLAIMS, [name]), REFERENCE)
    assert alone["best"].to_list() == [1]
    beside = casualties(frame(CLAIMS, [name, said("b", 12)]), REFERENCE).sort("population")
    assert beside.select("population", "best").rows() == [("any", 12), ("journalist", None)]
    assert casualties(frame(CLAIMS, [name, said("b", 12, incident_id="other raid")]), REFERENCE).sort("population")["best"].to_list() == [
        12,
        1,
    ]
    assert casualties(frame(CLAIMS, [name, said("b", 12, measure="injured")]), REFERENCE).sort("population")["best"].to_list() == [12, 1]


def test_a_part_has_a_cell_of_its_own_and_in_its_total_s_cell_counts_for_nothing():
    children = casualties(frame(CLAIMS, [said("a", 12), said("b", 3, age="children", part_of=["a"])]), REFERENCE)
    assert children.sort("age").select("age", "best").rows() == [("any", 12), ("children", 3)]
    here = [said("a", 12), said("b", 3, part_of=["a"])]
    assert bounds(*here) == (12, 12, 12)
    assert reasons(*here)["b"] == {"excluded": "part of a total that is used"}
    assert bounds(said("a", 12, stance="denied"), said("b", 3, part_of=["a"])) == (3, 3, 3)
    assert bounds(said("a", 3), said("b", 12, part_of=["a"])) == (3, 3, 12)  # no part is greater than its total


def test_what_is_added_counts_in_the_sum():
    rows = [said("a", 10), said("b", 15, adds_to=["a"], high=None, quantifier="at_least", known_on=date(2031, 5, 3), confidence=0.6)]
    cell = cell_of(*rows)
    assert (cell["low"], cell["best"], cell["high"]) == (25, 25, None)
    assert (cell["method"], cell["confidence"], cell["known_on"]) == ("derived", 0.6, date(2031, 5, 3))
    assert reasons(*rows)["b"] == {"supports": "added to the number that it continues"}
    assert bounds(said("a", 10, stance="denied"), said("b", 15, adds_to=["a"])) == (None, None, None)
    assert bounds(said("a", 10, **ADVERSE), said("b", 15, adds_to=["a"])) == (None, None, 10)
    chain = [*rows, said("c", 3, adds_to=["b"])]
    assert bounds(*chain) == (25, 25, None)
    assert reasons(*chain)["c"] == {"excluded": "an addition to a number with which it cannot be summed"}


def test_a_number_that_its_article_revises_counts_for_nothing():
    rows = [said("a", 33, revised_by=["b"]), said("b", 45)]
    assert bounds(*rows) == (45, 45, 45)
    assert cell_of(*rows)["flags"] == ["single_speaker", "revised"]
    assert reasons(*rows)["a"] == {"excluded": "revised in the same article"}
    assert bounds(said("a", 33, revised_by=["b"]), said("b", 45, revised_by=["a"])) == (33, 33, 45)


def test_within_an_attack_a_speaker_s_later_number_replaces_what_it_contradicts():
    early, later = said("a", 12, **UN), said("b", 15, **UN, known_on=date(2031, 5, 3))
    assert bounds(early, later) == (15, 15, 15)
    assert bounds(early, said("b", 15, **GOVERNOR, known_on=date(2031, 5, 3))) == (12, 12, 15)
    rounded = said("b", 10, **UN, high=None, quantifier="at_least", known_on=date(2031, 5, 3))
    assert bounds(early, rounded) == (10, 12, 12)
    last = said("c", 15, **UN, high=None, best=None, quantifier="vague", known_on=date(2031, 5, 9))
    assert bounds(early, later, last) == (15, 15, 15)
    assert bounds(early, said("b", 14, **UN, stance="unverified", known_on=date(2031, 5, 3))) == (12, 12, 12)
    assert bounds(early, later, said("c", 13, **UN, known_on=date(2031, 5, 4))) == (13, 13, 13)
    month = {"scope": "cumulative", "incident_id": None}
    assert bounds(early | month, later | month) == (12, 15, 15)
    assert cell_of(early | month, later | month)["flags"] == ["single_speaker"]  # one speaker does not dispute itself


@pytest.mark.parametrize(
    "other",
    [
        {"scope": "stock"},
        {"scope": "period"},
        {"scope": "cumulative", "period_start": date(2031, 1, 1)},
        {"as_of": date(2031, 5, 3)},
        {"as_of": None, "as_of_precision": None},
        {"measure": "injured"},
        {"population": "civilian"},
        {"sex": "f"},
        {"side": "SRN"},
        {"place_id": "Tolm"},
        {"conflict_id": None},
    ],
)
def test_what_differs_in_grain_never_shares_a_cell(other):
    here = {"scope": "cumulative", "incident_id": None}
    cells = casualties(frame(CLAIMS, [said("a", 12, **here), said("b", 40, **UN, **(here | other))]), REFERENCE)
    assert sorted(cells["best"]) == [12, 40]


def test_a_month_holds_at_its_last_day():
    month = said("a", 900, scope="cumulative", incident_id=None, as_of=date(2031, 2, 1), as_of_precision="month")
    year = said("b", 8000, scope="cumulative", incident_id=None, as_of=date(2030, 1, 1), as_of_precision="year")
    week = said("c", 70, scope="cumulative", incident_id=None, as_of=date(2031, 3, 3), as_of_precision="week")
    cells = casualties(frame(CLAIMS, [month, year, week]), REFERENCE).sort("as_of")
    assert cells["as_of"].to_list() == [date(2030, 12, 31), date(2031, 2, 28), date(2031, 3, 9)]


def test_one_story_behind_two_claims_counts_once():
    cell = cell_of(said("a", 12, story_ids=["s1", "s2"]), said("b", 13, **UN, story_ids=["s2"]))
    assert cell["n_stories"] == 2


def test_the_table_as_it_was_known_on_a_day():
    rows = frame(CLAIMS, [said("a", 12), said("b", 15, **UN, known_on=date(2031, 5, 9))])
    assert casualties(rows, REFERENCE, known_by=date(2031, 5, 8))["best"].to_list() == [12]
    assert casualties(rows, REFERENCE, known_by=date(2031, 5, 9))["best"].to_list() == [15]


def test_claims_of_other_measures_are_left_to_the_other_table():
    assert casualties(frame(CLAIMS, [said("a", 12, measure="idps")]), REFERENCE).height == 0


def test_what_can_carry_best_is_ranked_and_nothing_else_is():
    never = {"adverse_party", "denied", "range", "vague"}
    for slot in ("speaker_kind", "stance", "quantifier"):
        ranked = {row["value"] for row in REFERENCE["rankings"] if row["slot"] == slot}
        assert ranked == set(CLAIMS.column(slot).values) - never


def test_text_lists_are_lists_of_text():
    assert casualties(frame(CLAIMS, [said("a", 12)]), REFERENCE).schema["flags"] == pl.List(pl.String)


def test_a_toll_told_to_have_risen_overtakes_its_first_number_in_however_many_stories():
    first = said("a", 6, speaker_id="governor", speaker_kind="official", story_ids=["s", "t"])
    late = {"speaker_id": "prosecutors", "speaker_kind": "official", "known_on": date(2031, 5, 4), "story_ids": ["u"]}
    assert bounds(first, said("b", 6, revised_by=["c"], **late), said("c", 8, **late)) == (8, 8, 8)
    assert bounds(first, said("c", 8, **late)) == (6, 6, 8)
    assert bounds(
        first, said("b", 6, revised_by=["c"], **late | {"speaker_kind": "none"}), said("c", 8, **late | {"speaker_kind": "none"})
    ) == (6, 6, 8)


def test_an_early_number_is_overtaken_by_a_later_higher_one_of_as_good_a_source():
    first, last = said("a", 9), said("b", 45, **GOVERNOR, known_on=date(2031, 5, 5))
    assert bounds(first, last) == (45, 45, 45)
    assert bounds(first, said("b", 7, **GOVERNOR, known_on=date(2031, 5, 5))) == (7, 7, 9)  # lower: a dispute
    assert bounds(said("a", 9, **UN), last) == (9, 9, 45)  # the UN's word is not overtaken by an official's
    assert bounds(first, last | {"known_on": date(2031, 5, 2)}) == (9, 45, 45)  # of one day
    told_more = said("a", 9, **PAPER, story_ids=["s1", "s2"])
    assert bounds(told_more, said("b", 45, **RADIO, known_on=date(2031, 5, 5))) == (9, 9, 45)  # more stories
    assert bounds(first, said("b", 45, **ADVERSE, known_on=date(2031, 5, 5))) == (9, 9, 45)
    assert cell_of(first, last)["flags"] == ["single_speaker", "revised"]


def test_a_single_person_of_whom_a_story_tells_beside_its_toll_is_one_of_them():
    assert bounds(said("a", 1, story_ids=["s"]), said("b", 8, story_ids=["s", "t"])) == (8, 8, 8)
    assert bounds(said("a", 1, story_ids=["s", "u"]), said("b", 8, story_ids=["s"])) == (1, 1, 8)
    assert bounds(said("a", 1, story_ids=["s"])) == (1, 1, 1)


def test_a_round_word_gives_way_to_the_number_that_it_rounds():
    over = said("a", 100, high=None, quantifier="more_than")
    assert bounds(over, said("b", 104, **GOVERNOR)) == (104, 104, 104)
    assert bounds(over, said("b", 204, **GOVERNOR)) == (100, 204, 204)
    assert bounds(over, said("b", 96, **GOVERNOR))[0] == 96  # no more than 100: it contradicts
    assert bounds(said("a", 9000), said("b", 9061, **GOVERNOR)) == (9061, 9061, 9061)
    assert bounds(said("a", 9000, **UN), said("b", 9061, **GOVERNOR)) == (9000, 9000, 9061)  # another speaker's own count
    assert bounds(said("a", 60), said("b", 61, **GOVERNOR))[0] == 60


def test_a_number_that_its_own_speaker_takes_back_counts_for_nothing_and_both_stay():
    claim, back = said("a", 12, **GOVERNOR), said("b", 12, **GOVERNOR, stance="denied", known_on=date(2031, 5, 4))
    assert bounds(claim, back) == (None, None, None)
    assert reasons(claim, back) == {"a": {"excluded": "taken back by its own speaker"}, "b": {"excluded": "denied"}}
    assert bounds(claim, back | {"speaker_id": "velm_army"}) == (12, 12, 12)


def test_a_dropped_figure_counts_for_nothing():
    assert bounds(said("a", 12, flags=["dropped"])) == (None, None, None)
    assert reasons(said("a", 12, flags=["dropped"])) == {"a": {"excluded": "dropped by a correction"}}
