"""One's own growth: a small picture for each part, all on the same scale and the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import words
from feedbackpulse.charts.tints import faint
from feedbackpulse.charts.topics import wrapped

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

LOWEST, MIDDLE, HIGHEST = 1, 3, 5
_TEXT, _SMALL, _LINE, _SMALL_LINE, _GAP = 14.0, 12.0, 17.0, 15.0, 13.0
_PLOT, _SPACE, _DAYS, _TOP = 92.0, 26.0, 26.0, 4.0
_INSET = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One reflection: what was filled in, and the level that follows from all so far.

    The area goes from `error` below the level to `error` above it.
    """

    day: date
    rating: float | None
    level: float
    error: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """One part; `said` is what may be said about its change, in words."""

    title: str
    said: str
    steps: tuple[Step, ...]
    stands_out: bool = False
    plan: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """All parts, in the order they are drawn; `marks` are the words at 1, 3 and 5."""

    panels: tuple[Panel, ...]
    marks: tuple[str, str, str]
    first_day: str
    last_day: str
    plan: str = ""

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that is drawn."""
        every = [step.day for panel in self.panels for step in panel.steps]
        return min(every), max(every)


def growth_height(growth: Growth, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return round(_Sheet(growth=growth, width=width).height)


def growth_svg(growth: Growth, *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture of these parts."""
    places, palette = _Sheet(growth=growth, width=width), PALETTES[shade]
    figure, axes = sheet(width=width.pixels, height=round(places.height), palette=palette)
    drawing = _Panels(axes=axes, palette=palette, places=places)
    for index, panel in enumerate(growth.panels):
        drawing.panel(index, panel)
    return out(figure)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """Where the small pictures lie: three beside each other, or two on a phone."""

    growth: Growth
    width: Width

    @property
    def columns(self) -> int:
        return 2 if self.width is Width.PHONE else 3

    @property
    def left(self) -> float:
        """How much room the words at the scale take."""
        return max(text_width(mark, regular(_SMALL)) for mark in self.growth.marks) + 12

    @property
    def room(self) -> float:
        return (self.width.pixels - self.left - _SPACE * (self.columns - 1)) / self.columns

    @property
    def above(self) -> float:
        """How much room the highest title and the words below it take."""
        titles = max(len(self.title(panel)) for panel in self.growth.panels)
        return titles * _LINE + self.said_lines * _SMALL_LINE + _GAP

    @property
    def height(self) -> float:
        rows = -(-len(self.growth.panels) // self.columns)
        return _TOP + rows * (self.above + _PLOT + _SPACE) + _DAYS - _SPACE

    def title(self, panel: Panel) -> list[str]:
        return wrapped(panel.title, width=self.room)

    @property
    def said_lines(self) -> int:
        return max(len(self.said(panel)) for panel in self.growth.panels)

    def said(self, panel: Panel) -> list[str]:
        return wrapped(panel.said, width=self.room, size=_SMALL)

    def corner(self, index: int) -> tuple[float, float]:
        """Return the top left of a small picture, its title included."""
        row, column = divmod(index, self.columns)
        left = self.left + column * (self.room + _SPACE)
        return left, _TOP + row * (self.above + _PLOT + _SPACE)

    def is_last(self, index: int) -> bool:
        """Say whether no other small picture lies below this one."""
        return index + self.columns >= len(self.growth.panels)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Panels:
    axes: Axes
    palette: Palette
    places: _Sheet

    def panel(self, index: int, panel: Panel) -> None:
        """Draw one small picture."""
        left, top = self.places.corner(index)
        bottom = top + self.places.above + _PLOT
        self._words(left, top, panel)
        self._scale(index, left, bottom)
        if panel.plan:
            is_low = fmean(step.level for step in panel.steps) < MIDDLE
            self._plan(left, bottom, panel.plan, is_low=is_low)
        self._path(left, bottom, panel)
        if self.places.is_last(index):
            self._days(left, bottom)

    def _x(self, left: float, day: date) -> float:
        first, last = self.places.growth.days
        part = (day - first).days / max((last - first).days, 1)
        return left + _INSET + part * (self.places.room - 2 * _INSET)

    def _y(self, bottom: float, value: float) -> float:
        inside = min(HIGHEST, max(LOWEST, value))
        return bottom - (inside - LOWEST) / (HIGHEST - LOWEST) * _PLOT

    def _words(self, left: float, top: float, panel: Panel) -> None:
        lines, said = self.places.title(panel), self.places.said(panel)
        last = top + self.places.above - _GAP - self.places.said_lines * _SMALL_LINE - 3
        for line, text in enumerate(reversed(lines)):
            at, letter = (left, last - line * _LINE), strong(_TEXT)
            words(self.axes, at, text, colour=self.palette.ink, letter=letter, across="left")
        colour = self.palette.line if panel.stands_out else self.palette.muted
        for line, text in enumerate(said, start=1):
            at, letter = (left, last + 1 + line * _SMALL_LINE), regular(_SMALL)
            words(self.axes, at, text, colour=colour, letter=letter, across="left")

    def _scale(self, index: int, left: float, bottom: float) -> None:
        marks = self.places.growth.marks
        for mark, text in zip((LOWEST, MIDDLE, HIGHEST), marks, strict=True):
            y, colour = self._y(bottom, mark), self.palette.grid
            self.axes.plot([left, left + self.places.room], [y, y], color=colour, lw=1, zorder=1)
            if index % self.places.columns == 0:
                at, letter, along = (left - 8, y), regular(_SMALL), "center_baseline"
                colour, across = self.palette.muted, "right"
                words(self.axes, at, text, colour=colour, letter=letter, across=across, along=along)

    def _plan(self, left: float, bottom: float, day: date, *, is_low: bool) -> None:
        """Mark the day of a plan, with its word on the side where the levels are not."""
        x, colour = self._x(left, day), self.palette.accent
        top = bottom - _PLOT - 4
        self.axes.plot([x, x], [top, bottom], color=colour, lw=1.5, ls=(0, (3, 2)), zorder=2)
        at, letter = (x + 5, top + 13 if is_low else bottom - 5), regular(_SMALL)
        text = self.places.growth.plan
        beyond = at[0] + text_width(text, letter) > left + self.places.room
        at, across = ((x - 5, at[1]), "right") if beyond else (at, "left")
        words(self.axes, at, text, colour=colour, letter=letter, across=across)

    def _path(self, left: float, bottom: float, panel: Panel) -> None:
        colour = self.palette.line if panel.stands_out else self.palette.second
        xs = [self._x(left, step.day) for step in panel.steps]
        lows = [self._y(bottom, step.level - step.error) for step in panel.steps]
        highs = [self._y(bottom, step.level + step.error) for step in panel.steps]
        ground = faint(colour, surface=self.palette.surface)
        self.axes.fill_between(xs, lows, highs, color=ground, linewidth=0, zorder=2)
        levels = [self._y(bottom, step.level) for step in panel.steps]
        self.axes.plot(xs, levels, color=colour, lw=2.5, zorder=4)
        self._ratings(xs, bottom, panel.steps, colour)

    def _ratings(self, xs: Sequence[float], bottom: float, steps: Sequence[Step], c: str) -> None:
        for x, step in zip(xs, steps, strict=True):
            if step.rating is not None:
                y, fill = self._y(bottom, step.rating), self.palette.surface
                self.axes.plot(x, y, "o", ms=7, mfc=fill, mec=c, mew=1.5, zorder=6)

    def _days(self, left: float, bottom: float) -> None:
        growth, colour, letter = self.places.growth, self.palette.muted, regular(_SMALL)
        at, right = (left, bottom + 20), (left + self.places.room, bottom + 20)
        words(self.axes, at, growth.first_day, colour=colour, letter=letter, across="left")
        words(self.axes, right, growth.last_day, colour=colour, letter=letter, across="right")
