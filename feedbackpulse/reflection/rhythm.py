"""When somebody's next reflection is due, if they want one to be. Pure: no clock, no database.

A large one comes so many weeks after the last large one. A small one belongs to a running plan, so
many weeks after the last time its owner looked at it. Nothing is due to who never began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from feedbackpulse.programme.domain import LARGE_WEEKS, SMALL_WEEKS
from feedbackpulse.reflection.domain import Reflection, ReflectionError, ReflectionKind

AS_PROPOSED: Final = None
NEVER: Final = 0
PUT_OFF_DAYS: Final = {ReflectionKind.LARGE: 28, ReflectionKind.SMALL: 7}
"""For so long we ask nothing after somebody said: not now."""
_SO_NEAR: Final = timedelta(days=7)
"""A large one that comes so soon after a small one takes its place: it asks the same and more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """What somebody chose: every how many weeks, reminders, and no asking before a day.

    Weeks are None for what HR proposes and 0 for never. Reminders are None until they were asked.
    """

    large_weeks: int | None = AS_PROPOSED
    small_weeks: int | None = AS_PROPOSED
    reminders: bool | None = None
    not_before: date | None = None

    def __post_init__(self) -> None:
        """Refuse weeks that nobody can choose."""
        if self.large_weeks not in {AS_PROPOSED, NEVER, *LARGE_WEEKS}:
            raise ReflectionError(f"no large reflection comes every {self.large_weeks} weeks")
        if self.small_weeks not in {AS_PROPOSED, NEVER, *SMALL_WEEKS}:
            raise ReflectionError(f"no small reflection comes every {self.small_weeks} weeks")

    def put_off(self, kind: ReflectionKind, *, today: date) -> Rhythm:
        """Return the rhythm of somebody for whom it is not the moment."""
        return replace(self, not_before=today + timedelta(days=PUT_OFF_DAYS[kind]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Every how many weeks each kind comes, for one person; 0 is never."""

    large_weeks: int
    small_weeks: int

    def chosen_by(self, rhythm: Rhythm) -> Pace:
        """Return what somebody chose, and this where they follow the proposal."""
        large, small = rhythm.large_weeks, rhythm.small_weeks
        return Pace(
            large_weeks=self.large_weeks if large is AS_PROPOSED else large,
            small_weeks=self.small_weeks if small is AS_PROPOSED else small,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The next reflection, and the first day on which it may be asked for."""

    kind: ReflectionKind
    on: date


def next_due(
    finished: Iterable[Reflection],
    *,
    plan_since: date | None,
    proposed: Pace,
    rhythm: Rhythm,
) -> Due | None:
    """Return what comes next for somebody, or None when nothing comes by itself.

    *plan_since* is the day on which their oldest running plan began.
    """
    pace = proposed.chosen_by(rhythm)
    large, latest = _last_days(finished)
    large_on = _after(large, pace.large_weeks)
    small_on = _after(_later(latest, plan_since), pace.small_weeks) if plan_since else None
    due = _first(large_on, small_on)
    if due is None or rhythm.not_before is None:
        return due
    return replace(due, on=max(due.on, rhythm.not_before))


def reminder_day(
    due: Due | None, *, wanted: bool, today: date, waiting: date | None
) -> date | None:
    """Return when to remind, or None. *waiting* is the day on which that was going to happen.

    A moment that has come already brought its reminder: who changes their mind then gets no other.
    """
    if due is None or not wanted:
        return None
    return due.on if due.on > today or due.on == waiting else None


def _last_days(finished: Iterable[Reflection]) -> tuple[date | None, date | None]:
    """Return the day of the last large reflection, and of the last one over any facets."""
    days = [
        (one.finished_on, one.kind)
        for one in finished
        if one.finished_on and (one.kind is ReflectionKind.LARGE or one.facets)
    ]
    large = [day for day, kind in days if kind is ReflectionKind.LARGE]
    return max(large, default=None), max((day for day, _ in days), default=None)


def _after(day: date | None, weeks: int) -> date | None:
    return day + timedelta(weeks=weeks) if day and weeks else None


def _later(day: date | None, other: date) -> date:
    return other if day is None else max(day, other)


def _first(large_on: date | None, small_on: date | None) -> Due | None:
    """Return the earlier of both; the large one also when it comes shortly after the small one."""
    if large_on and (small_on is None or large_on <= small_on + _SO_NEAR):
        return Due(kind=ReflectionKind.LARGE, on=large_on)
    return Due(kind=ReflectionKind.SMALL, on=small_on) if small_on else None
