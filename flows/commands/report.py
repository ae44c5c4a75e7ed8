from __future__ import annotations

import os
import sys
from pathlib import Path

from flows.commands import show
from flows.content import content_hash
from flows.counts import counts
from flows.report.content import content
from flows.report.held import held
from flows.report.page import page
from flows.settings import settings
from flows.warehouse import Reader, reader

TITLE = "The human toll, as the news states it"
_RUN = "SELECT max(run_id) AS run_id FROM runs WHERE stage = 'publish'"


def report(out: Path | None, title: str | None) -> int:
    """Write the report as one HTML file, replacing an earlier one in one step. Exit code 2 where it cannot be written."""
    home = settings().home
    path = (out or home / "report.html").expanduser().absolute()
    if path.is_dir():
        path /= "report.html"
    with reader(home) as database:
        made = html(database, title or TITLE)
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(made, encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        print(f"toll: {path} cannot be written ({error.strerror}); give --out a file in a folder of yours", file=sys.stderr)
        return 2
    show.console().print(f"{show.path(path)}: {len(made.encode()) / 1e6:.1f} MB; open it in a browser, or send it: it needs no other file")
    return 0


def html(database: Reader, title: str = TITLE) -> str:
    """The page of a published database."""
    told = content(database)
    made = database.rows(_RUN)[0] | {"content": content_hash(database)[:16]}
    return page(told, held(database, told["shown"]), title=title, counts=counts(database), made=made)
