from __future__ import annotations

import sys

from rich.text import Text

from flows.commands import show
from flows.settings import settings
from flows.warehouse import Reader, reader

_KINDS = (("casualties", "cell_id"), ("refugees", "cell_id"), ("claims", "claim_id"), ("figures", "figure_id"))
_MEANT = "SELECT {key} AS id FROM {table} WHERE starts_with({key}, ?) ORDER BY 1 LIMIT 20"
_CELL = """
SELECT t.*, coalesce(p.name, t.place_id) AS place FROM {table} t LEFT JOIN places p ON p.place_id = t.place_id WHERE t.cell_id = ?
"""
_EVIDENCE = """
SELECT claim_id, string_agg(role, ', ' ORDER BY role) AS roles, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons, bool_and(role = 'excluded') AS excluded
FROM evidence WHERE cell_id = ? GROUP BY claim_id ORDER BY excluded, claim_id
"""
_CLAIM = """
SELECT c.*, coalesce(s.name, c.speaker_id) AS speaker FROM claims c LEFT JOIN speakers s USING (speaker_id) WHERE c.claim_id = ?
"""
_WORDS = """
SELECT mention_id, field, start, text FROM mentions
WHERE mention_id IN (SELECT unnest(?)) OR (article_id = ? AND kind = 'place' AND entity_id = ? AND text IS NOT NULL)
ORDER BY start
"""
_FIGURES = "SELECT * FROM figure_trace WHERE claim_id = ? ORDER BY published_on NULLS LAST, figure_id"
_CORRECTED = """
SELECT c."column", c.was, c.now, k.reason, k.source FROM corrected c JOIN corrections k USING (correction_id) WHERE c.figure_id = ? ORDER BY c."column"
"""


def trace(id: str) -> int:
    """Print the way from a cell, claim or figure to its words. Exit code 2 where no id or more than one starts so."""
    with reader(settings().home) as database:
        meant = [(table, row["id"]) for table, key in _KINDS for row in database.rows(_MEANT.format(key=key, table=table), [id])]
        if len(meant) != 1:
            found = ", ".join(f"{found} ({table})" for table, found in meant[:5])
            print(
                f"toll: {f'more than one id starts with {id}: {found}' if meant else f'no cell, claim or figure has the id {id}'}; "
                'ids are in `toll figures` and in toll sql "FROM casualties"',
                file=sys.stderr,
            )
            return 2
        table, key = meant[0]
        if table in ("casualties", "refugees"):
            _cell(database, table, key)
        elif table == "claims":
            _claim(database, key, 0)
        else:
            for figure in database.rows("SELECT * FROM figure_trace WHERE figure_id = ?", [key]):
                _figure(database, figure, 0)
    return 0


def _cell(database: Reader, table: str, key: str) -> None:
    (cell,) = database.rows(_CELL.format(table=table), [key])
    _line(0, f"{table} {key}", style="bold")
    _line(1, _people(cell), _bounds(cell), _when(cell), f"method {cell['method']}, known on {cell['known_on']}", show.plain(cell["flags"]))
    for evidence in database.rows(_EVIDENCE, [key]):
        _claim(database, evidence["claim_id"], 1, f"{evidence['roles']}: {evidence['reasons']}")


def _claim(database: Reader, key: str, depth: int, role: str | None = None) -> None:
    (claim,) = database.rows(_CLAIM, [key])
    said = f"{claim['speaker'] or 'the outlet itself'} ({claim['speaker_kind']}), {claim['stance']}"
    told = f"in {claim['n_articles']} article{'s' * (claim['n_articles'] != 1)} of {claim['n_stories']} stor{'ies' if claim['n_stories'] != 1 else 'y'}"
    _line(depth, f"claim {key}", style="bold")
    if role:
        _line(depth + 1, role, style="dim" if role.startswith("excluded") else "green")
    _line(depth + 1, said, _people(claim), _bounds(claim), _when(claim), told)
    for figure in database.rows(_FIGURES, [key]):
        _figure(database, figure, depth + 1)


