"""Does making a name unreadable hide it everywhere, for good after a day, and say so in the log?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.programme.changes import Kind, list_changes
from feedbackpulse.signals import conversations, moderation
from feedbackpulse.signals.covering import NothingChosenError
from feedbackpulse.signals.domain import Reader, SignalId, SignalKind, UnknownSignalError
from feedbackpulse.signals.redactions import Subject, redactions_of
from feedbackpulse.signals.sealing import unseal
from feedbackpulse.signals.tables import RedactionRow, SignalRow
from tests.signals.inbox import SENT, add_sender, add_signal

SAID = "I think Joris Rietveen forgets to call people back, and that they are waiting for it."
READ = "I think ▇▇▇ forgets to call people back, and that they are waiting for it."
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LATER = SENT + timedelta(days=3)


@pytest.fixture
def keys(stores: Stores) -> Path:
    return stores.keys


@pytest.fixture
def moderator(session: Session) -> PersonId:
    return add_sender(session)


def cover(session: Session, signal_id: SignalId, by: PersonId, *numbers: int) -> None:
    moderation.cover(
        session,
        subject=Subject.SIGNAL,
        subject_id=signal_id.bytes,
        text=SAID,
        numbers=numbers,
        by=by,
        now=NOW,
        today=NOW.date(),
    )


def text_in(session: Session, keys: Path, signal_id: SignalId) -> str:
    """Return the words as they lie in the database, once unsealed."""
    session.expire_all()
    row = session.scalars(select(SignalRow).where(SignalRow.id == signal_id)).one()
    return unseal(keys, row.sealed, row=row.id)


def test_a_name_is_covered_for_every_reader(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    sender = add_sender(session)
    one = add_signal(session, keys=keys, text=SAID, sender=sender, kind=SignalKind.IDEA, shown=True)

    cover(session, one, moderator, 2, 3)

    seen = [
        *conversations.arrived(session, keys=keys, today=LATER, reader=Reader.HR),
        *conversations.shown_ideas(session, keys=keys, today=LATER),
        *conversations.signals_of(session, keys=keys, sender=sender),
    ]
    assert [signal.text for signal in seen] == [READ] * 3


def test_a_name_in_a_message_is_covered_for_both_sides(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    sender = add_sender(session)
    one = add_signal(session, keys=keys, sender=sender)
    conversations.write_as_sender(
        session, keys=keys, body=SAID, on=SENT, signal_id=one, sender=sender
    )
    [message] = conversations.conversation_of(
        session, keys=keys, signal_id=one, today=LATER
    ).messages

    moderation.cover(
        session,
        subject=Subject.MESSAGE,
        subject_id=message.id.bytes,
        text=moderation.text_of(
            session,
            keys=keys,
            signal_id=one,
            subject=Subject.MESSAGE,
            subject_id=message.id.bytes,
        ),
        numbers=[2, 3],
        by=moderator,
        now=NOW,
        today=NOW.date(),
    )

    seen = conversations.own_conversation(session, keys=keys, signal_id=one, sender=sender)
    assert seen is not None
    assert [message.body for message in seen.messages] == [READ]


def test_only_texts_of_the_signal_itself_are_given_to_choose_from(
    session: Session, keys: Path
) -> None:
    one, other = add_signal(session, keys=keys), add_signal(session, keys=keys)

    with pytest.raises(UnknownSignalError):
        moderation.text_of(
            session,
            keys=keys,
            signal_id=one,
            subject=Subject.SIGNAL,
            subject_id=other.bytes,
        )


def test_the_log_says_that_it_happened_and_nothing_more(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    one = add_signal(session, keys=keys, text=SAID)

    cover(session, one, moderator, 2, 3)

    [line] = list_changes(session)
    assert (line.kind, line.on, line.role) == (Kind.COVERED, NOW.date(), None)
    assert (line.title, line.reason) == ("", "")
    assert line.details == {"what": "signal", "undone": False}


@pytest.mark.both_engines
def test_within_a_day_it_can_be_taken_back_and_the_log_says_that_too(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    one = add_signal(session, keys=keys, text=SAID)
    cover(session, one, moderator, 2, 3)
    [redaction] = redactions_of(session, subject=Subject.SIGNAL, ids=[one.bytes])

    done = moderation.uncover(
        session,
        redaction_id=redaction.id,
        subject_ids=[one.bytes],
        now=NOW + timedelta(hours=23, minutes=59),
        today=NOW.date(),
    )

    found = conversations.conversation_of(session, keys=keys, signal_id=one, today=LATER)
    assert done
    assert found.signal.text == SAID
    assert [line.details["undone"] for line in list_changes(session)] == [True, False]


@pytest.mark.parametrize(("hours", "whose"), [(24, "own"), (1, "another")])
def test_neither_after_a_day_nor_through_another_text_it_is_taken_back(
    session: Session, keys: Path, moderator: PersonId, hours: int, whose: str
) -> None:
    one, other = (add_signal(session, keys=keys, text=SAID) for _ in range(2))
    cover(session, one, moderator, 2, 3)
    [redaction] = redactions_of(session, subject=Subject.SIGNAL, ids=[one.bytes])

    done = moderation.uncover(
        session,
        redaction_id=redaction.id,
        subject_ids=[(one if whose == "own" else other).bytes],
        now=NOW + timedelta(hours=hours),
        today=NOW.date(),
    )

    assert not done
    assert redactions_of(session, subject=Subject.SIGNAL, ids=[one.bytes]) == (redaction,)


@pytest.mark.both_engines
def test_after_a_day_the_characters_are_gone_and_so_is_who_covered_them(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    one = add_signal(session, keys=keys, text=SAID)
    cover(session, one, moderator, 2, 3)

    early = moderation.overwrite_signals(session, keys=keys, now=NOW + timedelta(hours=23))
    kept = text_in(session, keys, one)
    done = moderation.overwrite_signals(session, keys=keys, now=NOW + timedelta(hours=24))

    assert (early, kept, done) == (0, SAID, 1)
    assert text_in(session, keys, one) == SAID.replace("Joris Rietveen", "▇▇▇▇▇ ▇▇▇▇▇▇▇▇")
    assert session.scalars(select(RedactionRow)).all() == []
    found = conversations.conversation_of(session, keys=keys, signal_id=one, today=LATER)
    assert found.signal.text == READ


def test_a_second_name_can_be_covered_after_the_first_is_overwritten(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    one = add_signal(session, keys=keys, text=SAID)
    cover(session, one, moderator, 2)
    moderation.overwrite_signals(session, keys=keys, now=NOW + timedelta(days=2))

    cover(session, one, moderator, 3)

    found = conversations.conversation_of(session, keys=keys, signal_id=one, today=LATER)
    assert found.signal.text == READ


def test_what_is_covered_is_not_covered_twice(
    session: Session, keys: Path, moderator: PersonId
) -> None:
    one = add_signal(session, keys=keys, text=SAID)
    cover(session, one, moderator, 2)

    with pytest.raises(NothingChosenError):
        cover(session, one, moderator, 2)


def test_an_answer_of_a_reader_is_a_message_like_any_other(session: Session, keys: Path) -> None:
    one = add_signal(session, keys=keys)
    conversations.reply(session, keys=keys, signal_id=one, body=SAID, role=Role.HR, on=LATER)
    found = conversations.conversation_of(session, keys=keys, signal_id=one, today=LATER)

    text = moderation.text_of(
        session,
        keys=keys,
        signal_id=one,
        subject=Subject.MESSAGE,
        subject_id=found.messages[0].id.bytes,
    )

    assert text == SAID
