"""Sentences and their offsets."""

from __future__ import annotations

import pytest

from transforms.text.furniture import Furniture
from transforms.text.sentences import split

FURNITURE = Furniture(
    {
        "furniture": [
            {"language": "en", "pattern": "share", "note": "button"},
            {"language": "en", "pattern": "latest news", "note": "list of other articles"},
        ]
    }
)
ABBREVIATIONS = frozenset(("mr", "gen", "u.s"))


def texts(text: str) -> list[str]:
    sentences = list(split(text, "text", FURNITURE, ABBREVIATIONS))
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    return [sentence.text for sentence in sentences]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One fell. Two fled.", ["One fell.", "Two fled."]),
        ("Mr. Adan spoke to Gen. Okoro. He left.", ["Mr. Adan spoke to Gen. Okoro.", "He left."]),
        ("The U.S. Army said so. It left.", ["The U.S. Army said so.", "It left."]),
        ("J. Smith fell. B left.", ["J. Smith fell.", "B left."]),
        ("He asked: “Why?” “Because.” They left.", ["He asked: “Why?”", "“Because.”", "They left."]),
        ("About 3.5 million fled. 12 died.", ["About 3.5 million fled.", "12 died."]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("Share\nOne fell.\nSHARE", ["One fell."]),
        ("", []),
        (" \n\t\n", []),
        ("Війна тривала. Люди втекли.", ["Війна тривала.", "Люди втекли."]),
    ],
)
def test_text_is_split_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


def test_a_wrapped_line_goes_on_in_the_next() -> None:
    text = "A long line of an agency text that was wrapped at seventy columns by\nan editor long ago. It ends here."
    assert texts(text) == [text[: text.index(" It ends")], "It ends here."]


def test_a_run_without_any_end_is_cut_into_pieces_that_cover_it() -> None:
    text = "word " * 5_000
    pieces = texts(text)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert max(map(len, pieces)) <= 1_500
