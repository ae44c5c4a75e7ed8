"""What articles state: articles to readings, mentions and figures."""

from __future__ import annotations

from prefect import flow

from flows import reference
from flows.attempts import POISON, Attempts, stop_if_many
from flows.batches import Progress, as_task, batched, log
from flows.gate import reject, rejected, write
from flows.reading import told
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
    persist_result=False,
)
def enrich(run_id: str | None = None) -> dict[str, int]:
    """Counts of articles read and of figures, mentions and refused rows in this run."""
    with stage("enrich", run_id) as work:
        for name in ("readings", "mentions", "figures", "corrected"):
            work.warehouse.execute(f"DELETE FROM {name} WHERE article_id NOT IN (SELECT article_id FROM articles)")
        unread = work.warehouse.frame(_UNREAD, [work.extractor_version])["article_id"].to_list()
        reader = Reader(reference.load(work.settings.home))
        with Attempts(work.settings.home) as attempts:
            for number, batch in enumerate(batched(unread), start=1):
                as_task("read figures", f"read figures of {len(batch)} articles, batch {number}", _read, work, reader, attempts, batch)
                Progress.tell("enrich", work.counts["articles"], len(unread))
        log(f"{work.counts['articles']} articles read: {work.counts['figures']} figures in {work.counts['articles_with_figures']} of them")
        return dict(work.counts)


def _read(work: Stage, reader: Reader, attempts: Attempts, ids: list[str]) -> None:
    """Read a batch and write it in one transaction. An article that fails or kills its reader has a reading without figures, and a reject."""
    rows = work.warehouse.frame("SELECT * FROM articles WHERE article_id IN (SELECT unnest(?)) ORDER BY article_id", [ids]).to_dicts()
    readings, mentions, figures, faults = [], [], [], []
    for row in rows:
        article_id, found, named, sentences, gated = row["article_id"], [], [], 0, 0
        if attempts.is_poison(article_id):
            faults.append(rejected(work, "readings", article_id, "poison", value=f"{row['url']}: {POISON}"))
        else:
            try:
                with attempts.trying(article_id):
                    marks = [Mark.of(written) for written in row["marks"]]
                    article = Article(article_id, row["text"], row["title"], row["outlet"], row["published_on"], row["language"], marks)
                    reading = reader.read(article)
                    found, named = figure_rows(article_id, reading, work.extractor_version), mention_rows(article_id, reading)
                    sentences, gated = reading.n_sentences, reading.n_gated
            except Exception as error:
                found, named = [], []
                faults.append(rejected(work, "readings", article_id, "internal_error", value=f"{row['url']}: {told(error)}"))
        figures += found
        mentions += named
        readings.append(
            {
                "article_id": article_id,
                "n_sentences": sentences,
                "n_gated": gated,
                "n_figures": len(found),
                "n_mentions": len(named),
                "extractor_version": work.extractor_version,
            }
        )
    stop_if_many(work, attempts, "articles", faults, len(rows))
    with work.warehouse.transaction():
        for name in ("mentions", "figures", "corrected"):
            work.warehouse.execute(f"DELETE FROM {name} WHERE article_id IN (SELECT unnest(?))", [ids])
        write(work, "readings", frame(table("readings"), readings))
        write(work, "mentions", frame(table("mentions"), mentions))
        written = write(work, "figures", frame(table("figures"), figures)).rows
        reject(work, faults)
    work.counts.update(
        articles=len(rows), figures=written.height, mentions=len(mentions), articles_with_figures=written["article_id"].n_unique()
    )
