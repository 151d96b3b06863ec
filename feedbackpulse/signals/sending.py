"""Send a signal, with one's name or with a mailbox that only the sender has the code of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new, one_at_a_time
from feedbackpulse.people.domain import PersonId, TeamId
from feedbackpulse.signals.domain import (
    Reader,
    Signal,
    SignalId,
    SignalKind,
    Status,
    answer_by,
    tidied,
)
from feedbackpulse.signals.sealing import LostSignalKeyError, key_file, seal, unseal
from feedbackpulse.signals.tables import WRITING, ShownComplimentRow, SignalRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What somebody wants to send, and to whom."""

    kind: SignalKind
    reader: Reader
    team_id: TeamId | None
    text: str
    shown: bool


def send(
    session: Session,
    *,
    keys: Path,
    kind: SignalKind,
    reader: Reader,
    team_id: TeamId | None,
    text: str,
    on: date,
    sender: PersonId | None = None,
    mailbox: bytes | None = None,
    shown: bool = False,
) -> SignalId:
    """Keep a signal. To a mailbox that has one already nothing is added: it is the same, again.

    With a name the same words twice on one day, to the same readers, are one signal.

    *keys* is the keystore. Raises EmptyTextError and LongTextError, and LostSignalKeyError where the
    key is gone: no new one takes its place.
    """
    if has_lost_key(session, keys=keys):
        raise LostSignalKeyError
    if sender is not None and mailbox is not None:
        raise ValueError("a name and a mailbox would belong together for ever")
    signal = Signal(
        id=SignalId(uuid4()),
        kind=kind,
        reader=reader,
        team_id=team_id if reader is Reader.LEAD or kind is SignalKind.COMPLIMENT else None,
        text=tidied(text),
        sent_on=on,
        sender=sender,
        may_be_answered=sender is not None or mailbox is not None,
        answer_by=answer_by(on),
        shown=shown,
    )
    if sender is not None and (before := _sent_before(session, signal, keys=keys)) is not None:
        return before
    _keep(session, signal, keys=keys, mailbox=mailbox)
    return signal.id if mailbox is None else sent_with(session, mailbox=mailbox) or signal.id


def sent_with(session: Session, *, mailbox: bytes) -> SignalId | None:
    """Return the signal that belongs to a mailbox, when it has arrived."""
    found = session.scalar(select(SignalRow.id).where(SignalRow.mailbox == mailbox))
    return None if found is None else SignalId(found)


def _sent_before(session: Session, signal: Signal, *, keys: Path) -> SignalId | None:
    """Return what somebody sent already today with their name, when it says the very same."""
    one_at_a_time(session, WRITING)
    rows = session.scalars(
        select(SignalRow).where(
            SignalRow.sender == signal.sender,
            SignalRow.sent_on == signal.sent_on,
            SignalRow.kind == signal.kind.value,
            SignalRow.reader == signal.reader.value,
            SignalRow.team_id == signal.team_id,
        )
    )
    same = (row.id for row in rows if unseal(keys, row.sealed, row=row.id) == signal.text)
    return next(map(SignalId, same), None)


def _keep(session: Session, signal: Signal, *, keys: Path, mailbox: bytes | None) -> None:
    values = {
        "id": signal.id,
        "kind": signal.kind.value,
        "reader": signal.reader.value,
        "team_id": signal.team_id,
        "sender": signal.sender,
        "mailbox": mailbox,
        "sealed": seal(keys, signal.text, row=signal.id),
        "sent_on": signal.sent_on,
        "status": Status.NEW.value,
        "answer_by": signal.answer_by,
        "shown": signal.shown,
    }
    insert_if_new(session, SignalRow, values)


def has_lost_key(session: Session, *, keys: Path) -> bool:
    """Say whether there are words of signals that nobody can read, as their key is gone."""
    sealed = (SignalRow.id, ShownComplimentRow.id)
    return key_file(keys) is None and any(
        session.scalar(select(one).limit(1)) is not None for one in sealed
    )
