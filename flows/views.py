"""The views that people query, as SQL over the tables. A view's name, what it shows, and its SELECT."""

from __future__ import annotations

from collections.abc import Iterator

from flows.ddl import literal, quoted
from transforms.schema.vocabulary import CASUALTY_MEASURES, REFUGEE_MEASURES

_SERIES = """
SELECT c.as_of, c.speaker_id, coalesce(s.name, c.speaker_id) AS speaker, c.speaker_kind, c.conflict_id, c.measure, c.population, c.age, c.sex, c.side, c.place_id,
       {origin}c.scope, c.period_start, c.low, c.best, c.high, c.quantifier, c.stance, c.known_on, c.n_articles, c.n_stories, c.claim_id
FROM claims c LEFT JOIN speakers s USING (speaker_id)
WHERE c.measure IN ({measures}) AND c.as_of IS NOT NULL AND c.stance <> 'denied' AND c.scope <> 'projection'
ORDER BY c.measure, c.population, c.place_id, c.speaker_id, c.as_of, c.claim_id
"""

_DAILY = """
WITH grain AS (
  SELECT conflict_id, measure, population, age, sex, side, place_id, {origin}scope, min(as_of) AS first, max(as_of) AS last
  FROM {table} WHERE as_of IS NOT NULL AND scope IN ('cumulative', 'stock') AND incident_id IS NULL GROUP BY ALL
), days AS (
  SELECT * EXCLUDE (first, last), CAST(unnest(generate_series(first, last, INTERVAL 1 DAY)) AS DATE) AS day FROM grain
), stated AS (
  SELECT * FROM {table} WHERE as_of IS NOT NULL AND scope IN ('cumulative', 'stock') AND incident_id IS NULL
  QUALIFY row_number() OVER (PARTITION BY conflict_id, measure, population, age, sex, side, place_id, {origin}scope, as_of
                             ORDER BY period_start NULLS LAST, cell_id) = 1
)
SELECT d.day, d.conflict_id, d.measure, d.population, d.age, d.sex, d.side, d.place_id, {origin_d}d.scope,
       t.low, t.best, t.high, t.as_of AS stated_on, t.as_of < d.day AS is_carried, t.cell_id
FROM days d ASOF JOIN stated t
  ON d.measure = t.measure AND d.population = t.population AND d.age = t.age AND d.sex = t.sex AND d.scope = t.scope
  AND coalesce(d.conflict_id, '') = coalesce(t.conflict_id, '') AND coalesce(d.side, '') = coalesce(t.side, '')
  AND coalesce(d.place_id, '') = coalesce(t.place_id, ''){origin_on} AND d.day >= t.as_of
ORDER BY ALL
"""


def _in(measures: tuple[str, ...]) -> str:
    return ", ".join(literal(measure) for measure in measures)


_TRACE = """
SELECT f.*, a.title, a.outlet, a.url, a.published_on, a.published_basis, a.authors, a.document_id, d.damage, s.story_id, s.is_original, cf.claim_id
FROM figures f JOIN articles a USING (article_id) LEFT JOIN documents d USING (document_id) LEFT JOIN stories s USING (article_id)
LEFT JOIN claim_figures cf USING (figure_id)
ORDER BY f.article_id, f.field, f.start, f.figure_id
"""

_INCIDENTS = """
SELECT i.incident_id, i.conflict_id, i.place_id, i.happened_on, c.measure, c.population, c.age, c.sex, c.side, c.known_on, c.low, c.best, c.high, c.quantifier,
       coalesce(s.name, c.speaker_id) AS speaker, c.speaker_kind, c.stance, c.n_articles, c.n_stories, e.roles, e.reason, c.claim_id, e.cell_id
FROM incidents i JOIN claims c USING (incident_id) LEFT JOIN speakers s USING (speaker_id)
JOIN (SELECT claim_id, cell_id, list(role ORDER BY role) AS roles, min(reason) AS reason FROM evidence GROUP BY ALL) e USING (claim_id)
ORDER BY i.happened_on, i.incident_id, c.measure, c.population, c.age, c.sex, c.known_on, coalesce(c.best, c.low, c.high), c.claim_id
"""

_DISPUTES = """
WITH said AS (
  SELECT e.cell_id, coalesce(s.name, c.speaker_id, 'the outlets themselves') AS speaker, coalesce(c.low, c.best, c.high) AS floor,
         coalesce(c.high, c.best, c.low) AS ceiling, c.claim_id
  FROM (SELECT DISTINCT cell_id, claim_id FROM evidence WHERE role <> 'excluded' OR reason LIKE 'an adverse party%') e
  JOIN claims c USING (claim_id) LEFT JOIN speakers s USING (speaker_id)
), apart AS (
  SELECT cell_id, min(ceiling) AS least, arg_min(speaker, (ceiling, claim_id)) AS least_by, max(floor) AS most, arg_max(speaker, (floor, claim_id)) AS most_by,
         count(DISTINCT speaker) AS n_speakers
  FROM said GROUP BY cell_id HAVING max(floor) > 2 * min(ceiling)
), cells AS (
  SELECT 'casualties' AS "table", * FROM casualties UNION ALL BY NAME SELECT 'refugees' AS "table", * FROM refugees
)
SELECT c."table", c.cell_id, c.conflict_id, c.measure, c.population, c.age, c.sex, c.side, c.place_id, c.scope, c.as_of, c.low, c.best, c.high,
       a.least, a.least_by, a.most, a.most_by, CASE WHEN a.least > 0 THEN round(a.most / a.least, 1) END AS factor, a.n_speakers
FROM apart a JOIN cells c USING (cell_id) WHERE a.least_by <> a.most_by AND (c.as_of IS NOT NULL OR c.scope = 'incident')
ORDER BY factor DESC NULLS FIRST, a.most DESC, c.cell_id
"""

