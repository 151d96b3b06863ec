"""Where somebody stands on each facet, as dots against their own mean.

Only the positions are worked out here. The page draws them itself, in percent of the width
and in its own colours, so that the picture follows the reader's letters, theme and screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LOWEST, HIGHEST = 1.0, 5.0
EDGE: Final = 4.0
"""Percent kept free on both sides, so that a dot on the end of the scale is whole."""
TICKS: Final = (1, 2, 3, 4, 5)


class Mark(StrEnum):
    """How a facet stands out: by shape and colour, and by a word beside its name."""

    NONE = "none"
    STRENGTH = "strength"
    GROWTH = "growth"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """One facet to draw: its level, how sure that is, and the level before."""

    name: str
    level: float
    error: float
    before: float | None
    mark: Mark


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One facet as drawn; positions in percent of the width."""

    dot: Dot
    place: float
    low: float
    high: float
    before: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """All facets as drawn, the highest level first, with the line of one's own mean."""

    rows: tuple[Row, ...]
    mean: float
    ticks: tuple[float, ...]


def place(value: float) -> float:
    """Return where a value lies, in percent of the width; what is off the scale lies on its end."""
    inside = min(HIGHEST, max(LOWEST, value))
    return round(EDGE + (inside - LOWEST) / (HIGHEST - LOWEST) * (100 - 2 * EDGE), 2)


def draw(dots: Iterable[Dot], *, own_mean: float) -> Drawing:
    """Return the drawing of a profile."""
    ordered = sorted(dots, key=lambda dot: (-dot.level, dot.name))
    return Drawing(
        rows=tuple(_row(dot) for dot in ordered),
        mean=place(own_mean),
        ticks=tuple(place(tick) for tick in TICKS),
    )


def _row(dot: Dot) -> Row:
    return Row(
        dot=dot,
        place=place(dot.level),
        low=place(dot.level - dot.error),
        high=place(dot.level + dot.error),
        before=None if dot.before is None else place(dot.before),
    )
