"""Whose count it is where no verb says so: "Ministry: 12 dead", "12 dead – UN", "by the army's tally", "... by the end of March (OCHA)"."""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.text.memory import Said, Speaker

_COLON = re.compile(r"\s*([^:\d]{2,60}):\s")
_DASH = re.compile(r"\s[–—]\s((?:the\s)?[^\W\d_a-z][^–—.,;:]{1,50})[.\s]*$")
_TALLY = re.compile(
    r"\b(?:by|in|on)\s(?:the\s)?([^\W\d_][^,.;()]{1,40}?)['’]s?\s(?:own\s|latest\s|official\s)?"
    r"(?:count|tally|reckoning|account|estimates?|figures|telling)\b"
)
_ISSUED = re.compile(  # "by the count the ministry issued on Friday"
    r"\b(?:by|in) the (?:count|tally|figures|list)\s(?:that\s)?([^,.;()]{3,50}?)\s(?:issued|gave|released|published|keeps|kept|gives)\b"
)
_COUNTING = r"(?:\w+\s){0,2}(?:count|tally|toll|total|ledger|register|records|database|figures?|list|update|bulletin|report|estimate)\b(?=[^.;]{0,60}\d{3})"
_OWN_COUNT = re.compile(
    rf"((?:[Tt]he\s)?[^\W\d_a-z][\w. ]{{1,60}}?|[Tt]he\s\w+(?:\s\w+)?)['’]s?\s{_COUNTING}"
)  # "the ministry's count was 23,968"
ITS_COUNT = re.compile(rf"(?:^|[.;]\s|[“\"])Its\s{_COUNTING}")
_BRACKETED = re.compile(
    r"\b(?:[a-z\d]+|January|February|March|April|May|June|July|August|September|October|November|December)\s\(([^\W\d_a-z][^()\d]{1,40})\)[.\s]*$"
)  # not behind a name, whose letters these are


def unsaid(text: str, named: Callable[[str, int, bool], Speaker | None]) -> list[Said]:
    """The attributions of a sentence without a verb; `named` gives the speaker behind a place of a text, `strict` only a listed or titled one."""
    found: list[Said] = []
    if (match := _COLON.match(text)) is not None:
        speaker = named(text[: match.end(1)], match.start(1), True)
        if speaker is not None and speaker.end >= match.end(1) - 1 and speaker.speaker_id is not None:
            found.append(Said(speaker.start, match.end(1), speaker, "asserted", back=False, on=True))
    if (match := _DASH.search(text)) is not None:
        speaker = named(text, match.start(1), True)
        if speaker is not None and speaker.speaker_id is not None and speaker.end >= match.end(1):
            found.append(Said(speaker.start, speaker.end, speaker, "asserted", back=True, on=False))
    if (match := _TALLY.search(text)) is not None:
        speaker = named(text[: match.end(1)], match.start(1), False)
        if speaker is not None:
            found.append(Said(match.start(), match.end(), speaker, "asserted", back=True, on=True))
    elif (match := _ISSUED.search(text)) is not None:
        speaker = named(text[: match.end(1)], match.start(1), True)
        if speaker is not None:
            found.append(Said(match.start(), match.end(), speaker, "asserted", back=True, on=True))
    elif (match := _OWN_COUNT.search(text)) is not None:
        speaker = named(text[: match.end(1)], match.start(1), True)
        if speaker is not None:
            found.append(Said(match.start(), match.end(), speaker, "asserted", back=False, on=True))
    elif (match := _BRACKETED.search(text)) is not None:
        speaker = named(text[: match.end(1)], match.start(1), True)
        if speaker is not None and speaker.speaker_id is not None and speaker.kind != "party" and speaker.end >= match.end(1):
            found.append(Said(match.start(), match.end(), speaker, "asserted", back=True, on=False))
    return found
