"""Remind whoever wanted that of a moment for themselves: once, and only that it has come.

Which day that is was reckoned in their notebook, which stays closed here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from feedbackpulse.clock import local_day
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.rhythms import take_due_reminders

_LASTS: Final = timedelta(days=14)
"""A reminder that could not go out for so long is none any more."""


def reminder_key(owner: PersonId) -> str:
    """Return under which key the reminder of somebody waits in the outbox."""
    return f"look_back:{owner}"


def queue_reminders(stores: Stores, *, now: datetime, zone: str) -> int:
    """Queue a mail for everybody who wanted one by today; return how many."""
    with stores.main() as session, transaction(session):
        owners = take_due_reminders(session, today=local_day(now, zone))
        for owner in owners:
            queue_mail(
                session,
                person_id=owner,
                kind=MailKind.LOOK_BACK,
                due_at=now,
                dedupe=reminder_key(owner),
                expires_at=now + _LASTS,
            )
    return len(owners)
