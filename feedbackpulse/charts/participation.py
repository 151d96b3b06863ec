"""Participation per working day, as coarse as it is known: each day is a step of ten percent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import Width, as_svg, regular, sheet, strong
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import Box, capsule, gap, words

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

PARTICIPATION_HEIGHT = 250
_TOP, _PLOT, _LEFT, _RIGHT = 14.0, 196.0, 46.0, 8.0
_TEXT, _SMALL = 13.0, 12.0
_STEP, _ALL = 10, 100
MOST_DAYS = {Width.PHONE: 10, Width.WIDE: 20}


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One working day: the lower end of the step, or None when that may not be known."""

    label: str
    percent: int | None
    shown: str
    before: int | None = None
    """The lower end of the step on the same working day of the round before."""
    shown_before: str = ""


def participation_svg(days: Sequence[Day], *, shade: Shade, width: Width) -> bytes:
    """Return the picture of the latest days, given oldest first."""
    drawing = _Participation(
        days=tuple(days[-MOST_DAYS[width] :]),
        palette=PALETTES[shade],
        width=float(width.pixels),
    )
    return drawing.svg()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Participation:
    days: tuple[Day, ...]
    palette: Palette
    width: float

    def svg(self) -> bytes:
        figure, axes = sheet(width=self.width, height=PARTICIPATION_HEIGHT, palette=self.palette)
        self._grid(axes)
        for index, day in enumerate(self.days):
            self._day(axes, index, day)
        return as_svg(figure)

    @property
    def _step(self) -> float:
        return (self.width - _LEFT - _RIGHT) / max(len(self.days), 5)

    def _x(self, index: int) -> float:
        return _LEFT + (index + 0.5) * self._step

    def _y(self, percent: float) -> float:
        return _TOP + (_ALL - percent) / _ALL * _PLOT

    def _grid(self, axes: Axes) -> None:
        for mark in range(0, _ALL + 1, 25):
            y = self._y(mark)
            colour = self.palette.grid if mark else self.palette.second
            axes.plot([_LEFT, self.width - _RIGHT], [y, y], color=colour, lw=1, zorder=1)
            at, letter = (_LEFT - 8, y), regular(_TEXT)
            words(
                axes,
                at,
                f"{mark}%",
                colour=self.palette.muted,
                letter=letter,
                across="right",
                along="center_baseline",
            )

    def _day(self, axes: Axes, index: int, day: Day) -> None:
        x = self._x(index)
        at, letter = (x, _TOP + _PLOT + 20), regular(_TEXT)
        words(axes, at, day.label, colour=self.palette.ink, letter=letter)
        half = min(self._step / 2 - 3, 16.0)
        if day.before is not None:
            self._before(axes, x, half + 4, day.before)
        if day.percent is None:
            box = Box(left=x - half, top=_TOP, width=2 * half, height=_PLOT)
            gap(axes, box, reason=day.shown, size=_SMALL, palette=self.palette)
            return
        top, bottom = self._y(min(day.percent + _STEP, _ALL)), self._y(day.percent)
        height = max(bottom - top, 6.0)
        stem = Box(left=x - 3, top=bottom, width=6, height=self._y(0) - bottom)
        capsule(axes, stem, colour=self.palette.band)
        box = Box(left=x - half, top=top, width=2 * half, height=height)
        capsule(axes, box, colour=self.palette.line, above=4)
        at = (x, top - 6)
        words(axes, at, day.shown, colour=self.palette.ink, letter=strong(_SMALL))

    def _before(self, axes: Axes, x: float, half: float, percent: int) -> None:
        y = self._y(percent)
        axes.plot(
            [x - half, x + half], [y, y], color=self.palette.second, lw=2, ls=(0, (3, 2)), zorder=6
        )
