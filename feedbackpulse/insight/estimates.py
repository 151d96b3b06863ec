"""What a published range says about a whole team, and how surely it says it.

Only figures come in: a range for the mean on the 1-5 scale, with the number of answers and
of people asked. A team's own spread is never known here; the organisation's stands in.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feedbackpulse.cycles.domain import AskedItem
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld

LOWEST, HIGHEST = 1.0, 5.0
USUAL_SPREAD = 0.85
"""The standard deviation within a team when the organisation has not published its own."""
ITEM_RELIABILITY = 0.6
"""How much of one answer is the person rather than the moment (retest correlation)."""
BETWEEN_ITEMS = 0.5
"""How strongly the errors of the questions of one checkpoint go together."""
REACH = 2.3
"""How many standard errors an interval reaches to either side.

For a spread that is exactly known, 1.96 would hold the level 95 times in 100. A team may be a
quarter more divided than the organisation; with 2.3 its interval still does so 93 times.
"""
GOOD_UP_TO = 0.35
ROUGH_UP_TO = 0.60
SQRT12 = math.sqrt(12)
"""A number that lies anywhere in a range has a standard deviation of the width over this."""
_TINY = 1e-9


class Precision(StrEnum):
    """How sure we are of a number that is shown."""

    GOOD = "good"
    ROUGH = "rough"


class Side(StrEnum):
    """Which way a clipped figure can still go."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many of the people who were asked gave an answer."""

    n: int
    at_least: bool
    invited: int

    @property
    def is_low(self) -> bool:
        """Say whether fewer than half of the people answered."""
        return self.n * 2 < self.invited and not self.at_least


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A level with its interval."""

    value: float
    error: float
    count: Count

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return max(LOWEST, self.value - REACH * self.error)

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return min(HIGHEST, self.value + REACH * self.error)

    @property
    def precision(self) -> Precision:
        """How sure this number is, in a word."""
        return Precision.GOOD if REACH * self.error <= GOOD_UP_TO else Precision.ROUGH


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounded:
    """A level of which only one end is published, rounded so that it stays true."""

    value: float
    side: Side
    error: float
    """The standard error of chance alone, as if the end that is known were the level."""
    count: Count

    @property
    def ends(self) -> tuple[float, float]:
        """Between which two levels it lies."""
        return (self.value, HIGHEST) if self.side is Side.HIGHER else (LOWEST, self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclear:
    """A level that is too uncertain to put a number on."""

    count: Count


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """No level, and why not."""

    reason: Reason
    fewer_than: int | None = None
    """There were fewer answers than this; None when that is not known."""


Level = Known | Bounded | Unclear | Missing


def checkpoint_level(results: Sequence[Result], *, spreads: Mapping[str, float]) -> Level:
    """Return what the results of a checkpoint's questions say together, in points from 1 to 5.

    The mean of the middles of the ranges, every question with the same weight; its error as
    in :func:`combined_error`, its count the largest of the questions'. At least half of the
    questions must be shown. *spreads* is the organisation's, per question, in points.
    """
    figures = [result for result in results if isinstance(result, Figure)]
    if not figures or len(figures) * 2 < len(results):
        return _missing(results)
    return _bounded(figures, spreads=spreads) or _known(figures, spreads=spreads)


def turned(result: Result, *, reverse: Collection[str]) -> Result:
    """Return the result with a high number meaning good, also for a question put in reverse."""
    if isinstance(result, Withheld) or result.item not in reverse:
        return result
    mirror = LOWEST + HIGHEST
    return replace(result, low=mirror - result.high, high=mirror - result.low)


def results_about(items: Iterable[AskedItem], known: Mapping[str, Result]) -> tuple[Result, ...]:
    """Return what a unit published about these questions, a high number meaning good."""
    return tuple(
        turned(known[item.code], reverse={item.code} if item.reverse else ())
        for item in items
        if item.code in known
    )


def standard_error(figure: Figure, *, spread: float) -> float:
    """Return how far the middle of a range may be from the level of the whole team, in points.

    √(SE² + (high - low)² / 12), SE as in :func:`sampling_error`: who did not answer, and that
    the mean lies anywhere in the range (a uniform distribution).
    """
    return math.hypot(sampling_error(figure, spread=spread), (figure.high - figure.low) / SQRT12)


def sampling_error(figure: Figure, *, spread: float) -> float:
    """Return the first of these two parts: √(s² / n · (1 - 0.6 · n / N)), in points."""
    share = min(1.0, figure.n / figure.invited) if figure.invited else 1.0
    return math.sqrt(
        mean_variance(n=figure.n, share=share, spread=spread, reliability=ITEM_RELIABILITY)
    )


def mean_variance(*, n: int, share: float, spread: float, reliability: float) -> float:
    """Return the variance of a mean of *n* answers that are this share of everybody, in points².

    s² / n · (1 - r · n / N). An answer is somebody's lasting opinion, with the part r of the
    variance, and the moment: when everybody answers, only the moment is left. With r = 1 this
    is the classical correction for a finite population, with 0 there is none.
    Source: Cochran (1977), Sampling Techniques, 3rd ed., section 2.6, for r = 1.
    """
    return spread**2 / n * (1 - reliability * share)


def combined_error(errors: Sequence[float], *, together: float = BETWEEN_ITEMS) -> float:
    """Return the standard error of the mean of estimates whose errors go together somewhat.

    √((1 - c) · Σ (SE / k)² + c · (Σ SE / k)²) of k estimates, in their units: the variance of
    a sum of errors of which each two have the correlation c.
    """
    weighted = [error / len(errors) for error in errors]
    apart = sum(part**2 for part in weighted)
    return math.sqrt((1 - together) * apart + together * sum(weighted) ** 2)


def _bounded(figures: Sequence[Figure], *, spreads: Mapping[str, float]) -> Bounded | None:
    if all(_is_open_above(figure) for figure in figures):
        side, value = Side.HIGHER, _rounded_down(sum(f.low for f in figures) / len(figures))
    elif all(_is_open_below(figure) for figure in figures):
        side, value = Side.LOWER, _rounded_up(sum(f.high for f in figures) / len(figures))
    else:
        return None
    error = combined_error(
        [sampling_error(f, spread=spreads.get(f.item, USUAL_SPREAD)) for f in figures]
    )
    return Bounded(value=value, side=side, error=error, count=_count(figures))


def _known(figures: Sequence[Figure], *, spreads: Mapping[str, float]) -> Known | Unclear:
    value = sum((figure.low + figure.high) / 2 for figure in figures) / len(figures)
    error = combined_error(
        [standard_error(f, spread=spreads.get(f.item, USUAL_SPREAD)) for f in figures]
    )
    count = _count(figures)
    if REACH * error > ROUGH_UP_TO:
        return Unclear(count=count)
    return Known(value=value, error=error, count=count)


def _count(figures: Sequence[Figure]) -> Count:
    most = max(figures, key=lambda figure: figure.n)
    return Count(n=most.n, at_least=most.n_is_minimum, invited=most.invited)


def _is_open_above(figure: Figure) -> bool:
    return figure.high >= HIGHEST - _TINY and figure.low > LOWEST + _TINY


def _is_open_below(figure: Figure) -> bool:
    return figure.low <= LOWEST + _TINY and figure.high < HIGHEST - _TINY


def _rounded_down(value: float) -> float:
    return math.floor(value * 10 + _TINY) / 10


def _rounded_up(value: float) -> float:
    return math.ceil(value * 10 - _TINY) / 10


def _missing(results: Sequence[Result]) -> Missing:
    withheld = [result for result in results if isinstance(result, Withheld)]
    for reason in (Reason.TOO_FEW_ANSWERS, Reason.COUNTED_IN_PARENT):
        if found := [result.fewer_than for result in withheld if result.reason is reason]:
            known = [limit for limit in found if limit is not None]
            return Missing(reason=reason, fewer_than=max(known, default=None))
    return Missing(reason=Reason.NOT_ASKED)
