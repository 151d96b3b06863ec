"""Do alpha, omega and the rest say what is published of them?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.release.reliability import (
    Rows,
    alpha,
    correlation,
    omega,
    one_factor,
    spearman_brown,
)

PUBLISHED = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "reliability.json").read_text())["cases"]
}
ATTITUDE = np.array(PUBLISHED["cronbach-attitude"]["inputs"]["rows"], dtype=np.float64)


@pytest.mark.parametrize("name", ["cronbach-attitude", "cronbach-pingouin"])
def test_alpha_agrees_with_published_figures(name: str) -> None:
    case = PUBLISHED[name]
    rows = np.array(case["inputs"]["rows"], dtype=np.float64)

    assert alpha(rows) == pytest.approx(case["expected"]["alpha"], abs=case["tolerance"])


def test_omega_and_its_loadings_agree_with_another_program() -> None:
    case = PUBLISHED["omega-one-factor-attitude"]
    loadings = np.abs(one_factor(np.asarray(np.corrcoef(ATTITUDE, rowvar=False))))

    assert omega(ATTITUDE) == pytest.approx(case["expected"]["omega"], abs=case["tolerance"])
    assert loadings == pytest.approx(case["expected"]["loadings"], abs=case["tolerance"])


def test_the_value_for_pairs_is_alpha_where_both_questions_spread_as_far() -> None:
    pair = np.array([[1, 2], [2, 1], [3, 3], [4, 5], [5, 4]], dtype=np.float64)

    assert spearman_brown(pair) == pytest.approx(alpha(pair))
    assert spearman_brown(pair) == pytest.approx(2 * 0.8 / 1.8)


def test_a_factor_that_was_put_in_is_found_again() -> None:
    loadings = np.array([0.9, 0.7, 0.5, 0.3])
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)

    assert np.abs(one_factor(correlations)) == pytest.approx(loadings, abs=1e-3)


@pytest.mark.parametrize("formula", [alpha, omega, spearman_brown])
def test_where_nobody_differs_nothing_has_a_value(formula: object) -> None:
    assert callable(formula)
    assert formula(np.full((100, 2 if formula is spearman_brown else 3), 4.0)) is None


def test_opposites_have_no_value_for_pairs() -> None:
    pair = np.array([[1, 5], [5, 1], [3, 3]], dtype=np.float64)

    assert correlation(pair[:, 0], pair[:, 1]) == pytest.approx(-1)
    assert spearman_brown(pair) is None


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=8, max_size=20))
def test_the_order_of_people_and_of_questions_makes_no_difference(
    answers: list[tuple[int, int, int]],
) -> None:
    rows: Rows = np.array(answers, dtype=np.float64)
    turned = rows[::-1, [2, 0, 1]]
    if (value := alpha(rows)) is None:
        assert alpha(turned) is None
    else:
        assert alpha(turned) == pytest.approx(value)
        assert value <= 1
    if (found := omega(rows)) is not None:
        assert 0 <= found <= 1
