"""Does a round of colleagues keep its rules?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.peer_rounds import (
    KEPT_UNOPENED,
    PeerRound,
    PeerRoundError,
    PeerRoundId,
    check_answers,
    check_invitation,
    peer_items,
)

TODAY = date(2026, 3, 2)
OWNER = PersonId(UUID(int=99))
ITEMS = peer_items(load_catalogue(), {"M4", "M1"})


def somebodies(count: int) -> list[PersonId]:
    return [PersonId(UUID(int=number)) for number in range(count)]


def check(peers: list[PersonId], *, days: int = 14) -> None:
    check_invitation(owner=OWNER, peers=peers, opens_on=TODAY + timedelta(days=days), today=TODAY)


@pytest.mark.parametrize("count", [4, 8])
def test_four_to_eight_colleagues_can_be_invited(count: int) -> None:
    check(somebodies(count))


@pytest.mark.parametrize(
    ("peers", "days"),
    [
        (somebodies(3), 14),
        (somebodies(9), 14),
        ([*somebodies(4), OWNER], 14),
        ([*somebodies(4), *somebodies(1)], 14),
        (somebodies(4), 6),
        (somebodies(4), 57),
        (somebodies(4), -1),
    ],
    ids=["too few", "too many", "oneself", "twice", "too soon", "too far off", "past"],
)
def test_an_invitation_that_breaks_a_rule_is_refused(peers: list[PersonId], days: int) -> None:
    with pytest.raises(PeerRoundError):
        check(peers, days=days)


def test_there_are_24_things_to_ask_colleagues_and_each_is_the_twin_of_an_own_item() -> None:
    catalogue = load_catalogue()
    every = peer_items(catalogue, {point.code for point in catalogue.checkpoints})

    assert len(every) == 24
    assert all(catalogue.item(str(item.twin_of)).facet == item.facet for item in every)
    assert [item.code for item in ITEMS[:3]] == ["M1A-Q1", "M1B-Q1", "M4A-Q1"]


def test_on_its_day_a_round_takes_no_answers_and_90_days_later_it_is_lost() -> None:
    one = PeerRound(id=PeerRoundId(UUID(int=1)), owner=OWNER, opens_on=TODAY, checkpoints=())
    day = timedelta(days=1)

    assert [one.takes_answers(on) for on in (TODAY - day, TODAY)] == [True, False]
    assert [one.is_lost(TODAY + KEPT_UNOPENED + off) for off in (-day, 0 * day)] == [False, True]


@pytest.mark.parametrize(
    "answers",
    [{"M9B-Q1": 3}, {"M4A-Q1": 6}, {"M4A-Q1": 0}, {}],
    ids=["not asked", "above", "below", "nothing"],
)
def test_an_answer_that_breaks_a_rule_is_refused(answers: dict[str, int]) -> None:
    with pytest.raises(PeerRoundError):
        check_answers(answers, ITEMS)


def test_what_was_passed_by_or_not_seen_is_an_answer_too() -> None:
    check_answers({"M4A-Q1": None, "M4B-Q1": 5}, ITEMS)
