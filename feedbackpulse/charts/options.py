"""How often each option was chosen: one bar per question, as a part of everybody who rated it.

A scale with a middle goes to both sides of it, so that the eye sees which side is larger. A scale
from little to much begins at the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import WayOut, Width, as_svg, regular, sheet, strong, text_width
from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.charts.strokes import Box, words
from feedbackpulse.charts.topics import wrapped

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TEXT, _SMALL, _NUMBER = 14.0, 12.0, 15.0
_LINE, _BAR = 18.0, 26.0
_TOP, _BELOW_TITLE, _BELOW_BAR = 18.0, 8.0, 26.0
_NUMBER_WIDTH = {Width.WIDE: 150.0, Width.PHONE: 96.0}
_ROOM = 8.0
"""What a part must be wider than what is written in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionBar:
    """One question; words and numbers come written for the reader."""

    title: str
    shares: tuple[float, ...]
    """Of each option, from the lowest to the highest; together 1."""
    labels: tuple[str, ...]
    shown: str
    """How many agree."""
    caption: str
    has_middle: bool = False
    """The third option is neither of two sides."""

    @property
    def before_middle(self) -> float:
        """Which part lies before the middle of the scale."""
        return sum(self.shares[:2]) + self.shares[2] / 2 if self.has_middle else 0.0


def options_height(titles: Sequence[str], *, width: Width) -> int:
    """Return how high a picture of these questions is, in pixels."""
    return int(sum(_row_height(title, width) for title in titles))


def options_svg(
    bars: Sequence[OptionBar], *, shade: Shade, width: Width, out: WayOut = as_svg
) -> bytes:
    """Return the picture of these questions, in this order."""
    drawing = _Options(bars=tuple(bars), palette=PALETTES[shade], width=width)
    return out(drawing.figure())


def _lines(title: str, width: Width) -> list[str]:
    return wrapped(title, width=width.pixels - _NUMBER_WIDTH[width])


def _row_height(title: str, width: Width) -> float:
    return _TOP + (len(_lines(title, width)) - 1) * _LINE + _BELOW_TITLE + _BAR + _BELOW_BAR


@dataclass(frozen=True, kw_only=True, slots=True)
class _Options:
    bars: tuple[OptionBar, ...]
    palette: Palette
    width: Width

    def figure(self) -> Figure:
        height = options_height([bar.title for bar in self.bars], width=self.width)
        figure, axes = sheet(width=self.width.pixels, height=height, palette=self.palette)
        top = 0.0
        for bar in self.bars:
            self._title(axes, top, bar)
            bottom = top + _row_height(bar.title, self.width) - _BELOW_BAR
            self._number(axes, bottom - _BAR - _BELOW_TITLE, bar)
            self._middle(axes, bottom - _BAR, bar)
            self._parts(axes, bottom - _BAR, bar)
            top = bottom + _BELOW_BAR
        return figure

    def _title(self, axes: Axes, top: float, bar: OptionBar) -> None:
        for line, text in enumerate(_lines(bar.title, self.width)):
            at, colour = (0.0, top + _TOP + line * _LINE - 4), self.palette.ink
            words(axes, at, text, colour=colour, letter=regular(_TEXT), across="left")

    def _number(self, axes: Axes, y: float, bar: OptionBar) -> None:
        right, letter = float(self.width.pixels), strong(_NUMBER)
        at = (right, y - 4)
        words(axes, at, bar.shown, colour=self.palette.ink, letter=letter, across="right")
        at = (right - text_width(bar.shown, letter) - 6, y - 4)
        small, colour = regular(_SMALL), self.palette.muted
        words(axes, at, bar.caption, colour=colour, letter=small, across="right")

    @property
    def _reach(self) -> tuple[float, float]:
        """Return the largest parts before and after the middle; together they fill the sheet."""
        sided = [bar for bar in self.bars if bar.has_middle and any(bar.shares)]
        before = max((bar.before_middle for bar in sided), default=0.0)
        after = max((sum(bar.shares) - bar.before_middle for bar in sided), default=1.0)
        return before, after

    def _scale(self, bar: OptionBar) -> tuple[float, float]:
        """Return where a bar begins, and how many pixels everybody together is."""
        if not bar.has_middle:
            return 0.0, float(self.width.pixels)
        before, after = self._reach
        whole = self.width.pixels / (before + after)
        return (before - bar.before_middle) * whole, whole

    def _middle(self, axes: Axes, top: float, bar: OptionBar) -> None:
        if bar.has_middle:
            begin, whole = self._scale(bar)
            x, ys = begin + bar.before_middle * whole, [top - 5, top + _BAR + 5]
            axes.plot([x, x], ys, color=self.palette.muted, lw=1.5, zorder=1)

    def _parts(self, axes: Axes, top: float, bar: OptionBar) -> None:
        left, whole = self._scale(bar)
        colours = self.palette.sides if bar.has_middle else self.palette.steps
        for share, label, (fill, ink) in zip(bar.shares, bar.labels, colours, strict=True):
            box = Box(left=left, top=top, width=share * whole, height=_BAR)
            self._part(axes, box, label, fill=fill, ink=ink)
            left += box.width

    def _part(self, axes: Axes, box: Box, label: str, *, fill: str, ink: str) -> None:
        from matplotlib.patches import Rectangle

        part = Rectangle(
            (box.left, box.top),
            box.width,
            box.height,
            facecolor=fill,
            edgecolor=self.palette.surface,
            linewidth=1.5 if box.width else 0,
            zorder=2,
        )
        axes.add_patch(part)
        if text_width(label, regular(_SMALL)) + _ROOM <= box.width:
            letter = regular(_SMALL)
            words(axes, box.middle, label, colour=ink, letter=letter, along="center_baseline")
