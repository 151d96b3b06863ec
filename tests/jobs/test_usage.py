"""Is how many people reflected counted once a quarter, and never told exactly?"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.usage import count_usage
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.usage import Usage, list_usage, quarter_after, quarter_before, told
from feedbackpulse.reflection.tables import NotebookRow
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines

THIRD = date(2026, 7, 1)
NIGHT = datetime(2026, 10, 1, 0, 5, tzinfo=UTC)
SEED = 20260701


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, "Company 60")


def reflect(company: Company, people: int, *, month: date, skip: int = 0) -> None:
    """Let people finish a reflection, and nothing more: what they wrote does not matter here."""
    with company.stores.main() as session, transaction(session):
        for person in company.everybody()[skip : skip + people]:
            session.add(_notebook(person, month))


def _notebook(owner: PersonId, month: date) -> NotebookRow:
    nothing = uuid4().bytes
    return NotebookRow(owner=owner, server_key=1, wrapped=nothing, address=nothing, used_on=month)


def count(company: Company, *, now: datetime = NIGHT, seed: int = SEED) -> bool:
    chance = random.Random(seed)  # noqa: S311  (the same noise every time)
    return count_usage(company.stores, now=now, chance=chance)


def counted(company: Company) -> tuple[Usage, ...]:
    with company.stores.main() as session:
        return list_usage(session)


def test_a_quarter_is_counted_once_when_it_is_over(company: Company) -> None:
    reflect(company, 40, month=date(2026, 8, 1))

    assert [count(company, now=NIGHT - timedelta(days=1)), count(company), count(company)] == [
        False,
        True,
        False,
    ]
    [usage] = counted(company)
    assert usage.quarter == THIRD
    assert usage.people == pytest.approx(40, abs=15)
    assert usage.people is not None
    assert usage.people % 5 == 0


def test_whoever_reflects_afterwards_changes_nothing(company: Company) -> None:
    reflect(company, 30, month=date(2026, 9, 1))
    count(company)
    before = counted(company)
    reflect(company, 30, month=date(2026, 9, 1), skip=30)
    count(company, seed=1)

    assert counted(company) == before


def test_other_quarters_do_not_count(company: Company) -> None:
    reflect(company, 30, month=date(2026, 6, 1))
    reflect(company, 30, month=date(2026, 10, 1), skip=30)
    count(company)

    assert counted(company) == (Usage(quarter=THIRD, people=None),)


def test_a_quarter_that_is_long_over_is_not_counted_any_more(company: Company) -> None:
    """Those who reflected again since then are no longer in it."""
    reflect(company, 40, month=date(2026, 8, 1))

    assert not count(company, now=NIGHT + timedelta(days=7))
    assert counted(company) == ()


@pytest.mark.parametrize(
    ("blurred", "people"), [(0, None), (17, None), (18, 20), (22, 20), (23, 25), (101, 100)]
)
def test_what_is_told_is_in_steps_and_begins_at_twenty(blurred: int, people: int | None) -> None:
    assert told(blurred) == people


def test_a_year_has_four_quarters() -> None:
    days = [date(2026, month, 28) for month in range(1, 13)]

    assert [quarter_before(day).isoformat() for day in days[::3]] == [
        "2025-10-01",
        "2026-01-01",
        "2026-04-01",
        "2026-07-01",
    ]
    assert all(quarter_after(quarter_before(day)) <= day for day in days)
