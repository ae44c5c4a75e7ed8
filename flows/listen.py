"""Asks the sources what they list: those of sources.csv that are enabled and due, or what a person named."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows import history, reference, secrets
from flows.batches import as_task, log
from flows.gate import write
from flows.run import Stage
from flows.sources.aside import Aside
from flows.sources.folder import list_folder, list_paths
from flows.sources.listing import kind_of_file, list_address, read_listing
from flows.sources.offers import Listing, Offered
from flows.sources.robots import Rules
from flows.sources.visits import Visitor
from transforms.conform import frame
from transforms.schema import table
from transforms.text.url import redacted

COMMAND_LINE = "command_line"
MAX_VISITS = 1_000  # pages of one source in one run; the rest is deferred to the next
_COMMAND_LINE = {"source_id": COMMAND_LINE, "name": "Named on the command line", "kind": "file", "address": "-", "enabled": False}
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")

Sources = dict[str, dict[str, Any]]


def list_sources(work: Stage, paths: list[str] | None, rules: Rules) -> tuple[dict[str, Listing], Sources]:
    """What each source lists, and all sources by id. With paths and addresses, they are the one source; else the enabled rows of sources.csv
    whose interval has passed, and what was deferred and is due."""
    rows = [*reference.load(work.settings.home)["sources"], dict.fromkeys(table("sources").names) | _COMMAND_LINE]
    sources = {str(row["source_id"]): row for row in rows}
    with work.warehouse.transaction():
        shown = [{**row, "address": redacted(str(row["address"]))} for row in rows]
        write(work, "sources", frame(table("sources"), shown), whole=True)
    with closing(Visitor(work.settings.home, work.settings.manners, rules=rules)) as visitor, Aside() as aside:
        if paths:
            named = [secrets.reveal(path) for path in paths]
            return {COMMAND_LINE: as_task("list", "list what was named", _named, named, visitor, aside)}, sources
        return _enabled(work, sources, visitor, aside), sources


def _enabled(work: Stage, sources: Sources, visitor: Visitor, aside: Aside) -> dict[str, Listing]:
    now = work.settings.now()
    polls = {row["source_id"]: row for row in work.warehouse.frame("FROM polls").to_dicts()}
    listed: dict[str, Listing] = {}
    for source_id, row in sources.items():
        poll = polls.get(source_id, {})
        if row["enabled"] and not (poll.get("next_poll_at") and poll["next_poll_at"] > now):
            listed[source_id] = as_task("list", f"list {source_id}", _ask, work, row, poll, visitor, aside)
    for source_id, urls in history.due(work.warehouse, now).items():
        row = sources.get(source_id, {})
        if row.get("enabled") or source_id == COMMAND_LINE:
            listing = listed.get(source_id) or Listing(state="unchanged", asked=False)
            offered = {offer.url for offer in listing.offers}
            waiting = [Offered(url, due=True) for url in urls if url not in offered][:MAX_VISITS]
            if waiting:
                listed[source_id] = replace(listing, offers=(*listing.offers, *waiting))
    return listed


def _ask(work: Stage, row: dict[str, Any], poll: dict[str, Any], visitor: Visitor, aside: Aside) -> Listing:
    address = str(row["address"])
    if address.startswith(("http://", "https://")):
        _tell_of_proxies()
        listing = list_address(visitor, aside, address, etag=poll.get("etag"), last_modified=poll.get("last_modified"))
        if any(offer.answer for offer in listing.offers) and row["kind"] != "file":
            return Listing(state="failed", detail=f"the address gives a page, and no {row['kind']}: it has moved, or asks for something")
        return listing
    path = work.settings.home / address
    if row["kind"] == "folder":
        path.mkdir(parents=True, exist_ok=True)
        return _once([Listing(tuple(list_folder(path)))])
    return _once([_file(path, visitor, aside)])


def _named(names: list[str], visitor: Visitor, aside: Aside) -> Listing:
    """What a person named: files and folders, addresses of pages, feeds, sitemaps and lists, and files that hold one of these."""
    listings = []
    for name in names:
        if "://" in name:
            _tell_of_proxies()
            listing = list_address(visitor, aside, name)
            listings.append(listing if listing.fault is None else replace(listing, offers=(Offered(redacted(name), fault=listing.fault),)))
        else:
            listings.append(_file(Path(name), visitor, aside))
    return _once(listings)


def _file(path: Path, visitor: Visitor, aside: Aside) -> Listing:
    if path.is_file():
        try:
            if kind_of_file(path) != "page" and (listing := read_listing(path.read_bytes(), path.resolve().as_uri(), visitor, aside)):
                return listing
        except OSError:
            pass  # told of as unreadable
    return Listing(tuple(list_paths([path])))


def _once(listings: Iterable[Listing]) -> Listing:
    """One listing of several, each address once: a file named beside its folder is offered by both."""
    parts = list(listings)
    states = {part.state for part in parts}
    details = [part.detail for part in parts if part.detail]
    return Listing(
        tuple({offer.url: offer for part in parts for offer in part.offers}.values()),
        state="failed" if states == {"failed"} else "partial" if states - {"listed"} else "listed",
        detail="; ".join(details)[:1_000] or None,
        left_out=sum(part.left_out for part in parts),
        answers=tuple(answer for part in parts for answer in part.answers),
    )


def _tell_of_proxies() -> None:
    if named := [name for name in os.environ if name.lower() in _PROXIES and os.environ[name]]:
        log(f"{', '.join(sorted(named))} is not used: what is connected to is vetted here, and a proxy would connect elsewhere")
