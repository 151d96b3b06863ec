"""Is a name that was made unreadable a day ago still in the database, its files or the log?"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.covering import overwrite_names
from feedbackpulse.people.domain import PersonId
from feedbackpulse.release.service import comments
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.signals import conversations
from feedbackpulse.signals.domain import SignalId
from feedbackpulse.signals.moderation import cover
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.signals.sealing import unseal
from feedbackpulse.signals.tables import SignalRow
from feedbackpulse.traces import forget_deleted
from tests.jobs.company import Company, found
from tests.privacy.attacks.copies import everything, rows_of
from tests.release.answerable import add_answerable
from tests.signals.inbox import add_sender, add_signal

NAME = "Quispelbaert"
SAID = f"Ask {NAME} why nobody ever calls back when a customer left a message for us."
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
NEXT_DAY = NOW + timedelta(hours=24)


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, "Company 6")


def cover_name(stores: Stores, subject: Subject, key: bytes, by: PersonId) -> None:
    with stores.main() as session, transaction(session):
        cover(
            session,
            subject=subject,
            subject_id=key,
            text=SAID,
            numbers=[1],
            by=by,
            now=NOW,
            today=NOW.date(),
        )


def commented(company: Company) -> bytes:
    """Add a released comment that names somebody; return its key."""
    round_id, unit = company.plan(), company.unit("Company")
    with company.stores.main() as session, transaction(session):
        key, _code = add_answerable(session, round_id=round_id, unit=unit)
        session.get_one(CommentRow, key.bytes).body = SAID
    return key.bytes


@pytest.mark.both_engines
def test_the_files_do_not_hold_a_covered_name_after_a_day(
    app: Flask, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    stores, folder = company.stores, Path(app.instance_path)
    caplog.set_level(logging.DEBUG)
    key = commented(company)
    cover_name(stores, Subject.COMMENT, key, company.everybody()[0])
    before = NAME.encode() in everything(folder)

    done = overwrite_names(stores, now=NEXT_DAY)
    with stores.main() as session:
        forget_deleted(session)

    assert before, "the test looks in the right place"
    assert done == 1
    assert NAME.encode() not in everything(folder)
    assert NAME not in caplog.text
    with stores.main() as session:
        row = session.get_one(CommentRow, key)
        [shown] = comments(session, round_id=row.round_id, unit=company.unit("Company"))  # type: ignore[arg-type]  # the id as the row has it
    assert shown.text == SAID.replace(NAME, "▇▇▇")


def test_who_has_the_key_of_signals_too_finds_no_name_after_a_day(company: Company) -> None:
    stores = company.stores
    with stores.main() as session, transaction(session):
        one = add_signal(session, keys=stores.keys, text=SAID, on=NOW.date() - timedelta(days=1))
        by = add_sender(session)
    cover_name(stores, Subject.SIGNAL, one.bytes, by)

    early = overwrite_names(stores, now=NEXT_DAY - timedelta(minutes=1))
    kept = unsealed(stores, one)
    done = overwrite_names(stores, now=NEXT_DAY)

    assert (early, NAME in kept, done) == (0, True, 1)
    assert NAME not in unsealed(stores, one)


def unsealed(stores: Stores, signal_id: SignalId) -> str:
    with stores.main() as session:
        row = session.get_one(SignalRow, signal_id)
        return unseal(stores.keys, row.sealed, row=row.id)


@pytest.mark.both_engines
def test_nothing_says_afterwards_who_covered_a_name_or_where(app: Flask, company: Company) -> None:
    stores = company.stores
    key, by = commented(company), company.everybody()[0]
    cover_name(stores, Subject.COMMENT, key, by)

    overwrite_names(stores, now=NEXT_DAY)

    rows = rows_of(Path(app.instance_path), "main")
    assert rows["redaction"] == []
    log = repr(rows["programme_change"])
    assert "covered" in log
    assert not any(one in log for one in (NAME, str(by), by.hex, key.hex()))


def test_a_covered_name_is_in_no_answer_to_a_reader_from_the_first_moment(company: Company) -> None:
    stores = company.stores
    with stores.main() as session, transaction(session):
        one = add_signal(session, keys=stores.keys, text=SAID, on=NOW.date() - timedelta(days=1))
        by = add_sender(session)
    cover_name(stores, Subject.SIGNAL, one.bytes, by)

    with stores.main() as session:
        talk = conversations.conversation_of(
            session, keys=stores.keys, signal_id=one, today=NOW.date()
        )

    assert NAME not in repr(talk)
