"""The line of a trend: through the points, or behind them with its band."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from feedbackpulse.charts.palette import Palette
from feedbackpulse.charts.trend_plot import Plot
from feedbackpulse.insight.estimates import Known
from feedbackpulse.insight.trend import Link

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes


class _Join(Enum):
    """How the line goes from one column to the next."""

    NOT = "not"
    OVER_A_GAP = "over a gap"
    DASHED = "dashed"
    SOLID = "solid"


_DASHES = {_Join.SOLID: "solid", _Join.DASHED: (0, (2, 2)), _Join.OVER_A_GAP: (0, (0.5, 2.2))}


def draw_line(axes: Axes, plot: Plot, *, palette: Palette) -> None:
    """Draw what joins the columns."""
    for index in range(len(plot.columns) - 1):
        if plot.columns[index + 1].breaks:
            _draw_break(axes, plot, index, palette)
        if plot.has_line:
            _draw_smoothed(axes, plot, index, palette)
        else:
            _draw_straight(axes, plot, index, palette)


def draw_organisation(axes: Axes, plot: Plot, *, palette: Palette) -> None:
    """Draw the organisation's line, in pieces when the question became another one."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for index, column in enumerate(plot.columns):
        if column.breaks:
            pieces.append([])
        value = plot.others(index)
        if value is not None:
            pieces[-1].append((plot.x(index), plot.y(value)))
    for spots in pieces:
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        alone, dotted = "o" if len(spots) == 1 else None, (0, (1, 2.2))
        axes.plot(xs, ys, color=palette.second, lw=2, ls=dotted, marker=alone, zorder=3)


def is_in_band(plot: Plot, index: int) -> bool:
    """Say whether the band passes through a column, so that it needs no bar of its own."""
    joins = [_join(plot, each) for each in (index - 1, index) if 0 <= each < len(plot.columns) - 1]
    return plot.has_line and any(join in {_Join.SOLID, _Join.DASHED} for join in joins)


def _join(plot: Plot, index: int) -> _Join:
    before, after = plot.columns[index], plot.columns[index + 1]
    if after.breaks or None in plot.smoothed[index : index + 2]:
        return _Join.NOT
    if not (plot.is_told(index) and plot.is_told(index + 1)):
        return _Join.OVER_A_GAP
    both = isinstance(before.level, Known) and isinstance(after.level, Known)
    if both and after.link is Link.NONE:
        return _Join.NOT
    return _Join.DASHED if after.link is Link.DASHED else _Join.SOLID


def _draw_smoothed(axes: Axes, plot: Plot, index: int, palette: Palette) -> None:
    """Draw a piece of the line; over a gap it has no band, for nobody knows what was there."""
    join = _join(plot, index)
    one, other = plot.smoothed[index], plot.smoothed[index + 1]
    if join is _Join.NOT or one is None or other is None:
        return
    xs = [plot.x(index), plot.x(index + 1)]
    if join is not _Join.OVER_A_GAP:
        lows = [plot.y(one.low), plot.y(other.low)]
        highs = [plot.y(one.high), plot.y(other.high)]
        axes.fill_between(xs, lows, highs, color=palette.band, lw=0.5, zorder=2)
    ys = [plot.y(one.value), plot.y(other.value)]
    axes.plot(xs, ys, color=palette.line, lw=3, ls=_DASHES[join], zorder=4)


def _draw_straight(axes: Axes, plot: Plot, index: int, palette: Palette) -> None:
    """Join two points that may be compared."""
    before, after = plot.columns[index], plot.columns[index + 1]
    if after.breaks or after.link is Link.NONE:
        return
    if isinstance(before.level, Known) and isinstance(after.level, Known):
        xs = [plot.x(index), plot.x(index + 1)]
        ys = [plot.y(before.level.value), plot.y(after.level.value)]
        style = _DASHES[_Join.DASHED if after.link is Link.DASHED else _Join.SOLID]
        axes.plot(xs, ys, color=palette.line, lw=3, ls=style, zorder=4)


def _draw_break(axes: Axes, plot: Plot, index: int, palette: Palette) -> None:
    """Draw where the question became another one."""
    x = (plot.x(index) + plot.x(index + 1)) / 2
    ys = [plot.y(5), plot.y(plot.floor)]
    axes.plot([x, x], ys, color=palette.muted, lw=1.5, ls=(0, (4, 3)), zorder=3)
