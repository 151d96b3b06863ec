"""When teams take turns, is everybody in a stamp asked the same, and nobody given away?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from feedbackpulse.ballots.domain import BallotLabel, InvalidAnswersError
from feedbackpulse.ballots.service import cast, number_hash
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.cards import find_card, make_cards
from feedbackpulse.roster.changes import earlier_openings
from feedbackpulse.roster.intake import Answers, Sent, seal_for, stamp_of
from feedbackpulse.roster.service import RoundUnit
from tests.jobs.company import Company, found

BLOCKS = (1, 2, 3)
COMMON = {"G1", "G4"}
OUTLINE = """
Company 0
  Bakery 0
    Ovens 8
    Shop 6
  Mill 12
  Vans 5
"""
CATALOGUE = load_catalogue()


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores, OUTLINE)


def opened(company: Company, **changes: Any) -> RoundId:
    round_id = company.plan(stagger=True, **{"blocks": BLOCKS, **changes})
    assert company.open(round_id)
    return round_id


def leaves(company: Company, round_id: RoundId) -> list[RoundUnit]:
    with company.stores.main() as session:
        units = roster.units_of_round(session, round_id=round_id)
    return [unit for unit in units if unit.is_leaf]


def codes_of(block: int) -> frozenset[str]:
    return frozenset(item.code for item in CATALOGUE.block_items(block))


def block_of(unit: RoundUnit) -> int:
    assert unit.asked is not None
    [block] = [block for block in BLOCKS if codes_of(block) <= unit.asked]
    assert unit.asked == codes_of(block) | COMMON
    return block


def manifest(company: Company, round_id: RoundId) -> Mapping[str, Any]:
    with company.stores.main() as session:
        body = cycles.get_manifest(session, round_id=round_id)
    assert body is not None
    return dict(json.loads(body))


def answer_all(company: Company, round_id: RoundId, ratings: tuple[int, ...] = (2, 3, 4)) -> None:
    """Let everybody answer what their stamp is asked."""
    for members in company.people.values():
        for place, person in enumerate(members):
            with company.stores.main() as session:
                own = roster.invitation_for(session, person_id=person, round_id=round_id)
            assert own is not None
            rated = [i.code for i in company.round(round_id).asking(own.asked).rated_items]
            rating = ratings[place % len(ratings)]
            sent = company.send(round_id, person, Answers(ratings=dict.fromkeys(rated, rating)))
            assert isinstance(sent, Sent)


def results(company: Company, round_id: RoundId) -> dict[tuple[str, str], Result]:
    with company.stores.main() as session:
        every = release.results(session, rounds=[round_id])
    return {(f"{one.unit_name} {one.unit.part.value}", one.item): one for one in every}


def test_each_stamp_is_asked_one_block_and_every_block_is_asked(company: Company) -> None:
    round_id = opened(company)

    asked = {stamp_of(unit.key): block_of(unit) for unit in leaves(company, round_id)}

    assert len(asked) == 4
    assert set(asked.values()) == set(BLOCKS)
    said = {one["stamp"]: set(one["asks"]) for one in manifest(company, round_id)["stamps"]}
    assert said == {stamp: codes_of(block) | COMMON for stamp, block in asked.items()}


def test_over_a_pass_every_stamp_is_asked_every_block(company: Company) -> None:
    round_id, asked = opened(company), []
    for _ in BLOCKS:
        asked.append({unit.key: block_of(unit) for unit in leaves(company, round_id)})
        company.close(round_id)
        round_id = company.plan_next(now=company.round(round_id).closes_at)
        company.open(round_id)

    for stamp in asked[0]:
        assert {one[stamp] for one in asked} == set(BLOCKS)


def test_an_answer_to_what_the_stamp_is_not_asked_is_refused(company: Company) -> None:
    round_id = opened(company)
    person = company.people["Mill"][0]
    with company.stores.main() as session:
        own = roster.invitation_for(session, person_id=person, round_id=round_id)
    assert own is not None
    assert own.asked is not None
    foreign = next(i.code for i in company.round(round_id).rated_items if i.code not in own.asked)

    with pytest.raises(InvalidAnswersError):
        company.send(round_id, person, Answers(ratings={foreign: 1}))

    assert isinstance(company.send(round_id, person, Answers(ratings={"G1": 1})), Sent)


def test_a_ballot_that_answers_more_in_its_seal_is_not_counted(company: Company) -> None:
    """A browser seals what it likes: whoever answers for another stamp's questions is left out."""
    round_id = opened(company)
    asked, unit = company.round(round_id), company.unit("Mill")
    answer_all(company, round_id)
    every = Answers(ratings={item.code: 5 for item in asked.rated_items})
    number = number_hash(bytes(31) + b"1")
    label = BallotLabel(round_id=round_id, stamp=stamp_of(unit), number_hash=number)
    with company.stores.box() as box, ballot_transaction(box):
        assert cast(box, label=label, sealed=seal_for(asked, every, label))

    company.close(round_id)

    figure = results(company, round_id)["Mill whole", "G1"]
    assert isinstance(figure, Figure)
    assert figure.n == len(company.people["Mill"])


