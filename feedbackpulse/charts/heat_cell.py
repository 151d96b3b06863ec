"""One cell of a table of levels: a number on its colour, or a pattern with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import regular, strong, text_width
from feedbackpulse.charts.heat_key import step_of, triangle
from feedbackpulse.charts.palette import Palette
from feedbackpulse.charts.strokes import Box, gap, stripes, words
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Bounded, Known, Level, Missing, Side

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

_NUMBER, _SMALL, _LINE = 14.0, 12.0, 14.0
_PADDING, _STRIP, _NARROW, _ROUND, _LABEL = 6.0, 8.0, 40.0, 4.0, 18.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One level; words and numbers come written for the reader.

    `shown` is the level in writing, or the reason why there is none; `short` is the same where
    there is little room. No level at all means that this was not asked.
    """

    level: Level | None
    shown: str
    short: str = ""
    verdict: Verdict | None = None
    is_coloured: bool = True
    """Not where a level is not to be compared with the others."""

    @property
    def is_withheld(self) -> bool:
        """Say whether there is a level that may not be shown."""
        return isinstance(self.level, Missing)


def draw_cell(axes: Axes, box: Box, cell: Cell, palette: Palette) -> None:
    """Draw a cell, or several beside each other that are withheld for the same reason."""
    level = cell.level
    if level is None:
        at, letter = box.middle, regular(_SMALL)
        words(axes, at, "–", colour=palette.muted, letter=letter, along="center_baseline")
    elif isinstance(level, Missing):
        _withheld(axes, box, cell, palette)
    elif isinstance(level, Known | Bounded):
        step = palette.heat[step_of(level.value)]
        fill, ink = step if cell.is_coloured else (palette.gap, palette.ink)
        _tile(axes, box, fill)
        if isinstance(level, Bounded):
            _open_side(axes, box, level.side, fill=fill, ink=ink)
        _write(axes, box, cell, ink)
        _sign(axes, box, cell, ink)
    else:
        _tile(axes, box, palette.gap)
        _write(axes, box, cell, palette.muted)


def _tile(axes: Axes, box: Box, colour: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    shape = FancyBboxPatch(
        (box.left, box.top),
        box.width,
        box.height,
        boxstyle=f"round,pad=0,rounding_size={_ROUND}",
        facecolor=colour,
        edgecolor="none",
        zorder=2,
    )
    axes.add_patch(shape)


def _withheld(axes: Axes, box: Box, cell: Cell, palette: Palette) -> None:
    """Write the reason when it fits; the key and the table beside the picture always have it."""
    if text_width(cell.shown, regular(_SMALL)) + _LABEL <= max(box.width, box.height):
        gap(axes, box, reason=cell.shown, size=_SMALL, palette=palette)
        return
    stripes(axes, box, ground=palette.gap, colour=palette.stripe, hatch="//")
    if lines := _few_lines(cell.shown, box.width - _PADDING):
        width, height = _longest(lines) + _PADDING, len(lines) * _LINE + 2
        left, top = box.left + (box.width - width) / 2, box.middle[1] - height / 2
        _tile(axes, Box(left=left, top=top, width=width, height=height), palette.surface)
        _write_lines(axes, box.middle, lines, colour=palette.muted, letter=regular(_SMALL))


def _open_side(axes: Axes, box: Box, side: Side, *, fill: str, ink: str) -> None:
    if not (width := _strip(box)):
        return
    left = box.left + box.width - width if side is Side.HIGHER else box.left
    strip = Box(left=left, top=box.top, width=width, height=box.height)
    stripes(axes, strip, ground=fill, colour=ink, hatch="//////")


def _strip(box: Box) -> float:
    """Return how wide the striped side is: a narrow cell has room for its words alone."""
    return _STRIP if box.width >= _NARROW else 0.0


def _write(axes: Axes, box: Box, cell: Cell, ink: str) -> None:
    strip = _strip(box) if isinstance(cell.level, Bounded) else 0.0
    is_higher = isinstance(cell.level, Bounded) and cell.level.side is Side.HIGHER
    lines, letter = _fitting(cell, box.width - strip - _PADDING)
    at = (box.middle[0] + (-strip if is_higher else strip) / 2, box.middle[1])
    _write_lines(axes, at, lines, colour=ink, letter=letter)


def _write_lines(
    axes: Axes,
    middle: tuple[float, float],
    lines: Sequence[str],
    *,
    colour: str,
    letter: FontProperties,
) -> None:
    for line, text in enumerate(lines):
        at = (middle[0], middle[1] + (line - (len(lines) - 1) / 2) * _LINE)
        words(axes, at, text, colour=colour, letter=letter, along="center_baseline")


def _fitting(cell: Cell, room: float) -> tuple[Sequence[str], FontProperties]:
    """Return the most telling words that fit: in one line, in two, or the short ones."""
    if isinstance(cell.level, Known):
        return [cell.shown], strong(_NUMBER)
    return _few_lines(cell.shown, room) or [cell.short or cell.shown], regular(_SMALL)


def _few_lines(text: str, room: float) -> Sequence[str]:
    """Return the text in at most two lines, of which a number has the first; or nothing."""
    parts = text.split()
    breaks = [1] if text[:1].isdigit() and len(parts) > 1 else range(1, len(parts))
    splits = [[text], *([" ".join(parts[:at]), " ".join(parts[at:])] for at in breaks)]
    fitting = [lines for lines in splits if _longest(lines) <= room]
    return min(fitting, key=lambda lines: (len(lines), _longest(lines)), default=())


def _longest(lines: Sequence[str]) -> float:
    return max(text_width(line, regular(_SMALL)) for line in lines)


def _sign(axes: Axes, box: Box, cell: Cell, ink: str) -> None:
    """Point up or down beside the number, or in the corner of a narrow cell."""
    if cell.verdict not in {Verdict.UP, Verdict.DOWN}:
        return
    right, (x, y), up = box.left + box.width, box.middle, cell.verdict is Verdict.UP
    beside = x + text_width(cell.shown, strong(_NUMBER)) / 2 + 11
    if beside + 4 <= right and isinstance(cell.level, Known):
        triangle(axes, (beside, y), up=up, half=4, colour=ink)
    else:
        triangle(axes, (right - 6, box.top + 6), up=up, half=3.5, colour=ink)
