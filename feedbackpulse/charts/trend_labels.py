"""The words in a trend: whose line is whose, and the one thing a test found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import regular, strong, text_width
from feedbackpulse.charts.palette import Palette
from feedbackpulse.charts.strokes import Box, capsule, words
from feedbackpulse.charts.topics import wrapped
from feedbackpulse.charts.trend_plot import PLOT, TEXT, TOP, Plot

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

_WIDEST, _LINE, _BESIDE = 116.0, 16.0, 12.0
_MOST_LINES = 2
_CLEAR = 11.0
"""How far an arrow stops from the point it shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What the two lines are called; empty when the page around the picture says it."""

    own: str = ""
    beside: str = ""


def names_width(names: Names) -> float:
    """Return how much room the names take beyond the last column."""
    lines = [text_width(line, strong(TEXT)) for line in _lines(names.own)]
    lines += [text_width(line, regular(TEXT)) for line in _lines(names.beside)]
    return max(lines) + _BESIDE + 2 if lines else 0.0


def draw_names(axes: Axes, plot: Plot, names: Names, *, palette: Palette) -> None:
    """Write at the end of each line whose it is, the own one with its latest number."""
    at = plot.last_told
    if at is None:
        return
    own = [*_lines(names.own), plot.columns[at].shown] if names.own else []
    other = plot.others(len(plot.columns) - 1)
    others = [] if other is None else _lines(names.beside)
    line = plot.smoothed[at] if plot.has_line else None
    middle = plot.y(line.value if line else plot.value(at) or 0.0)
    beside = plot.y(other or 0.0)
    middle, beside = _apart(middle, beside, heights=(len(own) * _LINE, len(others) * _LINE))
    x = plot.x(len(plot.columns) - 1) + _BESIDE
    _write(axes, (x, middle), own, colour=palette.line, is_strong=True)
    _write(axes, (x, beside), others, colour=palette.muted, is_strong=False)


def draw_note(axes: Axes, plot: Plot, note: str, *, palette: Palette) -> None:
    """Write what a test found of the latest round, with an arrow to its point."""
    at = plot.last_told
    value = None if at is None else plot.value(at)
    if not note or at is None or value is None:
        return
    (above, baseline), x, y = plot.note_place(at), plot.x(at), plot.y(value)
    width = text_width(note, regular(TEXT))
    right = max(x - 26, plot.left + width + 4)
    plate = Box(left=right - width - 6, top=baseline - 15, width=width + 12, height=21)
    capsule(axes, plate, colour=palette.surface, above=8)
    ink, letter = palette.ink, regular(TEXT)
    words(axes, (right, baseline), note, colour=ink, letter=letter, across="right")
    beside = (right + 6, baseline - 4)
    end = (x, y - _CLEAR if above else y + _CLEAR)
    _draw_arrow(axes, beside, end, palette)


def _draw_arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], palette: Palette
) -> None:
    """Draw a bow that leaves sideways and arrives from straight above or below."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if start[0] > end[0]:
        return
    bow = Path([start, (end[0], start[1]), end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_patch(PathPatch(bow, facecolor="none", edgecolor=palette.muted, lw=1.5, zorder=8))


def _lines(name: str) -> list[str]:
    lines = wrapped(name, width=_WIDEST, size=TEXT)
    kept = lines[:_MOST_LINES]
    return kept if kept == lines else [*kept[:-1], f"{kept[-1]}…"]


def _apart(one: float, other: float, *, heights: tuple[float, float]) -> tuple[float, float]:
    """Return the middles of two labels, moved so that they do not cover each other."""
    need = sum(heights) / 2 + 2 if all(heights) else 0.0
    missing = need - abs(one - other)
    if missing > 0:
        way = -1 if one <= other else 1
        one, other = one + way * missing / 2, other - way * missing / 2
    return _inside(one, heights[0]), _inside(other, heights[1])


def _inside(middle: float, height: float) -> float:
    return min(max(middle, TOP + height / 2), TOP + PLOT - height / 2)


def _write(
    axes: Axes, at: tuple[float, float], lines: list[str], *, colour: str, is_strong: bool
) -> None:
    x, middle = at
    letter = strong(TEXT) if is_strong else regular(TEXT)
    for index, text in enumerate(lines):
        y = middle + (index - (len(lines) - 1) / 2) * _LINE
        words(
            axes, (x, y), text, colour=colour, letter=letter, across="left", along="center_baseline"
        )
