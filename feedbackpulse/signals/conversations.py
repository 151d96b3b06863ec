"""What both sides wrote about a signal, for its sender and for its readers.

What came without a name is there for readers from the next day on, in no order within the day:
else they could see who was at a desk when it came. With a name it is there at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.signals.domain import (
    Conversation,
    Message,
    NoAnswerError,
    Reader,
    Signal,
    SignalId,
    Status,
    UnknownSignalError,
    answer_by,
    tidied,
)
from feedbackpulse.signals.redactions import messages_as_read, signals_as_read
from feedbackpulse.signals.rows import as_message, as_signal
from feedbackpulse.signals.sealing import seal
from feedbackpulse.signals.tables import WRITING, SignalMessageRow, SignalRow

_chance: Final = secrets.SystemRandom()


def conversation_at(session: Session, *, keys: Path, mailbox: bytes) -> Conversation | None:
    """Return to somebody with a code what they sent and what was written, all of it at once."""
    row = session.scalar(select(SignalRow).where(SignalRow.mailbox == mailbox))
    return None if row is None else _senders_side(session, row, keys=keys)


def own_conversation(
    session: Session, *, keys: Path, signal_id: SignalId, sender: PersonId
) -> Conversation | None:
    """Return to whoever sent a signal with their name what was written about it."""
    row = session.get(SignalRow, signal_id)
    is_own = row is not None and row.sender == sender
    return _senders_side(session, row, keys=keys) if row is not None and is_own else None


def signals_of(session: Session, *, keys: Path, sender: PersonId) -> tuple[Signal, ...]:
    """Return what somebody sent with their name, the newest day first."""
    query = (
        select(SignalRow)
        .where(SignalRow.sender == sender)
        .order_by(SignalRow.sent_on.desc(), SignalRow.id)
    )
    return signals_as_read(session, [as_signal(row, keys=keys) for row in session.scalars(query)])


def conversation_of(
    session: Session, *, keys: Path, signal_id: SignalId, today: date
) -> Conversation:
    """Return to a reader what arrived of a conversation by *today*. Raises UnknownSignalError."""
    row = session.get(SignalRow, signal_id)
    if row is None or not _has_arrived(row.sent_on, row, today):
        raise UnknownSignalError(signal_id)
    arrived = [
        one
        for one in _messages(session, row.id)
        if not one.from_sender or _has_arrived(one.written_on, row, today)
    ]
    return _conversation(session, row, arrived, keys=keys)


def arrived(
    session: Session,
    *,
    keys: Path,
    today: date,
    reader: Reader,
    team_ids: Collection[TeamId] | None = None,
) -> tuple[Signal, ...]:
    """Return what is there for a reader, the newest day first; for leads that of their teams."""
    query = select(SignalRow).where(SignalRow.reader == reader.value, _there_by(today))
    if team_ids is not None:
        query = query.where(SignalRow.team_id.in_(team_ids))
    return _by_day(session, query, keys=keys)


def words_arrived(
    session: Session,
    *,
    keys: Path,
    today: date,
    reader: Reader,
    team_ids: Collection[TeamId] | None = None,
) -> tuple[str, ...]:
    """Return all that senders wrote to a reader, in signals and after them, in no order."""
    signals = arrived(session, keys=keys, today=today, reader=reader, team_ids=team_ids)
    query = (
        select(SignalMessageRow)
        .join(SignalRow, SignalRow.id == SignalMessageRow.signal_id)
        .where(
            SignalMessageRow.signal_id.in_([one.id for one in signals]),
            SignalMessageRow.from_sender,
            or_(SignalRow.sender.is_not(None), SignalMessageRow.written_on < today),
        )
    )
    messages = messages_as_read(
        session, [as_message(row, keys=keys) for row in session.scalars(query)]
    )
    return (*(one.text for one in signals), *(one.body for one in messages))


def shown_ideas(session: Session, *, keys: Path, today: date) -> tuple[Signal, ...]:
    """Return the ideas whose senders let everybody read them; never show a sender beside one.

    All of them from the next day on: the name under one is for its reader alone, and at once
    everybody could see who was at a desk.
    """
    query = select(SignalRow).where(
        SignalRow.shown, SignalRow.status != Status.MERGED.value, SignalRow.sent_on < today
    )
    return _by_day(session, query, keys=keys)


def wrote_again(
    session: Session, *, signal_ids: Collection[SignalId], today: date
) -> frozenset[SignalId]:
    """Return in which of these somebody wrote after what was last written back.

    Without a name, or about one that was put with another: else it is open again at once.
    """
    rows = session.execute(
        select(
            SignalMessageRow.signal_id,
            SignalMessageRow.from_sender,
            SignalMessageRow.written_on,
            SignalRow.sender.is_not(None),
        )
        .join(SignalRow, SignalRow.id == SignalMessageRow.signal_id)
        .where(SignalRow.id.in_(signal_ids), _stays_as_it_is())
    )
    last: dict[tuple[UUID, bool], date] = {}
    for signal_id, from_sender, day, named in rows:
        if not from_sender or day < today or named:
            last[signal_id, from_sender] = max(day, last.get((signal_id, from_sender), day))
    return frozenset(
        SignalId(one)
        for (one, from_sender), day in last.items()
        # what came on the day of an answer was not there yet when that was written
        if from_sender and day >= last.get((one, False), day)
    )


def write_as_sender(
    session: Session,
    *,
    keys: Path,
    body: str,
    on: date,
    mailbox: bytes | None = None,
    signal_id: SignalId | None = None,
    sender: PersonId | None = None,
) -> None:
    """Add what the sender writes: with a code, or under their name about this signal.

    The same words twice on one day are one message. Raises UnknownSignalError, EmptyTextError and
    LongTextError.
    """
    one_at_a_time(session, WRITING)
    row = _sent_by(session, mailbox=mailbox, signal_id=signal_id, sender=sender)
    words = tidied(body)
    if words not in _said(session, row, keys=keys, by_sender=True, on=on):
        _add(session, row, keys=keys, body=words, role=None, on=on)
        if row.sender is not None and row.status in {Status.ANSWERED, Status.CLOSED}:
            row.status = Status.TAKEN.value  # without a name it would show at once that one came
            row.answer_by = max(row.answer_by, answer_by(on))
        session.flush()


def reply(
    session: Session, *, keys: Path, signal_id: SignalId, body: str, role: Role, on: date
) -> None:
    """Write back, in a role; the same words twice on one day are one answer.

    Raises NoAnswerError, UnknownSignalError, EmptyTextError and LongTextError.
    """
    one_at_a_time(session, WRITING)
    row = session.get(SignalRow, signal_id)
    if row is None:
        raise UnknownSignalError(signal_id)
    if row.sender is None and row.mailbox is None:
        raise NoAnswerError(signal_id)
    words = tidied(body)
    if words not in _said(session, row, keys=keys, by_sender=False, on=on):
        _add(session, row, keys=keys, body=words, role=role, on=on)
    row.replied_on = row.replied_on or on
    if row.status in {Status.NEW, Status.TAKEN}:
        row.status = Status.ANSWERED.value
    session.flush()


def _said(
    session: Session, row: SignalRow, *, keys: Path, by_sender: bool, on: date
) -> frozenset[str]:
    """Return what one side wrote on a day, with every word."""
    return frozenset(
        as_message(one, keys=keys).body
        for one in _messages(session, row.id)
        if one.from_sender is by_sender and one.written_on == on
    )


def _senders_side(session: Session, row: SignalRow, *, keys: Path) -> Conversation:
    """Return the whole conversation; of what it was put with, only what readers wrote back."""
    rows = list(_messages(session, row.id))
    if row.merged_into is not None:
        rows += [one for one in _messages(session, row.merged_into) if not one.from_sender]
    return _conversation(session, row, rows, keys=keys)


def _sent_by(
    session: Session,
    *,
    mailbox: bytes | None,
    signal_id: SignalId | None,
    sender: PersonId | None,
) -> SignalRow:
    own: tuple[ColumnElement[bool], ...] = (SignalRow.mailbox == mailbox,)
    if mailbox is None:
        own = (SignalRow.id == signal_id, SignalRow.sender == sender)
    row = session.scalar(select(SignalRow).where(*own)) if mailbox or sender else None
    if row is None:
        raise UnknownSignalError(signal_id)
    return row


def _messages(session: Session, signal_id: UUID) -> Iterable[SignalMessageRow]:
    return session.scalars(select(SignalMessageRow).where(SignalMessageRow.signal_id == signal_id))


def _conversation(
    session: Session, row: SignalRow, messages: Iterable[SignalMessageRow], *, keys: Path
) -> Conversation:
    written = messages_as_read(session, [as_message(one, keys=keys) for one in messages])
    [signal] = signals_as_read(session, [as_signal(row, keys=keys)])
    return Conversation(signal=signal, messages=tuple(sorted(written, key=_place)))


def _place(message: Message) -> tuple[date, bool, UUID]:
    """Return what messages are ordered by: within a day the sender first, else by chance."""
    return message.written_on, not message.from_sender, message.id


def _add(
    session: Session, row: SignalRow, *, keys: Path, body: str, role: Role | None, on: date
) -> None:
    message_id = uuid4()
    session.add(
        SignalMessageRow(
            id=message_id,
            signal_id=row.id,
            from_sender=role is None,
            role=None if role is None else role.value,
            sealed=seal(keys, body, row=message_id),
            written_on=on,
        )
    )


def _stays_as_it_is() -> ColumnElement[bool]:
    """Return that a signal is no further when its sender writes again."""
    return or_(SignalRow.sender.is_(None), SignalRow.status == Status.MERGED.value)


def _there_by(today: date) -> ColumnElement[bool]:
    return or_(SignalRow.sender.is_not(None), SignalRow.sent_on < today)


def _has_arrived(day: date, row: SignalRow, today: date) -> bool:
    return row.sender is not None or day < today


def _by_day(session: Session, query: Select[Any], *, keys: Path) -> tuple[Signal, ...]:
    """Return signals, the newest day first, and within a day in an order that is chance."""
    rows = session.scalars(query)
    found = list(signals_as_read(session, [as_signal(row, keys=keys) for row in rows]))
    _chance.shuffle(found)
    return tuple(sorted(found, key=lambda one: one.sent_on, reverse=True))
