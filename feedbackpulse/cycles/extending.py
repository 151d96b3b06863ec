"""Give people longer to answer: at most twice, never after closing, never into the next round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.clock import local_day
from feedbackpulse.cycles.calendar import instant, next_window
from feedbackpulse.cycles.domain import (
    LONGEST_WINDOW,
    Cycle,
    CycleState,
    IllegalMoveError,
    Round,
    RoundId,
    RoundState,
)
from feedbackpulse.cycles.log import log_round
from feedbackpulse.cycles.mapping import to_cycle, to_round
from feedbackpulse.cycles.rounds import get_round, hold_round
from feedbackpulse.cycles.states import Event, Stage, may
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.programme.changes import Change, Kind, changes_of_round, stated
from feedbackpulse.programme.service import get_closures

MOST_EXTENSIONS: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """For how many days more a round may stay open, and how often that was asked for before."""

    days: int
    extended: int

    @property
    def is_left(self) -> bool:
        """Say whether the round can be extended now."""
        return self.days > 0 and self.extended < MOST_EXTENSIONS


def extend_round(
    session: Session, *, round_id: RoundId, days: int, now: datetime, reason: str
) -> Round:
    """Let an open round close so many days later, at the same time of day; tell everybody why.

    Its manifest stays: what people checked is still what they are asked. Raises IllegalMoveError,
    and NoReasonError.
    """
    hold_round(session, round_id=round_id)
    before = get_round(session, round_id=round_id)
    room = room_to_extend(session, asked=before, now=now)
    if not room.is_left or not 1 <= days <= room.days:
        raise IllegalMoveError(f"round {round_id} cannot stay open for {days} days more")
    row = session.get_one(RoundRow, round_id)
    zone = ZoneInfo(_cycle(session, before).zone)
    row.closes_at = _later(before.closes_at, days, zone)
    session.flush()
    moments = {"from": before.closes_at.isoformat(), "to": row.closes_at.isoformat()}
    log_round(
        session, asked=before, kind=Kind.EXTENDED, now=now, details=moments, reason=stated(reason)
    )
    return to_round(row)


def room_to_extend(session: Session, *, asked: Round, now: datetime) -> Room:
    """Return for how many days more a round may stay open; none once its window has ended."""
    extended = len(extensions(session, asked=asked))
    is_open = asked.state is RoundState.OPEN and may(Stage.OPEN, Event.EXTEND)
    if not is_open or now >= asked.closes_at:
        return Room(days=0, extended=extended)
    cycle = _cycle(session, asked)
    following = _next_opening(session, cycle, asked, now)
    days = days_left(asked, cycle, following)
    return Room(days=days, extended=extended)


def extensions(session: Session, *, asked: Round) -> tuple[Change, ...]:
    """Return when and why a round was extended, the first time first."""
    return changes_of_round(
        session, cycle_id=asked.cycle_id, number=asked.number, kind=Kind.EXTENDED
    )


def days_left(asked: Round, cycle: Cycle, following: datetime | None) -> int:
    """Return how many days fit between the closing and the longest window or the next round."""
    zone = ZoneInfo(cycle.zone)
    used = local_day(asked.closes_at, cycle.zone) - local_day(asked.opens_at, cycle.zone)
    days = max(0, LONGEST_WINDOW[cycle.rhythm] - used.days - 1)
    while days and following is not None and _later(asked.closes_at, days, zone) > following:
        days -= 1
    return days


def _later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same time of day on a later day, by the clock on the wall."""
    return instant(moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days), zone)


def _next_opening(session: Session, cycle: Cycle, asked: Round, now: datetime) -> datetime | None:
    query = select(RoundRow.opens_at).where(
        RoundRow.cycle_id == cycle.id,
        RoundRow.number > asked.number,
        RoundRow.state == RoundState.PLANNED.value,
    )
    planned = session.scalars(query.order_by(RoundRow.number).limit(1)).first()
    if planned is not None or cycle.state is CycleState.ENDED:
        return planned
    slot = session.scalars(select(RoundRow.slot).where(RoundRow.id == asked.id)).one()
    window = next_window(cycle, now=now, after=slot, closures=get_closures(session))
    return None if window is None else window.opens_at


def _cycle(session: Session, asked: Round) -> Cycle:
    return to_cycle(session.scalars(select(CycleRow).where(CycleRow.id == asked.cycle_id)).one())
