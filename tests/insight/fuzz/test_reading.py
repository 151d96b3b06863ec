"""Would the fuzz see a number that no figure says?"""

from __future__ import annotations

from uuid import UUID

import pytest

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.estimates import Count, Known
from tests.insight.fuzz import reading
from tests.insight.fuzz.truth import Truth
from tests.roster.organisations import unit

TEAM = unit("Team")
LEVEL = Known(value=3.4, error=0.1, count=Count(n=8, at_least=False, invited=12))
TRUTH = Truth(rounds=(), levels={TEAM: {(RoundId(UUID(int=1)), "G1"): LEVEL}}, questions={TEAM: ()})


@pytest.mark.parametrize(
    "text",
    ["It is 3.41 now.", "Het is 3,5.", "most likely 3.2–3.8", "In all: 2.9 or higher", "(4.0)"],
)
def test_a_number_of_nobody_stands_out(text: str) -> None:
    assert reading.levels(text) - TRUTH.numbers(TEAM)


@pytest.mark.parametrize(
    "text",
    [
        "It is 3.4, most likely 3.2 – 3.6.",
        "Het is 3,4.",
        "The difference is at least 1.2.",
        "Was het 1,1 of meer veranderd, dan zouden we dit zeggen.",
        "It can be 0.5 higher or lower.",
    ],
)
def test_a_number_of_the_team_or_a_difference_does_not(text: str) -> None:
    assert reading.levels(text) <= TRUTH.numbers(TEAM)


def test_a_count_of_nobody_stands_out() -> None:
    assert reading.counts("8 of 12 people answered, 8 van 12") == TRUTH.counts(TEAM)
    assert reading.counts("7 or more of 12") - TRUTH.counts(TEAM)


def test_a_team_with_a_number_is_not_silent() -> None:
    assert not TRUTH.is_silent(TEAM)
    assert Truth(rounds=(), levels={TEAM: {}}, questions={TEAM: ()}).is_silent(TEAM)
