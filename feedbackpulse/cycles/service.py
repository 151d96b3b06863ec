"""What HR does with cycles: draft, start, pause, resume, end, and make privacy stricter.

Whatever changes for everybody is in the log of the programme, written in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles.approvals import ask_approval, has_council
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleId,
    CycleNotFoundError,
    CycleState,
    Privacy,
    RoundState,
    UnsafePrivacyError,
)
from feedbackpulse.cycles.load import refuse_too_much
from feedbackpulse.cycles.log import log_cycle
from feedbackpulse.cycles.mapping import cycle_values, privacy_values, to_cycle
from feedbackpulse.cycles.planning import move_late_round, plan_next_rounds
from feedbackpulse.cycles.rounds import (
    cancel_round,
    due_to_close,
    due_to_open,
    get_manifest,
    get_manifest_part,
    get_manifest_parts,
    get_round,
    get_rounds,
    hold_round,
    keep_manifest,
    list_rounds,
    mark_burnt,
    mark_closed,
    mark_lapsed,
    mark_open,
    mark_released,
    open_rounds,
    refresh_wording,
    unfinished_rounds,
)
from feedbackpulse.cycles.rules import check_cycle
from feedbackpulse.cycles.states import Event, cycle_after, stage_of, step, stored_after
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Kind, stated
from feedbackpulse.reading import once

__all__ = [
    "cancel_round",
    "discard_draft",
    "due_to_close",
    "due_to_open",
    "end_cycle",
    "find_cycle",
    "get_cycle",
    "get_manifest",
    "get_manifest_part",
    "get_manifest_parts",
    "get_round",
    "get_rounds",
    "hold_round",
    "keep_manifest",
    "list_cycles",
    "list_rounds",
    "mark_burnt",
    "mark_closed",
    "mark_lapsed",
    "mark_open",
    "mark_released",
    "open_rounds",
    "pause_cycle",
    "plan_next_rounds",
    "raise_privacy",
    "refresh_wording",
    "resume_cycle",
    "save_draft",
    "start_cycle",
    "unfinished_rounds",
]

_ORDER = (CycleState.RUNNING, CycleState.PAUSED, CycleState.DRAFT, CycleState.ENDED)


@once
def find_cycle(session: Session, *, cycle_id: CycleId) -> Cycle | None:
    """Return the cycle, or None when there is no such cycle."""
    row = session.get(CycleRow, cycle_id)
    return None if row is None else to_cycle(row)


def get_cycle(session: Session, *, cycle_id: CycleId) -> Cycle:
    """Return the cycle. Raises CycleNotFoundError."""
    return to_cycle(_row(session, cycle_id, locked=False))


@once
def list_cycles(session: Session) -> tuple[Cycle, ...]:
    """Return all cycles: those that run first, then paused, drafts and ended ones, by title."""
    found = (to_cycle(row) for row in session.scalars(select(CycleRow)))
    return tuple(sorted(found, key=lambda c: (_ORDER.index(c.state), c.title.casefold(), c.id)))


def save_draft(session: Session, *, cycle: Cycle) -> Cycle:
    """Add or replace a draft.

    Raises IllegalMoveError when the cycle has already started, and InvalidRuleError.
    """
    one_at_a_time(session, "cycle", cycle.id)
    step(stage_of(check_cycle(cycle).state), Event.CHANGE)
    row = session.get(CycleRow, cycle.id, with_for_update=True)
    if row is None:
        session.add(CycleRow(**cycle_values(cycle)))
    else:
        step(stage_of(CycleState(row.state)), Event.CHANGE)
        for column, value in cycle_values(cycle).items():
            setattr(row, column, value)
    session.flush()
    return cycle


def discard_draft(session: Session, *, cycle_id: CycleId) -> None:
    """Delete a draft. Raises IllegalMoveError when the cycle has started."""
    step(stage_of(CycleState(_row(session, cycle_id).state)), Event.DISCARD)
    session.execute(delete(CycleRow).where(CycleRow.id == cycle_id))
    session.flush()


def start_cycle(
    session: Session, *, cycle_id: CycleId, now: datetime, catalogue: Catalogue
) -> Cycle:
    """Let a draft run, plan its first round, and ask the works council if there is one.

    Raises IllegalMoveError, and TooMuchAskedError when it would ask more than was agreed.
    """
    one_at_a_time(session, "start")  # of two at once the second counts the first
    cycle = _move(session, cycle_id, Event.START)
    refuse_too_much(session, cycle=cycle, catalogue=catalogue)
    log_cycle(session, cycle, Kind.STARTED, now=now, role=Role.HR)
    if has_council(session):
        ask_approval(session, cycle=cycle, on=local_day(now, cycle.zone))
    plan_next_rounds(session, now=now, catalogue=catalogue)
    return cycle


def pause_cycle(session: Session, *, cycle_id: CycleId, now: datetime, reason: str) -> Cycle:
    """Let no further round open; an open round goes on.

    Raises IllegalMoveError, and NoReasonError.
    """
    cycle = _move(session, cycle_id, Event.PAUSE)
    log_cycle(session, cycle, Kind.PAUSED, now=now, role=Role.HR, reason=stated(reason))
    return cycle


def resume_cycle(
    session: Session, *, cycle_id: CycleId, now: datetime, catalogue: Catalogue, reason: str
) -> Cycle:
    """Let a paused cycle run again, from the first window that people can still use.

    Raises IllegalMoveError, and NoReasonError.
    """
    cycle = _move(session, cycle_id, Event.RESUME)
    log_cycle(session, cycle, Kind.RESUMED, now=now, role=Role.HR, reason=stated(reason))
    move_late_round(session, cycle=cycle, now=now)
    plan_next_rounds(session, now=now, catalogue=catalogue)
    return cycle


def end_cycle(session: Session, *, cycle_id: CycleId, now: datetime, reason: str) -> Cycle:
    """End a cycle for good: its planned round is cancelled, an open one goes on.

    Raises IllegalMoveError, and NoReasonError.
    """
    cycle = _move(session, cycle_id, Event.END)
    log_cycle(session, cycle, Kind.ENDED, now=now, role=Role.HR, reason=stated(reason))
    session.execute(
        update(RoundRow)
        .where(RoundRow.cycle_id == cycle_id, RoundRow.state == RoundState.PLANNED.value)
        .values(state=stored_after(Event.END).value)
    )
    return cycle


def raise_privacy(session: Session, *, cycle_id: CycleId, privacy: Privacy, now: datetime) -> Cycle:
    """Make the privacy numbers stricter, also for the planned round; open rounds keep theirs.

    Raises UnsafePrivacyError when a number would go down, and IllegalMoveError for a draft, which
    is saved as it is wanted, and for a cycle that has ended.
    """
    row = _row(session, cycle_id)
    cycle = to_cycle(row)
    step(stage_of(cycle.state), Event.STRICTER)
    if privacy.loosens(cycle.privacy):
        raise UnsafePrivacyError("the privacy numbers of a cycle that runs never go down")
    for column, value in privacy_values(privacy).items():
        setattr(row, column, value)
    session.execute(
        update(RoundRow)
        .where(RoundRow.cycle_id == cycle_id, RoundRow.state == RoundState.PLANNED.value)
        .values(**privacy_values(privacy))
    )
    session.flush()
    if privacy != cycle.privacy:
        numbers = {"from": privacy_values(cycle.privacy), "to": privacy_values(privacy)}
        log_cycle(session, cycle, Kind.STRICTER, now=now, role=Role.HR, details=numbers)
    return replace(cycle, privacy=privacy)


def _row(session: Session, cycle_id: CycleId, *, locked: bool = True) -> CycleRow:
    """Return the row; locked, so that two who change the cycle wait for one another."""
    row = session.get(CycleRow, cycle_id, with_for_update=True if locked else None)
    if row is None:
        raise CycleNotFoundError(str(cycle_id))
    return row


def _move(session: Session, cycle_id: CycleId, event: Event) -> Cycle:
    row = _row(session, cycle_id)
    cycle = to_cycle(row)
    state = cycle_after(cycle.state, event)
    row.state = state.value
    session.flush()
    return replace(cycle, state=state)
