"""Can a cycle or a round ever be in a state that makes no sense?"""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from feedbackpulse.cycles.domain import (
    InvalidCycleError,
    OwnQuestion,
    Privacy,
    Rhythm,
    UnsafePrivacyError,
)
from tests.cycles.cycles import make_cycle, own_question


@pytest.mark.parametrize(
    "numbers",
    [
        {"smallest_group": 4},
        {"comments_group": 9},
        {"margin": 1},
        {"smallest_group": 12, "comments_group": 10},
        {"margin": 3},
    ],
    ids=str,
)
def test_privacy_below_the_floor_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(UnsafePrivacyError):
        Privacy(**numbers)


def test_stricter_privacy_is_fine() -> None:
    stricter = Privacy(smallest_group=8, comments_group=12, margin=3)

    assert not stricter.loosens(Privacy())
    assert Privacy().loosens(stricter)
    assert not Privacy().loosens(Privacy())


def test_one_lower_number_loosens_whatever_the_others_are() -> None:
    assert Privacy(smallest_group=6, comments_group=20).loosens(Privacy(smallest_group=7))


@pytest.mark.parametrize(
    "changes",
    [
        {"teams": frozenset()},
        {"locales": ()},
        {"locales": ("fr",)},
        {"blocks": ()},
        {"blocks": (1, 1)},
        {"blocks_per_round": 0},
        {"window_days": 0},
        {"window_days": 15},
        {"rhythm": Rhythm.MONTHLY, "window_days": 29},
        {"window_days": 1, "opens": time(17), "closes": time(9)},
        {"own_questions": (own_question(1), own_question(1))},
    ],
    ids=str,
)
def test_a_cycle_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidCycleError, match="Luisteren 2027"):
        make_cycle(**changes)


def test_a_cycle_may_ask_own_questions_only() -> None:
    assert make_cycle(blocks=(), own_questions=(own_question(),)).blocks == ()


def test_an_own_question_has_a_permanent_code_and_a_known_scale() -> None:
    assert own_question(3).code == "OWN-3"
    with pytest.raises(InvalidCycleError, match="stars"):
        OwnQuestion(number=1, text=own_question().text, scale="stars")
