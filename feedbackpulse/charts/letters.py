"""The letters of pictures, how wide words are in them, and the part of them a picture carries.

A picture inside a page cannot use the page's own font. It therefore brings the few letters that
it writes with, so that words look, and fall, the same on every machine.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from feedbackpulse.paths import resource_dir

if TYPE_CHECKING:  # matplotlib takes half a second to load: only who draws waits
    from matplotlib.font_manager import FontProperties

FAMILY, SIGNS = "fp", "fp-signs"
"""Names that no font of a machine has, so that ours is never mistaken for another version."""
FALLBACK = f"{FAMILY},{SIGNS},Figtree,system-ui,sans-serif"
"""What a reader's machine writes with when it refuses fonts that come with a picture."""


class Weight(IntEnum):
    """How heavy a letter is."""

    REGULAR = 400
    STRONG = 600


_FONTS = resource_dir("static") / "fonts"
_FILES = {
    Weight.REGULAR: _FONTS / "Figtree-Regular.ttf",
    Weight.STRONG: _FONTS / "Figtree-SemiBold.ttf",
}
_SIGNS_FILE = "DejaVuSans.ttf"
"""For signs and alphabets that our own letters lack."""
_ANY, _ANY_FILE = "fp-any", "LastResortHE-Regular.ttf"
"""A box for every letter that exists: measures what only the reader's machine can write."""


def bundled(name: str) -> Path:
    """Return a font that comes with matplotlib."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@cache
def _introduce() -> None:
    """Make our letters known to matplotlib, once."""
    for weight, file in _FILES.items():
        _known_to_matplotlib(file, name=FAMILY, weight=weight)
        _known_to_matplotlib(bundled(_SIGNS_FILE), name=SIGNS, weight=weight)
        _known_to_matplotlib(bundled(_ANY_FILE), name=_ANY, weight=weight)


def _known_to_matplotlib(file: Path, *, name: str, weight: int) -> None:
    from matplotlib.font_manager import FontEntry, fontManager

    entry = FontEntry(
        fname=str(file),
        name=name,
        style="normal",
        variant="normal",
        weight=weight,
        stretch="normal",
        size="scalable",
    )
    fontManager.ttflist.append(entry)


def regular(size: float) -> FontProperties:
    """Return the letter for most text, in pixels."""
    return _letter(size, Weight.REGULAR)


def strong(size: float) -> FontProperties:
    """Return the letter for numbers and names that stand out, in pixels."""
    return _letter(size, Weight.STRONG)


@lru_cache(maxsize=4096)
def text_width(words: str, letter: FontProperties) -> float:
    """Return how many pixels the ink of these words takes."""
    from matplotlib.textpath import text_to_path

    width, _height, _descent = text_to_path.get_text_width_height_descent(
        words, letter, ismath=False
    )
    return float(width)


def line_length(words: str, *, size: float, weight: Weight) -> float:
    """Return how far these words move the pen, with the white at both ends."""
    letter = _letter(size, weight)
    return text_width(f"|{words}|", letter) - text_width("||", letter)


def can_write(words: str) -> bool:
    """Say whether we have every letter of these words."""
    return all(ord(sign) in _covered(Weight.REGULAR) | _covered(None) for sign in words)


def font_faces(written: Mapping[Weight, Iterable[str]]) -> str:
    """Return the style sheet with the letters that are written in each weight, and no others."""
    faces, signs = [], set()
    for weight in sorted(written):
        letters = {letter for words in written[weight] for letter in words}
        own = {letter for letter in letters if ord(letter) in _covered(weight)}
        signs |= {letter for letter in letters - own if ord(letter) in _covered(None)}
        if own:
            faces.append(_face(FAMILY, weight, "".join(sorted(own))))
    if signs:
        faces.append(_face(SIGNS, None, "".join(sorted(signs))))
    return "".join(faces)


def _letter(size: float, weight: Weight) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    _introduce()
    return FontProperties(family=[FAMILY, SIGNS, _ANY], weight=int(weight), size=size)


def _file_of(weight: Weight | None) -> Path:
    return bundled(_SIGNS_FILE) if weight is None else _FILES[weight]


@cache
def _covered(weight: Weight | None) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_file_of(weight)) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=256)
def _face(family: str, weight: Weight | None, letters: str) -> str:
    font = base64.b64encode(_subset(_file_of(weight), letters)).decode()
    heavy = f"font-weight:{int(weight)};" if weight else ""
    return (
        f"@font-face{{font-family:{family};{heavy}src:url(data:font/woff;base64,{font})"
        f' format("woff")}}'
    )


def _subset(file: Path, letters: str) -> bytes:
    """Return a font of these letters alone; the same letters always give the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff",
        hinting=False,
        layout_features=["kern"],
        name_IDs=[],
        recalc_timestamp=False,
    )
    options.drop_tables += ["FFTM", "GDEF", "STAT", "gasp", "prep"]
    out = io.BytesIO()
    with TTFont(file, recalcTimestamp=False) as font:
        cutting = subset.Subsetter(options)
        cutting.populate(text=letters)
        cutting.subset(font)
        font.flavor = options.flavor
        font.save(out)
    return out.getvalue()
