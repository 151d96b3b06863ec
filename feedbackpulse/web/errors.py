"""Error pages: what happened, what is kept, what to do."""

from __future__ import annotations

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from feedbackpulse.troubles import ERRORS
from feedbackpulse.web.trouble import instead_of


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (_("We could not read that"), _("Go back, check what you filled in and try again.")),
        401: (_("Sign in first"), _("You can see this page after you sign in.")),
        403: (_("This page is not for your role"), _("You need another role to see this page.")),
        404: (
            _("This page does not exist"),
            _("It may have moved, or it is not meant for you. Check the address."),
        ),
        405: (_("That is not possible here"), _("Go back to the page you came from.")),
        410: (_("This link no longer works"), _("It was used before or it is too old.")),
        413: (_("That is too large"), _("Send a smaller file or a shorter text.")),
        429: (_("Too many attempts"), _("Wait a moment and try again.")),
        503: (
            _("Please try again in a moment"),
            _("The system is busy. What you sent may not have been saved."),
        ),
    }
    return known.get(
        code,
        (
            _("Something went wrong on our side"),
            _("We cannot be sure that it was saved. Go back and check."),
        ),
    )


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Show our own page for an HTTP error, keeping the headers that belong to it."""
    code = error.code or 500
    try:
        heading, advice = _words(code)
        page = render_template("errors/error.html", heading=heading, advice=advice, code=code)
    except ERRORS as meanwhile:
        return instead_of(error, meanwhile)
    headers = [(k, v) for k, v in error.get_headers() if k != "Content-Type"]
    return page, code, headers


def show_stranger(_error: SecurityError) -> ResponseReturnValue:
    """Refuse who asked for another site: without a name of ours no page can be put together."""
    heading, _advice = _words(400)
    return heading, 400, {"Content-Type": "text/plain; charset=utf-8"}


def show_expired(_error: CSRFError) -> ResponseReturnValue:
    """Explain a form that was open for too long or came from elsewhere."""
    page = render_template(
        "errors/error.html",
        heading=_("This form has expired"),
        advice=_("Nothing was saved. Go back, reload the page and send it again."),
        code=400,
    )
    return page, 400


def register(app: Flask) -> None:
    """Show our own page for every error."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(SecurityError, show_stranger)
    app.register_error_handler(CSRFError, show_expired)
