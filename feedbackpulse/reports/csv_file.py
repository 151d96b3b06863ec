"""Figures as comma-separated text with a dictionary beside it, together in a zip file.

The names of columns, the points and the days are for programs, the same in every language.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import BinaryIO, Final

from feedbackpulse.reports.content import Figures, Row, Value

FIGURES, DICTIONARY = "figures.csv", "dictionary.csv"
_STARTS_A_FORMULA: Final = re.compile(
    r'(^|[;\t\r\n])( *"*)(?=[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])', re.DOTALL
)
"""Also after what a spreadsheet of another language takes for the end of a cell."""
_THAT_MOMENT: Final = (2000, 1, 1, 0, 0, 0)
"""The same for every file, so that the same figures are the same bytes."""


def write_csv(figures: Figures, out: BinaryIO) -> None:
    """Write the file."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        names = tuple(column.name for column in figures.columns)
        _add(bundle, FIGURES, names, figures.rows())
        for sheet in figures.more:
            heads = tuple(column.name for column in sheet.columns)
            _add(bundle, f"{sheet.name}.csv", heads, sheet.rows())
        _add(bundle, DICTIONARY, ("column", "title", "meaning"), _about(figures))


def plain(value: Value) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _STARTS_A_FORMULA.sub(r"\1\2'", value)
    return str(value)


def _about(figures: Figures) -> Iterator[Row]:
    for column in figures.columns:
        yield (column.name, column.title, column.meaning)
    for sheet in figures.more:
        for column in sheet.columns:
            yield (f"{sheet.name}.{column.name}", column.title, column.meaning)
    for sentence in figures.about:
        yield ("", figures.words.about, sentence)


def _add(bundle: zipfile.ZipFile, name: str, head: Sequence[str], rows: Iterable[Row]) -> None:
    entry = zipfile.ZipInfo(name, _THAT_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with bundle.open(entry, "w") as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows([plain(value) for value in row] for row in rows)
