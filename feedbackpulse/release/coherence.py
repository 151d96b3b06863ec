"""Statistics of the whole organisation: how answers hang together, per checkpoint. Pure.

A ballot counts only where its leaf shows a figure for every question that is used, so nothing here
tells of a leaf that does not. All is in two decimals, and never more extreme than the ends below:
what lies beyond one is published as that end, and what has no value as no association at all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from feedbackpulse.ballots.domain import HIGHEST, LOWEST
from feedbackpulse.checkpoints.domain import ANCHOR
from feedbackpulse.cycles.domain import AskedItem
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.counting import OpenedBallot
from feedbackpulse.release.cuts import Shown
from feedbackpulse.release.domain import Statistic, StatisticKind
from feedbackpulse.release.reliability import Rows, alpha, correlation, omega, spearman_brown

STATISTICS_FROM: Final = 100
"""The fewest ballots of which a statistic is made."""
HIGHEST_ASSOCIATION: Final = 0.80
"""What is published of any higher one, and with a minus of any lower.

A higher one can say that everybody answered two things the same: then whoever knows one answer of
somebody knows the other.
"""
HIGHEST_RELIABILITY: Final = 0.90
"""The same for two questions of one checkpoint: those have an association of 0.82 then."""
LOWEST_RELIABILITY: Final = 0.0
"""What is published of any lower one, and where nobody differs: questions that do not go together."""
LOWEST_SCORE_SPREAD: Final = 0.63
"""What is published of any smaller spread of a score of two questions or more.

