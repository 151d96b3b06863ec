"""The stop rule: a cycle that few people answer asks half as often, until HR says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.calendar import next_window
from feedbackpulse.cycles.domain import (
    MOST_SLOWED,
    Cycle,
    CycleId,
    CycleNotFoundError,
    IllegalMoveError,
    Rhythm,
    Round,
    RoundState,
)
from feedbackpulse.cycles.load import refuse_too_much
from feedbackpulse.cycles.log import log_cycle
from feedbackpulse.cycles.mapping import to_cycle, window_values
from feedbackpulse.cycles.states import Event, may, stage_of, step
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Kind, latest_change, stated
from feedbackpulse.programme.service import get_closures

_NEVER_OPEN = (RoundState.PLANNED.value, RoundState.CANCELLED.value)


def may_slow(cycle: Cycle) -> bool:
    """Say whether a cycle can still ask half as often."""
    often = cycle.rhythm is not Rhythm.ONCE and cycle.slowed < MOST_SLOWED
    return often and may(stage_of(cycle.state), Event.SLOW)


def slowed_after(session: Session, *, cycle_id: CycleId) -> int:
    """Return the number of the round after which the frequency last changed; 0 for never."""
    change = latest_change(session, cycle_id=cycle_id, kind=Kind.SLOWED)
    return 0 if change is None else change.round_number or 0


def is_first_since_slowed(session: Session, *, asked: Round) -> bool:
    """Say whether no round opened between this one and the last time its cycle was slowed."""
    change = latest_change(session, cycle_id=asked.cycle_id, kind=Kind.SLOWED)
    if change is None or change.details["undone"] or change.round_number is None:
        return False
    between = select(RoundRow.id).where(
        RoundRow.cycle_id == asked.cycle_id,
        RoundRow.number > change.round_number,
        RoundRow.number < asked.number,
        RoundRow.state.not_in(_NEVER_OPEN),
    )
    return asked.number > change.round_number and session.scalars(between).first() is None


def slow_cycle(session: Session, *, cycle_id: CycleId, number: int, now: datetime) -> Cycle:
    """Let a cycle ask half as often from the round after this one. Raises IllegalMoveError."""
    row = _row(session, cycle_id)
    cycle = to_cycle(row)
    if not may_slow(cycle):
        raise IllegalMoveError(f"{cycle.title!r} cannot ask less often")
    slower = _change(session, row, cycle, 1, now)
    details = {"slowed": slower.slowed, "undone": False}
    log_cycle(session, slower, Kind.SLOWED, now=now, number=number, details=details)
    return slower


def speed_up_cycle(
    session: Session, *, cycle_id: CycleId, reason: str, now: datetime, catalogue: Catalogue
) -> Cycle:
    """Let a cycle that was slowed ask twice as often again.

    Raises IllegalMoveError, NoReasonError, and TooMuchAskedError.
    """
    row = _row(session, cycle_id)
    cycle = to_cycle(row)
    step(stage_of(cycle.state), Event.RHYTHM)
    if not cycle.slowed:
        raise IllegalMoveError(f"{cycle.title!r} asks as often as it ever did")
    quicker = _change(session, row, cycle, -1, now)
    refuse_too_much(session, cycle=quicker, catalogue=catalogue)
    log_cycle(
        session,
        quicker,
        Kind.SLOWED,
        now=now,
        role=Role.HR,
        number=_last_number(session, cycle_id),
        details={"slowed": quicker.slowed, "undone": True},
        reason=stated(reason),
    )
    return quicker


def _row(session: Session, cycle_id: CycleId) -> CycleRow:
    row = session.get(CycleRow, cycle_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise CycleNotFoundError(str(cycle_id))
    return row


def _change(session: Session, row: CycleRow, cycle: Cycle, by: int, now: datetime) -> Cycle:
    changed = replace(cycle, slowed=cycle.slowed + by)
    row.slowed = changed.slowed
    session.flush()
    _move_planned(session, changed, now)
    return changed


def _move_planned(session: Session, cycle: Cycle, now: datetime) -> None:
    """Let the planned round open when the new frequency says so."""
    before = session.scalars(
        select(RoundRow)
        .where(RoundRow.cycle_id == cycle.id, RoundRow.state != RoundState.PLANNED.value)
        .order_by(RoundRow.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    window = next_window(
        cycle,
        now=now,
        after=None if before is None else before.slot,
        clear_of=None if before is None else before.closes_at,
        closures=get_closures(session),
    )
    if window is not None:
        session.execute(
            update(RoundRow)
            .where(RoundRow.cycle_id == cycle.id, RoundRow.state == RoundState.PLANNED.value)
            .values(**window_values(window))
        )


def _last_number(session: Session, cycle_id: CycleId) -> int:
    """Return the number of the last round that opened."""
    query = select(RoundRow.number).where(
        RoundRow.cycle_id == cycle_id, RoundRow.state.not_in(_NEVER_OPEN)
    )
    return session.scalars(query.order_by(RoundRow.number.desc()).limit(1)).first() or 0
