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
from typing import Final

from feedbackpulse.reports.content import Figures, Row, Value

FIGURES, DICTIONARY = "figures.csv", "dictionary.csv"
_STARTS_A_FORMULA: Final = re.compile(
    r'(^|[;\t\r\n])( *"*)(?=[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])', re.DOTALL
)
"""Also after what a spreadsheet of another language takes for the end of a cell."""
_THAT_MOMENT: Final = (2000, 1, 1, 0, 0, 0)
"""The same for every file, so that the same figures are the same bytes."""
_PIECE: Final = 64 * 1024


def csv_zip(figures: Figures) -> Iterator[bytes]:
    """Yield the file piece by piece, while it is made."""
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        names = tuple(column.name for column in figures.columns)
        yield from _add(bundle, out, FIGURES, names, figures.rows())
        yield from _add(bundle, out, DICTIONARY, ("column", "title", "meaning"), _about(figures))
    yield out.taken()


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
    for sentence in figures.about:
        yield ("", figures.words.about, sentence)


def _add(
    bundle: zipfile.ZipFile, out: _Outlet, name: str, head: Sequence[str], rows: Iterable[Row]
) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(name, _THAT_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with bundle.open(entry, "w") as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(head)
        for row in rows:
            writer.writerow([plain(value) for value in row])
            if out.size > _PIECE:
                yield out.taken()


class _Outlet(io.RawIOBase):
    """Where a zip file goes that is sent while it is made: nobody can go back in it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def size(self) -> int:
        """How much waits to be taken."""
        return len(self._waiting)

    def taken(self) -> bytes:
        """Return what came in since the last time."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, piece: object) -> int:
        """Keep a piece until it is taken."""
        assert isinstance(piece, bytes | bytearray | memoryview)
        self._waiting += piece
        return len(piece)
