"""Cards with a code to answer with, as a PDF of sheets to print, cut and draw from a hat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import matplotlib
import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from feedbackpulse.paths import resource_dir

MARGIN: Final = 10.0
WIDTH, HEIGHT = 95.0, 69.25
"""Of one card, in millimetres: two by four on A4 paper."""
COLUMNS, ROWS = 2, 4
_QR: Final = 30.0
_QUIET: Final = 4.0
"""White around a QR code, without which cameras do not see it."""
_PADDING: Final = 4.5
_LINE: Final = 0.46
"""From one line to the next, in millimetres for every point of the letters."""
_INK: Final = (27, 36, 33)
_SOFT: Final = (84, 97, 92)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverText:
    """What stands on top of a pile in one language."""

    heading: str
    steps: tuple[str, ...]
    warning: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pile:
    """The cards of one group of people, under a cover for whoever hands them out."""

    name: str
    codes: tuple[str, ...]
    covers: tuple[CoverText, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CardTexts:
    """What stands on every card, the sentences once in each language."""

    organisation: str
    title: str
    sentences: tuple[tuple[str, ...], ...]


def card_sheets(
    piles: Sequence[Pile], *, texts: CardTexts, address: str, compressed: bool = True
) -> bytes:
    """Return the sheets of all piles as a PDF.

    The QR code of a card leads to *address* with the code behind a "#": that part of an address
    stays in the browser, so no server writes it down by asking for it.
    """
    paper = _paper(texts)
    paper.set_compression(compressed)
    for pile in piles:
        _add_cover(paper, pile, texts)
        for first in range(0, len(pile.codes), COLUMNS * ROWS):
            codes = pile.codes[first : first + COLUMNS * ROWS]
            paper.add_page()
            _draw_cuts(paper, len(codes))
            for place, code in enumerate(codes):
                _draw_card(paper, place, code, pile.name, texts, address)
    return bytes(paper.output() or b"")


def qr_runs(content: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the dark parts of a QR code: row, first column, how many, and the size of the whole."""
    matrix = segno.make(content, micro=False, error="m").matrix
    for row, cells in enumerate(matrix):
        column = 0
        for is_dark, run in groupby(cells, key=bool):
            length = len(list(run))
            if is_dark:
                yield row, column, length, len(matrix)
            column += length


def _paper(texts: CardTexts) -> FPDF:
    paper = FPDF(format="A4")
    figtree = resource_dir("static") / "fonts"
    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    paper.add_font("figtree", "", figtree / "Figtree-Regular.ttf")
    paper.add_font("figtree", "B", figtree / "Figtree-SemiBold.ttf")
    # For names in letters that Figtree does not have.
    paper.add_font("dejavu", "", dejavu / "DejaVuSans.ttf")
    paper.add_font("dejavu", "B", dejavu / "DejaVuSans-Bold.ttf")
    paper.set_fallback_fonts(["dejavu"])
    paper.set_margin(MARGIN)
    paper.set_auto_page_break(auto=False)
    paper.set_title(texts.title)
    paper.set_text_color(*_INK)
    return paper


def _add_cover(paper: FPDF, pile: Pile, texts: CardTexts) -> None:
    paper.add_page()
    paper.set_margin(2 * MARGIN)
    paper.set_xy(2 * MARGIN, 2 * MARGIN)
    _write(paper, f"{texts.organisation} · {texts.title}", size=10)
    for cover in pile.covers:
        paper.set_y(paper.get_y() + MARGIN)
        _write(paper, cover.heading, size=18, bold=True)
        for number, step in enumerate(cover.steps, 1):
            paper.set_y(paper.get_y() + 2)
            _write(paper, f"{number}.  {step}", size=11.5)
        if cover.warning:
            paper.set_y(paper.get_y() + 3)
            _write(paper, cover.warning, size=11.5, bold=True, boxed=True)
    paper.set_margin(MARGIN)


def _write(
    paper: FPDF,
    text: str,
    *,
    size: float,
    bold: bool = False,
    width: float = 0,
    boxed: bool = False,
    lines: int | None = None,
) -> None:
    """Write text in lines from where the pen is; it ends up at the left below it."""
    paper.set_font("figtree", "B" if bold else "", size)
    paper.multi_cell(
        width,
        size * _LINE,
        _cut(paper, text, width, lines) if lines else text,
        border="TBLR" if boxed else 0,
        padding=2 if boxed else 0,
        align="L",
        new_x=XPos.LEFT,
        new_y=YPos.NEXT,
    )


def _cut(paper: FPDF, text: str, width: float, lines: int) -> str:
    """Return as much of a text as fits in so many lines."""
    split = paper.multi_cell(width, text=text, align="L", dry_run=True, output="LINES")
    assert isinstance(split, list)
    if len(split) <= lines:
        return text
    kept = [str(line) for line in split[:lines]]
    return "\n".join([*kept[:-1], kept[-1][:-2].rstrip() + "…"])


def _draw_cuts(paper: FPDF, cards: int) -> None:
    paper.set_draw_color(*_SOFT)
    paper.set_line_width(0.15)
    paper.set_dash_pattern(dash=1.5, gap=1.5)
    rows = -(-cards // COLUMNS)
    right, bottom = MARGIN + COLUMNS * WIDTH, MARGIN + rows * HEIGHT
    for row in range(rows + 1):
        paper.line(MARGIN, MARGIN + row * HEIGHT, right, MARGIN + row * HEIGHT)
    for column in range(COLUMNS + 1):
        paper.line(MARGIN + column * WIDTH, MARGIN, MARGIN + column * WIDTH, bottom)
    paper.set_dash_pattern()


def _draw_card(
    paper: FPDF, place: int, code: str, group: str, texts: CardTexts, address: str
) -> None:
    left = MARGIN + (place % COLUMNS) * WIDTH + _PADDING
    top = MARGIN + (place // COLUMNS) * HEIGHT + _PADDING
    whole = WIDTH - 2 * _PADDING
    beside = whole - _QR - _QUIET
    paper.set_xy(left, top)
    _write(paper, texts.organisation, size=7.5, width=beside, lines=1)
    _write(paper, texts.title, size=10.5, bold=True, width=beside, lines=2)
    _write(paper, group, size=7.5, width=beside, lines=1)
    _draw_qr(paper, left + whole - _QR, top, f"{address}#{code}")
    paper.set_xy(left, top + _QR - 9)
    paper.set_font("Courier", "B", 15.5)
    paper.cell(beside, 7, code)
    paper.set_xy(left, top + _QR + _QUIET)
    _write(paper, address.rsplit("://", maxsplit=1)[-1], size=8.2, bold=True, width=whole)
    paper.set_xy(left, paper.get_y() + 0.8)
    for sentences in texts.sentences:
        _write(paper, " ".join(sentences), size=8.2, width=whole)
        paper.set_y(paper.get_y() + 0.8)
        paper.set_x(left)


def _draw_qr(paper: FPDF, left: float, top: float, content: str) -> None:
    paper.set_fill_color(0)
    for row, column, length, size in qr_runs(content):
        step = _QR / size
        paper.rect(left + column * step, top + row * step, length * step, step, style="F")
