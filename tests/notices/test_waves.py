"""Does everybody invited get the same mails about a round, once, whatever they did?"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from feedbackpulse.accounts.domain import token_hash
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.digests import queue_digests
from feedbackpulse.notices.domain import MailId, MailKind, Preference
from feedbackpulse.notices.preferences import save_preference
from feedbackpulse.notices.tables import MailRow, WaveRow
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.notices.waves import Wave, due_waves, queue_wave
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.roster.tables import InvitationRow
from tests.jobs.company import Company, anything, found
from tests.notices.mails import AMSTERDAM, CALM, DAY

SECRET = b"only for this test"
MONDAY = datetime(2026, 1, 12, 9, 0, tzinfo=AMSTERDAM)
"""When the first round of the company opens; it closes on Friday at five."""


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a company of 28."""
    return found(stores)


def due(stores: Stores, now: datetime) -> list[tuple[MailKind, int]]:
    """Return which waves are due."""
    with stores.main() as session:
        return [(wave.kind, wave.turn) for wave in due_waves(session, now=now, calm=CALM)]


def queue_due(stores: Stores, now: datetime) -> Counter[MailKind]:
    """Queue the waves that are due; return how many mails of each kind."""
    queued: Counter[MailKind] = Counter()
    with stores.main() as session:
        waves = due_waves(session, now=now, calm=CALM)
    for wave in waves:
        queued[wave.kind] += queue_one(stores, wave, now)
    return queued


def queue_one(stores: Stores, wave: Wave, now: datetime) -> int:
    """Queue one wave."""
    with stores.main() as session, transaction(session):
        return queue_wave(
            session,
            round=wave.round,
            kind=wave.kind,
            turn=wave.turn,
            now=now,
            secret=SECRET,
            calm=CALM,
        )


def rows(stores: Stores) -> list[MailRow]:
    """Return the mails that wait."""
    with stores.main() as session:
        return list(session.scalars(select(MailRow)))


def opened(company: Company, **changes: Any) -> RoundId:
    """Open the first round."""
    round_id = company.plan(**changes)
    company.open(round_id)
    return round_id


@pytest.mark.both_engines
def test_a_round_that_opens_invites_everybody_on_the_roster_once(
    company: Company, stores: Stores
) -> None:
    round_id = opened(company)

    assert queue_due(stores, MONDAY) == {MailKind.INVITATION: 28}
    assert queue_due(stores, MONDAY) == {}

    mails = rows(stores)
    assert {mail.person_id for mail in mails} == set(company.everybody())
    assert {mail.round_id for mail in mails} == {round_id}


@pytest.mark.both_engines
def test_every_mail_has_an_invitation_that_only_the_secret_tells(
    company: Company, stores: Stores
) -> None:
    opened(company)
    queue_due(stores, MONDAY)

    with stores.main() as session:
        kept = {row.token_hash: row.person_id for row in session.scalars(select(InvitationRow))}
    expected = {
        token_hash(token_of(SECRET, MailId(mail.id))): mail.person_id for mail in rows(stores)
    }
    assert kept == expected


@pytest.mark.both_engines
def test_two_workers_queue_a_wave_once(company: Company, stores: Stores) -> None:
    opened(company)
    with stores.main() as session:
        [wave] = due_waves(session, now=MONDAY, calm=CALM)

    assert queue_one(stores, wave, MONDAY) == 28
    assert queue_one(stores, wave, MONDAY) == 0


def test_who_answered_is_reminded_like_everybody_else(company: Company, stores: Stores) -> None:
    round_id = opened(company)
    queue_due(stores, MONDAY)
    chance = random.Random(4)  # noqa: S311  (answers, not a secret)
    for person in company.everybody()[:15]:
        company.send(round_id, person, anything(company.round(round_id), chance))

    queued = queue_due(stores, MONDAY + 2 * DAY)

    assert queued == {MailKind.REMINDER: 28}
    reminded = [mail for mail in rows(stores) if mail.kind == "reminder"]
    assert len({mail.person_id for mail in reminded}) == 28
    assert len({(mail.due_at, mail.attempts, mail.expires_at) for mail in reminded}) == 1


def test_who_wants_no_reminders_gets_none_and_is_invited(company: Company, stores: Stores) -> None:
    opened(company)
    person = company.everybody()[3]
    with stores.main() as session, transaction(session):
        save_preference(session, person_id=person, preference=Preference(reminders=False))

    assert queue_due(stores, MONDAY)[MailKind.INVITATION] == 28
    assert queue_due(stores, MONDAY + 2 * DAY)[MailKind.REMINDER] == 27
    assert person not in {mail.person_id for mail in rows(stores) if mail.kind == "reminder"}


@pytest.mark.parametrize(("reminders", "days"), [(0, []), (1, [2]), (2, [2, 4])])
def test_a_round_reminds_as_often_as_was_chosen(
    company: Company, stores: Stores, reminders: int, days: list[int]
) -> None:
    opened(company, reminders=reminders)
    queue_due(stores, MONDAY)

    reminded = [offset for offset in range(8) if queue_due(stores, MONDAY + offset * DAY)]

    assert reminded == days


def test_after_a_standstill_only_the_last_reminder_goes(company: Company, stores: Stores) -> None:
    opened(company, reminders=2)
    queue_due(stores, MONDAY)

    assert due(stores, MONDAY + 4 * DAY) == [(MailKind.REMINDER, 2)]


