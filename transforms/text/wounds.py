"""People who suffer wounds: the verb and the kind of wound, whatever stands between ("received minor splinter injuries")."""

from __future__ import annotations

from typing import Final

from transforms.text.clauses import Clauses
from transforms.text.terms import Term

_REACH: Final = 6  # most nodes from the wound back to the verb
_INJURED: Final = Term("injured", "intransitive", "past")


def suffered(clauses: Clauses, at: int) -> int | None:
    """The index of the verb that the wound at `at` is the object of, which from then on is a term; None where nobody suffers it."""
    nodes = clauses.nodes
    for j in range(at - 1, max(-1, at - _REACH), -1):
        node = nodes[j]
        if node.cls == "suffering":
            if node.term is None:
                node.term = _INJURED
                return j
            return None
        plain = node.token.kind == "word" and node.cls in ("", "determiner", "adverb", "conjunction", "preposition")
        if node.count is not None or node.term is not None or not (plain or node.low == ","):
            return None
    return None
