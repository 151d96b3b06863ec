"""The level behind the points: a line that moves no faster than a team does, with its band.

Only what is published goes in. A round without a number is missing: what it hides can
change nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from feedbackpulse.insight.estimates import (
    HIGHEST,
    LOWEST,
    REACH,
    SQRT12,
    Bounded,
    Known,
    Level,
)

DRIFT_PER_QUARTER = 0.15**2
"""The variance of what a level moves in a quarter, in points²."""
QUARTER = 91.3
START_SD = 0.4
"""How far a team usually is from the whole organisation, in points."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Smoothed:
    """The level at one moment as all rounds together show it, in points."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower edge of the band."""
        return max(LOWEST, self.value - REACH * self.error)

    @property
    def high(self) -> float:
        """The upper edge of the band."""
        return min(HIGHEST, self.value + REACH * self.error)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A level that is not known exactly: its mean and variance."""

    mean: float
    variance: float


def smooth(
    levels: Sequence[tuple[date, Level]], *, start: float | None
) -> tuple[Smoothed | None, ...]:
    """Return the smoothed level per moment, oldest first; None before and after all numbers.

    Local level with known variances: y = μ + e, var(e) = SE²; μ drifts by 0.15² per quarter;
    before the first round μ is around *start*, the organisation's mean, with sd 0.4 (or
    nowhere in particular when that is None). All levels must answer the same question.
    Source: Durbin & Koopman (2012), Time Series Analysis by State Space Methods, ch. 2.
    """
    seen = [_seen(level) for _, level in levels]
    places = [place for place, one in enumerate(seen) if one is not None]
    if not places:
        return (None,) * len(levels)
    first, last = places[0], places[-1] + 1
    days = [day for day, _ in levels[first:last]]
    drifts = [DRIFT_PER_QUARTER * (day - before).days / QUARTER for before, day in pairwise(days)]
    prior = None if start is None else State(mean=start, variance=START_SD**2)
    states = local_level(seen[first:last], drifts, prior)
    told = [Smoothed(value=one.mean, error=math.sqrt(one.variance)) for one in states]
    return (None,) * first + tuple(told) + (None,) * (len(levels) - last)


def local_level(
    seen: Sequence[State | None], drifts: Sequence[float], prior: State | None
) -> tuple[State, ...]:
    """Smooth observations of a drifting level; *drifts* are the variances in between.

    Forward by the Kalman filter, back by the fixed-interval smoother. Without a prior the
    first observation must be there, and starts the level. Source: as for :func:`smooth`.
    """
    expected, known = _filtered(seen, drifts, prior)
    back = [known[-1]]
    for state, ahead in zip(reversed(known[:-1]), reversed(expected[1:]), strict=True):
        back.append(_smoothed(state, ahead, back[-1]))
    return tuple(reversed(back))


def _filtered(
    seen: Sequence[State | None], drifts: Sequence[float], prior: State | None
) -> tuple[list[State], list[State]]:
    start = prior or seen[0]
    if start is None:
        raise ValueError("Without a prior the first observation must be there")
    expected = [start]
    known = [_updated(start, seen[0]) if prior else start]
    for drift, one in zip(drifts, seen[1:], strict=True):
        expected.append(State(mean=known[-1].mean, variance=known[-1].variance + drift))
        known.append(_updated(expected[-1], one))
    return expected, known


def _updated(state: State, seen: State | None) -> State:
    if seen is None:
        return state
    gain = state.variance / (state.variance + seen.variance)
    return State(
        mean=state.mean + gain * (seen.mean - state.mean), variance=state.variance * (1 - gain)
    )


def _smoothed(state: State, ahead: State, later: State) -> State:
    share = state.variance / ahead.variance
    return State(
        mean=state.mean + share * (later.mean - ahead.mean),
        variance=state.variance + share**2 * (later.variance - ahead.variance),
    )


def _seen(level: Level) -> State | None:
    if isinstance(level, Known):
        return State(mean=level.value, variance=level.error**2)
    if isinstance(level, Bounded):
        low, high = level.ends
        return State(mean=(low + high) / 2, variance=level.error**2 + ((high - low) / SQRT12) ** 2)
    return None
