"""Does every mail go out, once, when it may, whatever the mail server does?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices import outbox
from feedbackpulse.notices.delivery import ATTEMPTS, Delivered, deliver_due, pause_after
from feedbackpulse.notices.domain import (
    Letter,
    MailKind,
    Outcome,
    Preference,
    QueuedMail,
    RefusedError,
    ServerAwayError,
    TryLaterError,
)
from feedbackpulse.notices.preferences import snooze
from feedbackpulse.notices.tables import MailCountRow, MailDayRow, MailRow
from feedbackpulse.people.tables import PersonRow
from tests.notices.mails import (
    CALM,
    DAY,
    MONDAY,
    NIGHT,
    address_of,
    count_waiting,
    hire,
    plain,
    queue,
)

both_engines = pytest.mark.both_engines


@dataclass(kw_only=True)
class Postman:
    """Takes letters, and does with each what a test says."""

    taken: list[Letter] = field(default_factory=list)
    does: Callable[[Letter], None] = lambda _: None

    def send(self, letter: Letter) -> None:
        """Take a letter, unless something goes wrong."""
        self.does(letter)
        self.taken.append(letter)

    @property
    def ids(self) -> list[str]:
        """Return the Message-IDs of what was taken."""
        return [letter.headers["Message-ID"] for letter in self.taken]


def fails(error: Exception) -> Callable[[Letter], None]:
    """Return what goes wrong with every letter."""

    def does(_letter: Letter) -> None:
        raise error

    return does


def deliver(
    stores: Stores,
    postman: Postman,
    *,
    now: datetime = MONDAY,
    compose: Callable[[QueuedMail], Letter | None] = plain,
    limit: int = 100,
) -> Delivered:
    """Run through the outbox once."""
    return deliver_due(stores, now=now, send=postman.send, compose=compose, limit=limit, calm=CALM)


def counted(stores: Stores) -> dict[Outcome, int]:
    """Return how many mails had which outcome, without those that nothing had."""
    with stores.main() as session:
        found = outbox.counts(session, since=date(2027, 1, 1))
    return {outcome: count for outcome, count in found.items() if count}


@both_engines
def test_everybody_gets_their_mail_and_the_outbox_is_empty(stores: Stores) -> None:
    people = hire(stores, 5)
    mails = queue(stores, people)
    postman = Postman()

    done = deliver(stores, postman)

    assert {letter.to for letter in postman.taken} == {address_of(one) for one in people}
    assert set(postman.ids) == {f"<{mail.hex}@localhost>" for mail in mails}
    assert done[Outcome.DELIVERED] == 5
    assert count_waiting(stores) == 0
    assert counted(stores) == {Outcome.DELIVERED: 5}


def test_after_delivery_a_day_is_left_and_nothing_of_the_mail(stores: Stores) -> None:
    [person] = hire(stores, 1)
    queue(stores, [person])

    deliver(stores, Postman())

    with stores.main() as session:
        [day] = session.scalars(select(MailDayRow)).all()
        [count] = session.scalars(select(MailCountRow)).all()
    assert (day.person_id, day.day) == (person, MONDAY.date())
    assert (count.day, count.outcome, count.count) == (MONDAY.date(), "delivered", 1)


@both_engines
def test_the_second_mail_of_a_day_waits_for_the_next_morning(stores: Stores) -> None:
    [person] = hire(stores, 1)
    queue(stores, [person, person])
    postman = Postman()

    deliver(stores, postman)
    deliver(stores, postman, now=MONDAY + timedelta(hours=3))
    assert len(postman.taken) == 1

    deliver(stores, postman, now=MONDAY + DAY)
    assert len(postman.taken) == 2


def test_what_asks_for_an_answer_goes_before_news(stores: Stores) -> None:
    [person] = hire(stores, 1)
    queue(stores, [person], kind=MailKind.DIGEST, at=MONDAY - timedelta(hours=1))
    queue(stores, [person], kind=MailKind.CHANGES, at=MONDAY)
    postman = Postman()

    deliver(stores, postman)

    assert [letter.subject for letter in postman.taken] == ["Kind changes"]


def test_a_mail_of_the_night_waits_for_the_morning(stores: Stores) -> None:
    queue(stores, hire(stores, 1), at=NIGHT)
    postman = Postman()

    done = deliver(stores, postman, now=NIGHT)
    assert (postman.taken, done.waiting) == ([], 1)

    deliver(stores, postman, now=NIGHT + timedelta(hours=9))
    assert postman.taken == []
    deliver(stores, postman, now=NIGHT + timedelta(hours=9, minutes=30))
    assert len(postman.taken) == 1


def test_what_somebody_asked_for_comes_at_once_also_at_night_and_again(stores: Stores) -> None:
    [person] = hire(stores, 1)
    queue(stores, [person, person], at=NIGHT, kind=MailKind.SIGN_IN)
    postman = Postman()

    deliver(stores, postman, now=NIGHT)

    assert len(postman.taken) == 2
    with stores.main() as session:
        assert session.scalars(select(MailDayRow)).all() == []


def test_somebody_on_leave_hears_of_it_afterwards(stores: Stores) -> None:
    [person] = hire(stores, 1)
    queue(stores, [person])
    with stores.main() as session, transaction(session):
        snooze(session, person_id=person, until=MONDAY.date() + 9 * DAY)
    postman = Postman()

    for offset in range(9):
        deliver(stores, postman, now=MONDAY + offset * DAY)
    assert postman.taken == []

    deliver(stores, postman, now=MONDAY + 9 * DAY)
    assert len(postman.taken) == 1


def test_a_refused_mail_is_counted_and_named_nowhere(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    [person] = hire(stores, 1)
    queue(stores, [person])
    postman = Postman(does=fails(RefusedError("550")))

    with caplog.at_level(logging.DEBUG):
        deliver(stores, postman)

    assert count_waiting(stores) == 0
    assert counted(stores) == {Outcome.REFUSED: 1}
    assert person.hex not in caplog.text
    assert str(person) not in caplog.text
    assert "550" in caplog.text


def test_after_a_refusal_the_day_is_not_used(stores: Stores) -> None:
    people = hire(stores, 1)
    queue(stores, people)
    deliver(stores, Postman(does=fails(RefusedError("550"))))

    queue(stores, people)
    postman = Postman()
    deliver(stores, postman)

    assert len(postman.taken) == 1


@both_engines
def test_a_busy_mailbox_is_tried_again_later_each_time(stores: Stores) -> None:
    mails = queue(stores, hire(stores, 1))
    busy, postman = Postman(does=fails(TryLaterError("450"))), Postman()

    deliver(stores, busy)
    deliver(stores, busy, now=MONDAY + timedelta(seconds=59))
    deliver(stores, busy, now=MONDAY + timedelta(seconds=61))
    deliver(stores, postman, now=MONDAY + timedelta(seconds=179))
    assert postman.taken == []

    deliver(stores, postman, now=MONDAY + timedelta(seconds=182))
    assert postman.ids == [f"<{mails[0].hex}@localhost>"]


def test_it_is_given_up_after_a_day_of_trying(stores: Stores) -> None:
    queue(stores, hire(stores, 1))
    busy = Postman(does=fails(TryLaterError("450")))
    assert timedelta(hours=18) < sum(map(pause_after, range(1, ATTEMPTS)), timedelta())

    now = MONDAY
    for _ in range(ATTEMPTS):
        with stores.main() as session:
            now = max(now, *session.scalars(select(MailRow.due_at)))
        deliver(stores, busy, now=CALM.next_moment(now, preference=Preference()))

    assert count_waiting(stores) == 0
    assert counted(stores) == {Outcome.GIVEN_UP: 1}


def test_a_server_that_is_away_costs_nobody_an_attempt(stores: Stores) -> None:
    queue(stores, hire(stores, 4))
    calls: list[Letter] = []

    def away(letter: Letter) -> None:
        calls.append(letter)
        raise ServerAwayError("ConnectionRefusedError")

    done = deliver(stores, Postman(does=away))
    assert (done.away, len(calls), count_waiting(stores)) == (True, 1, 4)

    with stores.main() as session:
        assert set(session.scalars(select(MailRow.attempts))) == {0}
    postman = Postman()
    deliver(stores, postman, now=MONDAY + timedelta(minutes=1))
    assert len(postman.taken) == 4


def test_a_silent_server_ends_the_run_after_one_mail(stores: Stores) -> None:
    queue(stores, hire(stores, 4))
    calls: list[Letter] = []

    def silent(letter: Letter) -> None:
        calls.append(letter)
        raise TryLaterError("TimeoutError", lost=True)

    deliver(stores, Postman(does=silent))
    assert len(calls) == 1

    postman = Postman()
    deliver(stores, postman, now=MONDAY + timedelta(minutes=1))
    assert len(postman.taken) == 4


def test_a_mail_that_cannot_be_written_does_not_keep_the_others(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    people = hire(stores, 3)
    queue(stores, people)
    postman = Postman()

    def stumble(mail: QueuedMail) -> Letter:
        if mail.person_id == people[0]:
            raise KeyError(f"no template for {address_of(mail.person_id)}")
        return plain(mail)

    deliver(stores, postman, compose=stumble)

    assert len(postman.taken) == 2
    assert count_waiting(stores) == 1
    assert "KeyError" in caplog.text
    assert people[0].hex not in caplog.text


def test_what_makes_no_sense_any_more_is_dropped(stores: Stores) -> None:
    late, gone, silent = hire(stores, 3)
    queue(stores, [late], expires_at=MONDAY)
    queue(stores, [gone, silent])
    with stores.main() as session, transaction(session):
        session.execute(update(PersonRow).where(PersonRow.id == gone).values(active=False))
    postman = Postman()

    deliver(stores, postman, compose=lambda _: None)

    assert postman.taken == []
    assert count_waiting(stores) == 0
    assert counted(stores) == {Outcome.DROPPED: 3}


def test_a_run_ends_when_its_time_is_up(stores: Stores) -> None:
    queue(stores, hire(stores, 5))
    postman = Postman()

    deliver_due(
        stores,
        now=MONDAY,
        send=postman.send,
        compose=plain,
        limit=100,
        calm=CALM,
        may_go_on=lambda: len(postman.taken) < 2,
    )

    assert len(postman.taken) == 2
    assert count_waiting(stores) == 3


@both_engines
def test_a_leased_mail_is_left_alone_until_its_lease_ends(stores: Stores) -> None:
    [mail_id] = queue(stores, hire(stores, 1))
    with stores.main() as session, transaction(session):
        assert outbox.lease_mail(session, mail_id=mail_id, now=MONDAY) is not None
    postman = Postman()

    deliver(stores, postman, now=MONDAY + outbox.LEASE - timedelta(seconds=1))
    assert postman.taken == []

    deliver(stores, postman, now=MONDAY + outbox.LEASE)
    assert postman.ids == [f"<{mail_id.hex}@localhost>"]


@both_engines
def test_a_lease_from_the_future_is_not_believed(stores: Stores) -> None:
    [mail_id] = queue(stores, hire(stores, 1))
    with stores.main() as session, transaction(session):
        outbox.lease_mail(session, mail_id=mail_id, now=MONDAY + DAY)
    postman = Postman()

    deliver(stores, postman)

    assert len(postman.taken) == 1


@both_engines
def test_of_one_person_a_mail_whose_fate_is_unknown_goes_first(stores: Stores) -> None:
    [person] = hire(stores, 1)
    [first] = queue(stores, [person], kind=MailKind.DIGEST)
    [second] = queue(stores, [person], kind=MailKind.RESULTS)
    with stores.main() as session, transaction(session):
        outbox.lease_mail(session, mail_id=first, now=MONDAY)
    postman = Postman()

    deliver(stores, postman, now=MONDAY + timedelta(minutes=1))
    assert postman.taken == []

    deliver(stores, postman, now=MONDAY + outbox.LEASE)
    deliver(stores, postman, now=MONDAY + outbox.LEASE)
    assert postman.ids == [f"<{first.hex}@localhost>"]
    assert second.hex not in "".join(postman.ids)


@both_engines
def test_two_at_once_send_each_mail_once(stores: Stores) -> None:
    people = hire(stores, 20)
    mails = queue(stores, [*people, *people])
    postman, start = Postman(), threading.Barrier(3)

    def run() -> None:
        start.wait()
        deliver(stores, postman)

    workers = [threading.Thread(target=run) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(postman.ids) == len(set(postman.ids)) == 20
    assert {letter.to for letter in postman.taken} == {address_of(one) for one in people}
    assert count_waiting(stores) == len(mails) - 20


@both_engines
def test_the_same_thing_waits_once(stores: Stores) -> None:
    [person] = hire(stores, 1)
    with stores.main() as session, transaction(session):
        asked = [
            outbox.queue_mail(
                session,
                person_id=person,
                kind=MailKind.SIGN_IN,
                due_at=MONDAY,
                dedupe=f"sign_in:{person}",
            )
            for _ in range(2)
        ]

    assert asked[0] is not None
    assert asked[1] is None
    assert count_waiting(stores) == 1


@both_engines
def test_what_is_done_already_is_taken_back(stores: Stores) -> None:
    for person in hire(stores, 2):
        with stores.main() as session, transaction(session):
            outbox.queue_mail(
                session,
                person_id=person,
                kind=MailKind.LOOK_BACK,
                due_at=MONDAY,
                dedupe=f"{person}",
            )

    with stores.main() as session, transaction(session):
        outbox.take_back(session, dedupe=f"{person}")
        outbox.take_back(session, dedupe="nothing")

    assert count_waiting(stores) == 1


@both_engines
def test_days_that_no_longer_matter_are_forgotten(stores: Stores) -> None:
    queue(stores, hire(stores, 2))
    deliver(stores, Postman())

    with stores.main() as session, transaction(session):
        outbox.forget_days(session, today=MONDAY.date() + 2 * DAY)
        assert len(session.scalars(select(MailDayRow)).all()) == 2
        outbox.forget_days(session, today=MONDAY.date() + 3 * DAY)
        assert session.scalars(select(MailDayRow)).all() == []


@both_engines
def test_a_clock_that_jumps_loses_nothing_and_repeats_nothing(stores: Stores) -> None:
    mails = queue(stores, hire(stores, 12), at=MONDAY)
    postman, hour = Postman(), timedelta(hours=1)
    jumps = (hour, -hour, DAY, -DAY, 2 * hour, -2 * hour, DAY, timedelta())

    for jump in jumps:
        deliver(stores, postman, now=MONDAY + jump, limit=2)
    deliver(stores, postman, now=MONDAY + 2 * DAY)

    assert sorted(postman.ids) == sorted(f"<{mail.hex}@localhost>" for mail in mails)
    assert count_waiting(stores) == 0
