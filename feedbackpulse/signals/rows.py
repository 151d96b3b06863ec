"""Rows of signals and messages, turned into what they mean."""

from __future__ import annotations

from pathlib import Path

from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.signals.domain import Message, Reader, Signal, SignalId, SignalKind, Status
from feedbackpulse.signals.sealing import unseal
from feedbackpulse.signals.tables import SignalMessageRow, SignalRow


def as_signal(row: SignalRow, *, keys: Path) -> Signal:
    """Return what a row says."""
    return Signal(
        id=SignalId(row.id),
        kind=SignalKind(row.kind),
        reader=Reader(row.reader),
        team_id=None if row.team_id is None else TeamId(row.team_id),
        text=unseal(keys, row.sealed, row=row.id),
        sent_on=row.sent_on,
        sender=None if row.sender is None else PersonId(row.sender),
        may_be_answered=row.sender is not None or row.mailbox is not None,
        status=Status(row.status),
        owner=None if row.owner is None else PersonId(row.owner),
        answer_by=row.answer_by,
        theme=row.theme,
        checkpoint=row.checkpoint,
        shown=row.shown,
        replied_on=row.replied_on,
        merged_into=None if row.merged_into is None else SignalId(row.merged_into),
    )


def as_message(row: SignalMessageRow, *, keys: Path) -> Message:
    """Return what a row says."""
    return Message(
        id=row.id,
        from_sender=row.from_sender,
        role=None if row.role is None else Role(row.role),
        body=unseal(keys, row.sealed, row=row.id),
        written_on=row.written_on,
    )
