"""One line of the table: a figure beside its limit, measured in turns in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Rate = Callable[[], float]
"""Does something for a while, and returns how often a second that went."""
TURNS: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """How often something goes, and what nothing on this machine can do faster.

    Rates are per second and medians of the turns. The *ratio* is the median of the ratio in each
    turn, and the *noise* how far the turns lie apart, as a part of it. Of a *goal* we say whether
    the ratio reaches it.
    """

    name: str
    rate: float
    limit: str
    limit_rate: float
    ratio: float
    noise: float
    goal: float | None = None

    @property
    def is_reached(self) -> bool | None:
        """Say whether the goal is reached, if there is one."""
        return None if self.goal is None else self.ratio >= self.goal


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much is measured: all of it, or a little to see that it works."""

    quick: bool = False

    @property
    def turns(self) -> int:
        """Return how often each figure and its limit take turns."""
        return 1 if self.quick else TURNS

    @property
    def seconds(self) -> float:
        """Return how long something is repeated in one turn."""
        return 0.05 if self.quick else 1.5

    def of(self, quick: int, full: int) -> int:
        """Return one of two numbers."""
        return quick if self.quick else full


def measured(
    name: str, figure: Rate, *, limit: str, of_limit: Rate, size: Size, goal: float | None = None
) -> Figure:
    """Let a figure and its limit take turns, so that both see the same neighbours."""
    turns = [Turn(limit=of_limit(), rate=figure()) for _ in range(size.turns)]
    return summed_up(name, turns, limit=limit, goal=goal)


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """The two rates of one turn."""

    rate: float
    limit: float


def summed_up(name: str, turns: Sequence[Turn], *, limit: str, goal: float | None = None) -> Figure:
    """Return the figure that turns make together."""
    ratios = [turn.rate / turn.limit for turn in turns]
    ratio = statistics.median(ratios)
    return Figure(
        name=name,
        rate=statistics.median(turn.rate for turn in turns),
        limit=limit,
        limit_rate=statistics.median(turn.limit for turn in turns),
        ratio=ratio,
        noise=(max(ratios) - min(ratios)) / ratio,
        goal=goal,
    )


def repeated(work: Callable[[], object], *, seconds: float) -> float:
    """Do something again and again; return how often a second."""
    work()  # whatever is only slow the first time
    times, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        work()
        times += 1
    return max(times, 1) / spent


def timed(work: Callable[[], object], *, times: int = 1) -> float:
    """Do something once that counts for so many times; return how many a second."""
    began = time.perf_counter()
    work()
    return times / (time.perf_counter() - began)
