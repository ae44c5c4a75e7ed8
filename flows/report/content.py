"""What a report holds, read from the published database: headlines, series, incidents, disputes, the newest figures, and what lies behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import polars as pl

Row = dict[str, Any]


class Queried(Protocol):
    """The warehouse, or a published database."""

    def frame(self, query: str, parameters: Sequence[object] = ()) -> pl.DataFrame: ...


MAX_FIGURES = 5_000
MAX_CONFLICTS, MAX_CARDS, MAX_CHARTS = 8, 8, 8
MAX_INCIDENTS, MAX_DISPUTES, MAX_NEWEST = 36, 20, 40
MIN_DAYS = 3  # of a series that is drawn

_CELLS = """
CREATE OR REPLACE TEMP VIEW cells AS
SELECT t.*, coalesce(p.name, t.place_id) AS place, coalesce(o.name, t.origin_id) AS origin, coalesce(k.name, t.conflict_id) AS conflict,
       coalesce(t.best, t.low, t.high) AS n
FROM (SELECT * FROM casualties UNION ALL BY NAME SELECT * FROM refugees) t
LEFT JOIN places p ON p.place_id = t.place_id LEFT JOIN places o ON o.place_id = t.origin_id LEFT JOIN conflicts k ON k.conflict_id = t.conflict_id
"""
_GRAIN = "conflict_id, measure, population, side, place_id, origin_id, scope"
_TOTALS = f"""
CREATE OR REPLACE TEMP VIEW totals AS
SELECT * FROM cells
WHERE scope IN ('cumulative', 'stock') AND age = 'any' AND sex = 'any' AND population IN ('any', 'civilian') AND incident_id IS NULL AND as_of IS NOT NULL
  AND n IS NOT NULL AND conflict_id IS NOT NULL AND measure NOT IN ('casualties', 'affected') AND NOT list_contains(flags, 'adverse_only')
QUALIFY row_number() OVER (PARTITION BY {_GRAIN}, as_of ORDER BY n_claims DESC, period_start NULLS LAST, cell_id) = 1
"""
# of one conflict and measure, the series told of most: most days, then the latest
_HEADLINES = f"""
WITH told AS (
  SELECT {_GRAIN}, count(*) AS days, max(as_of) AS last, CAST(sum(n_claims) AS BIGINT) AS claims FROM totals GROUP BY ALL
), series AS (
  SELECT * FROM told
  QUALIFY row_number() OVER (PARTITION BY conflict_id, measure, population ORDER BY days DESC, last DESC, claims DESC, place_id, side, scope, origin_id) = 1
)
SELECT t.*, s.days, CAST(sum(s.claims) OVER (PARTITION BY t.conflict_id) AS BIGINT) AS weight
FROM series s JOIN totals t ON (t.conflict_id, t.measure, t.population, t.scope, t.as_of) = (s.conflict_id, s.measure, s.population, s.scope, s.last)
  AND t.side IS NOT DISTINCT FROM s.side AND t.place_id IS NOT DISTINCT FROM s.place_id AND t.origin_id IS NOT DISTINCT FROM s.origin_id
ORDER BY weight DESC, t.conflict_id, s.claims DESC, t.cell_id
"""
_OF_SERIES = """
conflict_id = ? AND measure = ? AND population = ? AND scope = ? AND side IS NOT DISTINCT FROM ? AND place_id IS NOT DISTINCT FROM ?
  AND origin_id IS NOT DISTINCT FROM ? AND age = 'any' AND sex = 'any'
"""
_SERIES_CELLS = f"SELECT * FROM totals WHERE {_OF_SERIES} ORDER BY as_of"
_SERIES_CLAIMS = f"""
SELECT c.claim_id, c.as_of, coalesce(c.best, c.low, c.high) AS number, coalesce(c.speaker, 'the outlets') AS speaker
FROM claims c WHERE {_OF_SERIES} AND as_of IS NOT NULL AND stance <> 'denied' ORDER BY as_of, claim_id
"""
_INCIDENTS = """
SELECT t.*, i.happened_on, i.precision FROM cells t JOIN incidents i USING (incident_id)
WHERE t.scope = 'incident' AND t.measure IN ('killed', 'injured') AND t.population = 'any' AND t.age = 'any' AND t.sex = 'any' AND t.n IS NOT NULL
  AND i.happened_on IS NOT NULL
"""
_TOLLS = f"""
WITH tolls AS ({_INCIDENTS}), chosen AS (
  SELECT incident_id, max(happened_on) AS day, max(n_claims) > 1 AS grew FROM tolls GROUP BY 1 ORDER BY grew DESC, day DESC, incident_id LIMIT {MAX_INCIDENTS}
)
SELECT t.* FROM tolls t JOIN chosen USING (incident_id) ORDER BY t.happened_on DESC, t.incident_id, t.measure DESC, t.n DESC, t.cell_id
"""
_STEPS = """
SELECT e.cell_id, c.claim_id, c.known_on, c.low, c.best, c.high, coalesce(c.speaker, 'the outlets') AS speaker, c.stance, bool_and(e.role = 'excluded') AS excluded
FROM evidence e JOIN claims c USING (claim_id) WHERE e.cell_id IN (SELECT unnest(?)) GROUP BY ALL
ORDER BY c.known_on, c.low NULLS FIRST, c.best, c.high, c.claim_id
"""
_DISPUTED = f"""
SELECT c.*, d.least, d.least_by, d.most, d.most_by, d.factor FROM cells c JOIN disputes d USING (cell_id)
ORDER BY c.known_on DESC, d.most DESC, c.cell_id LIMIT {MAX_DISPUTES}
"""
_N_DISPUTED = "SELECT count(*) AS n FROM disputes"
_NEWEST = f"""
SELECT f.figure_id, f.article_id, f.measure, f.population, f.age, f.sex, f.low, f.best, f.high, f.place, f.speaker, f.sentence, f.value_text, f.outlet, f.url,
       f.published_on, e.cell_id
