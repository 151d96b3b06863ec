"""Opens the pages about the whole organisation, and holds every number against the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bs4 import BeautifulSoup, Tag

from feedbackpulse.checkpoints.domain import ANCHOR
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import Statistic, StatisticKind
from tests.insight.fuzz import reading
from tests.insight.fuzz.looking import FOUND
from tests.insight.fuzz.truth import Truth
from tests.pages import Visitor, checked

PATHS: Final = ("departments", "compare", "questions", "association")
FEWEST: Final = 100
TWO_DIGITS: Final = 2
KEY: Final = reading.decimals("2.7 2.8 3.2 3.3 3.4 3.5 3.7 3.8 4.2 4.3")
"""What the key of a picture says of its colours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """HR or the direction looks at units side by side, at rounds side by side, and at the questions."""

    visitor: Visitor
    truth: Truth
    names: Mapping[str, UnitKey]
    statistics: Sequence[Statistic]

    def problems(self, paths: Sequence[str]) -> Iterator[str]:
        """Say what is wrong with any of these pages."""
        for path in paths:
            look = {
                "departments": self._departments,
                "compare": self._compare,
                "questions": self._questions,
                "association": self._association,
            }[path]
            response = self.visitor.get(f"/org/results/{path}")
            assert response.status_code == FOUND, (path, response.status_code)
            page = checked(response.text)
            for found in (*look(page), *self._pictures(page)):
                yield f"{path}: {found}"

    def _departments(self, page: BeautifulSoup) -> Iterator[str]:
        """Who shows nothing has no number here either, and every count is one of a figure."""
        for unit, cells in self._units(page.select("table")):
            said = " ".join(cells)
            if self.truth.is_silent(unit) and reading.decimals(said):
                yield f"{unit} shows nothing, and here {said}"
            if odd := reading.counts(said) - self.truth.counts(unit):
                yield f"{unit} counts {sorted(odd)}, which no figure does"

    def _compare(self, page: BeautifulSoup) -> Iterator[str]:
        """The anchor of every unit in both rounds as its figures say."""
        chosen = [str(one["value"]) for one in page.select("select option[selected]")]
        rounds = [asked for each in chosen for asked in self.truth.rounds if str(asked.id) == each]
        for unit, cells in self._units(page.select("table.units")):
            said = [reading.first_number(cell) for cell in cells[: len(rounds)]]
            true = [self.truth.number(unit, (asked.id, ANCHOR)) for asked in rounds]
            if said != true:
                yield f"{unit}: {said}, the figures say {true}"

    def _questions(self, page: BeautifulSoup) -> Iterator[str]:
        kinds = set(StatisticKind) - {StatisticKind.ASSOCIATION, StatisticKind.SPREAD}
        known = {f"{one.value:.2f}" for one in self.statistics if one.kind in kinds}
        for _topic, cells in self._rows(page):
            told = {one for one in reading.decimals(cells[0]) if _digits(one) == TWO_DIGITS}
            if told - known:
                yield f"says {sorted(told - known)}, which no statistic is"

    def _association(self, page: BeautifulSoup) -> Iterator[str]:
        known = {
            f"{one.value:.2f}" for one in self.statistics if one.kind is StatisticKind.ASSOCIATION
        }
        for _topic, cells in self._rows(page):
            if not reading.decimals(cells[0]) <= known:
                yield f"says {cells[0]}, which no statistic is"
            if int(cells[2]) < FEWEST:
                yield f"is made of {cells[2]} answers"

    def _pictures(self, page: BeautifulSoup) -> Iterator[str]:
        """A picture says no number that the page beside it does not."""
        text = reading.words(page)
        for image in {str(one["src"]) for one in page.select("main img[src*='.svg']")}:
            response = self.visitor.get(image)
            drawn = reading.levels(reading.text_of_svg(response.data))
            if odd := drawn - reading.levels(text) - KEY:
                yield f"{image[:60]} says {sorted(odd)}, and the page does not"

    def _units(self, tables: Sequence[Tag]) -> Iterator[tuple[UnitKey, list[str]]]:
        for table in tables:
            for head, cells in reading.rows_of(table):
                for name, unit in self.names.items():
                    if head == name or head.startswith(f"{name} "):
                        yield unit, cells

    @staticmethod
    def _rows(page: BeautifulSoup) -> Iterator[tuple[str, list[str]]]:
        table = page.select_one("main table")
        yield from reading.rows_of(table) if table else ()


def _digits(number: str) -> int:
    return len(number.partition(".")[2])
