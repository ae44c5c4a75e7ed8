"""Writes docs/tables.md and docs/cli.md from what they describe: `python -m flows.docs`. A test holds them against it."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from flows import ddl, views
from flows.__main__ import app
from transforms.schema import TABLES
from transforms.schema.references import OVERLAID, REFERENCES
from transforms.schema.table import Table

DOCS = Path(__file__).resolve().parents[1] / "docs"


def tables() -> str:
    """docs/tables.md: every table of the warehouse, every view, every word list, with what each column means."""
    parts = [
        "# Tables\n",
        "Written from `transforms/schema/` by `make docs`. Times are UTC. A column that may be null says so. "
        'The published database carries the same words as comments: `toll sql "DESCRIBE figures"`.\n',
    ]
    parts += [_table(table) for table in TABLES if table not in REFERENCES]
    parts.append("## Views\n")
    parts += [f"- `{name}`: {meaning}" for name, meaning, _ in views.VIEWS]
    parts.append("\n## Reference tables and word lists\n")
    parts.append(
        f"Each is a CSV in `seeds/`. Rows of your own for {', '.join(OVERLAID)} go into a CSV of the same name in TOLL_HOME. "
        "A cell with several items has | between them.\n"
    )
    parts += [_table(table, level=3) for table in REFERENCES]
    return "\n".join(parts) + "\n"


def _table(table: Table, level: int = 2) -> str:
    lines = [
        f"{'#' * level} {table.name}\n",
        f"{table.grain} Key: {', '.join(f'`{name}`' for name in table.key)}.\n",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{c.name}` | {c.type}{', null' if c.null else ''} | {ddl.meaning(c).replace('|', chr(92) + '|')} |" for c in table.columns
    ]
    return "\n".join(lines) + "\n"


def cli() -> str:
    """docs/cli.md: the help of the command and of each subcommand, as `toll --help` prints it."""
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    parts = ["# The command\n", "Written from `toll --help` by `make docs`.\n", f"```\n{_help()}```\n"]
    parts += [f"## toll {name}\n\n```\n{_help(name)}```\n" for name in names]
    return "\n".join(parts)


def _help(*command: str) -> str:
    return CliRunner(env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).invoke(app, [*command, "--help"], prog_name="toll").output


def main() -> None:
    (DOCS / "tables.md").write_text(tables(), encoding="utf-8")
    (DOCS / "cli.md").write_text(cli(), encoding="utf-8")


if __name__ == "__main__":
    main()
