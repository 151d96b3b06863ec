"""Figures as a spreadsheet: one sheet to work with, one that says what each column means."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from feedbackpulse.reports.content import Column, Figures, Row, Value
from feedbackpulse.reports.csv_file import plain

_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_THAT_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MEANING_WIDTH: Final = 90
_A4: Final = 9
_LINE: Final = 16
"""How high a line is on a sheet, in points."""


def write_workbook(figures: Figures, out: BinaryIO, *, folder: Path) -> None:
    """Write the file; its rows wait in a folder until they are all there."""
    import xlsxwriter  # of the extra "reports"

    with xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": str(folder)}) as book:
        book.set_properties({"title": figures.title, "created": _THAT_MOMENT})
        writer = _Writer(book)
        writer.table(figures.words.figures, figures.columns, figures.rows())
        for sheet in figures.more:
            writer.table(sheet.title, sheet.columns, sheet.rows())
        writer.dictionary(figures)


class _Writer:
    """Writes sheets into a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}
        )
        self._decimals = {
            digits: book.add_format({"num_format": f"0.{'0' * digits}"}) for digits in (1, 2)
        }
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._quoted = book.add_format({"quote_prefix": True})

    def table(self, title: str, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Write rows under a head that stays in sight."""
        sheet = self._book.add_worksheet(title)
        sheet.set_row(0, 2 * _LINE)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, self._head)
        sheet.freeze_panes(1, 1)
        _fit(sheet)
        last = 0
        for last, row in enumerate(rows, 1):
            self._row(sheet, last, zip(row, columns, strict=True))
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def dictionary(self, figures: Figures) -> None:
        """Write what every column means, and what must be known of all numbers."""
        words = figures.words
        sheet = self._book.add_worksheet(words.dictionary)
        _fit(sheet)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, _MEANING_WIDTH, self._text)
        for place, title in enumerate((words.column, words.meaning)):
            sheet.write_string(0, place, title, self._head)
        every = (figures.columns, *(one.columns for one in figures.more))
        lines = list(dict.fromkeys((one.title, one.meaning) for each in every for one in each))
        lines += [(words.about, sentence) for sentence in figures.about]
        for number, line in enumerate(lines, 1):
            sheet.set_row(number, _LINE * math.ceil(len(line[-1]) / _MEANING_WIDTH))
            for place, text in enumerate(line):
                sheet.write_string(number, place, text, self._text)

    def _row(self, sheet: Any, number: int, cells: Iterable[tuple[Value, Column]]) -> None:
        for place, (value, column) in enumerate(cells):
            if value is None:
                continue
            if isinstance(value, str):
                guarded = plain(value) != value
                sheet.write_string(number, place, value, self._quoted if guarded else None)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, self._day)
            else:
                shown = self._decimals[column.digits] if isinstance(value, float) else None
                sheet.write_number(number, place, value, shown)


def _fit(sheet: Any) -> None:
    """Let a sheet be printed as wide as a page, with its head on every one."""
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
