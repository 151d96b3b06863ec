"""Is it said rightly how alike people see it, and whether units may be compared?"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.insight.agreement import (
    Agreement,
    Comparability,
    agreement,
    comparable,
    icc,
    rwg,
)
from feedbackpulse.insight.estimates import Known, Level, Side
from feedbackpulse.release.domain import Icc
from tests.insight.levels import SILENT, bounded, known, known_levels, silent_levels

few = settings(max_examples=40, deadline=None)
TEN_APART: list[Level] = [known(2.6 + place / 6, n=8) for place in range(10)]
units = st.lists(known_levels, min_size=10, max_size=20)


def found(levels: Sequence[Level], spread: float = 0.85) -> Icc:
    told = icc(levels, spread=spread)
    assert told is not None
    return told


def test_it_is_the_analysis_of_variance_of_the_answers() -> None:
    chance = np.random.default_rng(7)
    answers = np.clip(
        np.rint(chance.normal(3.2, 0.9, (12, 8)) + chance.normal(0, 0.5, (12, 1))), 1, 5
    )
    means = answers.mean(axis=1)
    within = float(np.sum((answers - means[:, None]) ** 2) / (answers.size - 12))
    between = float(8 * np.sum((means - answers.mean()) ** 2) / 11)

    told = found([known(float(mean), n=8) for mean in means], spread=within**0.5)

    assert told.one == pytest.approx((between - within) / (between + 7 * within))
    assert told.two == pytest.approx((between - within) / between)
    assert told.units == 12


def test_nine_units_are_too_few() -> None:
    assert icc(TEN_APART[1:], spread=0.85) is None
    assert icc([*TEN_APART[1:], *SILENT], spread=0.85) is None


def test_units_that_differ_less_than_chance_makes_them_are_not_told_apart() -> None:
    told = found([known(3.4, n=8)] * 5 + [known(3.5, n=8)] * 5)

    assert (told.one, told.two) == (0.0, 0.0)


def test_a_bound_makes_no_difference_that_it_need_not_make() -> None:
    alike: list[Level] = [known(4.2, n=8)] * 9
    near = found([*alike, bounded(4.0, Side.HIGHER, n=8)])
    far = found([*alike, bounded(2.0, Side.LOWER, n=8)])

    assert near == found([*alike, known(4.2, n=8)])
    assert far == found([*alike, known(2.0, n=8)])


def test_only_bounds_are_not_told_apart() -> None:
    assert found([bounded(4.0, Side.HIGHER, n=8)] * 10).two == 0.0


@pytest.mark.parametrize(
    ("two", "use"),
    [
        (0.49, Comparability.NONE),
        (0.50, Comparability.OWN_TREND),
        (0.69, Comparability.OWN_TREND),
        (0.70, Comparability.COMPARE),
    ],
)
def test_units_are_compared_only_when_their_levels_tell_them_apart(
    two: float, use: Comparability
) -> None:
    assert comparable(Icc(one=0.1, two=two, units=12)) is use
    assert comparable(None) is Comparability.NONE


@pytest.mark.parametrize(
    ("spread", "value", "word"),
    [
        (0.0, 1.0, Agreement.SHARED),
        (0.7, 0.755, Agreement.SHARED),
        (1.0, 0.5, Agreement.BETWEEN),
        (1.2, 0.28, Agreement.DIVIDED),
        (1.8, 0.0, Agreement.DIVIDED),
    ],
)
def test_how_alike_people_see_it_is_said_in_a_word(
    spread: float, value: float, word: Agreement
) -> None:
    assert rwg(spread) == pytest.approx(value)
    assert agreement(rwg(spread)) is word


@few
@given(units, st.randoms(), st.lists(silent_levels, max_size=4))
def test_neither_order_nor_silent_units_matter(
    levels: list[Known],
    chance: Random,
    silent: list[Level],
) -> None:
    mixed: list[Level] = [*levels, *silent]
    chance.shuffle(mixed)

    one, other = found(levels), found(mixed)

    assert (one.one, one.two) == pytest.approx((other.one, other.two))


@few
@given(units, st.floats(0.4, 1.2), st.floats(0, 0.5))
def test_more_spread_within_units_tells_them_less_apart(
    levels: list[Known], spread: float, more: float
) -> None:
    narrow, wide = found(levels, spread), found(levels, spread + more)

    assert 0 <= wide.two <= narrow.two <= 1
    assert 0 <= wide.one <= narrow.one <= 1
