"""Levels in a table of colours: topics by rounds, or departments by topics.

The number stands in every cell; the colour repeats it in six steps. What may not be shown is
a pattern with its reason. A triangle stands only beside a change that was tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong
from feedbackpulse.charts.heat_cell import Cell, draw_cell
from feedbackpulse.charts.heat_grid import (
    APART,
    LINE,
    SMALL,
    SMALL_LINE,
    TEXT,
    Grid,
    Label,
    Row,
    lay_out,
)
from feedbackpulse.charts.heat_key import Key, draw_key, key_height
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import Box, words

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

_FEWEST_ROWS = 3
"""From how many rows on a column without any number is one tall gap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What stands above a column."""

    title: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of cells, one for each column."""

    title: str
    cells: tuple[Cell, ...]
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heatmap:
    """The whole table; `whole` is a last row that stands apart, such as the organisation."""

    columns: tuple[Head, ...]
    rows: tuple[Line, ...]
    whole: Line | None = None
    key: Key | None = None

    def __post_init__(self) -> None:
        """Refuse a table without cells, and a row that has not one for each column."""
        if not self.columns or not self.rows:
            raise ValueError("A table of levels has a row and a column")
        if any(len(line.cells) != len(self.columns) for line in self.lines):
            raise ValueError("Every row has one cell for each column")

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every row, the one that stands apart as well."""
        return (*self.rows, self.whole) if self.whole else self.rows


def heatmap_height(heatmap: Heatmap, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return _height(heatmap, _grid(heatmap, width))


def heatmap_svg(heatmap: Heatmap, *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture, with rows and columns in the order that they came in."""
    grid, palette = _grid(heatmap, width), PALETTES[shade]
    figure, axes = sheet(width=width.pixels, height=_height(heatmap, grid), palette=palette)
    drawing = _Heat(axes=axes, grid=grid, palette=palette)
    drawing.heads()
    drawing.rows(heatmap)
    top = grid.bottom + APART
    draw_key(axes, heatmap.key, top=top, width=width.pixels, palette=palette)
    return out(figure)


def _grid(heatmap: Heatmap, width: Width) -> Grid:
    return lay_out(
        [Label(title=head.title, caption=head.caption) for head in heatmap.columns],
        [Label(title=line.title, caption=line.caption) for line in heatmap.lines],
        width=width,
        has_whole=heatmap.whole is not None,
    )


def _height(heatmap: Heatmap, grid: Grid) -> int:
    key = key_height(heatmap.key, width=grid.width.pixels)
    return round(grid.bottom + (APART + key if key else 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Heat:
    axes: Axes
    grid: Grid
    palette: Palette

    def heads(self) -> None:
        for index, head in enumerate(self.grid.heads):
            x, _y = self.grid.cells(0, index, index).middle
            bottom = self.grid.head_room - 8
            self._across(x, bottom, head.caption, self.palette.muted)
            above = bottom - len(head.caption) * SMALL_LINE
            if self.grid.is_turned:
                self._upright(x, above, head.title)
            else:
                self._across(x, above, head.title, self.palette.ink)

    def _across(self, x: float, bottom: float, lines: Sequence[str], colour: str) -> None:
        for back, text in enumerate(reversed(lines)):
            at, letter = (x, bottom - back * SMALL_LINE), regular(SMALL)
            words(self.axes, at, text, colour=colour, letter=letter)

    def _upright(self, x: float, bottom: float, lines: Sequence[str]) -> None:
        for line, text in enumerate(lines):
            at = (x + (line - (len(lines) - 1) / 2) * SMALL_LINE, bottom - 2)
            words(
                self.axes,
                at,
                text,
                colour=self.palette.ink,
                letter=regular(SMALL),
                across="left",
                along="center_baseline",
                turned=True,
            )

    def rows(self, heatmap: Heatmap) -> None:
        silent = self._silent_columns(heatmap)
        for row, line in enumerate(heatmap.lines):
            is_whole = line is heatmap.whole
            self._title(self.grid.rows[row], is_whole=is_whole)
            for first, last in _runs(line, frozenset() if is_whole else frozenset(silent)):
                draw_cell(
                    self.axes, self.grid.cells(row, first, last), line.cells[first], self.palette
                )
        for column in silent:
            box = self._tall(column, len(heatmap.rows) - 1)
            draw_cell(self.axes, box, heatmap.rows[0].cells[column], self.palette)

    def _silent_columns(self, heatmap: Heatmap) -> list[int]:
        """Return the columns without any number, when others have one."""
        if not self.grid.is_wide or len(heatmap.rows) < _FEWEST_ROWS:
            return []
        columns = range(len(heatmap.columns))
        silent = [index for index in columns if _is_silent(heatmap, index)]
        return silent if len(silent) < len(columns) else []

    def _tall(self, column: int, last_row: int) -> Box:
        first, last = (self.grid.cells(row, column, column) for row in (0, last_row))
        height = last.top + last.height - first.top
        return Box(left=first.left, top=first.top, width=first.width, height=height)

    def _title(self, row: Row, *, is_whole: bool) -> None:
        letter, y = strong(TEXT) if is_whole else regular(TEXT), row.first_line
        for line, text in enumerate(row.title):
            at, colour = (0.0, y + line * LINE), self.palette.ink
            words(self.axes, at, text, colour=colour, letter=letter, across="left")
        below, right = y + (len(row.title) - 1) * LINE + SMALL_LINE + 1, self.grid.width.pixels
        at, across = ((0.0, below), "left") if self.grid.is_wide else ((right, y), "right")
        small, colour = regular(SMALL), self.palette.muted
        words(self.axes, at, row.caption, colour=colour, letter=small, across=across)


def _is_silent(heatmap: Heatmap, column: int) -> bool:
    cells = [line.cells[column] for line in heatmap.rows]
    return all(cell.is_withheld for cell in cells) and len({cell.shown for cell in cells}) == 1


def _runs(line: Line, skipped: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the cells from left to right; neighbours withheld for one reason are one gap."""

    def alike(index: int) -> tuple[bool, object]:
        cell = line.cells[index]
        is_gap = cell.is_withheld and index not in skipped
        return is_gap, cell.shown if is_gap else index

    for _key, run in groupby(range(len(line.cells)), key=alike):
        found = list(run)
        if found[0] not in skipped:
            yield found[0], found[-1]
