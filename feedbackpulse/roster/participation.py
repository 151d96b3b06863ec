"""How many have answered, as coarse as anybody may know before the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.roster.tables import ParticipationRow

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
    for unit in _counted_units(session, round_id):
        count = cast.get(unit.key, 0) if unit.is_leaf else sum(cast.values())
        level = coarse(count, unit.invited)
        session.add(
            ParticipationRow(
                round_id=round_id,
                day=day,
                team_id=unit.key.team_id,
                part=unit.key.part.value,
                level=level.kind.value,
                percent=level.percent,
            )
        )
    session.flush()
    return True


def participation(session: Session, *, round_id: RoundId) -> tuple[UnitParticipation, ...]:
    """Return the levels of a round: the whole first, then its stamps; within each by day."""
    rows = session.scalars(
        select(ParticipationRow)
        .where(ParticipationRow.round_id == round_id)
        .order_by(ParticipationRow.day)
    ).all()
    return tuple(
        UnitParticipation(
            unit=unit.key,
            unit_name=unit.name,
            invited=unit.invited,
            day=row.day,
            level=Level(kind=LevelKind(row.level), percent=row.percent),
        )
        for unit in _counted_units(session, round_id)
        for row in rows
        if (row.team_id, row.part) == (unit.key.team_id, unit.key.part.value)
    )


def _counted_units(session: Session, round_id: RoundId) -> list[RoundUnit]:
    units = roster.units_of_round(session, round_id=round_id)
    return [unit for unit in units if unit.is_leaf or unit.parent is None]
