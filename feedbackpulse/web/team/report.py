"""The page about a unit as a file to take along: the same numbers, for the same readers."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort
from flask_babel import get_locale

from feedbackpulse.extensions import current_settings
from feedbackpulse.reports.content import MEDIA, Format, offered
from feedbackpulse.reports.csv_file import csv_zip
from feedbackpulse.reports.document import document_pdf
from feedbackpulse.reports.workbook import workbook
from feedbackpulse.web.files import send_file
from feedbackpulse.web.identity import today
from feedbackpulse.web.team.report_document import deck_of, document_of
from feedbackpulse.web.team.report_rows import figures_of
from feedbackpulse.web.team.report_words import page_word, report_title
from feedbackpulse.web.team.view import TeamPage

REPORT = "/report.<any(pdf,pptx,xlsx,zip):ending>"
"""The end of a report's address; what comes before says whose it is."""


def send_report(page: TeamPage, *, ending: str) -> Response:
    """Return a page as a file of the kind that its address asks for."""
    kind = Format(ending)
    if kind not in offered():
        abort(404)
    title = f"{report_title(page)} {page.label}"
    return send_file(_made(page, kind), title=title, ending=ending, media=MEDIA[kind])


def _made(page: TeamPage, kind: Format) -> bytes | Iterator[bytes]:
    organisation, locale = current_settings().organisation, str(get_locale())
    match kind:
        case Format.PDF:
            document = document_of(page, organisation=organisation, made_on=today(), locale=locale)
            return document_pdf(document, page=page_word())
        case Format.SLIDES:
            from feedbackpulse.reports.slides import pptx_file  # of the extra "reports"

            return pptx_file(deck_of(page, organisation=organisation, locale=locale))
        case Format.WORKBOOK:
            return workbook(figures_of(lambda: [page], title=report_title(page)))
        case Format.CSV:
            return csv_zip(figures_of(lambda: [page], title=report_title(page)))
