"""Were the questions worth our time? The same for everybody, with what was done with it."""

from __future__ import annotations

from flask import render_template
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.team.worth import read_worth


@blueprint.get("/programme/worth")
def worth() -> str:
    """Show what everybody together said of the questions, round by round."""
    catalogue, locale = load_catalogue(), str(get_locale())
    return render_template(
        "employee/worth/worth.html",
        worth=read_worth(db.session(), catalogue=catalogue, locale=locale),
        question=catalogue.worth.text.in_(locale),
    )
