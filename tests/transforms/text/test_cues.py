"""A cue may spare its pattern only where the pattern cannot match."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import transforms.text
from flows.reference import load
from transforms.text import sites
from transforms.text.cues import Cue
from transforms.text.dates import DateReader

CUES = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(transforms.text.__path__)
    for name, value in vars(importlib.import_module(f"transforms.text.{module.name}")).items()
    if isinstance(value, Cue)
}


@pytest.mark.parametrize("name", CUES)
def test_whatever_a_pattern_matches_holds_one_of_its_strings(name: str) -> None:
    cue = CUES[name]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(re.compile(cue.pattern, re.I)))
    def holds(text: str) -> None:
        assert cue.search(text) is not None

    holds()


@pytest.mark.parametrize("before", ["", "In ", "(", "“", "East-", "\n"])
def test_a_site_is_looked_for_wherever_its_pattern_finds_one(before: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(sites._UNLISTED, fullmatch=True))
    def holds(site: str) -> None:
        found = [match.span() for match in sites._UNLISTED.finditer(before + site)]
        assert [match.span() for match in sites.unlisted(before + site)] == found

    holds()


DATES = DateReader(load())


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.from_regex(DATES._pattern, fullmatch=True))
def test_a_date_is_tried_at_whatever_word_it_begins_with(written: str) -> None:
    first = re.findall(r"\w+", written)[0]
    assert first.lower() in DATES._firsts or first[0].isdigit() or first.endswith("ty")


def test_a_cue_finds_what_its_pattern_finds() -> None:
    cue = Cue(r"\bsince \d{4}\b", "since")
    text = "The worst SINCE 1945, the least since 1950."
    assert cue.spans(text) == [(10, 20), (32, 42)]
    assert cue.without(text) == "The worst  , the least  ."
    match = cue.search(text)
    assert match is not None
    assert match.group() == "SINCE 1945"
    assert Cue(r"\b\w+ \d{4}\b", "until").search(text) is None
