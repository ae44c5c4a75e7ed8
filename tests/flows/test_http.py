"""One fetch at a time: what it refuses to connect to, what it takes whole, and when it gives up."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from flows.settings import prefect_environment
from flows.sources import peers
from flows.sources.http import Fault, Fetcher, http_date
from tests.flows.web import QUICK, Page, Web, dripping, here, raw, serving
from transforms.text.url import of_one_publisher, redacted, web_address


@pytest.fixture(scope="module")
def server() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def web(server: Web) -> Web:
    server.pages.clear()
    server.asked.clear()
    server.requests.clear()
    return server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    one = Fetcher(QUICK)
    yield one
    one.close()


def fault(fetcher: Fetcher, url: str, **asked: str) -> Fault:
    with pytest.raises(Fault) as caught:
        fetcher.get(url, **asked)  # type: ignore[arg-type]
    return caught.value


def test_a_page_comes_whole_and_says_where_from(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = (200, {"ETag": '"1"', "Content-Type": "text/html; charset=koi8-r"}, b"<p>\xe4\xc1")
    answer = fetcher.get(web.url("/a#part"))
    assert (answer.status, answer.body, answer.final_url, answer.hops) == (200, b"<p>\xe4\xc1", web.url("/a"), ())
    assert answer.header("etag") == '"1"'
    assert web.requests[0][2]["User-Agent"] == "Toll/test"
    assert "Cookie" not in web.requests[0][2]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"),
        *("[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::]"),
    ],
)
def test_this_machine_is_refused_in_every_spelling(host: str) -> None:
    strict = Fetcher(replace(QUICK, allow_loopback=frozenset()))
    assert fault(strict, f"http://{host}:9/").reason in ("refused_address", "unreachable")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1"),
        *("::ffff:8.8.8.8", "::ffff:10.0.0.1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:808:808::1", "2001:0:808:808::1", "::8.8.8.8"),
        *("2001:db8::1", "fec0::1", "not an address"),
    ],
)
def test_no_address_but_a_public_one_is_connected_to(address: str) -> None:
    assert not peers.is_public(address)
    with pytest.raises(peers.Refused, match="no public address"):
        peers.vetted("news.example", ["93.184.215.14", address])


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450:4001:80b::200e"])
def test_public_addresses_are_connected_to(address: str) -> None:
    assert peers.vetted("news.example", [address]) == [address]


def test_loopback_is_allowed_to_the_host_that_the_setting_names_and_no_private_address_to_any() -> None:
    assert peers.vetted("a.example", ["127.0.0.1"], {"a.example"}) == ["127.0.0.1"]
    for host, address in (("b.example", "127.0.0.1"), ("a.example", "10.0.0.1")):
        with pytest.raises(peers.Refused):
            peers.vetted(host, [address], {"a.example"})


def test_the_address_that_was_vetted_is_the_one_connected_to(web: Web) -> None:
    """A name server that answers otherwise the second time is never asked a second time."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    web.pages["/a"] = "ok"
    rebinding = Fetcher(replace(QUICK, allow_loopback=frozenset({"a.example"})), resolve=lambda host, port, seconds: next(answers))
    assert rebinding.get(web.url("/a", "a.example")).body == b"ok"
    assert web.requests[0][0] == f"a.example:{web.port}"
    refused = Fetcher(replace(QUICK, allow_loopback=frozenset({"a.example"})), resolve=lambda host, port, seconds: next(answers))
    assert fault(refused, web.url("/a", "a.example")).reason == "refused_address"
    assert web.times("/a") == 1