_UNWITNESSED = """
SELECT t."table", e.cell_id, list(DISTINCT e.role ORDER BY e.role) AS roles, f.claim_id, f.figure_id, f.damage, f.outlet, f.url, f.document_id
FROM figure_trace f LEFT JOIN evidence e USING (claim_id)
LEFT JOIN (SELECT 'casualties' AS "table", cell_id FROM casualties UNION ALL SELECT 'refugees', cell_id FROM refugees) t USING (cell_id)
WHERE f.damage IS NOT NULL GROUP BY ALL ORDER BY ALL
"""

# What an outlet writes anew shares few words with what it wrote before, and no more than with its report of another event: the event tells.
_UPDATES = """
WITH told AS (
  SELECT f.outlet, f.published_on, f.article_id, f.story_id, c.incident_id, c.measure, c.population, c.age, c.sex,
         max(coalesce(f.best, f.low, f.high)) AS number
  FROM figure_trace f JOIN claims c USING (claim_id)
  WHERE c.incident_id IS NOT NULL AND c.scope = 'incident' AND c.stance <> 'denied' AND f.outlet IS NOT NULL AND f.published_on IS NOT NULL GROUP BY ALL
)
SELECT l.outlet, l.published_on, l.article_id, e.article_id AS earlier_id, l.incident_id, l.measure, l.population, l.age, l.sex,
       e.number AS was, l.number AS now
FROM told l JOIN told e USING (outlet, incident_id, measure, population, age, sex)
WHERE (e.published_on, e.article_id) < (l.published_on, l.article_id) AND e.story_id <> l.story_id AND e.number <> l.number
QUALIFY row_number() OVER (PARTITION BY l.article_id, l.incident_id, l.measure, l.population, l.age, l.sex
                           ORDER BY e.published_on DESC, e.article_id DESC) = 1
ORDER BY l.outlet, l.published_on, l.article_id, l.incident_id, l.measure, l.population, l.age, l.sex
"""

VIEWS = (
    ("figure_trace", "Each figure with its sentence, article, story, outlet and url, and the damage of its page in the archive.", _TRACE),
    (
        "unwitnessed",
        "Figures whose page is missing or changed in the archive, as `toll doctor --deep` found, with the cells that they do something for.",
        _UNWITNESSED,
    ),
    (
        "incident_history",
        "What was said of each incident in the order in which it became known: how a toll rose, and what each claim does for its cell now.",
        _INCIDENTS,
    ),
    (
        "updates",
        "Articles in which an outlet gives another number for an incident than in the latest article before that did, also where it wrote all anew.",
        _UPDATES,
    ),
    (
        "disputes",
        "Cells on whose number two speakers differ by more than a factor of two, an adverse party among them; factor is null where one says none.",
        _DISPUTES,
    ),
    (
        "casualty_series",
        "Claims about people killed, injured, missing or held: one line per day and speaker.",
        _SERIES.format(measures=_in(CASUALTY_MEASURES), origin=""),
    ),
    (
        "refugee_series",
        "Claims about people displaced or in need: one line per day and speaker.",
        _SERIES.format(measures=_in(REFUGEE_MEASURES), origin="c.origin_id, "),
    ),
    (
        "casualty_daily",
        "Cumulative casualties and stocks on every day from the first stated one to the last; is_carried marks a day that repeats an earlier one.",
        _DAILY.format(table="casualties", origin="", origin_d="", origin_on=""),
    ),
    (
        "refugee_daily",
        "Refugee stocks and totals on every day from the first stated one to the last; is_carried marks a day that repeats an earlier one.",
        _DAILY.format(
            table="refugees",
            origin="origin_id, ",
            origin_d="d.origin_id, ",
            origin_on=" AND coalesce(d.origin_id, '') = coalesce(t.origin_id, '')",
        ),
    ),
)


def statements() -> Iterator[str]:
    """CREATE OR REPLACE VIEW and COMMENT ON VIEW for each view."""
    for name, meaning, select in VIEWS:
        yield f"CREATE OR REPLACE VIEW {quoted(name)} AS {select}"
        yield f"COMMENT ON VIEW {quoted(name)} IS {literal(meaning)}"
