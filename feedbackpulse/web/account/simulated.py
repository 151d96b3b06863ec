"""What was found when the methods were tried on teams of nobody, of which the truth is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask_babel import format_decimal, get_locale

import feedbackpulse
from feedbackpulse.web.page import number

_FILE: Final = Path(feedbackpulse.__file__).resolve().parent / "simulated_methods.json"
_SMALL: Final = 0.0995
"""A smaller share is written with a decimal."""

Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What stands in a column, and within which limit."""

    name: Words
    form: str
    least: float | None
    most: float | None

    @property
    def title(self) -> str:
        """Return its name in the reader's language, with its limit."""
        return f"{self.name[str(get_locale())]}{self._limit}"

    def shown(self, value: float) -> str:
        """Return one of its numbers in writing."""
        if self.form == "share":
            return percent(value)
        return number(value, 2 if self.form == "level" else 0)

    @property
    def _limit(self) -> str:
        if self.least is not None:
            return f" (≥\u00a0{self.shown(self.least)})"
        return f" (≤\u00a0{self.shown(self.most)})" if self.most is not None else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What one simulation found."""

    titles: Words
    texts: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[float, ...], ...]
    runs: int

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return self.titles[str(get_locale())]

    @property
    def about(self) -> str:
        """What was simulated, in the reader's language."""
        return self.texts[str(get_locale())]

    @property
    def cells(self) -> list[list[str]]:
        """The numbers in writing, row by row."""
        return [
            [column.shown(value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]

    @property
    def times(self) -> str:
        """How many runs of every case there were, in writing."""
        return str(format_decimal(self.runs))

    def least(self) -> float:
        """Return the smallest number of the columns that have to be large enough."""
        bounded = [place for place, column in enumerate(self.columns) if column.least is not None]
        return min(row[place] for row in self.rows for place in bounded)


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulated:
    """All that was found, and when."""

    date: date
    tables: Mapping[str, Table]


@cache
def simulated() -> Simulated:
    """Return what came with this release."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    return Simulated(
        date=date.fromisoformat(content["date"]),
        tables={raw["key"]: _table(raw) for raw in content["tables"]},
    )


def percent(share: float) -> str:
    """Return a share in writing; a small one with a decimal."""
    return f"{format_decimal(100 * share, format='0.#' if share < _SMALL else '0')}%"


def _table(raw: Mapping[str, Any]) -> Table:
    return Table(
        titles=raw["title"],
        texts=raw["about"],
        columns=tuple(Column(**column) for column in raw["columns"]),
        rows=tuple(tuple(row) for row in raw["rows"]),
        runs=raw["runs"],
    )
