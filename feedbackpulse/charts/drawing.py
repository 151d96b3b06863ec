"""Paper and the way out: every picture is drawn on a sheet and leaves it as SVG, or as PNG for files.

In SVG text stays text: it can be searched, copied and read aloud. The letters come with it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from feedbackpulse.charts.letters import regular, strong, text_width
from feedbackpulse.charts.palette import Palette
from feedbackpulse.charts.svg import leaving

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["WayOut", "Width", "as_png", "as_svg", "regular", "sheet", "strong", "text_width"]

_PIXELS = 72
"""SVG counts in points of 1/72 inch; with as many dots per inch one point is one pixel."""
_PRINT = 3
"""How many dots of a print there are, in a line, for every pixel."""
_DRAWING = threading.Lock()
"""The font engine below matplotlib keeps state that two threads may not share."""

WayOut = Callable[["Figure"], bytes]
"""How a finished picture leaves its sheet."""


class Width(StrEnum):
    """How wide a picture is drawn."""

    PHONE = "phone"
    WIDE = "wide"

    @property
    def pixels(self) -> int:
        """The width in pixels at 100%."""
        return 340 if self is Width.PHONE else 680


def sheet(*, width: float, height: float, palette: Palette) -> tuple[Figure, Axes]:
    """Return an empty sheet on which one unit is one pixel, counted from the top left."""
    figure = _figure_class()(
        figsize=(width / _PIXELS, height / _PIXELS), dpi=_PIXELS, facecolor=palette.surface
    )
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    return figure, axes


@cache
def _figure_class() -> type[Figure]:
    """Load what draws, and tell it once how we draw."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "feedbackpulse",
            "text.parse_math": False,  # two dollar signs in somebody's text are no formula
            "hatch.linewidth": 1.2,
            "path.simplify": False,
            "lines.solid_capstyle": "round",
            "lines.dash_capstyle": "round",
        }
    )
    return Figure


def as_svg(figure: Figure) -> bytes:
    """Return the picture; the same figure always gives the same bytes."""
    out = io.StringIO()
    with _DRAWING:
        figure.savefig(out, format="svg", metadata={"Date": None}, facecolor=figure.get_facecolor())
        return leaving(out.getvalue())


def as_png(figure: Figure) -> bytes:
    """Return the picture in dots, for files on paper and on a screen for many."""
    out = io.BytesIO()
    with _DRAWING:
        figure.savefig(out, format="png", dpi=_PRINT * _PIXELS, facecolor=figure.get_facecolor())
    return out.getvalue()
