"""The six colours of a table of levels, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from feedbackpulse.charts.drawing import regular, text_width
from feedbackpulse.charts.palette import Palette
from feedbackpulse.charts.strokes import Box, stripes, words

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.axes import Axes

STEPS = tuple(Decimal(text) for text in ("2.7", "3.2", "3.4", "3.7", "4.2"))
"""The highest number of each colour but the last. The middle ones are narrow: most levels lie
there."""
_SWATCH, _SMALL, _LINE, _ROOM = 15.0, 12.0, 24.0, 16.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """What the signs mean, written for the reader; the last three are empty when not used."""

    steps: tuple[str, ...]
    withheld: str = ""
    up: str = ""
    down: str = ""


def step_of(value: float) -> int:
    """Return which of the six colours a level gets, counted from 0.

    The number is rounded the way it is written, so that equal numbers have equal colours.
    """
    written = Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    return sum(written > step for step in STEPS)


def key_height(key: Key | None, *, width: float) -> float:
    """Return how much room the key takes below the table."""
    lines = {line for line, _left, _entry in _places(key, width)}
    return len(lines) * _LINE


def draw_key(axes: Axes, key: Key | None, *, top: float, width: float, palette: Palette) -> None:
    """Write the key in as many lines as it takes."""
    for line, left, (sign, text) in _places(key, width):
        middle = top + line * _LINE + _LINE / 2
        box = Box(left=left, top=middle - _SWATCH / 2, width=_SWATCH, height=_SWATCH)
        _sign(axes, box, sign, palette)
        at, letter = (left + _SWATCH + 6, middle), regular(_SMALL)
        words(
            axes,
            at,
            text,
            colour=palette.muted,
            letter=letter,
            across="left",
            along="center_baseline",
        )


def triangle(axes: Axes, at: tuple[float, float], *, up: bool, half: float, colour: str) -> None:
    """Draw the sign of a tested change: a triangle that points up or down."""
    from matplotlib.patches import Polygon

    (x, y), tip = at, -half if up else half
    corners = [(x - half, y - tip), (x + half, y - tip), (x, y + tip)]
    axes.add_patch(Polygon(corners, closed=True, facecolor=colour, edgecolor="none", zorder=8))


def _places(key: Key | None, width: float) -> Iterator[tuple[int, float, tuple[str, str]]]:
    line, left = 0, 0.0
    for sign, text in _entries(key):
        room = _SWATCH + 6 + text_width(text, regular(_SMALL))
        if left and left + room > width:
            line, left = line + 1, 0.0
        yield line, left, (sign, text)
        left += room + _ROOM


def _entries(key: Key | None) -> Sequence[tuple[str, str]]:
    if key is None:
        return ()
    steps = [(str(index), text) for index, text in enumerate(key.steps)]
    others = [("withheld", key.withheld), ("up", key.up), ("down", key.down)]
    return [*steps, *((sign, text) for sign, text in others if text)]


def _sign(axes: Axes, box: Box, sign: str, palette: Palette) -> None:
    if sign in {"up", "down"}:
        triangle(axes, box.middle, up=sign == "up", half=5, colour=palette.ink)
    elif sign == "withheld":
        stripes(axes, box, ground=palette.gap, colour=palette.stripe, hatch="//////")
        _outline(axes, box, fill="none", edge=palette.second)
    else:
        fill, _ink = palette.heat[int(sign)]
        _outline(axes, box, fill=fill, edge=palette.second)


def _outline(axes: Axes, box: Box, *, fill: str, edge: str) -> None:
    from matplotlib.patches import Rectangle

    corner = (box.left, box.top)
    axes.add_patch(
        Rectangle(
            corner,
            box.width,
            box.height,
            facecolor=fill,
            edgecolor=edge,
            linewidth=0.6,
            zorder=3,
        )
    )
