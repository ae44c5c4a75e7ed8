"""What a source gives when it is asked: the things that it offers, and how whole its answer was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.sources.http import Answer, Fault


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that a source offers: a file (`path`) or a web address (`url`) to be read, or the reason (one of schema.rejects.REASONS)
    why it is not.

    `listed_on` is its day of publication as the listing gives it, `changed_at` when the listing says that it last changed (UTC),
    `answer` or `fault` what came where it was asked for with the listing, `detail` what a refusal was about;
    `due` things were not listed now, but deferred before;
    `again` ones are asked for each time, since nothing tells that they have changed.
    """

    url: str
    path: Path | None = None
    reason: str | None = None
    listed_on: date | None = None
    changed_at: datetime | None = None
    answer: Answer | None = None
    fault: Fault | None = None
    detail: str | None = None
    due: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source listed. `state` is one of schema.polls.STATES; `detail` says why where it is not "listed".

    `left_out` counts what it names beyond a limit. `wait_s` is how long the server asked to be left alone,
    `answers` what came with the listing besides pages, to be archived. `index` says that it is made of further listings: that it has not
    changed does not say that they have not. `asked` is false where the source was not asked, and offers only what was deferred before.
    """

    offers: tuple[Offered, ...] = ()
    state: str = "listed"
    detail: str | None = None
    left_out: int = 0
    etag: str | None = None
    last_modified: str | None = None
    wait_s: float | None = None
    fault: Fault | None = None
    answers: tuple[Answer, ...] = ()
    index: bool = False
    asked: bool = True

    @property
    def things(self) -> int:
        """How many things it lists, without those that were deferred before."""
        return sum(not offer.due for offer in self.offers)
