"""Is whoever wanted that reminded once of a moment of their own, and nobody else, of nothing more?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.reminding import queue_reminders, reminder_key
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.reflection.tables import ReminderRow
from tests.notices.mails import hire

pytestmark = pytest.mark.both_engines

ZONE = "Europe/Amsterdam"
DAY = date(2027, 3, 1)
MORNING = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def mails(stores: Stores) -> list[MailRow]:
    with stores.main() as session:
        return list(session.scalars(select(MailRow)))


def test_who_is_due_gets_one_mail_in_which_nothing_stands(stores: Stores) -> None:
    due, later, _without = hire(stores, 3)
    with stores.main() as session, transaction(session):
        session.add(ReminderRow(owner=due, on=DAY))
        session.add(ReminderRow(owner=later, on=DAY + timedelta(days=1)))

    assert queue_reminders(stores, now=MORNING, zone=ZONE) == 1
    assert queue_reminders(stores, now=MORNING, zone=ZONE) == 0

    [mail] = mails(stores)
    assert (mail.person_id, mail.kind) == (due, MailKind.LOOK_BACK)
    assert (mail.details, mail.round_id) == ({}, None)
    assert mail.dedupe == reminder_key(due)
    with stores.main() as session:
        assert [row.owner for row in session.scalars(select(ReminderRow))] == [later]


def test_a_day_begins_where_the_organisation_is(stores: Stores) -> None:
    [owner] = hire(stores, 1)
    with stores.main() as session, transaction(session):
        session.add(ReminderRow(owner=owner, on=DAY))

    before_midnight = datetime(2027, 2, 28, 22, 59, tzinfo=UTC)
    assert queue_reminders(stores, now=before_midnight, zone=ZONE) == 0
    assert queue_reminders(stores, now=before_midnight + timedelta(minutes=1), zone=ZONE) == 1
