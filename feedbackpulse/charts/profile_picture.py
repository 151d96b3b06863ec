"""Somebody's own profile: where they stand on each part, against their own mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.rows import RowLayout, draw_title
from feedbackpulse.charts.strokes import Box, capsule, words
from feedbackpulse.charts.tints import faint
from feedbackpulse.charts.topics import wrapped

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

LOWEST, HIGHEST = 1, 5
_TEXT, _SMALL, _BAR = 14.0, 12.0, 10.0
_TOP, _BOTTOM = 28.0, 28.0
_LAYOUTS = {
    Width.WIDE: RowLayout(left=224, right=536, title_width=204, row=42, track=21),
    Width.PHONE: RowLayout(left=10, right=330, title_width=216, row=72, track=52, above=16),
}
_REACH = {Width.WIDE: 21.0, Width.PHONE: 15.0}
"""How far the lines of the scale go above and below each row's own line."""


class Mark(StrEnum):
    """How a part stands out: by shape, by colour and by a word beside it."""

    NONE = "none"
    STRENGTH = "strength"
    GROWTH = "growth"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """One part: its level, from where to where it may lie, and the level before.

    `said` is the word for what stands out, written for the reader.
    """

    title: str
    level: float
    low: float
    high: float
    before: float | None = None
    mark: Mark = Mark.NONE
    said: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfilePicture:
    """All parts, in the order they are drawn; `marks` are the words at 1, 3 and 5.

    What lies within `margin` of the own mean cannot be called higher or lower than it.
    """

    dots: tuple[Dot, ...]
    own_mean: float
    margin: float
    mean_said: str
    marks: tuple[str, str, str]


def profile_height(picture: ProfilePicture, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return round(_TOP + len(picture.dots) * _LAYOUTS[width].row + _BOTTOM)


def profile_svg(
    picture: ProfilePicture, *, shade: Shade, width: Width, out: WayOut = as_svg
) -> bytes:
    """Return the picture of this profile."""
    height, palette = profile_height(picture, width=width), PALETTES[shade]
    figure, axes = sheet(width=width.pixels, height=height, palette=palette)
    drawing = _Profile(axes=axes, palette=palette, width=width, picture=picture)
    drawing.scale(height - _BOTTOM)
    drawing.own_mean()
    for top, dot in zip(drawing.tops(), picture.dots, strict=True):
        drawing.dot(top, dot)
    return out(figure)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Profile:
    axes: Axes
    palette: Palette
    width: Width
    picture: ProfilePicture

    @property
    def _layout(self) -> RowLayout:
        return _LAYOUTS[self.width]

    def _x(self, value: float) -> float:
        inside = min(HIGHEST, max(LOWEST, value))
        span = self._layout.right - self._layout.left
        return self._layout.left + (inside - LOWEST) / (HIGHEST - LOWEST) * span

    def tops(self) -> Iterator[float]:
        """Give where each row begins."""
        return (_TOP + index * self._layout.row for index in range(len(self.picture.dots)))

    def _spans(self) -> Iterator[tuple[float, float]]:
        """Give from where to where the lines of the scale go in each row."""
        reach = _REACH[self.width]
        for top in self.tops():
            yield top + self._layout.track - reach, top + self._layout.track + reach

    def scale(self, bottom: float) -> None:
        """Draw a line at each step, and the words at the ends and in the middle."""
        for mark in range(LOWEST, HIGHEST + 1):
            for span in self._spans():
                x = self._x(mark)
                self.axes.plot([x, x], span, color=self.palette.grid, lw=1, zorder=1)
        sides = ("left", "center", "right") if self.width is Width.PHONE else ("center",) * 3
        for mark, text, across in zip((LOWEST, 3, HIGHEST), self.picture.marks, sides, strict=True):
            at = (self._x(mark), bottom + 18)
            colour, letter = self.palette.muted, regular(_SMALL)
            words(self.axes, at, text, colour=colour, letter=letter, across=across)

    def own_mean(self) -> None:
        """Draw the line of one's own mean, and the part of the scale that is as good as on it."""
        own, margin = self.picture.own_mean, self.picture.margin
        x, low, high = self._x(own), self._x(own - margin), self._x(own + margin)
        for top, bottom in self._spans():
            edges, ground = [low, high], self.palette.gap
            self.axes.fill_between(edges, top, bottom, color=ground, linewidth=0, zorder=0.5)
            self.axes.plot([x, x], [top, bottom], color=self.palette.second, lw=1.5, zorder=2)
        letter, text = regular(_SMALL), self.picture.mean_said
        half = text_width(text, letter) / 2
        inside = min(max(x, half), self.width.pixels - half)
        words(self.axes, (inside, 18), text, colour=self.palette.muted, letter=letter)

    def dot(self, top: float, dot: Dot) -> None:
        """Draw one row."""
        y, colour = top + self._layout.track, self._colour(dot.mark)
        lines, letter = wrapped(dot.title, width=self._layout.title_width), regular(_TEXT)
        ink, layout = self.palette.ink, self._layout
        draw_title(self.axes, lines, top=top, layout=layout, letter=letter, colour=ink)
        self._said(top, dot, colour)
        left, right = self._x(dot.low), self._x(dot.high)
        box = Box(left=left, top=y - _BAR / 2, width=right - left, height=_BAR)
        capsule(self.axes, box, colour=faint(colour, surface=self.palette.surface), above=3)
        if dot.before is not None:
            x, fill = self._x(dot.before), self.palette.surface
            self.axes.plot(x, y, "o", ms=8, mfc=fill, mec=colour, mew=1.75, zorder=4)
        shape, size = ("D", 10) if dot.mark is Mark.GROWTH else ("o", 12)
        x, edge = self._x(dot.level), self.palette.surface
        self.axes.plot(x, y, shape, ms=size, mfc=colour, mec=edge, mew=1.5, zorder=5)

    def _colour(self, mark: Mark) -> str:
        if mark is Mark.STRENGTH:
            return self.palette.line
        return self.palette.accent if mark is Mark.GROWTH else self.palette.second

    def _said(self, top: float, dot: Dot, colour: str) -> None:
        """Write what stands out beside the line, or on a phone above its end."""
        if self.width is Width.WIDE:
            at, across = (self._layout.right + 20, top + self._layout.track + 4), "left"
        else:
            at, across = (float(self.width.pixels), top + 16), "right"
        words(self.axes, at, dot.said, colour=colour, letter=strong(_SMALL), across=across)
