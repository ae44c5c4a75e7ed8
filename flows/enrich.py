"""What articles state: articles to readings, mentions and figures."""

from __future__ import annotations

from prefect import flow

from flows import reference
from flows.batches import Progress, as_task, batched, log
from flows.gate import write
from flows.run import Stage, stage
from transforms.conform import frame
from transforms.figures import figure_rows, mention_rows
from transforms.schema import table
from transforms.text.model import Article, Mark
from transforms.text.reader import Reader

_UNREAD = """
SELECT a.article_id FROM articles a LEFT JOIN readings r USING (article_id)
WHERE r.extractor_version IS DISTINCT FROM ? ORDER BY a.article_id
"""


@flow(
    name="enrich",
    flow_run_name="read figures ({run_id})",
    description="Reads figures with who, when and where: articles to mentions and figures.",
)
def enrich(run_id: str | None = None) -> dict[str, int]:
    """Counts of articles read and of figures, mentions and refused rows in this run."""
    with stage("enrich", run_id) as work:
        for name in ("readings", "mentions", "figures", "corrected"):
            work.warehouse.execute(f"DELETE FROM {name} WHERE article_id NOT IN (SELECT article_id FROM articles)")
        unread = work.warehouse.frame(_UNREAD, [work.extractor_version])["article_id"].to_list()
        reader = Reader(reference.load(work.settings.home))
        for number, batch in enumerate(batched(unread), start=1):
            as_task("read figures", f"read figures of {len(batch)} articles, batch {number}", _read, work, reader, batch)
            Progress.tell("enrich", work.counts["articles"], len(unread))
        log(f"{work.counts['articles']} articles read: {work.counts['figures']} figures in {work.counts['articles_with_figures']} of them")
        return dict(work.counts)


def _read(work: Stage, reader: Reader, ids: list[str]) -> None:
    rows = work.warehouse.frame("SELECT * FROM articles WHERE article_id IN (SELECT unnest(?)) ORDER BY article_id", [ids]).to_dicts()
    readings, mentions, figures = [], [], []
    for row in rows:
        marks = [Mark.of(written) for written in row["marks"]]
        article = Article(row["article_id"], row["text"], row["title"], row["outlet"], row["published_on"], row["language"], marks)
        reading = reader.read(article)
        found = figure_rows(article.article_id, reading, work.extractor_version)
        named = mention_rows(article.article_id, reading)
        figures += found
        mentions += named
        readings.append(
            {
                "article_id": article.article_id,
                "n_sentences": reading.n_sentences,
                "n_gated": reading.n_gated,
                "n_figures": len(found),
                "n_mentions": len(named),
                "extractor_version": work.extractor_version,
            }
        )
    with work.warehouse.transaction():
        for name in ("mentions", "figures", "corrected"):
            work.warehouse.execute(f"DELETE FROM {name} WHERE article_id IN (SELECT unnest(?))", [ids])
        write(work, "readings", frame(table("readings"), readings))
        write(work, "mentions", frame(table("mentions"), mentions))
        written = write(work, "figures", frame(table("figures"), figures)).rows
    work.counts.update(
        articles=len(rows), figures=written.height, mentions=len(mentions), articles_with_figures=written["article_id"].n_unique()
    )