@pytest.mark.both_engines
def test_a_stamp_that_was_not_asked_says_so_and_hides_nothing_above(company: Company) -> None:
    round_id = opened(company)
    answer_all(company, round_id)
    company.close(round_id)

    known, units = results(company, round_id), leaves(company, round_id)

    for unit in units:
        name = f"{unit.name} {unit.key.part.value}"
        for block in BLOCKS:
            code = min(codes_of(block))
            result = known[name, code]
            if block == block_of(unit):
                assert isinstance(result, Figure)
            else:
                assert isinstance(result, Withheld)
                assert (result.reason, result.fewer_than) == (Reason.NOT_ASKED, None)
    for block in BLOCKS:
        asked = [unit for unit in units if block_of(unit) == block]
        whole = known["Company whole", min(codes_of(block))]
        assert isinstance(whole, Figure)
        assert not whole.n_is_minimum
        assert whole.n == whole.invited == sum(unit.invited for unit in asked)
    anchor = known["Company whole", "G1"]
    assert isinstance(anchor, Figure)
    assert anchor.n == len(company.everybody())


def test_a_hidden_stamp_counts_only_where_it_was_asked(company: Company) -> None:
    round_id = opened(company)
    shop = company.unit("Shop")
    company.people["Shop"] = company.people["Shop"][:3]
    answer_all(company, round_id)
    company.close(round_id)

    known = results(company, round_id)

    own = next(unit for unit in leaves(company, round_id) if unit.key == shop)
    for block in BLOCKS:
        result = known["Company whole", min(codes_of(block))]
        if isinstance(result, Figure):
            assert result.n_is_minimum == (block_of(own) == block)
    hidden = known["Shop whole", min(codes_of(block_of(own)))]
    assert isinstance(hidden, Withheld)
    assert hidden.reason is Reason.TOO_FEW_ANSWERS


def test_leadership_is_asked_of_everybody(company: Company) -> None:
    round_id = company.plan(
        stagger=True, blocks=(1,), leadership_blocks=(7,), asks_open_question=False
    )
    company.open(round_id)
    company.close(round_id)
    second = company.plan_next(now=company.round(round_id).closes_at)

    assert company.open(second)

    assert {unit.asked for unit in leaves(company, second)} == {None}
    assert all("asks" not in stamp for stamp in manifest(company, second)["stamps"])


def test_a_change_of_people_counts_only_for_what_both_rounds_asked(company: Company) -> None:
    first = opened(company)
    block_then = {unit.key: block_of(unit) for unit in leaves(company, first)}
    company.close(first)
    company.hire("Mill", at=company.round(first).closes_at)
    second = company.plan_next(now=company.round(first).closes_at)
    company.open(second)
    mill = company.unit("Mill")
    block_now = {unit.key: block_of(unit) for unit in leaves(company, second)}

    with company.stores.main() as session:
        [earlier] = earlier_openings(session, round_id=second)

    assert earlier.changed[mill] == 1
    shared = codes_of(block_now[mill]) if block_now[mill] == block_then[mill] else frozenset()
    assert earlier.only[mill] == shared | {"G1"}


def test_a_card_asks_what_its_stamp_is_asked(company: Company) -> None:
    round_id = company.plan(stagger=True, blocks=BLOCKS)
    with company.stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=company.teams["Mill"], on_paper=True)
    company.open(round_id)
    [sheet] = make_cards(company.stores, round_id=round_id)
    now = company.round(round_id).opens_at + timedelta(hours=1)

    card = find_card(company.stores, code=sheet.codes[0], now=now)

    assert card is not None
    assert card.unit.asked == frozenset(item.code for item in card.round.items)
    assert card.unit.key.part is Part.WHOLE
