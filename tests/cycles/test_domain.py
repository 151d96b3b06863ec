"""Can a cycle or a round ever be in a state that makes no sense?"""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from feedbackpulse.cycles.domain import (
    CYCLE_MOVES,
    ROUND_MOVES,
    CycleId,
    CycleState,
    InvalidCycleError,
    OwnQuestion,
    Privacy,
    Rhythm,
    Round,
    RoundId,
    RoundState,
    UnsafePrivacyError,
)
from tests.cycles.cycles import make_cycle, own_question

CYCLE_TABLE = {
    ("draft", "running"),
    ("running", "paused"),
    ("running", "ended"),
    ("paused", "running"),
    ("paused", "ended"),
}
ROUND_TABLE = {
    ("planned", "open"),
    ("planned", "cancelled"),
    ("open", "closed"),
    ("closed", "released"),
    ("closed", "lapsed"),
}


def make_round(state: RoundState) -> Round:
    return Round(
        id=RoundId(uuid4()),
        cycle_id=CycleId(uuid4()),
        number=1,
        title="Luisteren",
        opens_at=datetime(2027, 1, 25, tzinfo=UTC),
        closes_at=datetime(2027, 1, 31, tzinfo=UTC),
        state=state,
        items=(),
        privacy=Privacy(),
        locales=("nl",),
    )


def test_every_state_of_a_cycle_has_exactly_these_moves() -> None:
    moves = {(a.value, b.value) for a in CycleState for b in CYCLE_MOVES[a]}

    assert moves == CYCLE_TABLE


def test_every_state_of_a_round_has_exactly_these_moves() -> None:
    moves = {(a.value, b.value) for a in RoundState for b in ROUND_MOVES[a]}

    assert moves == ROUND_TABLE


def test_cycles_and_rounds_answer_by_the_tables() -> None:
    for a, b in product(CycleState, CycleState):
        assert make_cycle(state=a).may_become(b) == ((a.value, b.value) in CYCLE_TABLE)
    for c, d in product(RoundState, RoundState):
        assert make_round(c).may_become(d) == ((c.value, d.value) in ROUND_TABLE)


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
