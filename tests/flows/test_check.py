"""What a person had better check, and that the lines to paste are rows of corrections.csv as they stand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows import reference
from flows.commands.check import _SHOWN, doubtful, line
from flows.commands.figures import figures
from flows.corrections import FILE
from flows.warehouse import reader
from tests.flows.known import Text, publish
from transforms.corrections import correct


def test_the_worst_is_told_first_with_its_words_and_its_line(
    known_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOLL_HOME", str(known_home))
    assert figures(None, 20, to_check=True) == 0
    told = capsys.readouterr().out
    assert told.startswith("1. 106,890 civilian killed in Ukraine, 2024-03-04  jump: 10,675 and 10,703 beside it in its series")
    assert 'https://harrow.example/b,"106,890 civilians killed","106,890",killed,number,106890,WHY,WHERE IT SAYS SO' in told
    assert "unknown speaker: speakers.csv has no " in told
    assert "under the first line article,words,number,measure,slot,value,reason,source" in told
    assert figures("missing", 20, to_check=True) == 0
    assert capsys.readouterr().out == "no figure is doubtful for missing\n"
    assert figures("killed", 1, to_check=True) == 0
    assert "more; --limit" in capsys.readouterr().out


def test_each_line_addresses_its_figure_alone_and_changes_nothing_until_a_person_does(known_home: Path, tmp_path: Path) -> None:
    with reader(known_home) as database:
        all_figures = database.frame("SELECT * FROM figures ORDER BY figure_id")
        shown = database.rows(_SHOWN, [all_figures["figure_id"].to_list()])
        articles = database.frame("SELECT article_id, [url] AS urls, title, text FROM articles")
        doubted = {figure_id for row in doubtful(database) for figure_id in (row["figure_id"], *row["copies"])}
    assert len(doubted) >= 2
    known = reference.load()
    for figure in shown:
        (tmp_path / "corrections.csv").write_text(f"{','.join(FILE.names)}\n   {line(figure)}\n", encoding="utf-8")
        rows = reference.own(tmp_path, FILE)
        _, corrected, told = correct(all_figures, articles, rows, known)
        assert told.select("state", "n_figures").rows() == [("applied", 1)]
        assert corrected.is_empty()
        if figure["best"] is None:
            continue
        (tmp_path / "corrections.csv").write_text(f"{','.join(FILE.names)}\n{line(figure | {'best': 7})}\n", encoding="utf-8")
        anew, _, _ = correct(all_figures, articles, reference.own(tmp_path, FILE), known)
        assert anew.filter(pl.col("best") == 7)["figure_id"].to_list() == [figure["figure_id"]]


def test_a_name_that_the_article_speaks_against_is_told_with_the_place_that_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Police said a gas blast killed four people in Chernihiv. The governor of Chernivtsi region named a day of mourning."
    publish(tmp_path, (Text(words, "2024-03-04"),))
    monkeypatch.setenv("TOLL_HOME", str(tmp_path))
    assert figures(None, 20, to_check=True) == 0
    told = capsys.readouterr().out
    assert told.startswith("1. 4 killed in Chernihiv, 2024-03-04  ")
    assert "confused place: other places of its article speak for Chernivtsi" in told


def test_a_statement_in_two_articles_is_one_to_check_with_a_line_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One story in two outlets: a correction of one article leaves the other's number as it stands, so both have their line."""
    told = "Zoltan Verin, a baker, said that 41 people were killed in Arvik on Sunday when a rocket hit the market of the town."
    publish(tmp_path, (Text(told, "2024-03-04"), Text(told, "2024-03-05")))
    monkeypatch.setenv("TOLL_HOME", str(tmp_path))
    assert figures("killed", 20, to_check=True) == 0
    said = capsys.readouterr().out
    assert said.count("unknown speaker") == 1
    assert "the same in 1 more article, each with its line:" in said
    assert said.count(",41,killed,number,41,WHY,") == 2
