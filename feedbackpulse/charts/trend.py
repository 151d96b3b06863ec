"""The trend: one level per round with its interval, gaps where nothing may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.drawing import Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import Box, capsule, gap, stripes, words
from feedbackpulse.insight.estimates import HIGHEST, Bounded, Known, Level, Side
from feedbackpulse.insight.trend import Link

MOST_COLUMNS = {Width.PHONE: 6, Width.WIDE: 12}
"""How many rounds fit with letters that can be read; the table beside the picture has all."""
_TOP, _PLOT, _LEFT, _RIGHT = 14.0, 230.0, 26.0, 8.0
_TEXT, _SMALL, _LINE = 13.0, 12.0, 16.0
_BAR = 14.0
TREND_HEIGHT = 306
"""How high every trend is, in pixels: the plot, a line for the round and two for the count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One round in the picture; every word and number comes written for the reader.

    `shown` is the level in writing, or the reason why there is none.
    """

    label: str
    caption: str
    level: Level
    link: Link
    organisation: Level | None
    shown: str


def trend_svg(columns: Sequence[Column], *, shade: Shade, width: Width) -> bytes:
    """Return the picture of the latest rounds, given oldest first."""
    levels = [level for column in columns for level in (column.level, column.organisation)]
    drawing = _Trend(
        columns=tuple(columns[-MOST_COLUMNS[width] :]),
        palette=PALETTES[shade],
        width=float(width.pixels),
        floor=lowest_mark(levels),
    )
    return drawing.svg()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trend:
    columns: tuple[Column, ...]
    palette: Palette
    width: float
    floor: int

    def svg(self) -> bytes:
        captions = [self._fitting(column.caption) for column in self.columns]
        figure, axes = sheet(width=self.width, height=TREND_HEIGHT, palette=self.palette)
        self._grid(axes)
        self._organisation(axes)
        self._lines(axes)
        for index, column in enumerate(self.columns):
            self._level(axes, index, column)
            self._under(axes, index, (column.label, *captions[index]))
        return as_svg(figure)

    @property
    def _step(self) -> float:
        return (self.width - _LEFT - _RIGHT) / max(len(self.columns), 1)

    def _x(self, index: int) -> float:
        return _LEFT + (index + 0.5) * self._step

    def _y(self, value: float) -> float:
        return _TOP + (HIGHEST - value) / (HIGHEST - self.floor) * _PLOT

    def _fitting(self, caption: str) -> list[str]:
        if text_width(caption, regular(_SMALL)) <= self._step - 4:
            return [caption]
        return caption.split(" ", 1)

    def _grid(self, axes: Axes) -> None:
        for mark in range(self.floor, int(HIGHEST) + 1):
            y = self._y(mark)
            colour = self.palette.second if mark == self.floor else self.palette.grid
            axes.plot([_LEFT, self.width - _RIGHT], [y, y], color=colour, lw=1, zorder=1)
            at = (_LEFT - 12, y)
            letter = regular(_TEXT)
            words(
                axes,
                at,
                str(mark),
                colour=self.palette.muted,
                letter=letter,
                along="center_baseline",
            )

    def _organisation(self, axes: Axes) -> None:
        spots = [
            (self._x(index), self._y(column.organisation.value))
            for index, column in enumerate(self.columns)
            if isinstance(column.organisation, Known | Bounded)
        ]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        alone = "o" if len(spots) == 1 else None
        dotted = (0, (1, 2.2))
        axes.plot(xs, ys, color=self.palette.second, lw=2, ls=dotted, marker=alone, zorder=3)

    def _lines(self, axes: Axes) -> None:
        for index, (before, after) in enumerate(pairwise(self.columns)):
            if after.link is Link.NONE:
                continue
            if isinstance(before.level, Known) and isinstance(after.level, Known):
                xs = [self._x(index), self._x(index + 1)]
                ys = [self._y(before.level.value), self._y(after.level.value)]
                style = (0, (2, 2)) if after.link is Link.DASHED else "solid"
                axes.plot(xs, ys, color=self.palette.line, lw=3, ls=style, zorder=4)

    def _level(self, axes: Axes, index: int, column: Column) -> None:
        x, level = self._x(index), column.level
        if isinstance(level, Known):
            capsule(axes, self._bar(x, level.low, level.high), colour=self.palette.band)
            self._dot(axes, x, self._y(level.value))
        elif isinstance(level, Bounded):
            self._open_end(axes, x, level)
        else:
            half = min(self._step / 2 - 2, 26.0)
            box = Box(left=x - half, top=_TOP, width=2 * half, height=_PLOT)
            gap(axes, box, reason=column.shown, size=_SMALL, palette=self.palette)
            return
        self._number(axes, index, column.shown, self._y(level.value))

    def _bar(self, x: float, low: float, high: float) -> Box:
        top, bottom = self._y(high), self._y(max(low, self.floor))
        return Box(left=x - _BAR / 2, top=top, width=_BAR, height=bottom - top)

    def _dot(self, axes: Axes, x: float, y: float) -> None:
        edge = self.palette.surface
        axes.plot(x, y, "o", ms=11, mfc=self.palette.line, mec=edge, mew=2, zorder=7)

    def _open_end(self, axes: Axes, x: float, level: Bounded) -> None:
        end = HIGHEST if level.side is Side.HIGHER else float(self.floor)
        low, high = sorted((level.value, end))
        ground, colour = self.palette.surface, self.palette.open_end
        stripes(axes, self._bar(x, low, high), ground=ground, colour=colour, hatch="/////")
        y = self._y(level.value)
        axes.plot([x - 9, x + 9], [y, y], color=self.palette.line, lw=4, zorder=7)

    def _number(self, axes: Axes, index: int, shown: str, y: float) -> None:
        above = self._reads_above(index)
        at = (self._x(index), y - 11 if above else y + 12)
        along = "baseline" if above else "top"
        words(axes, at, shown, colour=self.palette.ink, letter=strong(_TEXT), along=along)

    def _reads_above(self, index: int) -> bool:
        """Keep the number out of the way of the line to its neighbours."""
        level = self.columns[index].level
        if not isinstance(level, Known):
            return isinstance(level, Bounded) and level.side is Side.LOWER
        near = list(self._linked(index))
        return not near or level.value >= sum(near) / len(near)

    def _linked(self, index: int) -> Iterator[float]:
        for beside in (index - 1, index + 1):
            level = self.columns[beside].level if 0 <= beside < len(self.columns) else None
            if isinstance(level, Known):
                yield level.value

    def _under(self, axes: Axes, index: int, lines: Sequence[str]) -> None:
        y = _TOP + _PLOT + 20
        for line, text in enumerate(lines):
            colour = self.palette.muted if line else self.palette.ink
            letter = regular(_SMALL if line else _TEXT)
            words(axes, (self._x(index), y + line * _LINE), text, colour=colour, letter=letter)
