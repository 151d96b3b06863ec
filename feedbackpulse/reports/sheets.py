"""A sheet of paper to print: its letters, texts that fit, and QR codes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

import segno

from feedbackpulse.charts.letters import bundled
from feedbackpulse.paths import resource_dir

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN: Final = 10.0
"""White around a sheet, in millimetres."""
INK: Final = (27, 36, 33)
SOFT: Final = (84, 97, 92)
_LINE: Final = 0.46
"""From one line to the next, in millimetres for every point of the letters."""


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


def new_sheets(title: str) -> FPDF:
    """Return an empty document of A4 sheets."""
    from fpdf import FPDF  # takes as long to load as half of the application: few ever need it

    paper = FPDF(format="A4")
    figtree = resource_dir("static") / "fonts"
    paper.add_font("figtree", "", figtree / "Figtree-Regular.ttf")
    paper.add_font("figtree", "B", figtree / "Figtree-SemiBold.ttf")
    # For names in letters that Figtree does not have.
    paper.add_font("dejavu", "", bundled("DejaVuSans.ttf"))
    paper.add_font("dejavu", "B", bundled("DejaVuSans-Bold.ttf"))
    paper.set_fallback_fonts(["dejavu"])
    paper.set_margin(MARGIN)
    paper.set_auto_page_break(auto=False)
    paper.set_title(title)
    paper.set_text_color(*INK)
    return paper


def write(
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
        new_x="LEFT",
        new_y="NEXT",
    )


def _cut(paper: FPDF, text: str, width: float, lines: int) -> str:
    """Return as much of a text as fits in so many lines."""
    split = paper.multi_cell(width, text=text, align="L", dry_run=True, output="LINES")
    assert isinstance(split, list)
    if len(split) <= lines:
        return text
    kept = [str(line) for line in split[:lines]]
    return "\n".join([*kept[:-1], kept[-1][:-2].rstrip() + "…"])


def draw_qr(paper: FPDF, left: float, top: float, content: str, *, side: float) -> None:
    """Draw a QR code as a square with sides of so many millimetres."""
    paper.set_fill_color(0)
    for row, column, length, size in qr_runs(content):
        step = side / size
        paper.rect(left + column * step, top + row * step, length * step, step, style="F")
