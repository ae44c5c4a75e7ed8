"""Robots, turns and many pages at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from flows.sources.http import Answer, Fault
from flows.sources.turns import Turns
from flows.sources.visits import Visitor, Wanted, visit_many
from tests.flows.web import QUICK, Web, here, raw, serving

NAMED = replace(QUICK, allow_loopback=frozenset({"a.example", "b.example"}))


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


CUT = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nUser-agent: *")
SLOW = lambda handler: time.sleep(1)  # noqa: E731


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        ("User-agent: *\nDisallow: /", "robots"),
        ("User-agent: Toll\nDisallow: /a\n\nUser-agent: *\nAllow: /", "robots"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: toll\nAllow: /", None),
        ("User-agent: *\nDisallow: /\nAllow: /a", None),
        ("User-agent: *\nDisallow:", None),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /*.pdf$\r\nDisallow: /b", None),
        (b"\xff\xfe\x00garbage\x00" * 90, None),
        (b"#" * (600 << 10) + b"\nUser-agent: *\nDisallow: /", None),
        (b"User-agent: *\nDisallow: /a\n" + b"# long\n" * 300_000, "robots"),
        (b"User-agent: *\nDisallow: /" + b"*a" * 100_000, None),
        ((404, {}, b""), None),
        ((403, {}, b""), None),
        ((301, {"Location": "/rules"}, b""), "robots"),
        ((302, {"Location": "/robots.txt"}, b""), None),
        ((500, {}, b""), "robots_unreachable"),
        ((429, {}, b""), "robots_unreachable"),
        (CUT, "robots_unreachable"),
        (SLOW, "robots_unreachable"),
    ],
    ids=[
        *(
            "all",
            "by name",
            "only we",
            "longest rule",
            "empty rule",
            "others",
            "no text",
            "beyond 500 KiB",
            "2 MB",
            "stars",
            "absent",
            "forbidden",
        ),
        *("moved", "circle", "500", "429", "cut", "slow"),
    ],
)
def test_robots(web: Web, tmp_path: Path, robots: Any, reason: str | None) -> None:
    web.pages |= {"/robots.txt": robots, "/rules": "User-agent: *\nDisallow: /a", "/a": "the page"}
    visitor = Visitor(tmp_path, replace(QUICK, deadline_s=0.5), rules={})
    if reason is None:
        assert visitor.get(web.url("/a")).body == b"the page"
    else:
        with pytest.raises(Fault) as caught:
            visitor.get(web.url("/a"))
        assert (caught.value.reason, caught.value.passing) == (reason, reason == "robots_unreachable")
        assert web.times("/a") == 0
    visitor.close()


def test_the_rules_of_a_site_are_asked_for_once_and_hold_for_each_hop(web: Web, tmp_path: Path) -> None:
    web.pages |= {
        "/robots.txt": "User-agent: *\nDisallow: /private",
        "/a": (302, {"Location": web.url("/private", "b.example")}, b""),
        "/private": "not for us",
    }
    visitor = Visitor(tmp_path, NAMED, rules={}, resolve=here)
    for _ in range(2):
        with pytest.raises(Fault, match=r"b\.example:\d+/robots\.txt does not let"):
            visitor.get(web.url("/a", "a.example"))
    assert (web.times("/robots.txt"), web.times("/private")) == (2, 0)


def test_a_host_is_asked_one_page_at_a_time_with_a_pause_and_hosts_beside_one_another(web: Web, tmp_path: Path) -> None:
    wanted = [Wanted(web.url(f"/{n}", f"{'ab'[n % 2]}.example")) for n in range(200)]
    web.pages |= {f"/{n}": f"page {n}" for n in range(200)}
    started = time.monotonic()
    found = dict(visit_many(tmp_path, replace(NAMED, delay_s=0.02), wanted, rules={}, resolve=here))
    assert {page.url for page in found} == {page.url for page in wanted}
    assert all(isinstance(result, Answer) for result in found.values())
    assert set(web.most_at_once.values()) == {1}
    for host in ("a", "b"):
        times = [at for name, _, _, at in web.requests if name.startswith(host)]
        assert len(times) == 101
        assert all(later - earlier >= 0.018 for earlier, later in pairwise(times))
    assert time.monotonic() - started < 30


def test_a_crawl_delay_is_kept(web: Web, tmp_path: Path) -> None:
    web.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 0.3", "/a": "a", "/b": "b"}
    list(visit_many(tmp_path, QUICK, [Wanted(web.url("/a")), Wanted(web.url("/b"))], rules={}))
    first, second = (at for _, path, _, at in web.requests if path != "/robots.txt")
    assert second - first >= 0.29


def test_turns_hold_across_processes(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom flows.sources.turns import Turns\n"
        "turns = Turns(Path(sys.argv[1]))\n"
        "for _ in range(4):\n    with turns.turn('a.example', 0.03):\n"
        "        print('in', time.time(), flush=True)\n        time.sleep(0.02)\n        print('out', time.time(), flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) for _ in range(3)]
    said = sorted((float(line.split()[1]), line.split()[0]) for child in children for line in child.communicate(timeout=60)[0].splitlines())
    assert [word for _, word in said] == ["in", "out"] * 12
    assert all(later[0] - earlier[0] >= 0.025 for earlier, later in pairwise(said) if later[1] == "in")


def test_a_clock_that_was_set_back_makes_nobody_wait_for_hours(tmp_path: Path) -> None:
    slept: list[float] = []
    turns = Turns(tmp_path, sleep=slept.append)
    with turns.turn("a.example", 1.0):
        pass
    (note,) = (tmp_path / "hosts").iterdir()
    note.write_text(f"{time.time() + 9_000:.3f}")
    with turns.turn("a.example", 1.0):
        pass
    note.write_text("no time")
    with turns.turn("a.example", 1.0):
        pass
    assert slept == []
    with turns.turn("a.example", 1.0):
        pass
    assert slept == [pytest.approx(1, abs=0.2)]


def test_a_host_that_asks_for_time_is_asked_no_more_in_this_run(web: Web, tmp_path: Path) -> None:
    web.pages["/1"] = (429, {"Retry-After": "60"}, b"")
    found = [result for _, result in visit_many(tmp_path, QUICK, [Wanted(web.url(f"/{n}")) for n in (1, 2, 3)], rules={})]
    assert [(result.status, result.wait_s) for result in found if isinstance(result, Fault)] == [(429, 60.0)] * 3
    assert web.asked == ["/robots.txt", "/1"]


def test_whoever_stops_listening_stops_the_fetching(web: Web, tmp_path: Path) -> None:
    web.pages |= {f"/{n}": "x" for n in range(200)}
    coming = visit_many(tmp_path, replace(QUICK, delay_s=0.01), [Wanted(web.url(f"/{n}")) for n in range(200)], rules={})
    next(coming)
    coming.close()  # type: ignore[attr-defined]
    asked = len(web.asked)
    time.sleep(0.1)
    assert len(web.asked) == asked < 60
