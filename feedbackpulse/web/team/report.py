"""The page about a unit as a file to take along: the same numbers, for the same readers."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response, abort
from flask_babel import get_locale

from feedbackpulse.extensions import current_settings
from feedbackpulse.reports.content import MEDIA, Figures, Format, offered
from feedbackpulse.reports.csv_file import write_csv
from feedbackpulse.reports.document import write_pdf
from feedbackpulse.reports.workbook import write_workbook
from feedbackpulse.web.files import send_written
from feedbackpulse.web.identity import today
from feedbackpulse.web.team.report_document import deck_of, document_of
from feedbackpulse.web.team.report_rows import figures_of
from feedbackpulse.web.team.report_words import page_word, report_title
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.workbench import corner

REPORT = "/report.<any(pdf,pptx,xlsx,zip):ending>"
"""The end of a report's address; what comes before says whose it is."""


def send_report(page: TeamPage, *, ending: str) -> Response:
    """Return a page as a file of the kind that its address asks for."""
    kind = Format(ending)
    if kind not in offered():
        abort(404)
    title = f"{report_title(page)} {page.label}"
    return send_written(
        lambda out: _write(page, kind, out), title=title, ending=ending, media=MEDIA[kind]
    )


def _write(page: TeamPage, kind: Format, out: BinaryIO) -> None:
    organisation, locale = current_settings().organisation, str(get_locale())
    match kind:
        case Format.PDF:
            document = document_of(page, organisation=organisation, made_on=today(), locale=locale)
            write_pdf(document, out, page=page_word())
        case Format.SLIDES:
            from feedbackpulse.reports.slides import write_slides  # of the extra "reports"

            write_slides(deck_of(page, organisation=organisation, locale=locale), out)
        case Format.WORKBOOK | Format.CSV:
            write_figures(figures_of(lambda: [page], title=report_title(page)), kind, out)


def write_figures(figures: Figures, kind: Format, out: BinaryIO) -> None:
    """Write figures as a spreadsheet, or else as text."""
    if kind is Format.WORKBOOK:
        with corner(current_settings().workbench_path) as folder:
            write_workbook(figures, out, folder=folder)
    else:
        write_csv(figures, out)
