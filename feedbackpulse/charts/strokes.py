"""The few shapes that the pictures are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import regular, text_width
from feedbackpulse.charts.palette import Palette

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for, not even escaped."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle on the sheet, in pixels from the top left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return self.left + self.width / 2, self.top + self.height / 2


def words(
    axes: Axes,
    at: tuple[float, float],
    text: str,
    *,
    colour: str,
    letter: FontProperties,
    across: str = "center",
    along: str = "baseline",
    turned: bool = False,
) -> None:
    """Write something, above everything else."""
    axes.text(
        *at,
        _UNWRITABLE.sub("", text),
        ha=across,
        va=along,
        rotation=90 if turned else 0,
        rotation_mode="anchor",
        color=colour,
        fontproperties=letter,
        zorder=9,
    )


def capsule(axes: Axes, box: Box, *, colour: str, above: int = 2) -> None:
    """Draw a bar with round ends."""
    from matplotlib.patches import FancyBboxPatch

    rounding = min(box.width, box.height) / 2
    shape = FancyBboxPatch(
        (box.left, box.top),
        box.width,
        box.height,
        boxstyle=f"round,pad=0,rounding_size={rounding}",
        facecolor=colour,
        edgecolor="none",
        zorder=above,
    )
    axes.add_patch(shape)


def ring(axes: Axes, at: tuple[float, float], *, palette: Palette) -> None:
    """Draw an open dot: the view that somebody starts from."""
    edge, fill = palette.ink, palette.surface
    axes.plot(*at, "o", ms=10, mfc=fill, mec=edge, mew=2, zorder=8)


def square(axes: Axes, at: tuple[float, float], *, colour: str, palette: Palette) -> None:
    """Draw a filled square: the view that is laid beside it."""
    axes.plot(*at, "s", ms=12, mfc=colour, mec=palette.surface, mew=1.5, zorder=7)


def stripes(axes: Axes, box: Box, *, ground: str, colour: str, hatch: str) -> None:
    """Draw a hatched bar: something is not known here."""
    from matplotlib.patches import Rectangle

    shape = Rectangle(
        (box.left, box.top),
        box.width,
        box.height,
        facecolor=ground,
        edgecolor=colour,
        linewidth=0,
        hatch=hatch,
        zorder=2,
    )
    axes.add_patch(shape)


def gap(axes: Axes, box: Box, *, reason: str, size: float, palette: Palette) -> None:
    """Draw a place where nothing may be shown, with the reason in it along its longest side."""
    stripes(axes, box, ground=palette.gap, colour=palette.stripe, hatch="//")
    upright = box.height > box.width
    room, (x, y) = text_width(reason, regular(size)) + 18, box.middle
    across, down = (18.0, room) if upright else (room, 18.0)
    label = Box(left=x - across / 2, top=y - down / 2, width=across, height=down)
    capsule(axes, label, colour=palette.surface, above=5)
    words(
        axes,
        (x, y),
        reason,
        colour=palette.muted,
        letter=regular(size),
        along="center_baseline",
        turned=upright,
    )
