"""A dossier as a document, and as a file to keep."""

from __future__ import annotations

import re
import unicodedata

from flask import Response, make_response
from flask_babel import gettext as _

from feedbackpulse.reports.document import Document, document_pdf
from feedbackpulse.web.dossier.assessment import assessment
from feedbackpulse.web.dossier.facts import Facts
from feedbackpulse.web.dossier.law import law
from feedbackpulse.web.dossier.protection import protection
from feedbackpulse.web.dossier.purpose import purpose
from feedbackpulse.web.page import day


def dossier_of(facts: Facts) -> Document:
    """Return the whole dossier, in the reader's language."""
    return Document(
        title=_("Dossier: %(title)s", title=facts.cycle.title),
        subtitle=_(
            "%(organisation)s, %(day)s. Written by the software, from how this cycle is set up.",
            organisation=facts.organisation,
            day=day(facts.made_on),
        ),
        sections=(*purpose(facts), *protection(facts), *assessment(facts), *law(facts)),
        locale=facts.locale,
    )


def send_pdf(document: Document) -> Response:
    """Return a document as a file to download."""
    answer = make_response(document_pdf(document, page=_("page")))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(document.title)}"'
    return answer


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) + ".pdf"
