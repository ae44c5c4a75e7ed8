from __future__ import annotations

import logging

import pytest

from flows.batches import MAX_LINE, log


def test_a_line_of_the_log_is_one_line_that_moves_no_cursor_and_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "toll")
    log("refused: \x1b[2J\x1b[31mred\r\nINFO all is well %s \u202etxt")
    log("t" * 1_000_000)
    first, second = (record.getMessage() for record in caplog.records)
    assert first == "refused: \\x1b[2J\\x1b[31mred\\r\\nINFO all is well %s \\u202etxt"
    assert len(second) == MAX_LINE + 1
