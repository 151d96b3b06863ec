"""A document drawn on sheets of paper, as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import matplotlib
from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, XPos, YPos

from feedbackpulse.paths import resource_dir
from feedbackpulse.reports.document import Bullets, Document, Paragraph, Section, Table

_MARGIN: Final = 20.0
_LINE: Final = 0.46
"""From one line to the next, in millimetres for every point of the letters."""
_LINE_BY_HAND = 9
"""From one empty line to the next, in millimetres, for whoever writes on paper."""
_TEXT, _SMALL = 10.5, 8.5
_INK: Final = (27, 36, 33)
_SOFT: Final = (84, 97, 92)
_HEAD: Final = (232, 238, 235)


def drawn(document: Document, *, page: str, compressed: bool) -> bytes:
    """Return a document as a PDF; *page* is what "page" is called in its language."""
    paper = _Paper(footer=f"{document.title} · {page}")
    paper.set_compression(compressed)
    paper.set_title(document.title)
    paper.set_lang(document.locale)
    paper.add_page()
    _write(paper, document.title, size=20, bold=True)
    _write(paper, document.subtitle, size=_TEXT, colour=_SOFT)
    for section in document.sections:
        _add_section(paper, section)
    return bytes(paper.output() or b"")


class _Paper(FPDF):
    """A4 with page numbers, in letters for all of our languages and most names."""

    def __init__(self, *, footer: str) -> None:
        super().__init__(format="A4")
        self._footer = footer
        figtree = resource_dir("static") / "fonts"
        dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        self.add_font("figtree", "", figtree / "Figtree-Regular.ttf")
        self.add_font("figtree", "B", figtree / "Figtree-SemiBold.ttf")
        self.add_font("dejavu", "", dejavu / "DejaVuSans.ttf")
        self.add_font("dejavu", "B", dejavu / "DejaVuSans-Bold.ttf")
        self.set_fallback_fonts(["dejavu"])
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        self.set_text_color(*_INK)

    def footer(self) -> None:
        """Number every page."""
        self.set_y(-_MARGIN / 1.6)
        self.set_font("figtree", "", 8)
        self.set_text_color(*_SOFT)
        self.cell(0, 4, f"{self._footer} {self.page_no()}", align="R")
        self.set_text_color(*_INK)


def _add_section(paper: FPDF, section: Section) -> None:
    paper.ln(6)
    if paper.will_page_break(28):  # a heading stays with what follows it
        paper.add_page()
    _write(paper, section.heading, size=14, bold=True)
    for part in section.parts:
        paper.ln(1.5)
        match part:
            case Paragraph():
                if part.room and paper.will_page_break(12 + _LINE_BY_HAND * part.room):
                    paper.add_page()  # a question stays with the lines below it
                _write(paper, part.text)
                _leave_room(paper, part.room)
            case Bullets():
                for item in part.items:
                    _write(paper, f"–  {item}", indent=3)
            case Table():
                _add_table(paper, part)


def _leave_room(paper: FPDF, lines: int) -> None:
    paper.set_draw_color(*_SOFT)
    paper.set_line_width(0.15)
    for _line in range(lines):
        if paper.will_page_break(_LINE_BY_HAND):
            paper.add_page()
        paper.ln(8)
        paper.line(_MARGIN, paper.get_y(), paper.w - _MARGIN, paper.get_y())
    if lines:
        paper.ln(3)


def _add_table(paper: FPDF, table: Table) -> None:
    paper.set_font("figtree", "", _SMALL)
    paper.set_draw_color(*_SOFT)
    paper.set_line_width(0.15)
    head = FontFace(emphasis="BOLD", fill_color=_HEAD)
    with paper.table(
        headings_style=head,
        col_widths=table.widths,
        text_align="LEFT",
        line_height=_SMALL * _LINE,
        padding=1.2,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
    ) as drawn:
        for cells in (table.head, *table.rows):
            row = drawn.row()
            for cell in cells:
                row.cell(cell)


def _write(
    paper: FPDF,
    text: str,
    *,
    size: float = _TEXT,
    bold: bool = False,
    indent: float = 0,
    colour: tuple[int, int, int] = _INK,
) -> None:
    """Write text in lines from the margin; the pen ends up at the left below it."""
    paper.set_font("figtree", "B" if bold else "", size)
    paper.set_text_color(*colour)
    paper.set_x(_MARGIN + indent)
    paper.multi_cell(0, size * _LINE, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_text_color(*_INK)
