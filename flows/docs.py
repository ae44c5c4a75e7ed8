"""Writes docs/tables.md and docs/cli.md from what they describe, and the output of the examples in the other pages: `python -m flows.docs`.

A test holds all of them against it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner

from flows import ddl, views
from flows.__main__ import app
from transforms.schema import TABLES
from transforms.schema.references import OVERLAID, REFERENCES
from transforms.schema.table import Table

PROJECT = Path(__file__).resolve().parents[1]
DOCS = PROJECT / "docs"
PAGES = (PROJECT / "README.md", DOCS / "queries.md", DOCS / "operations.md", DOCS / "sources.md")
SHOWN_AT = "/home/you/toll"  # what stands in the examples for the folder that they ran in
# They wait, repeat the suite, or need a server.
NOT_RUN = ("make test", "make golden", "make docs", "toll serve", "prefect ", "duckdb ")


def tables() -> str:
    """docs/tables.md: every table of the warehouse, every view, every word list, with what each column means."""
    parts = [
        "# Tables\n",
        "Written from `transforms/schema/` by `make docs`. Times are UTC. A column that may be null says so.\n"
        'The published database carries the same words as comments: `toll sql "SELECT column_name, comment FROM duckdb_columns() '
        "WHERE table_name = 'figures'\"`.\n",
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
    return "\n".join(parts).rstrip() + "\n"


def _table(table: Table, level: int = 2) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"{'#' * level} {table.name}\n", f"{table.grain} Key: {key}.\n", "| column | type | meaning |", "|---|---|---|"]
    lines += [
        f"| `{c.name}` | {c.type}{', null' if c.null else ''} | {ddl.meaning(c).replace('|', chr(92) + '|')} |" for c in table.columns
    ]
    return "\n".join(lines) + "\n"


def cli() -> str:
    """docs/cli.md: the help of the command and of each subcommand, as `toll --help` prints it."""
    parts = ["# The command\n", "Written from `toll --help` by `make docs`.\n", f"```\n{_help()}```\n"]
    parts += [f"## toll {name}\n\n```\n{_help(name)}```\n" for name in subcommands()]
    return "\n".join(parts)


def subcommands() -> list[str]:
    """The names of the subcommands of `toll`, in the order of its help."""
    return [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]


def _help(*command: str) -> str:
    return CliRunner(env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).invoke(app, [*command, "--help"], prog_name="toll").output


class Examples:
    """A folder in which the examples of the pages run, beside the seeds. `read` comes first: the examples ask for the sample's tables."""

    READ = "toll --home data/sample run seeds/sample"  # what `make run` runs

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, *, made: str = "") -> None:
        """`environment` is what the commands find beside the machine's own variables; those of Toll and Prefect are not inherited.
        `made` is what `read` printed, where the sample is in the folder already."""
        self.folder = folder
        own = {name: value for name, value in os.environ.items() if not name.startswith(("TOLL_", "PREFECT_"))}
        path = f"{Path(sys.prefix, 'bin')}:{os.environ['PATH']}"
        self._environment = own | {"PATH": path, "TOLL_NOW": "2024-07-01T12:00:00"} | dict(environment or {})
        (folder / "seeds").symlink_to(PROJECT / "seeds")
        (folder / ".venv").symlink_to(sys.prefix)
        self._made = made

    def read(self) -> str:
        """Read the sample into data/sample as `make run` does; what that prints."""
        self._made = self._run(self.READ)
        return self._made

    def page(self, text: str) -> str:
        """The page with the output of each ```console command, and of each ```sql query into the ```text block behind it, as they are now."""
        text = re.sub(r"(?<=```console\n).*?(?=^```$)", lambda found: self._console(found[0]), text, flags=re.DOTALL | re.MULTILINE)
        query = r"(```sql\n(.*?)```\n\n```text\n).*?(?=^```$)"
        return re.sub(query, lambda found: found[1] + self.query(found[2]), text, flags=re.DOTALL | re.MULTILINE)

    def query(self, query: str) -> str:
        """The rows of a query of the sample, as a table."""
        home = {"TOLL_HOME": str(self.folder / "data" / "sample")}
        done = CliRunner(env=home).invoke(app, ["sql", "-", "--format", "table"], prog_name="toll", input=query)
        if done.exit_code:
            raise RuntimeError(f"the query {query} ended with {done.exit_code}: {done.stderr}; correct the example")
        return self._told(done.stdout)

    def _console(self, block: str) -> str:
        commands = re.findall(r"^\$ (.*)\n", block, re.MULTILINE)
        return "".join(f"$ {command}\n{self._command(command)}" for command in commands)

    def _command(self, command: str) -> str:
        if command == "make run":
            return self._made
        return "" if command.startswith(NOT_RUN) else self._run(command)

    def _run(self, command: str, given: str = "") -> str:
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self._environment, input=given, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"`{command}` {given} ended with {done.returncode}: {done.stderr.strip()[-2000:]}; correct the example")
        return self._told(done.stdout)

    def _told(self, printed: str) -> str:
        for folder in (self.folder.resolve(), PROJECT):
            printed = printed.replace(str(folder), SHOWN_AT)
        return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def main() -> None:
    (DOCS / "tables.md").write_text(tables(), encoding="utf-8")
    (DOCS / "cli.md").write_text(cli(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        examples = Examples(Path(folder))
        examples.read()
        for page in PAGES:
            page.write_text(examples.page(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
