"""Does a cycle that few people answer ask half as often by itself, and tell nothing but that?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import MOST_SLOWED, Cycle, IllegalMoveError, Rhythm, RoundId
from feedbackpulse.cycles.slowing import is_first_since_slowed, slow_cycle, speed_up_cycle
from feedbackpulse.database import Stores, transaction
from feedbackpulse.programme.changes import Change, Kind, list_changes
from feedbackpulse.roster.tallies import response
from tests.jobs.company import START, Company, found

OUTLINE = "Company 0\n  Bakery 8\n  Mill 12"
WHY = "We showed what we did with it."


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, OUTLINE)


def run(company: Company, round_id: RoundId, *, bakery: int, mill: int) -> RoundId:
    """Run a round and return the one that is planned after it."""
    company.open(round_id)
    company.answer(round_id, "Bakery", [3] * bakery)
    company.answer(round_id, "Mill", [3] * mill)
    opens_at = company.round(round_id).opens_at
    planned = company.plan_next(now=opens_at)
    company.close(round_id)
    return planned


def run_all(company: Company, turnouts: Sequence[tuple[int, int]]) -> RoundId:
    planned = company.plan()
    for bakery, mill in turnouts:
        planned = run(company, planned, bakery=bakery, mill=mill)
    return planned


def cycle_of(company: Company) -> Cycle:
    assert company.cycle_id is not None
    with company.stores.main() as session:
        return cycles.get_cycle(session, cycle_id=company.cycle_id)


def slowings(company: Company) -> list[Change]:
    with company.stores.main() as session:
        return [line for line in list_changes(session) if line.kind is Kind.SLOWED]


@pytest.mark.both_engines
def test_two_rounds_in_a_row_below_half_halve_the_frequency_and_say_so(company: Company) -> None:
    planned = run_all(company, [(0, 5), (4, 5)])

    [said] = slowings(company)
    following = company.round(planned)
    with company.stores.main() as session:
        before = cycles.list_rounds(session, cycle_id=following.cycle_id)[-2]
        assert is_first_since_slowed(session, asked=following)
        assert not is_first_since_slowed(session, asked=before)
    assert cycle_of(company).slowed == 1
    assert (said.round_number, said.role, said.details["slowed"]) == (2, None, 1)
    assert following.opens_at - START >= timedelta(days=28)


@pytest.mark.parametrize("turnouts", [[(0, 5), (6, 6)], [(0, 5), (5, 5)]], ids=str)
def test_once_or_half_is_not_enough(company: Company, turnouts: list[tuple[int, int]]) -> None:
    run_all(company, turnouts)

    assert cycle_of(company).slowed == 0
    assert slowings(company) == []


def test_after_it_was_slowed_two_more_rounds_count(company: Company) -> None:
    run_all(company, [(0, 5), (0, 5), (0, 5)])
    after_three = cycle_of(company).slowed
    with company.stores.main() as session:
        [planned] = [one.id for one in cycles.list_rounds(session) if one.state.value == "planned"]
    run(company, planned, bakery=0, mill=5)

    assert after_three == 1
    assert cycle_of(company).slowed == 2


def test_a_hidden_team_may_have_answered_and_is_given_the_benefit(company: Company) -> None:
    """Nothing but the published counts decides: six of twelve, and up to four of eight."""
    planned = company.plan()
    run(company, planned, bakery=0, mill=6)
    with company.stores.main() as session:
        few = response(session, round_id=planned)

    assert (few.at_least, few.at_most, few.invited) == (6, 10, 20)
    assert not few.is_below_half


@pytest.mark.parametrize("hidden", [0, 4])
def test_what_a_hidden_team_did_changes_nothing_that_can_be_seen(
    company: Company, hidden: int
) -> None:
    run_all(company, [(hidden, 5), (hidden, 5)])

    assert cycle_of(company).slowed == 1


@pytest.mark.both_engines
def test_hr_sets_it_back_with_a_reason_and_counting_begins_anew(company: Company) -> None:
    planned = run_all(company, [(0, 5), (0, 5)])
    slow = company.round(planned).opens_at
    cycle, now = cycle_of(company), company.round(planned).opens_at - timedelta(days=1)
    with company.stores.main() as session, transaction(session):
        speed_up_cycle(session, cycle_id=cycle.id, reason=WHY, now=now, catalogue=load_catalogue())
    following = run(company, planned, bakery=0, mill=5)

    assert cycle_of(company).slowed == 0
    assert company.round(following).opens_at - slow <= timedelta(days=14)
    assert slowings(company)[0].details == {"slowed": 0, "undone": True}
    assert slowings(company)[0].reason == WHY
    with pytest.raises(IllegalMoveError), company.stores.main() as session:
        speed_up_cycle(session, cycle_id=cycle.id, reason=WHY, now=now, catalogue=load_catalogue())


def test_it_is_never_slowed_more_than_agreed_nor_what_asks_once(company: Company) -> None:
    company.plan()
    cycle = cycle_of(company)
    with company.stores.main() as session, transaction(session):
        for number in range(MOST_SLOWED):
            slow_cycle(session, cycle_id=cycle.id, number=number + 1, now=START)
    with pytest.raises(IllegalMoveError), company.stores.main() as session:
        slow_cycle(session, cycle_id=cycle.id, number=9, now=START)
    company.plan(rhythm=Rhythm.ONCE)
    with pytest.raises(IllegalMoveError), company.stores.main() as session:
        slow_cycle(session, cycle_id=cycle_of(company).id, number=1, now=START)
