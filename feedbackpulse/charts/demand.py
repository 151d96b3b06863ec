"""About how many people chose each theme: bars, and how far off each of them may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.rows import RowLayout, draw_title
from feedbackpulse.charts.strokes import Box, capsule, words
from feedbackpulse.charts.topics import wrapped

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

_TEXT, _BAR, _CAP = 14.0, 16.0, 5.0
_TOP, _BOTTOM = 6.0, 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One theme; `shown` is the number as it is written."""

    title: str
    count: int
    shown: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """All themes with a number, in the order they are drawn; each is off by *reach* at most."""

    wishes: tuple[Wish, ...]
    reach: int


_LAYOUTS = {
    Width.WIDE: RowLayout(left=236, right=560, title_width=212, row=38, track=19),
    Width.PHONE: RowLayout(left=0, right=232, title_width=318, row=54, track=38, above=20),
}


def demand_height(demand: Demand, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return int(_TOP + len(demand.wishes) * _LAYOUTS[width].row + _BOTTOM)


def demand_svg(demand: Demand, *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture: bars that begin at nobody."""
    height, palette = demand_height(demand, width=width), PALETTES[shade]
    figure, axes = sheet(width=width.pixels, height=height, palette=palette)
    drawing = _Demand(axes=axes, palette=palette, width=width, demand=demand)
    for index, wish in enumerate(demand.wishes):
        drawing.wish(_TOP + index * _LAYOUTS[width].row, wish)
    return out(figure)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Demand:
    axes: Axes
    palette: Palette
    width: Width
    demand: Demand

    def _x(self, people: float) -> float:
        most = max(wish.count for wish in self.demand.wishes) + self.demand.reach
        layout = _LAYOUTS[self.width]
        return layout.left + people / most * (layout.right - layout.left)

    def wish(self, top: float, wish: Wish) -> None:
        """Draw one theme."""
        layout, ink = _LAYOUTS[self.width], self.palette.ink
        lines, letter = wrapped(wish.title, width=layout.title_width), regular(_TEXT)
        draw_title(self.axes, lines, top=top, layout=layout, letter=letter, colour=ink)
        y = top + layout.track
        left, right = self._x(0), self._x(wish.count)
        box = Box(left=left, top=y - _BAR / 2, width=right - left, height=_BAR)
        capsule(self.axes, box, colour=self.palette.open_end)
        self._reach(y, wish)
        at = (float(self.width.pixels), y + 5)
        words(self.axes, at, wish.shown, colour=ink, letter=strong(_TEXT), across="right")

    def _reach(self, y: float, wish: Wish) -> None:
        """Draw between which numbers the true one lies, nine times out of ten."""
        low = self._x(max(0, wish.count - self.demand.reach))
        high = self._x(wish.count + self.demand.reach)
        for xs, ys in (
            ((low, high), (y, y)),
            ((low, low), (y - _CAP, y + _CAP)),
            ((high, high), (y - _CAP, y + _CAP)),
        ):
            self.axes.plot(xs, ys, color=self.palette.ink, lw=1.5, zorder=5)
