"""How many have answered, as coarse as anybody may know before the release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.database import insert_all
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.roster.tables import ParticipationRow, RoundUnitRow

_FEW = 5
_LARGE = 20
_SATURDAY = 5


class LevelKind(StrEnum):
    """What is said about a unit's answers so far."""

    FEWER_THAN_FIVE = "fewer_than_five"
    AT_LEAST_FIVE = "at_least_five"
    MORE_THAN_HALF = "more_than_half"
    PERCENT = "percent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """How much of a unit answered; *percent* is a whole ten, rounded down, of larger units."""

    kind: LevelKind
    percent: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitParticipation:
    """The level of one unit on one working day."""

    unit: UnitKey
    unit_name: str
    invited: int
    day: date
    level: Level


def coarse(cast: int, invited: int) -> Level:
    """Return what may be said of this many ballots from this many people."""
    if cast < _FEW:
        return Level(kind=LevelKind.FEWER_THAN_FIVE)
    if invited >= _LARGE:
        percent = min(100, 10 * (10 * cast // invited))
        return Level(kind=LevelKind.PERCENT, percent=percent)
    more_than_half = 2 * cast > invited
    return Level(kind=LevelKind.MORE_THAN_HALF if more_than_half else LevelKind.AT_LEAST_FIVE)


def is_working_day(day: date) -> bool:
    """Say whether participation is counted on this day."""
    return day.weekday() < _SATURDAY


def is_counted(session: Session, *, round_id: RoundId, day: date) -> bool:
    """Say whether a round was counted on this day."""
    query = select(ParticipationRow.day).where(
        ParticipationRow.round_id == round_id, ParticipationRow.day == day
    )
    return session.scalars(query.limit(1)).first() is not None


def record_day(
    session: Session, *, round_id: RoundId, day: date, cast: Mapping[UnitKey, int]
) -> bool:
    """Keep the level of every stamp and of the whole for one day, once; say if this call did."""
    if is_counted(session, round_id=round_id, day=day):
        return False
    counted = counted_units(session, round_id=round_id)
    insert_all(session, ParticipationRow, _level_rows(round_id, day, counted, cast))
    return True


def _level_rows(
    round_id: RoundId, day: date, counted: Sequence[RoundUnit], cast: Mapping[UnitKey, int]
) -> Iterator[dict[str, Any]]:
    everybody = sum(cast.values())
    for unit in counted:
        level = coarse(cast.get(unit.key, 0) if unit.is_leaf else everybody, unit.invited)
        yield {
            "round_id": round_id,
            "day": day,
            "team_id": unit.key.team_id,
            "part": unit.key.part.value,
            "level": level.kind.value,
            "percent": level.percent,
        }


def last_counted(session: Session, *, round_id: RoundId) -> date | None:
    """Return the last day on which a round was counted, if there is one."""
    days = select(func.max(ParticipationRow.day)).where(ParticipationRow.round_id == round_id)
    return session.scalar(days)


def participation(
    session: Session,
    *,
    round_id: RoundId,
    units: Collection[UnitKey] | None = None,
    day: date | None = None,
) -> tuple[UnitParticipation, ...]:
    """Return the levels of a round: the whole first, then its stamps; within each by day.

    With *units*: only of those. With *day*: only of that day.
    """
    query = (
        select(ParticipationRow)
        .where(ParticipationRow.round_id == round_id)
        .order_by(ParticipationRow.day)
    )
    if units is not None:
        query = query.where(ParticipationRow.team_id.in_({unit.team_id for unit in units}))
    if day is not None:
        query = query.where(ParticipationRow.day == day)
    rows: defaultdict[UnitKey, list[ParticipationRow]] = defaultdict(list)
    for row in session.scalars(query):
        rows[UnitKey(team_id=TeamId(row.team_id), part=Part(row.part))].append(row)
    return tuple(
        UnitParticipation(
            unit=unit.key,
            unit_name=unit.name,
            invited=unit.invited,
            day=row.day,
            level=Level(kind=LevelKind(row.level), percent=row.percent),
        )
        for unit in counted_units(session, round_id=round_id, units=units)
        for row in rows[unit.key]
    )


def levels_of_all(session: Session, *, asked: Round) -> dict[date, Level]:
    """Return the level of everybody who was asked, by day."""
    own, unit = ParticipationRow, RoundUnitRow
    whole = select(unit.team_id, unit.part).where(
        unit.round_id == asked.id, unit.parent_team_id.is_(None)
    )
    query = select(own.day, own.level, own.percent).where(
        own.round_id == asked.id,
        own.day.in_(_days_around(asked)),  # else all rows of a round are read for a few
        tuple_(own.team_id, own.part).in_(whole),
    )
    return {
        day: Level(kind=LevelKind(level), percent=percent)
        for day, level, percent in session.execute(query.order_by(own.day))
    }


def _days_around(asked: Round) -> list[date]:
    """Return the days on which a round was open, in whatever time zone."""
    first, last = asked.opens_at.date(), asked.closes_at.date()
    return [first + timedelta(days=after) for after in range(-1, (last - first).days + 2)]


def counted_units(
    session: Session, *, round_id: RoundId, units: Collection[UnitKey] | None = None
) -> list[RoundUnit]:
    """Return what is counted while a round is open: the whole first, then its stamps.

    With *units*: only those.
    """
    return [
        unit
        for unit in roster.units_of_round(session, round_id=round_id)
        if (unit.is_leaf or unit.parent is None) and (units is None or unit.key in units)
    ]
