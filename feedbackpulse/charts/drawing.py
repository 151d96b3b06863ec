"""Paper and the way out: every picture is drawn on a sheet and leaves it as SVG, or as PNG for files.

In SVG text stays text: it can be searched, copied and read aloud. The letters come with it.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from feedbackpulse.charts.letters import (
    FALLBACK,
    Weight,
    can_write,
    font_faces,
    line_length,
    regular,
    strong,
    text_width,
)
from feedbackpulse.charts.palette import Palette

__all__ = ["WayOut", "Width", "as_png", "as_svg", "regular", "sheet", "strong", "text_width"]

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

_PIXELS = 72
"""SVG counts in points of 1/72 inch; with as many dots per inch one point is one pixel."""
_PRINT = 3
"""How many dots of a print there are, in a line, for every pixel."""
_DRAWING = threading.Lock()
"""The font engine below matplotlib keeps state that two threads may not share."""

_NOISE = re.compile(
    r"<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|<!--.*?-->\s*|<metadata>.*?</metadata>\s*"
    r"|<defs>\s*<style.*?</style>\s*</defs>\s*",
    re.DOTALL,
)
_STYLE = re.compile(r' style="([^"]*)"')
_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
_SAID_ELSEWHERE = re.compile(r' font-family="[^"]*"| transform="rotate\(-0 [^"]*"')
"""The family stands on the picture as a whole, and most words are not turned."""


WayOut = Callable[[Figure], bytes]
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

    Styles become attributes, so that a reader's machine that refuses the style sheet with the
    letters still draws everything else as it was meant.
    """
    out = io.StringIO()
    text = _Text()
    with _DRAWING:
        figure.savefig(out, format="svg", metadata={"Date": None}, facecolor=figure.get_facecolor())
        plain = _STYLE.sub(_attributes, _NOISE.sub("", out.getvalue()))
        plain = re.sub(r'="([\d.]+)pt"', r'="\1"', plain)
        drawn = _TEXT.sub(text.element, plain)
    return _opened(drawn, letters=font_faces(text.written)).encode()


def as_png(figure: Figure) -> bytes:
    """Return the picture in dots, for files on paper and on a screen for many."""
    out = io.BytesIO()
    with _DRAWING:
        figure.savefig(out, format="png", dpi=_PRINT * _PIXELS, facecolor=figure.get_facecolor())
    return out.getvalue()


def _attributes(match: re.Match[str]) -> str:
    pairs = (part.split(":", 1) for part in match[1].split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _opened(drawn: str, *, letters: str) -> str:
    head = f'<svg stroke-linejoin="round" stroke-linecap="butt" font-family="{FALLBACK}"'
    style = f"<style>{letters}</style>\n" if letters else ""
    before, tag, after = drawn.replace("<svg", head, 1).partition(">\n")
    return f"{before}{tag}{style}{after}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """Gives every piece of text its length, and remembers what was written."""

    written: dict[Weight, list[str]] = field(default_factory=dict)

    def element(self, match: re.Match[str]) -> str:
        attributes, words = _SAID_ELSEWHERE.sub("", match[1]), unescape(match[2])
        weight = Weight.STRONG if 'font-weight="600"' in attributes else Weight.REGULAR
        self.written.setdefault(weight, []).append(words)
        fitted = attributes + _length(words, attributes, weight)
        return f"<text{fitted}>{match[2]}</text>"


def _length(words: str, attributes: str, weight: Weight) -> str:
    """Return the room the words were given, which other letters than ours have to keep to."""
    size = re.search(r'font-size="([\d.]+)px"', attributes)
    if size is None or not can_write(words):
        return ""
    length = line_length(words, size=float(size[1]), weight=weight)
    return f' textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
