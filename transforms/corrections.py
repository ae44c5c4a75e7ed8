"""Corrections by people: rows of corrections.csv laid over what was read, each with its reason and source."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from transforms.conform import frame, schema
from transforms.ids import content_id
from transforms.schema.corrections import ADDRESS, CORRECTED, CORRECTIONS, SLOTS
from transforms.schema.figures import FIGURES
from transforms.schema.vocabulary import RELATIONS
from transforms.text.model import Reference

Row = dict[str, Any]
_BOUNDS = {
    "at_least": (True, True, False),
    "more_than": (True, True, False),
    "up_to": (False, True, True),
    "less_than": (False, True, True),
}
_NAMED = {"speaker": "speakers", "place": "places", "origin": "places", "conflict": "conflicts"}
_ID = re.compile(r"[0-9a-f]{20}")


class CorrectionUnfit(ValueError):
    """A row of corrections.csv that cannot be applied: names the row, what is wrong with it and what to do."""


def correct(
    figures: pl.DataFrame, articles: pl.DataFrame, rows: Sequence[Mapping[str, Any]], reference: Reference
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The figures that are set anew, and tables corrected and corrections, each by its key.

    `articles` is article_id, urls (list), title and text; `figures` are as read. A row whose article is not here waits. Raises
    CorrectionUnfit for one whose article is here and that matches no figure, or more than one in the same words, or sets what cannot be.
    """
    by_article = _grouped(figures)
    texts = {row["article_id"]: row for row in articles.iter_rows(named=True)}
    changed: dict[str, Row] = {}
    log: dict[tuple[str, str], Row] = {}
    states = []
    for row in sorted(rows, key=lambda row: (SLOTS.index(row["slot"]), *(str(row[name] or "") for name in ADDRESS))):
        key = content_id(*(row[name] for name in ADDRESS))
        found = _found(row, by_article, texts)
        for figure in found or ():
            now = changed.setdefault(figure["figure_id"], dict(figure))
            for column, value in _set(row, now, by_article, texts, reference).items():
                if value != now[column] or (figure["figure_id"], column) in log:
                    told = {"figure_id": figure["figure_id"], "article_id": figure["article_id"], "column": column, "correction_id": key}
                    log[figure["figure_id"], column] = told | {"was": _written(figure[column]), "now": _written(value)}
                now[column] = value
        states.append({**row, "correction_id": key, "state": "waiting" if found is None else "applied", "n_figures": len(found or ())})
    for figure in changed.values():
        _check(figure, rows)
    return (
        pl.DataFrame(list(changed.values()), schema=schema(FIGURES), orient="row").sort("figure_id"),
        frame(CORRECTED, list(log.values())).sort(CORRECTED.key),
        frame(CORRECTIONS, states).sort("correction_id"),
    )


