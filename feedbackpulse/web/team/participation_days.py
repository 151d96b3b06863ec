"""How much of the whole organisation took part by each working day, beside the round before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count, islice, takewhile

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.charts.participation import Day
from feedbackpulse.cycles.domain import Round
from feedbackpulse.extensions import current_settings
from feedbackpulse.roster.participation import (
    Level,
    LevelKind,
    is_working_day,
    levels_of_all,
)


def days_of(session: Session, *, asked: Round, previous: Round | None) -> tuple[Day, ...]:
    """Return the days of the whole organisation, each beside the same one of the round before."""
    before = {} if previous is None else _by_number(session, previous)
    return tuple(
        Day(
            label=format_date(day, "E d").replace(".", ""),
            percent=level.percent,
            shown=_short(level),
            before=then.percent if then else None,
            shown_before=_short(then) if then else "",
        )
        for day, level in levels_of_all(session, asked=asked).items()
        for then in [before.get(working_day(asked, day))]
    )


def _by_number(session: Session, asked: Round) -> dict[int, Level]:
    levels = levels_of_all(session, asked=asked)
    return {working_day(asked, day): level for day, level in levels.items()}


def _short(level: Level) -> str:
    return f"{level.percent}%+" if level.percent is not None else say_level(level)


def say_level(level: Level) -> str:
    """Return how many answered, as coarse as it is known."""
    if level.kind is LevelKind.PERCENT:
        return str(_("%(percent)s%% or more", percent=level.percent))
    known: Mapping[LevelKind, str] = {
        LevelKind.FEWER_THAN_FIVE: _("fewer than %(smallest)s", smallest=5),
        LevelKind.AT_LEAST_FIVE: _("5 or more"),
        LevelKind.MORE_THAN_HALF: _("more than half"),
    }
    return str(known[level.kind])


def working_day(asked: Round, day: date) -> int:
    """Return how many working days of a round have begun by a day."""
    return sum(1 for _ in takewhile(lambda one: one <= day, _working_days(asked)))


def day_numbered(asked: Round, number: int) -> date:
    """Return the working day with this number, counted from the opening of a round."""
    return next(islice(_working_days(asked), max(0, number - 1), None))


def _working_days(asked: Round) -> Iterator[date]:
    first = clock.local_day(asked.opens_at, current_settings().zone)
    return filter(is_working_day, (first + timedelta(days=after) for after in count()))
