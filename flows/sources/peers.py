"""Which addresses of the network may be connected to. A name is looked up once, its addresses are vetted, and one of those is connected to:
what a name server says a moment later changes nothing."""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection
from typing import Any

import httpcore

Resolve = Callable[[str, int, float], list[str]]
"""The addresses of a host and port, found within so many seconds; `addresses` asks the system."""

# Ranges by which an IPv6 address carries an IPv4 one: a gateway would turn it into what must not be reached.
_CARRIERS = tuple(ipaddress.ip_network(n) for n in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Refused(Exception):
    """A host whose addresses may not be connected to: names the host and the address."""


class Unknown(Exception):
    """A host that has no address, or none was found in time."""


def addresses(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host as the system gives them, in order. Raises Unknown where it has none within `seconds`."""
    found: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            found.put(OSError(str(error)))

    threading.Thread(target=look_up, daemon=True).start()  # the system's own look-up knows no deadline
    try:
        answer = found.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise Unknown(f"the name {host} was not looked up within {seconds:.0f} s") from None
    if isinstance(answer, OSError):
        raise Unknown(f"the name {host} has no address: {answer}")
    return list(dict.fromkeys(answer))


def vetted(host: str, found: Collection[str], allow_loopback: Collection[str] = ()) -> list[str]:
    """The addresses of a host, all of which may be connected to. Raises Refused if one may not: a name that points inside is not to be trusted.

    Loopback is allowed for the hosts that `allow_loopback` names, and for no other.
    """
    for address in found:
        if not (is_public(address) or (host in allow_loopback and _is_loopback(address))):
            raise Refused(f"{host} is at {address}, which is no public address")
    if not found:
        raise Unknown(f"the name {host} has no address")
    return list(found)


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet: not loopback, private, link-local, multicast, reserved, nor an IPv6 form of an IPv4 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if parsed.version == 6 and (parsed.scope_id or parsed.is_site_local or any(parsed in carrier for carrier in _CARRIERS)):
        return False
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class Deadline:
    """The end of one fetch; httpcore.ReadTimeout once it has passed."""

    def start(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class VettedBackend(httpcore.SyncBackend):
    """Connects to vetted addresses within the deadline, and to no socket file."""

    def __init__(self, deadline: Deadline, resolve: Resolve, allow_loopback: Collection[str]) -> None:
        self._deadline, self._resolve, self._allow_loopback = deadline, resolve, allow_loopback

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> Any:
        found = vetted(host, self._resolve(host, port, self._deadline.left()), self._allow_loopback)
        for last, address in ((address == found[-1], address) for address in found):
            try:
                return _Timed(super().connect_tcp(address, port, self._deadline.left(), local_address, socket_options), self._deadline)
            except httpcore.ConnectError:
                if last:
                    raise
        raise httpcore.ConnectError(host)

    def connect_unix_socket(self, *_: Any, **__: Any) -> Any:
        raise httpcore.ConnectError("no socket files")


class _Timed(httpcore.NetworkStream):
    """A stream each of whose operations ends by the deadline of the whole fetch: a server that drips cannot outlast it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
