"""Let a page ask the database for the same thing once."""

from __future__ import annotations

from flask import Flask, request

from feedbackpulse.extensions import db
from feedbackpulse.reading import read_once


def _begin() -> None:
    """Remember what is read for a page that only shows; what comes with a form is asked anew."""
    if request.method in {"GET", "HEAD"} and request.endpoint != "static":
        read_once(db.session())


def register(app: Flask) -> None:
    """Begin every page so."""
    app.before_request(_begin)
