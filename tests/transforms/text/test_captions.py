"""Figures of captions and of rows are flagged; those of the article are not."""

from __future__ import annotations

import pytest

from flows.reference import load
from transforms.text.model import Article
from transforms.text.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load())


def test_a_paragraph_with_a_credit_is_a_caption(reader: Reader) -> None:
    text = "Shelling killed 12 people in Arlo on Monday.\nA woman mourns after a strike killed 12 people. (Photo: A. Kirov)\nNine were wounded."
    assert [(f.measure, f.best, f.flags) for f in reader.read(Article("a", text)).figures] == [
        ("killed", 12, []),
        ("killed", 12, ["caption"]),
        ("injured", 9, []),
    ]


def test_a_row_is_of_a_table(reader: Reader) -> None:
    text = "Refugees recorded in the region | 4,919,773 | 8 June\nThe image of the war is 12 dead children."
    assert [(f.best, f.flags) for f in reader.read(Article("a", text)).figures] == [(4919773, ["table"]), (12, [])]
