"""The one module that speaks HTTP. A fetch ends within its deadline and its cap on bytes, connects to vetted addresses only, follows at most
five redirects, each vetted like the first, verifies TLS always, keeps no cookies, and gives a whole body or none."""

from __future__ import annotations

import ssl
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import httpcore
import httpx

from flows.sources import peers
from flows.sources.manners import Manners
from transforms.text.url import names_a_secret, origin, redacted, web_address

MAX_REDIRECTS = 5
MAX_WAIT_S = 7 * 86_400.0  # a server that asks for more is asked again after a week
_CHUNK = 1 << 16
_NOT_KEPT = ("set-cookie", "set-cookie2", "content-encoding", "transfer-encoding", "content-length", "authorization", "www-authenticate")
_PASSING = {408, 425, 429, *range(500, 600)}  # what may be otherwise another time

Gate = Callable[[str], AbstractContextManager[None]]
"""What stands around each request: robots, and the host's turn. It may raise Fault."""


class Fault(Exception):
    """Nothing whole came. `reason` is one of schema.rejects.REASONS; `passing` says that it may be otherwise later, `wait_s` for how long
    the server asks to be left alone, `status` what it answered."""

    def __init__(self, reason: str, detail: str, *, passing: bool = False, wait_s: float | None = None, status: int | None = None) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.passing, self.wait_s, self.status = reason, detail, passing, wait_s, status


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: 200 with its body, or 304 without. `url` is the address asked for, `final_url` the one that answered, `hops` those passed."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    hops: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The field's value; None where it is absent."""
        return next((value for field, value in self.headers if field.lower() == name.lower()), None)

    def record(self) -> tuple[str, list[tuple[str, str]]]:
        """Status and header fields for the archive: those that hold secrets, and those of a coding that the body has no more, are left out."""
        kept = [(name, value) for name, value in self.headers if name.lower() not in _NOT_KEPT and not names_a_secret(name)]
        return f"{self.status} OK", [(name, redacted(value)) for name, value in kept]


class Fetcher:
    """Fetches one address after another; for one thread."""

    def __init__(self, manners: Manners, *, resolve: peers.Resolve = peers.addresses, tls: ssl.SSLContext | None = None):
        self._manners = manners
        self._deadline = peers.Deadline()
        backend = peers.VettedBackend(self._deadline, resolve, manners.allow_loopback)
        # A transport and no client: no proxies of the environment, no cookies, no redirects but those followed here.
        self._transport = _Transport(httpcore.ConnectionPool(ssl_context=tls or _verified(), network_backend=backend, max_connections=4))

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str | None = None,
        last_modified: str | None = None,
        gate: Gate = lambda url: nullcontext(),
        max_bytes: int | None = None,
        cut: bool = False,
    ) -> Answer:
        """The whole answer at an address, 200 or, where a validator was given, 304. Raises Fault for all else.

        `url` may hold a user and password: they go to its own origin only. `cut`: a body over the cap is cut there instead of refused.
        """
        asked = web_address(url)
        if asked is None:
            raise Fault("refused_address", f"{redacted(url)[:200]} is no http or https address")
        own = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Authorization": _basic(url)}
        here, hops = asked, list[str]()
        cap = max_bytes or self._manners.max_bytes
        while True:
            headers = {"Accept": accept, "Accept-Encoding": "gzip, deflate", "User-Agent": self._manners.agent}
            if origin(here) == origin(asked):
                headers |= {name: value for name, value in own.items() if value}
            with gate(here):
                self._deadline.start(self._manners.deadline_s)
                try:
                    status, fields, body = self._one(here, headers, cap, cut)
                except peers.Refused as error:
                    raise Fault("refused_address", str(error)) from None
                except peers.Unknown as error:
                    raise Fault("unreachable", str(error), passing=True) from None
                except (httpx.TimeoutException, httpcore.TimeoutException):
                    raise Fault("timeout", f"no whole answer within {self._manners.deadline_s:g} s", passing=True) from None
                except (httpx.ProtocolError, httpcore.ProtocolError, zlib.error) as error:
                    raise Fault("truncated", f"the answer is not whole: {redacted(str(error))[:200]}", passing=True) from None
                except (httpx.HTTPError, httpcore.NetworkError, httpx.InvalidURL, OSError) as error:
                    tls = "certificate" in str(error).lower() or "ssl" in str(error).lower()
                    raise Fault("tls" if tls else "unreachable", redacted(str(error))[:200] or type(error).__name__, passing=True) from None
            answer = Answer(asked, here, status, fields, body, tuple(hops))
            target = self._judge(answer, bool(etag or last_modified))
            if target is None:
                return answer
            hops.append(here)
            if len(hops) > MAX_REDIRECTS:
                raise Fault("redirects", f"over {MAX_REDIRECTS} redirects, the last to {redacted(target)}")
            if target in hops:
                raise Fault("redirects", f"redirects go in a circle at {redacted(target)}")
            here = target

    def close(self) -> None:
        self._transport.close()

    def _one(self, url: str, headers: dict[str, str], cap: int, cut: bool) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        with closing(self._transport.handle_request(httpx.Request("GET", url, headers=headers))) as response:
            fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
            if response.status_code != 200:
                return response.status_code, fields, b""
            coding = response.headers.get("content-encoding", "").strip().lower()
            length = response.headers.get("content-length", "")
            if not coding and not cut and length.isdigit() and int(length) > cap:
                raise Fault("too_large", f"{int(length):,} bytes; up to {cap:,} are read")
            body = bytearray()
            for piece in _decoded(response.iter_raw(_CHUNK), coding):
                body += piece
                if len(body) > cap:
                    if cut:
                        return 200, fields, bytes(body[:cap])
                    raise Fault(
                        "decompress_limit" if coding else "too_large", f"over {cap:,} bytes{' when decompressed' if coding else ''}"
                    )
            return 200, fields, bytes(body)

    def _judge(self, answer: Answer, conditional: bool) -> str | None:
        """The address that a redirect leads to; None where the answer stands. Raises Fault for any other status than 200 and 304."""
        status, location = answer.status, answer.header("location")
        if status == 200 or (status == 304 and conditional):
            return None
        if status in (301, 302, 303, 307, 308) and location:
            target = web_address(location, answer.final_url)
            if target is None:
                raise Fault("refused_address", f"a redirect to {redacted(location)[:200]!r}, which is no http or https address")
            return target
        if status in (429, 503):
            raise Fault("retry_later", f"status {status}", passing=True, wait_s=_wait(answer), status=status)
        raise Fault("http_status", f"status {status}", passing=status in _PASSING, status=status)


