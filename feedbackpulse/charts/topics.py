"""The topics: where each of them stands on the scale, how surely, and the organisation's level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.rows import RowLayout, draw_title
from feedbackpulse.charts.strokes import Box, capsule, gap, stripes, words
from feedbackpulse.insight.estimates import HIGHEST, Bounded, Known, Level, Side

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TEXT, _SMALL, _NUMBER = 14.0, 12.0, 15.0
_BAR = 14.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One topic; words and numbers come written for the reader.

    `shown` is the level in writing, or the reason why there is none.
    """

    title: str
    caption: str
    level: Level
    organisation: Level | None
    shown: str


_LAYOUTS = {
    Width.WIDE: RowLayout(left=232, right=552, title_width=206, row=54, track=27),
    Width.PHONE: RowLayout(left=10, right=330, title_width=222, row=80, track=50, above=14),
}
_TOP, _BOTTOM = 4.0, 26.0


def topics_height(rows: int, *, width: Width) -> int:
    """Return how high a picture of this many topics is, in pixels."""
    return int(_TOP + rows * _LAYOUTS[width].row + _BOTTOM)


def topics_svg(rows: Sequence[Row], *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture of these topics, in this order."""
    levels = [level for row in rows for level in (row.level, row.organisation)]
    drawing = _Topics(
        rows=tuple(rows), palette=PALETTES[shade], width=width, floor=lowest_mark(levels)
    )
    return out(drawing.figure())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Topics:
    rows: tuple[Row, ...]
    palette: Palette
    width: Width
    floor: int

    def figure(self) -> Figure:
        height = topics_height(len(self.rows), width=self.width)
        figure, axes = sheet(width=self.width.pixels, height=height, palette=self.palette)
        self._scale(axes, height - _BOTTOM)
        for index, row in enumerate(self.rows):
            top = _TOP + index * self._layout.row
            self._title(axes, top, row)
            self._number(axes, top, row)
            self._level(axes, top + self._layout.track, row)
        return figure

    @property
    def _layout(self) -> RowLayout:
        return _LAYOUTS[self.width]

    def _x(self, value: float) -> float:
        span = self._layout.right - self._layout.left
        return self._layout.left + (value - self.floor) / (HIGHEST - self.floor) * span

    def _scale(self, axes: Axes, bottom: float) -> None:
        for mark in range(self.floor, int(HIGHEST) + 1):
            at, letter = (self._x(mark), bottom + 18), regular(_SMALL)
            words(axes, at, str(mark), colour=self.palette.muted, letter=letter)
            for index in range(len(self.rows)):
                y = _TOP + index * self._layout.row + self._layout.track
                axes.plot([at[0]] * 2, [y - 13, y + 13], color=self.palette.grid, lw=1, zorder=1)

    def _title(self, axes: Axes, top: float, row: Row) -> None:
        lines = wrapped(row.title, width=self._layout.title_width)
        letter, colour = regular(_TEXT), self.palette.ink
        draw_title(axes, lines, top=top, layout=self._layout, letter=letter, colour=colour)

    def _number(self, axes: Axes, top: float, row: Row) -> None:
        x = float(self.width.pixels)
        y = top + (self._layout.track if self.width is Width.WIDE else 16)
        known = isinstance(row.level, Known | Bounded)
        if known:
            letter, colour = strong(_NUMBER), self.palette.ink
            words(axes, (x, y - 2), row.shown, colour=colour, letter=letter, across="right")
        at = (x, y + (14 if known else 4))
        letter, colour = regular(_SMALL), self.palette.muted
        words(axes, at, row.caption, colour=colour, letter=letter, across="right")

    def _level(self, axes: Axes, y: float, row: Row) -> None:
        left, right = self._layout.left, self._layout.right
        axes.plot([left, right], [y, y], color=self.palette.grid, lw=1, zorder=1)
        if isinstance(row.level, Known):
            box = self._bar(y, row.level.low, row.level.high)
            capsule(axes, box, colour=self.palette.band)
            self._dot(axes, self._x(row.level.value), y)
        elif isinstance(row.level, Bounded):
            self._open_end(axes, y, row.level)
        else:
            box = Box(left=left, top=y - 13, width=right - left, height=26)
            gap(axes, box, reason=row.shown, size=_SMALL, palette=self.palette)
            return
        self._organisation(axes, y, row.organisation)

    def _bar(self, y: float, low: float, high: float) -> Box:
        left, right = self._x(max(low, self.floor)), self._x(high)
        return Box(left=left, top=y - _BAR / 2, width=right - left, height=_BAR)

    def _dot(self, axes: Axes, x: float, y: float) -> None:
        edge = self.palette.surface
        axes.plot(x, y, "o", ms=13, mfc=self.palette.line, mec=edge, mew=2, zorder=6)

    def _open_end(self, axes: Axes, y: float, level: Bounded) -> None:
        end = HIGHEST if level.side is Side.HIGHER else float(self.floor)
        low, high = sorted((level.value, end))
        ground, colour = self.palette.surface, self.palette.open_end
        stripes(axes, self._bar(y, low, high), ground=ground, colour=colour, hatch="/////")
        x = self._x(level.value)
        axes.plot([x, x], [y - 9, y + 9], color=self.palette.line, lw=4.5, zorder=6)

    def _organisation(self, axes: Axes, y: float, level: Level | None) -> None:
        if isinstance(level, Known | Bounded):
            x, dotted = self._x(level.value), (0, (1, 0.9))
            axes.plot(
                [x, x], [y - 13, y + 13], color=self.palette.second, lw=2.5, ls=dotted, zorder=5
            )


def wrapped(words: str, *, width: float, size: float = _TEXT) -> list[str]:
    """Return the words in lines of at most *width* pixels."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, regular(size)) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
