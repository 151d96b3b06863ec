"""How a level went over the rounds: points and gaps, nothing smoothed, no change claimed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.alike import asked_alike
from feedbackpulse.insight.estimates import Known, Level, Missing, checkpoint_level
from feedbackpulse.release.domain import Figure, Reason, Result


class Link(StrEnum):
    """How a point hangs together with the one before it."""

    NONE = "none"
    SOLID = "solid"
    DASHED = "dashed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What one round published about a question, or about the questions of a checkpoint."""

    round_id: RoundId
    results: tuple[Result, ...]
    spreads: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """The level after one round, and its link with the round before.

    The link is dashed when so few people joined or left that a difference could be theirs.
    It is missing next to a gap, where the wording of a question changed, and where teams took
    turns and only some of the unit were asked.
    """

    round_id: RoundId
    level: Level
    link: Link


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """The points of one question or checkpoint, oldest first."""

    points: tuple[Point, ...]

    @property
    def last(self) -> Point | None:
        """The latest point that says something, or None."""
        told = [point for point in self.points if not isinstance(point.level, Missing)]
        return told[-1] if told else None

    @property
    def has_dashes(self) -> bool:
        """Say whether a change of people breaks the line somewhere."""
        return any(point.link is Link.DASHED for point in self.points)

    def at(self, round_id: RoundId) -> Point | None:
        """Return the point of that round, or None when the round did not ask this."""
        return next((point for point in self.points if point.round_id == round_id), None)


def series(rounds: Iterable[Asked]) -> Series:
    """Return the series over these rounds, given oldest first.

    Rounds that did not ask the question are left out; rounds that asked it and cannot show
    the answer stay in as gaps.
    """
    points: list[Point] = []
    before: Asked | None = None
    for asked in rounds:
        level = checkpoint_level(asked.results, spreads=asked.spreads)
        if isinstance(level, Missing) and level.reason is Reason.NOT_ASKED:
            continue
        points.append(
            Point(round_id=asked.round_id, level=level, link=_link(points, before, asked, level))
        )
        before = asked
    return Series(points=tuple(points))


def _link(points: Sequence[Point], before: Asked | None, asked: Asked, level: Level) -> Link:
    if before is None or not isinstance(level, Known) or not isinstance(points[-1].level, Known):
        return Link.NONE
    if not asked_alike(before.results, asked.results):
        return Link.NONE
    changed = any(
        result.membership_changed for result in asked.results if isinstance(result, Figure)
    )
    return Link.DASHED if changed else Link.SOLID
