"""Is it counted once how many leads opened results, and then forgotten who did?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.listening import count_results_opened
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.listener import Opened
from feedbackpulse.programme.opened import COUNTED_AFTER, every_opened, note_opened
from feedbackpulse.programme.tables import ResultsOpenedRow
from feedbackpulse.roster.names import rounds_with_name_of
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines

LED = ("Company", "Bakery", "Ovens", "Shop", "Vans", "Mill")


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


def lead_all(company: Company) -> list[PersonId]:
    """Let people of the mill lead each team; Shop and Vans have no results of their own."""
    leads = company.people["Mill"][: len(LED)]
    with company.stores.main() as session, transaction(session):
        for person, team in zip(leads, LED, strict=True):
            people.appoint_lead(session, person_id=person, team_id=company.teams[team])
    return leads


def released(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Mill", [4] * 9)
    company.close(round_id)
    return round_id


def look(company: Company, round_id: RoundId, *leads: PersonId) -> None:
    with company.stores.main() as session, transaction(session):
        for lead in leads:
            note_opened(session, round_id=round_id, lead=lead)


def count(company: Company, round_id: RoundId, *, late: timedelta = timedelta(0)) -> int:
    return count_results_opened(company.stores, now=due(company, round_id) + late)


def due(company: Company, round_id: RoundId) -> datetime:
    return company.round(round_id).closes_at + COUNTED_AFTER


def counted(company: Company, round_id: RoundId) -> Opened | None:
    with company.stores.main() as session:
        return every_opened(session).get(round_id)


def names_kept(company: Company) -> int:
    with company.stores.main() as session:
        return session.scalar(select(func.count()).select_from(ResultsOpenedRow)) or 0


def test_leads_are_counted_once_and_their_names_forgotten(company: Company) -> None:
    leads, round_id = lead_all(company), released(company)
    look(company, round_id, *leads[:3], leads[0])

    assert count(company, round_id, late=timedelta(minutes=-1)) == 0
    assert names_kept(company) == 3
    assert count(company, round_id) == 1
    assert (counted(company, round_id), names_kept(company)) == (Opened(leads=4, opened=3), 0)
    assert count(company, round_id, late=timedelta(days=1)) == 0


@pytest.mark.sqlite_only
def test_whoever_looks_afterwards_changes_nothing(company: Company) -> None:
    leads, round_id = lead_all(company), released(company)
    count(company, round_id)

    look(company, round_id, leads[1])

    assert (counted(company, round_id), names_kept(company)) == (Opened(leads=4, opened=0), 0)


@pytest.mark.sqlite_only
def test_a_name_that_came_while_it_was_counted_is_forgotten_too(company: Company) -> None:
    leads, round_id = lead_all(company), released(company)
    count(company, round_id)
    with company.stores.main() as session, transaction(session):
        session.add(ResultsOpenedRow(round_id=round_id, lead=leads[0]))

    assert count(company, round_id) == 0
    assert (counted(company, round_id), names_kept(company)) == (Opened(leads=4, opened=0), 0)


@pytest.mark.sqlite_only
def test_who_looks_and_no_longer_leads_is_not_counted(company: Company) -> None:
    leads, round_id = lead_all(company), released(company)
    look(company, round_id, leads[5], company.people["Shop"][0])
    with company.stores.main() as session, transaction(session):
        people.withdraw_lead(session, person_id=leads[5], team_id=company.teams["Mill"])

    count(company, round_id)

    assert counted(company, round_id) == Opened(leads=3, opened=0)
    assert names_kept(company) == 0


@pytest.mark.sqlite_only
def test_who_is_noted_reads_it_among_their_own_data(company: Company) -> None:
    leads, round_id = lead_all(company), released(company)
    look(company, round_id, leads[0])

    with company.stores.main() as session:
        assert rounds_with_name_of(session, person_id=leads[0]).opened == ("Luisteren 2027",)
        assert rounds_with_name_of(session, person_id=leads[1]).opened == ()


@pytest.mark.sqlite_only
def test_rounds_of_before_are_not_counted_as_if_nobody_had_looked(company: Company) -> None:
    lead_all(company)
    round_id = released(company)

    assert count(company, round_id, late=timedelta(days=60)) == 0
    assert counted(company, round_id) is None
