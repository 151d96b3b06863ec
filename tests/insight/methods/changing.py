"""Teams whose checkpoints change between two rounds, or do not, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from feedbackpulse.insight.change import Change, Verdict, changes
from feedbackpulse.insight.estimates import USUAL_SPREAD, Level
from tests.insight.methods.population import Chance, Flags, Floats, Whole, moments, people, scale
from tests.insight.methods.released import SMALLEST_GROUP, levels

CHECKPOINTS: Final = 11
QUESTIONS: Final = 2
LEVELS: Final = (3.0, 3.4, 3.8)
"""Where checkpoints are that do not change; those that do go around the middle one."""
CHANGED: Final = 3
"""How many of the checkpoints change, where some do."""
RESPONSE: Final = (0.65, 0.75)
ARROW_FROM: Final = 0.2
"""The difference of plain means for which boards without a test show an arrow."""
AT_ONCE: Final = 250
SEED: Final = 52


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One checkpoint of one team in two rounds: how far it moved, and what was said of it."""

    moved: float
    change: Change
    arrow: bool

    @property
    def is_claimed(self) -> bool:
        """Say whether a change was claimed."""
        return self.change.verdict in {Verdict.UP, Verdict.DOWN}

    @property
    def is_found(self) -> bool:
        """Say whether the change was claimed in the direction in which it went."""
        right = Verdict.UP if self.moved > 0 else Verdict.DOWN
        return bool(self.moved) and self.change.verdict is right

    @property
    def is_steady(self) -> bool:
        """Say whether it was called steady."""
        return self.change.verdict is Verdict.STEADY

    @property
    def is_tested(self) -> bool:
        """Say whether both rounds showed enough to test anything."""
        return self.change.p is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A kind of team, and how far some of its checkpoints move between two rounds."""

    team: int
    spread: float = 1.0
    turnover: float = 0.0
    """Which part of the people is replaced between the rounds."""
    moved: float = 0.0

    def families(self, runs: int) -> Iterator[list[Pair]]:
        """Yield all checkpoints of one team after another."""
        chance = np.random.default_rng([SEED, self.team, round(100 * self.moved)])
        for begun in range(0, runs, AT_ONCE):
            yield from self._some(chance, min(AT_ONCE, runs - begun))

    def _some(self, chance: Chance, runs: int) -> Iterator[list[Pair]]:
        replaced = chance.random((runs, self.team)) < self.turnover
        shape = (runs, self.team, CHECKPOINTS, QUESTIONS)
        lasting, newcomers = people(chance, *shape), people(chance, *shape)
        later = np.where(replaced[:, :, None, None], newcomers, lasting)
        before = self._answered(chance, lasting, half=-0.5)
        after = self._answered(chance, later, half=0.5)
        few = 2 * replaced.sum(axis=1)
        pairs = zip(before.levels(None), after.levels(few.tolist()), strict=True)
        arrows = before.is_far_from(after)
        for (old, new), seen in zip(pairs, arrows.tolist(), strict=True):
            said = changes({c: (old[c], new[c]) for c in range(CHECKPOINTS)})
            yield [
                Pair(moved=self._goes(c), change=said[c], arrow=seen[c]) for c in range(CHECKPOINTS)
            ]

    def _answered(self, chance: Chance, lasting: Floats, *, half: float) -> Answered:
        now = moments(chance, *lasting.shape)
        scores = np.empty(lasting.shape, dtype=np.int64)
        for c in range(CHECKPOINTS):
            level = LEVELS[1 if self._goes(c) else c % len(LEVELS)] + half * self._goes(c)
            opinions = scale(level=level, spread=USUAL_SPREAD * self.spread)
            scores[:, :, c] = opinions.scores(lasting[:, :, c], now[:, :, c])
        response = chance.uniform(*RESPONSE, size=(len(lasting), 1))
        return Answered(scores=scores, by=chance.random(lasting.shape[:2]) < response)

    def _goes(self, checkpoint: int) -> float:
        """Return how far this checkpoint moves: the first few do, up and down in turn."""
        return self.moved * (-1) ** checkpoint if checkpoint < CHANGED else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What many teams gave in one round: scores of teams, people, checkpoints and questions."""

    scores: Whole
    by: Flags

    def levels(self, changed: Sequence[int] | None) -> Iterator[tuple[Level, ...]]:
        """Yield what is shown of each team, per checkpoint."""
        columns = [
            levels(self.scores[:, :, c], self.by, changed=changed) for c in range(CHECKPOINTS)
        ]
        return zip(*columns, strict=True)

    def is_far_from(self, other: Answered) -> Flags:
        """Say per team and checkpoint whether plain means of enough answers are far apart."""
        enough = (self.by.sum(axis=1) >= SMALLEST_GROUP) & (other.by.sum(axis=1) >= SMALLEST_GROUP)
        far = np.abs(self._means() - other._means()) >= ARROW_FROM
        return np.asarray(far & enough[:, None])

    def _means(self) -> Floats:
        given = np.maximum(self.by.sum(axis=1), 1)[:, None]
        return np.asarray((self.scores.mean(axis=3) * self.by[:, :, None]).sum(axis=1) / given)
