"""Teams over many rounds, whose level moves in a way that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from feedbackpulse.insight.estimates import USUAL_SPREAD, Level
from tests.insight.methods.population import Chance, Floats, moments, people, scale
from tests.insight.methods.released import levels

BEGIN: Final = date(2024, 1, 8)
QUARTER: Final = timedelta(days=91)
RESPONSE: Final = 0.75
AT_ONCE: Final = 500
SEED: Final = 53


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """One team: what is shown after each round, and the truth."""

    shown: Sequence[tuple[date, Level]]
    truths: Sequence[float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A kind of team, and how its level moves from quarter to quarter."""

    team: int
    rounds: int = 8
    spread: float = 1.0
    around: float = 3.4
    apart: float = 0.0
    """How far teams are from the organisation: the standard deviation."""
    drift: float = 0.0
    """The standard deviation of what the level moves in a quarter."""
    slope: float = 0.0
    """What it moves besides, every quarter, in the same direction."""
    missed: float = 0.0
    """How often a round shows nothing of the team."""

    def paths(self, runs: int) -> Iterator[Path]:
        """Yield one team after another; its people stay the same."""
        chance = np.random.default_rng([SEED, self.team, self.rounds])
        for begun in range(0, runs, AT_ONCE):
            yield from self._some(chance, min(AT_ONCE, runs - begun))

    def _some(self, chance: Chance, runs: int) -> Iterator[Path]:
        opinions = scale(level=self.around, spread=USUAL_SPREAD * self.spread)
        lasting = people(chance, runs, self.team, 1)
        columns, truths = [], []
        for away in self._away(chance, runs).T:
            moved = lasting + away[:, None, None] / opinions.lasting
            scores = opinions.scores(moved, moments(chance, *moved.shape))
            answered = chance.random(moved.shape[:2]) < RESPONSE
            answered[chance.random(runs) < self.missed] = False
            columns.append(levels(scores, answered))
            truths.append(opinions.usual_answers(moved).mean(axis=(1, 2)))
        for shown, truth in zip(zip(*columns, strict=True), np.array(truths).T, strict=True):
            yield Path(shown=tuple(zip(self.days, shown, strict=True)), truths=truth.tolist())

    @property
    def days(self) -> list[date]:
        """The days of the rounds."""
        return [BEGIN + number * QUARTER for number in range(self.rounds)]

    def _away(self, chance: Chance, runs: int) -> Floats:
        """Return how far each team is from the middle, round after round."""
        first = chance.normal(0, self.apart, size=(runs, 1))
        steps = self.drift * chance.standard_normal((runs, self.rounds - 1))
        wander = np.concatenate([first, steps], axis=1).cumsum(axis=1)
        return np.asarray(wander + self.slope * (np.arange(self.rounds) - (self.rounds - 1) / 2))
