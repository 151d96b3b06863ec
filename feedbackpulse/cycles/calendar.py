"""When rounds open and close. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule

from feedbackpulse.cycles.domain import Cycle, Rhythm

# Far enough to plan with, near enough that every date still exists.
LAST_YEAR = 2200

_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.TWO_MONTHLY: 2, Rhythm.QUARTERLY: 3}
_SHORTEST_MONTH = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """From when until when a round can be answered, in UTC."""

    opens_at: datetime
    closes_at: datetime


def occurrences(
    rhythm: Rhythm, first_day: date, opens: time, closes: time, window_days: int, zone: str
) -> Iterator[Window]:
    """Yield the windows of a rhythm, first to last.

    The days are counted on the local calendar and get their zone afterwards, so a
    round that opens at nine opens at nine in summer and in winter.
    """
    local = ZoneInfo(zone)
    for day in _days(rhythm, first_day):
        last_day = day + timedelta(days=window_days - 1)
        opens_at = instant(datetime.combine(day, opens), local)
        closes_at = instant(datetime.combine(last_day, closes), local)
        # A window inside the hour that the clock skips would be empty.
        yield Window(opens_at=opens_at, closes_at=max(closes_at, opens_at + timedelta(minutes=1)))


def windows_of(cycle: Cycle) -> Iterator[Window]:
    """Yield the windows of a cycle, first to last."""
    return occurrences(
        cycle.rhythm, cycle.first_day, cycle.opens, cycle.closes, cycle.window_days, cycle.zone
    )


def fits(window: Window, *, now: datetime) -> bool:
    """Say whether people still get at least half of a window's time."""
    return window.closes_at - max(now, window.opens_at) >= (window.closes_at - window.opens_at) / 2


def next_window(cycle: Cycle, *, now: datetime, after: datetime | None = None) -> Window | None:
    """Return the first window after a moment of which at least half is still to come."""
    for window in windows_of(cycle):
        if fits(window, now=now) and (after is None or window.opens_at > after):
            return window
    return None


def instant(naive: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which a wall clock shows this time.

    A time that the clock skips becomes the first moment after the gap; a time that
    it shows twice becomes the first of the two.
    """
    first_pass = naive.replace(tzinfo=zone).astimezone(UTC)
    if first_pass.astimezone(zone).replace(tzinfo=None) == naive:
        return first_pass
    return _end_of_gap(naive.replace(tzinfo=zone, fold=1).astimezone(UTC), first_pass, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _days(rhythm: Rhythm, first_day: date) -> Iterator[date]:
    if rhythm is Rhythm.ONCE:
        yield first_day
        return
    start = datetime.combine(first_day, time())
    until = datetime(LAST_YEAR, 1, 1)  # noqa: DTZ001 (local days; the zone is attached afterwards)
    for moment in _rule(rhythm, start, until):
        yield moment.date()


def _rule(rhythm: Rhythm, start: datetime, until: datetime) -> rrule:
    if rhythm is Rhythm.BIWEEKLY:
        return rrule(WEEKLY, dtstart=start, interval=2, until=until)
    days = range(min(start.day, _SHORTEST_MONTH), start.day + 1)
    # In a month without that day the last day that there is takes its place.
    return rrule(
        MONTHLY,
        dtstart=start,
        interval=_MONTHS[rhythm],
        bymonthday=tuple(days),
        bysetpos=-1,
        until=until,
    )
