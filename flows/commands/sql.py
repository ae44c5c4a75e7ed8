from __future__ import annotations

import sys

from flows.commands import show
from flows.settings import settings
from flows.warehouse import Error, reader


def sql(query: str, format: str | None) -> int:
    """Print the rows of a query of the published database. Exit code 2, with the database's words, for a query that it refuses."""
    chosen = show.chosen(format, "csv")
    if chosen == "parquet" and sys.stdout.isatty():
        print(
            "toll: parquet is bytes, not for a terminal; send it to a file: toll sql ... --format parquet > rows.parquet", file=sys.stderr
        )
        return 2
    asked = sys.stdin.read() if query == "-" else query
    if not asked.strip():
        print('toll: the query is empty; write one, such as toll sql "FROM casualties LIMIT 10"', file=sys.stderr)
        return 2
    with reader(settings().home) as database:
        try:
            rows = database.query(asked)
        except Error as error:
            print(f'toll: {error}\n(the tables: toll sql "SHOW TABLES"; their columns: toll sql "DESCRIBE figures")', file=sys.stderr)
            return 2
    show.write(rows, chosen)
    return 0
