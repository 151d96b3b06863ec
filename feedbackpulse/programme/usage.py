"""How many people used reflection: one number per quarter, blurred once, and nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new
from feedbackpulse.programme.tables import UsageRow

SHOWS_FROM: Final = 20
"""The fewest people, after the noise, of whom a number is kept."""
STEP: Final = 5
"""To which steps a number is rounded."""
_MONTHS: Final = 3
_LONGEST: Final = 92


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """About how many people used reflection in a quarter; None when they were too few to say."""

    quarter: date
    people: int | None


def quarter_of(day: date) -> date:
    """Return the first day of the quarter in which a day lies."""
    return date(day.year, day.month - (day.month - 1) % _MONTHS, 1)


def quarter_before(day: date) -> date:
    """Return the first day of the latest quarter that is over."""
    return quarter_of(quarter_of(day) - timedelta(days=1))


def quarter_after(quarter: date) -> date:
    """Return the first day of the quarter after one."""
    return quarter_of(quarter + timedelta(days=_LONGEST))


def told(blurred: int) -> int | None:
    """Return what is kept of a number that has its noise: in steps, or nothing of few people."""
    rounded = STEP * round(blurred / STEP)
    return rounded if rounded >= SHOWS_FROM else None


def is_counted(session: Session, *, quarter: date) -> bool:
    """Say whether a quarter has its number, or that it has none."""
    return session.get(UsageRow, quarter) is not None


def keep_usage(session: Session, *, usage: Usage) -> None:
    """Keep the number of a quarter; whoever comes second changes nothing."""
    insert_if_new(session, UsageRow, {"quarter": usage.quarter, "people": usage.people})


def list_usage(session: Session) -> tuple[Usage, ...]:
    """Return the quarters that were counted, the latest first."""
    rows = session.scalars(select(UsageRow).order_by(UsageRow.quarter.desc()))
    return tuple(Usage(quarter=row.quarter, people=row.people) for row in rows)