def _figure(database: Reader, figure: dict[str, object], depth: int) -> None:
    where = f"{figure['field']}[{figure['value_start']}:{figure['value_end']}]"
    _line(depth, f"figure {figure['figure_id']}", _people(figure), _bounds(figure), f"“{show.plain(figure['value_text'])}” at {where}")
    sentence, number = show.plain(figure["sentence"]), show.plain(figure["value_text"])
    quoted = Text("  " * (depth + 1) + "“" + sentence + "”")
    if (at := sentence.find(number)) >= 0:
        quoted.stylize("bold yellow", 2 * (depth + 1) + 1 + at, 2 * (depth + 1) + 1 + at + len(number))
    show.console().print(quoted, soft_wrap=True)
    for set_ in database.rows(_CORRECTED, [figure["figure_id"]]):
        was, now = (show.plain(set_[name]) or "nothing" for name in ("was", "now"))
        _line(depth + 1, f"corrected: {set_['column']} was read as {was}, is {now}", set_["reason"], set_["source"], style="magenta")
    copy = "" if figure["is_original"] else f"a copy of {figure['story_id']}"
    said = figure["speaker"] or "the outlet itself"
    _line(depth + 1, f"said by {said}" + (f", relayed by {figure['via']}" if figure["via"] else ""), f"stance {figure['stance']}")
    _slots(database, figure, depth + 1)
    published = f"published {figure['published_on']} ({figure['published_basis']})" if figure["published_on"] else "undated"
    _line(depth + 1, show.plain(figure["outlet"]) or "outlet unknown", published, show.plain(figure["title"], 120), copy)
    lost = f"{figure['damage']} in the archive: toll doctor --deep" if figure["damage"] else ""
    _line(depth + 1, show.plain(figure["url"]), f"article {figure['article_id']}", f"document {str(figure['document_id'])[:12]}", lost)


def _slots(database: Reader, figure: dict[str, object], depth: int) -> None:
    """The words on which each slot rests, and where they stand; what a slot without words of its own follows from."""
    ids = [figure[f"{slot}_mention_id"] for slot in ("speaker", "as_of", "place") if figure[f"{slot}_mention_id"]]
    words = database.rows(_WORDS, [ids, figure["article_id"], figure["origin_id"]])
    at = {
        row["mention_id"]: f"“{show.plain(row['text'])}” at {row['field']}[{row['start']}:{int(row['start']) + len(str(row['text']))}]"
        for row in words
    }
    rests = {
        "who": ("speaker", figure["speaker"], "its outlet, an institution" if figure["speaker"] else ""),
        "when": ("as_of", figure["as_of"], {"publication": "the day of publication"}.get(str(figure["as_of_basis"]), "the war it is of")),
        "where": ("place", figure["place"], "the conflict, the speaker, the people or the whole it belongs to"),
    }
    for slot, (column, value, without) in rests.items():
        found = at.get(figure[f"{column}_mention_id"])
        if value is not None:
            _line(depth, f"{slot}: {show.plain(value)}", f"from {found or without}")
    left = next((at[row["mention_id"]] for row in words if row["mention_id"] not in ids), None)
    if figure["origin"] is not None:
        _line(depth, f"left: {show.plain(figure['origin'])}", f"from {left}" if left else "")
    if figure["conflict_id"] is not None:
        _line(depth, f"conflict: {figure['conflict_id']}")


def _people(row: dict[str, object]) -> str:
    told = [row["measure"], *(row[name] for name in ("population", "age", "sex") if row[name] != "any")]
    told += [f"side {row['side']}"] if row["side"] else []
    told += [f"in {place}"] if (place := row.get("place") or row.get("place_id")) else []
    told += [f"from {row['origin_id']}"] if row.get("origin_id") else []
    return show.plain(", ".join(map(str, told)))


def _bounds(row: dict[str, object]) -> str:
    return f"low {show.plain(row['low']) or '-'}, best {show.plain(row['best']) or '-'}, high {show.plain(row['high']) or '-'}"


def _when(row: dict[str, object]) -> str:
    start = f"from {row['period_start']} " if row["period_start"] else ""
    return f"{row['scope']}, {start}as of {row['as_of'] or 'an unknown day'}"


def _line(depth: int, *parts: str, style: str | None = None) -> None:
    show.console().print(Text("  " * depth + " · ".join(part for part in parts if part), style=style or ""), soft_wrap=True)
