"""What the view `updates` links: an outlet's later number for an event, in whatever words, and no report of another event or outlet."""

from __future__ import annotations

from pathlib import Path

from flows.warehouse import reader
from tests.flows.known import Text, publish

TEXTS = (
    Text("A missile struck a market in Kharkiv on 5 March 2024, killing 9 people, the regional governor said.", "2024-03-05"),
    Text("Rescuers said that the number of people killed in the strike on Kharkiv on 5 March 2024 had risen to 14.", "2024-03-06"),
    Text("The strike on Kharkiv on 5 March 2024 killed 23 people, the regional governor said on Friday.", "2024-03-08"),
    Text("The strike on Kharkiv on 5 March 2024 killed 23 people, according to the governor of the region.", "2024-03-09"),
    Text("A missile struck a market in Kharkiv on 5 March 2024, killing 11 people, the mayor said.", "2024-03-06", "Vale Courier"),
    Text("A missile struck a market in Odesa on 6 March 2024, killing 4 people, the regional governor said.", "2024-03-07"),
)


def test_the_latest_other_number_of_the_outlet_is_what_an_update_changes(tmp_path: Path) -> None:
    publish(tmp_path / "home", TEXTS)
    with reader(tmp_path / "home") as database:
        linked = database.rows("""
            SELECT u.outlet, e.published_on::VARCHAR AS before, u.published_on::VARCHAR AS later, u.measure, u.was, u.now
            FROM updates u JOIN articles e ON e.article_id = u.earlier_id ORDER BY later""")
    assert [tuple(row.values()) for row in linked] == [
        ("Harrow Post", "2024-03-05", "2024-03-06", "killed", 9, 14),
        ("Harrow Post", "2024-03-06", "2024-03-08", "killed", 14, 23),
        ("Harrow Post", "2024-03-06", "2024-03-09", "killed", 14, 23),
    ]
