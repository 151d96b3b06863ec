"""Cards with a code to answer with, as a PDF of sheets to print, cut and draw from a hat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from feedbackpulse.reports.sheets import MARGIN, SOFT, draw_qr, new_sheets, write

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 95.0, 69.25
"""Of one card, in millimetres: two by four on A4 paper."""
COLUMNS, ROWS = 2, 4
_QR: Final = 30.0
_QUIET: Final = 4.0
"""White around a QR code, without which cameras do not see it."""
_PADDING: Final = 4.5


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
    paper = new_sheets(texts.title)
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


def _add_cover(paper: FPDF, pile: Pile, texts: CardTexts) -> None:
    paper.add_page()
    paper.set_margin(2 * MARGIN)
    paper.set_xy(2 * MARGIN, 2 * MARGIN)
    write(paper, f"{texts.organisation} · {texts.title}", size=10)
    for cover in pile.covers:
        paper.set_y(paper.get_y() + MARGIN)
        write(paper, cover.heading, size=18, bold=True)
        for number, step in enumerate(cover.steps, 1):
            paper.set_y(paper.get_y() + 2)
            write(paper, f"{number}.  {step}", size=11.5)
        if cover.warning:
            paper.set_y(paper.get_y() + 3)
            write(paper, cover.warning, size=11.5, bold=True, boxed=True)
    paper.set_margin(MARGIN)


def _draw_cuts(paper: FPDF, cards: int) -> None:
    paper.set_draw_color(*SOFT)
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
    write(paper, texts.organisation, size=7.5, width=beside, lines=1)
    write(paper, texts.title, size=10.5, bold=True, width=beside, lines=2)
    write(paper, group, size=7.5, width=beside, lines=1)
    draw_qr(paper, left + whole - _QR, top, f"{address}#{code}", side=_QR)
    paper.set_xy(left, top + _QR - 9)
    paper.set_font("Courier", "B", 15.5)
    paper.cell(beside, 7, code)
    paper.set_xy(left, top + _QR + _QUIET)
    write(paper, address.rsplit("://", maxsplit=1)[-1], size=8.2, bold=True, width=whole)
    paper.set_xy(left, paper.get_y() + 0.8)
    for sentences in texts.sentences:
        write(paper, " ".join(sentences), size=8.2, width=whole)
        paper.set_y(paper.get_y() + 0.8)
        paper.set_x(left)
