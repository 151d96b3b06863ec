"""Is the line what all published rounds together say, and nothing of what they hide?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.insight.estimates import Known, Level, Side
from feedbackpulse.insight.smoothing import (
    DRIFT_PER_QUARTER,
    QUARTER,
    START_SD,
    Smoothed,
    State,
    local_level,
    smooth,
)
from tests.insight.levels import (
    SILENT,
    any_level,
    bounded,
    known,
    known_levels,
    silent_levels,
    values,
)

FIRST_DAY = date(2025, 1, 6)
few = settings(max_examples=40, deadline=None)
rounds = st.lists(st.tuples(st.integers(1, 120), any_level), min_size=1, max_size=12)


def moments(*levels: Level, days: int = 91) -> list[tuple[date, Level]]:
    """Return these levels in rounds that are so many days apart."""
    return [(FIRST_DAY + timedelta(days=days * place), level) for place, level in enumerate(levels)]


def dated(steps: list[tuple[int, Level]]) -> list[tuple[date, Level]]:
    days = accumulate(step for step, _ in steps)
    return [
        (FIRST_DAY + timedelta(days=day), level)
        for day, (_, level) in zip(days, steps, strict=True)
    ]


def told(found: tuple[Smoothed | None, ...]) -> list[Smoothed]:
    return [one for one in found if one is not None]


def by_regression(
    levels: list[tuple[date, Level]], start: float
) -> tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float64]]:
    """Return means and variances of the level by one big Gaussian regression, no recursion."""
    days = np.array([(day - levels[0][0]).days for day, _ in levels])
    prior = START_SD**2 + DRIFT_PER_QUARTER / QUARTER * np.minimum.outer(days, days)
    shown = [(place, level) for place, (_, level) in enumerate(levels) if isinstance(level, Known)]
    seen = [place for place, _ in shown]
    noise = np.diag(np.array([level.error**2 for _, level in shown]))
    values = np.array([level.value for _, level in shown])
    gain = prior[:, seen] @ np.linalg.inv(prior[np.ix_(seen, seen)] + noise)
    return start + gain @ (values - start), np.diag(prior - gain @ prior[seen, :])


@few
@given(
    st.lists(st.tuples(st.integers(1, 120), st.one_of(known_levels, silent_levels)), max_size=12),
    known_levels,
    known_levels,
    values,
)
def test_the_line_is_what_one_large_regression_finds(
    steps: list[tuple[int, Level]], first: Level, last: Level, start: float
) -> None:
    levels = dated([(1, first), *steps, (30, last)])
    means, variances = by_regression(levels, start)

    found = told(smooth(levels, start=start))

    assert [one.value for one in found] == pytest.approx(list(means))
    assert [one.error**2 for one in found] == pytest.approx(list(variances))


def test_a_gap_between_numbers_has_a_line_and_a_wider_band() -> None:
    before, gap, after = told(smooth(moments(known(3.0), SILENT[0], known(3.4)), start=3.2))

    assert before.value < gap.value < after.value
    assert gap.error > max(before.error, after.error)


def test_there_is_no_line_before_the_first_number_or_after_the_last() -> None:
    found = smooth(moments(SILENT[0], known(3.0), known(3.1), SILENT[3]), start=None)

    assert [one is None for one in found] == [True, False, False, True]
    assert smooth(moments(*SILENT), start=3.0) == (None,) * len(SILENT)
    assert smooth([], start=None) == ()


def test_one_round_is_drawn_to_the_organisation_as_far_as_it_is_unsure() -> None:
    [sure] = told(smooth(moments(known(4.0, 0.05)), start=3.0))
    [unsure] = told(smooth(moments(known(4.0, 0.4)), start=3.0))
    [alone] = told(smooth(moments(known(4.0, 0.4)), start=None))

    assert sure.value == pytest.approx(4.0, abs=0.02)
    assert unsure.value == pytest.approx(3.5)
    assert (alone.value, alone.error) == (4.0, 0.4)


def test_a_bound_counts_as_the_middle_of_what_is_open_and_as_less_sure() -> None:
    [found] = told(smooth(moments(bounded(4.0, Side.HIGHER, 0.1)), start=None))

    assert found.value == 4.5
    assert found.error == pytest.approx(np.hypot(0.1, 1 / np.sqrt(12)))


def test_the_band_stays_on_the_scale() -> None:
    high, low = told(smooth(moments(known(4.9, 0.5)), start=None)) + told(
        smooth(moments(known(1.1, 0.5)), start=None)
    )

    assert high.high == 5.0
    assert low.low == 1.0


@few
@given(rounds, st.one_of(st.none(), values), st.integers(0, 4000))
def test_when_it_was_does_not_matter_only_how_long_in_between(
    steps: list[tuple[int, Level]], start: float | None, later: int
) -> None:
    levels = dated(steps)
    moved = [(day + timedelta(days=later), level) for day, level in levels]

    assert smooth(moved, start=start) == smooth(levels, start=start)


@few
@given(rounds, st.integers(0, 11), st.floats(0, 1), values)
def test_a_higher_number_never_lowers_the_line(
    steps: list[tuple[int, Level]], place: int, more: float, start: float
) -> None:
    steps.insert(place, (14, known(3.0)))
    place = min(place, len(steps) - 1)
    raised = [*steps[:place], (14, known(3.0 + more)), *steps[place + 1 :]]

    lower, higher = (
        told(smooth(dated(steps), start=start)),
        told(smooth(dated(raised), start=start)),
    )

    assert all(one.value <= other.value + 1e-9 for one, other in zip(lower, higher, strict=True))
    assert [one.error for one in lower] == [other.error for other in higher]


@few
@given(rounds, silent_levels, silent_levels, values)
def test_it_makes_no_difference_why_a_round_shows_nothing(
    steps: list[tuple[int, Level]], silent: Level, other: Level, start: float
) -> None:
    half = len(steps) // 2
    one = [*steps[:half], (14, silent), *steps[half:]]
    two = [*steps[:half], (14, other), *steps[half:]]

    assert smooth(dated(one), start=start) == smooth(dated(two), start=start)


def test_a_line_needs_somewhere_to_start() -> None:
    with pytest.raises(ValueError, match="Without a prior"):
        local_level([None, State(mean=3.0, variance=0.1)], [0.1], None)
