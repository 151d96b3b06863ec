"""Does an association come with how sure it is, and stand out only when that is sure?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr

from feedbackpulse.insight.association import Association, stand_out, with_interval

few = settings(max_examples=40, deadline=None)
correlations = st.floats(-0.98, 0.98)


def test_the_interval_is_scipys() -> None:
    answers = [(1, 2), (2, 1), (3, 3), (4, 5), (5, 4), (2, 3), (4, 4)]
    theirs = pearsonr(*zip(*answers, strict=True))
    low, high = theirs.confidence_interval(0.95)

    found = with_interval(float(theirs.statistic), len(answers))

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


@few
@given(correlations, st.integers(4, 5000), st.integers(1, 5000))
def test_more_answers_make_the_interval_narrower(r: float, n: int, more: int) -> None:
    few_answers, many = with_interval(r, n), with_interval(r, n + more)

    assert -1 <= few_answers.low <= many.low <= r <= many.high <= few_answers.high <= 1


@few
@given(correlations, st.integers(4, 5000))
def test_an_association_the_other_way_round_is_its_mirror(r: float, n: int) -> None:
    plain, mirrored = with_interval(r, n), with_interval(-r, n)

    assert (mirrored.low, mirrored.high) == pytest.approx((-plain.high, -plain.low))


@pytest.mark.parametrize(("r", "n"), [(1.0, 100), (-1.0, 100), (0.4, 3)])
def test_without_an_interval_there_is_no_association(r: float, n: int) -> None:
    with pytest.raises(ValueError, match="from 4 answers on"):
        with_interval(r, n)


def test_one_stands_out_when_its_whole_interval_lies_above_the_average() -> None:
    items = {"M1": with_interval(0.3, 400), "M2": with_interval(0.35, 400)}

    assert stand_out(items | {"M4": with_interval(0.7, 400)}) == {"M4"}
    assert stand_out(items | {"M4": with_interval(0.7, 10)}) == set()
    assert stand_out(items | {"M4": with_interval(0.36, 400)}) == set()


def test_of_one_or_two_none_stands_out() -> None:
    assert stand_out({}) == set()
    assert stand_out({"M1": with_interval(0.1, 900), "M2": with_interval(0.8, 900)}) == set()


@few
@given(st.lists(correlations, min_size=3, max_size=11), st.integers(100, 900))
def test_they_never_all_stand_out(found: list[float], n: int) -> None:
    items: dict[int, Association] = {
        key: with_interval(round(r, 2), n) for key, r in enumerate(found)
    }

    assert len(stand_out(items)) < len(items)
