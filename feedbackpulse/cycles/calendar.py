"""When rounds open and close, and what each of them asks. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule

from feedbackpulse.checkpoints.domain import Catalogue, Item
from feedbackpulse.cycles.domain import AskedItem, Cycle, OwnQuestion, Rhythm

# Far enough to plan with, near enough that every date still exists.
LAST_YEAR = 2200
SECONDS_PER_RATING = 7
SECONDS_PER_OPEN_QUESTION = 30

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


def blocks_of_round(cycle: Cycle, number: int) -> tuple[int, ...]:
    """Return the blocks that a round asks: the chosen ones take turns."""
    if not cycle.blocks:
        return ()
    count = min(cycle.blocks_per_round, len(cycle.blocks))
    start = (number - 1) * count
    return tuple(cycle.blocks[(start + turn) % len(cycle.blocks)] for turn in range(count))


def items_of_round(cycle: Cycle, number: int, catalogue: Catalogue) -> tuple[AskedItem, ...]:
    """Return what a round asks, in order: its blocks, the anchor, own questions, the open one."""
    rated = [
        item for block in blocks_of_round(cycle, number) for item in catalogue.block_items(block)
    ]
    asked = [_as_asked(item) for item in (*rated, catalogue.anchor)]
    asked += [_own_as_asked(question) for question in cycle.own_questions]
    if cycle.asks_open_question:
        asked.append(_as_asked(catalogue.open_question))
    return tuple(asked)


def seconds_to_answer(items: tuple[AskedItem, ...]) -> int:
    """Return about how long these questions take one person."""
    return sum(SECONDS_PER_OPEN_QUESTION if i.is_open else SECONDS_PER_RATING for i in items)


def _as_asked(item: Item) -> AskedItem:
    return AskedItem(
        code=item.code,
        version=item.version,
        scale=item.scale,
        text=item.text,
        reverse=item.reverse,
        checkpoint=item.checkpoint,
    )


def _own_as_asked(question: OwnQuestion) -> AskedItem:
    return AskedItem(
        code=question.code,
        version=1,
        scale=question.scale,
        text=question.text,
        reverse=False,
        checkpoint=None,
    )
