"""Noise on counts: two-sided geometric, drawn once and never taken off again. Pure.

After Ghosh, Roughgarden and Sundararajan, "Universally utility-maximizing privacy mechanisms"
(2009): a whole number k is added with a probability in proportion to exp(-eps |k|).
"""

from __future__ import annotations

import math
from itertools import count
from random import Random
from typing import Final

_PARTS: Final = 2
EPSILON: Final = 1 / _PARTS
"""How fast larger noise becomes rarer, for each count by itself."""
_MOSTLY: Final = 0.9


def noise(chance: Random) -> int:
    """Return noise: how often one coin came up before it failed, minus the same of another."""
    return _lasted(chance) - _lasted(chance)


def blurred(number: int, chance: Random) -> int:
    """Return a count with noise; what would be less than nobody is nobody."""
    return max(0, number + noise(chance))


def probability(k: int) -> float:
    """Return how likely this much noise is."""
    kept = math.exp(-EPSILON)
    return (1 - kept) / (1 + kept) * kept ** abs(k)


def _sd() -> float:
    kept = math.exp(-EPSILON)
    return math.sqrt(2 * kept) / (1 - kept)


SD: Final = _sd()
"""The standard deviation of the noise on one count."""


def _reach() -> int:
    held = probability(0)
    for k in count(1):
        held += 2 * probability(k)
        if held >= _MOSTLY:
            return k
    raise AssertionError("the chances add up to one")


REACH: Final = _reach()
"""At least nine times out of ten the noise on one count is no more than this, either way."""


def _lasted(chance: Random) -> int:
    """Return how often in a row a coin came up that does so with chance exp(-EPSILON)."""
    return next(times for times in count() if not _comes_up(chance))


def _comes_up(chance: Random) -> bool:
    """Say yes with chance exp(-EPSILON), from whole numbers alone: no rounding leaves a trace.

    The first k at which a draw with chance EPSILON / k fails is odd that often, as the series of
    the exponential function says.
    """
    return next(k for k in count(1) if chance.randrange(_PARTS * k)) % 2 == 1
