"""Does a profile say what its arithmetic allows, and nothing that noise could have said?"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from scipy.stats import chi2

from feedbackpulse.reflection.change import Direction, changes_since
from feedbackpulse.reflection.domain import Reflection, ReflectionKind
from feedbackpulse.reflection.profile import (
    CERTAINTY,
    Outcome,
    chance_of_more,
    local_level,
    profile_of,
)
from tests.reflection.people import history, reflection, truth_of

EIGHT = [f"F{number}" for number in range(8)]


def one_reflection(*values: int) -> Reflection:
    return reflection(1, dict(zip(EIGHT, values, strict=False)))


def textbook_filter(
    seen: Sequence[float | None], quarters: Sequence[float], start: float
) -> list[tuple[float, float]]:
    """Return level and variance after each step by Bayes' rule in precisions, not gains."""
    level, variance, path = start, 0.49, []
    for value, quarter in zip(seen, quarters, strict=True):
        variance = variance + 0.04 * quarter
        if value is not None:
            precision = 1 / variance + 1 / 0.25
            level = (level / variance + value / 0.25) / precision
            variance = 1 / precision
        path.append((level, variance))
    return path


def test_the_level_is_the_one_of_the_local_level_model() -> None:
    reflections = [reflection(n, {"A": value}) for n, value in enumerate((2, None, 4, 5), 1)]
    days = [one.started_on for one in reflections]
    quarters = [0.0, *((b - a).days / (365.25 / 4) for a, b in pairwise(days))]

    path = local_level(days, [(2,), (), (4,), (5,)], 3.0)

    expected = textbook_filter([2, None, 4, 5], quarters, 3.0)
    for level, (mean, variance) in zip(path, expected, strict=True):
        assert level.mean == pytest.approx(mean)
        assert level.variance == pytest.approx(variance)


def test_two_items_of_one_facet_count_as_two_looks_at_it() -> None:
    [once] = local_level([reflection(1, {}).started_on], [(4,)], 3.0)
    [twice] = local_level([reflection(1, {}).started_on], [(4, 4)], 3.0)

    assert twice.mean > once.mean
    assert twice.variance == pytest.approx(1 / (1 / 0.49 + 2 / 0.25))


@pytest.mark.parametrize("freedom", [1, 2, 7, 8, 26])
@pytest.mark.parametrize("spread", [0.0, 0.3, 4.0, 14.07, 60.0])
def test_the_chance_of_a_larger_spread_is_that_of_chi_square(spread: float, freedom: int) -> None:
    assert chance_of_more(spread, freedom) == pytest.approx(chi2.sf(spread, freedom), abs=1e-12)


def test_without_a_reflection_there_is_nothing_to_say() -> None:
    assert profile_of([]).outcome is Outcome.NOTHING


def test_a_reflection_that_was_not_finished_does_not_count() -> None:
    assert profile_of([reflection(1, dict.fromkeys(EIGHT, 4), finished=False)]).facets == ()


def test_what_was_passed_by_does_not_count() -> None:
    profile = profile_of([reflection(1, {**dict.fromkeys(EIGHT[:6], 4), "F6": None})])

    assert profile.outcome is Outcome.TOO_LITTLE
    assert profile.missing == 2


def test_fewer_than_eight_facets_get_no_labels_however_different() -> None:
    profile = profile_of([one_reflection(1, 1, 1, 5, 5, 5, 5)])

    assert (profile.strengths, profile.improvement_areas) == ((), ())


def test_an_even_profile_gets_no_labels() -> None:
    profile = profile_of([one_reflection(3, 3, 4, 3, 3, 4, 3, 3)])

    assert profile.outcome is Outcome.EVEN
    assert (profile.strengths, profile.improvement_areas) == ((), ())


def test_what_clearly_differs_is_a_strength_or_an_improvement_area() -> None:
    profile = profile_of([one_reflection(5, 3, 3, 3, 3, 3, 3, 1)])

    assert profile.outcome is Outcome.DISTINCT
    assert [facet.facet for facet in profile.strengths] == ["F0"]
    assert [facet.facet for facet in profile.improvement_areas] == ["F7"]
    assert profile.strengths[0].above >= CERTAINTY


def test_the_numbers_are_those_of_a_calculation_by_hand() -> None:
    profile = profile_of([one_reflection(5, 3, 3, 3, 3, 3, 3, 1)])

    gain = 0.49 / (0.49 + 0.25)
    error = math.sqrt(0.49 * (1 - gain) * (1 - 1 / 8))
    assert profile.own_mean == pytest.approx(3)
    assert profile.strengths[0].difference == pytest.approx(2 * gain)
    assert profile.strengths[0].error == pytest.approx(error)
    assert profile.flat is not None
    assert profile.flat.spread == pytest.approx((2**2 + 2**2) / 0.25)


def test_at_most_three_of_each_are_named_the_clearest_first() -> None:
    values = {f"F{n:02}": v for n, v in enumerate([5, 5, 5, 5, 4, 3, 3, 3, 3, 2, 1, 1, 1, 1])}

    profile = profile_of([reflection(1, values)])

    assert len(profile.strengths) == len(profile.improvement_areas) == 3
    chances = [facet.above for facet in profile.strengths]
    assert chances == sorted(chances, reverse=True)


