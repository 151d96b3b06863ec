"""Give a cycle that has started another rhythm, from its next round on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles.approvals import ask_approval, has_council
from feedbackpulse.cycles.asking import everything_asked, going_on
from feedbackpulse.cycles.calendar import Window, next_window
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleId,
    CycleNotFoundError,
    InvalidCycleError,
    Rhythm,
    RoundState,
)
from feedbackpulse.cycles.load import refuse_too_much
from feedbackpulse.cycles.mapping import cycle_values, item_values, to_cycle, window_values
from feedbackpulse.cycles.planning import plan_next_rounds
from feedbackpulse.cycles.rules import check_cycle
from feedbackpulse.cycles.states import Event, stage_of, step
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record, stated
from feedbackpulse.programme.service import get_closures, get_programme


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRhythm:
    """How often a cycle asks from its next round on, how much, and when."""

    rhythm: Rhythm
    rule: str
    blocks_per_round: int
    first_day: date
    opens: time
    closes: time
    window_days: int
    avoids_closures: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Where a cycle stands when its rhythm changes: the next round, and the end of the last one."""

    number: int
    clear_of: datetime | None
    planned: bool


def turn_of(session: Session, *, cycle: Cycle) -> Turn:
    """Return which round is the first that a new rhythm can decide about."""
    query = (
        select(RoundRow)
        .where(RoundRow.cycle_id == cycle.id)
        .order_by(RoundRow.number.desc())
        .limit(2)
        .execution_options(populate_existing=True)
    )
    rounds = list(session.scalars(query))
    planned = bool(rounds) and rounds[0].state == RoundState.PLANNED.value
    before = next(iter(rounds[1:] if planned else rounds), None)
    over = before is None or before.state == RoundState.CANCELLED.value
    return Turn(
        number=1 if before is None else before.number + 1,
        clear_of=None if over or before is None else before.closes_at,
        planned=planned,
    )


def in_new_rhythm(cycle: Cycle, turn: Turn, chosen: NewRhythm) -> Cycle:
    """Return the cycle as it goes on: its blocks take turns from where they were.

    What was slowed is not slowed any more. Raises InvalidCycleError, and InvalidRuleError.
    """
    changed = replace(
        going_on(cycle, turn.number),
        rhythm=chosen.rhythm,
        rule=chosen.rule,
        blocks_per_round=chosen.blocks_per_round,
        first_day=chosen.first_day,
        opens=chosen.opens,
        closes=chosen.closes,
        window_days=chosen.window_days,
        avoids_closures=chosen.avoids_closures,
        slowed=0,
    )
    return check_cycle(changed)


def change_rhythm(
    session: Session,
    *,
    cycle_id: CycleId,
    chosen: NewRhythm,
    reason: str,
    now: datetime,
    catalogue: Catalogue,
) -> Cycle:
    """Let a cycle go on in another rhythm; a round that is open stays as it is.

    The works council is asked again. Raises IllegalMoveError for a draft and for what has ended,
    InvalidCycleError when no round is left, TooMuchAskedError, and NoReasonError.
    """
    why = stated(reason)
    row = session.get(CycleRow, cycle_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise CycleNotFoundError(str(cycle_id))
    cycle = to_cycle(row)
    step(stage_of(cycle.state), Event.RHYTHM)
    turn = turn_of(session, cycle=cycle)
    changed = in_new_rhythm(cycle, turn, chosen)
    window = next_window(changed, now=now, clear_of=turn.clear_of, closures=get_closures(session))
    if window is None:
        raise InvalidCycleError(f"{cycle.title!r}: no round is left")
    refuse_too_much(session, cycle=changed, catalogue=catalogue)
    for column, value in cycle_values(changed).items():
        setattr(row, column, value)
    session.flush()
    _log(session, cycle, changed, turn, why, now)
    if has_council(session):
        ask_approval(session, cycle=changed, on=local_day(now, changed.zone))
    if turn.planned:
        _plan_again(session, changed, turn.number, window, catalogue)
    plan_next_rounds(session, now=now, catalogue=catalogue)
    return changed


def _plan_again(
    session: Session, cycle: Cycle, number: int, window: Window, catalogue: Catalogue
) -> None:
    customer = get_programme(session).customer_word
    items = everything_asked(cycle, number, catalogue, customer=customer)
    session.execute(
        update(RoundRow)
        .where(
            RoundRow.cycle_id == cycle.id,
            RoundRow.number == number,
            RoundRow.state == RoundState.PLANNED.value,
        )
        .values(**window_values(window), items=item_values(items))
    )


def _log(
    session: Session, before: Cycle, after: Cycle, turn: Turn, reason: str, now: datetime
) -> None:
    change = Change(
        on=local_day(now, before.zone),
        kind=Kind.RHYTHM,
        title=before.title,
        cycle_id=before.id,
        round_number=turn.number,
        details={"from": _in_log(before), "to": _in_log(after)},
        reason=reason,
        role=Role.HR,
    )
    record(session, change)


def _in_log(cycle: Cycle) -> dict[str, Any]:
    return {
        "rhythm": cycle.rhythm.value,
        "rule": cycle.rule,
        "window_days": cycle.window_days,
        "blocks_per_round": cycle.blocks_per_round,
    }
