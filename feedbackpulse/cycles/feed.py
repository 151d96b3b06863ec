"""When rounds open and close, for calendar programs: no people, no answers, no questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles.domain import Cycle, CycleId, CycleState, Round, RoundState
from feedbackpulse.cycles.mapping import to_cycle, to_round
from feedbackpulse.cycles.outlook import coming_rounds
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.programme.changes import Change, Kind, list_changes
from feedbackpulse.programme.closures import Closures
from feedbackpulse.programme.service import get_closures

LOOKS_BACK = timedelta(days=60)
ROUNDS_AHEAD = 12
_MOVES = frozenset(
    {
        Kind.MOVED,
        Kind.EXTENDED,
        Kind.CLOSED_EARLY,
        Kind.OPENED,
        Kind.RHYTHM,
        Kind.SLOWED,
        Kind.RESUMED,
        Kind.CLOSED_DAYS,
        Kind.CANCELLED,
    }
)
"""What can change when a round opens or closes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRound:
    """One round as a calendar shows it, with how often it changed and when last."""

    cycle_id: CycleId
    title: str
    number: int
    opens_at: datetime
    closes_at: datetime
    zone: str
    sequence: int
    changed_on: date


def feed_rounds(session: Session, *, catalogue: Catalogue, now: datetime) -> tuple[FeedRound, ...]:
    """Return what is over since shortly, what is planned and what is to come, in order."""
    changes, closures = list_changes(session), get_closures(session)
    found = [
        one
        for cycle, rounds in _with_rounds(session, now)
        for one in _rounds(cycle, rounds, changes, closures, catalogue, now)
    ]
    return tuple(sorted(found, key=lambda one: (one.opens_at, one.title, one.cycle_id)))


def _with_rounds(session: Session, now: datetime) -> Iterator[tuple[Cycle, list[Round]]]:
    query = (
        select(RoundRow)
        .where(RoundRow.state != RoundState.CANCELLED.value, RoundRow.closes_at > now - LOOKS_BACK)
        .order_by(RoundRow.number)
    )
    rounds = [to_round(row) for row in session.scalars(query)]
    started = select(CycleRow).where(CycleRow.state != CycleState.DRAFT.value)
    for row in session.scalars(started.order_by(CycleRow.id)):
        yield to_cycle(row), [one for one in rounds if one.cycle_id == row.id]


def _rounds(
    cycle: Cycle,
    rounds: list[Round],
    changes: tuple[Change, ...],
    closures: Closures,
    catalogue: Catalogue,
    now: datetime,
) -> Iterator[FeedRound]:
    shown = [
        (one.number, one.opens_at, one.closes_at)
        for one in rounds
        if one.state is not RoundState.PLANNED or cycle.state is CycleState.RUNNING
    ]
    if cycle.state is CycleState.RUNNING and rounds:
        last = rounds[-1]
        coming = coming_rounds(
            cycle,
            catalogue,
            now=now,
            count=ROUNDS_AHEAD - 1,
            number=last.number + 1,
            after=last.moved_from or last.opens_at,
            clear_of=last.closes_at,
            closures=closures,
        )
        shown += [(one.number, one.window.opens_at, one.window.closes_at) for one in coming]
    for number, opens_at, closes_at in shown:
        about = [change for change in changes if _concerns(change, cycle, number)]
        yield FeedRound(
            cycle_id=cycle.id,
            title=cycle.title,
            number=number,
            opens_at=opens_at,
            closes_at=closes_at,
            zone=cycle.zone,
            sequence=len(about),
            changed_on=max(
                (change.on for change in about),
                default=min(cycle.first_day, local_day(now, cycle.zone)),
            ),
        )


def _concerns(change: Change, cycle: Cycle, number: int) -> bool:
    """Say whether this may have moved the round: the log only grows, so counting it never falls."""
    return (
        change.kind in _MOVES
        and change.cycle_id in {None, cycle.id}
        and (change.round_number in {None, number} or change.kind is Kind.RHYTHM)
    )
