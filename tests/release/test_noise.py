"""Is the noise on a count as wide as we say, and is it really drawn?"""

from __future__ import annotations

import math
import random
import secrets
from collections import Counter

import pytest

from feedbackpulse.release.domain import Cut, Option, OptionCount
from feedbackpulse.release.noise import EPSILON, REACH, SD, blurred, noise, probability

DRAWS = 40_000


@pytest.fixture(scope="module")
def drawn() -> Counter[int]:
    chance = random.Random(20091)  # noqa: S311  (a distribution that is measured)
    return Counter(noise(chance) for _ in range(DRAWS))


def test_each_size_comes_as_often_as_the_formula_says(drawn: Counter[int]) -> None:
    """Chi-square over -8..8 and the rest: 18 bins, so above 40.8 once in a thousand."""
    expected = {k: DRAWS * probability(k) for k in range(-8, 9)}
    rest = DRAWS - sum(expected.values())
    beyond = sum(times for k, times in drawn.items() if abs(k) > 8)
    distance = sum((drawn[k] - often) ** 2 / often for k, often in expected.items())

    assert distance + (beyond - rest) ** 2 / rest < 40.8


def test_one_step_further_is_rarer_by_the_same_factor_on_both_sides() -> None:
    assert sum(probability(k) for k in range(-200, 201)) == pytest.approx(1)
    for k in range(20):
        assert probability(k + 1) / probability(k) == pytest.approx(math.exp(-EPSILON))
        assert probability(k) == probability(-k)


def test_it_has_the_standard_deviation_of_the_formula(drawn: Counter[int]) -> None:
    mean = sum(k * times for k, times in drawn.items()) / DRAWS
    square = sum(k * k * times for k, times in drawn.items()) / DRAWS

    assert pytest.approx(2.80, abs=0.01) == SD
    assert mean == pytest.approx(0, abs=4 * SD / math.sqrt(DRAWS))
    assert math.sqrt(square) == pytest.approx(SD, rel=0.03)


def test_nine_times_out_of_ten_it_stays_within_its_reach(drawn: Counter[int]) -> None:
    within = sum(times for k, times in drawn.items() if abs(k) <= REACH)
    closer = sum(times for k, times in drawn.items() if abs(k) < REACH)

    assert REACH == 5
    assert within / DRAWS >= 0.9 > closer / DRAWS


@pytest.mark.parametrize(("agree", "others"), [(0, 30), (6, 24), (15, 15), (27, 3), (50, 0)])
def test_a_share_is_within_its_reach_as_often(agree: int, others: int) -> None:
    chance, held, runs = random.Random(7), 0, 4000  # noqa: S311  (as above)
    for _ in range(runs):
        favourable, rest = blurred(agree, chance), blurred(others, chance)
        cut = Cut(
            attribute="hours",
            value="full_time",
            item="G1",
            favourable=favourable,
            rated=favourable + rest,
        )
        held += abs(cut.share - agree / (agree + others)) <= cut.reach
    assert held / runs >= 0.9


def test_no_count_is_less_than_nobody() -> None:
    chance = random.Random(3)  # noqa: S311  (as above)

    assert min(blurred(0, chance) for _ in range(200)) == 0


def test_the_systems_own_randomness_is_not_the_same_twice() -> None:
    chance = secrets.SystemRandom()

    assert [noise(chance) for _ in range(60)] != [noise(chance) for _ in range(60)]


def test_a_count_says_how_far_it_may_be_off() -> None:
    one = OptionCount(item="G1", option=Option.FOUR, count=40)
    cut = Cut(attribute="hours", value="part_time", item="G1", favourable=50, rated=100)

    assert one.sd == SD
    assert cut.sd == pytest.approx(SD * math.sqrt(0.5) / 100)
    assert cut.sd < cut.reach == pytest.approx(0.05)
