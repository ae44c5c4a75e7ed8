"""Which articles tell the same story: articles to signatures, likenesses and stories. A run reads its new articles, and those like them."""

from __future__ import annotations

import polars as pl
from prefect import flow

from flows.batches import as_task, batched, log
from flows.gate import write
from flows.run import Stage, stage
from transforms.stories import CROWD, NEIGHBOURS, linked, signatures, verified
from transforms.text.shingles import LIMITS

SIGNED_AT_ONCE, READ_AT_ONCE = 2_000, 20_000  # articles a task, and pairs whose texts memory holds

# An article that is gone, was read anew or has another date can change any crowd that it stood in: then all is found anew.
_OUTDATED = """
SELECT count(*) FROM signatures s LEFT JOIN articles a USING (article_id)
WHERE a.article_id IS NULL OR s.extractor_version <> ? OR s.published_on IS DISTINCT FROM a.published_on
"""
_UNSIGNED = "SELECT article_id FROM articles ANTI JOIN signatures USING (article_id) ORDER BY 1"
_TEXTS = "SELECT article_id, text, published_on FROM articles WHERE article_id IN (SELECT unnest(?)) ORDER BY article_id"

# The crowds under the keys of new articles, each in the order of its articles.
_CROWDS = """
CREATE OR REPLACE TEMP TABLE crowds AS
WITH keyed AS (SELECT article_id, published_on, article_id NOT IN (SELECT article_id FROM stories) AS fresh,
                      unnest(bands || runs || numbers) AS band FROM signatures),
     touched AS (SELECT band FROM keyed GROUP BY band HAVING bool_or(fresh) AND count(*) > 1)
SELECT band, article_id, fresh, row_number() OVER (PARTITION BY band ORDER BY published_on NULLS LAST, article_id) AS place,
       count(*) OVER (PARTITION BY band) AS size
FROM keyed SEMI JOIN touched USING (band)
"""
# Pairs with a new article: each with each in a small crowd, neighbours in a large one; of these, as `plausible` says, those worth reading.
_CANDIDATES = f"""
WITH met AS (
  SELECT if(f.place < o.place, f.article_id, o.article_id) AS earlier_id, if(f.place < o.place, o.article_id, f.article_id) AS later_id
  FROM crowds f JOIN crowds o USING (band) WHERE f.fresh AND f.size <= {CROWD} AND f.place <> o.place
  UNION
  SELECT if(f.step > 0, f.article_id, o.article_id), if(f.step > 0, o.article_id, f.article_id)
  FROM (SELECT *, unnest(range(-{NEIGHBOURS}, {NEIGHBOURS} + 1)) AS step FROM crowds WHERE fresh AND size > {CROWD}) f
  JOIN crowds o ON o.band = f.band AND o.place = f.place + f.step WHERE f.step <> 0)
SELECT earlier_id, later_id FROM met JOIN signatures e ON e.article_id = earlier_id JOIN signatures l ON l.article_id = later_id
WHERE len(list_intersect(e.runs, l.runs)) * {LIMITS["run_share"]} >= least(len(e.runs), len(l.runs))
   OR len(list_intersect(e.least, l.least)) >= least({LIMITS["shared"]}, len(e.least), len(l.least))
   OR least(e.n_numbers, l.n_numbers) >= {LIMITS["told"]} AND list_has_any(e.numbers, l.numbers)
ORDER BY ALL
"""
# Known pairs that new articles have come between: no neighbours any more in a large crowd, and under no other key.
_PARTED = f"""
WITH doubted AS (SELECT DISTINCT n.earlier_id, n.later_id FROM likenesses n JOIN crowds e ON e.article_id = n.earlier_id
                 JOIN crowds l ON l.article_id = n.later_id AND l.band = e.band WHERE e.size > {CROWD} AND l.place - e.place > {NEIGHBOURS}),
     shared AS (SELECT d.*, unnest(list_intersect(e.bands || e.runs || e.numbers, l.bands || l.runs || l.numbers)) AS band
                FROM doubted d JOIN signatures e ON e.article_id = d.earlier_id JOIN signatures l ON l.article_id = d.later_id),
     keyed AS (SELECT article_id, published_on, unnest(bands || runs || numbers) AS band FROM signatures),
     placed AS (SELECT band, article_id, row_number() OVER (PARTITION BY band ORDER BY published_on NULLS LAST, article_id) AS place,
                       count(*) OVER (PARTITION BY band) AS size FROM keyed SEMI JOIN shared USING (band))
SELECT s.earlier_id, s.later_id FROM shared s JOIN placed e ON e.band = s.band AND e.article_id = s.earlier_id
JOIN placed l ON l.band = s.band AND l.article_id = s.later_id
GROUP BY ALL HAVING NOT bool_or(e.size <= {CROWD} OR l.place - e.place <= {NEIGHBOURS}) ORDER BY ALL
"""
# The components of copies that hold these articles, and those of the versions of what is in them: their rows may be other ones now.
_TOUCHED = """
WITH RECURSIVE edges AS (SELECT earlier_id AS one, later_id AS other FROM likenesses WHERE kind = 'copy'
                         UNION ALL SELECT later_id, earlier_id FROM likenesses WHERE kind = 'copy'),
component(article_id) AS (SELECT unnest(?) UNION SELECT e.other FROM component c JOIN edges e ON e.one = c.article_id)
SELECT article_id FROM component ORDER BY 1
"""
_VERSIONS = "SELECT DISTINCT later_id FROM likenesses WHERE kind = 'version' AND earlier_id IN (SELECT unnest(?)) ORDER BY 1"
_ALIKE = "FROM likenesses WHERE later_id IN (SELECT unnest(?)) ORDER BY earlier_id, later_id"
_STANDING = """
SELECT DISTINCT g.article_id, g.published_on, s.story_id FROM likenesses l JOIN signatures g ON g.article_id = l.earlier_id
JOIN stories s ON s.article_id = l.earlier_id
WHERE l.kind = 'version' AND l.later_id IN (SELECT unnest($1)) AND l.earlier_id NOT IN (SELECT unnest($1)) ORDER BY 1
"""
_COUNTS = "SELECT count(*) AS articles, count(DISTINCT story_id) AS stories, count(*) FILTER (NOT is_original) AS copies FROM stories"


