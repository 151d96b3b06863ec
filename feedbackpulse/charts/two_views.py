"""One's own view beside that of others, in rows: a ring, a square, and in words what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import Box, capsule, ring, square, stripes, words
from feedbackpulse.charts.tints import faint
from feedbackpulse.charts.topics import wrapped
from feedbackpulse.insight.estimates import HIGHEST, LOWEST, Bounded, Known, Level, Side

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

_TEXT, _SMALL, _BAR = 14.0, 12.0, 12.0
_LINE, _SMALL_LINE = 17.0, 15.0
_TOP, _BOTTOM = 34.0, 28.0


class Tone(StrEnum):
    """Which way a clear difference goes; without one there is no colour."""

    NONE = "none"
    OTHERS_HIGHER = "others_higher"
    OTHERS_LOWER = "others_lower"


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One row; words come written for the reader.

    `others` is a level with its interval, a bare mean, or None while there is none. `headline`
    and `said` are what may be said, or why a level is withheld.
    """

    title: str
    own: float | None
    others: Level | float | None
    headline: str
    said: str = ""
    is_withheld: bool = False
    tone: Tone = Tone.NONE
    expected: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Views:
    """All rows, in the order they are drawn, what the signs mean, and the words at 1 to 5."""

    own: str
    others: str
    rows: tuple[View, ...]
    marks: tuple[str, str, str, str, str]
    expected: str = ""
    joined: bool = False
    """Whether a line joins both views, where neither has an interval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """Where things go: beside each other on a wide sheet, below each other on a phone."""

    left: float
    right: float
    title: float
    """How wide a title may be."""
    said: float
    """How wide what is said may be."""


_LAYOUTS = {
    Width.WIDE: _Layout(left=206, right=440, title=186, said=214),
    Width.PHONE: _Layout(left=10, right=330, title=330, said=330),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """A row in its lines, and how high everything in it is."""

    view: View
    title: tuple[str, ...]
    said: tuple[str, ...]
    is_wide: bool

    @property
    def spoken(self) -> float:
        """How high the headline and what is said are together."""
        return _LINE + len(self.said) * _SMALL_LINE

    @property
    def track(self) -> float:
        """How far below its top the line of the row lies."""
        return self.height / 2 if self.is_wide else len(self.title) * _LINE + 24

    @property
    def height(self) -> float:
        if self.is_wide:
            return max(len(self.title) * _LINE, self.spoken) + 20
        return len(self.title) * _LINE + 58 + self.spoken


def views_height(views: Views, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return round(_TOP + sum(row.height for row in _rows(views, width)) + _BOTTOM)


def draw_views(views: Views, *, shade: Shade, width: Width, out: WayOut) -> bytes:
    """Return the picture of these views."""
    height, palette = views_height(views, width=width), PALETTES[shade]
    figure, axes = sheet(width=width.pixels, height=height, palette=palette)
    drawing = _Views(axes=axes, palette=palette, width=width, joined=views.joined)
    drawing.key(views)
    rows = _rows(views, width)
    for top, row in zip(accumulate((row.height for row in rows), initial=_TOP), rows, strict=False):
        drawing.row(top, row)
    drawing.marks(views.marks, height - _BOTTOM + 18)
    return out(figure)


def _rows(views: Views, width: Width) -> tuple[_Row, ...]:
    layout = _LAYOUTS[width]
    return tuple(
        _Row(
            view=view,
            title=tuple(wrapped(view.title, width=layout.title)),
            said=tuple(wrapped(view.said, width=layout.said, size=_SMALL)),
            is_wide=width is Width.WIDE,
        )
        for view in views.rows
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Views:
    axes: Axes
    palette: Palette
    width: Width
    joined: bool

    @property
    def _layout(self) -> _Layout:
        return _LAYOUTS[self.width]

    def _x(self, value: float) -> float:
        inside = min(HIGHEST, max(LOWEST, value))
        span = self._layout.right - self._layout.left
        return self._layout.left + (inside - LOWEST) / (HIGHEST - LOWEST) * span

    def key(self, views: Views) -> None:
        """Say what each sign is."""
        x, y = (self._layout.left if self.width is Width.WIDE else 0.0) + 7, 12.0
        if views.own:
            ring(self.axes, (x, y), palette=self.palette)
            x = self._word(x + 13, y, views.own) + 22
        square(self.axes, (x, y), colour=self.palette.second, palette=self.palette)
        x = self._word(x + 13, y, views.others) + 20
        if views.expected:
            self._expected(x, y)
            self._word(x + 10, y, views.expected)

    def _word(self, left: float, y: float, text: str) -> float:
        letter, colour, along = regular(_SMALL), self.palette.muted, "center_baseline"
        words(self.axes, (left, y), text, colour=colour, letter=letter, across="left", along=along)
        return left + text_width(text, letter)

    def marks(self, marks: tuple[str, ...], y: float) -> None:
        """Write the words of the scale below the last row."""
        ends = ("left", "center", "center", "center", "right")
        sides = ends if self.width is Width.PHONE else ("center",) * len(marks)
        for step, (text, across) in enumerate(zip(marks, sides, strict=True), start=int(LOWEST)):
            letter, colour = regular(_SMALL), self.palette.muted
            words(self.axes, (self._x(step), y), text, colour=colour, letter=letter, across=across)

    def row(self, top: float, row: _Row) -> None:
        """Draw one row."""
        y = top + row.track
        self._title(top, row)
        self._said(top, row)
        self._scale(top, row)
        if row.view.is_withheld:
            self._gap(y)
        else:
            self._others(y, row.view)
        if row.view.expected is not None:
            self._expected(self._x(row.view.expected), y)
        if row.view.own is not None:
            ring(self.axes, (self._x(row.view.own), y), palette=self.palette)

    def _gap(self, y: float) -> None:
        """Draw a place where nothing may be shown; the words beside it say why."""
        left, right = self._layout.left, self._layout.right
        box = Box(left=left, top=y - 13, width=right - left, height=26)
        colour = self.palette.stripe
        stripes(self.axes, box, ground=self.palette.gap, colour=colour, hatch="//")

    def _scale(self, top: float, row: _Row) -> None:
        y = top + row.track
        span = [top, top + row.height] if row.is_wide else [y - 15, y + 15]
        for step in range(int(LOWEST), int(HIGHEST) + 1):
            x = self._x(step)
            self.axes.plot([x, x], span, color=self.palette.grid, lw=1, zorder=1)

    def _others(self, y: float, view: View) -> None:
        colour, others = self._colour(view.tone), view.others
        if isinstance(others, Known):
            self._bar(y, others.low, others.high, colour)
        elif isinstance(others, Bounded):
            self._open_end(y, others, colour)
        if (value := _value(others)) is None:
            return
        if self.joined and view.own is not None:
            ends = [self._x(view.own), self._x(value)]
            self.axes.plot(ends, [y, y], color=colour, lw=3, zorder=4)
        square(self.axes, (self._x(value), y), colour=colour, palette=self.palette)

    def _bar(self, y: float, low: float, high: float, colour: str) -> None:
        left, right = self._x(low), self._x(high)
        box = Box(left=left, top=y - _BAR / 2, width=right - left, height=_BAR)
        capsule(self.axes, box, colour=faint(colour, surface=self.palette.surface))

    def _open_end(self, y: float, level: Bounded, colour: str) -> None:
        end = HIGHEST if level.side is Side.HIGHER else LOWEST
        low, high = sorted((self._x(level.value), self._x(end)))
        box = Box(left=low, top=y - _BAR / 2, width=high - low, height=_BAR)
        stripes(self.axes, box, ground=self.palette.surface, colour=colour, hatch="/////")

    def _expected(self, x: float, y: float) -> None:
        """Draw what was expected as a dashed line, so that it covers neither view."""
        colour = self.palette.ink
        self.axes.plot([x, x], [y - 13, y + 13], color=colour, lw=1.5, ls=(0, (2, 2)), zorder=5)

    def _colour(self, tone: Tone) -> str:
        if tone is Tone.OTHERS_HIGHER:
            return self.palette.line
        return self.palette.accent if tone is Tone.OTHERS_LOWER else self.palette.second

    def _title(self, top: float, row: _Row) -> None:
        first = top + 16
        if row.is_wide:
            first = top + row.track - (len(row.title) - 1) * _LINE / 2 + 5
        for line, text in enumerate(row.title):
            at, letter, colour = (0.0, first + line * _LINE), regular(_TEXT), self.palette.ink
            words(self.axes, at, text, colour=colour, letter=letter, across="left")

    def _said(self, top: float, row: _Row) -> None:
        x = self._layout.right + 24 if row.is_wide else 0.0
        first = top + row.track + (13 - row.spoken / 2 if row.is_wide else 32)
        clear = row.view.tone is not Tone.NONE
        colour = self._colour(row.view.tone) if clear else self.palette.muted
        letter = strong(13.0)
        words(self.axes, (x, first), row.view.headline, colour=colour, letter=letter, across="left")
        for line, text in self._below(row):
            at, letter = (x, first + line * _SMALL_LINE + 1), regular(_SMALL)
            words(self.axes, at, text, colour=self.palette.muted, letter=letter, across="left")

    def _below(self, row: _Row) -> Iterator[tuple[int, str]]:
        return enumerate(row.said, start=1)


def _value(others: Level | float | None) -> float | None:
    if isinstance(others, Known | Bounded):
        return others.value
    return others if isinstance(others, int | float) else None
