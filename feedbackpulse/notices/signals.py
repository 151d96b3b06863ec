"""The mails that something waits to be read: one a day at most, on the morning after it came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.notices.waves import moments_of
from feedbackpulse.people.domain import PersonId
from feedbackpulse.signals.news import take_news

_WEEK: Final = timedelta(days=7)
"""Who gets no mail for so long, for whatever reason, finds it by themselves."""


def queue_signal_notices(session: Session, *, now: datetime, calm: Calm) -> int:
    """Queue a mail for everybody who has something new to read since yesterday; return how many.

    Who still has such a mail waiting gets no second one.
    """
    news = take_news(session, today=calm.day_of(now))
    return sum(
        _queue(session, people, kind=kind, now=now, calm=calm)
        for kind, people in ((MailKind.SIGNALS, news.readers), (MailKind.ANSWER, news.senders))
    )


def _queue(
    session: Session, people: Collection[PersonId], *, kind: MailKind, now: datetime, calm: Calm
) -> int:
    queued = [
        queue_mail(
            session,
            person_id=person,
            kind=kind,
            due_at=moment,
            dedupe=f"{kind.value}:{person}",
            expires_at=now + _WEEK,
        )
        for person, moment in moments_of(session, people, kind=kind, now=now, calm=calm)
    ]
    return sum(mail is not None for mail in queued)
