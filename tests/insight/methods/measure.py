"""What a simulation finds: a table of numbers, and which of them have to stay within a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Words = Mapping[str, str]
"""A text in every language."""

QUICK_SLACK: Final = 0.06
"""How far chance may carry a share over its limit in a run that is a hundred times shorter."""


class Form(StrEnum):
    """How the numbers of a column are written."""

    COUNT = "count"
    LEVEL = "level"
    SHARE = "share"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What stands in a column, and what its numbers have to be."""

    name: Words
    form: Form = Form.SHARE
    least: float | None = None
    most: float | None = None

    def allows(self, number: float, *, slack: float) -> bool:
        """Say whether a number lies within the limits, give or take the slack."""
        above = self.least is None or number >= self.least - slack
        return above and (self.most is None or number <= self.most + slack)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What one simulation found."""

    key: str
    title: Words
    about: Words
    """What was simulated, in a sentence or two."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[float, ...], ...]

    def faults(self, *, slack: float = 0.0) -> list[str]:
        """Return which numbers are not within their limits."""
        return [
            f"{self.key} {row}: {column.name['en']} is {number:.3f}"
            for row in self.rows
            for column, number in zip(self.columns, row, strict=True)
            if not column.allows(number, slack=slack)
        ]


Simulation = Callable[[int], Table]
"""Simulates so many runs of every case."""


def count(en: str, nl: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name={"en": en, "nl": nl}, form=Form.COUNT)


def level(en: str, nl: str, *, most: float | None = None) -> Column:
    """Return a column of levels, differences or errors on the 1-5 scale."""
    return Column(name={"en": en, "nl": nl}, form=Form.LEVEL, most=most)


def share(en: str, nl: str, *, least: float | None = None, most: float | None = None) -> Column:
    """Return a column of shares."""
    return Column(name={"en": en, "nl": nl}, least=least, most=most)
