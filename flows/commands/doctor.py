from __future__ import annotations

from flows.commands import show
from flows.doctor import examine
from flows.settings import settings


def doctor(deep: bool) -> int:
    """Look the home over and print what was found. Exit code 1 where something is to be done, 3 where there is no home."""
    home = settings().home
    out = show.console()
    if not home.is_dir():
        show.console(error=True).print(f"toll: {show.path(home)} is not there; `toll run` makes it")
        return 3
    faults = 0
    for finding in examine(home, deep=deep):
        faults += bool(finding.remedy)
        out.print(f"{'FAULT' if finding.remedy else 'ok   '}  {finding.check}: {finding.seen}", markup=False, highlight=False)
        if finding.remedy:
            out.print(f"       {finding.remedy}", markup=False, highlight=False)
    out.print(f"{faults} faults" if faults else "sound")
    return 1 if faults else 0