@flow(
    name="dedupe",
    flow_run_name="find copies of articles ({run_id})",
    description="Finds exact and near copies: articles to stories.",
    persist_result=False,
)
def dedupe(run_id: str | None = None) -> dict[str, int]:
    """Counts of articles, stories and copies after the stage."""
    with stage("dedupe", run_id) as work:
        _forget_outdated(work)
        unsigned = work.warehouse.frame(_UNSIGNED)["article_id"].to_list()
        for batch in batched(unsigned, SIGNED_AT_ONCE):
            as_task("sign", f"make the signatures of {len(batch)} articles", _sign, work, batch)
        fresh = work.warehouse.value("SELECT count(*) FROM articles ANTI JOIN stories USING (article_id)")
        if fresh:
            as_task("find stories", f"find the stories of {fresh} articles", _stories, work)
        work.counts.update(work.warehouse.frame(_COUNTS).to_dicts()[0])
        log(f"{work.counts['articles']} articles tell {work.counts['stories']} stories; {work.counts['copies']} are copies")
        return dict(work.counts)


def _forget_outdated(work: Stage) -> None:
    if work.warehouse.value(_OUTDATED, [work.extractor_version]):
        with work.warehouse.transaction():
            for name in ("signatures", "likenesses", "stories"):
                work.warehouse.execute(f"DELETE FROM {name}")


def _sign(work: Stage, ids: list[str]) -> None:
    made = signatures(work.warehouse.frame(_TEXTS, [ids]))
    with work.warehouse.transaction():
        write(work, "signatures", made.with_columns(extractor_version=pl.lit(work.extractor_version)))


def _stories(work: Stage) -> None:
    """Compare the new articles with those that they meet, and tell anew the stories that this touches, in one transaction."""
    house = work.warehouse
    fresh = house.frame("SELECT article_id FROM articles ANTI JOIN stories USING (article_id)")["article_id"].to_list()
    house.execute(_CROWDS)
    pairs = house.frame(_CANDIDATES)
    parted = house.frame(_PARTED)
    house.execute("DROP TABLE crowds")
    with house.transaction():
        for batch in pairs.iter_slices(READ_AT_ONCE):
            alike = verified(batch, house.frame(_TEXTS, [sorted({*batch["earlier_id"], *batch["later_id"]})]))
            write(work, "likenesses", alike)
        for earlier, later in parted.rows():
            house.execute("DELETE FROM likenesses WHERE earlier_id = ? AND later_id = ?", [earlier, later])
        touched = _touched(work, [*fresh, *parted["earlier_id"], *parted["later_id"]])
        told = linked(house.frame(_TEXTS, [touched]), house.frame(_ALIKE, [touched]), house.frame(_STANDING, [touched]))
        write(work, "stories", told)


def _touched(work: Stage, ids: list[str]) -> list[str]:
    changed = work.warehouse.frame(_TOUCHED, [ids])["article_id"].to_list()
    versions = work.warehouse.frame(_VERSIONS, [changed])["later_id"].to_list()
    return work.warehouse.frame(_TOUCHED, [[*changed, *versions]])["article_id"].to_list()
