"""How each topic goes together with the question that is always asked: dots with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.rows import RowLayout, draw_title
from feedbackpulse.charts.strokes import Box, capsule, words
from feedbackpulse.charts.tints import faint
from feedbackpulse.charts.topics import wrapped
from feedbackpulse.insight.association import Association

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

_TEXT, _SMALL, _BAR = 14.0, 12.0, 10.0
_TOP, _BOTTOM, _STEP, _TICK = 22.0, 26.0, 0.25, 13.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """One topic; `shown` is the number as it is written."""

    title: str
    association: Association
    shown: str
    stands_out: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Associations:
    """All topics, in the order they are drawn; words come written for the reader.

    `marks` are the words at 0, 0.25, 0.5, 0.75 and 1 on the scale.
    """

    ties: tuple[Tie, ...]
    marks: tuple[str, str, str, str, str]
    average: float | None = None
    average_label: str = ""


_LAYOUTS = {
    Width.WIDE: RowLayout(left=236, right=600, title_width=212, row=38, track=19),
    Width.PHONE: RowLayout(left=16, right=318, title_width=270, row=56, track=40, above=22),
}


def association_height(associations: Associations, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return int(_TOP + len(associations.ties) * _LAYOUTS[width].row + _BOTTOM)


def association_svg(
    associations: Associations, *, shade: Shade, width: Width, out: WayOut = as_svg
) -> bytes:
    """Return the picture; nothing in it says which of two things comes first."""
    height = association_height(associations, width=width)
    palette = PALETTES[shade]
    figure, axes = sheet(width=width.pixels, height=height, palette=palette)
    drawing = _Ties(axes=axes, palette=palette, width=width, whole=associations)
    drawing.scale(height - _BOTTOM)
    drawing.average()
    for index, tie in enumerate(associations.ties):
        drawing.tie(_TOP + index * _LAYOUTS[width].row, tie)
    return out(figure)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ties:
    axes: Axes
    palette: Palette
    width: Width
    whole: Associations

    @property
    def _layout(self) -> RowLayout:
        return _LAYOUTS[self.width]

    @property
    def _ends(self) -> tuple[int, int]:
        """The first and the last mark, in quarters: from none to strong, further when needed."""
        lows = [tie.association.low for tie in self.whole.ties]
        highs = [tie.association.high for tie in self.whole.ties]
        first = min([0, *(int(low // _STEP) for low in lows)])
        return first, max([3, *(-int(-high // _STEP) for high in highs)])

    def _x(self, value: float) -> float:
        first, last = self._ends
        part = (value / _STEP - first) / (last - first)
        return self._layout.left + part * (self._layout.right - self._layout.left)

    def scale(self, bottom: float) -> None:
        """Draw a line at each quarter, with its word where there is room."""
        first, last = self._ends
        marks = range(first, last + 1)
        for mark in marks:
            for y in self._tracks:
                x, colour = self._x(mark * _STEP), self.palette.grid
                self.axes.plot([x, x], [y - _TICK, y + _TICK], color=colour, lw=1, zorder=1)
        for mark in self._written([mark for mark in marks if mark >= 0]):
            at, colour = (self._x(mark * _STEP), bottom + 17), self.palette.muted
            words(self.axes, at, self.whole.marks[mark], colour=colour, letter=regular(_SMALL))

    def _written(self, marks: Sequence[int]) -> Sequence[int]:
        """Return the marks to put a word at: the ends alone when they would touch."""
        halves = {mark: text_width(self.whole.marks[mark], regular(_SMALL)) / 2 for mark in marks}
        step = self._x(_STEP) - self._x(0)
        touch = any(halves[one] + halves[other] + 8 > step for one, other in pairwise(marks))
        return [marks[0], marks[-1]] if touch else marks

    @property
    def _tracks(self) -> Sequence[float]:
        rows = range(len(self.whole.ties))
        return [_TOP + row * self._layout.row + self._layout.track for row in rows]

    def average(self) -> None:
        """Draw where the average topic lies: what stands out lies wholly to the right of it."""
        if self.whole.average is None:
            return
        x, colour, style = self._x(self.whole.average), self.palette.second, (0, (2, 1.5))
        for y in self._tracks:
            self.axes.plot([x, x], [y - _TICK, y + _TICK], color=colour, lw=2, ls=style, zorder=4)
        at, letter = (x, _TOP - 8), regular(_SMALL)
        label = self.whole.average_label
        words(self.axes, at, label, colour=self.palette.muted, letter=letter)

    def tie(self, top: float, tie: Tie) -> None:
        """Draw one topic."""
        y = top + self._layout.track
        self._title(top, tie)
        colour = self.palette.line if tie.stands_out else self.palette.second
        left, right = self._x(tie.association.low), self._x(tie.association.high)
        box = Box(left=left, top=y - _BAR / 2, width=right - left, height=_BAR)
        capsule(self.axes, box, colour=faint(colour, surface=self.palette.surface), above=3)
        form = "D" if tie.stands_out else "o"
        x, edge = self._x(tie.association.value), self.palette.surface
        self.axes.plot(x, y, form, ms=10, mfc=colour, mec=edge, mew=1.5, zorder=6)
        self._number(top, tie)

    def _title(self, top: float, tie: Tie) -> None:
        lines, layout = wrapped(tie.title, width=self._layout.title_width), self._layout
        letter = strong(_TEXT) if tie.stands_out else regular(_TEXT)
        colour = self.palette.ink
        draw_title(self.axes, lines, top=top, layout=layout, letter=letter, colour=colour)

    def _number(self, top: float, tie: Tie) -> None:
        y = top + self._layout.track + 5 if self.width is Width.WIDE else top + 22
        letter = strong(_TEXT) if tie.stands_out else regular(_TEXT)
        at, colour = (float(self.width.pixels), y), self.palette.ink
        words(self.axes, at, tie.shown, colour=colour, letter=letter, across="right")
