"""Mails to queue in tests, people who get them, and a plain letter for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.domain import Letter, MailId, MailKind, QueuedMail
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.programme.domain import QuietHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2027, 3, 1, 10, 0, tzinfo=AMSTERDAM)
"""A working day, in the middle of the morning."""
DAY = timedelta(days=1)
NIGHT = datetime.combine(MONDAY.date(), time(23), AMSTERDAM)


def never_closed(_day: date) -> bool:
    """Keep no day closed."""
    return False


CALM = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=never_closed)


def hire(stores: Stores, count: int) -> list[PersonId]:
    """Add so many people, and return them."""
    people = [PersonId(uuid4()) for _ in range(count)]
    with stores.main() as session, transaction(session):
        session.add_all(
            PersonRow(id=person, name=f"Person {n}", email=address_of(person), active=True)
            for n, person in enumerate(people)
        )
    return people


def address_of(person: PersonId) -> str:
    """Return the address of somebody that `hire` added."""
    return f"{person.hex}@example.org"


def queue(
    stores: Stores,
    people: Sequence[PersonId],
    *,
    at: datetime = MONDAY,
    kind: MailKind = MailKind.RESULTS,
    expires_at: datetime | None = None,
) -> list[MailId]:
    """Queue a mail for each of these people."""
    with stores.main() as session, transaction(session):
        queued = [
            queue_mail(session, person_id=person, kind=kind, due_at=at, expires_at=expires_at)
            for person in people
        ]
    return [mail for mail in queued if mail is not None]


def plain(mail: QueuedMail) -> Letter:
    """Write a letter that says only what kind of mail it is."""
    said = f"This is a mail of kind {mail.kind}."
    return Letter(
        to=address_of(mail.person_id), subject=f"Kind {mail.kind}", text=said, html=f"<p>{said}</p>"
    )


def count_waiting(stores: Stores) -> int:
    """Return how many mails wait."""
    with stores.main() as session:
        return session.scalar(select(func.count()).select_from(MailRow)) or 0


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC."""
    return moment.astimezone(UTC)