FROM figure_trace f LEFT JOIN (SELECT claim_id, min(cell_id) AS cell_id FROM evidence GROUP BY 1) e USING (claim_id)
WHERE f.is_original AND f.published_on IS NOT NULL ORDER BY f.published_on DESC, f.article_id, f.field DESC, f.start, f.figure_id LIMIT {MAX_NEWEST}
"""
_SPEAKERS = """
SELECT e.cell_id, coalesce(s.name, c.speaker, c.speaker_id) AS speaker FROM evidence e JOIN claims c USING (claim_id) LEFT JOIN speakers s USING (speaker_id)
WHERE e.role = 'best' AND e.cell_id IN (SELECT unnest(?))
"""
_SPAN = "SELECT min(published_on) AS first, max(published_on) AS last, count(DISTINCT outlet) AS outlets FROM articles"


def _rows(database: Queried, query: str, parameters: Sequence[object] = ()) -> list[Row]:
    return database.frame(query, parameters).to_dicts()


def totals(database: Queried) -> list[Row]:
    """The series that the page draws, each with its cells and claims."""
    _make_views(database)
    return _charts(database, _conflicts(database))


def content(database: Queried) -> dict[str, Any]:
    """Everything that the page shows and holds, as rows by name."""
    _make_views(database)
    conflicts = _conflicts(database)
    charts = _charts(database, conflicts)
    tolls = _tolls(database)
    disputes = _rows(database, _DISPUTED)
    for cell, steps in zip(disputes, _steps(database, disputes), strict=True):
        cell["steps"] = steps
    newest = _statements(_rows(database, _NEWEST))
    shown = [card["cell_id"] for conflict in conflicts for card in conflict["cards"]]
    shown += [cell["cell_id"] for chart in charts for cell in chart["cells"]]
    shown += [cell["cell_id"] for incident in tolls for cell in incident["cells"]] + [cell["cell_id"] for cell in disputes]
    return {
        "span": _rows(database, _SPAN)[0],
        "conflicts": conflicts,
        "charts": charts,
        "incidents": tolls,
        "disputes": disputes,
        "n_disputes": _rows(database, _N_DISPUTED)[0]["n"],
        "newest": newest,
        "shown": list(dict.fromkeys(shown)),
    }


def _statements(figures: list[Row]) -> list[Row]:
    """The figures by sentence: one that states several numbers is shown once."""
    found: dict[tuple[str, str], Row] = {}
    for figure in figures:
        statement = found.setdefault((figure["article_id"], figure["sentence"]), {**figure, "figures": []})
        statement["figures"].append(figure)
    return list(found.values())


def _make_views(database: Queried) -> None:
    for view in (_CELLS, _TOTALS):
        database.frame(view)


def _conflicts(database: Queried) -> list[Row]:
    """Each conflict with the cells that head the page: of each measure the series told of most, on its last day."""
    found: dict[str, Row] = {}
    for row in _rows(database, _HEADLINES):
        conflict = found.setdefault(row["conflict_id"], {"name": row["conflict"], "cards": []})
        if len(conflict["cards"]) < MAX_CARDS:
            conflict["cards"].append(row)
    shown = list(found.values())[:MAX_CONFLICTS]
    cards = [card for conflict in shown for card in conflict["cards"]]
    speakers = {row["cell_id"]: row["speaker"] for row in _rows(database, _SPEAKERS, [[card["cell_id"] for card in cards]])}
    for card in cards:
        card["speaker"] = speakers.get(card["cell_id"])
    return shown


def _charts(database: Queried, conflicts: list[Row]) -> list[Row]:
    """The series of the headlines that have days enough to draw."""
    charts = []
    cards = sorted((card for conflict in conflicts for card in conflict["cards"]), key=lambda card: -card["days"])
    for card in cards[:MAX_CHARTS]:
        if card["days"] >= MIN_DAYS:
            key = [card[name] for name in ("conflict_id", "measure", "population", "scope", "side", "place_id", "origin_id")]
            charts.append({**card, "cells": _rows(database, _SERIES_CELLS, key), "claims": _rows(database, _SERIES_CLAIMS, key)})
    return charts


def _tolls(database: Queried) -> list[Row]:
    """The latest incidents of which more than one claim tells, then the latest others: their cells, and their claims in the order they became known."""
    cells = _rows(database, _TOLLS)
    incidents: dict[str, Row] = {}
    for cell, steps in zip(cells, _steps(database, cells), strict=True):
        incident = incidents.setdefault(cell["incident_id"], {**cell, "cells": []})
        incident["cells"].append({**cell, "steps": steps})
    return list(incidents.values())


def _steps(database: Queried, cells: list[Row]) -> list[list[Row]]:
    """For each cell its claims in the order in which they became known."""
    steps: dict[str, list[Row]] = {}
    for row in _rows(database, _STEPS, [[cell["cell_id"] for cell in cells]]):
        steps.setdefault(row["cell_id"], []).append(row)
    return [steps.get(cell["cell_id"], []) for cell in cells]
