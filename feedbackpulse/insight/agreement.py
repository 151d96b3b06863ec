"""Whether people in a unit see it alike, and whether units may be laid side by side.

Made from published levels and the organisation's released spread; no unit's own spread is
known.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean

import numpy as np

from feedbackpulse.insight.estimates import Bounded, Known, Level
from feedbackpulse.release.domain import Icc

FEWEST_UNITS = 10
OWN_TREND_FROM = 0.50
COMPARE_FROM = 0.70
SHARED_FROM = 0.70
DIVIDED_BELOW = 0.30
EVEN_VARIANCE = 2.0
"""The variance of answers spread evenly over five options: (5² - 1) / 12."""


class Comparability(StrEnum):
    """What the levels of units may be used for."""

    NONE = "none"
    OWN_TREND = "own_trend"
    COMPARE = "compare"


class Agreement(StrEnum):
    """How alike people in one unit usually see it."""

    SHARED = "shared"
    BETWEEN = "between"
    DIVIDED = "divided"


def icc(levels: Sequence[Level], *, spread: float) -> Icc | None:
    """Return the ICCs of one checkpoint from the levels of leaf units; None under ten units.

    MSB = Σ n · (y - ȳ)² / (g - 1) over g units with n answers; MSW = *spread*², the released
    standard deviation within units. A bounded level counts as near to the mean as it can be,
    so bounds make no differences between units. Levels in points.
    """
    units = [level for level in levels if isinstance(level, Known | Bounded)]
    if len(units) < FEWEST_UNITS:
        return None
    sizes = np.array([level.count.n for level in units])
    values = np.array(_nearest_to_the_mean(units))
    middle = np.average(values, weights=sizes)
    between = float(np.sum(sizes * np.square(values - middle)) / (len(units) - 1))
    return from_mean_squares(
        between=between, within=spread**2, size=float(sizes.mean()), units=len(units)
    )


def from_mean_squares(*, between: float, within: float, size: float, units: int) -> Icc:
    """Return both ICCs; *size* is the mean number of answers per unit.

    ICC(1) = (MSB - MSW) / (MSB + (size - 1) · MSW); ICC(2) = (MSB - MSW) / MSB; never below 0.
    Source: Bliese (2000), in Klein & Kozlowski, Multilevel Theory, 349-381.
    """
    difference = max(0.0, between - within)
    return Icc(
        one=difference / (between + (size - 1) * within) if difference else 0.0,
        two=difference / between if difference else 0.0,
        units=units,
    )


def comparable(found: Icc | None) -> Comparability:
    """Return what levels with this ICC(2) may be used for; nothing when it is not known."""
    if found is None or found.two < OWN_TREND_FROM:
        return Comparability.NONE
    return Comparability.OWN_TREND if found.two < COMPARE_FROM else Comparability.COMPARE


def rwg(spread: float) -> float:
    """Return how alike people in a unit see it, from 0 to 1: 1 - s² / 2, never below 0.

    2 is the variance of answers without any agreement, on five points. Skewed answers look
    more alike than they are, so pages put it in words only.
    Source: James, Demaree & Wolf (1984), J. Applied Psychology 69, 85-98.
    """
    return max(0.0, 1 - spread**2 / EVEN_VARIANCE)


def agreement(value: float) -> Agreement:
    """Return the word for a value of :func:`rwg`."""
    if value >= SHARED_FROM:
        return Agreement.SHARED
    return Agreement.DIVIDED if value < DIVIDED_BELOW else Agreement.BETWEEN


def _nearest_to_the_mean(units: Sequence[Known | Bounded]) -> list[float]:
    known = [level.value for level in units if isinstance(level, Known)]
    middle = fmean(known or [level.value for level in units])
    return [_nearest(level, middle) for level in units]


def _nearest(level: Known | Bounded, middle: float) -> float:
    if isinstance(level, Known):
        return level.value
    low, high = level.ends
    return min(max(middle, low), high)
