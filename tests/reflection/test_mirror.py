"""Does the mirror name a gap only where it is large, and larger than chance?"""

from __future__ import annotations

import math
import random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.people.domain import TeamId
from feedbackpulse.reflection.domain import ReflectionError
from feedbackpulse.reflection.mirror import (
    CLEAR_GAP,
    SMALLEST_GAP,
    Answer,
    Foresight,
    Look,
    Mirror,
    Published,
    Sight,
    foresight_of,
    gap_between,
)

answers = st.lists(st.integers(1, 5), min_size=1, max_size=4)
errors = st.floats(0, 0.4)
levels = st.floats(1, 5)
MOMENT = math.sqrt(0.25 - 1 / 12)
"""How far a day moves somebody; an answer in whole steps adds the rest of the 0.25."""


def exactly(level: float, *, error: float = 0.2) -> Published:
    return Published(low=level, high=level, error=error)


def whole(value: float) -> int:
    return min(5, max(1, round(value)))


def test_a_gap_is_the_lead_minus_the_team_with_the_error_of_both() -> None:
    gap = gap_between([4, 5], exactly(3.4, error=0.2))

    assert gap.own == 4.5
    assert gap.difference == pytest.approx(1.1)
    assert gap.error == pytest.approx(math.sqrt(0.25 / 2 + 0.2**2))
    assert gap.sight is Sight.SELF_HIGHER


def test_a_team_that_sees_more_of_it_is_told_as_good_news() -> None:
    assert gap_between([3, 3], exactly(4.1)).sight is Sight.SELF_LOWER


def test_a_small_gap_is_the_same_view_however_sure() -> None:
    assert gap_between([4], exactly(3.3, error=0.0)).sight is Sight.SAME


def test_a_large_gap_is_the_same_view_when_chance_can_make_it() -> None:
    """One answer of the lead can be half a step off: 0.8 is less than 1.64 times 0.54."""
    assert gap_between([4], exactly(3.2)).sight is Sight.SAME
    assert gap_between([4, 4, 4], exactly(3.2)).sight is Sight.SELF_HIGHER


def test_of_a_level_with_one_end_only_the_nearest_end_counts() -> None:
    higher = Published(low=4.2, high=5.0, error=0.2)

    assert gap_between([5, 5], higher).difference == 0
    assert gap_between([3, 3], higher).difference == pytest.approx(-1.2)
    assert gap_between([3, 3], higher).sight is Sight.SELF_LOWER


@given(values=answers, level=levels, error=errors)
def test_no_gap_is_named_that_is_small_or_within_chance(
    values: list[int], level: float, error: float
) -> None:
    gap = gap_between(values, exactly(level, error=error))

    named = gap.sight is not Sight.SAME
    large = abs(gap.difference) >= SMALLEST_GAP
    assert named == (large and abs(gap.difference) > CLEAR_GAP * gap.error)


@given(values=answers, level=levels, error=errors)
def test_seen_from_the_other_end_of_the_scale_it_is_the_other_way_round(
    values: list[int], level: float, error: float
) -> None:
    gap = gap_between(values, exactly(level, error=error))
    turned = gap_between([6 - value for value in values], exactly(6 - level, error=error))

    assert turned.difference == pytest.approx(-gap.difference)


@pytest.mark.parametrize(("answered", "at_most"), [(1, 0.12), (2, 0.09), (3, 0.06)])
def test_who_sees_what_the_team_sees_is_rarely_told_otherwise(
    answered: int, at_most: float
) -> None:
    generator, named, runs = random.Random(6), 0, 4000  # noqa: S311  (a simulation, no secret)
    for _run in range(runs):
        level = generator.uniform(2, 4.5)
        values = [whole(generator.gauss(level, MOMENT)) for _ in range(answered)]
        gap = gap_between(values, exactly(generator.gauss(level, 0.2), error=0.2))
        named += gap.sight is not Sight.SAME

    assert named / runs <= at_most


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (3.5, Foresight.WITHIN),
        (3.0, Foresight.WITHIN),
        (2.5, Foresight.TOO_LOW),
        (4.0, Foresight.WITHIN),
        (4.5, Foresight.TOO_HIGH),
    ],
)
def test_an_expectation_in_halves_is_meant_to_within_a_quarter(
    expected: float, found: Foresight
) -> None:
    assert foresight_of(expected, low=3.2, high=3.8) is found


@pytest.mark.parametrize("value", [0, 6])
def test_an_answer_off_the_scale_is_refused(value: int) -> None:
    with pytest.raises(ReflectionError):
        Answer(item="S1A-L1", item_version=1, value=value)


@pytest.mark.parametrize("expected", [0.5, 5.5, 3.3])
def test_an_expectation_off_the_scale_or_between_the_halves_is_refused(expected: float) -> None:
    with pytest.raises(ReflectionError):
        Look(topic="S1", expected=expected)


def test_a_topic_that_is_seen_anew_replaces_what_was_seen() -> None:
    empty = Mirror(team=TeamId(uuid4()), round=uuid4())
    first = Look(topic="S1", answers=(Answer(item="S1A-L1", item_version=1, value=None),))
    other, second = Look(topic="S2", expected=3.0), Look(topic="S1", expected=4.0)

    mirror = empty.with_look(first).with_look(other).with_look(second)

    assert mirror.look_at("S1") == second
    assert mirror.look_at("S2") == other
    assert mirror.look_at("S3") is None
    assert first.values == ()
