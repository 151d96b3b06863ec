"""What does somebody with a copy of everything learn of votes in a talk, during it and after it?

During it the keystore is left out: a copy of the database, or a backup, has none. After it the
attacker has all there is. In both cases they may know which phones voted in which order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, Table, select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.metadata import metadata
from feedbackpulse.people.domain import PersonId
from feedbackpulse.team_sessions.domain import Step, Vote, questions_of, read, written
from feedbackpulse.team_sessions.sealing import VoteKey
from feedbackpulse.team_sessions.tables import SessionVoteRow, TeamSessionRow
from feedbackpulse.traces import forget_deleted
from tests.pages import Visitor
from tests.team_sessions.room import GREEN, RED, Room

pytestmark = pytest.mark.both_engines

VOTES: Sequence[Vote] = [GREEN, RED, {"how-1": "amber"}, GREEN, RED, {"way-1": "up"}]
QUESTIONS = questions_of(Step.LOOK_BACK, 1)
OF_A_TALK = {"id", "code", "team_id", "started_at", "step_at"}


@pytest.fixture
def room(stores: Stores) -> Room:
    room = Room.of(stores)
    room.open()
    return room


def sealed_in(stores: Stores) -> list[bytes]:
    with stores.main() as session:
        rows = select(SessionVoteRow.sealed).order_by(SessionVoteRow.ticket)
        return list(session.scalars(rows))


def guessed(rows: Sequence[bytes]) -> list[Vote]:
    """Read what can be read, and tell apart what differs in size."""
    if len({len(one) for one in rows}) > 1:
        return [{"size": str(len(one))} for one in rows]
    found = []
    for one in rows:
        try:
            found.append(read(one, QUESTIONS))
        except ValueError:
            continue
    return found


def test_while_people_vote_a_copy_of_the_database_shows_no_vote(room: Room) -> None:
    room.all_vote(VOTES)

    assert len(sealed_in(room.stores)) == len(VOTES)
    assert guessed(sealed_in(room.stores)) == []


def test_the_attack_reads_votes_that_are_not_sealed(room: Room) -> None:
    talk = room.start()
    with room.stores.main() as session, transaction(session):
        for number, vote in enumerate(VOTES):
            session.add(
                SessionVoteRow(
                    session_id=talk.id,
                    step=1,
                    ticket=bytes([number]) * 32,
                    sealed=written(vote, QUESTIONS),
                )
            )

    assert guessed(sealed_in(room.stores)) == VOTES


def test_a_vote_has_no_moment_no_person_and_no_number_of_the_database() -> None:
    table = SessionVoteRow.__table__
    assert isinstance(table, Table)

    assert set(table.c.keys()) == {"session_id", "step", "ticket", "sealed"}
    assert isinstance(table.c.ticket.type, LargeBinary)
    assert table.dialect_options["sqlite"]["with_rowid"] is False
    talk = metadata.tables["team_session"]
    assert {key.column.table.name for key in talk.foreign_keys} == {"team", "round"}


def test_one_phone_is_not_followed_from_step_to_step(room: Room) -> None:
    room.all_vote(VOTES[:1])
    with room.stores.main() as session:
        first = session.scalar(select(SessionVoteRow.ticket))
    room.close()
    room.go_to(Step.CHOOSE)
    room.open()
    room.all_vote([{"subject": "1"}])

    with room.stores.main() as session:
        assert session.scalar(select(SessionVoteRow.ticket)) != first


def test_after_closing_nothing_opens_what_somebody_copied_before(room: Room) -> None:
    talk = room.start()
    room.all_vote(VOTES)
    copied = sealed_in(room.stores)
    key = VoteKey.find(room.stores.keys, session_id=talk.id)
    assert key is not None
    room.close()
    with room.stores.main() as session:
        forget_deleted(session)

    assert VoteKey.find(room.stores.keys, session_id=talk.id) is None
    kept = b"".join(path.read_bytes() for path in room.stores.keys.rglob("*") if path.is_file())
    assert key.secret not in kept
    assert sealed_in(room.stores) == []
    assert len(copied) == len(VOTES)


@pytest.mark.sqlite_only
def test_after_closing_the_files_hold_nothing_that_was_voted(room: Room) -> None:
    room.all_vote(VOTES)
    copied = sealed_in(room.stores)
    room.close()
    with room.stores.main() as session:
        forget_deleted(session)

    folder = room.stores.keys.parent
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not [one for one in copied if one[12:] in files]


def test_what_stays_is_the_same_whatever_was_voted(room: Room) -> None:
    left = []
    for votes in ([GREEN] * 5, [RED] * 9):
        room.end()
        room.now += timedelta(days=1)
        room.open()
        room.all_vote(votes)
        room.close()
        room.end()
        left.append(what_is_left(room.stores))

    assert left[0] == left[1]


def what_is_left(stores: Stores) -> tuple[object, ...]:
    """Return the row of the last talk, without what differs between any two talks."""
    columns = [one for one in TeamSessionRow.__table__.c if one.name not in OF_A_TALK]
    with stores.main() as session:
        assert sealed_in(stores) == []
        row = session.execute(select(*columns).order_by(TeamSessionRow.started_at.desc())).first()
    assert row is not None
    return tuple(row)


def test_no_log_line_tells_of_a_vote(
    room: Room,
    visit: Callable[[PersonId | None], Visitor],
    caplog: pytest.LogCaptureFixture,
) -> None:
    room.now = clock.now()
    room.open()
    phone, address = visit(None), f"/ballot/vote/{room.start().code}"
    with caplog.at_level(logging.DEBUG):
        phone.submit(phone.open(address), {"how-1": "red"})
        phone.get("/ballot/vote/NOSUCH")

    assert len(sealed_in(room.stores)) == 1
    assert [one.name for one in caplog.records if one.name.startswith("feedbackpulse")] == []
    assert "red" not in caplog.text
    assert address not in caplog.text
