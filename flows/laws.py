"""The laws of conservation, checked at the end of every run: nothing that came in is lost between two tables. A breach stops publication."""

from __future__ import annotations

from expectations.judge import Check
from flows.run import Stage


class LawBroken(RuntimeError):
    """A law of conservation does not hold: names the law, how many rows break it and the first of them. Nothing is published."""


# Each query gives the rows that break the law; ? is the run.
LAWS = {
    "what a source listed in a run is its receipts": """
        SELECT p.source_id AS id FROM polls p LEFT JOIN receipts r ON r.source_id = p.source_id AND r.run_id = p.run_id
        GROUP BY p.source_id, p.offered HAVING count(r.receipt_id) <> p.offered""",
    "a receipt without bytes has a reason": """
        SELECT receipt_id AS id FROM receipts WHERE outcome IN ('rejected', 'deferred') AND reason IS NULL
           OR document_id IS NULL AND outcome IN ('new', 'known')""",
    "each receipt's document is there": """
        SELECT receipt_id AS id FROM receipts r LEFT JOIN documents d USING (document_id) WHERE r.document_id IS NOT NULL AND d.document_id IS NULL""",
    "each document came with a receipt": """
        SELECT document_id AS id FROM documents WHERE document_id NOT IN (SELECT document_id FROM receipts WHERE document_id IS NOT NULL)""",
    "each document is read, passed over or rejected": "SELECT document_id AS id FROM documents WHERE state = 'new'",
    "a document has a reason when, and only when, it was not read": """
        SELECT document_id AS id FROM documents WHERE (reason IS NULL) <> (state IN ('read', 'new'))""",
    "a document has articles when, and only when, it was read": """
        SELECT d.document_id AS id FROM documents d LEFT JOIN articles a USING (document_id)
        GROUP BY d.document_id, d.state HAVING (d.state = 'read') <> (count(a.article_id) > 0)""",
    "each article is of a document": "SELECT article_id AS id FROM articles WHERE document_id NOT IN (SELECT document_id FROM documents)",
    "each article has one story and one reading": """
        SELECT a.article_id AS id FROM articles a LEFT JOIN stories s USING (article_id) LEFT JOIN readings r USING (article_id)
        WHERE s.article_id IS NULL OR r.article_id IS NULL""",
    "each story's original is an original article": """
        SELECT s.article_id AS id FROM stories s LEFT JOIN stories o ON o.article_id = s.story_id
        WHERE o.article_id IS NULL OR NOT o.is_original OR s.is_original <> (s.article_id = s.story_id)""",
    "the figures that a reading offered are written or refused": """
        SELECT r.article_id AS id FROM readings r LEFT JOIN figures f USING (article_id) GROUP BY r.article_id, r.n_figures
        HAVING count(f.figure_id) + (SELECT count(DISTINCT j.id) FROM rejects j WHERE j."table" = 'figures'
                                     AND json_extract_string(j."row", '$.article_id') = r.article_id
                                     AND j.id NOT IN (SELECT figure_id FROM figures)) < r.n_figures""",
    "the number stands at its offsets as written": """
        SELECT f.figure_id AS id FROM figures f JOIN articles a USING (article_id)
        WHERE substring(CASE f.field WHEN 'title' THEN a.title ELSE a.text END, f.value_start + 1, f.value_end - f.value_start) IS DISTINCT FROM f.value_text
           OR f.value_text = ''""",
    "a figure's parent and mentions are of its article": """
        SELECT f.figure_id AS id FROM figures f LEFT JOIN figures p ON p.figure_id = f.parent_figure_id
        LEFT JOIN mentions s ON s.mention_id = f.speaker_mention_id LEFT JOIN mentions d ON d.mention_id = f.as_of_mention_id
        LEFT JOIN mentions w ON w.mention_id = f.place_mention_id
        WHERE f.parent_figure_id IS NOT NULL AND p.article_id IS DISTINCT FROM f.article_id
           OR f.speaker_mention_id IS NOT NULL AND s.article_id IS DISTINCT FROM f.article_id
           OR f.as_of_mention_id IS NOT NULL AND d.article_id IS DISTINCT FROM f.article_id
           OR f.place_mention_id IS NOT NULL AND w.article_id IS DISTINCT FROM f.article_id""",
    "a corrected figure is there and holds what was set": """
        SELECT c.figure_id AS id FROM corrected c LEFT JOIN figures f USING (figure_id) LEFT JOIN corrections k USING (correction_id)
        WHERE f.figure_id IS NULL OR k.correction_id IS NULL OR f.article_id <> c.article_id
           OR json_extract_string(to_json(f), '$.' || c."column") IS DISTINCT FROM c.now AND c."column" <> 'flags'
           OR c."column" = 'flags' AND array_to_string(f.flags, '|') IS DISTINCT FROM c.now""",
    "each figure is in one claim": """
        SELECT f.figure_id AS id FROM figures f LEFT JOIN claim_figures c USING (figure_id) LEFT JOIN claims k USING (claim_id) WHERE k.claim_id IS NULL
        UNION ALL SELECT figure_id FROM claim_figures WHERE figure_id NOT IN (SELECT figure_id FROM figures)
        UNION ALL SELECT claim_id FROM claims WHERE claim_id NOT IN (SELECT claim_id FROM claim_figures)""",
    "each claim has its evidence in one cell": """
        SELECT c.claim_id AS id FROM claims c LEFT JOIN evidence e USING (claim_id) GROUP BY c.claim_id HAVING count(DISTINCT e.cell_id) <> 1""",
    "each cell has evidence, and evidence a cell": """
        SELECT coalesce(c.cell_id, e.cell_id) AS id FROM (SELECT cell_id FROM casualties UNION ALL SELECT cell_id FROM refugees) c
        FULL JOIN (SELECT DISTINCT cell_id FROM evidence) e USING (cell_id) WHERE c.cell_id IS NULL OR e.cell_id IS NULL""",
    "each incident is one that a claim tells of": """
        SELECT coalesce(i.incident_id, c.incident_id) AS id FROM incidents i FULL JOIN (SELECT DISTINCT incident_id FROM claims WHERE incident_id IS NOT NULL) c
        USING (incident_id) WHERE i.incident_id IS NULL OR c.incident_id IS NULL""",
    "rows offered at the gates of a run are written or refused": """
        SELECT stage AS id FROM runs WHERE run_id = ? AND offered <> written + refused""",
}


def check(work: Stage) -> None:
    """Check every law; what each said is kept as checks of table `laws`. Raises LawBroken where one does not hold."""
    broken = []
    for law, query in LAWS.items():
        offenders = work.warehouse.frame(query, [work.run_id] if "?" in query else [])
        work.note("laws", [Check(law, offenders.height, offenders.height, offenders.is_empty(), True)])
        if offenders.height:
            broken.append(f"{law}: {offenders.height} break it, the first is {offenders['id'][0]}")
    if broken:
        raise LawBroken(
            "nothing is published, since a law of conservation does not hold: " + "; ".join(broken) + ". `toll status` shows the run"
        )
