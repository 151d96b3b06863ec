"""Do mails, or what is left of them, say anything of who answered?"""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Table, func, select

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Base, Stores, UtcDateTime, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.metadata import metadata
from feedbackpulse.notices.delivery import deliver_due
from feedbackpulse.notices.domain import Letter, MailId, MailKind, QueuedMail
from feedbackpulse.notices.tables import MailDayRow, MailRow
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.notices.waves import due_waves, queue_wave
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.tables import RosterRow
from tests.jobs.company import Company, anything, found
from tests.notices.mails import AMSTERDAM, CALM, DAY
from tests.privacy.attacks.copies import everything
from tests.privacy.dumps import spellings

both_engines = pytest.mark.both_engines

SECRET = b"only for this test"
MONDAY = datetime(2026, 1, 12, 9, 0, tzinfo=AMSTERDAM)
OF_MAIL = ("mail", "mail_day", "mail_wave", "mail_count", "invitation", "notice_preference")


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a company of 28 whose first round is open."""
    return found(stores)


@pytest.fixture
def round_id(company: Company) -> RoundId:
    """Open the first round."""
    round_id = company.plan(reminders=2)
    company.open(round_id)
    return round_id


def queue(stores: Stores, now: datetime) -> list[MailKind]:
    """Queue what is due; return the kinds."""
    with stores.main() as session:
        waves = due_waves(session, now=now, calm=CALM)
    for wave in waves:
        with stores.main() as session, transaction(session):
            queue_wave(
                session,
                round=wave.round,
                kind=wave.kind,
                turn=wave.turn,
                now=now,
                secret=SECRET,
                calm=CALM,
            )
    return [wave.kind for wave in waves]


def deliver(stores: Stores, now: datetime) -> list[str]:
    """Deliver what waits; return to whom."""
    sent: list[str] = []

    def compose(mail: QueuedMail) -> Letter:
        return Letter(to=str(mail.person_id), subject="", text="", html="")

    deliver_due(
        stores,
        now=now,
        send=lambda letter: sent.append(letter.to),
        compose=compose,
        limit=1000,
        calm=CALM,
    )
    return sent


def contents(stores: Stores, tables: tuple[str, ...]) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of these tables, in the order in which the database has them."""
    with stores.main() as session:
        return {
            name: [tuple(row) for row in session.execute(select(metadata.tables[name]))]
            for name in tables
        }


def answer(company: Company, round_id: RoundId, people: list[PersonId]) -> None:
    """Let some people answer."""
    chance = random.Random(3)  # noqa: S311  (answers of a fictional company)
    for person in people:
        company.send(round_id, person, anything(company.round(round_id), chance))


@both_engines
def test_answering_changes_the_claim_and_nothing_of_mail(
    company: Company, round_id: RoundId, stores: Stores
) -> None:
    queue(stores, MONDAY)
    deliver(stores, MONDAY)
    queue(stores, MONDAY + 2 * DAY)
    every = tuple(name for name in Base.metadata.tables if name in metadata.tables)
    before = contents(stores, every)

    answer(company, round_id, company.everybody()[:1])

    after = contents(stores, every)
    assert {
        name for name in every if sorted(map(repr, after[name])) != sorted(map(repr, before[name]))
    } == {"roster"}
    assert {name: after[name] for name in OF_MAIL} == {name: before[name] for name in OF_MAIL}


def test_rows_of_a_wave_differ_in_nothing_but_the_person(
    company: Company, round_id: RoundId, stores: Stores
) -> None:
    queue(stores, MONDAY)
    deliver(stores, MONDAY)
    answer(company, round_id, company.everybody()[:14])

    assert queue(stores, MONDAY + 2 * DAY) == [MailKind.REMINDER]

    own = {"id", "person_id"}
    table = metadata.tables["mail"]
    with stores.main() as session:
        rows = session.execute(select(*(c for c in table.c if c.name not in own))).all()
    assert len(rows) == 28
    assert len(set(map(repr, rows))) == 1


@both_engines
def test_the_order_of_a_wave_is_chance(company: Company, round_id: RoundId, stores: Stores) -> None:
    queue(stores, MONDAY)
    first = [row[1] for row in contents(stores, ("mail",))["mail"]]
    went = deliver(stores, MONDAY)
    queue(stores, MONDAY + 2 * DAY)
    second = [row[1] for row in contents(stores, ("mail",))["mail"]]

    roster = [row[1] for row in contents(stores, ("roster",))["roster"]]
    orders = [list(map(str, one)) for one in (first, second, roster, company.everybody())]
    assert len(set(map(tuple, [*orders, went]))) == 5
    assert len({frozenset(one) for one in [*orders, went]}) == 1


def test_who_answered_is_reminded_and_who_did_not_too(
    company: Company, round_id: RoundId, stores: Stores
) -> None:
    queue(stores, MONDAY)
    deliver(stores, MONDAY)
    answer(company, round_id, company.everybody()[5:20])
    for offset in (2, 4):
        queue(stores, MONDAY + offset * DAY)
        went = deliver(stores, MONDAY + offset * DAY)
        assert sorted(went) == sorted(map(str, company.everybody()))


def _names_somebody_in_a_round(table: Table) -> bool:
    return {"person_id", "round_id"} <= set(table.c.keys())


def test_after_delivery_no_row_has_a_person_a_round_and_a_time(
    company: Company, round_id: RoundId, stores: Stores
) -> None:
    queue(stores, MONDAY)
    deliver(stores, MONDAY)

    with_both = [table for table in metadata.sorted_tables if _names_somebody_in_a_round(table)]
    timed = [t for t in with_both if any(isinstance(c.type, UtcDateTime) for c in t.c)]
    assert [table.name for table in timed] == ["mail"]
    with stores.main() as session:
        assert session.scalar(select(func.count()).select_from(MailRow)) == 0
        days = session.scalars(select(MailDayRow)).all()
    assert {day.day for day in days} == {MONDAY.date()}
    assert {day.person_id for day in days} == set(company.everybody())
    assert set(metadata.tables["mail_day"].c.keys()) == {"person_id", "day"}


@both_engines
def test_after_the_night_no_file_knows_of_a_delivered_mail(
    company: Company, round_id: RoundId, stores: Stores, app: Flask
) -> None:
    folder = Path(app.instance_path)
    queue(stores, MONDAY)
    with stores.main() as session:
        mails = [MailId(one) for one in session.scalars(select(MailRow.id))]
    during = everything(folder)
    deliver(stores, MONDAY)
    scramble_stores(stores)

    after = everything(folder)
    ids = [spelling for mail in mails for spelling in spellings(mail)]
    assert any(one in during for one in ids)
    assert [one for one in ids if one in after] == []


def test_no_file_has_what_stands_in_a_link(
    company: Company, round_id: RoundId, stores: Stores, app: Flask
) -> None:
    queue(stores, MONDAY)
    with stores.main() as session:
        mails = [MailId(one) for one in session.scalars(select(MailRow.id))]
        assert session.scalar(select(func.count()).select_from(RosterRow)) == len(mails)

    kept = everything(Path(app.instance_path))

    assert [mail for mail in mails if token_of(SECRET, mail).encode() in kept] == []
