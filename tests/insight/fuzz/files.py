"""Takes all units along in one file, and holds every number in it against the release."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import JobKind
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.reporting import writes_reports
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import StatisticKind
from feedbackpulse.release.learning import learning_demand
from feedbackpulse.web.hr.all_units import report_writer
from feedbackpulse.web.team.whole import MOST_POINTS
from tests.insight.fuzz import reading
from tests.insight.fuzz.truth import Truth
from tests.pages import Visitor

Table = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the release tells of everybody together: in the last round, and statistics of all."""

    answers: Counter[int]
    shares: Counter[int]
    wishes: Counter[int]
    statistics: Mapping[StatisticKind, Collection[str]]


def read_told(session: Session, rounds: Sequence[RoundId]) -> Told:
    """Read it from the release alone."""
    last = rounds[-1]
    found = release.statistics(session, rounds=rounds)
    each = [one for statistics in found.values() for one in statistics]
    blurred = release.blurred(session, round_id=last)
    return Told(
        answers=Counter(one.count for counts in blurred.counts.values() for one in counts),
        shares=Counter(
            round(100 * cut.share) for cut in blurred.cuts if 100 * cut.reach <= MOST_POINTS
        ),
        wishes=Counter(one.count for one in learning_demand(session, rounds=[last])[last]),
        statistics={
            kind: {f"{one.value:.2f}" for one in each if one.kind is kind} for kind in StatisticKind
        },
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AllInOne:
    """The file about all units, as HR and the direction get it."""

    app: Flask
    stores: Stores
    visitor: Visitor
    truth: Truth
    names: Mapping[str, UnitKey]
    told: Told

    def problems(self) -> Iterator[str]:
        """Say what is wrong with any of its tables, and with the document."""
        with zipfile.ZipFile(io.BytesIO(self._file("zip"))) as bundle:
            tables = {name: _rows(bundle.read(name)) for name in bundle.namelist()}
        for found in (*self._of_figures(tables["figures.csv"]), *self._of_everybody(tables)):
            yield f"all in one: {found}"
        beside = tables.get("side_by_side.csv", [])
        for found in (*self._of_units(beside), *self._of_document(beside)):
            yield f"all in one: {found}"

    def _of_figures(self, rows: Table) -> Iterator[str]:
        """Every unit says what its figures say, in as many rows."""
        for name in sorted({row["unit"] for row in rows} & self.names.keys()):
            unit = self.names[name]
            said = Counter(
                (row["opened_on"], row["level"], row["answers"], row["asked"])
                for row in rows
                if row["unit"] == name and (not row["reason"] or row["answers"])
            )
            if said != self.truth.rows(unit):
                yield f"{name}: {said - self.truth.rows(unit)}, {self.truth.rows(unit) - said}"

    def _of_units(self, rows: Table) -> Iterator[str]:
        """Side by side they say what the page says, and who shows nothing has no number."""
        page = self.visitor.open("/org/results/departments")
        shown = [
            reading.first_number(cell)
            for table in page.select("table.heat")
            for _unit, cells in reading.rows_of(table)
            for cell in cells
        ]
        said = [row["level"] for row in rows if row["above"] == "House"]
        if said != shown:
            yield f"side by side {said}, on the page {shown}"
        for row in rows:
            unit = self.names.get(row["unit"])
            if unit and self.truth.is_silent(unit) and row["level"]:
                yield f"{row['unit']} shows nothing, and here {row['level']}"

    def _of_everybody(self, tables: Mapping[str, Table]) -> Iterator[str]:
        """Counts and statistics are those of the release, none more and none less."""
        for name, column, true in (
            ("answers.csv", "people", self.told.answers),
            ("groups.csv", "percent", self.told.shares),
            ("learning.csv", "people", self.told.wishes),
        ):
            said = Counter(int(row[column]) for row in tables.get(name, []) if row[column])
            if said != true:
                yield f"{name}: {said - true}, and leaves out {true - said}"
        yield from self._of_statistics(tables)

    def _of_statistics(self, tables: Mapping[str, Table]) -> Iterator[str]:
        kinds = set(StatisticKind) - {StatisticKind.ASSOCIATION, StatisticKind.SPREAD}
        reliable = {one for kind in kinds for one in self.told.statistics[kind]}
        ties = self.told.statistics[StatisticKind.ASSOCIATION]
        for name, column, known in (
            ("topics.csv", "reliability", reliable),
            ("together.csv", "together", ties),
        ):
            said = {f"{float(row[column]):.2f}" for row in tables.get(name, []) if row[column]}
            if odd := said - set(known):
                yield f"{name} says {sorted(odd)}, which no statistic is"

    def _of_document(self, beside: Table) -> Iterator[str]:
        """The document has no level of anybody that the figures do not have."""
        text = reading.text_of_pdf(self._file("pdf"))
        units = tuple(self.truth.levels)
        allowed = self.truth.numbers(*units) | {row["level"] for row in beside}
        if odd := reading.levels(text) - allowed - {"1.00"}:
            yield f"document says {sorted(odd)}, which no figure says"
        if odd_counts := reading.counts(text) - self.truth.counts(*units):
            yield f"document counts {sorted(odd_counts)}, which no figure does"

    def _file(self, ending: str) -> bytes:
        page = self.visitor.open("/org/results")
        sent = self.visitor.send(page, form=f"main form[action*='/reports/{ending}']")
        if sent.mimetype != "text/html":
            return bytes(sent.data)
        handlers = {**HANDLERS, JobKind.REPORT: writes_reports(report_writer(self.app))}
        Desk(stores=self.stores, handlers=handlers).work()
        made = self.visitor.get(f"{sent.request.path}/file")
        assert made.status_code == 200, made.status_code
        return bytes(made.data)


def _rows(content: bytes) -> Table:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
