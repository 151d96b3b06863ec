"""Does the brake on guessing hold for all workers together, and let go in time?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.accounts.tables import AttemptsRow
from feedbackpulse.accounts.throttle import (
    Limit,
    count_attempt,
    drop_old_attempts,
    forget_attempts,
    take_back,
)
from feedbackpulse.database import Stores, transaction

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
THREE = Limit(name="three", tries=3, window=15 * MINUTE)
OTHER = Limit(name="other", tries=3, window=15 * MINUTE)
NOOR = ("noor@example.org", "192.0.2.1")


def attempt(
    session: Session, *, limit: Limit = THREE, of: tuple[str, ...] = NOOR, after: int = 0
) -> timedelta | None:
    return count_attempt(session, limit, of=of, now=NOW + after * MINUTE)


def test_so_many_tries_and_then_a_wait(session: Session) -> None:
    assert [attempt(session) for _ in range(3)] == [None, None, None]
    assert attempt(session, after=5) == 10 * MINUTE


def test_trying_on_does_not_make_the_wait_longer(session: Session) -> None:
    for _ in range(20):
        attempt(session)

    assert attempt(session, after=14) == MINUTE
    assert attempt(session, after=15) is None


def test_names_limits_and_addresses_are_counted_apart(session: Session) -> None:
    for _ in range(4):
        attempt(session)

    assert attempt(session, limit=OTHER) is None
    assert attempt(session, of=("sam@example.org", "192.0.2.1")) is None
    assert attempt(session, of=("noor@example.org", "192.0.2.2")) is None
    assert attempt(session, of=("noor@example.org192.0.2.1",)) is None


def test_after_success_counting_starts_anew(session: Session) -> None:
    for _ in range(3):
        attempt(session)
    forget_attempts(session, THREE, of=NOOR)

    assert attempt(session) is None


def test_what_went_well_is_taken_back_and_nothing_of_what_went_wrong(session: Session) -> None:
    """Somebody with an account of their own must not make room for guesses by signing in."""
    waits = []
    for _ in range(4):
        waits.append(attempt(session))
        if attempt(session) is None:
            take_back(session, THREE, of=NOOR, counted_at=NOW)

    assert waits == [None, None, None, 15 * MINUTE]


def test_however_often_it_goes_well_nobody_waits(session: Session) -> None:
    for _ in range(20):
        assert attempt(session) is None
        take_back(session, THREE, of=NOOR, counted_at=NOW)


def test_of_who_came_in_at_once_nothing_is_kept(session: Session) -> None:
    attempt(session)
    take_back(session, THREE, of=NOOR, counted_at=NOW)
    assert session.scalars(select(AttemptsRow.ends_at)).all() == []

    for _ in range(2):
        attempt(session)
    take_back(session, THREE, of=NOOR, counted_at=NOW)
    assert session.scalars(select(AttemptsRow.count)).all() == [1]


def test_nothing_is_taken_back_from_a_count_that_began_later(session: Session) -> None:
    attempt(session)
    for _ in range(3):
        attempt(session, after=16)
    take_back(session, THREE, of=NOOR, counted_at=NOW)

    assert attempt(session, after=16) == 15 * MINUTE


def test_nothing_readable_is_kept_and_nothing_for_long(session: Session) -> None:
    attempt(session)
    kept = session.scalars(select(AttemptsRow.key)).all()
    assert "noor" not in "".join(kept)

    drop_old_attempts(session, now=NOW + 15 * MINUTE)

    assert session.scalars(select(AttemptsRow.key)).all() == []


def test_workers_at_the_same_time_share_one_limit(stores: Stores) -> None:
    def work(_number: int) -> bool:
        with stores.main() as session, transaction(session):
            return attempt(session) is None

    with ThreadPoolExecutor(8) as pool:
        let_through = list(pool.map(work, range(24)))

    assert let_through.count(True) == 3


def test_guesses_between_sign_ins_of_others_are_all_counted(stores: Stores) -> None:
    def work(number: int) -> bool:
        with stores.main() as session, transaction(session):
            passed = attempt(session) is None
            if passed and number % 2:
                take_back(session, THREE, of=NOOR, counted_at=NOW)
            return passed and not number % 2

    with ThreadPoolExecutor(8) as pool:
        guesses = list(pool.map(work, range(48)))

    assert guesses.count(True) <= 3
