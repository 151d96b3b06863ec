"""What can readers do with a signal, and what does its sender see of that?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role
from feedbackpulse.signals import conversations, handling
from feedbackpulse.signals.domain import (
    EmptyTextError,
    Reader,
    Signal,
    SignalId,
    SignalKind,
    Status,
    UnknownSignalError,
)
from tests.signals.inbox import SENT, add_sender, add_signal

NEXT_DAY = SENT + timedelta(days=1)


@pytest.fixture
def keys(stores: Stores) -> Path:
    return stores.keys


def read(session: Session, keys: Path, signal_id: SignalId) -> Signal:
    found = conversations.conversation_of(
        session, keys=keys, signal_id=signal_id, today=SENT + timedelta(days=100)
    )
    return found.signal


def test_who_takes_a_signal_answers_it_until_they_let_go(session: Session, keys: Path) -> None:
    owner, one = add_sender(session), add_signal(session, keys=keys)

    handling.take(session, signal_id=one, owner=owner)
    taken = read(session, keys, one)
    handling.take(session, signal_id=one, owner=None)

    assert (taken.status, taken.owner) == (Status.TAKEN, owner)
    assert read(session, keys, one).status is Status.NEW


def test_taking_an_answered_signal_leaves_it_answered(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)
    conversations.reply(
        session, keys=keys, signal_id=one, body="Thanks.", role=Role.HR, on=NEXT_DAY
    )

    handling.take(session, signal_id=one, owner=add_sender(session))

    assert read(session, keys, one).status is Status.ANSWERED


@pytest.mark.parametrize("days", [-1, 61])
def test_an_answer_is_due_neither_in_the_past_nor_after_two_months(
    session: Session, keys: Path, days: int
) -> None:
    one = add_signal(session, keys=keys)

    with pytest.raises(handling.BadDayError):
        handling.choose_day(session, signal_id=one, day=SENT + timedelta(days=days), today=SENT)


def test_an_overdue_day_may_stay_as_it_is(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)
    due = read(session, keys, one).answer_by

    handling.choose_day(session, signal_id=one, day=due, today=due + timedelta(days=9))
    handling.choose_day(
        session, signal_id=one, day=due + timedelta(days=10), today=due + timedelta(days=9)
    )

    assert read(session, keys, one).answer_by == due + timedelta(days=10)


def test_a_signal_is_about_a_checkpoint(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)

    handling.choose_subject(session, signal_id=one, theme="M", checkpoint="M4")

    found = read(session, keys, one)
    assert (found.theme, found.checkpoint) == ("M", "M4")


def test_the_sender_reads_why_a_signal_is_closed(session: Session, keys: Path) -> None:
    sender = add_sender(session)
    one = add_signal(session, keys=keys, sender=sender)

    handling.close(
        session,
        keys=keys,
        signal_id=one,
        reason="We keep it as it is.",
        role=Role.HR,
        on=NEXT_DAY,
    )

    seen = conversations.own_conversation(session, keys=keys, signal_id=one, sender=sender)
    assert seen is not None
    assert seen.signal.status is Status.CLOSED
    assert [message.body for message in seen.messages] == ["We keep it as it is."]


def test_closing_without_a_reason_is_refused(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)

    with pytest.raises(EmptyTextError):
        handling.close(session, keys=keys, signal_id=one, reason=" ", role=Role.HR, on=NEXT_DAY)

    assert read(session, keys, one).status is Status.NEW


def test_a_signal_that_nobody_can_be_answered_about_can_be_closed(
    session: Session, keys: Path
) -> None:
    one = add_signal(session, keys=keys, answerable=False)

    handling.close(session, keys=keys, signal_id=one, reason="Done.", role=Role.HR, on=NEXT_DAY)

    assert read(session, keys, one).status is Status.CLOSED


def test_a_closed_signal_is_taken_up_again_as_far_as_it_was(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)
    handling.close(session, keys=keys, signal_id=one, reason="No.", role=Role.HR, on=NEXT_DAY)

    handling.reopen(session, signal_id=one)

    assert read(session, keys, one).status is Status.ANSWERED


@pytest.mark.both_engines
def test_who_sent_a_double_reads_the_answer_until_it_is_taken_apart(
    session: Session, keys: Path
) -> None:
    sender = add_sender(session)
    double = add_signal(session, keys=keys, sender=sender)
    kept = add_signal(session, keys=keys)
    handling.merge(session, signal_id=double, into=kept)
    conversations.reply(
        session, keys=keys, signal_id=kept, body="We start in May.", role=Role.HR, on=NEXT_DAY
    )

    together = conversations.own_conversation(session, keys=keys, signal_id=double, sender=sender)
    handling.split(session, signal_id=double)
    apart = conversations.own_conversation(session, keys=keys, signal_id=double, sender=sender)

    assert together is not None
    assert apart is not None
    assert together.signal.status is Status.MERGED
    assert [message.body for message in together.messages] == ["We start in May."]
    assert (apart.signal.status, apart.signal.merged_into) == (Status.NEW, None)
    assert apart.messages == ()


@pytest.mark.both_engines
def test_the_doubles_of_a_double_come_along(session: Session, keys: Path) -> None:
    first, second, third = (add_signal(session, keys=keys) for _ in range(3))

    handling.merge(session, signal_id=first, into=second)
    handling.merge(session, signal_id=second, into=third)

    assert {read(session, keys, one).merged_into for one in (first, second)} == {third}


def test_signals_for_other_readers_are_not_put_together(session: Session, keys: Path) -> None:
    team = people.add_team(session, code="K", name="Klantcontact", parent_id=None).id
    for_hr = add_signal(session, keys=keys)

    for other in (
        add_signal(session, keys=keys, reader=Reader.ADVISER),
        add_signal(session, keys=keys, reader=Reader.LEAD, team_id=team),
    ):
        with pytest.raises(handling.AnotherKindOfReaderError):
            handling.merge(session, signal_id=other, into=for_hr)


def test_no_signal_is_put_with_itself_or_with_a_double(session: Session, keys: Path) -> None:
    first, second, third = (add_signal(session, keys=keys) for _ in range(3))
    handling.merge(session, signal_id=first, into=second)

    for one, into in ((second, first), (third, first), (third, third)):
        with pytest.raises(handling.HandlingError):
            handling.merge(session, signal_id=one, into=into)


def test_nobody_loses_their_answer_by_being_put_together(session: Session, keys: Path) -> None:
    one, silent = add_signal(session, keys=keys), add_signal(session, keys=keys, answerable=False)

    with pytest.raises(handling.HandlingError):
        handling.merge(session, signal_id=one, into=silent)
    handling.merge(session, signal_id=silent, into=one)


def test_a_double_is_closed_with_the_other_only(session: Session, keys: Path) -> None:
    double, kept = add_signal(session, keys=keys), add_signal(session, keys=keys)
    handling.merge(session, signal_id=double, into=kept)

    with pytest.raises(handling.HandlingError):
        handling.close(session, keys=keys, signal_id=double, reason="x", role=Role.HR, on=NEXT_DAY)


@pytest.mark.both_engines
def test_what_waits_is_counted_when_readers_can_see_it(session: Session, keys: Path) -> None:
    team = people.add_team(session, code="K", name="Klantcontact", parent_id=None).id
    add_signal(session, keys=keys, reader=Reader.LEAD, team_id=team)
    add_signal(session, keys=keys, reader=Reader.LEAD, team_id=team, sender=add_sender(session))
    late = SENT + timedelta(days=15)

    def waiting(today: date, *teams: object) -> tuple[int, int]:
        chosen = [team] if teams == (team,) else []
        found = handling.count_waiting(session, today=today, reader=Reader.LEAD, team_ids=chosen)
        return found.open, found.overdue

    assert waiting(SENT, team) == (1, 0)
    assert waiting(NEXT_DAY, team) == (2, 0)
    assert waiting(late, team) == (2, 2)
    assert waiting(late) == (0, 0)
    assert handling.count_waiting(session, today=late, reader=Reader.LEAD).overdue == 2
    assert handling.count_waiting(session, today=late, reader=Reader.HR).open == 0


def test_a_compliment_is_never_overdue(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys, kind=SignalKind.COMPLIMENT)
    late = SENT + timedelta(days=15)

    found = handling.count_waiting(session, today=late, reader=Reader.HR)

    assert (found.open, found.overdue) == (1, 0)
    assert not read(session, keys, one).is_overdue(late)


def test_what_a_sender_writes_later_is_seen_whatever_was_done(session: Session, keys: Path) -> None:
    sender = add_sender(session)
    closed = add_signal(session, keys=keys, sender=sender)
    double = add_signal(session, keys=keys, sender=sender, text="Call back on the same day.")
    handling.close(session, keys=keys, signal_id=closed, reason="No.", role=Role.HR, on=NEXT_DAY)
    handling.merge(session, signal_id=double, into=add_signal(session, keys=keys))

    for one in (closed, double):
        conversations.write_as_sender(
            session, keys=keys, body="And then?", on=NEXT_DAY, signal_id=one, sender=sender
        )

    assert read(session, keys, closed).status is Status.TAKEN
    assert conversations.wrote_again(session, signal_ids=[closed, double], today=NEXT_DAY) == {
        double
    }


def test_a_button_that_is_pressed_twice_answers_once(session: Session, keys: Path) -> None:
    sender = add_sender(session)
    one = add_signal(session, keys=keys, sender=sender)

    for _press in range(2):
        conversations.reply(
            session, keys=keys, signal_id=one, body="Thanks.", role=Role.HR, on=NEXT_DAY
        )

    seen = conversations.own_conversation(session, keys=keys, signal_id=one, sender=sender)
    assert seen is not None
    assert [message.body for message in seen.messages] == ["Thanks."]


def test_there_is_nothing_to_do_with_a_signal_that_is_not_there(
    session: Session, keys: Path
) -> None:
    gone = SignalId(add_sender(session))

    with pytest.raises(UnknownSignalError):
        handling.take(session, signal_id=gone, owner=None)