def test_the_first_time_it_is_called_a_first_impression() -> None:
    once = one_reflection(5, 3, 3, 3, 3, 3, 3, 1)
    twice = reflection(2, dict(zip(EIGHT, (5, 3, 3, 3, 3, 3, 3, 1), strict=True)))

    assert profile_of([once]).is_first_impression
    assert not profile_of([once, twice]).is_first_impression


def test_a_small_reflection_makes_no_second_impression() -> None:
    once = one_reflection(5, 3, 3, 3, 3, 3, 3, 1)
    small = reflection(2, {"F0": 5}, kind=ReflectionKind.SMALL)

    assert profile_of([once, small]).is_first_impression


def test_an_earlier_level_is_shown_only_for_what_was_rated_before() -> None:
    profile = profile_of([reflection(1, {"A": 3}), reflection(2, {"A": 4, "B": 4})])

    before = {facet.facet: facet.previous for facet in profile.facets}
    assert before["A"] is not None
    assert before["B"] is None


def test_an_earlier_level_is_that_before_the_facet_was_last_rated() -> None:
    every = [reflection(1, {"A": 2}), reflection(2, {"A": 4}), reflection(3, {"B": 3})]

    facet = next(one for one in profile_of(every).facets if one.facet == "A")

    assert facet.previous == facet.path[0]


@pytest.mark.parametrize("times", [1, 2, 4])
def test_somebody_without_differences_is_seldom_given_a_label(times: int) -> None:
    chance = random.Random(7 + times)  # noqa: S311  (a simulation that must repeat)
    runs = 800
    profiles = [
        profile_of(history([chance.uniform(2.5, 4)] * 10, times=times, chance=chance))
        for _ in range(runs)
    ]

    labelled = sum(bool(p.strengths or p.improvement_areas) for p in profiles)

    assert labelled / runs <= 0.07


@pytest.mark.parametrize(("times", "wrong_at_most"), [(1, 0.04), (2, 0.025), (4, 0.015)])
def test_labels_seldom_point_the_wrong_way(times: int, wrong_at_most: float) -> None:
    chance = random.Random(70 + times)  # noqa: S311  (a simulation that must repeat)
    wrong = total = 0
    for _ in range(400):
        truths = [chance.gauss(3.3, 0.7) for _ in range(10)]
        centre = sum(truths) / len(truths)
        profile = profile_of(history(truths, times=times, chance=chance))
        above = [truth_of(facet.facet, truths) > centre for facet in profile.strengths]
        below = [truth_of(facet.facet, truths) < centre for facet in profile.improvement_areas]
        wrong += [*above, *below].count(False)
        total += len(above) + len(below)

    assert total > 400
    assert wrong / total <= wrong_at_most


def test_two_reflections_are_too_few_to_see_a_change() -> None:
    both = [reflection(1, {"A": 1}), reflection(2, {"A": 5})]

    [change] = changes_since(both, earlier=both[0].id)

    assert change.direction is Direction.TOO_EARLY


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ((2, 2, 4), Direction.GREW),
        ((2, 2, 3), Direction.STABLE),
        ((4, 4, 2), Direction.LOWER),
        ((3, 3, 3), Direction.STABLE),
    ],
)
def test_since_last_time_a_change_needs_two_steps(
    values: Sequence[int], direction: Direction
) -> None:
    every = [reflection(number, {"A": value, "B": 3}) for number, value in enumerate(values, 1)]

    changes = {c.facet: c.direction for c in changes_since(every, earlier=every[1].id)}

    assert changes == {"A": direction, "B": Direction.STABLE}


def test_since_long_ago_two_ratings_are_compared_with_two() -> None:
    every = [reflection(n, {"A": value}) for n, value in enumerate((2, 2, 3, 3), 1)]

    [change] = changes_since(every, earlier=every[0].id)

    assert change.direction is Direction.GREW


def test_a_facet_that_was_not_rated_this_time_is_not_compared() -> None:
    every = [reflection(1, {"A": 2, "B": 3}), reflection(2, {"A": 2}), reflection(3, {"A": 4})]

    assert [c.facet for c in changes_since(every, earlier=every[1].id)] == ["A"]


def test_a_small_reflection_leaves_the_change_of_other_facets_in_sight() -> None:
    large = [reflection(n, {"A": value, "B": 3}) for n, value in enumerate((2, 2, 4), 1)]
    small = reflection(4, {"A": 4}, kind=ReflectionKind.SMALL)

    changes = {c.facet: c.direction for c in changes_since([*large, small], earlier=large[0].id)}

    assert changes == {"A": Direction.GREW, "B": Direction.STABLE}


def test_a_change_says_how_far_ratings_moved_in_standard_errors() -> None:
    every = [reflection(n, {"A": value}) for n, value in enumerate((2, 2, 3, 3), 1)]

    [change] = changes_since(every, earlier=every[0].id)

    assert change.step == pytest.approx(1)
    assert change.index == pytest.approx(1 / math.sqrt(0.25 / 2 + 0.25 / 2))


def test_somebody_who_stayed_the_same_is_seldom_told_of_a_change() -> None:
    chance = random.Random(11)  # noqa: S311  (a simulation that must repeat)
    told = total = 0
    for _ in range(300):
        every = history([chance.uniform(2, 4) for _ in range(10)], times=4, chance=chance)
        for change in changes_since(every, earlier=every[0].id):
            told += change.direction in {Direction.GREW, Direction.LOWER}
            total += 1

    assert told / total <= 0.10
