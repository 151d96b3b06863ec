"""When somebody may be written to, and on which days a round reminds. Pure: no clock, no database.

Everything is reckoned on the local calendar and gets its zone afterwards, so that quiet hours end
at the same wall time in summer and in winter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import floor
from typing import Final
from zoneinfo import ZoneInfo

from feedbackpulse.clock import local_day
from feedbackpulse.cycles.calendar import instant
from feedbackpulse.notices.domain import Preference
from feedbackpulse.programme.domain import QuietHours

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_FURTHEST: Final = 800
"""So many days on we stop looking: an organisation that closes for longer writes to nobody."""
_MARGIN: Final = timedelta(minutes=1)
"""What is begun just before the quiet hours would arrive in them."""
_LEAST_TIME: Final = timedelta(hours=4)
"""A reminder that leaves less time than this would only nag."""
REMINDED_AT: Final = {0: (), 1: (0.5,), 2: (0.5, 0.8)}
"""At which part of a round's working days it reminds, for each number of reminders."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calm:
    """What holds for everybody: the zone, the quiet hours, and which days are closed."""

    zone: str
    quiet: QuietHours
    closed: Callable[[date], bool]

    def day_of(self, moment: datetime) -> date:
        """Return the local day of a moment."""
        return local_day(moment, self.zone)

    def is_working_day(self, day: date) -> bool:
        """Say whether messages may come on a day."""
        return day.weekday() < _SATURDAY and not self.closed(day)

    def next_moment(
        self, now: datetime, *, preference: Preference, mailed_today: bool = False
    ) -> datetime:
        """Return the first moment, now or later, at which somebody may get a message."""
        return next_moment(
            now,
            zone=self.zone,
            quiet=self.quiet,
            preference=preference,
            closed=self.closed,
            mailed_today=mailed_today,
        )


def next_moment(
    now: datetime,
    *,
    zone: str,
    quiet: QuietHours,
    preference: Preference,
    closed: Callable[[date], bool],
    mailed_today: bool = False,
) -> datetime:
    """Return the first moment, now or later, at which somebody may get a message.

    Not in quiet hours, nor on a weekend or closed day, while they asked for none, or on a day on
    which they had one.
    """
    calm = Calm(zone=zone, quiet=quiet, closed=closed)
    hours = quiet.widened(begin=preference.quiet_from, end=preference.quiet_until)
    first = calm.day_of(now) + (_DAY if mailed_today else timedelta())
    if preference.snoozed_until is not None:
        first = max(first, preference.snoozed_until)
    for day in _working_days(calm, first):
        moment = max(now, _at(day, hours.end, zone))
        if moment + _MARGIN <= _at(day, hours.begin, zone):
            return moment
    return now + _FURTHEST * _DAY


def reminder_moments(
    opens_at: datetime, closes_at: datetime, *, reminders: int, calm: Calm
) -> tuple[datetime, ...]:
    """Return when a round reminds: on working days, never on its first, with time left to answer.

    They are spread over the working days of its window; a short window has fewer of them.
    """
    zone = ZoneInfo(calm.zone)
    at = opens_at.astimezone(zone).time()
    days = list(_days_between(calm.day_of(opens_at), calm.day_of(closes_at)))
    left = [day for day in days if _at(day, at, calm.zone) + _LEAST_TIME <= closes_at]
    working = [day for day in left if calm.is_working_day(day)]
    chosen = {floor(len(working) * part) for part in REMINDED_AT[reminders]}
    return tuple(
        moment
        for place in sorted(chosen)
        if place < len(working) and (moment := _at(working[place], at, calm.zone)) > opens_at
    )


def _working_days(calm: Calm, first: date) -> Iterator[date]:
    for offset in range(_FURTHEST):
        day = first + offset * _DAY
        if calm.is_working_day(day):
            yield day


def _days_between(first: date, last: date) -> Iterator[date]:
    return (first + offset * _DAY for offset in range((last - first).days + 1))


def _at(day: date, wall: time, zone: str) -> datetime:
    return instant(datetime.combine(day, wall), ZoneInfo(zone))
