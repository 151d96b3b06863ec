"""A document drawn on sheets of paper, as a PDF that can also be read aloud."""

from __future__ import annotations

import io
from typing import Final

from fpdf.prefs import ViewerPreferences

from feedbackpulse.progress import Report
from feedbackpulse.reports.document import Bullets, Document, Paragraph, Picture, Section, Table
from feedbackpulse.reports.tables import add_table
from feedbackpulse.reports.tagged import MARGIN, SOFT, TaggedPaper

_LINE_BY_HAND = 9
"""From one empty line to the next, in millimetres, for whoever writes on paper."""
_HEADING_AND_MORE: Final = 28
"""A heading stays with what follows it: so many millimetres at least."""


def drawn(document: Document, *, page: str, compressed: bool, report: Report) -> TaggedPaper:
    """Return a document on paper; *page* is what "page" is called in its language."""
    paper = TaggedPaper(footer=f"{document.title} · {page}")
    paper.set_compression(compressed)
    paper.set_title(document.title)
    paper.set_lang(document.locale)
    paper.viewer_preferences = ViewerPreferences(display_doc_title=True)
    paper.add_page()
    paper.flow(document.title, kind="H1", size=20, bold=True)
    paper.flow(document.subtitle, colour=SOFT)
    for done, section in enumerate(document.sections, 1):
        _add_section(paper, section)
        report(done, len(document.sections))
    return paper


def _add_section(paper: TaggedPaper, section: Section) -> None:
    paper.ln(6)
    if paper.will_page_break(_needs(paper, section)):
        paper.add_page()
    paper.start_section(section.heading)
    paper.flow(section.heading, kind="H2", size=14, bold=True)
    for part in section.parts:
        paper.ln(1.5)
        match part:
            case Paragraph():
                _add_paragraph(paper, part)
            case Bullets():
                _add_bullets(paper, part)
            case Table():
                add_table(paper, part)
            case Picture():
                _add_picture(paper, part)


def _needs(paper: TaggedPaper, section: Section) -> float:
    first = section.parts[0] if section.parts else None
    return _height(paper, first) + 10 if isinstance(first, Picture) else _HEADING_AND_MORE


def _add_paragraph(paper: TaggedPaper, paragraph: Paragraph) -> None:
    if paragraph.room and paper.will_page_break(12 + _LINE_BY_HAND * paragraph.room):
        paper.add_page()  # a question stays with the lines below it
    paper.flow(paragraph.text)
    _leave_room(paper, paragraph.room)


def _add_bullets(paper: TaggedPaper, bullets: Bullets) -> None:
    with paper.inside("L"):
        for item in bullets.items:
            with paper.inside("LI"):
                paper.flow(f"–  {item}", kind="LBody", indent=3)


def _add_picture(paper: TaggedPaper, picture: Picture) -> None:
    height = _height(paper, picture)
    if paper.will_page_break(height):
        paper.add_page()
    with paper.marked("Figure", alt=picture.alt, attributes=_frame(paper, height)):
        paper.image(io.BytesIO(picture.png), x=MARGIN, w=paper.epw, h=height)
    paper.ln(1.5)


def _frame(paper: TaggedPaper, height: float) -> str:
    """Return where a picture stands on its page, as the PDF standard wants to know it."""
    corners = (MARGIN, paper.h - paper.y - height, MARGIN + paper.epw, paper.h - paper.y)
    box = " ".join(f"{corner * paper.k:.1f}" for corner in corners)
    return f"<</O /Layout /Placement /Block /BBox [{box}]>>"


def _height(paper: TaggedPaper, picture: Picture) -> float:
    return paper.epw * picture.height / picture.width


def _leave_room(paper: TaggedPaper, lines: int) -> None:
    paper.set_draw_color(*SOFT)
    paper.set_line_width(0.15)
    for _line in range(lines):
        if paper.will_page_break(_LINE_BY_HAND):
            paper.add_page()
        paper.ln(8)
        with paper.unread():
            paper.line(MARGIN, paper.get_y(), paper.w - MARGIN, paper.get_y())
    if lines:
        paper.ln(3)
