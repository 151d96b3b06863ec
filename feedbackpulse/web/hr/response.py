"""The page about how many answered, unit by unit."""

from __future__ import annotations

from flask import render_template

from feedbackpulse.extensions import db
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.response_view import find_response
from feedbackpulse.web.team.units import released_rounds


@blueprint.get("/results/response")
def response() -> str:
    """Show how many of each unit answered the latest rounds."""
    session = db.session()
    rounds = released_rounds(session)
    if not rounds:
        return render_template("hr/response/nothing_yet.html")
    return render_template("hr/response/units.html", response=find_response(session, rounds=rounds))
