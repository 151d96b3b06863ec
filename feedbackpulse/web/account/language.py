"""The switch between languages that is on every page."""

from __future__ import annotations

from flask import abort, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from feedbackpulse.config import LOCALES
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.identity import find_me
from feedbackpulse.web.returning import local_path


@blueprint.post("/language")
def set_locale() -> ResponseReturnValue:
    """Remember a language, on the person or else in the browser, and go back."""
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    person = find_me()
    if person is not None:
        with transaction(db.session()) as session:
            people.choose_locale(session, person_id=person.id, locale=locale)
    cookie["locale"] = locale
    return redirect(local_path(request.form.get("next")))
