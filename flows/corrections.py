"""The user's corrections.csv, laid over the figures as read: what was read is kept in `corrected`, and put back when a row is taken out."""

from __future__ import annotations

from flows import reference
from flows.batches import log
from flows.gate import write
from flows.run import Stage
from flows.warehouse import Warehouse
from transforms.corrections import correct, restored
from transforms.schema.corrections import ADDRESS, WRITTEN
from transforms.schema.table import Table

FILE = Table(name="corrections", grain="One row per correction, as a person writes it.", key=ADDRESS, columns=WRITTEN)

_ARTICLES = """
SELECT a.article_id, list_distinct(list_append(list(r.url), a.url)) AS urls, any_value(a.title) AS title, any_value(a.text) AS text
FROM articles a JOIN receipts r USING (document_id)
WHERE a.article_id IN (SELECT unnest($1)) OR a.url IN (SELECT unnest($1))
   OR a.document_id IN (SELECT document_id FROM receipts WHERE url IN (SELECT unnest($1)))
   OR a.article_id IN (SELECT article_id FROM figures WHERE figure_id IN (SELECT unnest($2)))
GROUP BY a.article_id, a.url
"""


def changed(warehouse: Warehouse) -> bool:
    """Whether corrections.csv has other rows than those that the tables were made with."""
    rows = reference.own(warehouse.home, FILE)
    kept = warehouse.frame(f"SELECT {', '.join(FILE.names)} FROM corrections").rows()
    return {tuple(row[name] for name in FILE.names) for row in rows} != set(kept)


def lay_over(work: Stage) -> None:
    """Figures as read with the rows of corrections.csv laid over them, in one transaction. Raises ReferenceError and CorrectionUnfit."""
    rows = reference.own(work.settings.home, FILE)
    if not rows and not work.warehouse.value("SELECT count(*) FROM corrections"):
        return
    articles = work.warehouse.frame(_ARTICLES, [[row["article"] for row in rows if row["article"]], [row["words"] for row in rows]])
    touched = work.warehouse.frame(
        "SELECT * FROM figures WHERE article_id IN (SELECT unnest(?)) OR figure_id IN (SELECT figure_id FROM corrected) ORDER BY figure_id",
        [articles["article_id"].to_list()],
    )
    read = restored(touched, work.warehouse.frame("SELECT * FROM corrected"))
    anew, corrected, told = correct(read, articles, rows, reference.load(work.settings.home))
    with work.warehouse.transaction():
        write(work, "figures", read.filter(~read["figure_id"].is_in(anew["figure_id"].implode())).vstack(anew))
        write(work, "corrections", told, whole=True)
        write(work, "corrected", corrected, whole=True)
    waiting = told.filter(told["state"] == "waiting").height
    work.counts.update(corrections=told.height)
    log(f"{told.height} corrections set {corrected['figure_id'].n_unique()} figures; {waiting} wait for an article that is not here")
