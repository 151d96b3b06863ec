"""Does a round stay open for longer only as far, and as often, as people were told?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import IllegalMoveError, Rhythm, Round
from feedbackpulse.cycles.extending import (
    MOST_EXTENSIONS,
    Room,
    extend_round,
    extensions,
    room_to_extend,
)
from feedbackpulse.programme.changes import NoReasonError
from tests.cycles.cycles import make_cycle

pytestmark = pytest.mark.both_engines

CATALOGUE = load_catalogue()
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
WHY = "Half of us were at a fair."
HOUR = timedelta(hours=1)


def opened(session: Session, **changes: Any) -> Round:
    draft = cycles.save_draft(session, cycle=make_cycle(**changes))
    cycles.start_cycle(session, cycle_id=draft.id, now=NEW_YEAR, catalogue=CATALOGUE)
    planned = cycles.list_rounds(session, cycle_id=draft.id)[-1]
    assert cycles.mark_open(session, round_id=planned.id, public_key=b"k" * 32)
    return cycles.get_round(session, round_id=planned.id)


def extend(session: Session, asked: Round, days: int, *, now: datetime | None = None) -> Round:
    moment = now or asked.opens_at + HOUR
    return extend_round(session, round_id=asked.id, days=days, now=moment, reason=WHY)


def room(session: Session, asked: Round) -> Room:
    return room_to_extend(session, asked=asked, now=asked.opens_at + HOUR)


def test_it_closes_at_the_same_time_on_a_later_day_also_when_the_clock_changes(
    session: Session,
) -> None:
    asked = opened(session, rhythm=Rhythm.MONTHLY, first_day=date(2027, 3, 22), window_days=5)

    longer = extend(session, asked, 4)

    local = ZoneInfo("Europe/Amsterdam")
    assert [one.closes_at.astimezone(local).hour for one in (asked, longer)] == [17, 17]
    assert longer.closes_at - asked.closes_at == timedelta(days=4) - HOUR
    [told] = extensions(session, asked=asked)
    assert told.reason == WHY
    assert told.details["to"] == longer.closes_at.isoformat()


def test_no_longer_than_the_longest_window_of_its_rhythm(session: Session) -> None:
    asked = opened(session, rhythm=Rhythm.ONCE, window_days=57)

    assert room(session, asked).days == 3
    with pytest.raises(IllegalMoveError):
        extend(session, asked, 4)
    extend(session, asked, 3)


@pytest.mark.parametrize("planned", [True, False])
def test_never_into_the_next_opening(session: Session, *, planned: bool) -> None:
    asked = opened(session, window_days=10)
    if planned:
        cycles.plan_next_rounds(session, now=asked.opens_at + HOUR, catalogue=CATALOGUE)

    most = room(session, asked).days
    longer = extend(session, asked, most)

    assert most == 4
    assert longer.closes_at <= asked.opens_at + timedelta(days=14)
    assert longer.closes_at + timedelta(days=1) > asked.opens_at + timedelta(days=14)


def test_twice_at_most(session: Session) -> None:
    asked = opened(session, rhythm=Rhythm.MONTHLY)
    for _time in range(MOST_EXTENSIONS):
        asked = extend(session, asked, 1)

    assert not room(session, asked).is_left
    with pytest.raises(IllegalMoveError):
        extend(session, asked, 1)


def test_never_after_its_moment_nor_before_it_opened(session: Session) -> None:
    asked = opened(session, rhythm=Rhythm.MONTHLY)

    with pytest.raises(IllegalMoveError):
        extend(session, asked, 1, now=asked.closes_at)
    cycles.mark_closed(session, round_id=asked.id)
    with pytest.raises(IllegalMoveError):
        extend(session, asked, 1)


@pytest.mark.parametrize("days", [0, -1])
def test_never_shorter(session: Session, days: int) -> None:
    asked = opened(session, rhythm=Rhythm.MONTHLY)

    with pytest.raises(IllegalMoveError):
        extend(session, asked, days)


@pytest.mark.parametrize("reason", ["", "Too short", " \n ", "x" * 501])
def test_only_with_a_reason_that_says_something(session: Session, reason: str) -> None:
    asked = opened(session, rhythm=Rhythm.MONTHLY)

    with pytest.raises(NoReasonError):
        extend_round(session, round_id=asked.id, days=1, now=asked.opens_at + HOUR, reason=reason)
