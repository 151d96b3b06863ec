"""Are figures the same in every kind of file, and can no text in one of them do harm?"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pptx import Presentation

from feedbackpulse.reports.content import Column, Figures, Row, Words
from feedbackpulse.reports.csv_file import DICTIONARY, FIGURES, plain, write_csv
from feedbackpulse.reports.deck import Deck, Slide
from feedbackpulse.reports.document import Bullets, Picture, Table
from feedbackpulse.reports.slides import write_slides
from feedbackpulse.reports.workbook import write_workbook
from tests.reports.test_paper import grey

EVIL = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    '"=1',
    "\uff1d1",
    "x;=1",
    "x\t@y",
)
CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def figures(*rows: Row) -> Figures:
    """Return figures of a unit, a day and a level."""
    return Figures(
        title="Figures of Day",
        about=("Take care.",),
        columns=(
            Column(name="unit", title="Team", meaning="Whose answers."),
            Column(name="opened_on", title="Opened on", meaning="When."),
            Column(name="level", title="Level", meaning="From 1 to 5."),
        ),
        rows=lambda: iter(rows),
        words=Words(
            figures="Figures",
            dictionary="What it means",
            about="About all numbers",
            column="Column",
            meaning="Meaning",
        ),
    )


def csv_file(figures: Figures) -> bytes:
    """Return the zip file of figures."""
    out = io.BytesIO()
    write_csv(figures, out)
    return out.getvalue()


def sheets(figures: Figures, folder: Path) -> bytes:
    """Return the spreadsheet of figures."""
    out = io.BytesIO()
    write_workbook(figures, out, folder=folder)
    return out.getvalue()


def csv_of(figures: Figures, name: str) -> list[list[str]]:
    """Return one of the tables in the zip file."""
    with zipfile.ZipFile(io.BytesIO(csv_file(figures))) as bundle:
        text = bundle.read(name).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def cells_of(made: bytes, sheet: int = 1) -> list[ET.Element]:
    """Return the cells of a sheet."""
    with zipfile.ZipFile(io.BytesIO(made)) as bundle:
        read = ET.fromstring(bundle.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314  (ours)
    return list(read.iter(f"{CELLS}c"))


def test_rows_come_as_they_are_with_points_and_days_for_programs() -> None:
    head, *rows = csv_of(figures(("Day", date(2026, 3, 1), 3.4), ("Night", None, None)), FIGURES)

    assert head == ["unit", "opened_on", "level"]
    assert rows == [["Day", "2026-03-01", "3.4"], ["Night", "", ""]]


def test_every_column_is_in_the_dictionary() -> None:
    _head, *rows = csv_of(figures(), DICTIONARY)

    assert [row[0] for row in rows[:3]] == ["unit", "opened_on", "level"]
    assert rows[-1] == ["", "About all numbers", "Take care."]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    [_head, row] = csv_of(figures((text, None, None)), FIGURES)
    cells = cells_of(sheets(figures((text, None, None)), tmp_path))

    assert row[0] == plain(text) != text
    assert all(cell.find(f"{CELLS}f") is None for cell in cells)
    assert cells[3].get("t") == "inlineStr"
    assert cells[3].get("s") != "0"  # quoted: also when somebody edits the cell


@pytest.mark.parametrize("text", ["Day", "R&D - North", "3.4", "a=b", "’s-Hertogenbosch"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_numbers_below_zero_stay_numbers() -> None:
    assert csv_of(figures(("Day", None, -0.4)), FIGURES)[1][2] == "-0.4"


def test_a_sheet_has_numbers_as_numbers_and_a_dictionary_beside(tmp_path: Path) -> None:
    made = sheets(figures(("Day", date(2026, 3, 1), 3.4)), tmp_path)

    day, level = cells_of(made)[4:]
    assert [cell.findtext(f"{CELLS}v") for cell in (day, level)] == ["46082", "3.4"]
    words = ["".join(cell.itertext()) for cell in cells_of(made, 2)]
    assert words[2:4] == ["Team", "Whose answers."]
    assert words[-1] == "Take care."


def test_the_same_figures_are_the_same_bytes(tmp_path: Path) -> None:
    both = [figures(("Day", date(2026, 3, 1), 3.4)) for _ in range(2)]

    assert csv_file(both[0]) == csv_file(both[1])
    assert sheets(both[0], tmp_path) == sheets(both[1], tmp_path)


def test_slides_can_be_listened_to() -> None:
    table = Table(caption="Levels", head=("Topic", "Level"), rows=(("Room", "3,4"),), widths=(2, 1))
    deck = Deck(
        title="Outcome of Day",
        subtitle="March",
        locale="nl",
        slides=(
            Slide(title="In short", part=Bullets(items=("Up.", "=Down"))),
            Slide(
                title="Trend",
                part=Picture(png=grey(68, 30), alt="It goes up.", width=68, height=30),
                notes="Say what you see.",
            ),
            Slide(title="Topics", part=table),
        ),
    )

    out = io.BytesIO()
    write_slides(deck, out)
    show = Presentation(out)

    titles = [slide.shapes.title.text_frame.text for slide in show.slides if slide.shapes.title]
    assert titles == ["Outcome of Day", "In short", "Trend", "Topics"]
    xml = [slide._element.xml for slide in show.slides]
    assert 'descr="It goes up."' in xml[2]
    assert all('lang="nl-NL"' in slide for slide in xml)
    assert show.slides[2].notes_slide.notes_text_frame.text == "Say what you see."
    assert 'firstRow="1"' in xml[3]
    assert 'firstCol="1"' in xml[3]
