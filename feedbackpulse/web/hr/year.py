"""The next rounds of a cycle, with what moves them, and the months in which they fall."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import get_day_names
from flask_babel import get_locale
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Catalogue, LocalText
from feedbackpulse.cycles.asking import blocks_asked, items_of_round, seconds_to_answer
from feedbackpulse.cycles.calendar import Skipped, skipped_between
from feedbackpulse.cycles.domain import AskedItem, Cycle, Round, RoundState
from feedbackpulse.cycles.outlook import ComingRound, coming_rounds
from feedbackpulse.cycles.rhythm import Turn
from feedbackpulse.programme.closures import Closures
from feedbackpulse.programme.service import get_closures

ROUNDS_AHEAD = 12
MONTHS_SHOWN = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One round that is to come; one that closed days leave no room for has no number."""

    number: int | None
    slot: datetime
    opens_at: datetime
    closes_at: datetime
    blocks: tuple[int, ...]
    why: LocalText | None
    items: tuple[AskedItem, ...] = ()

    @property
    def minutes(self) -> int:
        """Return about how many minutes it takes one person, rounded up."""
        return math.ceil(seconds_to_answer(self.items) / 60)

    @property
    def is_moved(self) -> bool:
        """Say whether it opens on another day than its rhythm says."""
        return self.number is not None and self.opens_at != self.slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One day of a month: the round that is open then, and what closes the day."""

    day: date
    number: int | None
    opens: bool
    closed: LocalText | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """One month in weeks from Monday to Sunday; None for days of other months."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Weekday:
    """What a day of the week is called, in full and in two letters."""

    long: str
    short: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The next rounds in order, and the year in which the first of them falls."""

    lines: tuple[Line, ...]
    months: tuple[Month, ...]

    @property
    def weekdays(self) -> tuple[Weekday, ...]:
        """Return what the days of the week are called, from Monday on."""
        locale = get_locale()
        long, short = (get_day_names(width, locale=locale) for width in ("wide", "short"))
        return tuple(Weekday(long=str(long[day]), short=str(short[day])) for day in range(7))


def plan_of(
    cycle: Cycle,
    catalogue: Catalogue,
    closures: Closures,
    *,
    now: datetime,
    turn: Turn | None = None,
) -> Plan:
    """Return the plan of a cycle that counts from its first round, or from a turn."""
    number, clear_of = (1, None) if turn is None else (turn.number, turn.clear_of)
    rounds = coming_rounds(
        cycle,
        catalogue,
        now=now,
        count=ROUNDS_AHEAD,
        number=number,
        clear_of=clear_of,
        closures=closures,
    )
    since = max(now, clear_of or now)
    return _plan(cycle, closures, [*map(_line, rounds)], since)


def plan_of_running(
    session: Session,
    cycle: Cycle,
    rounds: Iterable[Round],
    catalogue: Catalogue,
    *,
    now: datetime,
) -> Plan | None:
    """Return the plan from the round that is planned on; None when none is."""
    planned = next((one for one in rounds if one.state is RoundState.PLANNED), None)
    if planned is None:
        return None
    closures = get_closures(session)
    slot = planned.moved_from or planned.opens_at
    first = Line(
        number=planned.number,
        slot=slot,
        opens_at=planned.opens_at,
        closes_at=planned.closes_at,
        blocks=blocks_asked(cycle, planned.number),
        items=items_of_round(cycle, planned.number, catalogue),
        why=planned.moved_why,
    )
    after = coming_rounds(
        cycle,
        catalogue,
        now=now,
        count=ROUNDS_AHEAD - 1,
        number=planned.number + 1,
        after=slot,
        closures=closures,
    )
    return _plan(cycle, closures, [first, *map(_line, after)], slot)


def _plan(cycle: Cycle, closures: Closures, lines: list[Line], since: datetime) -> Plan:
    if not lines:
        return Plan(lines=(), months=())
    skipped = skipped_between(cycle, closures, after=since, before=lines[-1].slot)
    every = sorted([*lines, *map(_nothing, skipped)], key=lambda line: line.slot)
    first = clock.local_day(lines[0].opens_at, cycle.zone).replace(day=1)
    return Plan(lines=tuple(every), months=tuple(_months(first, lines, closures, cycle.zone)))


def _line(coming: ComingRound) -> Line:
    return Line(
        number=coming.number,
        slot=coming.window.slot,
        opens_at=coming.window.opens_at,
        closes_at=coming.window.closes_at,
        blocks=coming.blocks,
        items=coming.items,
        why=coming.window.moved_why,
    )


def _nothing(skipped: Skipped) -> Line:
    return Line(
        number=None,
        slot=skipped.slot,
        opens_at=skipped.slot,
        closes_at=skipped.slot,
        blocks=(),
        why=skipped.why,
    )


def _months(first: date, lines: list[Line], closures: Closures, zone: str) -> Iterator[Month]:
    spans = [
        (line.number, clock.local_day(line.opens_at, zone), clock.local_day(line.closes_at, zone))
        for line in lines
    ]
    for count in range(MONTHS_SHOWN):
        begin = _months_later(first, count)
        weeks = calendar.Calendar().monthdatescalendar(begin.year, begin.month)
        yield Month(
            first=begin,
            weeks=tuple(
                tuple(
                    _cell(day, spans, closures) if day.month == begin.month else None
                    for day in week
                )
                for week in weeks
            ),
        )


def _cell(day: date, spans: list[tuple[int | None, date, date]], closures: Closures) -> Cell:
    opening = next((number for number, start, _end in spans if start == day), None)
    going = next((number for number, start, end in spans if start <= day <= end), None)
    return Cell(
        day=day, number=opening or going, opens=opening is not None, closed=closures.why(day)
    )


def _months_later(first: date, count: int) -> date:
    months = first.month - 1 + count
    return date(first.year + months // 12, months % 12 + 1, 1)
