"""A report about all units of an organisation, in the order of its tree, written unit by unit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.extensions import current_settings, stores
from feedbackpulse.people.domain import TeamTree, UnitKey
from feedbackpulse.people.trees import team_tree
from feedbackpulse.progress import Report, first_half, second_half, untold
from feedbackpulse.reports.content import Format
from feedbackpulse.reports.document import (
    Bullets,
    Document,
    Paragraph,
    Part,
    Section,
    Table,
    write_pdf,
)
from feedbackpulse.roster import service as roster
from feedbackpulse.web.hr.together import Together, find_together
from feedbackpulse.web.hr.together_sections import sections_of
from feedbackpulse.web.hr.together_sheets import sheets_of
from feedbackpulse.web.team.page import find_team_page
from feedbackpulse.web.team.report import write_figures
from feedbackpulse.web.team.report_document import document_of
from feedbackpulse.web.team.report_rows import figures_of
from feedbackpulse.web.team.report_tables import NOTHING, topics_table
from feedbackpulse.web.team.report_words import page_word, report_title, silence
from feedbackpulse.web.team.view import TeamPage

LARGE = 12
"""From how many units on a file is a job of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AllUnits:
    """The units of one round, and those of earlier rounds that are still in the tree."""

    session: Session
    tree: TeamTree
    round_id: RoundId
    units: tuple[UnitKey, ...]
    locale: str

    @property
    def is_large(self) -> bool:
        """Say whether a file about them takes longer than somebody waits for a page."""
        return len(self.units) >= LARGE

    def whole(self) -> TeamPage | None:
        """Return the page of the whole organisation."""
        return self._page(UnitKey(team_id=self.tree.root.id))

    def pages(self, report: Report = untold) -> Iterator[TeamPage]:
        """Yield the page of every unit, and tell how many there were."""
        for done, unit in enumerate(self.units):
            report(done, len(self.units))
            if page := self._page(unit):
                yield page
        report(len(self.units), len(self.units))

    def _page(self, unit: UnitKey) -> TeamPage | None:
        return find_team_page(
            self.session,
            tree=self.tree,
            unit=unit,
            catalogue=load_catalogue(),
            locale=self.locale,
            round_id=self.round_id,
        )


def all_units(session: Session, *, round_id: RoundId, locale: str) -> AllUnits:
    """Return the units that a round was about, in the order of the tree."""
    tree = team_tree(session)
    place = {team.id: number for number, (_depth, team) in enumerate(tree.ordered())}
    found = [unit.key for unit in roster.units_of_round(session, round_id=round_id)]
    known = sorted(
        (key for key in found if key.team_id in place),
        key=lambda key: (place[key.team_id], key.part.value != "whole", key.part.value),
    )
    return AllUnits(
        session=session, tree=tree, round_id=round_id, units=tuple(known), locale=locale
    )


def write_report(
    units: AllUnits, out: BinaryIO, *, kind: Format, made_on: date, report: Report = untold
) -> bool:
    """Write a file about all units; say whether the round has results to write about."""
    whole = units.whole()
    if whole is None:
        return False
    if kind is Format.PDF:
        document = _document(units, whole, made_on, first_half(report))
        write_pdf(document, out, page=page_word(), report=second_half(report))
    else:
        more = sheets_of(_together(units, whole))
        figures = figures_of(lambda: units.pages(report), title=report_title(whole), more=more)
        write_figures(figures, kind, out)
    return True


def report_writer(app: Flask) -> Callable[[Mapping[str, Any], Report], bytes | None]:
    """Return what writes such files for a job, outside of any request."""

    def write(arguments: Mapping[str, Any], report: Report) -> bytes | None:
        locale = str(arguments["locale"])
        with app.app_context(), stores().main() as session, force_locale(locale):
            round_id = RoundId(UUID(arguments["round"]))
            units = all_units(session, round_id=round_id, locale=locale)
            made_on = clock.local_day(clock.now(), current_settings().zone)
            kind = Format(arguments["ending"])
            out = io.BytesIO()  # the job keeps it in its table, and the whole of it at once
            made = write_report(units, out, kind=kind, made_on=made_on, report=report)
            return out.getvalue() if made else None

    return write


def _document(units: AllUnits, whole: TeamPage, made_on: date, report: Report) -> Document:
    pages = list(units.pages(report))
    below = [page for page in pages if not page.is_whole_organisation]
    return document_of(
        whole,
        organisation=current_settings().organisation,
        made_on=made_on,
        locale=units.locale,
        more=(
            _overview(pages),
            *sections_of(_together(units, whole)),
            *map(_section, below),
        ),
    )


def _together(units: AllUnits, whole: TeamPage) -> Together:
    return find_together(units.session, whole=whole, locale=units.locale)


def _overview(pages: list[TeamPage]) -> Section:
    """Return every unit in one table, in an order that says nothing."""
    what = next((page.overall.title for page in pages if page.overall), _("Level"))
    head = (_("Team"), what, _("Most likely"), _("How sure"), _("Answers"))
    table = Table(
        caption=_("All units"),
        head=tuple(map(str, head)),
        rows=tuple(map(_line, pages)),
        widths=(5, 3, 4, 3, 3),
    )
    order = _("The order is that of the organisation. It says nothing about who does better.")
    return Section(heading=_("All units"), parts=(Paragraph(text=order), table))


def _line(page: TeamPage) -> tuple[str, ...]:
    if page.now is None:
        return (page.name, NOTHING, NOTHING, NOTHING, NOTHING)
    said = page.now.said
    rest = (said.interval, said.precision, said.count)
    return (page.name, said.text, *(one or NOTHING for one in rest))


def _section(page: TeamPage) -> Section:
    part: Part = Bullets(items=silence(page)) if page.is_silent else topics_table(page)
    return Section(heading=page.name, parts=(part,))