def test_mail_that_is_switched_on_late_invites_first_and_reminds_on_another_day(
    company: Company, stores: Stores
) -> None:
    opened(company)
    late = MONDAY + 2 * DAY

    assert queue_due(stores, late) == {MailKind.INVITATION: 28}
    assert due(stores, late + timedelta(hours=5)) == []
    assert due(stores, late + DAY) == [(MailKind.REMINDER, 1)]


def test_who_answers_on_paper_gets_no_mail(company: Company, stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=company.teams["Shop"], on_paper=True)
    round_id = opened(company)

    assert queue_due(stores, MONDAY)[MailKind.INVITATION] == 22

    company.close(round_id)
    assert queue_due(stores, MONDAY + 5 * DAY)[MailKind.RESULTS] == 22


def closed(company: Company, stores: Stores) -> Round:
    """Open, answer and close the first round, of which nobody has heard the results."""
    round_id = opened(company)
    queue_due(stores, MONDAY)
    company.answer(round_id, "Ovens", [4] * 8)
    company.close(round_id)
    return company.round(round_id)


def test_what_was_to_be_answered_is_gone_once_the_round_is_burnt(
    company: Company, stores: Stores
) -> None:
    closed(company, stores)

    assert rows(stores) == []
    with stores.main() as session:
        assert session.scalars(select(InvitationRow)).all() == []


def test_everybody_hears_of_a_release_also_who_changed_teams(
    company: Company, stores: Stores
) -> None:
    asked = closed(company, stores)
    person = company.people["Ovens"][0]
    with stores.main() as session, transaction(session):
        people.move_person(
            session, person_id=person, team_id=company.teams["Mill"], at=asked.closes_at
        )

    assert queue_due(stores, asked.closes_at) == {MailKind.RESULTS: 28}
    assert {mail.round_id for mail in rows(stores)} == {asked.id}


def test_nobody_hears_of_a_round_of_long_ago(company: Company, stores: Stores) -> None:
    asked = closed(company, stores)

    assert due(stores, asked.closes_at + 40 * DAY) == []


def log(stores: Stores, asked: Round, kind: Kind, on: date) -> None:
    """Write a line in the log about the cycle of a round."""
    line = Change(on=on, kind=kind, title="Anders", cycle_id=asked.cycle_id, details={})
    with stores.main() as session, transaction(session):
        record(session, line)


def test_what_changed_is_told_the_day_after_the_results_once(
    company: Company, stores: Stores
) -> None:
    asked = closed(company, stores)
    queue_due(stores, asked.closes_at)
    log(stores, asked, Kind.RHYTHM, asked.closes_at.date())

    assert due(stores, asked.closes_at) == []
    assert queue_due(stores, asked.closes_at + DAY) == {MailKind.CHANGES: 28}
    assert due(stores, asked.closes_at + 2 * DAY) == []


def test_without_a_change_nothing_is_told(company: Company, stores: Stores) -> None:
    asked = closed(company, stores)
    queue_due(stores, asked.closes_at)
    log(stores, asked, Kind.RELEASED, asked.closes_at.date())
    log(stores, replace(asked, cycle_id=asked.cycle_id), Kind.RHYTHM, date(2025, 1, 1))

    assert due(stores, asked.closes_at + DAY) == []


def appointed(company: Company, stores: Stores, person: PersonId, team: str) -> None:
    """Let somebody lead a team."""
    with stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=person, team_id=company.teams[team], until=None)


def digests(stores: Stores, now: datetime, weekday: int = 0) -> list[MailRow]:
    """Queue the digests that are due; return all there are."""
    with stores.main() as session, transaction(session):
        queue_digests(session, now=now, calm=CALM, weekday=weekday)
    return [mail for mail in rows(stores) if mail.kind == "digest"]


def test_leads_get_a_digest_on_its_day_once_with_what_is_theirs(
    company: Company, stores: Stores
) -> None:
    baker, miller, boss = (company.people[team][0] for team in ("Ovens", "Mill", "Shop"))
    for person, team in ((baker, "Bakery"), (miller, "Mill"), (boss, "Company")):
        appointed(company, stores, person, team)
    asked = closed(company, stores)
    queue_due(stores, asked.closes_at)  # a Friday

    assert digests(stores, asked.closes_at) == []
    assert digests(stores, asked.closes_at + 2 * DAY) == []
    told = digests(stores, asked.closes_at + 3 * DAY)

    assert {mail.person_id for mail in told} == {baker, miller, boss}
    assert {tuple(mail.details["rounds"]) for mail in told} == {(str(asked.id),)}
    assert len(digests(stores, asked.closes_at + 10 * DAY)) == 3


def test_a_digest_day_that_was_missed_is_made_up_for(company: Company, stores: Stores) -> None:
    appointed(company, stores, company.people["Ovens"][0], "Company")
    asked = closed(company, stores)
    queue_due(stores, asked.closes_at)

    assert len(digests(stores, asked.closes_at + 5 * DAY)) == 1


def test_without_a_release_there_is_no_digest(company: Company, stores: Stores) -> None:
    appointed(company, stores, company.people["Ovens"][0], "Company")
    opened(company)

    assert digests(stores, MONDAY) == []


def test_a_wave_names_no_person(stores: Stores) -> None:
    columns = set(WaveRow.__table__.columns.keys())

    assert columns == {"round_id", "kind", "turn", "on"}
