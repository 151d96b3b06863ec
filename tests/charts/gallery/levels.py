"""Levels out of nothing but numbers: what the pictures of the gallery are drawn from."""

from __future__ import annotations

from feedbackpulse.insight.estimates import REACH, Bounded, Count, Known, Level, Missing, Side
from feedbackpulse.release.domain import Reason

TOO_FEW = Missing(reason=Reason.TOO_FEW_ANSWERS, fewer_than=5)


def known(value: float, *, error: float = 0.13, n: int = 9, invited: int = 11) -> Known:
    """Return a level that was measured."""
    return Known(value=value, error=error, count=Count(n=n, at_least=False, invited=invited))


def between(value: float, reach: float, *, n: int = 9, invited: int = 11) -> Known:
    """Return a level with an interval of this reach to either side."""
    return known(value, error=reach / REACH, n=n, invited=invited)


def bounded(value: float, side: Side, *, n: int = 9, invited: int = 11) -> Bounded:
    """Return a level of which one end is known."""
    count = Count(n=n, at_least=False, invited=invited)
    return Bounded(value=value, side=side, error=0.13, count=count)


def level(value: float | None) -> Level:
    """Return a level, or too few answers."""
    return TOO_FEW if value is None else known(value)
