"""A deck as a PowerPoint file: titles, alternative texts and a language for who listens to it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from feedbackpulse.reports.deck import Deck, Slide
from feedbackpulse.reports.document import Bullets, Paragraph, Picture, Table

_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_EDGE, _TOP = Inches(0.7), Inches(1.6)
_HANGING = Inches(0.35)
"""How far the lines of a list stand to the right of its dots."""
_ACCENT = RGBColor.from_string("17604F")
_INK, _SOFT = RGBColor.from_string("1B2421"), RGBColor.from_string("4C5652")
_HEAD, _WHITE = RGBColor.from_string("E8EEEB"), RGBColor.from_string("FFFFFF")
_FONT: Final = "Calibri"
"""What nearly every machine with slides has, or something as wide: the file brings no letters."""
_LANGUAGES: Final = {"nl": "nl-NL", "en": "en-GB"}
_THAT_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COVER, _ONLY_TITLE = 0, 5
"""Which of the empty slides that every deck begins with."""


def write_slides(deck: Deck, out: BinaryIO) -> None:
    """Write the file."""
    show = Presentation()
    show.slide_width, show.slide_height = _WIDTH, _HEIGHT
    about = show.core_properties
    about.title, about.language = deck.title, deck.locale
    about.author, about.last_modified_by = "", ""
    about.created = about.modified = _THAT_MOMENT
    _add_cover(show, deck)
    for slide in deck.slides:
        _add_slide(show, slide)
    for made in show.slides:
        _speak(made, _LANGUAGES[deck.locale])
    show.save(out)


def _add_cover(show: Any, deck: Deck) -> None:
    made = show.slides.add_slide(show.slide_layouts[_COVER])
    title, subtitle = made.shapes.title, made.placeholders[1]
    _place(title, top=Inches(2.2), height=Inches(1.6))
    _place(subtitle, top=Inches(4), height=Inches(1.2))
    _write(title.text_frame, [deck.title], size=44, bold=True, colour=_ACCENT)
    _write(subtitle.text_frame, [deck.subtitle], size=22, colour=_SOFT)


def _add_slide(show: Any, slide: Slide) -> None:
    made = show.slides.add_slide(show.slide_layouts[_ONLY_TITLE])
    _place(made.shapes.title, top=Inches(0.45), height=Inches(1))
    _write(made.shapes.title.text_frame, [slide.title], size=32, bold=True, colour=_ACCENT)
    match slide.part:
        case Picture():
            _add_picture(made, slide.part)
        case Table():
            _add_table(made, slide.part)
        case Bullets():
            _add_text(made, slide.part.items, listed=True)
        case Paragraph():
            _add_text(made, [slide.part.text])
    if slide.notes:
        made.notes_slide.notes_text_frame.text = slide.notes


def _place(shape: Any, *, top: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = _EDGE, top, _WIDTH - 2 * _EDGE, height


def _add_text(made: Any, lines: Sequence[str], *, listed: bool = False) -> None:
    box = made.shapes.add_textbox(_EDGE, _TOP, _WIDTH - 2 * _EDGE, Inches(5))
    _write(box.text_frame, lines, size=24)
    for paragraph in box.text_frame.paragraphs if listed else ():
        about = paragraph._p.get_or_add_pPr()  # noqa: SLF001  (python-pptx has no other way)
        about.set("marL", str(_HANGING))
        about.set("indent", str(-_HANGING))
        dot = OxmlElement("a:buChar")
        dot.set("char", "•")
        about.append(dot)


def _add_picture(made: Any, picture: Picture) -> None:
    room = _HEIGHT - _TOP - Inches(0.4)
    width = min(_WIDTH - 2 * _EDGE, int(room * picture.width / picture.height))
    left = (_WIDTH - width) // 2
    shown = made.shapes.add_picture(io.BytesIO(picture.png), left, _TOP, width=width)
    described = shown._element.nvPicPr.cNvPr  # noqa: SLF001  (python-pptx has no other way)
    described.set("descr", picture.alt)


def _add_table(made: Any, table: Table) -> None:
    wide = _WIDTH - 2 * _EDGE
    rows = (table.head, *table.rows)
    frame = made.shapes.add_table(len(rows), len(table.head), _EDGE, _TOP, wide, Inches(0.4))
    frame.name = table.caption
    for row in frame.table.rows:
        row.height = Inches(0.48)
    for place, share in enumerate(table.widths):
        frame.table.columns[place].width = wide * share // sum(table.widths)
    frame.table.first_col = True
    frame.table.horz_banding = False
    for across, cells in enumerate(rows):
        for down, text in enumerate(cells):
            _fill(frame.table.cell(across, down), text, strong=across == 0 or down == 0)


def _fill(cell: Any, text: str, *, strong: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = _HEAD if strong else _WHITE
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _write(cell.text_frame, [text], size=16, bold=strong)


def _write(
    frame: Any, lines: Sequence[str], *, size: int, bold: bool = False, colour: RGBColor = _INK
) -> None:
    frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size / 2 if len(lines) > 1 else 0)
        run = paragraph.add_run()
        run.text, run.font.name, run.font.size = line, _FONT, Pt(size)
        run.font.bold, run.font.color.rgb = bold, colour


def _speak(made: Any, language: str) -> None:
    """Say in which language every text of a slide is."""
    for run in made._element.iter("{*}rPr"):  # noqa: SLF001  (python-pptx has no other way)
        run.set("lang", language)
