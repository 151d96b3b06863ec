"""Teams of nobody, whose true level is known.

An opinion has a part that lasts and a part of the moment, and the questions of one checkpoint
share some of both. An answer is the opinion on whole numbers 1-5. The level of a team is what
all its people answer on average, over many moments.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.optimize import root
from scipy.special import ndtr

from feedbackpulse.insight.estimates import HIGHEST, ITEM_RELIABILITY, LOWEST

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Chance: TypeAlias = np.random.Generator

SHARED: Final = 0.8
"""How much of what lasts is the same for all questions of a checkpoint."""
MOOD: Final = 0.2
"""How much of the moment is the same for them."""
_STEPS: Final = np.arange(LOWEST + 0.5, HIGHEST)
"""Where an opinion goes over into the next answer."""
_SPOTS, _WEIGHTS = hermegauss(60)
"""Where to look, and how much each counts, to average over people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """Where opinions lie, so that the answers are as they are wanted."""

    centre: float
    lasting: float
    moment: float

    def scores(self, people: Floats, moments: Floats) -> Whole:
        """Return the scores 0-4 of people with these parts, each with variance 1."""
        opinions = self.centre + self.lasting * people + self.moment * moments
        return np.asarray(np.clip(np.rint(opinions), LOWEST, HIGHEST) - LOWEST, dtype=np.int64)

    def usual_answers(self, people: Floats) -> Floats:
        """Return what each of them answers on average, over many moments."""
        return np.asarray(LOWEST + self._above(people).sum(axis=-1))

    def moves(self) -> Floats:
        """Return the mean, the standard deviation and the retest correlation of single answers."""
        above, weights = self._above(_SPOTS), _WEIGHTS / _WEIGHTS.sum()
        usual = LOWEST + above.sum(axis=-1)
        mean = float(weights @ usual)
        squares = LOWEST**2 + (above * 2 * _STEPS).sum(axis=-1)
        variance = float(weights @ squares) - mean**2
        between = float(weights @ (usual - mean) ** 2)
        return np.array([mean, math.sqrt(variance), between / variance])

    def _above(self, people: Floats) -> Floats:
        """Return the chance of each person to answer above each step."""
        centre = (self.centre + self.lasting * people)[..., None]
        return np.asarray(ndtr((centre - _STEPS) / self.moment))


@cache
def scale(*, level: float, spread: float, retest: float = ITEM_RELIABILITY) -> Scale:
    """Return the scale on which single answers have this mean, spread and retest correlation."""
    wanted = np.array([level, spread, retest])
    begin = [level, math.log(spread * math.sqrt(retest)), math.log(spread * math.sqrt(1 - retest))]
    found = root(lambda guess: _scale(guess).moves() - wanted, begin)
    if not found.success:
        raise ValueError(f"no answers have mean {level} and spread {spread}")
    return _scale(found.x)


def people(chance: Chance, *shape: int) -> Floats:
    """Return what lasts of opinions; the last two numbers count people and questions."""
    return _together(chance, shape, SHARED)


def moments(chance: Chance, *shape: int) -> Floats:
    """Return what is of the moment."""
    return _together(chance, shape, MOOD)


def _scale(guess: Floats) -> Scale:
    centre, lasting, moment = float(guess[0]), math.exp(guess[1]), math.exp(guess[2])
    return Scale(centre=centre, lasting=lasting, moment=moment)


def _together(chance: Chance, shape: tuple[int, ...], shared: float) -> Floats:
    common = chance.standard_normal((*shape[:-1], 1))
    own = chance.standard_normal(shape)
    return np.asarray(math.sqrt(shared) * common + math.sqrt(1 - shared) * own)
