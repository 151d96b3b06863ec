"""Who hears that something waits, when, and does the mail give anything away?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.signals import queue_signal_notices
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.signals import conversations, handling
from feedbackpulse.signals.domain import Reader
from tests.signals.inbox import LONG_AGO, add_sender, add_signal

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
CALM = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=lambda _day: False)


@pytest.fixture
def keys(stores: Stores) -> Path:
    return stores.keys


def told(session: Session, day: date) -> set[tuple[MailKind, PersonId]]:
    """Return who has a mail waiting after what is due in the night of a day."""
    night = datetime.combine(day, time(3), ZoneInfo(CALM.zone))
    queue_signal_notices(session, now=night, calm=CALM)
    rows = session.scalars(select(MailRow)).all()
    assert all(row.details == {} and row.round_id is None for row in rows)
    moments = [row.due_at.astimezone(ZoneInfo(CALM.zone)).time() for row in rows]
    assert all(CALM.quiet.end <= moment < CALM.quiet.begin for moment in moments)
    return {(MailKind(row.kind), PersonId(row.person_id)) for row in rows}


def reader_of(session: Session, role: Role) -> PersonId:
    person = add_sender(session, name=role.value)
    people.grant_role(session, person_id=person, role=role)
    return person


@pytest.mark.both_engines
def test_readers_hear_on_the_next_morning_and_once(session: Session, keys: Path) -> None:
    hr = reader_of(session, Role.HR)
    told(session, MONDAY)
    add_signal(session, keys=keys, on=MONDAY)
    add_signal(session, keys=keys, on=MONDAY, sender=add_sender(session))

    on_the_day = told(session, MONDAY)
    next_day = told(session, TUESDAY)
    for row in session.scalars(select(MailRow)):
        session.delete(row)
    session.flush()

    assert on_the_day == set()
    assert next_day == {(MailKind.SIGNALS, hr)}
    assert told(session, TUESDAY) == told(session, TUESDAY + timedelta(days=1)) == set()


def test_only_whom_it_was_sent_to_hears_of_it(session: Session, keys: Path) -> None:
    hr, adviser = reader_of(session, Role.HR), reader_of(session, Role.ADVISER)
    reader_of(session, Role.ADMIN)
    teams = [people.add_team(session, code="R", name="Root", parent_id=None).id]
    teams += [
        people.add_team(session, code=code, name=code, parent_id=teams[0]).id for code in "AB"
    ]
    leads = [add_sender(session) for _ in teams]
    for person, team in zip(leads, teams, strict=True):
        people.appoint_lead(session, person_id=person, team_id=team)
    told(session, MONDAY)

    add_signal(session, keys=keys, on=MONDAY, reader=Reader.LEAD, team_id=teams[1])
    of_lead = told(session, TUESDAY)
    add_signal(session, keys=keys, on=TUESDAY, reader=Reader.ADVISER)
    both = told(session, TUESDAY + timedelta(days=1))

    assert of_lead == {(MailKind.SIGNALS, leads[1])}
    assert both == {*of_lead, (MailKind.SIGNALS, adviser)}
    assert (MailKind.SIGNALS, hr) not in both


def test_who_takes_care_of_it_hears_alone_while_they_are_a_reader(
    session: Session, keys: Path
) -> None:
    first, second = reader_of(session, Role.HR), reader_of(session, Role.HR)
    told(session, MONDAY)
    for day, owner in ((MONDAY, first), (TUESDAY, add_sender(session))):
        one = add_signal(session, keys=keys, on=day)
        handling.take(session, signal_id=one, owner=owner)

    assert told(session, TUESDAY) == {(MailKind.SIGNALS, first)}
    everybody = {(MailKind.SIGNALS, first), (MailKind.SIGNALS, second)}
    assert told(session, TUESDAY + timedelta(days=1)) == everybody


@pytest.mark.both_engines
def test_a_sender_with_a_name_hears_of_an_answer_also_to_one_that_says_the_same(
    session: Session, keys: Path
) -> None:
    first, second = add_sender(session), add_sender(session)
    kept, double = (
        add_signal(session, keys=keys, sender=one, on=MONDAY) for one in (first, second)
    )
    add_signal(session, keys=keys, on=MONDAY)
    handling.merge(session, signal_id=double, into=kept)
    told(session, TUESDAY)
    conversations.reply(
        session, keys=keys, signal_id=kept, body="Thanks.", role=Role.HR, on=TUESDAY
    )

    assert told(session, TUESDAY) == set()
    assert told(session, TUESDAY + timedelta(days=1)) == {
        (MailKind.ANSWER, first),
        (MailKind.ANSWER, second),
    }


def test_what_was_missed_while_nothing_ran_is_told_afterwards(session: Session, keys: Path) -> None:
    hr = reader_of(session, Role.HR)
    told(session, MONDAY)
    add_signal(session, keys=keys, on=TUESDAY)

    assert told(session, MONDAY + timedelta(days=9)) == {(MailKind.SIGNALS, hr)}


def test_a_clock_that_jumps_back_tells_nobody_twice(session: Session, keys: Path) -> None:
    reader_of(session, Role.HR)
    add_signal(session, keys=keys, on=MONDAY)
    told(session, TUESDAY)
    for row in session.scalars(select(MailRow)):
        session.delete(row)
    session.flush()

    assert told(session, MONDAY) == set()
    assert told(session, TUESDAY) == set()


def test_who_left_hears_nothing(session: Session, keys: Path) -> None:
    hr = reader_of(session, Role.HR)
    people.deactivate_person(session, person_id=hr, at=LONG_AGO + timedelta(days=1))
    told(session, MONDAY)
    add_signal(session, keys=keys, on=MONDAY)

    assert told(session, TUESDAY) == set()
