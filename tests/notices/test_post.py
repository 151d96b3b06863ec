"""Do mails about a real round go out by themselves, and survive whatever the mail server does?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from feedbackpulse import create_app
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cli.posting import poster
from feedbackpulse.database import Stores, transaction
from feedbackpulse.extensions import Runtime
from feedbackpulse.jobs.tick import tick
from feedbackpulse.notices.delivery import deliver_due
from feedbackpulse.notices.domain import MailKind, Outcome
from feedbackpulse.notices.outbox import counts, queue_mail
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.reflection.tables import ReminderRow
from feedbackpulse.roster.invited import find_invited
from feedbackpulse.web.letters.compose import composer
from tests.conftest import close
from tests.databases import settings_in
from tests.jobs.company import Company, found
from tests.notices.mail_server import Box, free_port, mail_server, make_certificate
from tests.notices.mails import AMSTERDAM, CALM, DAY, address_of, count_waiting, hire

MONDAY = datetime(2026, 1, 12, 9, 0, tzinfo=AMSTERDAM)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a certificate of localhost that this machine trusts for now."""
    made = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


@pytest.fixture
def port() -> int:
    """Return the port of the mail server, also while it is away."""
    return free_port()


@pytest.fixture
def app(instance: Path, port: int) -> Iterator[Flask]:
    """Return an application that has a mail server."""
    app = create_app(
        replace(
            settings_in(instance),
            public_url="https://pulse.example.org",
            smtp_host="localhost",
            smtp_port=port,
            mail_from="Luisteren <us@example.org>",
        )
    )
    yield app
    close(app)


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a company of 28 whose first round opens on Monday."""
    company = found(stores)
    company.plan()
    return company


def pass_minute(app: Flask, now: datetime) -> None:
    """Do what is due at a moment, with all that is posted."""
    runtime: Runtime = app.extensions["feedbackpulse"]
    with time_machine.travel(now, tick=False):
        post = poster(app, runtime)
        tick(runtime.stores, now=now, catalogue=load_catalogue(), post=post)


def counted(stores: Stores) -> Counter[Outcome]:
    """Return how many mails had which outcome."""
    with stores.main() as session:
        return Counter(counts(session, since=MONDAY.date()))


def test_a_round_that_opens_invites_everybody_over_an_encrypted_line(
    app: Flask, company: Company, stores: Stores, certificate: Path, port: int
) -> None:
    box = Box()

    with mail_server(box, port=port, certificate=certificate):
        pass_minute(app, MONDAY)
        pass_minute(app, MONDAY + MINUTE)

    assert len(box.mails) == len({mail.to for mail in box.mails}) == 28
    assert {mail.encrypted for mail in box.mails} == {True}
    assert {mail.id.partition("@")[2] for mail in box.mails} == {"pulse.example.org>"}
    links = [
        re.findall(r"https://pulse\.example\.org/i#([\w-]{43})", mail.part("plain"))
        for mail in box.mails
    ]
    with stores.main() as session:
        invited = [find_invited(session, token=token, now=MONDAY) for [token] in links]
    assert {one.person_id for one in invited if one} == set(company.everybody())


@pytest.mark.usefixtures("company")
def test_the_whole_life_of_a_round_in_mails(
    app: Flask, stores: Stores, certificate: Path, port: int
) -> None:
    box, days = Box(), []

    with mail_server(box, port=port, certificate=certificate):
        for offset in range(10):
            before = len(box.mails)
            pass_minute(app, MONDAY + offset * DAY)
            days.append(len(box.mails) - before)

    assert days == [28, 0, 28, 0, 0, 0, 0, 28, 0, 0]  # open, half-way, and the Monday after
    assert count_waiting(stores) == 0


def test_who_wanted_to_be_reminded_is_once_and_on_a_working_day(
    app: Flask, stores: Stores, certificate: Path, port: int
) -> None:
    [owner] = hire(stores, 1)
    saturday, box = MONDAY - 2 * DAY, Box()
    with stores.main() as session, transaction(session):
        session.add(ReminderRow(owner=owner, on=saturday.date()))

    with mail_server(box, port=port, certificate=certificate):
        pass_minute(app, saturday)
        assert (len(box.mails), count_waiting(stores)) == (0, 1)
        for offset in range(3):
            pass_minute(app, MONDAY + offset * DAY)

    [mail] = box.mails
    assert mail.to == address_of(owner)
    assert "https://pulse.example.org/reflect\n" in mail.part("plain")


@pytest.mark.usefixtures("company")
def test_nothing_is_lost_while_the_server_is_away_or_busy(
    app: Flask,
    stores: Stores,
    certificate: Path,
    port: int,
) -> None:
    box = Box()
    pass_minute(app, MONDAY)
    assert count_waiting(stores) == 28

    with mail_server(box, port=port, certificate=certificate):
        box.recipient = lambda _: "451 come back later"
        pass_minute(app, MONDAY + MINUTE)
        box.recipient = Box().recipient
        assert (len(box.mails), count_waiting(stores)) == (0, 28)
        pass_minute(app, MONDAY + 3 * MINUTE)

    assert len(box.times()) == 28
    assert counted(stores)[Outcome.DELIVERED] == 28


@pytest.mark.usefixtures("company")
def test_a_server_that_falls_silent_delays_and_loses_nothing(
    app: Flask, stores: Stores, certificate: Path, port: int
) -> None:
    pass_minute(app, MONDAY)  # it is away, so all wait
    settings = app.extensions["feedbackpulse"].settings
    box = Box(silence=1.0)

    def run(now: datetime) -> bool:
        with time_machine.travel(now, tick=False), Mailer(settings, timeout=0.2) as mailer:
            done = deliver_due(
                stores, now=now, send=mailer.send, compose=composer(app), limit=100, calm=CALM
            )
        return done.away

    with mail_server(box, port=port, certificate=certificate):
        assert run(MONDAY + MINUTE)
        box.silence = 0.0
        assert not run(MONDAY + 2 * MINUTE)
        assert not run(MONDAY + 4 * MINUTE)

    assert len(box.times()) == 28
    assert len(box.mails) <= 29  # it may have kept what it never confirmed
    assert count_waiting(stores) == 0


@pytest.mark.usefixtures("company")
def test_a_mailbox_that_is_no_more_is_counted_and_keeps_nobody_else(
    app: Flask, stores: Stores, certificate: Path, port: int
) -> None:
    box, seen = Box(), []

    def first_is_gone(address: str) -> str:
        seen.append(address)
        return "550 no such mailbox" if len(seen) == 1 else "250 fine"

    box.recipient = first_is_gone
    with mail_server(box, port=port, certificate=certificate):
        pass_minute(app, MONDAY)

    assert len(box.mails) == 27
    assert counted(stores) == {Outcome.DELIVERED: 27, Outcome.REFUSED: 1} | dict.fromkeys(
        (Outcome.GIVEN_UP, Outcome.DROPPED), 0
    )


@pytest.mark.usefixtures("company")
def test_what_waits_when_a_round_closes_early_is_not_sent(
    app: Flask, stores: Stores, certificate: Path, port: int
) -> None:
    pass_minute(app, MONDAY)  # nobody listens yet
    assert count_waiting(stores) == 28
    box = Box()

    with mail_server(box, port=port, certificate=certificate):
        pass_minute(app, MONDAY + 5 * DAY)  # it closed on Friday; this is a Saturday

    assert box.mails == []


def test_without_a_mail_server_nothing_is_queued(instance: Path) -> None:
    app = create_app(settings_in(instance))
    stores: Stores = app.extensions["feedbackpulse"].stores
    found(stores).plan()

    pass_minute(app, MONDAY)

    assert count_waiting(stores) == 0
    close(app)


def test_a_mail_of_another_kind_does_not_wait_for_the_morning(
    app: Flask, company: Company, stores: Stores, certificate: Path, port: int
) -> None:
    """Somebody who asks for a link at night gets an answer of the composer at night."""
    person = company.everybody()[0]
    night = MONDAY - timedelta(hours=6)
    with stores.main() as session, transaction(session):
        queue_mail(
            session,
            person_id=person,
            kind=MailKind.SIGN_IN,
            due_at=night,
            details={"until": night.isoformat()},
        )

    with mail_server(Box(), port=port, certificate=certificate):
        pass_minute(app, night)

    assert count_waiting(stores) == 0  # its link was made by nobody, so nothing was written
