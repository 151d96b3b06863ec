"""Tables on paper: a head that comes again on every page, and rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from feedbackpulse.reports.document import Table
from feedbackpulse.reports.tagged import LINE, MARGIN, SOFT, TaggedPaper

_SMALL: Final = 8.5
_PADDING: Final = 1.2
_HEAD: Final = (232, 238, 235)
_OF_COLUMN, _OF_ROW = "<</O /Table /Scope /Column>>", "<</O /Table /Scope /Row>>"


def add_table(paper: TaggedPaper, table: Table) -> None:
    """Draw a table from margin to margin."""
    widths = [paper.epw * share / sum(table.widths) for share in table.widths]
    with paper.inside("Table"):
        with paper.inside("TR"):
            _add_row(paper, table.head, widths, of_head=True)
        for cells in table.rows:
            if paper.will_page_break(_height(paper, cells, widths, of_head=False)):
                paper.add_page()
                with paper.unread():  # it was read once
                    _draw_head(paper, table.head, widths)
            with paper.inside("TR"):
                _add_row(paper, cells, widths, of_head=False)


def _add_row(
    paper: TaggedPaper, cells: Sequence[str], widths: Sequence[float], *, of_head: bool
) -> None:
    height = _height(paper, cells, widths, of_head=of_head)
    if of_head and paper.will_page_break(3 * height):
        paper.add_page()
    top, left = paper.y, MARGIN
    with paper.unread():
        _draw_ground(paper, top, height, filled=of_head)
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        scope = _OF_COLUMN if of_head else None if place else _OF_ROW
        with paper.marked("TH" if scope else "TD", attributes=scope):
            _write_cell(paper, cell, left=left, top=top, width=width)
        left += width
    paper.set_xy(MARGIN, top + height)


def _draw_head(paper: TaggedPaper, cells: Sequence[str], widths: Sequence[float]) -> None:
    height = _height(paper, cells, widths, of_head=True)
    top, left = paper.y, MARGIN
    _draw_ground(paper, top, height, filled=True)
    for cell, width in zip(cells, widths, strict=True):
        _write_cell(paper, cell, left=left, top=top, width=width)
        left += width
    paper.set_xy(MARGIN, top + height)


def _draw_ground(paper: TaggedPaper, top: float, height: float, *, filled: bool) -> None:
    """Draw a line below a row, and a light ground when it is the head."""
    paper.set_draw_color(*SOFT)
    paper.set_fill_color(*_HEAD)
    paper.set_line_width(0.15)
    if filled:
        paper.rect(MARGIN, top, paper.epw, height, style="F")
    paper.line(MARGIN, top + height, MARGIN + paper.epw, top + height)


def _write_cell(paper: TaggedPaper, text: str, *, left: float, top: float, width: float) -> None:
    for place, line in enumerate(paper.lines(text, width=width - 2 * _PADDING)):
        paper.set_xy(left, top + _PADDING + place * _SMALL * LINE)
        paper.put(line, height=_SMALL * LINE)


def _height(
    paper: TaggedPaper, cells: Sequence[str], widths: Sequence[float], *, of_head: bool
) -> float:
    """Return how high a row is, and take up its letters."""
    paper.set_font("figtree", "B" if of_head else "", _SMALL)
    most = max(
        len(paper.lines(cell, width=width - 2 * _PADDING))
        for cell, width in zip(cells, widths, strict=True)
    )
    return most * _SMALL * LINE + 2 * _PADDING
