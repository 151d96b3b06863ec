"""Pictures of two things beside each other: associations, and pairs of levels."""

from __future__ import annotations

from statistics import fmean

from feedbackpulse.charts.association import Associations, Tie
from feedbackpulse.charts.demand import Demand, Wish
from feedbackpulse.charts.dumbbell import Dumbbell, Pair
from feedbackpulse.charts.leader_gap import GapRow, LeaderGap
from feedbackpulse.charts.peer_view import PeerRow, PeerView
from feedbackpulse.charts.two_views import Tone
from feedbackpulse.insight.association import stand_out, with_interval
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Level, Side
from tests.charts.gallery.levels import TOO_FEW, between, bounded, known
from tests.charts.gallery.words import Words

_R = (0.41, 0.38, 0.36, 0.62, 0.22, 0.47, 0.44, 0.35, 0.31, 0.50, 0.28)
_N = 212
_WISHES = (("M8", 61), ("M4", 44), ("M9", 42), ("M6", 23), ("M2", 19), ("M11", 12))
_STEERING: tuple[tuple[str, float, Level, float | None, bool], ...] = (
    ("S1", 3.9, between(3.7, 0.43), 4.0, False),
    ("S2", 4.3, between(3.4, 0.39), 4.5, True),
    ("S3", 3.8, between(3.6, 0.47), None, False),
    ("S4", 3.2, bounded(3.1, Side.HIGHER), None, False),
    ("S5", 3.6, TOO_FEW, 3.5, False),
    ("S6", 3.0, between(3.4, 0.39), 3.0, False),
)
_PEERS = (
    ("M4E", 3.0, 4.4, "hidden_strength"),
    ("M6B", 4.0, 4.2, "shared"),
    ("M2B", 3.0, 3.2, "shared"),
    ("M4F", 4.3, 3.0, "to_discuss"),
    ("M4D", 3.0, None, "not_visible"),
    ("M4B", None, None, "too_few"),
)
_TONES = {"hidden_strength": Tone.OTHERS_HIGHER, "to_discuss": Tone.OTHERS_LOWER}
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


def leader(words: Words) -> LeaderGap:
    """Return a leader's own view beside the team's."""
    return LeaderGap(
        own=words.own_view,
        team=words.team_view,
        expected=words.expected,
        rows=tuple(
            GapRow(
                title=words.checkpoint(code),
                own=own,
                team=team,
                headline=words.few if team is TOO_FEW else _headline(words, differs=differs),
                said=words.wording("leader.self_higher") if differs else "",
                tone=Tone.OTHERS_LOWER if differs else Tone.NONE,
                expected=expected,
            )
            for code, own, team, expected, differs in _STEERING
        ),
    )


def _headline(words: Words, *, differs: bool) -> str:
    return words.differs if differs else words.alike


def peers(words: Words) -> PeerView:
    """Return somebody's own view beside that of invited colleagues."""
    return PeerView(
        own=words.you,
        others=words.colleagues,
        rows=tuple(
            PeerRow(
                title=words.facet(code),
                own=own,
                others=others,
                headline=words.sights[sight],
                said=words.wording(f"others.{sight}"),
                tone=_TONES.get(sight, Tone.NONE),
            )
            for code, own, others, sight in _PEERS
        ),
        marks=words.habits,
    )


def demand(words: Words) -> Demand:
    """Return how many people would like to learn more about each theme."""
    return Demand(
        wishes=tuple(
            Wish(title=words.checkpoint(code), count=count, shown=words.number(count, 0))
            for code, count in _WISHES
        ),
        reach=5,
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
