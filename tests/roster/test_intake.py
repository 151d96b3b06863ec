"""Is a ballot taken once per person, from the same form as often as it comes?"""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.intake import Answers, InvalidAnswersError, Refusal, Sent
from feedbackpulse.roster.tables import RosterRow
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines

ANSWERS = Answers(ratings={"G1": 4})


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def round_id(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    return round_id


def ballots(stores: Stores) -> int:
    with stores.box() as box:
        return len(box.scalars(select(BallotRow.number_hash)).all())


def claims(stores: Stores) -> list[bytes | None]:
    with stores.main() as session:
        return [claim for claim in session.scalars(select(RosterRow.claim)) if claim]


def test_the_same_form_twice_is_one_ballot(company: Company, round_id: RoundId) -> None:
    person, number = company.people["Mill"][0], secrets.token_bytes(32)

    assert isinstance(company.send(round_id, person, ANSWERS, number=number), Sent)
    assert isinstance(
        company.send(round_id, person, Answers(ratings={"G1": 1}), number=number), Sent
    )
    assert ballots(company.stores) == 1


def test_another_form_of_the_same_person_is_refused(company: Company, round_id: RoundId) -> None:
    person = company.people["Mill"][0]
    company.send(round_id, person, ANSWERS)

    assert company.send(round_id, person, ANSWERS) is Refusal.ALREADY_SENT
    assert ballots(company.stores) == 1


def test_who_came_after_the_opening_is_not_invited(company: Company, round_id: RoundId) -> None:
    newcomer = company.hire("Mill", at=company.round(round_id).opens_at)

    assert company.send(round_id, newcomer, ANSWERS) is Refusal.NOT_INVITED


def test_from_the_planned_end_on_nothing_is_taken(company: Company, round_id: RoundId) -> None:
    first, second = company.people["Mill"][:2]
    asked = company.round(round_id)
    length = asked.closes_at - asked.opens_at - timedelta(hours=1)

    just_in_time = company.send(round_id, first, ANSWERS, late=length - timedelta(seconds=1))
    too_late = company.send(round_id, second, ANSWERS, late=length)

    assert isinstance(just_in_time, Sent)
    assert too_late is Refusal.CLOSED
    assert len(claims(company.stores)) == 1


def test_a_form_sent_again_after_the_end_hears_that_it_was_taken(
    company: Company, round_id: RoundId
) -> None:
    person, number = company.people["Mill"][0], secrets.token_bytes(32)
    company.send(round_id, person, ANSWERS, number=number)

    again = company.send(round_id, person, ANSWERS, number=number, late=timedelta(days=30))

    assert isinstance(again, Sent)


def test_after_the_release_a_round_is_closed_to_everybody(
    company: Company, round_id: RoundId
) -> None:
    company.close(round_id)

    assert company.send(round_id, company.people["Mill"][0], ANSWERS) is Refusal.CLOSED


def test_answers_that_do_not_fit_claim_nothing(company: Company, round_id: RoundId) -> None:
    person = company.people["Mill"][0]
    with pytest.raises(InvalidAnswersError):
        company.send(round_id, person, Answers(ratings={"M99": 3}))

    assert claims(company.stores) == []
    assert isinstance(company.send(round_id, person, ANSWERS), Sent)


def test_an_invitation_names_the_unit_its_people_and_whether_a_ballot_was_sent(
    company: Company, round_id: RoundId
) -> None:
    person = company.people["Vans"][0]
    with company.stores.main() as session:
        [before] = roster.asked_now(session, person_id=person).invitations
        names = roster.stamp_people(session, round_id=round_id, person_id=person)
    company.send(round_id, person, ANSWERS)
    with company.stores.main() as session:
        after = roster.invitation_for(session, person_id=person, round_id=round_id)

    assert (before.unit_name, before.invited, before.sent) == ("Bakery", 8, False)
    assert len(names) == 8
    assert list(names) == sorted(names)
    assert after is not None
    assert after.sent


def test_nobody_is_invited_to_a_round_that_is_not_open(company: Company) -> None:
    company.plan()

    with company.stores.main() as session:
        assert not roster.asked_now(session, person_id=company.people["Mill"][0]).invitations
