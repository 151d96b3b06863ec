"""SVG as it leaves: nothing in it but shapes and words, and the letters those are written with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from feedbackpulse.charts.letters import FALLBACK, Weight, can_write, font_faces, line_length

_NOISE = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>"
    r"|<defs>\s*<style.*?</style>\s*</defs>"
    r'| clip-path="[^"]*"|<defs>\s*<clipPath.*?</clipPath>\s*</defs>'
    r'|(?<=<g) id="[^"]*"| version="1.1"| stroke-miterlimit="[^"]*"',
    re.DOTALL,
)
"""What a reader does not see. Nothing is drawn outside the sheet, so nothing has to be clipped."""
_STYLE = re.compile(r' style="([^"]*)"')
_POINTS = re.compile(r'(?<==")([\d.]+)pt(?=")')
_PLACES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{2,}")
_BETWEEN = re.compile(r"\s*\n\s*(?=<)|(?<=>)\s*\n\s*")
_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
_SAID_ELSEWHERE = re.compile(r' font-family="[^"]*"| transform="rotate\(-0 [^"]*"')
"""The family stands on the picture as a whole, and most words are not turned."""


def leaving(drawn: str) -> bytes:
    """Return what matplotlib wrote, as we send it.

    Styles become attributes: where a reader's machine refuses the style sheet with the letters,
    everything else still looks as it was meant.
    """
    plain = _POINTS.sub(r"\1", _STYLE.sub(_attributes, _NOISE.sub("", drawn)))
    small = _BETWEEN.sub("", _PLACES.sub(_rounded, plain))
    text = _Text()
    svg = _TEXT.sub(text.element, small)
    return f"{_opened(svg, letters=font_faces(text.written))}\n".encode()


def _attributes(match: re.Match[str]) -> str:
    pairs = (part.split(":", 1) for part in match[1].split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _rounded(match: re.Match[str]) -> str:
    """Round places to a tenth of a pixel: the eye sees no less, and the picture is smaller."""
    joined = match[0].replace(" \n", " ").replace("\n", " ")
    return _LONG.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), joined)


def _opened(drawn: str, *, letters: str) -> str:
    head = f'<svg stroke-linejoin="round" stroke-linecap="butt" font-family="{FALLBACK}"'
    style = f"<style>{letters}</style>" if letters else ""
    before, tag, after = drawn.replace("<svg", head, 1).partition(">")
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
