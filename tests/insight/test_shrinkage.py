"""Are units side by side as far apart as they surely are, and no further?"""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.insight.estimates import Known
from feedbackpulse.insight.shrinkage import (
    LOWEST_TAU,
    USUAL_TAU,
    Shrunk,
    between_variance,
    shrink,
)
from tests.insight.levels import errors, known, known_levels, values

few = settings(max_examples=40, deadline=None)
tables = st.lists(known_levels, min_size=1, max_size=14)


def shrunk(*levels: Known) -> Shrunk[int]:
    found = shrink(dict(enumerate(levels)))
    assert found is not None
    return found


def test_nothing_is_drawn_to_nothing() -> None:
    assert shrink({}) is None


def test_a_single_unit_stays_what_it_is() -> None:
    [unit] = shrunk(known(3.4, 0.3)).units.values()

    assert unit.value == pytest.approx(3.4)


def test_the_less_sure_unit_is_drawn_further() -> None:
    found = shrunk(known(4.0, 0.5), known(4.0, 0.1), known(3.0, 0.1))

    assert found.tau == USUAL_TAU
    assert found.mean < found.units[0].value < found.units[1].value < 4.0


def test_its_error_counts_that_the_middle_is_not_known_either() -> None:
    # two units, tau = .25: B = .04 / (.04 + .0625), and the mean has the variance .1025 / 2
    share = 0.04 / 0.1025
    variance = (1 - share) * 0.04 + share**2 * 0.1025 / 2

    for unit in shrunk(known(3.0, 0.2), known(3.6, 0.2)).units.values():
        assert unit.error == pytest.approx(variance**0.5)


def test_from_eight_units_they_say_themselves_how_much_they_differ() -> None:
    alike = shrunk(*[known(3.0 + place / 100, 0.3) for place in range(8)])
    apart = shrunk(*[known(2.0 + place / 3, 0.1) for place in range(8)])

    assert alike.tau == LOWEST_TAU
    assert apart.tau == pytest.approx(0.81, abs=0.02)
    assert apart.units[7].value == pytest.approx(2.0 + 7 / 3, abs=0.02)


def test_the_variance_between_units_is_that_of_the_formula_by_hand() -> None:
    # equal errors: the sample variance of the values minus the error's own
    assert between_variance([3.0, 3.4, 3.8], [0.2, 0.2, 0.2]) == pytest.approx(0.16 - 0.04)
    assert between_variance([3.0, 3.1, 3.2], [0.2, 0.2, 0.2]) == 0.0


@few
@given(tables)
def test_every_unit_lies_between_its_own_level_and_the_middle(levels: list[Known]) -> None:
    found = shrunk(*levels)

    for key, level in enumerate(levels):
        low, high = sorted((level.value, found.mean))
        assert low - 1e-9 <= found.units[key].value <= high + 1e-9


@few
@given(tables, st.randoms())
def test_the_order_of_the_units_does_not_matter(levels: list[Known], chance: Random) -> None:
    named = dict(enumerate(levels))
    order = list(named)
    chance.shuffle(order)

    plain, mixed = shrink(named), shrink({key: named[key] for key in order})

    assert plain is not None
    assert mixed is not None
    assert [mixed.units[key].value for key in named] == pytest.approx(
        [plain.units[key].value for key in named]
    )
    assert mixed.tau == pytest.approx(plain.tau)


@few
@given(st.lists(values, min_size=2, max_size=14), errors)
def test_equally_sure_units_keep_their_order(levels: list[float], error: float) -> None:
    units = shrunk(*[known(value, error) for value in sorted(levels)]).units

    assert all(lower.value <= upper.value + 1e-9 for lower, upper in pairwise(units.values()))


@few
@given(tables, st.floats(0.01, 0.3))
def test_a_rise_of_all_units_is_a_rise_of_the_table(levels: list[Known], more: float) -> None:
    higher = [known(level.value + more, level.error) for level in levels]
    plain, raised = shrunk(*levels), shrunk(*higher)

    assert raised.mean == pytest.approx(plain.mean + more)
    assert [raised.units[key].value - plain.units[key].value for key in plain.units] == [
        pytest.approx(more) for _ in levels
    ]
