"""Find rounds, and take them from one state to the next: once, whoever is first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.asking import everything_asked
from feedbackpulse.cycles.domain import (
    CycleId,
    CycleState,
    IllegalMoveError,
    Round,
    RoundId,
    RoundNotFoundError,
    RoundState,
)
from feedbackpulse.cycles.log import log_round
from feedbackpulse.cycles.mapping import item_values, to_cycle, to_round
from feedbackpulse.cycles.states import Event, stored_after, stored_before
from feedbackpulse.cycles.tables import CycleRow, ManifestPartRow, ManifestRow, RoundRow
from feedbackpulse.database import UtcDateTime
from feedbackpulse.programme.changes import Kind, stated
from feedbackpulse.programme.service import get_programme
from feedbackpulse.reading import known, once

_TO_BURN = (RoundState.RELEASED.value, RoundState.LAPSED.value)


@once
def find_round(session: Session, *, round_id: RoundId) -> Round | None:
    """Return the round, or None when there is no such round."""
    if (every := known(session, list_rounds)) is not None:
        return next((one for one in every if one.id == round_id), None)
    row = session.get(RoundRow, round_id, populate_existing=True)
    return None if row is None else to_round(row)


def get_round(session: Session, *, round_id: RoundId) -> Round:
    """Return the round. Raises RoundNotFoundError."""
    found = find_round(session, round_id=round_id)
    if found is None:
        raise RoundNotFoundError(str(round_id))
    return found


@once
def get_rounds(session: Session, *, round_ids: Collection[RoundId]) -> tuple[Round, ...]:
    """Return these rounds, in the order given. Raises RoundNotFoundError."""
    every = known(session, list_rounds)
    if every is None:
        query = select(RoundRow).where(RoundRow.id.in_(round_ids))
        every = tuple(to_round(row) for row in _fresh(session, query))
    found = {one.id: one for one in every}
    missing = next((one for one in round_ids if one not in found), None)
    if missing is not None:
        raise RoundNotFoundError(str(missing))
    return tuple(found[one] for one in round_ids)


@once
def list_rounds(session: Session, *, cycle_id: CycleId | None = None) -> tuple[Round, ...]:
    """Return the rounds of one cycle or of all, first to open first."""
    query = select(RoundRow).order_by(RoundRow.opens_at, RoundRow.number, RoundRow.id)
    if cycle_id is not None:
        query = query.where(RoundRow.cycle_id == cycle_id)
    return tuple(to_round(row) for row in _fresh(session, query))


@once
def open_rounds(session: Session) -> tuple[Round, ...]:
    """Return the rounds that can be answered, soonest to close first."""
    if (every := known(session, list_rounds)) is not None:
        opened = (one for one in every if one.state is RoundState.OPEN)
        return tuple(sorted(opened, key=lambda one: (one.closes_at, one.id.hex)))
    query = (
        select(RoundRow)
        .where(RoundRow.state == RoundState.OPEN.value)
        .order_by(RoundRow.closes_at, RoundRow.id)
    )
    return tuple(to_round(row) for row in _fresh(session, query))


def released_since(session: Session, *, closed_after: datetime) -> tuple[Round, ...]:
    """Return the released rounds that closed after a moment, first to close first."""
    query = (
        select(RoundRow)
        .where(RoundRow.state == RoundState.RELEASED.value, RoundRow.closes_at > closed_after)
        .order_by(RoundRow.closes_at, RoundRow.id)
    )
    return tuple(to_round(row) for row in _fresh(session, query))


def due_to_open(session: Session, *, now: datetime) -> list[RoundId]:
    """Return the planned rounds of running cycles whose window has begun and not ended."""
    query = (
        select(RoundRow.id)
        .join(CycleRow, CycleRow.id == RoundRow.cycle_id)
        .where(
            CycleRow.state == CycleState.RUNNING.value,
            RoundRow.state == RoundState.PLANNED.value,
            RoundRow.opens_at <= now,
            RoundRow.closes_at > now,
        )
        .order_by(RoundRow.opens_at, RoundRow.id)
    )
    return [RoundId(found) for found in session.scalars(query)]


def due_to_close(session: Session, *, now: datetime) -> list[RoundId]:
    """Return the open rounds whose window has ended."""
    query = (
        select(RoundRow.id)
        .where(RoundRow.state == RoundState.OPEN.value, RoundRow.closes_at <= now)
        .order_by(RoundRow.closes_at, RoundRow.id)
    )
    return [RoundId(found) for found in session.scalars(query)]


def unfinished_rounds(session: Session) -> list[RoundId]:
    """Return the rounds that were closed, and are not yet released (or lapsed) and burnt."""
    released_only = and_(RoundRow.state.in_(_TO_BURN), RoundRow.burnt.is_(False))
    query = (
        select(RoundRow.id)
        .where(or_(RoundRow.state == RoundState.CLOSED.value, released_only))
        .order_by(RoundRow.closes_at, RoundRow.id)
    )
    return [RoundId(found) for found in session.scalars(query)]


def refresh_wording(session: Session, *, round_id: RoundId, catalogue: Catalogue) -> Round:
    """Give a planned round the wording and choices of today; any other keeps what it asked.

    Call it before the keys of the round are made, and again in the transaction that opens it.
    """
    found = get_round(session, round_id=round_id)
    cycle_row = session.get(CycleRow, found.cycle_id)
    assert cycle_row is not None  # a foreign key holds it
    cycle = to_cycle(cycle_row)
    customer = get_programme(session).customer_word
    items = everything_asked(cycle, found.number, catalogue, customer=customer)
    _change(
        session,
        round_id,
        {RoundState.PLANNED},
        items=item_values(items),
        attributes=list(cycle.attributes),
        asks_learning=cycle.asks_learning,
        second_key_holder=cycle.second_key.value,
    )
    return get_round(session, round_id=round_id)


def mark_open(
    session: Session,
    *,
    round_id: RoundId,
    public_key: bytes,
    second_key: bytes | None = None,
    at: datetime | None = None,
) -> bool:
    """Open a planned round of a cycle that runs; say whether this call did it.

    Give the moment when it is early.
    """
    return _move(
        session,
        round_id,
        Event.OPEN,
        _of_running_cycle(),
        public_key=public_key,
        second_key=second_key,
        **({} if at is None else {"opens_at": _earliest(RoundRow.opens_at, at)}),
    )


def keep_manifest(
    session: Session, *, round_id: RoundId, body: bytes, parts: Sequence[bytes], sha256: str
) -> None:
    """Keep what everybody can check of a round, in the transaction that opens it.

    *sha256* is the hash of the *body*, in hexadecimal. A large round has *parts* besides.
    """
    session.add(ManifestRow(round_id=round_id, body=body))
    session.add_all(
        ManifestPartRow(round_id=round_id, number=number, body=part)
        for number, part in enumerate(parts)
    )
    _change(session, round_id, {RoundState.OPEN}, manifest_sha256=sha256)


@once
def get_manifest(session: Session, *, round_id: RoundId) -> bytes | None:
    """Return the manifest of a round, or None when it never opened."""
    row = session.get(ManifestRow, round_id)
    return None if row is None else row.body


def get_manifest_parts(session: Session, *, round_id: RoundId) -> list[bytes]:
    """Return the parts of a manifest in their order; none of a round that has few stamps."""
    query = select(ManifestPartRow.body).where(ManifestPartRow.round_id == round_id)
    return list(session.scalars(query.order_by(ManifestPartRow.number)))


def get_manifest_part(session: Session, *, round_id: RoundId, number: int) -> bytes | None:
    """Return one part of a manifest, counted from zero, if it has one of this number."""
    row = session.get(ManifestPartRow, (round_id, number))
    return None if row is None else row.body


def hold_round(session: Session, *, round_id: RoundId) -> None:
    """Let nobody else change the round, or hold it, before the end of the transaction."""
    held = select(RoundRow.id).where(RoundRow.id == round_id).with_for_update(key_share=True)
    session.execute(held).one()


def mark_closed(
    session: Session,
    *,
    round_id: RoundId,
    at: datetime | None = None,
    due: datetime | None = None,
) -> bool:
    """Close an open round; say whether this call did it.

    Give the moment *at* which it closes when that is early, or the one by which it must be *due*.
    """
    is_due = () if due is None else (RoundRow.closes_at <= due,)
    return _move(
        session,
        round_id,
        Event.CLOSE,
        *is_due,
        **({} if at is None else {"closes_at": _earliest(RoundRow.closes_at, at)}),
    )


def mark_released(session: Session, *, round_id: RoundId, release_sha256: str) -> bool:
    """Record that a closed round is released; say whether this call did it."""
    return _move(session, round_id, Event.RELEASE, release_sha256=release_sha256)


def mark_lapsed(session: Session, *, round_id: RoundId) -> bool:
    """Give a closed round up that nobody opened in time; say whether this call did it."""
    return _move(session, round_id, Event.LAPSE)


def cancel_round(session: Session, *, round_id: RoundId, now: datetime, reason: str) -> Round:
    """Cancel one planned round; the next number goes on in the next window.

    Raises IllegalMoveError once it has opened, and NoReasonError.
    """
    found = get_round(session, round_id=round_id)
    if not _move(session, round_id, Event.CANCEL):
        raise IllegalMoveError(f"round {round_id} is not planned")
    log_round(session, asked=found, kind=Kind.CANCELLED, now=now, reason=stated(reason))
    return get_round(session, round_id=round_id)


def mark_burnt(session: Session, *, round_id: RoundId) -> bool:
    """Record that nothing of a round's answers is left, nor its key."""
    changed: Any = session.execute(
        update(RoundRow)
        .where(
            RoundRow.id == round_id,
            RoundRow.state.in_(_TO_BURN),
            RoundRow.burnt.is_(False),
        )
        .values(burnt=True)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


def _earliest(column: Any, at: datetime) -> ColumnElement[datetime]:
    moment = literal(at, UtcDateTime)
    return case((column > moment, moment), else_=column)


def _of_running_cycle() -> ColumnElement[bool]:
    running = select(CycleRow.id).where(CycleRow.state == CycleState.RUNNING.value)
    return RoundRow.cycle_id.in_(running)


def _move(
    session: Session, round_id: RoundId, event: Event, *also: ColumnElement[bool], **values: Any
) -> bool:
    """Do what the table of stages says; say whether this call did it."""
    return _change(
        session, round_id, stored_before(event), *also, state=stored_after(event).value, **values
    )


def _change(
    session: Session,
    round_id: RoundId,
    expected: Collection[RoundState],
    *also: ColumnElement[bool],
    **values: Any,
) -> bool:
    states = [state.value for state in expected]
    changed: Any = session.execute(
        update(RoundRow)
        .where(RoundRow.id == round_id, RoundRow.state.in_(states), *also)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


def _fresh(session: Session, query: Any) -> Any:
    return session.scalars(query.execution_options(populate_existing=True))
