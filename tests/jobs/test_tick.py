"""Does everything happen when it is due, also when something else fails?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import Lifetime
from feedbackpulse.accounts.tables import AttemptsRow, SessionRow
from feedbackpulse.accounts.throttle import SIGN_IN, count_attempt
from feedbackpulse.ballots.keystore import destroy_key
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Privacy, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.tick import tick
from feedbackpulse.roster.participation import Level, LevelKind, participation
from tests.jobs.company import AMSTERDAM, Company, found

pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


def test_the_clock_plans_opens_counts_and_closes(company: Company) -> None:
    round_id = company.plan()
    states = []
    for now in (local(12, 8, 59), local(12, 9), local(14, 9), local(16, 16, 59), local(16, 17)):
        tick(company.stores, now=now, catalogue=load_catalogue())
        states.append(company.round(round_id).state)
        if now == local(12, 9):
            company.answer(round_id, "Mill", [3] * 7)

    assert states == [
        RoundState.PLANNED,
        RoundState.OPEN,
        RoundState.OPEN,
        RoundState.OPEN,
        RoundState.RELEASED,
    ]
    with company.stores.main() as session:
        levels = {
            (one.unit, one.day.day): one.level for one in participation(session, round_id=round_id)
        }
    assert levels[company.unit("Mill"), 12] == Level(kind=LevelKind.FEWER_THAN_FIVE)
    assert levels[company.unit("Mill"), 14] == Level(kind=LevelKind.MORE_THAN_HALF)
    assert levels[company.unit("Company"), 14] == Level(kind=LevelKind.PERCENT, percent=20)
    assert (company.unit("Bakery"), 14) not in levels


def test_participation_is_counted_once_a_day_and_not_at_weekends(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)
    tick(company.stores, now=local(13, 9), catalogue=load_catalogue())
    company.answer(round_id, "Mill", [3] * 7)
    tick(company.stores, now=local(13, 15), catalogue=load_catalogue())

    with company.stores.main() as session:
        seen = participation(session, round_id=round_id)
    assert {one.level.kind for one in seen} == {LevelKind.FEWER_THAN_FIVE}


def test_a_clock_that_stood_still_closes_what_is_overdue(company: Company) -> None:
    round_id = company.plan()
    company.open(round_id)

    tick(company.stores, now=local(16, 17) + timedelta(days=30), catalogue=load_catalogue())

    assert company.round(round_id).burnt


def test_rounds_that_fail_do_not_stop_the_others(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    broken, lost, sound = (company.plan() for _ in range(3))
    for round_id in (broken, lost, sound):
        company.open(round_id)
    destroy_key(company.stores.keys, round_id=lost)
    destroy_key(company.stores.keys, round_id=broken)
    (company.stores.keys / f"{broken.hex}.pem").mkdir()

    tick(company.stores, now=local(16, 17), catalogue=load_catalogue())

    assert company.round(sound).burnt
    assert company.round(lost).state is company.round(broken).state is RoundState.CLOSED
    said = {record.getMessage().splitlines()[0] for record in caplog.records}
    assert {f"round {lost}: its key is gone", f"round {broken}: IsADirectoryError"} <= said
    assert str(company.stores.keys) not in caplog.text


def test_a_round_that_cannot_open_does_not_stop_the_others(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    small = company.plan(privacy=Privacy(smallest_group=40, comments_group=40))
    sound = company.plan()

    tick(company.stores, now=local(12, 9), catalogue=load_catalogue())

    assert company.round(small).state is RoundState.PLANNED
    assert company.round(sound).state is RoundState.OPEN
    assert f"round {small}: " in caplog.text


def test_what_no_longer_works_for_signing_in_is_forgotten(company: Company) -> None:
    now = local(12, 9)
    with company.stores.main() as session, transaction(session):
        person_id = company.people["Mill"][0]
        accounts.start_session(session, person_id=person_id, now=now - timedelta(hours=2))
        used = accounts.start_session(session, person_id=person_id, now=now)
        count_attempt(session, SIGN_IN, of=["somebody"], now=now - timedelta(hours=1))

    lifetime = Lifetime(idle=timedelta(hours=1))
    tick(company.stores, now=now, catalogue=load_catalogue(), lifetime=lifetime)

    with company.stores.main() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 1
        assert accounts.find_visit(session, token=used, now=now, lifetime=lifetime, on=now.date())
        assert session.scalar(select(func.count()).select_from(AttemptsRow)) == 0
