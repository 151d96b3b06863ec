"""A lead beside their team: the same questions from both sides, and what the lead expected.

Pure arithmetic, for the lead alone. The page explains it in words; the numbers below are the
ones it names.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Final
from uuid import UUID

from feedbackpulse.people.domain import TeamId
from feedbackpulse.reflection.domain import HIGHEST, LOWEST, ReflectionError
from feedbackpulse.reflection.profile import RATING_VARIANCE

SMALLEST_GAP: Final = 0.75
CLEAR_GAP: Final = 1.64
HALF: Final = 0.5
"""A lead expects in half points; so an expectation is meant to within half of that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a lead answered to the twin of a question; None when they passed it by."""

    item: str
    item_version: int
    value: int | None

    def __post_init__(self) -> None:
        """Refuse a value that is not on the scale."""
        if self.value is not None and not LOWEST <= self.value <= HIGHEST:
            raise ReflectionError(f"{self.item}: not an answer from {LOWEST} to {HIGHEST}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How a lead sees one topic, and which level they expect of their team."""

    topic: str
    answers: tuple[Answer, ...] = ()
    expected: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is not on the scale, or lies between its half points."""
        if self.expected is None:
            return
        if not LOWEST <= self.expected <= HIGHEST or self.expected % HALF:
            raise ReflectionError(f"{self.topic}: no level from {LOWEST} to {HIGHEST} in halves")

    @property
    def values(self) -> tuple[int, ...]:
        """Return the given answers."""
        return tuple(one.value for one in self.answers if one.value is not None)

    def answer_to(self, item: str) -> Answer | None:
        """Return the answer to an item, if the lead came past it."""
        return next((one for one in self.answers if one.item == item), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mirror:
    """What one lead wrote about one team before one round was published."""

    team: TeamId
    round: UUID
    looks: tuple[Look, ...] = ()

    def look_at(self, topic: str) -> Look | None:
        """Return how the lead sees a topic, if they came past it."""
        return next((look for look in self.looks if look.topic == topic), None)

    def with_look(self, look: Look) -> Mirror:
        """Return the mirror with one topic seen anew."""
        others = tuple(one for one in self.looks if one.topic != look.topic)
        return Mirror(team=self.team, round=self.round, looks=(*others, look))


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """Between which two numbers a team's level was published to lie, and the error of chance.

    Both are the same where the level is one number.
    """

    low: float
    high: float
    error: float


class Sight(StrEnum):
    """How a lead's picture lies beside the team's, in the words of the catalogue."""

    SAME = "same"
    SELF_HIGHER = "self_higher"
    SELF_LOWER = "self_lower"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A lead's own level beside the team's."""

    own: float
    difference: float
    error: float
    sight: Sight


def gap_between(values: Sequence[int], team: Published) -> Gap:
    """Return the gap of a lead's answers with a team's level, in points from 1 to 5.

    Δ = own mean - the nearest end of what was published; its error √(h / k + SE²) of k answers,
    h = 0.25 the variance of one rating of oneself. Named from 0.75 on, when it is larger than
    1.64 errors.
    """
    own = fmean(values)
    difference = own - min(max(own, team.low), team.high)
    error = math.hypot(math.sqrt(RATING_VARIANCE / len(values)), team.error)
    clear = abs(difference) >= SMALLEST_GAP and abs(difference) > CLEAR_GAP * error
    return Gap(own=own, difference=difference, error=error, sight=_sight(difference, clear=clear))


def _sight(difference: float, *, clear: bool) -> Sight:
    if not clear:
        return Sight.SAME
    return Sight.SELF_HIGHER if difference > 0 else Sight.SELF_LOWER


class Foresight(StrEnum):
    """Where an expectation lies beside what was published."""

    WITHIN = "within"
    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"


def foresight_of(expected: float, *, low: float, high: float) -> Foresight:
    """Return whether an expectation lies where the team's level most likely is.

    The ends reach a quarter of a point further: who expects 3.5 means all that is nearer to it
    than to 3 or 4.
    """
    if expected - HALF / 2 > high:
        return Foresight.TOO_HIGH
    return Foresight.TOO_LOW if expected + HALF / 2 < low else Foresight.WITHIN
