"""Count opened answers per unit and item. Pure, in memory, and the only place that sees them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from feedbackpulse.ballots.domain import LOWEST
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.packed import Opened
from feedbackpulse.release.ranges import Tally

SPREAD_FROM = 100
"""The fewest answers in the whole organisation for which a spread is published."""
LOWEST_SPREAD = 0.76
"""What is published of any spread below it.

A smaller one can say that all teams were of one mind, and then a team's figure is everybody's
answer. With this one, whatever the figures are, everybody can still have given any answer.
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """The number of ratings of one item in one unit, and the sums of scores and their squares."""

    n: int = 0
    total: int = 0
    squares: int = 0

    @property
    def scatter(self) -> float:
        """Return the sum of squared distances from the unit's own mean."""
        return self.squares - self.total * self.total / self.n if self.n else 0.0

    @property
    def tally(self) -> Tally:
        """Return what the release rule needs."""
        return Tally(n=self.n, total=self.total)


Counted = Mapping[str, Mapping[UnitKey, Sums]]


def count(opened: Opened) -> Counted:
    """Return the sums per item and unit; skipped questions and "don't know" do not count."""
    return {item: dict(_sums(opened, item)) for item in opened.columns.items}


def _sums(opened: Opened, item: str) -> Iterator[tuple[UnitKey, Sums]]:
    """Yield the units in which somebody rated the item."""
    leaves, ratings = opened.columns.leaves, opened.of(item)
    rated = ratings >= LOWEST
    units, scores = opened.units[rated], ratings[rated].astype(np.int64) - LOWEST
    answers = np.bincount(units, minlength=len(leaves))
    # whole numbers, each below 2^53: nothing is rounded
    totals = np.bincount(units, weights=scores, minlength=len(leaves))
    squares = np.bincount(units, weights=scores * scores, minlength=len(leaves))
    for place in np.flatnonzero(answers):
        yield leaves[place], Sums(int(answers[place]), int(totals[place]), int(squares[place]))


def pooled_spreads(counted: Counted) -> dict[str, float]:
    """Return the pooled standard deviation within units, where there are answers enough.

    Never less than the lowest spread that may be known.
    """
    return {
        item: spread
        for item, units in counted.items()
        if (spread := _pooled(list(units.values()))) is not None
    }


def _pooled(units: list[Sums]) -> float | None:
    answers = sum(unit.n for unit in units)
    free = answers - sum(1 for unit in units if unit.n)
    if answers < SPREAD_FROM or free < 1:
        return None
    spread = math.sqrt(sum(unit.scatter for unit in units) / free)
    return max(LOWEST_SPREAD, round(spread, 2))
