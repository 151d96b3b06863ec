"""Can a newcomer's answer be read from two rounds, although the group had another name before?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure
from feedbackpulse.release.ranges import Rule, Tally, leaf_outcome
from tests.jobs.company import Company, found

OUTLINE = """
Company 0
  Mill 10
  Shop 3
  Vans 2
  Bakery 8
    Ovens 5
"""
COLLEAGUES = [4, 4, 4, 4, 4, 4, 4, 3]
NEWCOMER = 3


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, OUTLINE)


def figure(company: Company, round_id: RoundId, unit: UnitKey) -> Figure:
    with company.stores.main() as session:
        [result] = release.results(session, rounds=[round_id], units=[unit], items=["G1"])
    assert isinstance(result, Figure)
    return result


def test_a_group_that_is_named_anew_is_compared_with_the_same_people(company: Company) -> None:
    """First the bakers stand beside the ovens; then the ovens are too few, and they stand alone."""
    first = company.plan()
    company.open(first)
    company.answer(first, "Bakery", COLLEAGUES)
    company.close(first)
    before = figure(company, first, company.unit("Bakery", Part.DIRECT))
    assert before.low == before.high

    later = company.round(first).closes_at + timedelta(hours=1)
    with company.stores.main() as session, transaction(session):
        leaver = company.people["Ovens"].pop()
        people.deactivate_person(session, person_id=leaver, at=later)
    company.hire("Bakery", at=later)
    second = company.plan_next(now=later)
    company.open(second)
    company.answer(second, "Bakery", [*COLLEAGUES, NEWCOMER])
    company.close(second)
    after = figure(company, second, company.unit("Bakery"))

    assert after.invited == 9
    assert after.membership_changed
    assert after.low < after.high


def test_with_the_usual_margin_the_two_figures_would_differ_by_one_answer() -> None:
    """The test of the test."""
    usual = Rule(smallest_group=5, margin=2, invited=9)
    scores = [rating - 1 for rating in COLLEAGUES]
    before = leaf_outcome(Tally(n=8, total=sum(scores)), usual)
    after = leaf_outcome(Tally(n=9, total=sum(scores) + NEWCOMER - 1), usual)

    assert after.span.low - before.span.high == NEWCOMER - 1
    assert after.span.high - before.span.low == NEWCOMER - 1
