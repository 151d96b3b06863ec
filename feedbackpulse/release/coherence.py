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
from numpy.typing import NDArray

from feedbackpulse.ballots.domain import HIGHEST, LOWEST
from feedbackpulse.checkpoints.domain import ANCHOR
from feedbackpulse.cycles.domain import AskedItem
from feedbackpulse.release.cuts import Shown
from feedbackpulse.release.domain import Statistic, StatisticKind
from feedbackpulse.release.packed import Mask, Opened, Places
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

    opened: Opened
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
        who = self._shown_in([*asked, anchor])
        scores, anchors = (scores_of(self._rows(items, who)) for items in (asked, [anchor]))
        both = ~np.isnan(scores) & ~np.isnan(anchors)
        if (pairs := int(both.sum())) >= STATISTICS_FROM:
            found = correlation(scores[both], anchors[both])
            value = _within(found, -HIGHEST_ASSOCIATION, HIGHEST_ASSOCIATION)
            yield _statistic(StatisticKind.ASSOCIATION, checkpoint, value, pairs)

    def _spread(self, checkpoint: str, asked: Sequence[AskedItem]) -> Iterator[Statistic]:
        who = self._shown_in(asked)
        scores = scores_of(self._rows(asked, who))
        scored = ~np.isnan(scores)
        answers = int(scored.sum())
        own = [self.spreads[item.code] for item in asked if item.code in self.spreads]
        if answers >= STATISTICS_FROM and len(own) == len(asked):
            value = _within(
                _pooled(scores[scored], self.opened.units[who][scored]), *spread_ends(own)
            )
            yield _statistic(StatisticKind.SPREAD, checkpoint, value, answers)

    def _reliabilities(self, checkpoint: str, asked: Sequence[AskedItem]) -> Iterator[Statistic]:
        """Return how well the questions go together, of those who answered all of them."""
        rows = self._rows(asked, self._shown_in(asked))
        rows = rows[~np.isnan(rows).any(axis=1)]
        if len(rows) < STATISTICS_FROM:
            return
        for kind, formula in (_OF_PAIRS if len(asked) == PAIR else _OF_MORE).items():
            found = formula(rows)
            value = _within(found, LOWEST_RELIABILITY, HIGHEST_RELIABILITY)
            yield _statistic(kind, checkpoint, value, len(rows))

    def _shown_in(self, items: Sequence[AskedItem]) -> Mask:
        """Say which ballots are of leaves that show all these items."""
        leaves = set.intersection(*(set(self.shown.get(item.code, ())) for item in items))
        return self.opened.within(leaves)

    def _rows(self, items: Sequence[AskedItem], who: Mask) -> Rows:
        """Return the answers on the scale [ballots, items], those in reverse turned round."""
        columns = [_turned(self.opened.of(item.code)[who], item) for item in items]
        return np.column_stack(columns)


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


def scores_of(rows: Rows) -> Rows:
    """Return the mean answer [people] of rows [people, q], of whoever answered at least half.

    None of the others: where somebody did not answer, and where there is no mean, is no number.
    """
    given = (~np.isnan(rows)).sum(axis=1)
    enough = given * _HALF >= rows.shape[1]
    sums = np.nansum(rows, axis=1)
    means: Rows = np.divide(sums, given, out=np.full(len(rows), np.nan), where=enough)
    return means


def _turned(ratings: NDArray[np.int8], item: AskedItem) -> Rows:
    given = np.where(ratings >= LOWEST, ratings.astype(np.float64), np.nan)
    return LOWEST + HIGHEST - given if item.reverse else given


def _by_checkpoint(items: Sequence[AskedItem]) -> Mapping[str, list[AskedItem]]:
    found: defaultdict[str, list[AskedItem]] = defaultdict(list)
    for item in items:
        if item.checkpoint is not None:
            found[item.checkpoint].append(item)
    return found


def _pooled(scores: Rows, units: Places) -> float:
    """Return the pooled standard deviation within units: √(Σ Σ (x - mean)² / (n - units))."""
    _, places, sizes = np.unique(units, return_inverse=True, return_counts=True)
    means = np.bincount(places, weights=scores) / sizes
    scatter = ((scores - means[places]) ** 2).sum()
    return float(np.sqrt(scatter / (len(scores) - len(sizes))))


def _within(value: float | None, low: float, high: float) -> float:
    """Return a value that may be known, in two decimals; none at all is as good as zero."""
    return round(min(high, max(low, value or 0.0)), 2) + 0.0


def _statistic(kind: StatisticKind, checkpoint: str, value: float, answers: int) -> Statistic:
    rounded = answers - answers % _TENS
    return Statistic(kind=kind, checkpoint=checkpoint, value=value, answers=rounded)
