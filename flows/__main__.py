"""The `toll` command. Each subcommand imports what it needs when it is called, so that `--help` and `extract` start fast."""

from __future__ import annotations

import gc
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="toll",
    help="Reads the news about armed conflict into figure tables whose every number leads to its words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DONE, FAILED, WRONG_USAGE, NOTHING_READ, BUSY = 0, 1, 2, 3, 75
_OBJECTS = 50_000  # new objects between two searches for garbage: some 10 MB


@app.callback()
def _home(
    home: Annotated[
        Path | None, typer.Option(help="Folder of the data: database, archive, inbox, your own CSV rows. Default: $TOLL_HOME, else ./data.")
    ] = None,
) -> None:
    if home is not None:
        os.environ["TOLL_HOME"] = str(home.expanduser().absolute())


@app.command()
def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files and folders of pages, texts, JSON Lines and WARC; addresses of pages, feeds and sitemaps, and files that list "
            "addresses. Without any, the enabled sources that are due."
        ),
    ] = None,
) -> None:
    """Read articles and bring every table up to date: ingest, dedupe, enrich, tabulate, publish.

    Exit codes: 0 done; 1 a law or a table's gate failed, nothing is published; 2 wrong usage; 3 nothing could be read; 75 another run holds the data.
    """
    from flows.commands.run import run

    raise typer.Exit(run(paths or []))


@app.command()
def extract(
    files: Annotated[list[str], typer.Argument(help=".txt, .html or .jsonl files, - for text on standard input.")],
    format: Annotated[Literal["table", "jsonl"] | None, typer.Option(help="Default: table on a terminal, jsonl when piped.")] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Print each article before its figures.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say by which rule each slot of a figure was filled.")] = False,
) -> None:
    """Print the figures that articles state, one a line, without any database."""
    # what is read is given up again at once: to look for garbage at every 700 new objects finds next to none
    gc.set_threshold(_OBJECTS)
    from flows.extract import extract

    raise typer.Exit(extract(files, format=format, with_text=with_text, explain=explain, home=_given_home()))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One statement in DuckDB's SQL; - reads it from standard input.")],
    format: Annotated[
        Literal["table", "csv", "jsonl", "parquet"] | None, typer.Option(help="Default: table on a terminal, csv when piped.")
    ] = None,
) -> None:
    """Query the published database, also while a run is going on. Queries cannot touch files, the network or settings."""
    from flows.commands.sql import sql

    raise typer.Exit(sql(query, format))


@app.command()
def figures(
    measure: Annotated[str | None, typer.Option(help="Only this measure, such as killed or refugees.")] = None,
    limit: Annotated[int, typer.Option(help="Rows of each table.", min=1)] = 20,
    to_check: Annotated[
        bool, typer.Option("--to-check", help="Show doubtful figures instead, worst first, with their lines for corrections.csv.")
    ] = False,
    as_known_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As the articles published by that day tell it.")
    ] = None,
) -> None:
    """Show the newest rows of casualties and refugees, or what a person had better check."""
    from flows.commands.figures import figures

    raise typer.Exit(figures(measure, limit, to_check=to_check, then=as_known_on.date() if as_known_on else None))


@app.command()
def trace(id: Annotated[str, typer.Argument(help="A cell_id, claim_id or figure_id, or its first characters.")]) -> None:
    """Follow a number to the words that state it: cell, claims (used and excluded), figures, sentence, article, outlet, link."""
    from flows.commands.trace import trace

    raise typer.Exit(trace(id))


@app.command()
def status(hash: Annotated[bool, typer.Option("--hash", help="Print only the content hash of the published tables.")] = False) -> None:
    """Show what the database holds, how the last run went, what was refused and why."""
    from flows.commands.status import status

    raise typer.Exit(status(hash))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A published database, such as one of published/ in the home.")],
    new: Annotated[Path, typer.Argument(help="Another, such as toll.duckdb.")],
    format: Annotated[Literal["table", "csv", "jsonl"] | None, typer.Option(help="Default: table on a terminal, jsonl when piped.")] = None,
    limit: Annotated[int, typer.Option(help="Rows of each list of the table.", min=1)] = 20,
) -> None:
    """Compare two published databases: figures added, gone and changed, and what that did to the tables."""
    from flows.commands.diff import diff

    raise typer.Exit(diff(old, new, format, limit))


