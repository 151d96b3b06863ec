"""Is who keeps a promise told once that it is due, calmly and without what it is?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.promises import queue_due_promises
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.promises import service
from feedbackpulse.promises.domain import Plan, Promise, Source, State, Words
from tests.notices.mails import CALM, DAY, MONDAY, NIGHT, hire

pytestmark = pytest.mark.both_engines

TODAY = MONDAY.date()
WORDS = Words(said="Said", heard="Heard", does="Does")


def promise(stores: Stores, owner: PersonId | None, due_on: date) -> Promise:
    """Promise something for a day."""
    with stores.main() as session, transaction(session):
        return service.make_promise(
            session,
            team_id=None,
            words=WORDS,
            plan=Plan(owner=owner, due_on=due_on),
            source=Source(role=Role.HR),
            on=TODAY - 30 * DAY,
        )


def queue(stores: Stores, *, days: int = 0) -> int:
    """Queue what is due so many days from now."""
    with stores.main() as session, transaction(session):
        return queue_due_promises(session, now=MONDAY + days * DAY, calm=CALM)


def test_one_mail_for_all_that_somebody_keeps_this_week_and_once(stores: Stores) -> None:
    busy, free = hire(stores, 2)
    for days in (1, 6):
        promise(stores, busy, TODAY + timedelta(days=days))
    promise(stores, free, TODAY + timedelta(days=8))
    promise(stores, None, TODAY)

    assert (queue(stores), queue(stores)) == (1, 0)
    with stores.main() as session:
        [mail] = session.scalars(select(MailRow)).all()
    assert (mail.person_id, mail.kind, mail.details) == (busy, MailKind.PROMISE, {})


def test_another_day_is_told_again(stores: Stores) -> None:
    [keeper] = hire(stores, 1)
    made = promise(stores, keeper, TODAY + timedelta(days=1))
    queue(stores)
    later = Plan(owner=keeper, due_on=TODAY + timedelta(days=9))
    with stores.main() as session, transaction(session):
        service.change_promise(session, promise_id=made.id, words=WORDS, plan=later, on=TODAY)

    assert (queue(stores), queue(stores, days=3)) == (0, 1)


def test_of_what_has_ended_nobody_is_told(stores: Stores) -> None:
    [keeper] = hire(stores, 1)
    made = promise(stores, keeper, TODAY)
    with stores.main() as session, transaction(session):
        service.end_promise(session, promise_id=made.id, state=State.DONE, reason="", on=TODAY)

    assert queue(stores) == 0


def test_nobody_gets_it_at_night(stores: Stores) -> None:
    [keeper] = hire(stores, 1)
    promise(stores, keeper, TODAY + timedelta(days=1))
    with stores.main() as session, transaction(session):
        queue_due_promises(session, now=NIGHT, calm=CALM)

    with stores.main() as session:
        [mail] = session.scalars(select(MailRow)).all()
    assert mail.due_at > NIGHT + timedelta(hours=9)
