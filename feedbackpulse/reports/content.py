"""What a file of figures holds: rows under named columns, with a sentence about each column.

Everything comes in the reader's language. Whoever writes a file of it needs to know no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.util import find_spec
from typing import Final

Value = str | float | int | date | None
Row = tuple[Value, ...]


class Format(StrEnum):
    """What kinds of file there are, by how their names end."""

    PDF = "pdf"
    SLIDES = "pptx"
    WORKBOOK = "xlsx"
    CSV = "zip"


MEDIA: Final = {
    Format.PDF: "application/pdf",
    Format.SLIDES: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "application/zip",
}
_NEEDS: Final = {Format.SLIDES: "pptx", Format.WORKBOOK: "xlsxwriter"}
"""What the extra "reports" brings; without it the other kinds are still there."""


def offered() -> tuple[Format, ...]:
    """Return the kinds of file that can be made here."""
    return tuple(kind for kind in Format if kind not in _NEEDS or find_spec(_NEEDS[kind]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its name for a program, its title for a reader, and what it means."""

    name: str
    title: str
    meaning: str
    width: int = 14
    """How wide it is on a sheet, in letters."""
    digits: int = 1
    """With how many decimals its numbers are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the parts of a file are called in its language."""

    figures: str
    dictionary: str
    about: str
    column: str
    meaning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """Another table of a report: its name for a program, its title for a reader, and its rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """All the figures of a report, made row by row while a file is written."""

    title: str
    about: tuple[str, ...]
    """Sentences that must travel with the numbers."""
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    words: Words
    more: tuple[Sheet, ...] = ()
