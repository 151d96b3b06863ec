"""Telling people that their second step at signing in is another one, or gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.people.domain import PersonId


def tell_of_second_step(session: Session, *, person_id: PersonId, now: datetime) -> None:
    """Write to somebody whose second step changed: whoever did it may be somebody else."""
    queue_mail(
        session,
        person_id=person_id,
        kind=MailKind.SECOND_STEP,
        due_at=now,
        dedupe=f"second step:{person_id}",
    )