def test_each_hop_is_vetted(web: Web) -> None:
    web.pages["/out"] = (302, {"Location": web.url("/in", "inside.example")}, b"")
    web.pages["/in"] = "secret"
    found = {"a.example": ["127.0.0.1"], "inside.example": ["127.0.0.1"]}
    strict = Fetcher(replace(QUICK, allow_loopback=frozenset({"a.example"})), resolve=lambda host, port, seconds: found[host])
    assert fault(strict, web.url("/out", "a.example")).reason == "refused_address"
    assert web.asked == ["/out"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://a.example/x", "data:text/html,x", "javascript:alert(1)", "http://[::1"])
def test_a_redirect_to_what_is_no_web_address_is_refused(web: Web, fetcher: Fetcher, location: str) -> None:
    web.pages["/out"] = (302, {"Location": location}, b"")
    assert fault(fetcher, web.url("/out")).reason == "refused_address"


def test_five_redirects_are_followed_and_told_of_and_no_sixth(web: Web, fetcher: Fetcher) -> None:
    for n in range(6):
        web.pages[f"/{n}"] = (301, {"Location": f"/{n + 1}"}, b"")
    web.pages["/6"] = "end"
    answer = fetcher.get(web.url("/1"))
    assert (answer.body, answer.final_url) == (b"end", web.url("/6"))
    assert answer.hops == tuple(web.url(f"/{n}") for n in range(1, 6))
    assert fault(fetcher, web.url("/0")).reason == "redirects"
    web.pages["/6"] = (302, {"Location": "/6"}, b"")
    assert fault(fetcher, web.url("/6")).reason == "redirects"


def test_credentials_and_cookies_stay_with_their_host(web: Web) -> None:
    web.pages["/out"] = (302, {"Location": web.url("/in", "other.example"), "Set-Cookie": "session=HUNTER2"}, b"")
    web.pages["/in"] = (302, {"Location": web.url("/end", "one.example"), "Set-Cookie": "other=HUNTER2"}, b"")
    web.pages["/end"] = "end"
    named = Fetcher(replace(QUICK, allow_loopback=frozenset({"one.example", "other.example"})), resolve=here)
    answer = named.get(f"http://user:HUNTER2@one.example:{web.port}/out", etag='"v"')
    first, second, third = (headers for _, _, headers, _ in web.requests)
    assert first["Authorization"].startswith("Basic ")
    assert first["If-None-Match"] == '"v"'
    assert not {"Authorization", "Cookie", "Referer", "If-None-Match"} & set(second)
    assert "Cookie" not in third
    assert "HUNTER2" not in repr((answer.url, answer.hops, answer.final_url, answer.record()))


def test_proxies_of_the_environment_are_not_used(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.pages["/a"] = "direct"
    assert Fetcher(QUICK).get(web.url("/a")).body == b"direct"


def test_the_server_on_this_machine_is_reached_without_the_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert "NO_PROXY" not in prefect_environment(tmp_path)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "intra.example")
    assert prefect_environment(tmp_path)["NO_PROXY"] == prefect_environment(tmp_path)["no_proxy"] == "intra.example,127.0.0.1,localhost"


def slow_headers(handler: object) -> None:
    for piece in (b"HTTP/1.1 200 OK\r\n", *(b"X-%d: y\r\n" % n for n in range(40))):
        handler.wfile.write(piece)  # type: ignore[attr-defined]
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (dripping(b"x", 0.1, 50), "timeout"),
        (slow_headers, "timeout"),
        (lambda handler: time.sleep(5), "timeout"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"), "truncated"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n"), "truncated"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"), "truncated"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 12\r\n\r\nabc"), "truncated"),
        (raw(b"garbage\r\n\r\n"), "truncated"),
        (raw(b""), "truncated"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000), "truncated"),
    ],
    ids=["drip", "slow headers", "silence", "short", "bad chunk", "cut chunk", "two lengths", "garbage", "nothing", "endless header"],
)
def test_what_is_not_whole_in_time_is_no_answer_and_may_be_asked_for_again(web: Web, page: Page, reason: str) -> None:
    web.pages["/bad"] = page
    hasty = Fetcher(replace(QUICK, deadline_s=0.6))
    started = time.monotonic()
    caught = fault(hasty, web.url("/bad"))
    assert (caught.reason, caught.passing) == (reason, True)
    assert time.monotonic() - started < 3.5


