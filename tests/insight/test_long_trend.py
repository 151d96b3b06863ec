"""Is a long trend seen only when chance does not explain it, counted exactly?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from feedbackpulse.insight.long_trend import (
    Direction,
    exact_chance,
    long_trend,
    orders_by_falls,
    rise,
)

few = settings(max_examples=40, deadline=None)


def quarters(*values: float) -> list[tuple[date, float]]:
    """Return these values a quarter of a year apart."""
    return [
        (date(2024, 1, 1) + timedelta(days=round(91.3125 * place)), value)
        for place, value in enumerate(values)
    ]


def test_seven_rounds_are_too_few() -> None:
    rising = [3.0 + place / 10 for place in range(8)]

    assert long_trend(quarters(*rising[1:])) is None
    assert long_trend(quarters(*rising)) is not None


def test_a_level_that_only_rises_goes_up() -> None:
    found = long_trend(quarters(*[3.0 + place / 20 for place in range(8)]))

    assert found is not None
    assert found.direction is Direction.UP
    assert found.p == pytest.approx(2 / 40320)
    assert found.per_year == pytest.approx(0.2, abs=1e-3)
    assert found.low <= found.per_year <= found.high
    assert found.rounds == 8


def test_a_level_that_goes_to_and_fro_has_no_direction() -> None:
    found = long_trend(quarters(3.0, 3.4, 3.1, 3.3, 3.0, 3.4, 3.2, 3.1))

    assert found is not None
    assert found.direction is None
    assert found.p > 0.5


def test_a_rise_that_chance_explains_too_often_has_no_direction() -> None:
    # S = 16 or more to either side in 6.1 of 100 orders, S = 18 in 3.1
    too_often = long_trend(quarters(3.2, 3.0, 3.3, 3.1, 3.4, 3.7, 3.6, 3.5))
    seldom = long_trend(quarters(3.0, 3.2, 3.3, 3.1, 3.4, 3.7, 3.6, 3.5))

    assert too_often is not None
    assert seldom is not None
    assert (too_often.direction, round(too_often.p, 3)) == (None, 0.061)
    assert (seldom.direction, round(seldom.p, 3)) == (Direction.UP, 0.031)


def test_values_that_differ_by_less_than_rounding_are_the_same() -> None:
    third = 1 / 3

    found = long_trend(quarters(*[3 + third, 3 + third + 1e-12] * 4))

    assert found is not None
    assert found.p == 1.0


@few
@given(st.lists(st.integers(0, 30), min_size=2, max_size=30, unique=True))
def test_the_chance_is_scipys_when_all_values_differ(values: list[int]) -> None:
    theirs = kendalltau(range(len(values)), values, method="exact").pvalue

    assert exact_chance(values) == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=6))
def test_the_chance_counts_all_orders_when_some_values_are_the_same(values: list[int]) -> None:
    orders = [rise(order) for order in permutations(values)]
    as_far = sum(abs(one) >= abs(rise(values)) for one in orders)

    assert exact_chance(values) == pytest.approx(as_far / len(orders))


@few
@given(st.lists(st.floats(1, 5), min_size=2, max_size=24))
def test_backwards_it_falls_as_much_as_it_rose(values: list[float]) -> None:
    assert rise(values[::-1]) == -rise(values)
    assert exact_chance(values[::-1]) == exact_chance(values)


@few
@given(st.lists(st.floats(1, 5), min_size=8, max_size=16))
def test_only_the_order_decides_the_direction(values: list[float]) -> None:
    rounded = [round(value, 3) for value in values]
    plain, wide = long_trend(quarters(*rounded)), long_trend(quarters(*[v * 8 for v in rounded]))

    assert plain is not None
    assert wide is not None
    assert (plain.direction, plain.p) == (wide.direction, wide.p)
    assert wide.per_year == pytest.approx(8 * plain.per_year, abs=1e-4)


def test_all_orders_are_counted() -> None:
    assert orders_by_falls([1, 2, 3]) == [1, 2, 2, 1]
    assert orders_by_falls([1, 1, 2]) == [1, 1, 1]
    assert orders_by_falls([1, 1, 1]) == [1]
