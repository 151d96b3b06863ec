"""Paper, letters and the way out: every picture is drawn on a sheet and leaves it as SVG.

The letters are drawn as outlines. A picture on a page cannot load the page's own font, so
text would look, and fall, differently on every machine.
"""

from __future__ import annotations

import io
import re
import threading
from enum import StrEnum

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from feedbackpulse.charts.palette import Palette
from feedbackpulse.paths import resource_dir

matplotlib.rcParams.update(
    {
        "svg.fonttype": "path",
        "svg.hashsalt": "feedbackpulse",
        "text.parse_math": False,  # two dollar signs in somebody's text are no formula
        "hatch.linewidth": 1.2,
        "path.simplify": False,
        "lines.solid_capstyle": "round",
        "lines.dash_capstyle": "round",
    }
)

_FONTS = resource_dir("static") / "fonts"
_PIXELS = 72
"""SVG counts in points of 1/72 inch; with as many dots per inch one point is one pixel."""
_DRAWING = threading.Lock()
"""The font engine below matplotlib keeps state that two threads may not share."""

_NOISE = re.compile(
    r"<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|<!--.*?-->\s*|<metadata>.*?</metadata>\s*"
    r"|<defs>\s*<style.*?</style>\s*</defs>\s*",
    re.DOTALL,
)
_STYLE = re.compile(r' style="([^"]*)"')


class Width(StrEnum):
    """How wide a picture is drawn."""

    PHONE = "phone"
    WIDE = "wide"

    @property
    def pixels(self) -> int:
        """The width in pixels at 100%."""
        return 340 if self is Width.PHONE else 680


def regular(size: float) -> FontProperties:
    """Return the letter for most text, in pixels."""
    return FontProperties(fname=str(_FONTS / "Figtree-Regular.ttf"), size=size)


def strong(size: float) -> FontProperties:
    """Return the letter for numbers and names that stand out, in pixels."""
    return FontProperties(fname=str(_FONTS / "Figtree-SemiBold.ttf"), size=size)


def text_width(words: str, letter: FontProperties) -> float:
    """Return how many pixels these words take."""
    width, _height, _descent = text_to_path.get_text_width_height_descent(
        words, letter, ismath=False
    )
    return float(width)


def sheet(*, width: float, height: float, palette: Palette) -> tuple[Figure, Axes]:
    """Return an empty sheet on which one unit is one pixel, counted from the top left."""
    figure = Figure(
        figsize=(width / _PIXELS, height / _PIXELS), dpi=_PIXELS, facecolor=palette.surface
    )
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    return figure, axes


def as_svg(figure: Figure) -> bytes:
    """Return the picture; the same figure always gives the same bytes.

    Styles become attributes, so that the picture also looks right when it is opened by
    itself under a content security policy that forbids inline styles.
    """
    out = io.StringIO()
    with _DRAWING:
        figure.savefig(out, format="svg", metadata={"Date": None}, facecolor=figure.get_facecolor())
    plain = _STYLE.sub(_attributes, _NOISE.sub("", out.getvalue()))
    plain = re.sub(r'="([\d.]+)pt"', r'="\1"', plain)
    joined = '<svg stroke-linejoin="round" stroke-linecap="butt"'
    return plain.replace("<svg", joined, 1).encode()


def _attributes(match: re.Match[str]) -> str:
    pairs = (part.split(":", 1) for part in match[1].split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