def restored(figures: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """The figures as they were read: each value that a correction had set is put back."""
    was = {(row["figure_id"], row["column"]): row["was"] for row in corrected.iter_rows(named=True)}
    types = schema(FIGURES)
    rows = []
    for figure in figures.join(corrected.select("figure_id").unique(), on="figure_id", how="semi").iter_rows(named=True):
        back = {name: _read(was[figure["figure_id"], name], types[name]) for name in figure if (figure["figure_id"], name) in was}
        rows.append(figure | back)
    return pl.concat([figures.join(corrected, on="figure_id", how="anti"), pl.DataFrame(rows, schema=types, orient="row")]).sort(
        "figure_id"
    )


def _grouped(figures: pl.DataFrame) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in figures.iter_rows(named=True):
        grouped.setdefault(row["article_id"], []).append(row)
    return grouped


def _found(row: Mapping[str, Any], by_article: Mapping[str, list[Row]], texts: Mapping[str, Row]) -> list[Row] | None:
    """The figures that the row addresses; None where its article is not here."""
    if row["article"] is None:
        if not _ID.fullmatch(row["words"]):
            raise _unfit(row, "no article", "give its article_id or url, or a figure_id as words")
        hit = [figure for figures in by_article.values() for figure in figures if figure["figure_id"] == row["words"]]
        return hit or None
    here = [key for key, article in texts.items() if row["article"] == key or row["article"] in article["urls"]]
    if not here:
        return None
    hit = []
    for key in sorted(here):
        hit += _in_words(row, by_article.get(key, []), texts[key], row["words"])
    if not hit:
        there = "; ".join(f"{f['measure']} {f['value_text']!r}" for key in here for f in by_article.get(key, [])[:8]) or "none"
        raise _unfit(row, "its article is here and no figure matches", f"correct the row or take it out; the article's figures: {there}")
    return hit


def _in_words(row: Mapping[str, Any], figures: Sequence[Row], article: Row, words: str) -> list[Row]:
    """The figures of an article whose number stands within the words, wherever these stand; at most one for each place."""
    if _ID.fullmatch(words):
        return [figure for figure in figures if figure["figure_id"] == words]
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    hit: dict[str, Row] = {}
    for field in ("title", "text"):
        for place in pattern.finditer(article[field] or ""):
            inside = [
                figure
                for figure in figures
                if figure["field"] == field and place.start() <= figure["value_start"] and figure["value_end"] <= place.end()
                if row["number"] in (None, figure["value_text"]) and row["measure"] in (None, figure["measure"])
            ]
            if len(inside) > 1:
                told = "; ".join(f"{figure['measure']} {figure['value_text']!r}" for figure in inside)
                raise _unfit(row, f"its words hold {len(inside)} figures ({told})", "tell which by number, measure or fewer words")
            hit |= {figure["figure_id"]: figure for figure in inside}
    return list(hit.values())


def _set(row: Mapping[str, Any], figure: Row, by_article: Mapping[str, list[Row]], texts: Mapping[str, Row], reference: Reference) -> Row:
    """The columns of the figure that the row sets, with their values."""
    slot, value = row["slot"], row["value"]
    match slot:
        case "drop":
            return {"flags": sorted({*figure["flags"], "dropped"})}
        case "number":
            number = _cast(row, "best", value)
            sides = _BOUNDS.get(figure["quantifier"], (True, True, True))
            return {name: number if stated else None for name, stated in zip(("low", "best", "high"), sides, strict=True)}
        case "speaker":
            return _speaker(row, figure, reference)
        case "place" | "origin":
            listed = _listed(row, reference)
            mention = {"place_mention_id": None} if slot == "place" else {}
            return {f"{slot}_id": listed and listed["place_id"], slot: listed["name"] if listed else value} | mention
        case "conflict":
            listed = _listed(row, reference)
            if value and not listed:
                raise _unfit(row, f"conflicts.csv has no {value!r}", "name a conflict_id of it")
            return {"conflict_id": listed and listed["conflict_id"]}
        case "as_of":
            return _day(row) | {"as_of_mention_id": None}
        case "relation":
            return _relation(row, figure, by_article, texts)
    return {slot: _cast(row, slot, value)}


def _speaker(row: Mapping[str, Any], figure: Row, reference: Reference) -> Row:
    """A speaker of speakers.csv by id, name or alias with its kind; another by name; none: the outlet's own voice."""
    listed = _listed(row, reference)
    if not listed:
        kind = "none" if row["value"] is None else "official" if figure["speaker_kind"] == "none" else figure["speaker_kind"]
        return {"speaker_id": None, "speaker": row["value"], "speaker_kind": kind, "speaker_mention_id": None}
    enemy = listed["kind"] == "party" and listed["side"] and figure["side"] and listed["side"] != figure["side"]
    return {
        "speaker_id": listed["speaker_id"],
        "speaker": listed["name"],
        "speaker_kind": "adverse_party" if enemy else listed["kind"],
        "speaker_mention_id": None,
    }


def _listed(row: Mapping[str, Any], reference: Reference) -> Mapping[str, Any] | None:
    """The row of the reference table that the value names: by its id, its name or an alias, the id first."""
    table, value = _NAMED[row["slot"]], (row["value"] or "").casefold()
    names = [[str(each[next(iter(each))]), each["name"], *each.get("aliases", each.get("names", ()))] for each in reference[table]]
    for rank in (slice(0, 1), slice(1, 2), slice(2, None)):
        for each, known in zip(reference[table], names, strict=True):
            if value and value in (name.casefold() for name in known[rank]):
                return each
    return None


def _day(row: Mapping[str, Any]) -> Row:
    """A day, month or year written in ISO form as as_of with its precision."""
    if row["value"] is None:
        return {"as_of": None, "as_of_precision": None, "as_of_basis": "none"}
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", row["value"])
    if not parts or not 1 <= int(parts[2] or 1) <= 12 or not 1 <= int(parts[3] or 1) <= monthrange(int(parts[1]), int(parts[2] or 1))[1]:
        raise _unfit(row, f"{row['value']!r} is no day", "write it as 2024-03-05, 2024-03 or 2024")
    precision = "day" if parts[3] else "month" if parts[2] else "year"
    day = date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    return {"as_of": day, "as_of_precision": precision, "as_of_basis": "explicit"}


def _relation(row: Mapping[str, Any], figure: Row, by_article: Mapping[str, list[Row]], texts: Mapping[str, Row]) -> Row:
    """A relation with its parent: the one figure of the same article that the words behind the relation hold, or that has that id."""
    if row["value"] is None:
        return {"relation": None, "parent_figure_id": None}
    relation, _, words = row["value"].partition(" ")
    if relation not in RELATIONS or not words:
        raise _unfit(
            row, f"{row['value']!r} is no relation", f"write one of {', '.join(RELATIONS)} and words of the parent, or its figure_id"
        )
    anyone = {"number": None, "measure": None} | {name: row[name] for name in ("article", "words", "slot", "value")}
    article = figure["article_id"]
    parents = [
        each for each in _in_words(anyone, by_article[article], texts[article], words.strip()) if each["figure_id"] != figure["figure_id"]
    ]
    if len(parents) != 1:
        raise _unfit(
            row, f"{len(parents)} figures stand in the words {words!r}", "name one parent of the same article by words or figure_id"
        )
    return {"relation": relation, "parent_figure_id": parents[0]["figure_id"]}


def _cast(row: Mapping[str, Any], name: str, value: str | None) -> Any:
    column = FIGURES.column(name)
    if value is None:
        if column.null:
            return None
        raise _unfit(row, f"{name} may not be empty", f"give one of {', '.join(column.values)}")
    if column.values and value not in column.values:
        raise _unfit(row, f"{value!r} is no {name}", f"give one of {', '.join(column.values)}")
    try:
        return int(value.replace(",", "")) if column.type == "integer" else date.fromisoformat(value) if column.type == "date" else value
    except ValueError:
        raise _unfit(row, f"{value!r} is not of type {column.type}", "write a whole number, or a day as 2024-03-05") from None


def _check(figure: Row, rows: Sequence[Mapping[str, Any]]) -> None:
    """The bounds of a corrected figure are in order and hold something."""
    stated = [figure[name] for name in ("low", "best", "high") if figure[name] is not None]
    backwards = figure["period_start"] and figure["as_of"] and figure["period_start"] > figure["as_of"]
    if not stated or stated != sorted(stated) or stated[0] < 0 or backwards:
        wrong = f"period_start {figure['period_start']}, as_of {figure['as_of']}" if backwards else f"low, best and high would be {stated}"
        raise CorrectionUnfit(
            f"corrections.csv: figure {figure['figure_id']} ({figure['value_text']!r} in {figure['sentence'][:80]!r}): {wrong}; "
            "correct its rows so that low <= best <= high and period_start <= as_of"
        )


def _unfit(row: Mapping[str, Any], wrong: str, remedy: str) -> CorrectionUnfit:
    named = ", ".join(f"{name} {row[name]!r}" for name in ("article", "words", "number", "measure", "slot", "value") if row.get(name))
    return CorrectionUnfit(f"corrections.csv, the row with {named}: {wrong}; {remedy}")


def _written(value: Any) -> str | None:
    return None if value is None else "|".join(value) if isinstance(value, list) else str(value)


def _read(value: str | None, type_: pl.DataType) -> Any:
    if isinstance(type_, pl.List):
        return [item for item in (value or "").split("|") if item]
    if value is None:
        return None
    return int(value) if type_ == pl.Int64 else date.fromisoformat(value) if type_ == pl.Date else value
