"""Places at which a run can be made to end as a loss of power would end it: the proof that a run which was cut off goes on to the same content."""

from __future__ import annotations

import os
import signal
from collections import Counter

# In the order of a run. A transaction is that of any stage; `stage` is the start of each.
POINTS = (
    "stage",
    "archive record",  # written in part
    "archive sync",  # written, not yet safe
    "archived",  # safe, not yet registered
    "before commit",
    "after commit",
    "read",  # tried, not yet written
    "publish copied",
    "publish renamed",
    "published",
)
_come: Counter[str] = Counter()


def reach(name: str) -> None:
    """Ends this process at once, by SIGKILL, where TOLL_FAILPOINT is NAME:N and this is the Nth time that it comes here."""
    wanted = os.environ.get("TOLL_FAILPOINT")
    if not wanted:
        return
    _come[name] += 1
    if wanted == f"{name}:{_come[name]}":
        os.kill(os.getpid(), signal.SIGKILL)
