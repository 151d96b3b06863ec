"""What closed days do to rounds that are planned already: change the days, and let those move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.clock import local_day
from feedbackpulse.cycles.calendar import Skipped, Window, fits, next_window, occasion_at
from feedbackpulse.cycles.domain import Cycle, RoundId, RoundState
from feedbackpulse.cycles.mapping import to_cycle, window_values
from feedbackpulse.cycles.planning import moved_details
from feedbackpulse.cycles.states import Event, stored_before
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.programme.closures import Closures
from feedbackpulse.programme.domain import ClosedPeriod, ClosedPeriodId
from feedbackpulse.programme.service import (
    add_closed_period,
    get_closures,
    get_programme,
    remove_closed_period,
    save_programme,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A planned round that opens on another day than it was going to, and why."""

    round_id: RoundId
    cycle: Cycle
    number: int
    before: Window
    window: Window
    why: LocalText | None


def moves_under(session: Session, *, closures: Closures, now: datetime) -> tuple[Move, ...]:
    """Return which planned rounds would move if these were the closed days."""
    query = (
        select(RoundRow, CycleRow)
        .join(CycleRow, CycleRow.id == RoundRow.cycle_id)
        .where(RoundRow.state == RoundState.PLANNED.value, RoundRow.opens_at > now)
        .order_by(RoundRow.opens_at, RoundRow.id)
    )
    found = session.execute(query.execution_options(populate_existing=True))
    moves = (_move(row, to_cycle(of), closures, now) for row, of in found)
    return tuple(move for move in moves if move is not None)


def close_period(
    session: Session, *, first_day: date, last_day: date, name: str, on: date, now: datetime
) -> tuple[Move, ...]:
    """Ask nothing on these days, and move what was planned on them. Raises ProgrammeError."""
    period = add_closed_period(session, first_day=first_day, last_day=last_day, name=name)
    _log(session, on, {"closed": _in_log(period)})
    return _move_rounds(session, now=now)


def reopen_period(
    session: Session, *, period: ClosedPeriod, on: date, now: datetime
) -> tuple[Move, ...]:
    """Ask on these days again, and let what was moved for them go back."""
    if not remove_closed_period(session, period_id=period.id):
        return ()
    _log(session, on, {"opened": _in_log(period)})
    return _move_rounds(session, now=now)


def follow_holidays(session: Session, *, country: str, on: date, now: datetime) -> tuple[Move, ...]:
    """Keep the holidays of another country, or of none, and move what was planned on them."""
    programme = get_programme(session)
    if programme.holidays == country:
        return ()
    save_programme(session, programme=replace(programme, holidays=country))
    _log(session, on, {"holidays": {"from": programme.holidays, "to": country}})
    return _move_rounds(session, now=now)


def without(closures: Closures, period_id: ClosedPeriodId) -> Closures:
    """Return closed days without one of the periods."""
    kept = tuple(period for period in closures.periods if period.id != period_id)
    return replace(closures, periods=kept)


def _move(row: RoundRow, cycle: Cycle, closures: Closures, now: datetime) -> Move | None:
    found, why = _new_window(row, cycle, closures, now)
    before = Window(opens_at=row.opens_at, closes_at=row.closes_at)
    same = found is None or (found.opens_at, found.closes_at) == (row.opens_at, row.closes_at)
    if found is None or same or not fits(found, now=now):
        return None
    return Move(
        round_id=RoundId(row.id),
        cycle=cycle,
        number=row.number,
        before=before,
        window=found,
        why=why,
    )


def _new_window(
    row: RoundRow, cycle: Cycle, closures: Closures, now: datetime
) -> tuple[Window | None, LocalText | None]:
    """Return where the opening of a round goes, and why; to the next one when it is skipped."""
    match occasion_at(cycle, closures, slot=row.slot):
        case Skipped(why=why):
            return next_window(cycle, now=now, after=row.slot, closures=closures), why
        case Window() as window:
            return window, window.moved_why
        case None:
            return None, None


def _move_rounds(session: Session, *, now: datetime) -> tuple[Move, ...]:
    moves = moves_under(session, closures=get_closures(session), now=now)
    return tuple(_carried_out(session, moves, now))


def _carried_out(session: Session, moves: tuple[Move, ...], now: datetime) -> Iterator[Move]:
    planned = [state.value for state in stored_before(Event.MOVE)]
    for move in moves:
        moved: Any = session.execute(
            update(RoundRow)
            .where(RoundRow.id == move.round_id, RoundRow.state.in_(planned))
            .values(**window_values(move.window))
        )
        if moved.rowcount:
            _log_move(session, move, now)
            yield move


def _log_move(session: Session, move: Move, now: datetime) -> None:
    change = Change(
        on=local_day(now, move.cycle.zone),
        kind=Kind.MOVED,
        title=move.cycle.title,
        cycle_id=move.cycle.id,
        round_number=move.number,
        details=moved_details(move.cycle, move.before.opens_at, move.window, move.why),
        role=Role.HR,
    )
    record(session, change)


def _log(session: Session, on: date, details: dict[str, Any]) -> None:
    change = Change(on=on, kind=Kind.CLOSED_DAYS, title="", details=details, role=Role.HR)
    record(session, change)


def _in_log(period: ClosedPeriod) -> dict[str, str]:
    return {
        "from": period.first_day.isoformat(),
        "to": period.last_day.isoformat(),
        "name": period.name,
    }
