from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from transforms.conform import frame
from transforms.doubts import doubts
from transforms.schema import table

CLAIM: dict[str, Any] = {
    "conflict_id": "ukraine-2022",
    "measure": "killed",
    "population": "any",
    "age": "any",
    "sex": "any",
    "side": "UKR",
    "place_id": "UKR",
    "scope": "cumulative",
    "speaker_id": "ohchr",
    "stance": "asserted",
}
NONE = pl.DataFrame(schema={"cell_id": pl.String, "best": pl.Int64})
NO_EVIDENCE = pl.DataFrame(schema={"cell_id": pl.String, "claim_id": pl.String, "role": pl.String})


def claims(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(table("claims"), [CLAIM | row for row in rows])


def series(*numbers: int, **more: Any) -> pl.DataFrame:
    return claims(*({"claim_id": f"c{n}", "as_of": date(2024, 3, n + 1), "best": number} | more for n, number in enumerate(numbers)))


def figures(
    *ids: str, confidence: float = 0.9, speaker: str | None = "OHCHR", speaker_id: str | None = "ohchr", flags: tuple[str, ...] = ()
) -> pl.DataFrame:
    said = {"confidence": confidence, "speaker": speaker, "speaker_id": speaker_id, "flags": list(flags)}
    rows = [{"figure_id": id_.replace("c", "f"), "claim_id": id_} | said for id_ in ids]
    return pl.DataFrame(rows, schema_overrides={"speaker": pl.String, "speaker_id": pl.String, "flags": pl.List(pl.String)})


def told(
    of: pl.DataFrame, said: pl.DataFrame, disputed: pl.DataFrame = NONE, evidence: pl.DataFrame = NO_EVIDENCE
) -> list[tuple[Any, ...]]:
    return doubts(of, said, disputed, evidence).select("figure_id", "doubts", "beside", "best").rows()


def test_a_digit_too_many_stands_out_of_its_series() -> None:
    assert told(figures("c0", "c1", "c2"), series(10_675, 106_890, 10_703)) == [("f1", ["jump"], [10_675, 10_703], None)]


def test_a_digit_too_few_stands_out_as_well_also_at_the_end() -> None:
    assert told(figures("c0", "c1", "c2"), series(10_675, 10_689, 1_070)) == [("f2", ["jump"], [10_689], None)]


def test_a_series_that_grows_or_starts_from_nothing_has_no_jump() -> None:
    assert told(figures("c0", "c1", "c2", "c3"), series(0, 3, 9, 30)) == []
    assert told(figures("c0", "c1", "c2"), series(100, 400, 1_500)) == []


def test_incidents_and_other_speakers_make_no_series() -> None:
    assert told(figures("c0", "c1", "c2"), series(3, 90, 4, scope="incident")) == []
    said = pl.concat([series(10_675), claims({"claim_id": "c1", "as_of": date(2024, 3, 2), "best": 900, "speaker_id": "un"})])
    assert told(figures("c0", "c1"), said) == []


def test_who_is_far_from_the_best_number_of_a_disputed_cell() -> None:
    said = claims({"claim_id": "c0", "best": 89, "scope": "incident"}, {"claim_id": "c1", "best": 400, "scope": "incident"})
    disputed = pl.DataFrame({"cell_id": ["t"], "best": [89]})
    evidence = pl.DataFrame({"cell_id": ["t", "t"], "claim_id": ["c0", "c1"], "role": ["best", "high"]})
    assert told(figures("c0", "c1"), said, disputed, evidence) == [("f1", ["dispute"], None, 89)]
    assert told(figures("c0", "c1"), said, NONE, evidence) == []


def test_low_confidence_and_speakers_of_no_list() -> None:
    said = series(5)
    assert told(figures("c0", confidence=0.74), said) == [("f0", ["low confidence"], None, None)]
    assert told(figures("c0", confidence=0.75), said) == []
    assert told(figures("c0", speaker="a neighbour", speaker_id=None), said) == [("f0", ["unknown speaker"], None, None)]
    assert told(figures("c0", speaker=None, speaker_id=None), said) == []


def test_a_place_for_which_the_article_does_not_speak() -> None:
    assert told(figures("c0", flags=("confused_place",)), series(5)) == [("f0", ["confused place"], None, None)]
    assert told(figures("c0", flags=("caption",)), series(5)) == []


def test_the_worst_comes_first_and_what_carries_a_number_before_what_does_not() -> None:
    said = claims(*({"claim_id": f"c{n}", "best": n, "scope": "incident"} for n in range(4)))
    of = pl.concat([figures("c0", "c1", "c3", confidence=0.5), figures("c2", confidence=0.5, speaker="a neighbour", speaker_id=None)])
    evidence = pl.DataFrame({"cell_id": ["t"], "claim_id": ["c0"], "role": ["low"]})
    assert [row[0] for row in told(of, said, NONE, evidence)] == ["f0", "f2", "f3", "f1"]