@app.command()
def report(
    out: Annotated[Path | None, typer.Option(help="HTML file to write. Default: report.html in the home.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the page.")] = None,
) -> None:
    """Write one HTML page that needs no other file: totals, charts, incidents, disputes, and the words behind each number."""
    from flows.commands.report import report

    raise typer.Exit(report(out, title))


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write; an earlier export in it is replaced. Default: export in the home.")
    ] = None,
    licence: Annotated[str, typer.Option(help="Licence of the tables, as the data package names it.")] = "CC-BY-4.0",
) -> None:
    """Write the tables as Parquet, CSV and CSV with HXL hashtags, described by a datapackage.json."""
    from flows.commands.export import export

    raise typer.Exit(export(out, licence))


@app.command()
def sources(
    action: Annotated[
        Literal["enable", "disable"] | None, typer.Argument(help="Turn sources on or off; without it, all are listed.")
    ] = None,
    names: Annotated[list[str] | None, typer.Argument(help="Names of sources.")] = None,
) -> None:
    """List where articles come from: the last poll of each source, what came, what failed; `enable NAME` turns one on."""
    from flows.commands import sources as command

    if action is None:
        raise typer.Exit(command.sources())
    if not names:
        raise typer.BadParameter(f"toll sources {action} needs the name of a source; `toll sources` lists them")
    raise typer.Exit(command.switch(names, action == "enable"))


@app.command()
def rejects(
    action: Annotated[Literal["release"] | None, typer.Argument(help="Take one in nevertheless; without it, rejects are listed.")] = None,
    id: Annotated[str | None, typer.Argument(help="The id of a reject, or its first characters.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only those of this reason, such as paywall.")] = None,
    note: Annotated[str | None, typer.Option(help="Why it is released; kept with the release.")] = None,
    limit: Annotated[int, typer.Option(help="Rows to list.", min=1)] = 50,
) -> None:
    """List what was refused and why; `release ID` takes a page or a figure in nevertheless, from the next run on."""
    from flows.commands import rejects as command

    if action is None:
        raise typer.Exit(command.rejects(reason, limit))
    if id is None:
        raise typer.BadParameter("toll rejects release needs the id of a reject; `toll rejects` lists them")
    raise typer.Exit(command.release(id, note))


@app.command()
def doctor(deep: Annotated[bool, typer.Option("--deep", help="Read every byte of the archive, too.")] = False) -> None:
    """Look a home over: every column of the databases, the laws, the archive against the documents; and say what to do."""
    from flows.commands.doctor import doctor

    raise typer.Exit(doctor(deep))


@app.command()
def rebuild() -> None:
    """Make every table anew from the archive, such as after a new version of Toll; the old warehouse is kept in the folder aside."""
    from flows.commands.run import rebuild

    raise typer.Exit(rebuild())


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port of the Prefect server on 127.0.0.1, where none is configured.", min=1, max=65535)] = 4200,
) -> None:
    """Run on schedule: a Prefect server on loopback if none is configured, its work pool, the deployments of prefect.yaml and a worker. Ctrl-C ends all."""
    from flows.serve import serve

    raise typer.Exit(serve(port))


def _given_home() -> Path | None:
    """The home whose CSV rows `extract` lays over seeds/: the one that is set, never the default."""
    home = os.environ.get("TOLL_HOME")
    return Path(home) if home else None


def main() -> None:
    """The entry point: runs the command, and turns the errors that a person can mend into one line and an exit code."""
    try:
        app()
    except Exception as error:
        code = _code(error)
        if code is None and _disk_is_full(error):
            print(
                "toll: the disk is full; what was committed is kept, and the next run goes on from there once there is room",
                file=sys.stderr,
            )
            sys.exit(FAILED)
        if code is None:
            raise
        told = "".join(c if c.isprintable() or c == "\n" else " " for c in str(error))  # it may quote a file or an article
        print(f"toll: {told}", file=sys.stderr)
        sys.exit(code)


def _disk_is_full(error: Exception) -> bool:
    from flows import space

    return space.is_full(error)


def _code(error: Exception) -> int | None:
    """The exit code of an error that says what to do; None for any other."""
    codes = {
        "HomeBusy": BUSY,
        "GateFailed": FAILED,
        "LawBroken": FAILED,
        "NoServer": FAILED,
        "NoSpace": FAILED,
        "SchemaChanged": FAILED,
        "WarehouseDamaged": FAILED,
        "ArchiveDamaged": FAILED,
        "NothingPublished": NOTHING_READ,
        "NoDatabase": WRONG_USAGE,
        "SettingError": WRONG_USAGE,
        "ReferenceError": WRONG_USAGE,
        "WrongUsage": WRONG_USAGE,
    }
    return codes.get(type(error).__name__) if type(error).__module__.startswith("flows.") else None


if __name__ == "__main__":
    main()
