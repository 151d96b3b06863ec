"""Is a vote told once, when it is closed, from five votes on, and gone after that?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.team_sessions import voting
from feedbackpulse.team_sessions.domain import (
    LASTS,
    NEXT_VOTE_AFTER,
    Counted,
    Refusal,
    Step,
    Told,
    TooFew,
)
from feedbackpulse.team_sessions.sealing import VoteKey
from feedbackpulse.team_sessions.service import end_old, find_with_code, tidied
from feedbackpulse.team_sessions.tables import SessionVoteRow, TeamSessionRow
from feedbackpulse.team_sessions.voting import open_vote, take_vote
from tests.team_sessions.room import GREEN, RED, Room

pytestmark = pytest.mark.both_engines


@pytest.fixture
def room(stores: Stores) -> Room:
    return Room.of(stores)


def rows(stores: Stores, table: type[SessionVoteRow | TeamSessionRow]) -> int:
    with stores.main() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def counts(told: Sequence[Told] | None) -> list[dict[str, int] | None]:
    return [dict(one.counts) if isinstance(one, Counted) else None for one in told or ()]


def test_five_votes_are_told_once_and_then_gone(room: Room) -> None:
    room.open()
    room.all_vote([GREEN, GREEN, RED, GREEN, {"how-1": "amber"}])
    told = room.close()

    assert counts(told) == [{"green": 3, "amber": 1, "red": 1}, None]
    assert rows(room.stores, SessionVoteRow) == 0
    assert list(room.stores.keys.glob("vote-*")) == []
    assert room.close() is None


def test_four_votes_tell_nothing_and_may_be_cast_anew(room: Room) -> None:
    room.open()
    room.all_vote([RED] * 4)

    assert room.close() == (TooFew(key="how-1"), TooFew(key="way-1"))
    assert rows(room.stores, SessionVoteRow) == 0
    assert room.open() is None
    room.all_vote([GREEN] * 6)
    assert counts(room.close())[0] == {"green": 6, "amber": 0, "red": 0}


def test_a_phone_may_change_its_mind_until_closing_and_counts_once(room: Room) -> None:
    room.open()
    room.all_vote([RED] * 5)
    room.all_vote([GREEN] * 5)

    assert counts(room.close())[0] == {"green": 5, "amber": 0, "red": 0}


def test_a_vote_that_is_late_is_not_taken(room: Room) -> None:
    assert room.vote("early", GREEN) is Refusal.NOT_OPEN
    room.open()
    assert room.vote("empty", {"how-1": "blue"}) is Refusal.NOTHING_CHOSEN
    assert room.vote("before", GREEN, step=Step.CHOOSE) is Refusal.NOT_OPEN
    room.close()
    assert room.vote("late", GREEN) is Refusal.NOT_OPEN
    assert rows(room.stores, SessionVoteRow) == 0


def test_what_was_told_is_not_voted_on_again_today_also_not_in_a_new_talk(room: Room) -> None:
    """Whoever came later would be the difference between the two."""
    room.open()
    room.all_vote([GREEN] * 5)
    room.close()
    assert room.open() is Refusal.TOLD
    room.end()
    assert room.open() is Refusal.TOLD
    room.go_to(Step.CHOOSE)
    assert room.open() is None
    room.end()
    room.now += NEXT_VOTE_AFTER
    room.go_to(Step.LOOK_BACK)
    assert room.open() is Refusal.TOLD  # they can have heard it at the end of their talk
    room.end()
    room.now += LASTS
    assert room.open() is None


def test_while_people_vote_a_talk_stays_in_its_step(room: Room) -> None:
    room.open()

    assert not room.go_to(Step.CHOOSE)
    room.close()
    assert room.go_to(Step.CHOOSE)
    assert room.talk is not None
    assert room.talk.step is Step.CHOOSE


def test_each_step_asks_its_own(room: Room) -> None:
    room.start(statements=("M4A-P1", "M4E-P1"))
    room.go_to(Step.CHOOSE)
    room.open()
    room.all_vote([{"subject": "2"}] * 5)
    assert counts(room.close()) == [{"1": 0, "2": 5}]
    room.go_to(Step.AGREE)
    room.open()
    room.all_vote([{"with": "amber"}] * 5)

    assert counts(room.close()) == [{"green": 0, "amber": 5, "red": 0}]


def test_a_room_holds_only_so_many_phones(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voting, "MOST_VOTES", 5)
    room.open()
    room.all_vote([GREEN] * 5)

    assert room.vote("one more", RED) is Refusal.FULL
    assert room.vote("phone 1", RED) is None
    assert counts(room.close())[0] == {"green": 4, "amber": 0, "red": 1}


def test_without_its_key_nothing_of_a_vote_can_be_told(room: Room) -> None:
    talk = room.start()
    room.open()
    room.all_vote([GREEN] * 5)
    (room.stores.keys / f"vote-{talk.id.hex}.key").unlink()

    assert room.vote("one more", GREEN) is Refusal.NOT_OPEN
    assert counts(room.close()) == [None, None]


def test_a_talk_that_nobody_ends_is_over_after_three_hours(room: Room) -> None:
    talk = room.start()
    room.open()
    room.all_vote([RED] * 5)
    room.now += LASTS
    assert room.talk is None
    with room.stores.main() as session:
        assert find_with_code(session, code=talk.code, now=room.now) is None
    with room.stores.main() as session, transaction(session):
        assert end_old(session, keys=room.stores.keys, now=room.now) == 1

    assert rows(room.stores, SessionVoteRow) == 0
    assert list(room.stores.keys.glob("vote-*")) == []


def test_after_a_day_nothing_says_that_there_was_a_talk(room: Room) -> None:
    room.start()
    VoteKey.make(room.stores.keys, session_id=room.start().id)  # as a crash leaves it
    end_all = room.now + timedelta(days=1)
    with room.stores.main() as session, transaction(session):
        end_old(session, keys=room.stores.keys, now=end_all)

    assert rows(room.stores, TeamSessionRow) == 0
    assert list(room.stores.keys.glob("vote-*")) == []


@pytest.mark.parametrize("typed", ["ab-c 234", " ABC234 ", "abc\x00234", "abc/234"])
def test_a_code_is_found_as_people_type_it(typed: str) -> None:
    assert tidied(typed) == "ABC234"


def test_a_vote_on_its_way_is_gone_too_when_the_talk_ends(room: Room) -> None:
    room.open()
    code = room.start().code
    ends = threading.Thread(target=room.end)
    with room.stores.main() as session, transaction(session):
        taken = take_vote(
            session,
            keys=room.stores.keys,
            code=code,
            step=1,
            ticket="late",
            given=GREEN,
            now=room.now,
        )
        ends.start()
        ends.join(0.3)
        has_waited = ends.is_alive()
    ends.join()

    assert taken is None
    assert has_waited
    assert rows(room.stores, SessionVoteRow) == 0


def test_the_key_of_a_vote_that_is_about_to_open_is_no_stray(room: Room) -> None:
    talk = room.start()
    sweeps = threading.Thread(target=lambda: sweep(room))
    with room.stores.main() as session, transaction(session):
        open_vote(session, keys=room.stores.keys, session_id=talk.id, now=room.now)
        sweeps.start()
        sweeps.join(0.3)
    sweeps.join()

    assert room.vote("phone", GREEN) is None


def sweep(room: Room) -> None:
    with room.stores.main() as session, transaction(session):
        end_old(session, keys=room.stores.keys, now=room.now)


def test_two_who_close_at_once_hear_it_once(room: Room) -> None:
    room.open()
    room.all_vote([GREEN] * 5)
    heard: list[tuple[Told, ...] | None] = []
    both = [threading.Thread(target=lambda: heard.append(room.close())) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(len(one or ()) for one in heard) == [0, 2]
