"""Plan the next round of every running cycle. Safe to run twice and at the same time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue, LocalText
from feedbackpulse.clock import local_day
from feedbackpulse.cycles.asking import everything_asked
from feedbackpulse.cycles.calendar import (
    Skipped,
    Window,
    fits,
    next_window,
    skipped_between,
)
from feedbackpulse.cycles.domain import Cycle, CycleState, RoundId, RoundState
from feedbackpulse.cycles.log import log_cycle
from feedbackpulse.cycles.mapping import item_values, privacy_values, to_cycle, window_values
from feedbackpulse.cycles.states import Event, cycle_after, stored_after
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.programme.changes import Kind
from feedbackpulse.programme.service import get_closures, get_programme

_UNFINISHED = (RoundState.PLANNED.value, RoundState.OPEN.value)


def plan_next_rounds(session: Session, *, now: datetime, catalogue: Catalogue) -> list[RoundId]:
    """Plan one round ahead for every running cycle and return what is new.

    A planned round that nobody opened before its window ended moves to the next one,
    with the same number and the same questions. A cycle without windows left ends.
    """
    query = select(CycleRow).where(CycleRow.state == CycleState.RUNNING.value)
    rows = session.scalars(
        query.order_by(CycleRow.id).execution_options(populate_existing=True)
    ).all()
    planned = (_plan(session, row, now, catalogue) for row in rows)
    return [round_id for round_id in planned if round_id is not None]


def move_late_round(session: Session, *, cycle: Cycle, now: datetime) -> None:
    """Move a planned round to the next window when too little is left of its own."""
    late = _last_round(session, cycle)
    if late is None or late.state != RoundState.PLANNED.value:
        return
    if not fits(Window(opens_at=late.opens_at, closes_at=late.closes_at), now=now):
        _move(session, cycle, late, now)


def _plan(session: Session, row: CycleRow, now: datetime, catalogue: Catalogue) -> RoundId | None:
    cycle = to_cycle(row)
    last = _last_round(session, cycle)
    if last is not None and last.state == RoundState.PLANNED.value:
        if last.closes_at <= now:
            _move(session, cycle, last, now)
        return None
    after = None if last is None else last.slot
    closures = get_closures(session)
    window = next_window(cycle, now=now, after=after, clear_of=_end_of(last), closures=closures)
    if window is None:
        if last is None or last.state not in _UNFINISHED:
            row.state = cycle_after(cycle.state, Event.END).value
            log_cycle(session, cycle, Kind.ENDED, now=now)
        return None
    number = 1 if last is None else last.number + 1
    added = _add(session, cycle, number, window, catalogue)
    if added is not None:
        since = now if after is None else max(now, after)
        skipped = skipped_between(cycle, closures, after=since, before=window.slot)
        _log_moved(session, cycle, number, window, skipped, now=now)
    return added


def _end_of(last: RoundRow | None) -> datetime | None:
    """Return when the round before has ended; one that was cancelled is in nobody's way."""
    if last is None or last.state == RoundState.CANCELLED.value:
        return None
    return last.closes_at


def _log_moved(
    session: Session,
    cycle: Cycle,
    number: int,
    window: Window,
    skipped: tuple[Skipped, ...],
    *,
    now: datetime,
) -> None:
    """Tell everybody when a round opens later than its rhythm says, and why."""
    moments = [(each.slot, each.why) for each in skipped]
    if window.moved_from is not None and window.moved_why is not None:
        moments.append((window.moved_from, window.moved_why))
    if moments:
        slot, why = moments[0]
        details = moved_details(cycle, slot, window, why)
        log_cycle(session, cycle, Kind.MOVED, now=now, number=number, details=details)


def moved_details(
    cycle: Cycle, before: datetime, window: Window, why: LocalText | None
) -> dict[str, Any]:
    """Return what the log keeps of a move: from and to which day, and what moved it."""
    days = {
        "from": local_day(before, cycle.zone).isoformat(),
        "to": local_day(window.opens_at, cycle.zone).isoformat(),
    }
    return days if why is None else {**days, "why": {"nl": why.nl, "en": why.en}}


def _last_round(session: Session, cycle: Cycle) -> RoundRow | None:
    return session.scalars(
        select(RoundRow)
        .where(RoundRow.cycle_id == cycle.id)
        .order_by(RoundRow.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def _add(
    session: Session, cycle: Cycle, number: int, window: Window, catalogue: Catalogue
) -> RoundId | None:
    round_id = RoundId(uuid4())
    customer = get_programme(session).customer_word
    items = everything_asked(cycle, number, catalogue, customer=customer)
    try:
        with session.begin_nested():
            session.add(
                RoundRow(
                    id=round_id,
                    cycle_id=cycle.id,
                    number=number,
                    title=cycle.title,
                    **window_values(window),
                    state=RoundState.PLANNED.value,
                    items=item_values(items),
                    locales=list(cycle.locales),
                    burnt=False,
                    **privacy_values(cycle.privacy),
                )
            )
    except IntegrityError:
        return None  # somebody else planned this number first
    return round_id


def _move(session: Session, cycle: Cycle, late: RoundRow, now: datetime) -> None:
    window = next_window(cycle, now=now, after=late.slot, closures=get_closures(session))
    before = late.opens_at
    values = (
        {"state": stored_after(Event.CANCEL).value} if window is None else window_values(window)
    )
    moved: Any = session.execute(
        update(RoundRow)
        .where(
            RoundRow.id == late.id,
            RoundRow.state == RoundState.PLANNED.value,
            RoundRow.slot == late.slot,  # else somebody else moved it first
        )
        .values(**values)
    )
    if moved.rowcount == 0:
        return
    if window is None:
        log_cycle(session, cycle, Kind.CANCELLED, now=now, number=late.number)
    else:
        details = moved_details(cycle, before, window, window.moved_why)
        log_cycle(session, cycle, Kind.MOVED, now=now, number=late.number, details=details)
