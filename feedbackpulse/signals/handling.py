"""What readers do with a signal: take it, say who answers and by when, close it, put doubles together.

Nothing here changes a word of it. Whoever asks was let in by the rules of access.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.signals.conversations import reply
from feedbackpulse.signals.domain import (
    Reader,
    SignalId,
    SignalKind,
    Status,
    UnknownSignalError,
    tidied,
)
from feedbackpulse.signals.tables import WRITING, SignalRow

LONGEST_WAIT: Final = timedelta(days=60)
"""No sender waits longer than this, whatever readers choose."""
_OPEN: Final = (Status.NEW, Status.TAKEN)


class HandlingError(ValueError):
    """This cannot be done with this signal now."""


class BadDayError(HandlingError):
    """An answer is due on a day that is past, or too far away."""


class AnotherKindOfReaderError(HandlingError):
    """Two signals that are not for the same readers are not put together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """How many signals wait for an answer, and how many of them are overdue."""

    open: int
    overdue: int


def take(session: Session, *, signal_id: SignalId, owner: PersonId | None) -> None:
    """Let somebody be the one who answers, or nobody again."""
    row = _row(session, signal_id)
    row.owner = owner
    if Status(row.status) in _OPEN:
        row.status = (Status.NEW if owner is None else Status.TAKEN).value
    session.flush()


def choose_day(session: Session, *, signal_id: SignalId, day: date, today: date) -> None:
    """Let an answer be due on another day. Raises BadDayError."""
    row = _row(session, signal_id)
    if day != row.answer_by and not today <= day <= row.sent_on + LONGEST_WAIT:
        raise BadDayError(day)
    row.answer_by = day
    session.flush()


def choose_subject(
    session: Session, *, signal_id: SignalId, theme: str | None, checkpoint: str | None
) -> None:
    """Say what a signal is about, in the words of the norm."""
    row = _row(session, signal_id)
    row.theme, row.checkpoint = theme, checkpoint
    session.flush()


def close(
    session: Session, *, keys: Path, signal_id: SignalId, reason: str, role: Role, on: date
) -> None:
    """Close a signal with a reason that its sender reads, if anybody can.

    Raises EmptyTextError and LongTextError, and HandlingError for a double.
    """
    words = tidied(reason)
    row = _row(session, signal_id)
    if Status(row.status) is Status.MERGED:
        raise HandlingError("a double is closed with the signal that it was put with")
    if _can_be_answered(row):
        reply(session, keys=keys, signal_id=signal_id, body=words, role=role, on=on)
    row.status = Status.CLOSED.value
    session.flush()


def reopen(session: Session, *, signal_id: SignalId) -> None:
    """Take up a closed signal again."""
    row = _row(session, signal_id)
    if Status(row.status) is Status.CLOSED:
        row.status = _before(row).value
    session.flush()


def merge(session: Session, *, signal_id: SignalId, into: SignalId) -> None:
    """Put a double with a signal for the same readers; its doubles come along.

    Who sent a double reads what was and is written back to the other. Raises
    AnotherKindOfReaderError, and HandlingError where nobody could read an answer.
    """
    one_at_a_time(session, WRITING)
    row, kept = _row(session, signal_id), _row(session, into)
    if (row.reader, row.team_id) != (kept.reader, kept.team_id):
        raise AnotherKindOfReaderError(into)
    if row.id == kept.id or Status(kept.status) is Status.MERGED:
        raise HandlingError("put it with a signal that stands by itself")
    if _can_be_answered(row) and not _can_be_answered(kept):
        raise HandlingError("its sender could read no answer any more")
    for one in (row, *_doubles(session, signal_id)):
        one.status, one.merged_into = Status.MERGED.value, kept.id
    session.flush()


def hide(session: Session, *, signal_id: SignalId) -> None:
    """Show an idea to its readers alone, also when its sender let everybody read it."""
    _row(session, signal_id).shown = False
    session.flush()


def split(session: Session, *, signal_id: SignalId) -> None:
    """Let a double stand by itself again, as far as it was."""
    row = _row(session, signal_id)
    if Status(row.status) is Status.MERGED:
        row.status, row.merged_into = _before(row).value, None
    session.flush()


def count_waiting(
    session: Session, *, today: date, reader: Reader, team_ids: Collection[TeamId] | None = None
) -> Waiting:
    """Return how many signals wait for one kind of reader: of some teams, or of all."""
    waiting = _waiting(today).where(SignalRow.reader == reader.value)
    if team_ids is not None:
        waiting = waiting.where(SignalRow.team_id.in_(team_ids))
    every, overdue = session.execute(waiting.select_from(SignalRow)).one()
    return Waiting(open=every, overdue=overdue)


def count_waiting_by_reader(session: Session, *, today: date) -> Mapping[Reader, Waiting]:
    """Return how many signals wait for each kind of reader for whom any do."""
    waiting = _waiting(today).add_columns(SignalRow.reader).group_by(SignalRow.reader)
    rows = session.execute(waiting)
    return {Reader(reader): Waiting(open=every, overdue=late) for every, late, reader in rows}


def count_waiting_by_team(
    session: Session, *, today: date, team_ids: Collection[TeamId]
) -> Mapping[TeamId, Waiting]:
    """Return how many signals wait for the leads of each of these teams, where any do."""
    theirs = SignalRow.reader == Reader.LEAD.value, SignalRow.team_id.in_(team_ids)
    waiting = _waiting(today).add_columns(SignalRow.team_id).where(*theirs)
    rows = session.execute(waiting.group_by(SignalRow.team_id))
    return {TeamId(team): Waiting(open=every, overdue=late) for every, late, team in rows if team}


def _waiting(today: date) -> Select[int, int]:
    """Return a query for how many signals are open, and how many of them should not be any more."""
    asks = SignalRow.kind != SignalKind.COMPLIMENT.value
    late = func.count().filter(SignalRow.answer_by < today, asks)
    is_open = SignalRow.status.in_([one.value for one in _OPEN])
    return select(func.count(), late).where(is_open, _has_arrived(today))


def _has_arrived(today: date) -> ColumnElement[bool]:
    """Return that readers can see it: what came without a name waits until the next day."""
    return or_(SignalRow.sender.is_not(None), SignalRow.sent_on < today)


def _can_be_answered(row: SignalRow) -> bool:
    return row.sender is not None or row.mailbox is not None


def _before(row: SignalRow) -> Status:
    """Return how far a signal was before it was closed, or put with another."""
    if row.replied_on is not None:
        return Status.ANSWERED
    return Status.NEW if row.owner is None else Status.TAKEN


def _doubles(session: Session, signal_id: SignalId) -> list[SignalRow]:
    query = select(SignalRow).where(SignalRow.merged_into == signal_id).order_by(SignalRow.id)
    return list(session.scalars(query))


def _row(session: Session, signal_id: SignalId) -> SignalRow:
    row = session.get(SignalRow, signal_id, populate_existing=True)
    if row is None:
        raise UnknownSignalError(signal_id)
    return row
