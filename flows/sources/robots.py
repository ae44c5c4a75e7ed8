"""robots.txt by RFC 9309: what a site lets us ask for, and how slowly."""

from __future__ import annotations

from collections.abc import Callable

from protego import Protego

from flows.sources.http import Answer, Fault
from transforms.text.url import origin

TOKEN = "Toll"  # the name by which a robots.txt addresses us
MAX_BYTES = 500 << 10  # RFC 9309, 2.5: what is beyond need not be read
MAX_DELAY_S = 60.0  # a site that asks for more than a minute between two requests gets a minute


Rules = dict[str, Protego | Fault]
"""What is known of sites by their origin: their rules, or why these cannot be had. One for a run: each site is asked once."""


class Robots:
    """The rules of sites, fetched when they are first needed."""

    def __init__(self, get: Callable[[str], Answer], known: Rules) -> None:
        self._get, self._rules = get, known

    def check(self, url: str) -> float:
        """Seconds that the site wants between two requests, 0 where it does not say. Raises Fault robots where it does not let us ask for
        `url`, and robots_unreachable, to be asked again, where its rules cannot be had."""
        site = origin(url)
        if site not in self._rules:
            self._rules[site] = self._fetched(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, Fault):
            raise rules
        if not rules.can_fetch(url, TOKEN):
            raise Fault("robots", f"{site}/robots.txt does not let {TOKEN} read it")
        return min(max(rules.crawl_delay(TOKEN) or 0.0, 0.0), MAX_DELAY_S)

    def _fetched(self, url: str) -> Protego | Fault:
        try:
            body = self._get(url).body
        except Fault as fault:
            # 2.3.1.3: a site whose rules are unavailable (4xx, too many redirects) may be read; 2.3.1.4: one that is unreachable may not.
            # 429 asks for time, not for a reading without rules.
            if (fault.status is not None and 400 <= fault.status < 500 and fault.status != 429) or fault.reason == "redirects":
                body = b""
            elif fault.reason == "refused_address":
                return fault
            else:
                return Fault("robots_unreachable", f"{url}: {fault.detail}", passing=True, wait_s=fault.wait_s, status=fault.status)
        return Protego.parse(body.decode("utf-8-sig", "replace").replace("\0", ""))
