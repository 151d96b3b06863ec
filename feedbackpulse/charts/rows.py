"""Rows with a line from low to high: where things go, and the title in its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.strokes import words

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

_LINE = 17.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RowLayout:
    """Where things go: beside each other on a wide sheet, below each other on a phone."""

    left: float
    right: float
    title_width: float
    row: float
    track: float
    """How far below the top of its row the line lies."""
    above: float | None = None
    """How far below the top of its row the title is written; None: beside the line."""

    def baseline(self, top: float, lines: int) -> float:
        """Return where the first line of a title is written."""
        if self.above is not None:
            return top + self.above
        return top + self.track - (lines - 1) * _LINE / 2 + 5


def draw_title(
    axes: Axes,
    lines: Sequence[str],
    *,
    top: float,
    layout: RowLayout,
    letter: FontProperties,
    colour: str,
) -> None:
    """Write the title of a row at the left edge."""
    y = layout.baseline(top, len(lines))
    for line, text in enumerate(lines):
        at = (0.0, y + line * _LINE)
        words(axes, at, text, colour=colour, letter=letter, across="left")