def _basic(url: str) -> str | None:
    """The Authorization field for the user and password in an address."""
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    return f"Basic {b64encode(unquote_to_bytes(user)).decode()}" if at else None


def http_date(moment: datetime) -> str:
    """A UTC time as HTTP writes it."""
    return moment.replace(tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _wait(answer: Answer) -> float | None:
    """Seconds for which the server asks to be left alone, at most a week; None where it does not say."""
    written = (answer.header("retry-after") or "").strip()
    if written.isdigit():
        return min(float(written[:12]), MAX_WAIT_S)
    try:
        until = parsedate_to_datetime(written)
        sent = parsedate_to_datetime(answer.header("date") or "") if answer.header("date") else datetime.now(UTC)
        seconds = (until.astimezone(UTC) - sent.astimezone(UTC)).total_seconds()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return min(seconds, MAX_WAIT_S) if seconds > 0 else None


def _decoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The body without its content coding, in pieces of bounded size. Raises Fault for a coding that was not asked for and for a cut stream."""
    if coding in ("", "identity"):
        yield from pieces
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise Fault("unsupported_type", f"content coding {coding[:40]!r}; gzip and deflate are asked for")
    stream: Any = None
    for piece in pieces:
        data = piece
        while data:
            if stream is None:
                raw = coding == "deflate" and (data[0] & 0x0F) != 8  # some servers send deflate without its zlib frame
                stream = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
            yield stream.decompress(data, _CHUNK)
            data = stream.unconsumed_tail
            if stream.eof:
                data, stream = stream.unused_data.lstrip(b"\0"), None
                if not data:
                    break
    if stream is not None:
        yield stream.flush()
        if not stream.eof:
            raise Fault("truncated", "the compressed body ends early", passing=True)


@cache
def _verified() -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=True, trust_env=False)


class _Transport(httpx.BaseTransport):
    """httpx over a connection pool whose connections are made by `peers.VettedBackend`."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(request.method, target, headers=request.headers.raw, content=b"", extensions=request.extensions)
        got = self._pool.handle_request(sent)
        return httpx.Response(got.status, headers=got.headers, stream=_Body(got), extensions=got.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
