"""Is it told how far the opening of a box is, without telling how many ballots it holds?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import opening, work
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import LEASE
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.tables import JobRow
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PAUSE", 0.0)


def told(company: Company, done: int, total: int) -> tuple[int, int | None] | None:
    with company.stores.main() as session:
        row = session.scalars(select(JobRow)).one_or_none()
        return None if row is None else (row.done, row.total)


def test_the_table_holds_steps_of_ten_percents_whatever_the_number(company: Company) -> None:
    round_id = company.plan()
    seen = set()

    with opening.told_on_its_page(company.stores, round_id=round_id) as report:
        for done in range(0, 137, 5):
            report(done, 137)
            seen.add(told(company, done, 137))

    assert seen - {None} == {(step, 100) for step in range(10, 100, 10)}
    assert told(company, 0, 0) is None


def test_a_box_that_is_open_at_once_leaves_no_trace(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PAUSE", 60.0)
    round_id = company.plan()

    with opening.told_on_its_page(company.stores, round_id=round_id) as report:
        report(99, 100)
        with company.stores.main() as session:
            assert opening.find_opening(session, round_id=round_id) is None


def test_a_note_of_an_opening_that_was_cut_off_is_cleared_away(company: Company) -> None:
    round_id = company.plan()
    opened_at = company.round(round_id).opens_at
    with company.stores.main() as session, transaction(session):
        opening._keep(session, round_id, 40, opened_at)
    later = opened_at + LEASE

    with company.stores.main() as session:
        assert opening.find_opening(session, round_id=round_id) == 40
        assert len(work.due_jobs(session, now=later)) == 1
    Desk(stores=company.stores, handlers=HANDLERS, now=lambda: later).work()

    assert told(company, 0, 0) is None
