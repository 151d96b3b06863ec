"""The trend: one level per round, the line behind them with its band, and gaps as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import Box, capsule, gap, stripes, words
from feedbackpulse.charts.trend_labels import Names, draw_names, draw_note, names_width
from feedbackpulse.charts.trend_line import draw_line, draw_organisation, is_in_band
from feedbackpulse.charts.trend_plot import PLOT, TEXT, TOP, Column, Plot
from feedbackpulse.insight.estimates import HIGHEST, Bounded, Known, Side
from feedbackpulse.insight.smoothing import Smoothed

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["MOST_COLUMNS", "TREND_HEIGHT", "Column", "trend_svg"]

MOST_COLUMNS = {Width.PHONE: 6, Width.WIDE: 12}
"""How many rounds fit with letters that can be read; the table beside the picture has all."""
TREND_HEIGHT = 306
"""How high every trend is, in pixels: the plot, a line for the round and two for the count."""
_SMALL, _LINE = 12.0, 16.0
_BAR, _BESIDE = 14.0, 9.0


def trend_svg(
    columns: Sequence[Column],
    *,
    shade: Shade,
    width: Width,
    smoothed: Sequence[Smoothed | None] = (),
    note: str = "",
    name: str = "",
    beside: str = "",
    out: WayOut = as_svg,
) -> bytes:
    """Return the picture of the latest rounds, given oldest first.

    *smoothed* is the line behind the columns, as many as there are of those. *note* says what a
    test found of the latest round. *name* and *beside* are written at the ends of the two lines
    when the sheet is wide; on a phone the page around the picture names them.
    """
    most = MOST_COLUMNS[width]
    names = Names(own=name, beside=beside) if width is Width.WIDE else Names()
    levels = [level for column in columns for level in (column.level, column.organisation)]
    plot = Plot(
        columns=tuple(columns[-most:]),
        smoothed=tuple(smoothed[-most:]) or (None,) * len(columns[-most:]),
        width=float(width.pixels),
        beside=names_width(names),
        floor=lowest_mark(levels),
    )
    return out(_Trend(plot=plot, palette=PALETTES[shade], note=note, names=names).figure())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trend:
    """Draws a plot, from the back to the front."""

    plot: Plot
    palette: Palette
    note: str
    names: Names

    def figure(self) -> Figure:
        plot, palette = self.plot, self.palette
        figure, axes = sheet(width=plot.width, height=TREND_HEIGHT, palette=palette)
        self._grid(axes)
        draw_organisation(axes, plot, palette=palette)
        draw_line(axes, plot, palette=palette)
        for index, column in enumerate(plot.columns):
            self._level(axes, index, column)
            self._under(axes, index, (column.label, *self._caption(index)))
        draw_note(axes, plot, self.note, palette=palette)
        draw_names(axes, plot, self.names, palette=palette)
        return figure

    def _caption(self, index: int) -> list[str]:
        """Return a caption in one line or two; counts are written alike below every round."""
        caption, plot = self.plot.columns[index].caption, self.plot
        alike = [
            column.caption
            for place, column in enumerate(plot.columns)
            if plot.is_told(index) and plot.is_told(place)
        ]
        widest = max(text_width(each, regular(_SMALL)) for each in alike or [caption])
        return [caption] if widest <= plot.step - 4 else caption.split(" ", 1)

    def _grid(self, axes: Axes) -> None:
        for mark in range(self.plot.floor, int(HIGHEST) + 1):
            y = self.plot.y(mark)
            colour = self.palette.second if mark == self.plot.floor else self.palette.grid
            axes.plot([self.plot.left, self.plot.end], [y, y], color=colour, lw=1, zorder=1)
            at, letter, colour = (self.plot.left - 12, y), regular(TEXT), self.palette.muted
            words(axes, at, str(mark), colour=colour, letter=letter, along="center_baseline")

    def _level(self, axes: Axes, index: int, column: Column) -> None:
        x, level = self.plot.x(index), column.level
        if isinstance(level, Known):
            if not is_in_band(self.plot, index):
                capsule(axes, self._bar(x, level.low, level.high), colour=self.palette.band)
            self._dot(axes, x, self.plot.y(level.value))
        elif isinstance(level, Bounded):
            self._open_end(axes, x, level)
        else:
            half = min(self.plot.step / 2 - 2, 26.0)
            box = Box(left=x - half, top=TOP, width=2 * half, height=PLOT)
            gap(axes, box, reason=column.shown, size=_SMALL, palette=self.palette)
            return
        if not (self.names.own and index == self.plot.last_told):
            self._number(axes, index, column.shown, self.plot.y(level.value))

    def _bar(self, x: float, low: float, high: float) -> Box:
        top, bottom = self.plot.y(high), self.plot.y(max(low, self.plot.floor))
        return Box(left=x - _BAR / 2, top=top, width=_BAR, height=bottom - top)

    def _dot(self, axes: Axes, x: float, y: float) -> None:
        """Draw what was measured: open where a line tells the level, filled where it is all."""
        line, surface = self.palette.line, self.palette.surface
        if self.plot.has_line:
            axes.plot(x, y, "o", ms=9, mfc=surface, mec=line, mew=2.5, zorder=7)
        else:
            axes.plot(x, y, "o", ms=11, mfc=line, mec=surface, mew=2, zorder=7)

    def _open_end(self, axes: Axes, x: float, level: Bounded) -> None:
        end = HIGHEST if level.side is Side.HIGHER else float(self.plot.floor)
        low, high = sorted((level.value, end))
        ground, colour = self.palette.surface, self.palette.open_end
        stripes(axes, self._bar(x, low, high), ground=ground, colour=colour, hatch="/////")
        y = self.plot.y(level.value)
        axes.plot([x - 9, x + 9], [y, y], color=self.palette.line, lw=4, zorder=7)

    def _number(self, axes: Axes, index: int, shown: str, y: float) -> None:
        x, ink, letter = self.plot.x(index), self.palette.ink, strong(TEXT)
        room = self.plot.width - x - _BESIDE
        if self.note and index == self.plot.last_told and text_width(shown, letter) < room:
            at = (x + _BESIDE, y)
            words(
                axes, at, shown, colour=ink, letter=letter, across="left", along="center_baseline"
            )
            return
        above = self.plot.reads_above(index, note=self.note)
        at, along = ((x, y - 11), "baseline") if above else ((x, y + 12), "top")
        words(axes, at, shown, colour=ink, letter=letter, along=along)

    def _under(self, axes: Axes, index: int, lines: Sequence[str]) -> None:
        y = TOP + PLOT + 20
        for line, text in enumerate(lines):
            colour = self.palette.muted if line else self.palette.ink
            letter, at = regular(_SMALL if line else TEXT), (self.plot.x(index), y + line * _LINE)
            words(axes, at, text, colour=colour, letter=letter)