def test_a_reset_connection_is_a_fault(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        listening.listen()
        import threading

        def reset() -> None:
            taken, _ = listening.accept()
            taken.recv(1_000)
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            taken.close()

        thread = threading.Thread(target=reset)
        thread.start()
        caught = fault(fetcher, f"http://127.0.0.1:{port}/")
        thread.join()
    assert (caught.reason, caught.passing) == ("unreachable", True)


def test_a_closed_port_and_a_name_without_address_are_faults(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert fault(fetcher, f"http://127.0.0.1:{port}/").reason == "unreachable"

    def no_address(host: str, port: int, seconds: float) -> list[str]:
        raise peers.Unknown(f"the name {host} has no address")

    assert fault(Fetcher(QUICK, resolve=no_address), "http://gone.example/").reason == "unreachable"


@pytest.mark.parametrize("host", ["news.example", "localhost.example", b"127.0.0.1.example"])
def test_no_test_asks_a_name_server(host: str | bytes, stays_on_this_machine: list[object]) -> None:
    """What every test is held to: the name is not looked up, and the fixture would fail the test that asked."""
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo(host, 80)
    with pytest.raises(peers.Unknown, match="has no address"):
        peers.addresses("news.example", 80, 5)
    assert stays_on_this_machine == [host, "news.example"]
    stays_on_this_machine.clear()


def test_addresses_and_names_of_this_machine_are_looked_up(stays_on_this_machine: list[object]) -> None:
    for host in ("localhost", "127.1", "0x7f000001", "::1", "192.0.2.1", None, b"127.0.0.1"):
        assert socket.getaddrinfo(host, 80)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own, pytest.raises(AssertionError, match="a connection to"):
        own.sendto(b"", ("192.0.2.1", 9))
    assert stays_on_this_machine == [("192.0.2.1", 9)]
    stays_on_this_machine.clear()


ZEROS = gzip.compress(bytes(30_000_000))


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content-Encoding": "gzip"}, ZEROS, "decompress_limit"),
        ({"Content-Encoding": "deflate"}, zlib.compress(bytes(30_000_000)), "decompress_limit"),
        ({"Content-Encoding": "gzip"}, gzip.compress(ZEROS)[:-9], "truncated"),
        ({"Content-Encoding": "gzip"}, b"<html>not compressed", "truncated"),
        ({"Content-Encoding": "br"}, b"\x1b\x00", "unsupported_type"),
        ({"Content-Encoding": "gzip, gzip"}, gzip.compress(ZEROS), "unsupported_type"),
        ({}, bytes(1_500_000), "too_large"),
    ],
)
def test_bombs_and_cut_streams_are_refused(web: Web, fetcher: Fetcher, headers: dict[str, str], body: bytes, reason: str) -> None:
    web.pages["/bomb"] = (200, headers, body)
    assert fault(fetcher, web.url("/bomb")).reason == reason


def test_an_endless_body_is_cut_at_the_cap(web: Web, fetcher: Fetcher) -> None:
    def endless(handler: object) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")  # type: ignore[attr-defined]
        for _ in range(1_000):
            handler.wfile.write(bytes(65_536))  # type: ignore[attr-defined]

    web.pages["/endless"] = endless
    assert fault(fetcher, web.url("/endless")).reason == "too_large"
    assert len(fetcher.get(web.url("/endless"), max_bytes=1_000, cut=True).body) == 1_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "two members"])
def test_compressed_bodies_come_decompressed(web: Web, fetcher: Fetcher, coding: str) -> None:
    text = b"Twelve people were killed. " * 9_000
    raw_stream = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "raw deflate": raw_stream.compress(text) + raw_stream.flush(),
        "two members": gzip.compress(text[:999]) + gzip.compress(text[999:]),
    }[coding]
    web.pages["/a"] = (200, {"Content-Encoding": "deflate" if "deflate" in coding else "gzip"}, body)
    answer = fetcher.get(web.url("/a"))
    assert answer.body == text
    assert "content-encoding" not in {name.lower() for name, _ in answer.record()[1]}


@pytest.mark.parametrize(
    ("status", "after", "passing", "wait_s"),
    [
        (404, None, False, None),
        (410, None, False, None),
        (403, None, False, None),
        (451, None, False, None),
        (204, None, False, None),
        (206, None, False, None),
        (304, None, False, None),
        (500, None, True, None),
        (503, "120", True, 120.0),
        (429, "31536000000000000", True, 7 * 86_400.0),
        (429, "-5", True, None),
        (429, "soon", True, None),
        (429, "Wed, 21 Oct 2015 07:28:00 GMT", True, None),
        (503, "Wed, 99 Foo 2015", True, None),
    ],
)
def test_no_other_status_is_an_answer(
    web: Web, fetcher: Fetcher, status: int, after: str | None, passing: bool, wait_s: float | None
) -> None:
    web.pages["/s"] = (status, {"Retry-After": after} if after else {}, b"" if status in (204, 304) else b"<p>an error page</p>")
    caught = fault(fetcher, web.url("/s"))
    reason = "retry_later" if status in (429, 503) else "http_status"
    assert (caught.reason, caught.passing, caught.wait_s, caught.status) == (reason, passing, wait_s, status)


