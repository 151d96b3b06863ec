"""Do teams take turns evenly, each at its own place, whoever comes and goes?"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from feedbackpulse.cycles.domain import CycleId
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.roster.stagger import deal

CYCLE = CycleId(UUID(int=1))


def leaves(count: int, *, first: int = 0) -> list[UnitKey]:
    return [UnitKey(team_id=TeamId(UUID(int=100 + n))) for n in range(first, first + count)]


@pytest.mark.parametrize("count", [1, 2, 5, 6, 7, 13, 40])
@pytest.mark.parametrize("blocks", [1, 2, 6])
def test_every_place_is_taken_as_often_give_or_take_one(count: int, blocks: int) -> None:
    places = deal(leaves(count), known={}, blocks=blocks, cycle_id=CYCLE)

    taken = Counter(places.values())
    assert set(places) == set(leaves(count))
    assert max(taken.values()) - min(taken[place] for place in range(blocks)) <= 1


def test_the_same_stamps_get_the_same_places_in_whatever_order_they_come() -> None:
    forward = deal(leaves(9), known={}, blocks=6, cycle_id=CYCLE)
    backward = deal(leaves(9)[::-1], known={}, blocks=6, cycle_id=CYCLE)

    assert forward == backward


def test_another_cycle_deals_otherwise() -> None:
    other = deal(leaves(9), known={}, blocks=6, cycle_id=CycleId(UUID(int=2)))

    assert other != deal(leaves(9), known={}, blocks=6, cycle_id=CYCLE)


def test_who_was_there_keeps_its_place_and_the_new_take_what_is_free() -> None:
    before = deal(leaves(5), known={}, blocks=6, cycle_id=CYCLE)

    after = deal(leaves(6), known=before, blocks=6, cycle_id=CYCLE)

    assert {unit: after[unit] for unit in before} == before
    assert sorted(after.values()) == [0, 1, 2, 3, 4, 5]


def test_a_stamp_that_went_leaves_the_others_where_they_are() -> None:
    before = deal(leaves(8), known={}, blocks=6, cycle_id=CYCLE)

    after = deal(leaves(5, first=3), known=before, blocks=6, cycle_id=CYCLE)

    assert after == {unit: before[unit] for unit in leaves(5, first=3)}


def test_the_parts_of_a_team_are_stamps_of_their_own() -> None:
    team = TeamId(UUID(int=7))
    parts = [UnitKey(team_id=team, part=part) for part in (Part.DIRECT, Part.REST)]

    assert sorted(deal(parts, known={}, blocks=2, cycle_id=CYCLE).values()) == [0, 1]
