"""What the rule of release and the estimates make of scores, as fast as simulations need it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from feedbackpulse.insight.estimates import USUAL_SPREAD, Level, checkpoint_level
from feedbackpulse.release.domain import Result
from feedbackpulse.release.ranges import Rule, Tally, leaf_outcome
from feedbackpulse.roster.domain import MARGIN_AFTER_CHANGE, SMALL_CHANGE
from tests.insight.figures import figure, withheld
from tests.insight.methods.population import Flags, Whole

SMALLEST_GROUP, MARGIN = 5, 2


@cache
def level_of(totals: tuple[int, ...], *, n: int, invited: int, changed: int = 0) -> Level:
    """Return the level of a checkpoint of which each question got *n* answers with such a sum.

    *changed* is how many people joined or left since it was asked before.
    """
    results = [
        _result(f"Q{number}", total, n, _rule(invited, changed))
        for number, total in enumerate(totals)
    ]
    return checkpoint_level(results, spreads={result.item: USUAL_SPREAD for result in results})


def levels(scores: Whole, answered: Flags, *, changed: Sequence[int] | None = None) -> list[Level]:
    """Return the level of each team; scores are of teams, people and questions."""
    counts = answered.sum(axis=1)
    totals = (scores * answered[:, :, None]).sum(axis=1)
    moved = changed if changed is not None else [0] * len(counts)
    return [
        level_of(tuple(sums), n=int(n), invited=scores.shape[1], changed=int(people))
        for sums, n, people in zip(totals.tolist(), counts, moved, strict=True)
    ]


def _rule(invited: int, changed: int) -> Rule:
    few = changed in SMALL_CHANGE
    return Rule(
        smallest_group=SMALLEST_GROUP,
        margin=max(MARGIN, MARGIN_AFTER_CHANGE) if few else MARGIN,
        invited=invited,
        exact=not few,
    )


def _result(item: str, total: int, n: int, rule: Rule) -> Result:
    outcome = leaf_outcome(Tally(n=n, total=total), rule)
    if not outcome.is_shown:
        return withheld(item=item)
    return figure(outcome.low, outcome.high, n=n, invited=rule.invited, item=item)
