"""Do the intervals hold what they say, also in a team more divided than the organisation?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from feedbackpulse.insight.estimates import (
    ITEM_RELIABILITY,
    USUAL_SPREAD,
    Known,
)
from feedbackpulse.release.ranges import Rule, Tally, leaf_outcome
from tests.insight.figures import figure, item_level

RUNS = 400
NOISE_OF_THE_TEST = 0.03
ROUNDING = 1 / 12
Floats = np.typing.NDArray[np.float64]


def expected_answers(lasting: Floats, moment: float) -> Floats:
    """Return what people with these lasting opinions answer on average, on whole numbers 1-5."""
    above = [
        [0.5 * (1 + math.erf((opinion - step) / (moment * math.sqrt(2)))) for opinion in lasting]
        for step in (1.5, 2.5, 3.5, 4.5)
    ]
    return np.asarray(1 + np.array(above).sum(axis=0), dtype=np.float64)


def share_held(*, team: int, answers: int, spread: float) -> float:
    """Return how often the interval of an unclipped figure holds the level of the whole team."""
    chance = np.random.default_rng(20)
    latent = math.sqrt(spread**2 - ROUNDING)
    moment = latent * math.sqrt(1 - ITEM_RELIABILITY)
    shown = held = 0
    for _ in range(RUNS):
        lasting = chance.normal(3.2, latent * math.sqrt(ITEM_RELIABILITY), team)
        level_of_all = float(expected_answers(lasting, moment).mean())
        given = chance.choice(lasting, answers, replace=False) + chance.normal(0, moment, answers)
        total = int((np.clip(np.rint(given), 1, 5) - 1).sum())
        rule = Rule(smallest_group=5, margin=2, invited=team)
        outcome = leaf_outcome(Tally(n=answers, total=total), rule)
        level = item_level(figure(outcome.low, outcome.high, n=answers, invited=team))
        if isinstance(level, Known):
            shown += 1
            held += level.low <= level_of_all <= level.high
    return held / shown


@pytest.mark.parametrize(("team", "answers"), [(8, 8), (12, 8), (20, 12), (50, 30)])
@pytest.mark.parametrize("more_or_less", [0.75, 1.0, 1.25])
def test_the_interval_holds_the_level_of_the_whole_team(
    team: int, answers: int, more_or_less: float
) -> None:
    held = share_held(team=team, answers=answers, spread=USUAL_SPREAD * more_or_less)

    assert held >= 0.93 - NOISE_OF_THE_TEST
