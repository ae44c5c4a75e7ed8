"""A web server on loopback that does what real ones do, well and badly; and names that lead to it."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flows.sources.manners import Manners

Page = Callable[["Handler"], None] | tuple[int, dict[str, str], bytes] | str | bytes
QUICK = Manners(agent="Toll/test", allow_loopback=frozenset({"127.0.0.1"}), deadline_s=2.0, max_bytes=1_000_000, delay_s=0.0)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        web = self.server.web
        host = self.headers.get("Host", "")
        with web.lock:
            web.asked.append(self.path)
            web.requests.append((host, self.path, dict(self.headers), time.monotonic()))
            web.open[host] = web.open.get(host, 0) + 1
            web.most_at_once[host] = max(web.most_at_once.get(host, 0), web.open[host])
        try:
            page = web.pages.get(self.path, (404, {}, b"not here"))
            if callable(page):
                page(self)
            else:
                status, headers, body = page if isinstance(page, tuple) else (200, {}, page.encode() if isinstance(page, str) else page)
                self.answer(status, headers, body)
        finally:
            with web.lock:
                web.open[host] -= 1

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web

    def handle_error(self, *_: Any) -> None:
        pass  # clients hang up on the bad pages


@dataclass
class Web:
    """What the server gives (`pages` by path) and what it was asked for."""

    port: int
    scheme: str = "http"
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str], float]] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def times(self, path: str) -> int:
        return self.asked.count(path)


@contextlib.contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.web = Web(server.server_address[1], "https" if tls else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def here(host: str, port: int, seconds: float) -> list[str]:
    """A name server to whom every name is this machine."""
    return ["127.0.0.1"]


def dripping(piece: bytes, pause: float, pieces: int) -> Page:
    """A body that comes a few bytes at a time."""

    def page(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(piece) * pieces))
        handler.end_headers()
        for _ in range(pieces):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)

    return page


def raw(data: bytes) -> Page:
    """Bytes on the wire, and the end of the connection."""

    def page(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(data)
        handler.wfile.flush()

    return page
