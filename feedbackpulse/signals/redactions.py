"""Which characters of what was written are not shown, and texts as everybody reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.signals.covering import Span, covered
from feedbackpulse.signals.domain import Message, Signal
from feedbackpulse.signals.tables import RedactionRow

RedactionId = NewType("RedactionId", UUID)


class Subject(StrEnum):
    """What kind of text it is that names somebody."""

    SIGNAL = "signal"
    MESSAGE = "message"
    COMMENT = "comment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Redaction:
    """Characters that are not shown since a moment; for a day that can be undone."""

    id: RedactionId
    subject: Subject
    subject_id: bytes
    span: Span
    made_at: datetime


def redactions_of(
    session: Session, *, subject: Subject, ids: Collection[bytes]
) -> tuple[Redaction, ...]:
    """Return what of these texts is not shown and can still be undone, in the order of the words."""
    return _redactions(session, {subject}, ids)


def spans_of(
    session: Session, *, subject: Subject, ids: Collection[bytes]
) -> Mapping[bytes, tuple[Span, ...]]:
    """Return which characters of each of these texts are not shown; of most of them none."""
    return _spans(session, {subject}, ids)


def texts_as_read(session: Session, texts: Mapping[UUID, str]) -> Mapping[UUID, str]:
    """Return what signals and messages say without the names that were made unreadable in them."""
    ids = [one.bytes for one in texts]
    spans = _spans(session, {Subject.SIGNAL, Subject.MESSAGE}, ids)
    return {one: covered(text, spans[one.bytes]) for one, text in texts.items()}


def signals_as_read(session: Session, signals: Collection[Signal]) -> tuple[Signal, ...]:
    """Return signals without the names that were made unreadable in them."""
    spans = spans_of(session, subject=Subject.SIGNAL, ids=[one.id.bytes for one in signals])
    return tuple(replace(one, text=covered(one.text, spans[one.id.bytes])) for one in signals)


def messages_as_read(session: Session, messages: Collection[Message]) -> tuple[Message, ...]:
    """Return messages without the names that were made unreadable in them."""
    spans = spans_of(session, subject=Subject.MESSAGE, ids=[one.id.bytes for one in messages])
    return tuple(replace(one, body=covered(one.body, spans[one.id.bytes])) for one in messages)


def as_redaction(row: RedactionRow) -> Redaction:
    """Return what a row says."""
    return Redaction(
        id=RedactionId(row.id),
        subject=Subject(row.subject),
        subject_id=row.subject_id,
        span=Span(start=row.start, length=row.length),
        made_at=row.made_at,
    )


def _spans(
    session: Session, subjects: Collection[Subject], ids: Collection[bytes]
) -> Mapping[bytes, tuple[Span, ...]]:
    spans: defaultdict[bytes, tuple[Span, ...]] = defaultdict(tuple)
    for one in _redactions(session, subjects, ids):
        spans[one.subject_id] += (one.span,)
    return spans


def _redactions(
    session: Session, subjects: Collection[Subject], ids: Collection[bytes]
) -> tuple[Redaction, ...]:
    if not ids:
        return ()
    query = select(RedactionRow).where(
        RedactionRow.subject.in_([one.value for one in subjects]), RedactionRow.subject_id.in_(ids)
    )
    found = session.scalars(query.order_by(RedactionRow.subject_id, RedactionRow.start))
    return tuple(as_redaction(row) for row in found)
