"""Is counted how long senders waited, without who sent what, to whom?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.listener import Wait
from feedbackpulse.signals.conversations import reply
from feedbackpulse.signals.domain import Reader, SignalId, SignalKind
from feedbackpulse.signals.handling import close, merge
from feedbackpulse.signals.waiting import waits
from tests.signals.inbox import SENT, add_sender, add_signal

pytestmark = pytest.mark.both_engines

ANSWERED = SENT + timedelta(days=3)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


@pytest.fixture
def keys(stores: Stores) -> Path:
    return stores.keys


def answer(session: Session, keys: Path, signal_id: SignalId, on: date = ANSWERED) -> None:
    reply(session, keys=keys, signal_id=signal_id, body="Thank you.", role=Role.HR, on=on)


def test_the_first_answer_ends_a_wait(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)
    answer(session, keys, one)
    answer(session, keys, one, on=ANSWERED + timedelta(days=9))
    add_signal(session, keys=keys, sender=add_sender(session))

    assert sorted(waits(session, **YEAR), key=lambda wait: wait.replied_on is None) == [
        Wait(sent_on=SENT, replied_on=ANSWERED),
        Wait(sent_on=SENT, replied_on=None),
    ]


def test_closing_with_a_reason_is_an_answer(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)
    close(
        session,
        keys=keys,
        signal_id=one,
        reason="We looked at it, and it is not safe.",
        role=Role.HR,
        on=ANSWERED,
    )

    assert waits(session, **YEAR) == (Wait(sent_on=SENT, replied_on=ANSWERED),)


def test_what_was_put_with_another_is_answered_when_that_is(session: Session, keys: Path) -> None:
    one, other = add_signal(session, keys=keys), add_signal(session, keys=keys)
    merge(session, signal_id=one, into=other)
    assert {wait.replied_on for wait in waits(session, **YEAR)} == {None}

    answer(session, keys, other)

    assert [wait.replied_on for wait in waits(session, **YEAR)] == [ANSWERED, ANSWERED]


def test_what_went_to_the_adviser_is_in_no_number(session: Session, keys: Path) -> None:
    answer(session, keys, add_signal(session, keys=keys, reader=Reader.ADVISER))

    assert waits(session, **YEAR) == ()


def test_what_needs_no_answer_or_can_get_none_is_not_counted(session: Session, keys: Path) -> None:
    add_signal(session, keys=keys, kind=SignalKind.COMPLIMENT)
    add_signal(session, keys=keys, answerable=False)

    assert waits(session, **YEAR) == ()


def test_only_signals_of_these_days_are_counted(session: Session, keys: Path) -> None:
    add_signal(session, keys=keys, on=date(2025, 12, 31))
    add_signal(session, keys=keys, on=date(2027, 1, 1))

    assert waits(session, **YEAR) == ()
