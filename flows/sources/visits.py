"""Visits to the web: robots, the host's turn and the fetch in one, and many at once, one host each."""

from __future__ import annotations

import queue
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.sources import peers
from flows.sources.http import Answer, Fault, Fetcher, http_date
from flows.sources.manners import Manners
from flows.sources.robots import MAX_BYTES, Robots, Rules
from flows.sources.turns import Turns
from transforms.text.url import host

HOSTS = 8  # hosts asked at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch; `since` is when it was received last, for a server that can say that it has not changed."""

    url: str
    since: datetime | None = None


class Visitor:
    """Asks politely: for one thread, and for the addresses of one run."""

    def __init__(self, home: Path, manners: Manners, *, rules: Rules, resolve: peers.Resolve = peers.addresses) -> None:
        self._manners = manners
        self._fetcher = Fetcher(manners, resolve=resolve)
        self._turns = Turns(home)
        self._robots = Robots(self._rules, rules)

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None, accept: str = "*/*") -> Answer:
        """What `Fetcher.get` gives, each hop allowed by the robots.txt of its site, each request in its host's turn."""
        return self._fetcher.get(url, etag=etag, last_modified=last_modified, accept=accept, gate=self._gate)

    def close(self) -> None:
        self._fetcher.close()

    @contextmanager
    def _gate(self, url: str) -> Iterator[None]:
        delay = max(self._robots.check(url), self._manners.delay_s)
        with self._turns.turn(host(url), delay):
            yield

    def _rules(self, url: str) -> Answer:
        return self._fetcher.get(
            url,
            accept="text/plain,*/*;q=0.5",
            gate=lambda url: self._turns.turn(host(url), self._manners.delay_s),
            max_bytes=MAX_BYTES,
            cut=True,
        )


def visit_many(
    home: Path, manners: Manners, wanted: Sequence[Wanted], *, rules: Rules, resolve: peers.Resolve = peers.addresses, hosts: int = HOSTS
) -> Iterator[tuple[Wanted, Answer | Fault]]:
    """The answer or fault of each, as they come; the pages of one host one after another, several hosts at once.

    A host that asks for time, or whose robots.txt cannot be had, is asked no more: the rest of its pages have the same fault.
    """
    by_host: dict[str, deque[Wanted]] = defaultdict(deque)
    for page in wanted:
        by_host[host(page.url)].append(page)
    waiting = deque(by_host.values())
    done: queue.Queue[tuple[Wanted, Answer | Fault | BaseException] | None] = queue.Queue(maxsize=2 * hosts)  # memory holds a few pages
    stop = threading.Event()

    def put(item: tuple[Wanted, Answer | Fault | BaseException] | None) -> None:
        while not stop.is_set():
            try:
                return done.put(item, timeout=0.5)
            except queue.Full:
                continue

    def work() -> None:
        try:
            while not stop.is_set():
                try:
                    pages = waiting.popleft()
                except IndexError:
                    return
                _host_pages(pages)
        finally:
            put(None)

    def _host_pages(pages: deque[Wanted]) -> None:
        visitor = Visitor(home, manners, rules=rules, resolve=resolve)
        silent: Fault | None = None
        try:
            while pages and not stop.is_set():
                page = pages.popleft()
                result: Answer | Fault | BaseException
                try:
                    if silent:
                        raise silent
                    result = visitor.get(page.url, last_modified=http_date(page.since) if page.since else None, accept=PAGE)
                except Fault as fault:
                    result = fault
                    if fault.reason in ("retry_later", "robots_unreachable"):
                        silent = fault
                except BaseException as error:
                    result = error
                put((page, result))
        finally:
            visitor.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(hosts, len(by_host)))]
    for thread in threads:
        thread.start()
    left = len(threads)
    try:
        while left:
            item = done.get()
            if item is None:
                left -= 1
                continue
            page, result = item
            if isinstance(result, BaseException) and not isinstance(result, Fault):
                raise result
            yield page, result
    finally:
        stop.set()
        for thread in threads:
            thread.join(manners.deadline_s)


PAGE = "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5"
