"""Posters as files to print."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_babel import force_locale

from feedbackpulse.config import LOCALES
from feedbackpulse.extensions import current_settings
from feedbackpulse.reports.poster import PosterText, poster


def poster_file(text: Callable[[], PosterText], *, address: str) -> Response:
    """Return the poster that leads to an address, with its text in every language."""
    texts = []
    for locale in LOCALES:
        with force_locale(locale):
            texts.append(text())
    pdf = poster(organisation=current_settings().organisation, texts=texts, address=address)
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename="poster.pdf")
    return response
