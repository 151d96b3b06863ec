"""Can the answer of somebody who joined or left be read from two rounds?

Once with a real company whose group had another name before; and measured, for teams of five to
twelve, as what an attacker gains who knows all that was published before and after.
"""

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
from tests.privacy.joiners import POPULATIONS, Move, gain_of_a_joiner

pytestmark = pytest.mark.both_engines

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


MOST_GAIN = 0.10
TEAMS = range(5, 13)


def margin_three(answers: int, total: int, changed: bool) -> object:  # noqa: FBT001  (see Publish)
    """Publish as we once did: the exact sum, but within a wider margin after a small change."""
    rule = Rule(smallest_group=5, margin=3 if changed else 2, invited=answers)
    return leaf_outcome(Tally(n=answers, total=total), rule)


@pytest.mark.parametrize("churn", [0.0, 0.05, 0.10])
@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("population", list(POPULATIONS))
def test_two_rounds_tell_little_about_who_joined_or_left(
    population: str, move: Move, churn: float
) -> None:
    for team in TEAMS:
        found = gain_of_a_joiner(team=team, move=move, churn=churn, population=population)

        assert found.prior == pytest.approx(0.7)
        assert -1e-9 < found.gain <= MOST_GAIN, team


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("population", list(POPULATIONS))
def test_also_to_a_colleague_who_knows_their_own_answers(population: str, move: Move) -> None:
    found = gain_of_a_joiner(move=move, population=population, insider=True)

    assert found.gain <= MOST_GAIN


@pytest.mark.parametrize("churn", [0.05, 0.10])
def test_the_same_attacker_gains_too_much_when_a_wider_margin_is_all(churn: float) -> None:
    """The test of the test, and why classes replaced it."""
    found = gain_of_a_joiner(churn=churn, population="mostly not", publish=margin_three)

    assert found.gain > MOST_GAIN
    assert found.sure > 0.3
