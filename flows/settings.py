"""Where things are and what time it is. Everything that a person may set comes from the environment as TOLL_*; nothing here changes a number."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from flows.sources.manners import Manners


class SettingError(ValueError):
    """A TOLL_* variable has a value that it cannot have: names the variable, the value and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this process.

    `home` (TOLL_HOME, default ./data) holds everything that belongs to one database. `workers` (TOLL_WORKERS, default the machine's cores)
    is how many processes read pages. `frozen` (TOLL_NOW, an ISO time) stops the clock, so that a run can be repeated to the letter.
    `manners`: who we say we are to a web server (TOLL_CONTACT is added), the least seconds between two requests to a host (TOLL_HOST_DELAY,
    default 1), and hosts whose loopback address may be fetched from (TOLL_ALLOW_LOOPBACK, for tests; names with commas between).
    """

    home: Path
    workers: int
    frozen: datetime | None
    manners: Manners

    def now(self) -> datetime:
        """The time in UTC, without a zone, as tables keep it."""
        return self.frozen or datetime.now(UTC).replace(tzinfo=None)

    def today(self) -> date:
        """The day in UTC."""
        return self.now().date()


def settings() -> Settings:
    """The settings as the environment gives them now; SettingError for a value that cannot be used."""
    return Settings(
        home=Path(os.environ.get("TOLL_HOME") or "data").expanduser().absolute(), workers=_workers(), frozen=_frozen(), manners=_manners()
    )


def _manners() -> Manners:
    contact = (os.environ.get("TOLL_CONTACT") or "").strip()
    if not contact.isprintable() or not contact.isascii() or set(contact) & set("()<>\\"):
        raise SettingError(f"TOLL_CONTACT={contact!r} cannot stand in a request; give an e-mail address or the address of a page about you")
    delay = os.environ.get("TOLL_HOST_DELAY") or "1"
    try:
        delay_s = float(delay)
    except ValueError:
        delay_s = -1.0
    if not 0 <= delay_s <= 3600:
        raise SettingError(f"TOLL_HOST_DELAY={delay!r} is no number of seconds from 0 to 3600; leave it unset for 1")
    agent = f"Toll/{version('toll')} ({f'+{contact}; ' if contact else ''}reads news for the human toll of armed conflict)"
    loopback = frozenset(name.strip() for name in (os.environ.get("TOLL_ALLOW_LOOPBACK") or "").split(",") if name.strip())
    return Manners(agent=agent, allow_loopback=loopback, delay_s=delay_s)


def _workers() -> int:
    written = os.environ.get("TOLL_WORKERS")
    if not written:
        return max(1, min(os.cpu_count() or 1, 8))
    if not written.isdigit() or not 1 <= int(written) <= 64:
        raise SettingError(f"TOLL_WORKERS={written!r} is not a number from 1 to 64; set it to the number of cores to use")
    return int(written)


def _frozen() -> datetime | None:
    written = os.environ.get("TOLL_NOW")
    if not written:
        return None
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise SettingError(f"TOLL_NOW={written!r} is not an ISO time; write it like 2024-07-23T12:00:00") from None
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def prefect_environment(home: Path) -> dict[str, str]:
    """What Prefect must find in the environment before it is imported: its files under `home`, telemetry off, no results pickled, the quiet UI.

    Values that the user has set stay, but for telemetry, which is always off.
    """
    always = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false"}
    default = {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the newer UI asks a telemetry host for its settings at every page
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "60",
    }
    if any(name.lower().endswith("_proxy") for name in os.environ):  # no proxy can reach the server on this machine
        besides = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
        always |= dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(filter(None, (besides, "127.0.0.1,localhost"))))
    return {**{k: v for k, v in default.items() if k not in os.environ}, **always}
