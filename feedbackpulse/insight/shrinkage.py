"""Levels side by side: each drawn to the middle of all, the more the less sure it is.

Without it the highest and lowest of a table are mostly the smallest units.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from feedbackpulse.insight.estimates import Known
from feedbackpulse.release.domain import Middle

FEWEST_UNITS = 8
"""With fewer units their own differences say too little about how much units differ."""
USUAL_TAU = 0.25
LOWEST_TAU = 0.10
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShrunkLevel:
    """The level of a unit beside others, and its standard error, in points."""

    value: float
    error: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Shrunk(Generic[K]):
    """Levels to look at side by side."""

    units: Mapping[K, ShrunkLevel]
    mean: float
    tau: float
    """How much units really differ: the standard deviation between them, in points."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pooled:
    """The mean of estimates that differ in precision, and its standard error."""

    mean: float
    error: float


def shrink(levels: Mapping[K, Known]) -> Shrunk[K] | None:
    """Return the levels drawn to their mean; None without any level.

    θ = B · μ + (1 - B) · y with B = SE² / (SE² + τ²); its variance is (1 - B) · SE² plus
    B² · var(μ). τ by DerSimonian and Laird from eight units on, else .25, and never below .10.
    Sources: Morris (1983), JASA 78, 47-55; DerSimonian & Laird (1986).
    """
    middle = middle_of(levels.values())
    if middle is None:
        return None
    units = {key: drawn(level, middle) for key, level in levels.items()}
    return Shrunk(units=units, mean=middle.mean, tau=middle.tau)


def middle_of(levels: Collection[Known]) -> Middle | None:
    """Return what these levels are drawn to: μ with its standard error, and τ."""
    if not levels:
        return None
    values = [level.value for level in levels]
    errors = [level.error for level in levels]
    tau = _tau(values, errors)
    middle = pooled(values, errors, tau=tau)
    return Middle(mean=middle.mean, error=middle.error, tau=tau)


def drawn(level: Known, middle: Middle) -> ShrunkLevel:
    """Return one level drawn to the middle of all it is among."""
    share = level.error**2 / (level.error**2 + middle.tau**2)
    variance = (1 - share) * level.error**2 + share**2 * middle.error**2
    return ShrunkLevel(
        value=share * middle.mean + (1 - share) * level.value, error=math.sqrt(variance)
    )


def pooled(values: Sequence[float], errors: Sequence[float], *, tau: float) -> Pooled:
    """Return the mean weighted by 1 / (SE² + τ²), with standard error 1 / √(sum of weights)."""
    weights = 1 / (np.square(errors) + tau**2)
    mean = float(np.average(values, weights=weights))
    return Pooled(mean=mean, error=float(1 / math.sqrt(weights.sum())))


def between_variance(values: Sequence[float], errors: Sequence[float]) -> float:
    """Return τ², how much the true levels vary, in points².

    max(0, (Q - (k - 1)) / (Σw - Σw² / Σw)) with w = 1 / SE² and Q = Σ w · (y - ȳ)².
    Source: DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177-188.
    """
    weights = 1 / np.square(errors)
    middle = np.average(values, weights=weights)
    q = float(np.sum(weights * np.square(np.asarray(values) - middle)))
    scale = float(weights.sum() - np.square(weights).sum() / weights.sum())
    return max(0.0, (q - (len(values) - 1)) / scale)


def _tau(values: Sequence[float], errors: Sequence[float]) -> float:
    if len(values) < FEWEST_UNITS:
        return USUAL_TAU
    return max(LOWEST_TAU, math.sqrt(between_variance(values, errors)))
