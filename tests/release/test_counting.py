"""Are answers counted where they belong, and spreads only where there are enough?"""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.release.counting import OpenedBallot, count, pooled_spreads
from feedbackpulse.release.ranges import Tally
from tests.roster.organisations import unit


def ballots(team: str, *ratings: int | None) -> list[OpenedBallot]:
    return [
        OpenedBallot(unit=unit(team), answers=Answers(ratings={"G1": rating})) for rating in ratings
    ]


def test_ratings_are_counted_as_scores_per_unit_and_item() -> None:
    counted = count([*ballots("A", 1, 5, 3), *ballots("B", 2)])

    assert counted["G1"][unit("A")].tally == Tally(n=3, total=6)
    assert counted["G1"][unit("B")].tally == Tally(n=1, total=1)


def test_skipped_questions_and_not_knowing_do_not_count() -> None:
    silent = OpenedBallot(unit=unit("A"), answers=Answers())
    counted = count([*ballots("A", None, 4), silent])

    assert counted["G1"][unit("A")].tally == Tally(n=1, total=3)


def test_a_spread_needs_a_hundred_answers() -> None:
    assert pooled_spreads(count(ballots("A", *[1, 5] * 49, 3))) == {}
    assert pooled_spreads(count(ballots("A", *[1, 5] * 50))) == {"G1": 2.01}


def test_differences_between_units_do_not_add_to_the_spread() -> None:
    apart = [*ballots("A", *[1] * 60), *ballots("B", *[5] * 60)]

    assert pooled_spreads(count(apart)) == {"G1": 0.0}


@settings(max_examples=50, deadline=None)
@given(
    teams=st.lists(st.lists(st.integers(1, 5), min_size=40, max_size=60), min_size=3, max_size=5)
)
def test_the_spread_is_the_pooled_standard_deviation(teams: list[list[int]]) -> None:
    names = "ABCDE"
    everybody = [
        one for name, team in zip(names, teams, strict=False) for one in ballots(name, *team)
    ]
    squares = sum(statistics.variance(team) * (len(team) - 1) for team in teams)
    free = sum(len(team) - 1 for team in teams)

    assert pooled_spreads(count(everybody))["G1"] == pytest.approx(
        (squares / free) ** 0.5, abs=0.006
    )