As with the spread of one question: with this one, whatever the figures are, everybody can still
have given the lowest or the highest answer to all of them.
"""
PAIR: Final = 2
_TENS: Final = 10
_HALF: Final = 2

Formula = Callable[[Rows], float | None]
_OF_PAIRS: Final[Mapping[StatisticKind, Formula]] = MappingProxyType(
    {StatisticKind.SPEARMAN_BROWN: spearman_brown}
)
_OF_MORE: Final[Mapping[StatisticKind, Formula]] = MappingProxyType(
    {StatisticKind.ALPHA: alpha, StatisticKind.OMEGA: omega}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """The ballots of a round, the leaves that show each item, and the items everybody was asked."""

    opened: Sequence[OpenedBallot]
    shown: Shown
    everywhere: Collection[str]
    spreads: Mapping[str, float]
    """What is published of how far the answers to each item lie apart."""

    def statistics(self, items: Sequence[AskedItem]) -> tuple[Statistic, ...]:
        """Return what is published of the checkpoints that these rated items belong to."""
        anchor = next((item for item in items if item.code == ANCHOR), None)
        return tuple(
            statistic
            for checkpoint, asked in _by_checkpoint(items).items()
            if all(item.code in self.everywhere for item in asked)
            for statistic in self._of(checkpoint, asked, anchor)
        )

    def _of(
        self, checkpoint: str, asked: Sequence[AskedItem], anchor: AskedItem | None
    ) -> Iterator[Statistic]:
        if anchor is not None and anchor.code in self.everywhere:
            yield from self._association(checkpoint, asked, anchor)
        if len(asked) >= PAIR:
            yield from self._spread(checkpoint, asked)
            yield from self._reliabilities(checkpoint, asked)

    def _association(
        self, checkpoint: str, asked: Sequence[AskedItem], anchor: AskedItem
    ) -> Iterator[Statistic]:
        pairs = [
            (score, own)
            for ballot in self._ballots([*asked, anchor])
            if (score := score_of(ballot, asked)) is not None
            and (own := score_of(ballot, [anchor])) is not None
        ]
        if len(pairs) >= STATISTICS_FROM:
            scores, anchors = np.array(pairs).T
            found = correlation(scores, anchors)
            value = _within(found, -HIGHEST_ASSOCIATION, HIGHEST_ASSOCIATION)
            yield _statistic(StatisticKind.ASSOCIATION, checkpoint, value, len(pairs))

    def _spread(self, checkpoint: str, asked: Sequence[AskedItem]) -> Iterator[Statistic]:
        units: defaultdict[UnitKey, list[float]] = defaultdict(list)
        for ballot in self._ballots(asked):
            if (score := score_of(ballot, asked)) is not None:
                units[ballot.unit].append(score)
        answers = sum(map(len, units.values()))
        own = [self.spreads[item.code] for item in asked if item.code in self.spreads]
        if answers >= STATISTICS_FROM and len(own) == len(asked):
            value = _within(_pooled(units.values()), *spread_ends(own))
            yield _statistic(StatisticKind.SPREAD, checkpoint, value, answers)

    def _reliabilities(self, checkpoint: str, asked: Sequence[AskedItem]) -> Iterator[Statistic]:
        """Return how well the questions go together, of those who answered all of them."""
        rows = [
            row
            for ballot in self._ballots(asked)
            if len(row := ratings_of(ballot, asked)) == len(asked)
        ]
        if len(rows) < STATISTICS_FROM:
            return
        for kind, formula in (_OF_PAIRS if len(asked) == PAIR else _OF_MORE).items():
            found = formula(np.array(rows, dtype=np.float64))
            value = _within(found, LOWEST_RELIABILITY, HIGHEST_RELIABILITY)
            yield _statistic(kind, checkpoint, value, len(rows))

    def _ballots(self, items: Sequence[AskedItem]) -> Iterator[OpenedBallot]:
        """Return the ballots of the leaves that show all these items."""
        leaves = set.intersection(*(set(self.shown.get(item.code, ())) for item in items))
        return (ballot for ballot in self.opened if ballot.unit in leaves)


def spread_ends(spreads: Sequence[float]) -> tuple[float, float]:
    """Return between which ends the spread of the mean of questions with these spreads is told.

    s² = Σ sᵢ² / q² / (1 - alpha · (q - 1) / q), at both ends of alpha. Else the spreads, side by
    side, would say how far alpha is beyond an end.
    """
    questions = len(spreads)
    apart = sum(spread**2 for spread in spreads) / questions**2
    low, high = (
        math.sqrt(apart / (1 - end * (questions - 1) / questions))
        for end in (LOWEST_RELIABILITY, HIGHEST_RELIABILITY)
    )
    return max(LOWEST_SCORE_SPREAD, low), max(LOWEST_SCORE_SPREAD, high)


def score_of(ballot: OpenedBallot, asked: Sequence[AskedItem]) -> float | None:
    """Return the mean answer to these questions, of whoever answered at least half of them."""
    ratings = ratings_of(ballot, asked)
    return sum(ratings) / len(ratings) if len(ratings) * _HALF >= len(asked) else None


def ratings_of(ballot: OpenedBallot, asked: Sequence[AskedItem]) -> list[int]:
    """Return the answers on the scale, those to questions in reverse turned round."""
    given = ((item, ballot.answers.ratings.get(item.code)) for item in asked)
    return [
        LOWEST + HIGHEST - rating if item.reverse else rating
        for item, rating in given
        if rating is not None
    ]


def _by_checkpoint(items: Sequence[AskedItem]) -> Mapping[str, list[AskedItem]]:
    found: defaultdict[str, list[AskedItem]] = defaultdict(list)
    for item in items:
        if item.checkpoint is not None:
            found[item.checkpoint].append(item)
    return found


def _pooled(units: Collection[Sequence[float]]) -> float:
    """Return the pooled standard deviation within units: √(Σ Σ (x - mean)² / (n - units))."""
    scatter = sum(len(unit) * np.var(unit) for unit in units)
    return float(np.sqrt(scatter / (sum(map(len, units)) - len(units))))


def _within(value: float | None, low: float, high: float) -> float:
    """Return a value that may be known, in two decimals; none at all is as good as zero."""
    return round(min(high, max(low, value or 0.0)), 2) + 0.0


def _statistic(kind: StatisticKind, checkpoint: str, value: float, answers: int) -> Statistic:
    rounded = answers - answers % _TENS
    return Statistic(kind=kind, checkpoint=checkpoint, value=value, answers=rounded)
