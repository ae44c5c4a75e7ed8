"""The reference tables of lines that stand on pages and are no part of an article."""

from __future__ import annotations

from transforms.schema.table import Column, Table

FURNITURE = Table(
    name="furniture",
    grain="One row per kind of line that belongs to a page and not to the article on it.",
    key=("language", "pattern"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("pattern", "text", "Regular expression that the whole line matches, case ignored."),
        Column("note", "text", "What such a line is."),
    ),
)

SOFT_BLOCKS = Table(
    name="soft_blocks",
    grain="One row per kind of line that shows a page to stand in an article's place.",
    key=("language", "pattern"),
    columns=(
        Column("language", "text", "ISO 639-1 code."),
        Column("pattern", "text", "Regular expression that the whole line or title matches, case ignored."),
        Column("note", "text", "What such a page is."),
    ),
)
