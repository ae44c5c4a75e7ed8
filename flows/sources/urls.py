"""Lists of web addresses: one a line; blank lines and lines that start with # are left aside."""

from __future__ import annotations

from flows.sources.offers import Listing, Offered
from transforms.text.url import web_address

MAX_URLS = 50_000


def is_url_list(data: bytes) -> bool:
    """Whether every line of the first 8,000 bytes that says something is a web address, and there is one."""
    head = data[:8_000].decode("utf-8-sig", "replace")
    lines = [line.strip() for line in head.splitlines()[: -1 if len(data) > 8_000 else None]]
    said = [line for line in lines if line and not line.startswith("#")]
    return bool(said) and all(line.lower().startswith(("http://", "https://")) and len(line.split()) == 1 for line in said)


def read_urls(data: bytes, url: str) -> Listing:
    """What a list offers; a line that is no web address, or stands a second time, is refused under the list's address and the line's number."""
    offers: list[Offered] = []
    seen: set[str] = set()
    left_out = 0
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        if len(offers) == MAX_URLS:
            left_out += 1
            continue
        address = web_address(written)
        if address is None:
            offers.append(Offered(f"{url}#line-{number}", reason="refused_address", detail=written[:300]))
        elif address in seen:
            offers.append(Offered(f"{url}#line-{number}", reason="repeated", detail=address))
        else:
            seen.add(address)
            offers.append(Offered(address, again=True))
    detail = f"it has {left_out:,} lines beyond {MAX_URLS:,}" if left_out else None
    return Listing(tuple(offers), "partial" if left_out else "listed", detail, left_out)
