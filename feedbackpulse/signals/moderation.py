"""Make a name unreadable, which everybody sees in the log, and for a day take that back.

Nothing edits words: characters are covered, and after a day overwritten for good.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.signals.covering import Span, chosen_spans, overwritten
from feedbackpulse.signals.domain import SignalId, UnknownSignalError
from feedbackpulse.signals.redactions import (
    Redaction,
    RedactionId,
    Subject,
    as_redaction,
    spans_of,
)
from feedbackpulse.signals.sealing import seal, unseal
from feedbackpulse.signals.tables import RedactionRow, SignalMessageRow, SignalRow

UNDO_WITHIN: Final = timedelta(hours=24)


def text_of(
    session: Session, *, keys: Path, signal_id: SignalId, subject: Subject, subject_id: bytes
) -> str:
    """Return the words of a signal, or of a message about it, to choose from.

    Raises UnknownSignalError when it is not of this signal.
    """
    row = _row(session, subject, subject_id)
    own = None if row is None else getattr(row, "signal_id", row.id)
    if row is None or own != signal_id:
        raise UnknownSignalError(signal_id)
    return unseal(keys, row.sealed, row=row.id)


def cover(
    session: Session,
    *,
    subject: Subject,
    subject_id: bytes,
    text: str,
    numbers: Collection[int],
    by: PersonId,
    now: datetime,
    today: date,
) -> None:
    """Show the chosen words of a text to nobody any more, and say in the log that it was done.

    Raises NothingChosenError, or TooMuchCoveredError when it is more than a name.
    """
    one_at_a_time(session, "covering", subject_id)
    hidden = spans_of(session, subject=subject, ids=[subject_id])[subject_id]
    for span in chosen_spans(text, hidden, numbers):
        session.add(_redaction_row(subject, subject_id, span, by=by, now=now))
    _log(session, subject, today, undone=False)


def uncover(
    session: Session,
    *,
    redaction_id: RedactionId,
    subject_ids: Collection[bytes],
    now: datetime,
    today: date,
) -> bool:
    """Show covered words of one of these texts again; say whether that was still possible."""
    row = session.get(RedactionRow, redaction_id, populate_existing=True)
    if row is None or row.subject_id not in subject_ids or now >= row.made_at + UNDO_WITHIN:
        return False
    session.delete(row)
    _log(session, Subject(row.subject), today, undone=True)
    return True


def due_redactions(
    session: Session, *, now: datetime, subjects: Collection[Subject]
) -> tuple[Redaction, ...]:
    """Return what can no longer be undone, text by text."""
    query = select(RedactionRow).where(
        RedactionRow.made_at <= now - UNDO_WITHIN,
        RedactionRow.subject.in_([one.value for one in subjects]),
    )
    found = session.scalars(query.order_by(RedactionRow.subject, RedactionRow.subject_id))
    return tuple(as_redaction(row) for row in found)


def overwrite_signals(session: Session, *, keys: Path, now: datetime) -> int:
    """Overwrite for good what was covered a day ago in signals and messages; return how much."""
    due = due_redactions(session, now=now, subjects=(Subject.SIGNAL, Subject.MESSAGE))
    for (subject, subject_id), redactions in groupby(due, key=_text):
        row = _row(session, subject, subject_id)
        if row is not None:
            spans = [one.span for one in redactions]
            words = overwritten(unseal(keys, row.sealed, row=row.id), spans)
            row.sealed = seal(keys, words, row=row.id)
    forget_redactions(session, due)
    return len(due)


def forget_redactions(session: Session, done: Collection[Redaction]) -> None:
    """Delete what said where names were, and who covered them: it is overwritten now."""
    ids = [one.id for one in done]
    session.execute(delete(RedactionRow).where(RedactionRow.id.in_(ids)))
    session.flush()


def _text(redaction: Redaction) -> tuple[Subject, bytes]:
    return redaction.subject, redaction.subject_id


def _row(
    session: Session, subject: Subject, subject_id: bytes
) -> SignalRow | SignalMessageRow | None:
    key = UUID(bytes=subject_id)
    if subject is Subject.SIGNAL:
        return session.get(SignalRow, key, populate_existing=True, with_for_update=True)
    return session.get(SignalMessageRow, key, populate_existing=True, with_for_update=True)


def _redaction_row(
    subject: Subject, subject_id: bytes, span: Span, *, by: PersonId, now: datetime
) -> RedactionRow:
    return RedactionRow(
        id=uuid4(),
        subject=subject.value,
        subject_id=subject_id,
        start=span.start,
        length=span.length,
        made_at=now,
        by=by,
    )


def _log(session: Session, subject: Subject, today: date, *, undone: bool) -> None:
    """Say that it happened: not where, not which words, and of a signal not to whom it was sent."""
    what = "comment" if subject is Subject.COMMENT else "signal"
    change = Change(on=today, kind=Kind.COVERED, title="", details={"what": what, "undone": undone})
    record(session, change)
