"""Who reads what of a signal, from which day on, and what does a copy of the database show of it?"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.doctor.checks.keys import check_signals
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.signals import conversations, sealing
from feedbackpulse.signals.allowance import KEPT_FOR_WORK, MOST, begin_hour, take_one
from feedbackpulse.signals.domain import (
    EmptyTextError,
    LongTextError,
    NoAnswerError,
    Reader,
    SignalId,
    SignalKind,
    Status,
    UnknownSignalError,
)
from feedbackpulse.signals.sealing import LostSignalKeyError
from feedbackpulse.signals.sending import has_lost_key, send
from feedbackpulse.signals.service import scrub_signals
from feedbackpulse.signals.tables import AllowanceRow, SignalMessageRow, SignalRow
from tests.organisations import found

DAY = date(2026, 3, 4)
NEXT = DAY + timedelta(days=1)
NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
WORDS = "A fictional remark."


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def sender(session: Session) -> PersonId:
    return found(session, "Company 2", at=datetime(2020, 1, 1, tzinfo=UTC)).people["Company"][1]


def bring_up(session: Session, keys: Path, **changes: object) -> SignalId:
    chosen: dict[str, object] = {
        "kind": SignalKind.CONCERN,
        "reader": Reader.HR,
        "team_id": None,
        "text": WORDS,
        "on": DAY,
    }
    return send(session, keys=keys, **{**chosen, **changes})  # type: ignore[arg-type]  # the keywords of send


def anonymous(session: Session, keys: Path, **changes: object) -> tuple[SignalId, bytes]:
    mailbox = secrets.token_bytes(32)
    return bring_up(session, keys, mailbox=mailbox, **changes), mailbox


def texts(session: Session, keys: Path, signal_id: SignalId, today: date) -> list[str]:
    talk = conversations.conversation_of(session, keys=keys, signal_id=signal_id, today=today)
    return [one.body for one in talk.messages]


def test_without_a_name_it_is_there_from_the_next_day_on(session: Session, keys: Path) -> None:
    signal_id, mailbox = anonymous(session, keys)

    assert conversations.arrived(session, keys=keys, today=DAY, reader=Reader.HR) == ()
    with pytest.raises(UnknownSignalError):
        conversations.conversation_of(session, keys=keys, signal_id=signal_id, today=DAY)
    assert conversations.conversation_at(session, keys=keys, mailbox=mailbox)
    [there] = conversations.arrived(session, keys=keys, today=NEXT, reader=Reader.HR)
    assert (there.text, there.sender, there.answer_by) == (WORDS, None, DAY + timedelta(days=14))


def test_with_a_name_it_is_there_at_once(session: Session, keys: Path, sender: PersonId) -> None:
    bring_up(session, keys, sender=sender)

    [there] = conversations.arrived(session, keys=keys, today=DAY, reader=Reader.HR)
    assert there.sender == sender


@pytest.mark.parametrize("reader", [Reader.HR, Reader.ADVISER])
def test_nobody_but_the_chosen_reader_finds_it(
    session: Session, keys: Path, reader: Reader
) -> None:
    anonymous(session, keys, reader=reader)

    for other in Reader:
        there = conversations.arrived(session, keys=keys, today=NEXT, reader=other)
        assert bool(there) == (other is reader)


def test_a_lead_finds_what_is_for_their_teams(session: Session, keys: Path) -> None:
    teams = found(session, "Company 0\n  Day 1\n  Night 1", at=NOON).teams
    anonymous(session, keys, reader=Reader.LEAD, team_id=teams["Day"])

    def of(*names: str) -> int:
        ids = [teams[name] for name in names]
        lead = conversations.arrived(
            session, keys=keys, today=NEXT, reader=Reader.LEAD, team_ids=ids
        )
        return len(lead)

    assert (of("Day", "Night"), of("Night"), of()) == (1, 0, 0)


def test_messages_without_a_name_wait_for_the_next_day_too(session: Session, keys: Path) -> None:
    signal_id, mailbox = anonymous(session, keys)
    conversations.reply(
        session, keys=keys, signal_id=signal_id, body="Thanks.", role=Role.HR, on=NEXT
    )
    conversations.write_as_sender(session, keys=keys, mailbox=mailbox, body="More.", on=NEXT)

    own = conversations.conversation_at(session, keys=keys, mailbox=mailbox)
    assert own is not None
    assert {one.body for one in own.messages} == {"Thanks.", "More."}
    assert texts(session, keys, signal_id, NEXT) == ["Thanks."]
    assert len(texts(session, keys, signal_id, NEXT + timedelta(days=1))) == 2


def test_that_somebody_without_a_name_wrote_again_shows_on_the_next_day_and_not_before(
    session: Session, keys: Path
) -> None:
    signal_id, mailbox = anonymous(session, keys)
    conversations.reply(session, keys=keys, signal_id=signal_id, body="-", role=Role.HR, on=NEXT)
    conversations.write_as_sender(session, keys=keys, mailbox=mailbox, body="More.", on=NEXT)
    later = NEXT + timedelta(days=1)

    def again(today: date) -> frozenset[SignalId]:
        return conversations.wrote_again(session, signal_ids=[signal_id], today=today)

    assert again(NEXT) == frozenset()
    assert again(later) == {signal_id}
    assert session.get_one(SignalRow, signal_id).status == Status.ANSWERED
    conversations.reply(session, keys=keys, signal_id=signal_id, body="+", role=Role.HR, on=later)
    assert again(later + timedelta(days=1)) == frozenset()


def test_a_named_sender_who_writes_again_opens_it_again(
    session: Session, keys: Path, sender: PersonId
) -> None:
    signal_id = bring_up(session, keys, sender=sender)
    conversations.reply(session, keys=keys, signal_id=signal_id, body="-", role=Role.HR, on=DAY)
    conversations.write_as_sender(
        session, keys=keys, signal_id=signal_id, sender=sender, body="More.", on=DAY
    )

    [own] = conversations.signals_of(session, keys=keys, sender=sender)
    assert (own.status, own.replied_on) == (Status.TAKEN, DAY)
    assert texts(session, keys, signal_id, DAY) == ["More.", "-"]


def test_what_a_named_sender_writes_again_is_not_late_before_anybody_could_answer(
    session: Session, keys: Path, sender: PersonId
) -> None:
    signal_id, later = bring_up(session, keys, sender=sender), DAY + timedelta(days=30)
    conversations.reply(session, keys=keys, signal_id=signal_id, body="-", role=Role.HR, on=DAY)
    conversations.write_as_sender(
        session, keys=keys, signal_id=signal_id, sender=sender, body="More.", on=later
    )

    [own] = conversations.signals_of(session, keys=keys, sender=sender)
    assert own.answer_by == later + timedelta(days=14)


def test_the_same_words_with_a_name_are_one_signal_a_day(
    session: Session, keys: Path, sender: PersonId
) -> None:
    sent = [bring_up(session, keys, sender=sender) for _ in range(2)]
    bring_up(session, keys, sender=sender, on=NEXT)
    bring_up(session, keys, sender=sender, kind=SignalKind.BARRIER)
    bring_up(session, keys)
    bring_up(session, keys)

    assert sent[0] == sent[1]
    assert len(conversations.signals_of(session, keys=keys, sender=sender)) == 3
    assert len(session.scalars(select(SignalRow)).all()) == 5


def test_nobody_writes_as_somebody_else(session: Session, keys: Path, sender: PersonId) -> None:
    signal_id, _ = anonymous(session, keys)
    other = PersonId(uuid4())

    for one in (sender, other, None):
        with pytest.raises(UnknownSignalError):
            conversations.write_as_sender(
                session, keys=keys, signal_id=signal_id, sender=one, body="-", on=DAY
            )
    with pytest.raises(UnknownSignalError):
        conversations.write_as_sender(
            session, keys=keys, mailbox=secrets.token_bytes(32), body="-", on=DAY
        )
    assert (
        conversations.own_conversation(session, keys=keys, signal_id=signal_id, sender=sender)
        is None
    )


def test_what_was_put_with_another_shows_its_sender_the_answers_and_no_strangers_words(
    session: Session, keys: Path
) -> None:
    first, other_mailbox = anonymous(session, keys, text="Somebody else's words.")
    signal_id, mailbox = anonymous(session, keys)
    session.get_one(SignalRow, signal_id).merged_into = first
    conversations.write_as_sender(session, keys=keys, mailbox=other_mailbox, body="Theirs.", on=DAY)
    conversations.reply(session, keys=keys, signal_id=first, body="Thanks.", role=Role.HR, on=NEXT)

    talk = conversations.conversation_at(session, keys=keys, mailbox=mailbox)
    assert talk is not None
    assert (talk.signal.text, [one.body for one in talk.messages]) == (WORDS, ["Thanks."])


def test_who_left_no_code_cannot_be_answered(session: Session, keys: Path) -> None:
    signal_id = bring_up(session, keys)

    with pytest.raises(NoAnswerError):
        conversations.reply(session, keys=keys, signal_id=signal_id, body="-", role=Role.HR, on=DAY)


def test_only_ideas_that_may_be_seen_are_shown_to_everybody(session: Session, keys: Path) -> None:
    anonymous(session, keys, kind=SignalKind.IDEA, shown=True, text="Shown.")
    anonymous(session, keys, kind=SignalKind.IDEA)
    for refused in ({}, {"kind": SignalKind.IDEA, "reader": Reader.ADVISER}):
        with pytest.raises(ValueError, match="only an idea"):
            anonymous(session, keys, shown=True, **refused)

    assert conversations.shown_ideas(session, keys=keys, today=DAY) == ()
    [seen] = conversations.shown_ideas(session, keys=keys, today=NEXT)
    assert seen.text == "Shown."


def test_an_idea_with_a_name_that_everybody_may_read_does_not_tell_when_it_came(
    session: Session, keys: Path, sender: PersonId
) -> None:
    bring_up(session, keys, kind=SignalKind.IDEA, shown=True, sender=sender)

    assert len(conversations.arrived(session, keys=keys, today=DAY, reader=Reader.HR)) == 1
    assert conversations.shown_ideas(session, keys=keys, today=DAY) == ()
    assert len(conversations.shown_ideas(session, keys=keys, today=NEXT)) == 1


@pytest.mark.parametrize(("text", "error"), [(" \n", EmptyTextError), ("x" * 2001, LongTextError)])
def test_words_have_a_length(
    session: Session, keys: Path, text: str, error: type[ValueError]
) -> None:
    with pytest.raises(error):
        bring_up(session, keys, text=text)


def test_a_lead_reads_for_a_team(session: Session, keys: Path) -> None:
    with pytest.raises(ValueError, match="reads for a team"):
        bring_up(session, keys, reader=Reader.LEAD)
    with pytest.raises(ValueError, match="for ever"):
        bring_up(session, keys, sender=PersonId(uuid4()), mailbox=b"x" * 32)


def test_words_lie_sealed_all_equally_long_and_in_their_own_row_only(
    session: Session, keys: Path
) -> None:
    for text in ("x", "é" * 2000, "A name\x80\0", WORDS):
        anonymous(session, keys, text=text)
    rows = list(session.scalars(select(SignalRow)))

    assert len({len(row.sealed) for row in rows}) == 1
    assert all(WORDS.encode() not in row.sealed for row in rows)
    assert {sealing.unseal(keys, row.sealed, row=row.id) for row in rows} == {
        "x",
        "é" * 2000,
        "A name\x80\0",
        WORDS,
    }
    with pytest.raises(LostSignalKeyError):
        sealing.unseal(keys, rows[0].sealed, row=rows[1].id)


def test_a_lost_key_is_not_made_anew_and_the_doctor_tells(session: Session, keys: Path) -> None:
    anonymous(session, keys)
    (keys / sealing.KEY_FILE).unlink()

    with pytest.raises(LostSignalKeyError):
        conversations.arrived(session, keys=keys, today=NEXT, reader=Reader.HR)
    with pytest.raises(LostSignalKeyError):
        anonymous(session, keys)
    assert not (keys / sealing.KEY_FILE).exists()
    assert [one.subject for one in check_signals(is_lost=has_lost_key(session, keys=keys))] == [
        sealing.KEY_FILE
    ]


@pytest.mark.both_engines
def test_the_night_keeps_all_that_is_written(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        team: TeamId = found(session, "Company 1", at=NOON).teams["Company"]
        first, mailbox = anonymous(session, stores.keys, reader=Reader.LEAD, team_id=team)
        other, _ = anonymous(session, stores.keys)
        session.get_one(SignalRow, other).merged_into = first
        conversations.write_as_sender(
            session, keys=stores.keys, mailbox=mailbox, body="More.", on=DAY
        )
    with stores.main() as session:
        scrub_signals(session)

    with stores.main() as session:
        assert session.get_one(SignalRow, other).merged_into == first
        assert texts(session, stores.keys, first, NEXT) == ["More."]
        assert len(session.scalars(select(SignalMessageRow)).all()) == 1


@pytest.mark.both_engines
def test_to_the_same_mailbox_nothing_is_added(stores: Stores) -> None:
    mailbox, ids = secrets.token_bytes(32), set()
    for text in (WORDS, "Other words."):
        with stores.main() as session, transaction(session):
            ids.add(bring_up(session, stores.keys, mailbox=mailbox, text=text))

    with stores.main() as session:
        talk = conversations.conversation_at(session, keys=stores.keys, mailbox=mailbox)
    assert talk is not None
    assert (ids, talk.signal.text) == ({talk.signal.id}, WORDS)


@pytest.mark.both_engines
def test_an_hour_has_room_for_so_much_and_most_of_it_for_who_worked(session: Session) -> None:
    begin_hour(session, now=NOON)
    began = session.get_one(AllowanceRow, 1).left
    idle = sum(take_one(session, now=NOON, worked=False) for _ in range(MOST + 1))
    worked = sum(take_one(session, now=NOON, worked=True) for _ in range(MOST + 1))

    assert MOST // 2 <= began <= MOST
    assert (idle, worked) == (began - KEPT_FOR_WORK, KEPT_FOR_WORK)
    assert take_one(session, now=NOON + timedelta(hours=1), worked=False)


def test_what_is_left_of_an_hour_does_not_tell_how_much_was_sent(session: Session) -> None:
    began = set()
    for hour in range(40):
        begin_hour(session, now=NOON + timedelta(hours=hour))
        session.expire_all()
        began.add(session.get_one(AllowanceRow, 1).left)

    assert len(began) > 20
