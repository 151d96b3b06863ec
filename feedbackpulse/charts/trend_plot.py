"""The plot of a trend: what is in it, and where that lies on the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feedbackpulse.insight.estimates import HIGHEST, Bounded, Known, Level, Side
from feedbackpulse.insight.smoothing import Smoothed
from feedbackpulse.insight.trend import Link

TOP, PLOT = 14.0, 230.0
TEXT = 13.0
_LEFT, _MARGIN = 26.0, 8.0
_NUMBER = 26.0
"""The room of a point with its number above or below it."""
_OFF, _CLEAR = 16.0, 10.0
"""How far the middle of a number is from its point, and from anything else at least."""
_NOTE_ROOM, _NOTE_REACH = 46.0, 3
"""The room that a note wants, and over how many columns it may reach."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One round in the picture; every word and number comes written for the reader.

    `shown` is the level in writing, or the reason why there is none. From a column that
    `breaks`, the question is another one: nothing goes on from before.
    """

    label: str
    caption: str
    level: Level
    link: Link
    organisation: Level | None
    shown: str
    breaks: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """The columns, and the line behind them, on a sheet of this width; all in pixels."""

    columns: tuple[Column, ...]
    smoothed: tuple[Smoothed | None, ...]
    width: float
    beside: float
    """How far beyond the middle of the last column there must be room."""
    floor: int

    @property
    def left(self) -> float:
        """Where the plot begins."""
        return _LEFT

    @property
    def end(self) -> float:
        """Where the plot ends."""
        half = 1 / (2 * max(len(self.columns), 1))
        right = (self.beside - (self.width - _LEFT) * half) / (1 - half)
        return self.width - max(right, _MARGIN)

    @property
    def step(self) -> float:
        """The width of a column."""
        return (self.end - self.left) / max(len(self.columns), 1)

    @property
    def has_line(self) -> bool:
        """Say whether there is a line behind the points."""
        return sum(one is not None for one in self.smoothed) > 1

    @property
    def last_told(self) -> int | None:
        """The latest column with a number, or None."""
        told = [index for index in range(len(self.columns)) if self.is_told(index)]
        return told[-1] if told else None

    def x(self, index: int) -> float:
        """Return the middle of a column."""
        return self.left + (index + 0.5) * self.step

    def y(self, value: float) -> float:
        """Return the height of a value; what is below the scale lies on its end."""
        inside = max(value, float(self.floor))
        return TOP + (HIGHEST - inside) / (HIGHEST - self.floor) * PLOT

    def is_told(self, index: int) -> bool:
        """Say whether a column has a number."""
        return isinstance(self.columns[index].level, Known | Bounded)

    def value(self, index: int) -> float | None:
        """Return the number of a column, if it has one."""
        level = self.columns[index].level
        return level.value if isinstance(level, Known | Bounded) else None

    def others(self, index: int) -> float | None:
        """Return the organisation's number in a column, if it has one."""
        level = self.columns[index].organisation
        return level.value if isinstance(level, Known | Bounded) else None

    def reads_above(self, index: int, *, note: str = "") -> bool:
        """Keep the number of a column out of the way of its lines, and of the note at it."""
        level = self.columns[index].level
        if note and index == self.last_told:
            return not self.note_place(index)[0]
        if isinstance(level, Bounded):
            return level.side is Side.LOWER
        own = self.value(index) or 0.0
        near = [self.y(value) for value in self._near(index)]
        above, below = (_crowding(self.y(own) + way * _OFF, near) for way in (-1, 1))
        is_high = not near or self.y(own) <= sum(near) / len(near)
        return is_high if above == below else above < below

    def note_place(self, index: int) -> tuple[bool, float]:
        """Return whether a note at this point goes above it, and the height of its words.

        Above when there is room, for the eye goes there first; else where there is most.
        """
        reach = range(max(0, index - _NOTE_REACH), index + 1)
        spans = [self._span(each) for each in reach if self.is_told(each)]
        top, low = min(top for top, _ in spans), max(low for _, low in spans)
        if top - TOP >= min(_NOTE_ROOM, TOP + PLOT - low):
            return True, max(TOP + 16, top - _NOTE_ROOM + 16)
        return False, min(TOP + PLOT - 10, low + _NOTE_ROOM - 10)

    def _span(self, index: int) -> tuple[float, float]:
        """Return the upper and lower end of everything in a column."""
        line, level, others = self.smoothed[index], self.columns[index].level, self.others(index)
        values = [] if others is None else [others]
        if isinstance(level, Bounded):
            values.append(HIGHEST if level.side is Side.HIGHER else float(self.floor))
        edges = [line.low, line.high] if line else []
        heights = [self.y(value) for value in (*values, *edges)]
        at = self.y(self.value(index) or float(self.floor))
        return min(*heights, at - _NUMBER), max(*heights, at + _NUMBER)

    def _near(self, index: int) -> Iterator[float]:
        """Yield what a number has to keep clear of: the lines here, or the neighbours."""
        others = self.others(index)
        if others is not None:
            yield others
        if line := self.smoothed[index]:
            yield line.value
            return
        for beside in (index - 1, index + 1):
            level = self.columns[beside].level if 0 <= beside < len(self.columns) else None
            if isinstance(level, Known):
                yield level.value


def _crowding(middle: float, near: list[float]) -> float:
    """Return how much of what is near runs through words at this height."""
    return sum(max(0.0, _CLEAR - abs(middle - each)) for each in near)
