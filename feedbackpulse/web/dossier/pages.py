"""A dossier as a document, and as a file to keep."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from feedbackpulse.reports.content import MEDIA, Format
from feedbackpulse.reports.document import Document, document_pdf
from feedbackpulse.web.dossier.assessment import assessment
from feedbackpulse.web.dossier.facts import Facts
from feedbackpulse.web.dossier.law import law
from feedbackpulse.web.dossier.protection import protection
from feedbackpulse.web.dossier.purpose import purpose
from feedbackpulse.web.files import send_file
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
    made = document_pdf(document, page=_("page"))
    return send_file(made, title=document.title, ending="pdf", media=MEDIA[Format.PDF])
