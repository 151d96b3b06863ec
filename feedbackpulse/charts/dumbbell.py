"""Two levels beside each other in each row: before and after, or one's own and the others'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.rows import RowLayout, draw_title
from feedbackpulse.charts.strokes import Box, capsule, gap, ring, square, stripes, words
from feedbackpulse.charts.tints import faint
from feedbackpulse.charts.topics import wrapped
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import HIGHEST, Bounded, Known, Level, Side

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

_TEXT, _SMALL, _BAR = 14.0, 12.0, 12.0
_TOP, _BOTTOM = 30.0, 26.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One row; words and numbers come written for the reader.

    `shown` is both numbers, or the reason why there are none; `said` is what may be said about
    the difference. Only a difference that was tested gets a colour.
    """

    title: str
    first: Level | None
    second: Level | None
    shown: str
    said: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dumbbell:
    """All rows, in the order they are drawn, and what the two signs mean."""

    first: str
    second: str
    pairs: tuple[Pair, ...]


_LAYOUTS = {
    Width.WIDE: RowLayout(left=220, right=500, title_width=196, row=50, track=25),
    Width.PHONE: RowLayout(left=10, right=330, title_width=205, row=74, track=53, above=15),
}


def dumbbell_height(dumbbell: Dumbbell, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return int(_TOP + len(dumbbell.pairs) * _LAYOUTS[width].row + _BOTTOM)


def dumbbell_svg(dumbbell: Dumbbell, *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture of these pairs."""
    height, palette = dumbbell_height(dumbbell, width=width), PALETTES[shade]
    levels = [level for pair in dumbbell.pairs for level in (pair.first, pair.second)]
    figure, axes = sheet(width=width.pixels, height=height, palette=palette)
    drawing = _Pairs(axes=axes, palette=palette, width=width, floor=lowest_mark(levels))
    drawing.key(dumbbell)
    drawing.scale(height - _BOTTOM)
    for index, pair in enumerate(dumbbell.pairs):
        drawing.pair(_TOP + index * _LAYOUTS[width].row, pair)
    return out(figure)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pairs:
    axes: Axes
    palette: Palette
    width: Width
    floor: int

    @property
    def _layout(self) -> RowLayout:
        return _LAYOUTS[self.width]

    def _x(self, value: float) -> float:
        span = self._layout.right - self._layout.left
        inside = max(value, self.floor)
        return self._layout.left + (inside - self.floor) / (HIGHEST - self.floor) * span

    def key(self, dumbbell: Dumbbell) -> None:
        """Say what the ring and the square are."""
        x, y = (self._layout.left if self.width is Width.WIDE else 0.0) + 7, 10.0
        ring(self.axes, (x, y), palette=self.palette)
        after = self._word(x + 14, y, dumbbell.first)
        square(self.axes, (after + 24, y), colour=self.palette.second, palette=self.palette)
        self._word(after + 38, y, dumbbell.second)

    def _word(self, left: float, y: float, text: str) -> float:
        at, letter = (left, y), regular(_SMALL)
        colour, along = self.palette.muted, "center_baseline"
        words(self.axes, at, text, colour=colour, letter=letter, across="left", along=along)
        return left + text_width(text, letter)

    def scale(self, bottom: float) -> None:
        """Draw a line at each whole number."""
        for mark in range(self.floor, int(HIGHEST) + 1):
            x = self._x(mark)
            at, letter = (x, bottom + 17), regular(_SMALL)
            words(self.axes, at, str(mark), colour=self.palette.muted, letter=letter)
            for y in self._tracks(bottom):
                self.axes.plot([x, x], [y - 13, y + 13], color=self.palette.grid, lw=1, zorder=1)

    def _tracks(self, bottom: float) -> Sequence[float]:
        rows = round((bottom - _TOP) / self._layout.row)
        return [_TOP + index * self._layout.row + self._layout.track for index in range(rows)]

    def pair(self, top: float, pair: Pair) -> None:
        """Draw one row."""
        y = top + self._layout.track
        self._title(top, pair)
        self._said(top, pair)
        left, right = self._layout.left, self._layout.right
        if not _has_number(pair.first) and not _has_number(pair.second):
            box = Box(left=left, top=y - 13, width=right - left, height=26)
            gap(self.axes, box, reason=pair.shown, size=_SMALL, palette=self.palette)
            return
        self.axes.plot([left, right], [y, y], color=self.palette.grid, lw=1, zorder=1)
        self._levels(y, pair)

    def _levels(self, y: float, pair: Pair) -> None:
        colour = self._colour(pair.verdict)
        first, second = pair.first, pair.second
        if isinstance(second, Known):
            self._band(y, second, colour)
        if isinstance(first, Known | Bounded) and isinstance(second, Known | Bounded):
            ends = [self._x(first.value), self._x(second.value)]
            self.axes.plot(ends, [y, y], color=colour, lw=3, zorder=4)
        if isinstance(second, Known | Bounded):
            self._open_end(y, second, colour)
            square(self.axes, (self._x(second.value), y), colour=colour, palette=self.palette)
        if isinstance(first, Known | Bounded):
            self._whisker(y, first)
            ring(self.axes, (self._x(first.value), y), palette=self.palette)

    def _colour(self, verdict: Verdict | None) -> str:
        if verdict is Verdict.UP:
            return self.palette.line
        return self.palette.accent if verdict is Verdict.DOWN else self.palette.second

    def _band(self, y: float, level: Known, colour: str) -> None:
        left, right = self._x(level.low), self._x(level.high)
        box = Box(left=left, top=y - _BAR / 2, width=right - left, height=_BAR)
        capsule(self.axes, box, colour=faint(colour, surface=self.palette.surface))

    def _whisker(self, y: float, level: Known | Bounded) -> None:
        """Draw how sure the first level is as a thin line with ends, so that both can be told."""
        colour = self.palette.muted
        if isinstance(level, Bounded):
            self._open_end(y, level, colour)
            return
        low, high = self._x(level.low), self._x(level.high)
        if high - low < 1:
            return
        self.axes.plot([low, high], [y, y], color=colour, lw=1.2, zorder=5)
        for end in (low, high):
            self.axes.plot([end, end], [y - 5, y + 5], color=colour, lw=1.2, zorder=5)

    def _open_end(self, y: float, level: Known | Bounded, colour: str) -> None:
        if not isinstance(level, Bounded):
            return
        end = HIGHEST if level.side is Side.HIGHER else float(self.floor)
        low, high = sorted((self._x(level.value), self._x(end)))
        box = Box(left=low, top=y - _BAR / 2, width=high - low, height=_BAR)
        stripes(self.axes, box, ground=self.palette.surface, colour=colour, hatch="/////")

    def _title(self, top: float, pair: Pair) -> None:
        lines, layout = wrapped(pair.title, width=self._layout.title_width), self._layout
        letter = regular(_TEXT)
        colour = self.palette.ink
        draw_title(self.axes, lines, top=top, layout=layout, letter=letter, colour=colour)

    def _said(self, top: float, pair: Pair) -> None:
        """Write both numbers, and below them what may be said about the difference."""
        is_known = _has_number(pair.first) or _has_number(pair.second)
        is_wide = self.width is Width.WIDE
        x = self._layout.right + 24 if is_wide else float(self.width.pixels)
        y = top + (self._layout.track if is_wide else 16)
        across = "left" if is_wide else "right"
        y += 5 if is_wide and not pair.said else -2
        if is_known:
            letter, colour = strong(_TEXT), self.palette.ink
            words(self.axes, (x, y), pair.shown, colour=colour, letter=letter, across=across)
        tested = pair.verdict in {Verdict.UP, Verdict.DOWN}
        colour = self._colour(pair.verdict) if tested else self.palette.muted
        small = strong(_SMALL) if tested else regular(_SMALL)
        words(self.axes, (x, y + 16), pair.said, colour=colour, letter=small, across=across)


def _has_number(level: Level | None) -> bool:
    return isinstance(level, Known | Bounded)
