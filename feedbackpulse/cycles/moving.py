"""Where a round goes that would open on a closed day, or whose days are mostly closed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.programme.closures import Closures, is_weekend

FURTHEST = timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDay:
    """The day on which a round opens, or None; and what kept it from its own day."""

    day: date | None
    why: LocalText | None


def first_open_day(
    day: date, window_days: int, following: date | None, closures: Closures
) -> OpenDay:
    """Return the first day that suits before the next opening, and none when there is none.

    A day suits when it is open, and at least half of the window from there. Rounds that open on a
    working day do not move into a weekend.
    """
    why = _against(day, window_days, closures)
    last, found = following or day + FURTHEST, day
    while found < last:
        on_time = found == day or is_weekend(day) or not is_weekend(found)
        if on_time and _against(found, window_days, closures) is None:
            return OpenDay(day=found, why=why)
        found += timedelta(days=1)
    return OpenDay(day=None, why=why)


def _against(day: date, window_days: int, closures: Closures) -> LocalText | None:
    """Return what closes a day, or most of the days from there; None when nothing does."""
    names = [closures.why(day + timedelta(days=count)) for count in range(window_days)]
    closed = [name for name in names if name is not None]
    if names[0] is not None:
        return names[0]
    return max(closed, key=closed.count) if 2 * len(closed) > window_days else None
