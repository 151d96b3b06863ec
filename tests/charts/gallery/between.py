"""Pictures of two things beside each other: associations, and pairs of levels."""

from __future__ import annotations

from statistics import fmean

from feedbackpulse.charts.association import Associations, Tie
from feedbackpulse.charts.dumbbell import Dumbbell, Pair
from feedbackpulse.insight.association import stand_out, with_interval
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Level, Side
from tests.charts.gallery.levels import TOO_FEW, between, bounded, known
from tests.charts.gallery.words import Words

_R = (0.41, 0.38, 0.36, 0.62, 0.22, 0.47, 0.44, 0.35, 0.31, 0.50, 0.28)
_N = 212
_STEERING = (
    ("S1", 3.9, between(3.7, 0.43)),
    ("S2", 4.3, between(3.4, 0.39)),
    ("S3", 3.8, between(3.6, 0.47)),
    ("S4", 3.2, between(3.3, 0.49)),
    ("S5", 3.6, between(3.5, 0.35)),
    ("S6", 3.0, between(3.4, 0.39)),
)
_ROUNDS: tuple[tuple[str, Level, Level, Verdict], ...] = (
    ("M1", known(3.9), known(3.8), Verdict.STEADY),
    ("M4", known(3.3), known(3.9), Verdict.UP),
    ("M6", known(3.9), known(3.4), Verdict.DOWN),
    ("M2", known(3.9), bounded(4.2, Side.HIGHER), Verdict.CANNOT_TELL),
    ("M5", TOO_FEW, known(2.8), Verdict.CANNOT_TELL),
    ("M10", TOO_FEW, TOO_FEW, Verdict.CANNOT_TELL),
)


def associations(words: Words) -> Associations:
    """Return all checkpoints with the anchor, the strongest first."""
    found = {f"M{index + 1}": with_interval(r, _N) for index, r in enumerate(_R)}
    out, codes = stand_out(found), sorted(found, key=lambda code: -found[code].value)
    return Associations(
        ties=tuple(
            Tie(
                title=words.checkpoint(code),
                association=found[code],
                shown=words.number(found[code].value, 2),
                stands_out=code in out,
            )
            for code in codes
        ),
        marks=words.strengths,
        average=fmean(_R),
        average_label=words.average,
    )


def leader(words: Words) -> Dumbbell:
    """Return a leader's own view beside the team's."""
    return Dumbbell(
        first=words.own_view,
        second=words.team_view,
        pairs=tuple(
            Pair(
                title=words.checkpoint(code),
                first=known(own, error=0),
                second=team,
                shown=f"{words.number(own)} · {words.number(team.value)}",
                said=words.differs if code == "S2" else words.alike,
                verdict=Verdict.DOWN if code == "S2" else None,
            )
            for code, own, team in _STEERING
        ),
    )


def rounds(words: Words) -> Dumbbell:
    """Return two rounds beside each other."""
    return Dumbbell(
        first="Q4 24",
        second="Q4 25",
        pairs=tuple(
            Pair(
                title=words.checkpoint(code),
                first=before,
                second=after,
                shown=_both(before, after, words),
                said=words.verdicts[verdict] if after is not TOO_FEW else "",
                verdict=verdict,
            )
            for code, before, after, verdict in _ROUNDS
        ),
    )


def _both(before: Level, after: Level, words: Words) -> str:
    if before is TOO_FEW and after is TOO_FEW:
        return words.few
    first = "–" if before is TOO_FEW else words.briefly(before) or words.say(before)
    return f"{first} → {words.briefly(after) or words.say(after)}"
