"""Does a card let whoever drew it answer once, and instead of a place in the roster?"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.cards import (
    Card,
    CardSheet,
    CodeRefusal,
    find_card,
    make_cards,
    send_by_code,
    units_with_cards,
)
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import Answers, InvalidAnswersError, Refusal, Sent
from feedbackpulse.roster.tallies import tallies
from tests.jobs.company import Company, found

pytestmark = pytest.mark.both_engines

ANSWERS = Answers(ratings={"G1": 4})


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a company whose oven crew and one miller answer with a card."""
    company = found(stores)
    with stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=company.teams["Ovens"], on_paper=True)
        people.choose_paper(session, person_id=company.people["Mill"][0], on_paper=True)
    return company


@pytest.fixture
def round_id(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    return round_id


def cards(stores: Stores, round_id: RoundId) -> dict[str, CardSheet]:
    return {sheet.unit_name: sheet for sheet in make_cards(stores, round_id=round_id)}


def send(
    company: Company,
    round_id: RoundId,
    code: str,
    *,
    number: bytes | None = None,
    answers: Answers = ANSWERS,
    late: timedelta = timedelta(0),
) -> Sent | CodeRefusal:
    return send_by_code(
        company.stores,
        code=code,
        ballot_number=number or secrets.token_bytes(32),
        answers=answers,
        now=company.round(round_id).opens_at + timedelta(hours=1) + late,
    )


def find(company: Company, round_id: RoundId, code: str, late: int = 0) -> Card | None:
    now = company.round(round_id).opens_at + timedelta(hours=1, days=late)
    return find_card(company.stores, code=code, now=now)


def stamps(stores: Stores) -> Counter[str]:
    with stores.box() as box:
        return Counter(box.scalars(select(BallotRow.stamp)))


def test_there_is_a_card_for_each_who_answers_on_paper_and_no_place_in_the_roster(
    company: Company, round_id: RoundId
) -> None:
    made = cards(company.stores, round_id)

    assert {name: len(sheet.codes) for name, sheet in made.items()} == {"Ovens": 8, "Mill": 1}
    assert [name for name, sheet in made.items() if sheet.hides_little] == ["Mill"]
    for person in (*company.people["Ovens"], company.people["Mill"][0]):
        assert company.send(round_id, person, ANSWERS) is Refusal.NOT_INVITED
    assert isinstance(company.send(round_id, company.people["Mill"][1], ANSWERS), Sent)


def test_who_has_a_card_is_counted_with_everybody_else_of_the_group(
    company: Company, round_id: RoundId
) -> None:
    with company.stores.main() as session:
        invited = {
            unit.name: unit.invited for unit in roster.units_of_round(session, round_id=round_id)
        }

    assert (invited["Ovens"], invited["Mill"]) == (8, 12)


def test_a_card_is_good_for_one_ballot_under_its_own_stamp(
    company: Company, round_id: RoundId
) -> None:
    code = cards(company.stores, round_id)["Ovens"].codes[0]
    card = find(company, round_id, code)
    assert card is not None
    assert (card.unit.name, card.unit.invited, card.refusal) == ("Ovens", 8, None)

    assert isinstance(send(company, round_id, code), Sent)

    used = find(company, round_id, code)
    assert used is not None
    assert used.refusal is CodeRefusal.SPENT
    assert send(company, round_id, code) is CodeRefusal.SPENT
    assert stamps(company.stores) == {stamp_of(company.unit("Ovens")): 1}


def test_the_same_form_again_gets_the_same_receipt(company: Company, round_id: RoundId) -> None:
    code, number = cards(company.stores, round_id)["Ovens"].codes[0], secrets.token_bytes(32)

    first = send(company, round_id, code, number=number)
    late = send(company, round_id, code, number=number, late=timedelta(days=30))

    assert isinstance(first, Sent)
    assert send(company, round_id, code, number=number) == first
    assert late == first
    assert stamps(company.stores).total() == 1


def test_answers_that_do_not_fit_use_no_card(company: Company, round_id: RoundId) -> None:
    code = cards(company.stores, round_id)["Ovens"].codes[0]
    with pytest.raises(InvalidAnswersError):
        send(company, round_id, code, answers=Answers(ratings={"M99": 3}))

    assert isinstance(send(company, round_id, code), Sent)


def test_a_code_that_does_not_exist_leads_nowhere(company: Company, round_id: RoundId) -> None:
    cards(company.stores, round_id)

    assert find(company, round_id, "2222-2222-2222") is None
    assert send(company, round_id, "2222-2222-2222") is CodeRefusal.UNKNOWN


def test_from_the_planned_end_on_no_card_is_taken(company: Company, round_id: RoundId) -> None:
    code = cards(company.stores, round_id)["Ovens"].codes[0]

    card = find(company, round_id, code, late=30)
    assert card is not None
    assert card.refusal is CodeRefusal.CLOSED
    assert send(company, round_id, code, late=timedelta(days=30)) is CodeRefusal.CLOSED


def test_new_cards_make_the_unused_ones_void_and_no_more_are_counted_than_there_are(
    company: Company, round_id: RoundId
) -> None:
    earlier = cards(company.stores, round_id)["Ovens"].codes
    send(company, round_id, earlier[0])
    later = cards(company.stores, round_id)["Ovens"].codes

    outcomes = [send(company, round_id, code) for code in later]

    assert len(later) == 8
    assert send(company, round_id, earlier[1]) is CodeRefusal.UNKNOWN
    assert [isinstance(one, Sent) for one in outcomes] == [True] * 7 + [False]
    assert stamps(company.stores).total() == 8


def test_cards_are_made_only_while_the_round_is_open(company: Company) -> None:
    round_id = company.plan()
    assert make_cards(company.stores, round_id=round_id) == ()
    company.open(round_id)
    assert make_cards(company.stores, round_id=round_id)
    company.close(round_id)

    assert make_cards(company.stores, round_id=round_id) == ()


def test_without_people_on_paper_there_are_no_cards(stores: Stores) -> None:
    company = found(stores)
    round_id = company.plan()
    company.open(round_id)

    assert units_with_cards(stores, round_id=round_id) == ()
    assert make_cards(stores, round_id=round_id) == ()


def test_ballots_from_cards_are_counted_as_given_out_and_come_back(
    company: Company, round_id: RoundId
) -> None:
    for code in cards(company.stores, round_id)["Ovens"].codes[:6]:
        send(company, round_id, code)
    company.answer(round_id, "Shop", [4] * 5)

    company.close(round_id)

    with company.stores.main() as session:
        counted = {one.unit: (one.issued, one.cast) for one in tallies(session, round_id=round_id)}
    assert counted[company.unit("Ovens")] == (6, 6)
    assert counted[company.unit("Company")] == (11, 11)