def test_a_date_to_come_back_at_is_understood(web: Web, fetcher: Fetcher) -> None:
    until = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=2)
    web.pages["/s"] = (503, {"Retry-After": http_date(until)}, b"")
    assert fault(fetcher, web.url("/s")).wait_s == pytest.approx(7_200, abs=3)


def test_validators_are_sent_and_304_is_an_answer_to_them_alone(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = (304, {}, b"")
    answer = fetcher.get(web.url("/a"), etag='W/"1"', last_modified="Tue, 05 Mar 2024 10:00:00 GMT")
    assert (answer.status, answer.body) == (304, b"")
    assert web.requests[0][2]["If-None-Match"] == 'W/"1"'
    assert web.requests[0][2]["If-Modified-Since"] == "Tue, 05 Mar 2024 10:00:00 GMT"
    assert fault(fetcher, web.url("/a")).reason == "http_status"


def test_tls_is_verified_and_never_left_out(tmp_path: Path) -> None:
    known, unknown = trustme.CA(), trustme.CA()
    trusting = ssl.create_default_context()
    known.configure_trust(trusting)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    for issuer, name, expires, reason in (
        (known, "news.example", None, None),
        (known, "other.example", None, "tls"),
        (unknown, "news.example", None, "tls"),
        (known, "news.example", long_ago, "tls"),
    ):
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert(name, not_after=expires, not_before=expires and expires - timedelta(days=1)).configure_cert(served)
        with serving(served) as secure:
            secure.pages["/a"] = "ok"
            fetcher = Fetcher(replace(QUICK, allow_loopback=frozenset({"news.example"})), resolve=here, tls=trusting)
            if reason is None:
                assert fetcher.get(secure.url("/a", "news.example")).body == b"ok"
            else:
                assert fault(fetcher, secure.url("/a", "news.example")).reason == reason
                assert secure.asked == []
            fetcher.close()


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://a.example", "http://a.example/"),
        (" HTTPS://A.example:443/x y?q=é#top\n", "https://a.example/xy?q=%C3%A9"),
        ("//a.example/b", "https://a.example/b"),
        ("../c", "https://base.example/c"),
        ("http://user:word@a.example/", "http://a.example/"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("java\tscript:alert(1)", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("http://a.example:99999/", None),
        ("http://[::1", None),
        ("http://" + "a" * 3_000, None),
        ("", None),
        (None, None),
    ],
)
def test_web_addresses(written: str | None, address: str | None) -> None:
    assert web_address(written, "https://base.example/dir/page") == address


def test_an_address_is_read_alike_a_second_time() -> None:
    once = web_address("https://a.example/ü?a=b c&d=%41[1]|x")
    assert once is not None
    assert web_address(once) == once


def test_secrets_in_addresses_are_not_shown() -> None:
    written = "https://u:HUNTER2@a.example/f?id=7&access_token=HUNTER2&api-key=HUNTER2&X-Amz-Signature=HUNTER2#auth=HUNTER2"
    shown = redacted(written)
    assert "HUNTER2" not in shown
    assert shown == "https://***@a.example/f?id=7&access_token=***&api-key=***&X-Amz-Signature=***#auth=***"
    assert redacted(shown) == shown
    assert redacted("https://a.example/news?page=2&author=Hugo") == "https://a.example/news?page=2&author=Hugo"


def test_one_publisher() -> None:
    assert of_one_publisher("https://www.a.example/x", "https://a.example/y")
    assert of_one_publisher("https://news.a.example/x", "https://a.example/y")
    assert not of_one_publisher("https://a.example.evil.example/x", "https://a.example/y")
    assert not of_one_publisher("https://b-a.example/x", "https://a.example/y")
