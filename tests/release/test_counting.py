"""Are answers counted where they belong, and spreads only where there are enough?"""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.release.counting import (
    LOWEST_SPREAD,
    SPREAD_FROM,
    Counted,
    count,
    pooled_spreads,
)
from feedbackpulse.release.packed import Columns, OpenedBallot, pack
from feedbackpulse.release.ranges import Tally
from tests.roster.organisations import unit

COLUMNS = Columns(leaves=tuple(map(unit, "ABCDE")), items=("G1",), choices={})


def counted_of(opened: list[OpenedBallot]) -> Counted:
    return count(pack(COLUMNS, opened))


def ballots(team: str, *ratings: int | None) -> list[OpenedBallot]:
    return [
        OpenedBallot(unit=unit(team), answers=Answers(ratings={"G1": rating})) for rating in ratings
    ]


def test_ratings_are_counted_as_scores_per_unit_and_item() -> None:
    counted = counted_of([*ballots("A", 1, 5, 3), *ballots("B", 2)])

    assert counted["G1"][unit("A")].tally == Tally(n=3, total=6)
    assert counted["G1"][unit("B")].tally == Tally(n=1, total=1)


def test_skipped_questions_and_not_knowing_do_not_count() -> None:
    silent = OpenedBallot(unit=unit("A"), answers=Answers())
    counted = counted_of([*ballots("A", None, 4), silent])

    assert counted["G1"][unit("A")].tally == Tally(n=1, total=3)


def test_a_spread_needs_a_hundred_answers() -> None:
    assert pooled_spreads(counted_of(ballots("A", *[1, 5] * 49, 3))) == {}
    assert pooled_spreads(counted_of(ballots("A", *[1, 5] * 50))) == {"G1": 2.01}


def test_differences_between_units_do_not_add_to_the_spread() -> None:
    apart = [*ballots("A", *[1] * 60), *ballots("B", *[5] * 60)]

    assert pooled_spreads(counted_of(apart)) == {"G1": LOWEST_SPREAD}


def most_even(people: int, total: int) -> int:
    """Return the lowest sum of squares with which so many people can reach this sum."""
    each, more = divmod(total, people)
    return more * (each + 1) ** 2 + (people - more) * each**2


def least_scatter(people: int, total: int, known: tuple[int, ...]) -> float | None:
    """Return the least scatter of a team of which some scores are known, if it is possible."""
    others, rest = people - len(known), total - sum(known)
    if not 0 <= rest <= 4 * others:
        return None
    squares = sum(score**2 for score in known) + most_even(others, rest)
    return squares - total**2 / people


def exact_sums(people: int) -> range:
    """Return the sums that a team publishes as they are."""
    return range(9, 4 * people - 8)


def worst(people: int) -> tuple[float, float]:
    """Return the scatter a team needs at most, alone, and if two people's scores are given.

    The two are whoever looks, with any score, and a colleague with the lowest or the highest.
    """
    looked_at = [
        least_scatter(people, total, (own, other))
        for total in exact_sums(people)
        for own in range(5)
        for other in (0, 4)
    ]
    alone = [least_scatter(people, total, ()) for total in exact_sums(people)]
    return max(filter(None, alone)), max(filter(None, looked_at))


def test_the_lowest_spread_leaves_room_for_any_answer_of_anybody() -> None:
    """Beside exact sums of all teams, a spread must not say what one person cannot have given."""
    needed = {people: worst(people) for people in range(5, 41)}
    room = (LOWEST_SPREAD + 0.005) ** 2
    for people, (_, most) in needed.items():
        for size, (alone, _) in needed.items():
            fewest = max(0, math.ceil((SPREAD_FROM - people) / size))
            for teams in range(fewest, fewest + 20):
                free = people - 1 + teams * (size - 1)
                assert most + teams * alone <= room * free, f"{people} beside {teams} of {size}"


def test_a_spread_of_everybody_agreeing_would_give_everybody_away() -> None:
    """The test of the test: below the lowest spread, an exact sum can become everybody's score."""
    people, total, teams = 8, 16, 13
    agreeing = 0.005**2 * teams * (people - 1)
    dissenting = least_scatter(people, total, (4,))

    assert dissenting is not None
    assert dissenting > agreeing
    assert pooled_spreads(counted_of(ballots("A", *[3] * 104))) == {"G1": LOWEST_SPREAD}


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

    assert pooled_spreads(counted_of(everybody))["G1"] == pytest.approx(
        max(LOWEST_SPREAD, (squares / free) ** 0.5), abs=0.006
    )
