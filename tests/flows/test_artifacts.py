"""What a run shows in the UI holds words of articles: no markup of a page may be alive there."""

from __future__ import annotations

import pytest

from flows.artifacts import shown


@pytest.mark.parametrize(
    "hostile",
    ["<img src=x onerror=alert(1)>", "[here](javascript:alert(1))", "![](http://elsewhere.example/a.png)", "`code` & <script>x</script>"],
)
def test_markup_of_an_article_is_not_alive(hostile: str) -> None:
    cell = str(shown(hostile))
    assert not set("<>[`") & set(cell)


def test_numbers_and_nothing_stay_what_they_are_and_long_text_is_cut() -> None:
    assert [shown(value) for value in (None, True, 12, 0.5)] == [None, True, 12, 0.5]
    assert len(str(shown("a" * 1_000_000))) == 500
