"""What a cycle will come to: its next rounds, and what it asks of one person in a year. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.asking import (
    SECONDS_TO_CHOOSE_A_THEME,
    blocks_asked,
    items_of_round,
    seconds_to_answer,
)
from feedbackpulse.cycles.calendar import Window, fits, rounds_a_year, windows_of
from feedbackpulse.cycles.domain import AskedItem, Cycle
from feedbackpulse.programme.closures import ALWAYS_OPEN, Closures


@dataclass(frozen=True, kw_only=True, slots=True)
class ComingRound:
    """A round that has not been planned yet, as it will be if nothing changes."""

    number: int
    window: Window
    blocks: tuple[int, ...]
    items: tuple[AskedItem, ...]

    @property
    def minutes(self) -> int:
        """Return about how many minutes it takes one person, rounded up."""
        return math.ceil(seconds_to_answer(self.items) / 60)


def coming_rounds(
    cycle: Cycle,
    catalogue: Catalogue,
    *,
    now: datetime,
    count: int,
    number: int = 1,
    after: datetime | None = None,
    clear_of: datetime | None = None,
    closures: Closures = ALWAYS_OPEN,
) -> tuple[ComingRound, ...]:
    """Return the next rounds of a cycle, counting from a number and after an opening.

    They keep clear of the end of the round before.
    """
    usable: Iterator[Window] = (
        window
        for window in windows_of(cycle, closures)
        if fits(window, now=now)
        and (clear_of is None or window.opens_at >= clear_of)
        and (after is None or window.slot > after)
    )
    return tuple(
        ComingRound(
            number=turn,
            window=window,
            blocks=blocks_asked(cycle, turn),
            items=items_of_round(cycle, turn, catalogue),
        )
        for turn, window in enumerate(islice(usable, count), number)
    )


def minutes_a_year(cycle: Cycle, catalogue: Catalogue, closures: Closures = ALWAYS_OPEN) -> int:
    """Return about how many minutes the rounds of one year take one person, rounded up."""
    numbers = range(1, rounds_a_year(cycle, closures) + 1)
    seconds = sum(seconds_to_answer(items_of_round(cycle, n, catalogue)) for n in numbers)
    if cycle.asks_learning:
        seconds += SECONDS_TO_CHOOSE_A_THEME * len(numbers)
    return math.ceil(seconds / 60)
