"""How firmly a number is said: claimed, confirmed, estimated, disputed, unverified, or plainly asserted."""

from __future__ import annotations

import re

from transforms.text.cues import Cue
from transforms.text.memory import Said
from transforms.text.model import Figure
from transforms.text.scope import LOSSES

_UNVERIFIED = Cue(
    r"\b(?:reportedly|allegedly(?!\s(?:by|carried|committed|conducted|fired|launched|perpetrated|caused))|apparently"
    r"|presumed|presumably|unconfirmed|could not (?:be |independently )(?:independently )?(?:verif|confirm|check)\w+"
    r"|not (?:been )?independently|feared|believed to|"
    r"reported (?:killed|dead|wounded|injured|hurt|missing|kidnapped|abducted|to have been)|"
    r"thought to|supposedly|said to have|purportedly)\b",
    "reportedly|alleged|apparent|presum|unconfirm|could not|not |feared|believed|thought|reported |supposed|said to have|purported",
)
_CLAIMED = Cue(
    r"\b(?:claim(?:s|ed|ing)?|alleg(?:es|ing)|alleged(?!\s(?:[\w-]+\s){0,6}?(?:(?:air\s?)?strikes?|shelling|artillery|raids?|bombings?|attacks?|drones?"
    r"|missiles?|fire|militants?|fighters?|insurgents?|terrorists?|members?|rebels?)\b)|boast(?:s|ed))\b(?!\s+(?:the\s+)?(?:lives|responsibility|attacks?|by\b|\d"
    r"|at least|more|[\w,.]+ lives))",
    "claim|alleg|boast",
)
_CONFIRMED = re.compile(r"\b(?:verified|documented|recorded|corroborated|(?:have|has|is|are|was|were|been) confirmed|registered)\b", re.I)
_ESTIMATED = Cue(
    r"(?<!earlier )(?<!previous )(?<!initial )\b(?:estimat(?:e|es|ed|ing|ion)|projected|extrapolat\w+|calculat\w+)\b",
    "estimat|project|extrapolat|calculat",
)
_DISPUTED = Cue(r"\b(?:disputed|disputes|contested|in dispute)\b", "disput|contested")


def stance(figure: Figure, said: Said | None, own: str, adverse: bool) -> tuple[str, str]:
    """One of the stances but denied, which the grammar reads; `adverse` where a belligerent speaks of the enemy's losses; and the rule that tells."""
    if adverse and figure.measure in LOSSES:
        return "claimed", "a belligerent on the losses of the enemy"
    if said is not None and said.stance != "asserted":
        return said.stance, "the verb of speech"
    if _UNVERIFIED.search(own):
        return "unverified", "a word of doubt"
    if _CLAIMED.search(own):
        return "claimed", "a word for claims"
    if _DISPUTED.search(own):
        return "disputed", "a word for dispute"
    if said is not None and _CONFIRMED.search(own):
        return "confirmed", "the speaker counted or verified"
    if _ESTIMATED.search(own):
        return "estimated", "a word for estimates"
    return "asserted", "nothing takes it back"
