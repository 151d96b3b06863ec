"""Opens what an organisation's readers can open, and holds every number against the figures."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bs4 import Tag
from werkzeug.test import TestResponse

from feedbackpulse.checkpoints.domain import ANCHOR
from feedbackpulse.people.domain import UnitKey
from tests.insight.fuzz import reading
from tests.insight.fuzz.truth import Truth
from tests.pages import Visitor, checked

READERS: Final = {
    "hr": "/org/results",
    "direction": "/org/results",
    "lead": "/team",
    "member": "/outcome",
}
TOPICS: Final = 2
"""Of how many topics the page is opened."""
FOUND: Final = 200
FILES: Final = ("pdf", "pptx", "xlsx")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One reader of one unit, and what may be read there."""

    reader: str
    visitor: Visitor
    unit: UnitKey
    root: UnitKey
    truth: Truth
    chance: random.Random
    in_short: bool = False

    @property
    def address(self) -> str:
        """Where this reader finds the unit."""
        return f"{READERS[self.reader]}/{self.unit.team_id}/{self.unit.part.value}"

    def problems(self) -> Iterator[str]:
        """Say what is wrong with anything about the unit."""
        for found in self._problems():
            yield f"{self.address}: {found}"

    def _problems(self) -> Iterator[str]:
        page = checked(self._get(self.address).text)
        text = reading.words(page)
        yield from self._of_text("page", text)
        yield from self._of_trend(page.select_one("[aria-labelledby=trend-title] table"))
        images = sorted({str(one["src"]) for one in page.select("main img[src*='.svg']")})
        for image in images[:1] if self.in_short else images:
            yield from self._of_picture(image)
        for link in self._some(page.select("main a[href*='/topics/']")):
            yield from self._of_text("topic", reading.words(self.visitor.open(link)))
        if page.select_one("main a[href$='/guide']"):
            guide = self.visitor.open(f"{self.address}/guide")
            yield from self._of_text("guide", reading.words(guide))
        yield from self._of_files()

    def _some(self, links: Sequence[Tag]) -> list[str]:
        every = sorted({str(link["href"]) for link in links})
        return self.chance.sample(every, min(TOPICS, len(every)))

    def _of_text(self, what: str, text: str) -> Iterator[str]:
        allowed = self.truth.numbers(self.unit, self.root)
        if odd := reading.levels(text) - allowed:
            yield f"{what} says {sorted(odd)}, which no figure says"
        known = self.truth.counts(self.unit, self.root)
        if odd_counts := reading.counts(text) - known:
            yield f"{what} counts {sorted(odd_counts)}, which no figure does"

    def _of_trend(self, table: Tag | None) -> Iterator[str]:
        said = [
            number
            for _label, cells in (reading.rows_of(table) if table else [])
            if (number := reading.first_number(cells[0]))
        ]
        places = [(asked.id, ANCHOR) for asked in self.truth.rounds]
        true = [number for place in places if (number := self.truth.number(self.unit, place))]
        if said != true:
            yield f"the trend says {said}, the figures {true}"

    def _of_picture(self, address: str) -> Iterator[str]:
        drawn = reading.text_of_svg(self._get(address).data)
        yield from self._of_text(f"picture {address.rpartition('/')[2]}", drawn)

    def _of_files(self) -> Iterator[str]:
        rows = reading.csv_rows(self._file("zip"))
        said = Counter(
            (row["opened_on"], row["level"], row["answers"], row["asked"])
            for row in rows
            if not row["reason"] or row["answers"]
        )
        if odd := said - self.truth.rows(self.unit):
            yield f"the text file says {sorted(odd)}, which no figure says"
        if missing := self.truth.rows(self.unit) - said:
            yield f"the text file leaves out {sorted(missing)}"
        ending = self.chance.choice(FILES[-1:] if self.in_short else FILES)
        content = self._file(ending)
        if ending == "xlsx":
            numbers = Counter(reading.sheet_numbers(content))
            columns = ("level", "low", "high", "answers", "asked", "organisation")
            true = Counter(f"{float(row[one]):g}" for row in rows for one in columns if row[one])
            if numbers != true:
                yield f"sheet and text file differ: {numbers - true}, {true - numbers}"
        elif ending == "pptx":
            yield from self._of_text("slides", reading.text_of_slides(content))
        else:
            yield from self._of_text("document", reading.text_of_pdf(content))

    def _file(self, ending: str) -> bytes:
        content: bytes = self._get(f"{self.address}/report.{ending}").data
        return content

    def _get(self, address: str) -> TestResponse:
        response = self.visitor.get(address)
        assert response.status_code == FOUND, (address, response.status_code)
        return response
