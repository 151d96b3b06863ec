"""A16: what do two rounds tell of the one person who joined or left in between?"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product
from typing import Final

from feedbackpulse.release.ranges import Rule, Tally, leaf_outcome
from tests.privacy.attacks.measure import Lab, Scale
from tests.privacy.attacks.measure import Measure as Finding
from tests.privacy.joiners import POPULATIONS, Move, Publish, gain_of_a_joiner, released

MOST: Final = 0.10
CHURN: Final = (0.05, 0.10)


def measure(lab: Lab) -> Finding:
    """Measure our release."""
    return _worst(lab, released)


def naive(lab: Lab) -> Finding:
    """The test of the test: exact sums, with the usual margin."""
    return _worst(lab, _as_if_nothing_changed)


def _as_if_nothing_changed(answers: int, total: int, changed: bool) -> Hashable:  # noqa: FBT001  (see Publish)
    rule = Rule(smallest_group=5, margin=2, invited=answers)
    return leaf_outcome(Tally(n=answers, total=total), rule)


def _worst(lab: Lab, publish: Publish) -> Finding:
    teams = (8,) if lab.scale is Scale.QUICK else tuple(range(5, 13))
    found = {
        (churn, team, move, population): gain_of_a_joiner(
            team=team, move=move, churn=churn, population=population, publish=publish
        ).gain
        for churn, team, move, population in product(CHURN, teams, Move, POPULATIONS)
    }
    worst = [max(gain for (churn, *_), gain in found.items() if churn == one) for one in CHURN]
    return Finding(
        figure=", ".join(f"{100 * gain:.1f}" for gain in worst),
        holds=max(worst) <= MOST,
        details=(f"teams of {teams[0]} to {teams[-1]}; of colleagues {CHURN} change their minds",),
    )
