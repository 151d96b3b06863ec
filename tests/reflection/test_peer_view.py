"""Does the view of colleagues say what its rules allow, and nothing of any one of them?"""

from __future__ import annotations

import random
from dataclasses import fields
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.reflection.domain import ReflectionError
from feedbackpulse.reflection.peer_view import (
    Seen,
    Sight,
    clear_gap,
    own_ratings,
    view_of,
)
from tests.reflection.people import reflection

STEPS = st.integers(1, 5)


def item(code: str = "M4A-Q1") -> Item:
    return load_catalogue().item(code)


def seen(mine: int | None, *answers: int | None) -> Seen:
    own = {} if mine is None else {"M4A-R1": mine}
    [one] = view_of([{"M4A-Q1": each} for each in answers], items=[item()], own=own)
    return one


@pytest.mark.parametrize(
    ("mine", "answers", "sight"),
    [
        (3, (4, 4, 5, 4), Sight.HIDDEN_STRENGTH),
        (5, (3, 3, 3), Sight.TO_DISCUSS),
        (4, (4, 4, 5), Sight.SHARED),
        (3, (3, 4, 4), Sight.SHARED),
        (5, (2, 5, 5, 3), Sight.SHARED),
        (4, (None, None, None, 4), Sight.NOT_VISIBLE),
        (3, (None, None, None, None, 5, 5, 5), Sight.HIDDEN_STRENGTH),
        (None, (4, 4, 4), Sight.OTHERS_ONLY),
        (None, (None, None, None), Sight.NOT_VISIBLE),
        (4, (4, 4), Sight.TOO_FEW),
        (4, (None, None), Sight.TOO_FEW),
        (4, (None, None, 3, 3), Sight.TOO_FEW),
        (4, (), Sight.TOO_FEW),
    ],
)
def test_each_pair_of_views_has_its_word(
    mine: int | None, answers: tuple[int | None, ...], sight: Sight
) -> None:
    assert seen(mine, *answers).sight is sight


def test_from_three_ratings_there_is_a_mean_and_with_fewer_there_is_none() -> None:
    assert seen(3, 4, 5, None).others is None
    assert seen(3, 4, 5, 4).others == 4.3
    assert seen(3, None, None, None, None, 4, 5, 4).others == 4.3


def test_hidden_strengths_come_first_and_what_nobody_saw_comes_last() -> None:
    codes = ("M4A-Q1", "M4B-Q1", "M4C-Q1", "M4D-Q1", "M4E-Q1")
    ratings: tuple[int | None, ...] = (2, None, 4, 5, 5)
    letters = [dict(zip(codes, ratings, strict=True)) for _ in range(3)]
    own = {"M4A-R1": 5, "M4B-R1": 3, "M4C-R1": 4, "M4D-R1": 2}

    found = view_of(letters, items=map(item, codes), own=own)

    assert [(one.item, one.sight.value) for one in found] == [
        ("M4D-Q1", "hidden_strength"),
        ("M4C-Q1", "shared"),
        ("M4A-Q1", "to_discuss"),
        ("M4E-Q1", "others_only"),
        ("M4B-Q1", "not_visible"),
    ]


def test_what_a_colleague_passed_by_counts_neither_as_seen_nor_as_unseen() -> None:
    letters = [{"M4A-Q1": 4}, {"M4A-Q1": 4}, {"M4A-Q1": 4}, {}, {}, {}, {}]

    [found] = view_of(letters, items=[item()], own={"M4A-R1": 4})

    assert found.sight is Sight.SHARED


def test_what_is_kept_is_neither_a_count_nor_a_spread() -> None:
    assert {field.name for field in fields(Seen)} == {"item", "facet", "own", "others", "sight"}


@pytest.mark.parametrize("count", [3, 4])
def test_what_the_owner_reads_says_nothing_certain_of_any_colleague(count: int) -> None:
    """All answers there can be, by so many as the owner may know of: only the two ends are certain.

    That is what a colleague reads before answering.
    """
    possible: dict[tuple[int | None, float | None, Sight], set[int]] = {}
    for answers in combinations_with_replacement(range(1, 6), count):
        for mine in (None, 1, 2, 3, 4, 5):
            one = seen(mine, *answers)
            possible.setdefault((mine, one.others, one.sight), set()).update(answers)

    certain = {others for (_, others, _), answers in possible.items() if len(answers) == 1}

    assert certain == {1.0, 5.0}


def test_a_rating_off_the_scale_is_refused() -> None:
    with pytest.raises(ReflectionError):
        seen(3, 4, 6, 4)


@given(mine=STEPS, answers=st.lists(STEPS, min_size=3, max_size=8))
def test_seen_from_the_other_end_of_the_scale_a_strength_is_something_to_discuss(
    mine: int, answers: list[int]
) -> None:
    turned = seen(6 - mine, *(6 - answer for answer in answers)).sight
    swapped = {
        Sight.HIDDEN_STRENGTH: Sight.TO_DISCUSS,
        Sight.TO_DISCUSS: Sight.HIDDEN_STRENGTH,
    }
    sight = seen(mine, *answers).sight

    assert turned is swapped.get(sight, sight)


@given(mine=STEPS, answers=st.lists(STEPS, min_size=3, max_size=8))
def test_no_gap_is_named_below_three_quarters_of_a_step(mine: int, answers: list[int]) -> None:
    gap, clear = mine - sum(answers) / len(answers), clear_gap(mine, answers)

    assert clear == pytest.approx(gap if clear else 0)
    assert abs(gap) >= 0.75 or clear == 0


@given(mine=STEPS, answers=st.lists(st.one_of(STEPS, st.none()), max_size=8), chance=st.randoms())
def test_the_order_in_which_letters_came_changes_nothing(
    mine: int, answers: list[int | None], chance: random.Random
) -> None:
    mixed = chance.sample(answers, len(answers))

    assert seen(mine, *mixed) == seen(mine, *answers)


def test_ones_own_rating_is_the_last_that_one_finished() -> None:
    reflections = [
        reflection(1, {"M4A": 2, "M4B": 5}),
        reflection(2, {"M4A": 4, "M4B": None}),
        reflection(3, {"M4A": 1}, finished=False),
    ]

    assert own_ratings(reflections) == {"M4A-R1": 4, "M4B-R1": 5}


def test_who_sees_the_same_as_the_others_is_seldom_told_otherwise() -> None:
    """Ratings miss the truth with a standard deviation of 0.5, one's own and those of four others."""
    chance = random.Random(6)  # noqa: S311  (a seed, so that it is the same each time)
    noise = (0.25 - 1 / 12) ** 0.5

    def rate(truth: float) -> int:
        return min(5, max(1, round(chance.gauss(truth, noise))))

    told = 0
    for _ in range(2000):
        truth = chance.uniform(1.5, 4.5)
        told += clear_gap(rate(truth), [rate(truth) for _ in range(4)]) != 0

    assert told / 2000 <= 0.10
