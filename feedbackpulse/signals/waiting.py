"""How long senders waited for a first answer: days alone, without words, sender or reader."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from feedbackpulse.programme.listener import Wait
from feedbackpulse.signals.domain import Reader, SignalKind
from feedbackpulse.signals.tables import SignalRow


def waits(session: Session, *, first: date, last: date) -> tuple[Wait, ...]:
    """Return the waits of signals sent on these days, in no order that says anything.

    Compliments need no answer, and who left neither a name nor a code can read none. What went to
    the adviser is not counted: a number would say that somebody went there. A signal that was put
    with another is answered when that one is.
    """
    target = aliased(SignalRow)
    query = (
        select(SignalRow.sent_on, SignalRow.replied_on, target.replied_on)
        .outerjoin(target, SignalRow.merged_into == target.id)
        .where(
            SignalRow.sent_on.between(first, last),
            SignalRow.reader != Reader.ADVISER.value,
            SignalRow.kind != SignalKind.COMPLIMENT.value,
            or_(SignalRow.sender.is_not(None), SignalRow.mailbox.is_not(None)),
        )
        .order_by(SignalRow.sent_on, SignalRow.replied_on)
    )
    return tuple(_wait(sent, own, other) for sent, own, other in session.execute(query))


def _wait(sent_on: date, own: date | None, other: date | None) -> Wait:
    """Return a wait until the first of both answers, and never of less than no days."""
    answers = [max(day, sent_on) for day in (own, other) if day is not None]
    return Wait(sent_on=sent_on, replied_on=min(answers, default=None))
