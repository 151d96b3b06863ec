"""When rounds open and close. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles.domain import Cycle, Rhythm
from feedbackpulse.cycles.moving import first_open_day
from feedbackpulse.cycles.rules import LAST_YEAR, rule_days
from feedbackpulse.programme.closures import ALWAYS_OPEN, Closures

_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.TWO_MONTHLY: 2, Rhythm.QUARTERLY: 3}
_SHORTEST_MONTH = 28
_YEARS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """From when until when a round can be answered, in UTC.

    One that a closed day moved knows when it would have opened, and what moved it.
    """

    opens_at: datetime
    closes_at: datetime
    moved_from: datetime | None = None
    moved_why: LocalText | None = None

    @property
    def slot(self) -> datetime:
        """Return the opening that the rhythm gave it."""
        return self.opens_at if self.moved_from is None else self.moved_from


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """An opening that closed days leave no room for before the next one."""

    slot: datetime
    why: LocalText


def occurrences(
    rhythm: Rhythm,
    first_day: date,
    opens: time,
    closes: time,
    window_days: int,
    zone: str,
    rule: str = "",
) -> Iterator[Window]:
    """Yield the windows of a rhythm, first to last, as if no day were closed.

    The days are counted on the local calendar and get their zone afterwards, so a
    round that opens at nine opens at nine in summer and in winter.
    """
    hours = _Hours(opens=opens, closes=closes, zone=ZoneInfo(zone))
    for day in _days(rhythm, first_day, rule):
        yield hours.window(day, window_days)


def schedule(cycle: Cycle, closures: Closures = ALWAYS_OPEN) -> Iterator[Window | Skipped]:
    """Yield what becomes of every opening of a cycle, first to last.

    A cycle that was slowed takes each 2nd, 4th, … opening. One that avoids closed days moves on
    from them, until the day of its next opening.
    """
    hours = _Hours(opens=cycle.opens, closes=cycle.closes, zone=ZoneInfo(cycle.zone))
    days = islice(_days(cycle.rhythm, cycle.first_day, cycle.rule), 0, None, 2**cycle.slowed)
    for day, following in pairwise(chain(days, (None,))):
        assert day is not None  # only the last one is
        yield hours.occasion(cycle, day, following, closures)


def windows_of(cycle: Cycle, closures: Closures = ALWAYS_OPEN) -> Iterator[Window]:
    """Yield the windows of a cycle, first to last."""
    return (each for each in schedule(cycle, closures) if isinstance(each, Window))


def fits(window: Window, *, now: datetime) -> bool:
    """Say whether people still get at least half of a window's time."""
    return window.closes_at - max(now, window.opens_at) >= (window.closes_at - window.opens_at) / 2


def next_window(
    cycle: Cycle,
    *,
    now: datetime,
    after: datetime | None = None,
    clear_of: datetime | None = None,
    closures: Closures = ALWAYS_OPEN,
) -> Window | None:
    """Return the first window after an opening of which at least half is still to come.

    It does not open before the moment that it is to keep clear of: the end of the round before.
    """
    for window in windows_of(cycle, closures):
        late_enough = clear_of is None or window.opens_at >= clear_of
        if fits(window, now=now) and late_enough and (after is None or window.slot > after):
            return window
    return None


def skipped_between(
    cycle: Cycle, closures: Closures, *, after: datetime, before: datetime
) -> tuple[Skipped, ...]:
    """Return the openings between two moments that closed days leave no room for."""
    until = takewhile(lambda each: each.slot < before, schedule(cycle, closures))
    return tuple(each for each in until if isinstance(each, Skipped) and each.slot > after)


def occasion_at(cycle: Cycle, closures: Closures, *, slot: datetime) -> Window | Skipped | None:
    """Return what becomes of one opening; nothing of one that the rhythm does not have."""
    until = takewhile(lambda each: each.slot <= slot, schedule(cycle, closures))
    return next((each for each in until if each.slot == slot), None)


def rounds_a_year(cycle: Cycle, closures: Closures = ALWAYS_OPEN) -> int:
    """Return how many rounds a cycle has in an ordinary year: the mean of its first three."""
    if cycle.rhythm is Rhythm.ONCE:
        return 1
    windows = windows_of(cycle, closures)
    first = next(windows, None)
    if first is None:
        return 0
    end = first.opens_at + timedelta(days=365 * _YEARS)
    return max(1, round((1 + sum(1 for _ in takewhile(_before(end), windows))) / _YEARS))


def _before(end: datetime) -> Callable[[Window], bool]:
    return lambda window: window.opens_at < end


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hours:
    """At what time of the day rounds open and close, and where."""

    opens: time
    closes: time
    zone: ZoneInfo

    def window(self, day: date, window_days: int) -> Window:
        """Return the window that opens on a day."""
        opens_at, closes_at = self.opening(day), self.closing(day + timedelta(days=window_days - 1))
        # A window inside the hour that the clock skips would be empty.
        return Window(opens_at=opens_at, closes_at=max(closes_at, opens_at + timedelta(minutes=1)))

    def occasion(
        self, cycle: Cycle, day: date, following: date | None, closures: Closures
    ) -> Window | Skipped:
        """Return what becomes of an opening on a day, when the next one is on another."""
        length = self._room(cycle, day, following)
        if not cycle.avoids_closures:
            return self.window(day, length)
        found = first_open_day(day, length, following, closures)
        if found.why is None:
            return self.window(day, length)
        left = 0 if found.day is None else self._room(cycle, found.day, following)
        if found.day is None or 2 * left < length:
            return Skipped(slot=self.opening(day), why=found.why)
        moved = self.window(found.day, left)
        return replace(moved, moved_from=self.opening(day), moved_why=found.why)

    def opening(self, day: date) -> datetime:
        """Return the moment at which a round opens on a day."""
        return instant(datetime.combine(day, self.opens), self.zone)

    def closing(self, day: date) -> datetime:
        """Return the moment at which a round closes on a day."""
        return instant(datetime.combine(day, self.closes), self.zone)

    def _room(self, cycle: Cycle, day: date, following: date | None) -> int:
        """Return for how many days a round can be open before the next one opens."""
        if following is None:
            return cycle.window_days
        spare = (following - day).days + (self.closes <= self.opens)
        return min(cycle.window_days, spare)


def instant(naive: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which a wall clock shows this time.

    A time that the clock skips becomes the first moment after the gap; a time that
    it shows twice becomes the first of the two.
    """
    naive = naive.replace(fold=0)
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


def _days(rhythm: Rhythm, first_day: date, rule: str) -> Iterator[date]:
    if rhythm is Rhythm.ONCE:
        yield first_day
        return
    if rhythm is Rhythm.OWN:
        yield from rule_days(rule, first_day)
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
