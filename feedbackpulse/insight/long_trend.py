"""Whether a level has been going one way for a long time: asked from eight rounds on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

import numpy as np
import scipy

FEWEST = 8
"""With fewer rounds even a level that only rises is too often chance, or cannot be told."""
SURE_BELOW = 0.05
DAYS_PER_YEAR = 365.25
_DECIMALS = 6


class Direction(StrEnum):
    """Which way a level has been going."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True, slots=True)
class LongTrend:
    """How a level went over many rounds; without a direction when that can be chance."""

    direction: Direction | None
    p: float
    per_year: float
    """The slope in points per year, with the interval that holds it 95 times in 100."""
    low: float
    high: float
    rounds: int


def long_trend(points: Sequence[tuple[date, float]]) -> LongTrend | None:
    """Return how the level went, from at least eight moments, oldest first.

    The direction is Mann-Kendall's, with the exact chance; the slope is the median of all
    slopes between two moments. Says nothing of a cause: a level that wanders goes one way
    for a while as well. Sources: Mann (1945), Econometrica 13; Sen (1968), JASA 63.
    """
    if len(points) < FEWEST:
        return None
    values = [round(value, _DECIMALS) for _, value in points]
    years = [(day - points[0][0]).days / DAYS_PER_YEAR for day, _ in points]
    slope = scipy.stats.theilslopes(values, years, alpha=0.95)
    rises, p = rise(values), exact_chance(values)
    return LongTrend(
        direction=_direction(rises) if p < SURE_BELOW else None,
        p=p,
        per_year=float(slope.slope),
        low=float(slope.low_slope),
        high=float(slope.high_slope),
        rounds=len(points),
    )


def rise(values: Sequence[float]) -> int:
    """Return Mann-Kendall's S: pairs of moments that rise, minus pairs that fall."""
    return sum((after > before) - (after < before) for before, after in combinations(values, 2))


def exact_chance(values: Sequence[float]) -> float:
    """Return how often values in an order of chance have an S at least this far from zero.

    Exact, also when some values are the same: of all orders, see :func:`orders_by_falls`.
    """
    counts = orders_by_falls(values)
    pairs = len(counts) - 1
    extreme = abs(rise(values))
    as_far = sum(count for falls, count in enumerate(counts) if abs(pairs - 2 * falls) >= extreme)
    return as_far / sum(counts)


def orders_by_falls(values: Sequence[float]) -> list[int]:
    """Return how many of all orders of these values have 0, 1, 2, ... pairs that fall.

    The coefficients of [n]! / Π [t]! with [n]! = Π (1 - qᵏ), k = 1..n, and t how often a value
    occurs: multiply by the first factors, divide by the others. S = pairs - 2 · falls.
    Source: MacMahon (1916), Combinatory Analysis, on inversions of multisets.
    """
    ties = np.unique(np.asarray(values), return_counts=True)[1].tolist()
    pairs = sum(a * b for a, b in combinations(ties, 2))
    counts = [1] + [0] * pairs
    for k in range(1, len(values) + 1):
        counts = [c - (counts[i - k] if i >= k else 0) for i, c in enumerate(counts)]
    for k in (k for times in ties for k in range(1, times + 1)):
        for i in range(k, pairs + 1):
            counts[i] += counts[i - k]
    return counts


def _direction(rises: int) -> Direction:
    return Direction.UP if rises > 0 else Direction.DOWN
