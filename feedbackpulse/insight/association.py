"""How a checkpoint goes together with the question that is always asked. Says no why."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

SURE = 1.96
"""Standard errors in which a value lies 95 times in 100."""
FEWEST_ANSWERS = 4
FEWEST_TO_COMPARE = 3
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, kw_only=True, slots=True)
class Association:
    """A correlation from -1 to 1, with the interval that holds it 95 times in 100."""

    value: float
    low: float
    high: float


def with_interval(r: float, n: int) -> Association:
    """Return a correlation of *n* answers with its interval.

    tanh(artanh(r) ± 1.96 / √(n - 3)). Source: Fisher (1921), Metron 1, 3-32.
    """
    if n < FEWEST_ANSWERS or not -1 < r < 1:
        raise ValueError("A correlation has an interval from 4 answers on, and inside -1 to 1")
    centre, reach = math.atanh(r), SURE / math.sqrt(n - 3)
    return Association(value=r, low=math.tanh(centre - reach), high=math.tanh(centre + reach))


def stand_out(items: Mapping[K, Association]) -> set[K]:
    """Return those that surely go together more than the average one, of three or more.

    What makes all answers of one person alike lifts every correlation about equally, so only
    the differences between them say something.
    """
    if len(items) < FEWEST_TO_COMPARE:
        return set()
    average = fmean(item.value for item in items.values())
    return {key for key, item in items.items() if item.low > average}
