"""Is a change claimed only when it surely is one, and never because of something hidden?"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.insight.change import (
    CAUTION,
    SMALLEST_CLAIM,
    Change,
    Verdict,
    changes,
    strictness_of,
    year_before,
)
from feedbackpulse.insight.estimates import Level, Side
from feedbackpulse.insight.strictness import (
    FALSE_AMONG_CLAIMS,
    FAMILY,
    adjusted,
    is_claimed,
    reachable,
    strictness,
)
from tests.insight.levels import (
    SILENT,
    any_level,
    bounded,
    errors,
    known,
    known_levels,
    silent_levels,
    values,
)

CLAIMS = {Verdict.UP, Verdict.DOWN}
ROUNDING = 1e-9
STEPS = [k * FALSE_AMONG_CLAIMS / FAMILY for k in range(1, FAMILY + 1)]
MIRROR = {Verdict.UP: Verdict.DOWN, Verdict.DOWN: Verdict.UP}
families = st.lists(st.tuples(any_level, any_level), min_size=1, max_size=14)
few = settings(max_examples=40, deadline=None)


def said_of(*pairs: tuple[Level, Level]) -> list[Change]:
    """Return what is said of these pairs as one family."""
    return list(changes(dict(enumerate(pairs))).values())


def one(before: Level, after: Level) -> Change:
    [found] = said_of((before, after))
    return found


def test_a_large_difference_is_claimed_and_goes_the_right_way() -> None:
    assert one(known(3.0, 0.1), known(3.8, 0.1)).verdict is Verdict.UP
    assert one(known(3.8, 0.1), known(3.0, 0.1)).verdict is Verdict.DOWN


def test_a_difference_that_chance_can_explain_is_not_claimed() -> None:
    found = one(known(3.0, 0.3), known(3.6, 0.3))

    assert found.verdict is Verdict.CANNOT_TELL
    assert found.difference == pytest.approx(0.6)
    assert found.error == pytest.approx(math.hypot(0.3, 0.3))


def test_a_sure_but_small_difference_is_not_claimed() -> None:
    assert one(known(3.0, 0.01), known(3.2, 0.01)).verdict is Verdict.STEADY
    assert one(known(3.0, 0.01), known(3.25, 0.01)).verdict is Verdict.UP


def test_steady_is_said_only_when_a_large_change_is_ruled_out() -> None:
    assert one(known(3.4, 0.1), known(3.45, 0.1)).verdict is Verdict.STEADY
    assert one(known(3.4, 0.2), known(3.45, 0.2)).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("silent", SILENT)
def test_without_two_numbers_nothing_is_told(silent: Level) -> None:
    nothing = Change(verdict=Verdict.CANNOT_TELL)

    assert said_of((silent, known(3.0)), (known(3.0), silent), (silent, silent)) == [nothing] * 3


def test_a_bound_counts_as_near_to_the_other_round_as_it_can_be() -> None:
    apart = one(known(3.0, 0.1), bounded(4.0, Side.HIGHER, 0.1))
    inside = one(known(4.4, 0.1), bounded(4.0, Side.HIGHER, 0.1))

    assert (apart.verdict, apart.difference, apart.at_least) == (Verdict.UP, 1.0, True)
    assert (inside.verdict, inside.difference, inside.p) == (Verdict.CANNOT_TELL, 0.0, 1.0)


def test_two_bounds_that_can_be_the_same_never_make_a_change_or_a_steady_level() -> None:
    for before, after in [(4.0, 4.4), (4.4, 4.0), (4.0, 4.0)]:
        found = one(bounded(before, Side.HIGHER, 0.05), bounded(after, Side.HIGHER, 0.05))
        assert found.verdict is Verdict.CANNOT_TELL


def test_bounds_at_both_ends_of_the_scale_are_a_change() -> None:
    found = one(bounded(2.0, Side.LOWER, 0.2), bounded(4.0, Side.HIGHER, 0.2))

    assert (found.verdict, found.difference) == (Verdict.UP, 2.0)


def test_few_pairs_are_tested_as_strictly_as_all_checkpoints() -> None:
    pair = (known(3.0, 0.2), known(3.65, 0.2))
    same = (known(3.3, 0.2), known(3.3, 0.2))

    alone, beside = said_of(pair)[0], said_of(pair, *[same] * (FAMILY - 1))[0]

    assert alone == beside
    assert alone.verdict is Verdict.CANNOT_TELL


def test_many_changes_at_once_make_each_of_them_easier_to_believe() -> None:
    pair = (known(3.0, 0.2), known(3.65, 0.2))
    large = (known(3.0, 0.2), known(4.5, 0.2))

    assert said_of(pair)[0].verdict is Verdict.CANNOT_TELL
    assert said_of(pair, *[large] * 10)[0].verdict is Verdict.UP


def test_what_a_unit_can_see_is_said_in_points() -> None:
    found = one(known(3.0, 0.2), known(3.1, 0.2))

    assert reachable(0.5, strictness([0.5])) == pytest.approx(FALSE_AMONG_CLAIMS / FAMILY)
    assert found.visible == pytest.approx(2.608 * CAUTION * math.hypot(0.2, 0.2), abs=1e-3)
    assert one(known(3.0, 0.01), known(3.1, 0.01)).visible == SMALLEST_CLAIM


@few
@given(families)
def test_a_change_is_claimed_exactly_when_it_is_visible(pairs: list[tuple[Level, Level]]) -> None:
    for found in said_of(*pairs):
        if found.difference is None or found.visible is None:
            continue
        distance = abs(found.difference) - found.visible
        if abs(distance) > 1e-6:
            assert (found.verdict in CLAIMS) == (distance > 0)


@few
@given(families, st.randoms())
def test_the_order_of_the_pairs_does_not_matter(
    pairs: list[tuple[Level, Level]], chance: Random
) -> None:
    named = dict(enumerate(pairs))
    order = list(named)
    chance.shuffle(order)

    assert changes({key: named[key] for key in order}) == changes(named)


@few
@given(families)
def test_looking_back_says_the_opposite(pairs: list[tuple[Level, Level]]) -> None:
    forward, back = said_of(*pairs), said_of(*[(after, before) for before, after in pairs])

    assert [MIRROR.get(found.verdict, found.verdict) for found in forward] == [
        found.verdict for found in back
    ]
    assert [found.p for found in forward] == pytest.approx([found.p for found in back])


@few
@given(values, errors, errors, st.floats(0, 1), st.floats(0, 1))
def test_a_larger_rise_is_never_harder_to_claim(
    start: float, error: float, other: float, rise: float, more: float
) -> None:
    small = one(known(start, error), known(start + rise, other))
    large = one(known(start, error), known(start + rise + more, other))

    assert large.p is not None
    assert small.p is not None
    assert large.p <= small.p + 1e-12
    assert small.verdict is not Verdict.UP or large.verdict is Verdict.UP


@few
@given(families, silent_levels, known_levels)
def test_a_pair_that_shows_nothing_changes_nothing(
    pairs: list[tuple[Level, Level]], silent: Level, level: Level
) -> None:
    assert said_of(*pairs, (silent, level))[:-1] == said_of(*pairs)


@few
@given(
    st.lists(st.floats(0, 1) | st.floats(0, 0.02) | st.sampled_from(STEPS), min_size=1, max_size=20)
)
def test_the_threshold_of_each_is_where_the_correction_claims_it(chances: list[float]) -> None:
    unchanged = [1.0] * (FAMILY - len(chances))
    corrected = adjusted([*chances, *unchanged])
    strict = strictness(chances)

    for p, one in zip(chances, corrected, strict=False):
        limit = reachable(p, strict)
        assert (one <= FALSE_AMONG_CLAIMS + ROUNDING) == is_claimed(p, strict)
        if abs(p - limit) > 1e-6:
            assert is_claimed(p, strict) == (p < limit)


@few
@given(families, families)
def test_some_of_a_family_are_told_what_they_are_told_beside_all(
    some: list[tuple[Level, Level]], others: list[tuple[Level, Level]]
) -> None:
    together = said_of(*some, *others)
    strict = strictness_of([*others, *some])

    alone = changes(dict(enumerate(some)), beside=strict)

    assert list(alone.values()) == together[: len(some)]


@few
@given(families)
def test_a_claim_does_not_hang_on_the_last_digit(pairs: list[tuple[Level, Level]]) -> None:
    """What is kept was worked out by another machine, whose functions may round otherwise."""
    told, strict = said_of(*pairs), strictness_of(pairs)

    for less in (replace(strict, claimed=math.nextafter(strict.claimed, 0)), strict):
        again = changes(dict(enumerate(pairs)), beside=less)
        assert [again[place].verdict for place in range(len(told))] == [one.verdict for one in told]


@pytest.mark.parametrize("above", [0, 2e-10, 9e-10, 2e-9])
def test_a_chance_right_above_a_step_has_something_to_reach(above: float) -> None:
    chances = [STEPS[0] + above]

    strict = strictness(chances)

    assert is_claimed(chances[0], strict) == (above < ROUNDING / FAMILY)
    assert reachable(chances[0], strict) == pytest.approx(STEPS[0])


def test_thousands_of_units_can_be_one_family() -> None:
    still, risen = (known(3.0, 0.2), known(3.0, 0.2)), (known(2.0, 0.1), known(4.0, 0.1))

    found = said_of(*[still] * 6_000, *[risen] * 3)

    assert [one.verdict for one in found].count(Verdict.UP) == 3


def test_no_chances_need_no_correction() -> None:
    assert adjusted([]) == []
    assert changes({}) == {}


def test_a_round_of_a_year_ago_is_the_nearest_within_half_a_quarter() -> None:
    on = date(2026, 11, 28)
    a_year = date(2025, 11, 28)
    near, far = a_year + timedelta(days=10), a_year - timedelta(days=46)

    assert year_before([("far", far), ("near", near), ("now", on)], on) == "near"
    assert year_before([("far", far)], on) == "far"
    assert year_before([("too far", far - timedelta(days=1)), ("now", on)], on) is None
    assert year_before([], on) is None


def test_a_leap_day_has_a_year_before() -> None:
    assert year_before([("eve", date(2027, 2, 28))], date(2028, 2, 29)) == "eve"
