"""When teams take turns, does a set of questions, or a ballot, say more of a person than their stamp?

An attacker has the box, the manifest and everybody's page, and tries to tell people of one stamp
apart, or ballots of two stamps by more than the stamp that stands on them.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict

import pytest
from sqlalchemy import select

from feedbackpulse.ballots.tables import BallotRow, UrnRow
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.asking import items_of_round
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import Answers, questions_of
from tests.jobs.company import Company, found

OUTLINE = """
Company 0
  Bakery 0
    Ovens 8
    Shop 6
  Mill 12
  Vans 5
"""


@pytest.fixture
def company(stores: Stores) -> Company:
    """Return a company that is asked four blocks of four to six questions in turn."""
    company = found(stores, OUTLINE)
    company.open(company.plan(stagger=True, blocks=(1, 2, 6, 3)))
    return company


def test_everybody_in_a_stamp_is_asked_the_same_and_the_manifest_says_what(
    company: Company,
) -> None:
    with company.stores.main() as session:
        [asked] = cycles.open_rounds(session)
        body = cycles.get_manifest(session, round_id=asked.id)
        seen: defaultdict[UnitKey, set[frozenset[str] | None]] = defaultdict(set)
        for person in company.everybody():
            [own] = roster.asked_now(session, person_id=person).invitations
            seen[own.unit].add(own.asked)

    assert all(len(sets) == 1 for sets in seen.values())
    assert len({codes for sets in seen.values() for codes in sets}) > 1
    told = {stamp["stamp"]: frozenset(stamp["asks"]) for stamp in json.loads(body or b"")["stamps"]}
    assert {stamp_of(unit): next(iter(sets)) for unit, sets in seen.items()} == told


def test_what_a_stamp_is_asked_follows_from_ids_and_not_from_who_is_in_it(
    company: Company,
) -> None:
    """Whoever knows the manifest of one round can work out all of the next: nothing is chosen."""
    places: dict[UnitKey, int] = {}
    for _ in range(2):
        with company.stores.main() as session:
            [asked] = cycles.open_rounds(session)
            cycle = cycles.get_cycle(session, cycle_id=asked.cycle_id)
            units = roster.units_of_round(session, round_id=asked.id)
        for unit in units:
            if not unit.is_leaf:
                continue
            [place] = [
                ahead
                for ahead in range(4)
                if unit.asked
                == frozenset(
                    item.code
                    for item in items_of_round(cycle, asked.number, load_catalogue(), ahead=ahead)
                )
            ]
            assert places.setdefault(unit.key, place) == place
        company.close(asked.id)
        company.people["Mill"].pop()
        company.hire("Shop", at=company.round(asked.id).closes_at)
        company.open(company.plan_next(now=company.round(asked.id).closes_at))


@pytest.mark.both_engines
def test_ballots_of_all_stamps_have_one_size(company: Company) -> None:
    chance = random.Random(5)  # noqa: S311  (answers of a fictional company)
    with company.stores.main() as session:
        [asked] = cycles.open_rounds(session)
        own = {
            person: roster.asked_now(session, person_id=person).invitations[0].asked
            for person in company.everybody()
        }
    for person, codes in own.items():
        rated = [item.code for item in asked.asking(codes).rated_items]
        few = chance.sample(rated, chance.randrange(len(rated) + 1))
        words = {"G4": "x" * chance.randrange(600)}
        company.send(asked.id, person, Answers(ratings=dict.fromkeys(few, 3), comments=words))

    with company.stores.box() as box:
        sizes = {(row.stamp, len(row.sealed)) for row in box.scalars(select(BallotRow))}
        [room] = box.scalars(select(UrnRow.room))
    assert len({stamp for stamp, _ in sizes}) == 4
    assert len({size for _, size in sizes}) == 1
    assert {questions_of(asked, codes=codes).sealed_room for codes in own.values()} == {room}
