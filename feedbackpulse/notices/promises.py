"""The mail to who keeps a promise, in the week in which it is due: one for all of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy.orm import Session

from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.domain import MailId, MailKind, NewMail
from feedbackpulse.notices.outbox import queue_mails
from feedbackpulse.notices.waves import moments_of
from feedbackpulse.promises.service import remind

_WEEK: Final = timedelta(days=7)


def queue_due_promises(session: Session, *, now: datetime, calm: Calm) -> int:
    """Queue a mail for everybody who keeps a promise that is due soon; return how many.

    Of each day for which something was promised they are told once.
    """
    owners = remind(session, today=calm.day_of(now))
    if not owners:
        return 0
    mails = [
        NewMail(
            id=MailId(uuid4()),
            person_id=person,
            kind=MailKind.PROMISE,
            due_at=moment,
            expires_at=now + _WEEK,
        )
        for person, moment in moments_of(session, owners, kind=MailKind.PROMISE, now=now, calm=calm)
    ]
    queue_mails(session, mails)
    return len(mails)
