"""Web addresses as text: which may be asked for, and how they are written where people read them."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2_000  # characters; longer ones are no addresses of articles
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff]+")
_SECRET = re.compile(
    r"(?:.*[_-])?(?:token|secret|password|passwd|pwd|auth|authorization|api-?_?key|apikey|signature|sig|jwt|credential|session-?_?id|phpsessid)",
    re.IGNORECASE,
)
HIDDEN = "***"


def web_address(written: str | None, base: str | None = None) -> str | None:
    """The http or https address that is written, absolute (relative to `base`), without fragment and without a user's name and password.

    None for any other scheme, for one without a host, and for one that is over 2,000 characters.
    """
    text = _BLANK.sub("", written or "")
    if not text or len(text) > MAX_LENGTH:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = parts.hostname, parts.port
    except ValueError:  # an unclosed bracket, a port that is no number
        return None
    if parts.scheme not in ("http", "https") or not host or "%" in host or "\\" in parts.netloc:
        return None
    shown = f"[{host}]" if ":" in host else host.rstrip(".")
    if not shown or (port is not None and not 0 < port < 65_536):
        return None
    default = {"http": 80, "https": 443}[parts.scheme]
    place = shown if port in (None, default) else f"{shown}:{port}"
    return urlunsplit((parts.scheme, place, _quoted(parts.path) or "/", _quoted(parts.query), ""))


def host(url: str) -> str:
    """The host of a web address in lower case, without its port; "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port of a web address, as in https://news.example:8443."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def of_one_publisher(url: str, other: str) -> bool:
    """Whether two addresses are of one host, or of a host and one below it (www. aside)."""
    one, two = (host(address).removeprefix("www.") for address in (url, other))
    return bool(one and two) and (one == two or one.endswith(f".{two}") or two.endswith(f".{one}"))


def redacted(url: str) -> str:
    """The address as it may stand in logs and tables: user and password, and the values of parameters that are secrets, replaced by ***."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    user, at, place = parts.netloc.rpartition("@")
    query = "&".join(_without_secret(item) for item in parts.query.split("&"))
    fragment = "&".join(_without_secret(item) for item in parts.fragment.split("&"))
    if (not at or user == HIDDEN) and (query, fragment) == (parts.query, parts.fragment):
        return url
    return urlunsplit((parts.scheme, f"{HIDDEN}@{place}" if at else place, parts.path, query, fragment))


def names_a_secret(name: str) -> bool:
    """Whether what goes by this name, as a parameter of an address or a field of a header, is a secret."""
    return _SECRET.fullmatch(name) is not None


def _without_secret(item: str) -> str:
    name, equals, value = item.partition("=")
    return f"{name}={HIDDEN}" if equals and value and names_a_secret(name) else item


def _quoted(text: str) -> str:
    return quote(text, safe="/%:@!$&'()*+,;=~?[]|-._")
